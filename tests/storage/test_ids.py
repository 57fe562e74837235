from __future__ import annotations

import asyncio

from storage.database import Database
from storage.outbox import RANDOM_IDS
from tests.storage.samples import NOW, letter, talk_in


async def test_ids_ascend_and_names_do_not_disturb_each_other(database: Database) -> None:
    async with database.transaction() as tx:
        assert await tx.ids("leads", 3) == [1, 2, 3]
        assert await tx.ids("timers", 1) == [1]
        assert await tx.ids("leads", 2) == [4, 5]
        assert await tx.ids("leads", 0) == []


async def test_ids_of_a_transaction_that_was_rolled_back_are_not_given_again(database: Database) -> None:
    try:
        async with database.transaction() as tx:
            lost = await tx.ids("outbox", 5)
            raise LookupError
    except LookupError:
        pass
    async with database.transaction() as tx:
        assert min(await tx.ids("outbox", 1)) > max(lost)


async def test_ids_of_an_erased_person_are_not_given_again(database: Database) -> None:
    async with database.transaction() as tx:
        row = await talk_in(tx)
        (sent,) = await tx.outbox.add([letter("telegram:1", conversation_id=row.id)])
        await tx.erasure.forget(row.person_id, NOW)
    async with database.transaction() as tx:
        again = await talk_in(tx)
        assert again.id > row.id
        assert again.person_id > row.person_id
        assert await tx.outbox.add([letter("telegram:1")]) > [sent]


async def test_two_connections_never_get_the_same_id(database_url: str) -> None:
    ours, theirs = await Database.open(database_url), await Database.open(database_url)

    async def draw(database: Database) -> list[int]:
        async with database.transaction() as tx:
            return await tx.ids("outbox", 7)

    batches = await asyncio.gather(*(draw(db) for _ in range(10) for db in (ours, theirs)))
    drawn = [id_ for batch in batches for id_ in batch]
    assert len(set(drawn)) == 140
    await ours.close()
    await theirs.close()


async def test_a_random_id_is_never_zero_and_never_given_twice_around_the_end_of_the_range(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.settings.set("random_start", str(RANDOM_IDS - 4))
        ids = await tx.outbox.add([letter("vk:1") for _ in range(8)])
        rows = await tx.outbox.get(ids)
    given = [rows[id_].random_id for id_ in ids]
    assert given == [RANDOM_IDS - 2, RANDOM_IDS - 1, RANDOM_IDS, 1, 2, 3, 4, 5]


async def test_every_installation_begins_elsewhere_and_keeps_its_start(database: Database) -> None:
    async with database.transaction() as tx:
        first, second = await tx.outbox.add([letter("vk:1"), letter("vk:1")])
        start = await tx.settings.random_start()
    async with database.transaction() as tx:
        (third,) = await tx.outbox.add([letter("vk:1")])
        rows = await tx.outbox.get([first, second, third])
    assert [rows[id_].random_id for id_ in (first, second, third)] == [
        (start + id_) % RANDOM_IDS + 1 for id_ in (first, second, third)
    ]
    async with database.transaction() as tx:
        await tx.settings.draw_random_start()
        (fourth,) = await tx.outbox.add([letter("vk:1")])
        anew = int(await tx.settings.get("random_start") or 0)
        assert anew != start
        assert (await tx.outbox.get([fourth]))[fourth].random_id == (anew + fourth) % RANDOM_IDS + 1


async def test_a_start_drawn_in_a_failed_transaction_is_not_remembered(database: Database) -> None:
    try:
        async with database.transaction() as tx:
            await tx.settings.random_start()
            raise LookupError
    except LookupError:
        pass
    async with database.transaction() as tx:
        start = await tx.settings.random_start()
        assert await tx.settings.get("random_start") == str(start)
