"""Claiming stays fast whatever lies in the outbox: 100,000 waiting letters in few lanes, a million settled ones.

The limits are many times what is needed, so that a busy machine does not fail them; without the indexes each would be
missed a hundredfold.
"""

from __future__ import annotations

import time

import pytest

from storage.database import Database
from storage.statements import text
from tests.storage.samples import NOW, after, letter

CLAIM = 0.05  # seconds
_FILL = text(
    "INSERT INTO outbox (id, lane, cls, channel, address, body, available_at, created_at, random_id, state, settled_at)"
    " SELECT :first + n, 'vk:' || (n % :lanes), 1, 'vk', '' || (n % :lanes), '{}', 0, 0, 1,"
    " CASE WHEN :settled THEN 'sent' ELSE 'waiting' END, CASE WHEN :settled THEN 1 END FROM {here}",
    sqlite="(WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n + 1 < :many) SELECT n FROM c)",
    postgresql="generate_series(0, :many - 1) AS n",
    first="bigint", lanes="bigint", many="bigint", settled="boolean",
)  # fmt: skip


async def fill(database: Database, first: int, many: int, lanes: int, settled: bool) -> None:
    values = {"first": first, "many": many, "lanes": lanes, "settled": settled}
    async with database.transaction() as tx:
        await tx._connection.run(_FILL, *(values[name] for name in _FILL.names))
        if database.dialect == "sqlite":
            await tx._connection.run(text("UPDATE counters SET value = 9000000 WHERE name = 'outbox'"))
        else:
            await tx._connection.rows(text("SELECT setval('outbox_ids', 9000000)"))


async def seconds_to_claim(database: Database, channel: str = "vk") -> tuple[float, list[str]]:
    """The quickest of five claims, and the lanes of the last."""
    best, lanes = 9.0, list[str]()
    for _ in range(5):
        async with database.transaction() as tx:
            before = time.perf_counter()
            rows = await tx.outbox.claim([channel], "a", 50, after(seconds=30), NOW)
            await tx.outbox.next_at([channel])
            best = min(best, time.perf_counter() - before)
            lanes = [row.lane for row in rows]
            await tx.outbox.release("a")
    return best, lanes


async def test_a_hundred_thousand_letters_in_three_lanes_are_claimed_quickly(database: Database) -> None:
    await fill(database, 1, 100_000, 3, settled=False)
    async with database.transaction() as tx:
        await tx.outbox.add([letter(f"vk:x{n}", 3) for n in range(20)])
    seconds, lanes = await seconds_to_claim(database)
    assert sorted(lanes) == sorted(["vk:0", "vk:1", "vk:2", *(f"vk:x{n}" for n in range(20))])
    assert seconds < CLAIM


async def test_a_hundred_thousand_lanes_with_a_letter_each_are_claimed_quickly(database: Database) -> None:
    await fill(database, 1, 100_000, 100_000, settled=False)
    async with database.transaction() as tx:
        await tx.outbox.add([letter("vk:press", 0)])
    seconds, lanes = await seconds_to_claim(database)
    assert lanes == ["vk:press", *(f"vk:{n}" for n in range(49))]
    assert seconds < CLAIM


async def test_letters_for_later_cost_nothing(database: Database) -> None:
    await fill(database, 1, 50_000, 50_000, settled=False)
    async with database.transaction() as tx:
        await tx._connection.run(text("UPDATE outbox SET state = 'later', available_at = 9000000000000"))
        await tx.outbox.add([letter("vk:now")])
    seconds, lanes = await seconds_to_claim(database)
    assert lanes == ["vk:now"]
    assert seconds < CLAIM


@pytest.mark.slow
async def test_a_million_settled_letters_are_not_looked_at(database: Database) -> None:
    await fill(database, 1, 1_000_000, 5, settled=True)
    async with database.transaction() as tx:
        await tx.outbox.add([letter(f"vk:{n}") for n in range(5)])
    seconds, lanes = await seconds_to_claim(database)
    assert lanes == [f"vk:{n}" for n in range(5)]
    assert seconds < CLAIM
