"""Copies: taken while others write, put back whole or not at all, on both databases."""

from __future__ import annotations

import asyncio
import stat
import zipfile
from pathlib import Path

import pytest

from storage import copying
from storage.copying import Copy
from storage.database import Database
from storage.errors import BadCopy, NewerDatabase, NotEmpty, StorageError
from tests.servers import execute
from tests.storage.samples import lead_in, letter, talk, talk_in


def quiet(part: float) -> None:
    assert 0.0 <= part <= 1.0


async def backup(url: str, path: Path) -> Copy:
    return await asyncio.to_thread(copying.backup, url, path, quiet)


async def restore(url: str, path: Path, *, replace: bool) -> Copy:
    return await asyncio.to_thread(copying.restore, url, path, replace=replace, progress=quiet)


def cut(whole: bytes) -> bytes:
    """The copy with a hole in its middle."""
    hole = min(4096, len(whole) // 3)
    return whole[:hole] + bytes(300) + whole[hole + 300 :]


async def leads_of(database: Database) -> int:
    async with database.reading() as tx:
        return len((await tx.conversations.by_id(range(1, 2000))).keys())


async def test_a_copy_brings_everything_back(database: Database, database_url: str, tmp_path: Path) -> None:
    async with database.transaction() as tx:
        await lead_in(tx, await talk_in(tx, "1"))
        await tx.outbox.add([letter("vk:1")])
        start = await tx.settings.random_start()
    copy = await backup(database_url, tmp_path / "copy")
    assert copy.leads == 1 and copy.size > 0
    await talk(database, "2")
    with pytest.raises(NotEmpty, match="--replace"):
        await restore(database_url, tmp_path / "copy", replace=False)
    restored = await restore(database_url, tmp_path / "copy", replace=True)
    assert restored.leads == 1
    again = await Database.open(database_url)
    async with again.reading() as tx:
        assert list(await tx.conversations.by_id(range(1, 10))) == [1]
        (row,) = await tx.leads.of_person(1)
        assert row.name == "Анна"
        drawn = await tx.settings.get("random_start")
    assert drawn is not None and int(drawn) != start
    await again.close()


async def test_ids_given_after_the_copy_are_not_given_again(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    await talk(database, "1")
    await backup(database_url, tmp_path / "copy")
    later = await talk(database, "2")
    await restore(database_url, tmp_path / "copy", replace=True)
    fresh = await Database.open(database_url)
    assert (await talk(fresh, "3")).id > later.id
    await fresh.close()


async def test_a_node_that_runs_notices_a_restored_copy(database: Database, database_url: str, tmp_path: Path) -> None:
    await backup(database_url, tmp_path / "copy")
    async with database.transaction() as tx:
        await tx.revisions.bump("scripts")
    async with database.reading() as tx:
        before = await tx.revisions.read()
    await restore(database_url, tmp_path / "copy", replace=True)
    async with database.reading() as tx:
        after = await tx.revisions.read()
    assert all(after[topic] != before.get(topic) for topic in ("scripts", "staff", "settings", "erasure", "outbox"))
    await talk(database, "9")  # its own connections go on


async def test_a_copy_taken_while_others_write_is_of_one_moment(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    stop = asyncio.Event()

    async def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            async with database.transaction() as tx:
                row = await talk_in(tx, str(number))
                await lead_in(tx, row)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(write())
        await asyncio.sleep(0.1)
        copies = [await backup(database_url, tmp_path / f"copy{n}") for n in range(3)]
        stop.set()
    assert copies[0].leads < copies[2].leads
    await restore(database_url, tmp_path / "copy1", replace=True)
    again = await Database.open(database_url)
    async with again.reading() as tx:
        talks = await tx.conversations.by_id(range(1, 5000))
        persons = [len(await tx.leads.of_person(row.person_id)) for row in talks.values()]
    assert persons == [1] * copies[1].leads
    await again.close()


async def test_a_copy_is_its_owners_alone_and_leaves_no_other_file(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    for _ in range(2):  # the second one replaces the first
        await backup(database_url, folder / "copy")
    assert [file.name for file in folder.iterdir()] == ["copy"]
    assert stat.S_IMODE((folder / "copy").stat().st_mode) == 0o600


async def test_a_damaged_copy_is_refused_and_changes_nothing(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    await talk(database, "1")
    path = tmp_path / "copy"
    await backup(database_url, path)
    whole = path.read_bytes()
    for damaged in (b"", b"nonsense", whole[: len(whole) // 2], cut(whole)):
        path.write_bytes(damaged)
        with pytest.raises(StorageError):
            await restore(database_url, path, replace=True)
    assert await leads_of(database) == 1


async def test_a_copy_of_the_other_kind_of_database_is_refused_in_words(sqlite_url: str, tmp_path: Path) -> None:
    path = tmp_path / "copy"
    await backup(sqlite_url, path)
    with pytest.raises(BadCopy, match="copy of a sqlite database"):
        await restore("postgresql://nobody@127.0.0.1:1/none", path, replace=True)


async def test_the_database_itself_is_no_place_for_its_copy(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(BadCopy, match="the database itself"):
        await backup(sqlite_url, tmp_path / "leadquiz.db")
    with pytest.raises(BadCopy, match="nothing to copy"):
        await backup(f"sqlite:///{tmp_path}/none.db", tmp_path / "copy")
    assert not (tmp_path / "none.db").exists()


@pytest.mark.postgresql
async def test_a_copy_goes_into_a_database_that_has_no_tables_yet(
    postgresql_url: str, postgresql_server: str, tmp_path: Path
) -> None:
    source = await Database.open(postgresql_url)
    await talk(source, "1")
    await source.close()
    await backup(postgresql_url, tmp_path / "copy")
    execute(postgresql_url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    await restore(postgresql_url, tmp_path / "copy", replace=False)
    again = await Database.open(postgresql_url)
    assert await leads_of(again) == 1 and (await talk(again, "2")).id == 2
    await again.close()


async def test_a_copy_of_a_newer_version_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    path = tmp_path / "copy"
    await backup(sqlite_url, path)
    import sqlite3

    with sqlite3.connect(path) as copy:
        copy.execute("UPDATE alembic_version SET version_num = '9999'")
    copy.close()
    with pytest.raises(NewerDatabase, match="9999"):
        await restore(sqlite_url, path, replace=True)


async def test_a_zip_that_is_no_copy_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    path = tmp_path / "copy.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "hello")
    with pytest.raises(BadCopy, match="no copy"):
        await restore(sqlite_url, path, replace=False)


async def test_an_sqlite_copy_becomes_a_new_file_where_there_was_none(sqlite_url: str, tmp_path: Path) -> None:
    path = tmp_path / "copy"
    await backup(sqlite_url, path)
    url = f"sqlite:///{tmp_path}/new/leadquiz.db"
    await restore(url, path, replace=False)
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["leadquiz.db"]
    made = await Database.open(url)
    assert (await talk(made, "1")).id == 1
    await made.close()
