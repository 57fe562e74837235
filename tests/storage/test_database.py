"""What both databases promise: transactions, snapshots, callbacks, and what happens when they cannot be used."""

from __future__ import annotations

import asyncio

import pytest

from storage.database import Database
from storage.errors import BadDatabaseUrl, StorageError
from tests.storage.samples import NOW, talk


async def test_leaving_commits_and_an_exception_rolls_back(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.settings.set("kept", "1")
    with pytest.raises(LookupError):
        async with database.transaction() as tx:
            await tx.settings.set("lost", "1")
            raise LookupError
    async with database.transaction() as tx:
        assert (await tx.settings.get("kept"), await tx.settings.get("lost")) == ("1", None)


async def test_callbacks_run_after_a_commit_only(database: Database) -> None:
    called: list[str] = []
    async with database.transaction() as tx:
        tx.after_commit(lambda: called.append("committed"))
        assert called == []
    with pytest.raises(LookupError):
        async with database.transaction() as tx:
            tx.after_commit(lambda: called.append("never"))
            raise LookupError
    assert called == ["committed"]


async def test_a_snapshot_does_not_see_what_is_written_meanwhile_and_blocks_nobody(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.settings.set("a", "before")
    async with database.reading() as snapshot:
        assert await snapshot.settings.get("a") == "before"
        async with database.transaction() as tx:
            await tx.settings.set("a", "after")
        assert await snapshot.settings.get("a") == "before"
    async with database.reading() as snapshot:
        assert await snapshot.settings.get("a") == "after"


async def test_what_is_not_committed_is_seen_by_nobody_else(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.settings.set("a", "1")
        async with database.reading() as snapshot:
            assert await snapshot.settings.get("a") is None


async def test_a_snapshot_cannot_be_written_to(database: Database) -> None:
    with pytest.raises(StorageError):
        async with database.reading() as snapshot:
            await snapshot.settings.set("a", "1")
    async with database.reading() as snapshot:
        assert await snapshot.settings.get("a") is None


async def test_many_tasks_share_a_database(database: Database) -> None:
    async def count(n: int) -> None:
        async with database.transaction() as tx:
            await tx.revisions.bump("n")
            await asyncio.sleep(0)
        async with database.reading() as tx:
            assert (await tx.revisions.read())["n"] >= 1
        assert n >= 0

    await asyncio.gather(*map(count, range(30)))
    async with database.reading() as tx:
        assert await tx.revisions.read() == {"n": 30}


async def test_a_cancelled_task_leaves_the_database_usable(database: Database) -> None:
    started = asyncio.Event()

    async def work() -> None:
        async with database.transaction() as tx:
            await tx.settings.set("a", "1")
            started.set()
            await asyncio.sleep(60)

    async with asyncio.TaskGroup() as group:
        task = group.create_task(work())
        await started.wait()
        task.cancel()
    async with database.transaction() as tx:
        assert await tx.settings.get("a") is None
        await tx.settings.set("a", "2")


async def test_tasks_cancelled_at_any_moment_leave_the_database_usable(database: Database) -> None:
    async def work(n: int) -> None:
        async with database.transaction() as tx:
            await tx.revisions.bump("n")
        async with database.reading() as tx:
            await tx.revisions.read()
        assert n >= 0

    for pause in range(40):
        async with asyncio.TaskGroup() as group:
            task = group.create_task(work(pause))
            await asyncio.sleep(pause / 20_000)
            task.cancel()
    async with database.transaction() as tx:
        before = (await tx.revisions.read()).get("n", 0)
        await tx.revisions.bump("n")
    async with database.reading() as tx:
        assert (await tx.revisions.read())["n"] == before + 1 <= 41


async def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StorageError, match="zone"):
        async with database.transaction() as tx:
            await tx.inbox.add([("vk", "1")], NOW.replace(tzinfo=None))


async def test_an_open_database_answers_and_can_be_closed_twice(database: Database) -> None:
    await database.ping()
    await database.close()
    await database.close()


async def test_milliseconds_survive(database: Database) -> None:
    row = await talk(database)
    assert row.created_at == NOW
    assert row.created_at.utcoffset() == NOW.utcoffset()


@pytest.mark.parametrize(
    "url",
    [
        "mysql://localhost/db",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite://host/file.db",
        "",
        "leadquiz.db",
    ],
)
async def test_an_address_that_cannot_work_is_refused_in_words(url: str) -> None:
    with pytest.raises(BadDatabaseUrl, match="sqlite:///"):
        await Database.open(url)
