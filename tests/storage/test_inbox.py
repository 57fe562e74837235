from __future__ import annotations

from storage.database import Database
from tests.storage.samples import NOW, after


async def test_only_new_events_come_back(database: Database) -> None:
    async with database.transaction() as tx:
        assert await tx.inbox.add([("telegram", "1"), ("vk", "1")], NOW) == {("telegram", "1"), ("vk", "1")}
        assert await tx.inbox.add([("telegram", "1"), ("telegram", "2")], NOW) == {("telegram", "2")}
    async with database.transaction() as tx:
        assert await tx.inbox.add([("vk", "1"), ("telegram", "2")], NOW) == set()


async def test_a_repeat_inside_one_batch_counts_once(database: Database) -> None:
    async with database.transaction() as tx:
        assert await tx.inbox.add([("vk", "7"), ("vk", "7"), ("vk", "7")], NOW) == {("vk", "7")}
        assert await tx.inbox.add([], NOW) == set()


async def test_an_event_whose_transaction_failed_is_new_again(database: Database) -> None:
    try:
        async with database.transaction() as tx:
            await tx.inbox.add([("vk", "7")], NOW)
            raise LookupError
    except LookupError:
        pass
    async with database.transaction() as tx:
        assert await tx.inbox.add([("vk", "7")], NOW) == {("vk", "7")}


async def test_old_keys_are_pruned_and_young_ones_kept(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.inbox.add([("vk", "old")], NOW)
        await tx.inbox.add([("vk", "young")], after(hours=50))
        assert await tx.inbox.prune(after(hours=48)) == 1
        assert await tx.inbox.add([("vk", "old"), ("vk", "young")], after(hours=50)) == {("vk", "old")}


async def test_a_poisoned_event_is_kept_beside_the_key_that_drops_its_repeat(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.inbox.add([("vk", "7")], NOW)
        await tx.inbox.poison("vk", "7", "KeyError", "Wrote(text='?')", NOW)
    async with database.transaction() as tx:
        assert await tx.inbox.add([("vk", "7")], NOW) == set()
