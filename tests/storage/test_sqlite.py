from __future__ import annotations

import asyncio
import shutil
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from storage import sqlite
from storage.database import Database
from storage.errors import DatabaseAway
from storage.sqlite import SqliteDriver
from storage.statements import text
from tests.storage.samples import NOW, letter, talk

FILLER = "x" * 100_000


@pytest.fixture
def path(sqlite_database: Database) -> Path:
    assert isinstance(sqlite_database.driver, SqliteDriver)
    return sqlite_database.driver.path


async def pragma(database: Database, name: str) -> Any:
    async with database.transaction() as tx:
        return (await tx._connection.rows(text(f"PRAGMA {name}")))[0][0]


async def test_the_file_is_as_safe_as_it_can_be(sqlite_database: Database) -> None:
    found = [await pragma(sqlite_database, name) for name in ("journal_mode", "synchronous", "foreign_keys")]
    assert found == ["wal", 2, 1]


async def test_a_missing_file_is_made_with_its_folder(tmp_path: Path) -> None:
    database = await Database.open(f"sqlite:///{tmp_path}/new/ü x%25/leadquiz.db", migrate=True)
    await database.ping()
    assert (tmp_path / "new" / "ü x%" / "leadquiz.db").is_file()
    await database.close()


async def test_another_process_is_waited_for(sqlite_database: Database, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    asyncio.get_running_loop().call_later(0.1, other.rollback)
    async with sqlite_database.transaction() as tx:
        await tx.settings.set("a", "1")
    other.close()


async def test_the_loop_runs_on_while_another_process_is_waited_for(sqlite_database: Database, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    longest = 0.0

    async def beat() -> None:
        nonlocal longest
        for _ in range(50):
            before = time.monotonic()
            await asyncio.sleep(0.002)
            longest = max(longest, time.monotonic() - before)
        other.rollback()

    async def write() -> None:
        async with sqlite_database.transaction() as tx:
            await tx.settings.set("a", "1")

    await asyncio.gather(beat(), write())
    assert longest < 0.1
    other.close()


async def test_a_lock_that_lasts_means_that_the_database_is_away(path: Path) -> None:
    assert sqlite.LOCK_WAIT == 10
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    database = await Database.open(f"sqlite:///{path}")
    driver = database.driver
    assert isinstance(driver, SqliteDriver)
    driver.lock_wait = 0.05
    with pytest.raises(DatabaseAway, match="locked"):
        async with database.transaction():
            pass
    other.rollback()
    other.close()
    async with database.transaction() as tx:
        await tx.settings.set("a", "1")
    await database.close()


async def test_a_full_disk_stores_nothing_and_goes_on_by_itself(sqlite_database: Database) -> None:
    row = await talk(sqlite_database)
    pages = await pragma(sqlite_database, "page_count")
    await pragma(sqlite_database, f"max_page_count = {pages + 20}")
    for _ in range(2):
        with pytest.raises(DatabaseAway, match="disk is full"):
            async with sqlite_database.transaction() as tx:
                assert await tx.inbox.add([("vk", "1")], NOW) == {("vk", "1")}
                await tx.outbox.add([letter("vk:1", body=FILLER) for _ in range(10)])
    async with sqlite_database.reading() as tx:
        assert await tx.conversations.by_id([row.id])
        assert await tx.outbox.depth() == {}
    await pragma(sqlite_database, "max_page_count = 1000000")
    async with sqlite_database.transaction() as tx:
        assert await tx.inbox.add([("vk", "1")], NOW) == {("vk", "1")}
        await tx.outbox.add([letter("vk:1", body=FILLER) for _ in range(10)])


async def test_a_file_that_vanished_is_away_and_not_made_anew(sqlite_database: Database, path: Path) -> None:
    async with sqlite_database.transaction() as tx:
        await tx.settings.set("a", "1")
    aside = path.with_suffix(".aside")
    move(path, aside)
    for _ in range(2):
        with pytest.raises(DatabaseAway, match="cannot be opened"):
            async with sqlite_database.transaction():
                pass
        with pytest.raises(DatabaseAway):
            await sqlite_database.ping()
    assert not path.exists()
    move(aside, path)
    async with sqlite_database.transaction() as tx:
        assert await tx.settings.get("a") == "1"
    await sqlite_database.ping()


async def test_a_copy_put_in_place_is_the_database_from_then_on(sqlite_database: Database, path: Path) -> None:
    async with sqlite_database.transaction() as tx:
        await tx.settings.set("a", "old")
        start = await tx.settings.random_start()
    copy = path.with_suffix(".copy")
    with sqlite3.connect(path) as source, sqlite3.connect(copy) as target:
        source.backup(target)
        target.execute("UPDATE settings SET value = 'restored' WHERE key = 'a'")
        target.execute("UPDATE settings SET value = ? WHERE key = 'random_start'", (str(start + 1),))
    source.close()
    target.close()
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink()
    shutil.move(copy, path)
    async with sqlite_database.transaction() as tx:
        assert await tx.settings.get("a") == "restored"
        assert await tx.settings.random_start() == start + 1
    async with sqlite_database.reading() as tx:
        assert await tx.settings.get("a") == "restored"


async def test_statements_of_a_transaction_do_not_suspend(sqlite_database: Database) -> None:
    """A batch is written in one go: no other task runs between its statements."""
    ran: list[str] = []
    async with sqlite_database.transaction() as tx:
        asyncio.get_running_loop().call_soon(ran.append, "another task")
        await tx.inbox.add([("vk", "1")], NOW)
        await tx.outbox.add([letter("vk:1")])
        await tx.conversations.load([("vk", "1")])
        assert ran == []
    assert ran == ["another task"]


async def test_an_erased_text_does_not_linger_in_the_file(sqlite_database: Database, path: Path) -> None:
    async with sqlite_database.transaction() as tx:
        await tx.settings.set("a", "telltale-" * 50)
    async with sqlite_database.transaction() as tx:
        await tx._connection.run(text("DELETE FROM settings WHERE key = 'a'"))
    await sqlite_database.close()
    assert b"telltale-" not in path.read_bytes()


def move(source: Path, target: Path) -> None:
    """Moves a database with what belongs to it."""
    for suffix in ("", "-wal", "-shm"):
        part = source.with_name(source.name + suffix)
        if part.exists():
            shutil.move(part, target.with_name(target.name + suffix))
