"""SQL written once and compiled once per dialect.

`:name` is a parameter; `{rows}` stands in FROM for a batch, which is `json_each` on SQLite and `unnest` on PostgreSQL.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import sqlalchemy as sa

Row: TypeAlias = Sequence[Any]

_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]\w*)")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, ready for both drivers.

    `names` are the parameters in the order in which values are given. `positions` are the places in that order that
    SQLite's `?` marks want. `columns` of a batch are what `{rows}` holds; its values come as one argument, `rows`.
    """

    sqlite: str
    postgresql: str
    names: tuple[str, ...]
    positions: tuple[int, ...]
    columns: tuple[str, ...] = ()
    straight: bool = field(default=True)  # SQLite takes the values in the very order in which they are given


def text(sql: str, *, sqlite: str = "", postgresql: str = "", **types: str) -> Statement:
    """A statement with `:name` parameters. `types` casts a parameter on PostgreSQL where it cannot tell by itself.

    A part that the two databases write differently stands as `{here}` and is filled from `sqlite` and `postgresql`.
    """
    ours, theirs = (sql.replace("{here}", part) for part in (sqlite, postgresql))
    names = tuple(dict.fromkeys(_PARAMETER.findall(ours) + _PARAMETER.findall(theirs)))
    return _compiled(ours, theirs, names, types)


def batch(sql: str, *, sqlite: str = "", postgresql: str = "", types: str = "", **rows: str) -> Statement:
    """One statement over a whole batch: `{rows}` is a table called `r` with the columns of `rows` (name: SQL type).

    The first argument is the batch, a sequence of tuples in the order of `rows`; other parameters follow it, with
    casts such as `types="at bigint, most bigint"`.
    """
    fields = ", ".join(f"json_extract(value, '$[{i}]') AS {name}" for i, name in enumerate(rows))
    ours = sql.replace("{here}", sqlite).replace("{rows}", f"(SELECT {fields} FROM json_each(:rows)) AS r")
    arrays = ", ".join(f":rows_{name}::{kind}[]" for name, kind in rows.items())
    theirs = sql.replace("{here}", postgresql).replace("{rows}", f"unnest({arrays}) AS r({', '.join(rows)})")
    columns = tuple(rows)
    others = tuple(
        dict.fromkeys(name for name in _PARAMETER.findall(ours) + _PARAMETER.findall(theirs) if not _of_batch(name))
    )
    marks, positions = _question_marks(ours, ("rows", *others))
    numbers = {name: i + 1 for i, name in enumerate((*(f"rows_{name}" for name in columns), *others))}
    casts = dict(pair.split() for pair in types.split(",") if pair)
    return Statement(
        marks, _dollars(theirs, numbers, casts), ("rows", *others), positions, columns,
        positions == tuple(range(len(others) + 1)),
    )  # fmt: skip


def insert(table: sa.Table, *columns: str, tail: str = "") -> Statement:
    """INSERT of many rows whose result does not matter: executemany on SQLite, one statement on PostgreSQL."""
    names = ", ".join(columns)
    marks = ", ".join("?" * len(columns))
    arrays = ", ".join(f"${i + 1}::{_type(table, name)}[]" for i, name in enumerate(columns))
    return Statement(
        f"INSERT INTO {table.name} ({names}) VALUES ({marks}) {tail}".rstrip(),
        f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({arrays}) {tail}".rstrip(),
        columns, tuple(range(len(columns))),
    )  # fmt: skip


def change(table: sa.Table, sql: str, **columns: str) -> Statement:
    """UPDATE or DELETE of many rows whose result does not matter. `sql` uses each column of the batch once, in order,
    as `:name`; `columns` maps the names to columns of `table`, whose types they have, or to SQL types."""
    order = tuple(_PARAMETER.findall(sql))
    if order != tuple(columns):
        raise ValueError(f"{sql}: the parameters are {order}, the columns {tuple(columns)}")
    types = {name: _type(table, kind) if kind in table.c else kind for name, kind in columns.items()}
    arrays = ", ".join(f"${i + 1}::{kind}[]" for i, kind in enumerate(types.values()))
    source = f" unnest({arrays}) AS r({', '.join(columns)}) WHERE "
    joined = _PARAMETER.sub(r"r.\1", sql)
    verb = " USING" if sql.startswith("DELETE") else " FROM"
    head, _, tail = joined.partition(" WHERE ")
    return Statement(_PARAMETER.sub("?", sql), head + verb + source + tail, order, tuple(range(len(order))))


def rows_json(rows: Sequence[Row]) -> str:
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _compiled(ours: str, theirs: str, names: tuple[str, ...], types: dict[str, str]) -> Statement:
    marks, positions = _question_marks(ours, names)
    numbers = {name: i + 1 for i, name in enumerate(names)}
    return Statement(
        marks, _dollars(theirs, numbers, types), names, positions, (), positions == tuple(range(len(names)))
    )


def _question_marks(sql: str, names: tuple[str, ...]) -> tuple[str, tuple[int, ...]]:
    used = _PARAMETER.findall(sql)
    return _PARAMETER.sub("?", sql), tuple(names.index(name) for name in used)


def _dollars(sql: str, numbers: dict[str, int], types: dict[str, str]) -> str:
    def dollar(match: re.Match[str]) -> str:
        name = match[1]
        return f"${numbers[name]}" + (f"::{types[name]}" if name in types else "")

    return _PARAMETER.sub(dollar, sql)


def _of_batch(name: str) -> bool:
    return name == "rows" or name.startswith("rows_")


def _type(table: sa.Table, column: str) -> str:
    kind = table.c[column].type
    match kind:
        case sa.Boolean():
            return "boolean"
        case sa.BigInteger():
            return "bigint"
        case sa.Integer():
            return "integer"
        case sa.Float():
            return "double precision"
        case sa.Text():
            return "text"
        case _:
            raise TypeError(f"{table.name}.{column} is of a type that no statement uses yet: {kind}")
