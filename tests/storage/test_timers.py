from __future__ import annotations

import asyncio

from storage.database import Database
from storage.records import NewTimer
from tests.storage.samples import NOW, after, lead_in, talk, talk_in


async def test_due_timers_are_taken_once_the_earliest_first(database: Database) -> None:
    row = await talk(database)
    async with database.transaction() as tx:
        await tx.timers.add([
            NewTimer("remind", row.id, question=3, idx=1, name="cold", due_at=after(minutes=2), payload="{}"),
            NewTimer("give_up", row.id, due_at=after(minutes=1)),
            NewTimer("sleep", row.id, due_at=after(days=30)),
            NewTimer("waits", row.id),
        ])  # fmt: skip
        assert await tx.timers.next_at() == after(minutes=1)
    async with database.transaction() as tx:
        assert await tx.timers.due(NOW, 10) == []
        (first,) = await tx.timers.due(after(hours=1), 1)
        (second,) = await tx.timers.due(after(hours=1), 10)
        assert (first.kind, second.kind) == ("give_up", "remind")
        assert (second.conversation_id, second.question, second.idx, second.name, second.payload) == (
            row.id, 3, 1, "cold", "{}",
        )  # fmt: skip
        assert await tx.timers.due(after(hours=1), 10) == []


async def test_timers_that_were_taken_by_a_failed_transaction_are_due_again(database: Database) -> None:
    row = await talk(database)
    async with database.transaction() as tx:
        await tx.timers.add([NewTimer("remind", row.id, due_at=NOW)])
    try:
        async with database.transaction() as tx:
            assert len(await tx.timers.due(NOW, 10)) == 1
            raise LookupError
    except LookupError:
        pass
    async with database.transaction() as tx:
        assert len(await tx.timers.due(NOW, 10)) == 1


async def test_two_connections_fire_each_timer_once(database_url: str) -> None:
    ours, theirs = await Database.open(database_url), await Database.open(database_url)
    async with ours.transaction() as tx:
        row = await talk_in(tx)
        ids = await tx.timers.add([NewTimer("remind", row.id, idx=n, due_at=NOW) for n in range(50)])

    async def fire(database: Database) -> list[int]:
        async with database.transaction() as tx:
            taken = await tx.timers.due(NOW, 7)
            await asyncio.sleep(0.001)
            return [timer.id for timer in taken]

    batches = await asyncio.gather(*(fire(db) for _ in range(8) for db in (ours, theirs)))
    fired = [id_ for batch in batches for id_ in batch]
    assert sorted(fired) == ids
    await ours.close()
    await theirs.close()


async def test_some_kinds_or_all_timers_of_a_talk_are_cancelled(database: Database) -> None:
    async with database.transaction() as tx:
        one, two = await talk_in(tx, "1"), await talk_in(tx, "2")
        for row in (one, two):
            await tx.timers.add([NewTimer(kind, row.id, due_at=NOW) for kind in ("remind", "give_up", "chain")])
        await tx.timers.cancel([(one.id, ("remind", "give_up")), (two.id, ())])
        left = await tx.timers.of_conversations([one.id, two.id])
        assert [(timer.conversation_id, timer.kind) for timer in left] == [(one.id, "chain")]
        await tx.timers.cancel([])


async def test_a_managers_reminder_belongs_to_the_lead(database: Database) -> None:
    row = await talk(database)
    async with database.transaction() as tx:
        lead = await lead_in(tx, row)
        (id_,) = await tx.timers.add([NewTimer("manager", lead_id=lead, due_at=after(hours=1), payload='{"staff":1}')])
        await tx.timers.cancel([(row.id, ())])
        assert [timer.id for timer in await tx.timers.of_lead(lead)] == [id_]
        assert await tx.timers.cancel_of_lead(lead, "manager") == 1
        assert await tx.timers.of_lead(lead) == []
