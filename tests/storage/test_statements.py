from __future__ import annotations

import pytest

from storage.statements import batch, change, insert, text
from storage.tables import answers, outbox


def test_a_parameter_is_a_mark_on_sqlite_and_a_number_on_postgresql() -> None:
    statement = text("SELECT a::text FROM t WHERE b = :b AND c = :c", c="bigint")
    assert statement.sqlite == "SELECT a::text FROM t WHERE b = ? AND c = ?"
    assert statement.postgresql == "SELECT a::text FROM t WHERE b = $1 AND c = $2::bigint"
    assert (statement.names, statement.positions, statement.straight) == (("b", "c"), (0, 1), True)


def test_a_parameter_used_twice_is_given_once() -> None:
    statement = text("UPDATE t SET a = :a WHERE b = :b AND a <> :a")
    assert statement.sqlite == "UPDATE t SET a = ? WHERE b = ? AND a <> ?"
    assert statement.postgresql == "UPDATE t SET a = $1 WHERE b = $2 AND a <> $1"
    assert (statement.positions, statement.straight) == ((0, 1, 0), False)


def test_what_the_databases_write_differently_stands_in_its_place() -> None:
    statement = text("SELECT 1 {here}", sqlite="", postgresql="FOR UPDATE")
    assert (statement.sqlite, statement.postgresql) == ("SELECT 1 ", "SELECT 1 FOR UPDATE")


def test_a_batch_is_json_on_sqlite_and_arrays_on_postgresql() -> None:
    statement = batch("SELECT r.a FROM {rows} WHERE r.b = :x", a="text", b="bigint", types="x bigint")
    assert statement.sqlite == (
        "SELECT r.a FROM (SELECT json_extract(value, '$[0]') AS a, json_extract(value, '$[1]') AS b"
        " FROM json_each(?)) AS r WHERE r.b = ?"
    )
    assert statement.postgresql == "SELECT r.a FROM unnest($1::text[], $2::bigint[]) AS r(a, b) WHERE r.b = $3::bigint"
    assert (statement.names, statement.columns) == (("rows", "x"), ("a", "b"))


def test_an_insert_takes_its_types_from_the_table() -> None:
    statement = insert(answers, "lead_id", "step", tail="ON CONFLICT DO NOTHING")
    assert statement.sqlite == "INSERT INTO answers (lead_id, step) VALUES (?, ?) ON CONFLICT DO NOTHING"
    assert statement.postgresql == (
        "INSERT INTO answers (lead_id, step) SELECT * FROM unnest($1::bigint[], $2::text[]) ON CONFLICT DO NOTHING"
    )


def test_a_change_joins_its_batch_on_postgresql() -> None:
    update = change(outbox, "UPDATE outbox SET cls = :cls WHERE outbox.id = :id", cls="cls", id="id")
    assert update.sqlite == "UPDATE outbox SET cls = ? WHERE outbox.id = ?"
    assert update.postgresql == (
        "UPDATE outbox SET cls = r.cls FROM unnest($1::integer[], $2::bigint[]) AS r(cls, id) WHERE outbox.id = r.id"
    )
    delete = change(outbox, "DELETE FROM outbox WHERE outbox.id = :id", id="id")
    assert delete.postgresql == "DELETE FROM outbox USING unnest($1::bigint[]) AS r(id) WHERE outbox.id = r.id"


def test_a_change_whose_columns_are_in_another_order_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="parameters"):
        change(outbox, "UPDATE outbox SET cls = :cls WHERE id = :id", id="id", cls="cls")
