"""Scripts of the folder are published when they changed, and a rollback stands until the file changes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.scripts import Published, publish, publish_folder, read_file, read_folder, roll_back
from dialogs import ScriptError
from storage.database import Database

NOW = datetime(2026, 3, 2, tzinfo=UTC)
SCRIPT = """schema: 1
id: {id}
title: Test
language: en
start: {{default: true}}
steps:
  - id: hello
    say: {words}
    end: true
"""


def written(folder: Path, words: str, id: str = "tiny") -> Path:
    path = folder / f"{id}.yaml"
    path.write_text(SCRIPT.format(id=id, words=words), "utf-8")
    return path


async def words(database: Database) -> str:
    """What the newest version says."""
    published = Published()
    await published.reload(database)
    said = published.newest["tiny"].steps[0].say
    assert said is not None
    return str(said)


async def versions(database: Database) -> int:
    async with database.reading() as tx:
        return len(await tx.scripts.all("tiny"))


async def test_a_start_publishes_what_changed_and_nothing_else(sqlite_database: Database, tmp_path: Path) -> None:
    written(tmp_path, "One")
    assert await publish_folder(sqlite_database, tmp_path, NOW) == []
    assert await publish_folder(sqlite_database, tmp_path, NOW) == []
    assert await versions(sqlite_database) == 1
    written(tmp_path, "Two")
    await publish_folder(sqlite_database, tmp_path, NOW)
    assert await versions(sqlite_database) == 2 and "Two" in await words(sqlite_database)
    written(tmp_path, "One")  # changed back: the file is what its admin wants now
    await publish_folder(sqlite_database, tmp_path, NOW)
    assert await versions(sqlite_database) == 3 and "One" in await words(sqlite_database)


async def test_a_rollback_stands_through_restarts_until_the_file_changes(database: Database, tmp_path: Path) -> None:
    for text in ("One", "Two"):
        written(tmp_path, text)
        await publish_folder(database, tmp_path, NOW)
    assert await roll_back(database, "tiny", 1, tmp_path, NOW) == 3
    await publish_folder(database, tmp_path, NOW)
    assert await versions(database) == 3 and "One" in await words(database)
    written(tmp_path, "Three")
    await publish_folder(database, tmp_path, NOW)
    assert await versions(database) == 4 and "Three" in await words(database)


async def test_a_file_of_the_folder_published_by_hand_and_rolled_back_does_not_return(
    sqlite_database: Database, tmp_path: Path
) -> None:
    await publish(sqlite_database, read_file(written(tmp_path, "One")), "", NOW, tmp_path)
    await publish(sqlite_database, read_file(written(tmp_path, "Two")), "", NOW, tmp_path)
    await roll_back(sqlite_database, "tiny", 1, tmp_path / "nowhere", NOW)
    await publish_folder(sqlite_database, tmp_path, NOW)
    assert "One" in await words(sqlite_database)


async def test_a_file_from_elsewhere_stands_while_the_folder_is_unchanged(
    sqlite_database: Database, tmp_path: Path
) -> None:
    folder, elsewhere = tmp_path / "folder", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    written(folder, "One")
    await publish_folder(sqlite_database, folder, NOW)
    await publish(sqlite_database, read_file(written(elsewhere, "Better")), "", NOW, folder)
    await publish_folder(sqlite_database, folder, NOW)
    assert "Better" in await words(sqlite_database)


async def test_a_rollback_to_a_version_that_never_was_changes_nothing(
    sqlite_database: Database, tmp_path: Path
) -> None:
    written(tmp_path, "One")
    await publish_folder(sqlite_database, tmp_path, NOW)
    assert await roll_back(sqlite_database, "tiny", 7, tmp_path, NOW) is None
    assert await roll_back(sqlite_database, "other", 1, tmp_path, NOW) is None
    assert await versions(sqlite_database) == 1


async def test_a_faulty_file_is_handed_back_and_keeps_no_other_from_being_published(
    sqlite_database: Database, tmp_path: Path
) -> None:
    written(tmp_path, "One")
    (tmp_path / "broken.yaml").write_text("schema: 1\nid: broken\nsteps: [\n", "utf-8")
    (refused,) = await publish_folder(sqlite_database, tmp_path, NOW)
    assert refused.path.name == "broken.yaml" and refused.faults and "One" in await words(sqlite_database)
    with pytest.raises(ScriptError):
        await publish(sqlite_database, refused, "", NOW)


async def test_every_publishing_is_noticed_by_nodes_that_run(sqlite_database: Database, tmp_path: Path) -> None:
    async def revision() -> int:
        async with sqlite_database.reading() as tx:
            return (await tx.revisions.read()).get("scripts", 0)

    written(tmp_path, "One")
    seen = [await revision()]
    await publish_folder(sqlite_database, tmp_path, NOW)
    seen.append(await revision())
    await publish(sqlite_database, read_file(written(tmp_path, "Two")), "", NOW)
    seen.append(await revision())
    await roll_back(sqlite_database, "tiny", 1, tmp_path, NOW)
    seen.append(await revision())
    assert seen == sorted(set(seen))
    await publish_folder(sqlite_database, tmp_path, NOW)
    assert await revision() == seen[-1]


async def test_a_stored_version_that_cannot_be_read_leaves_the_others_at_work(
    sqlite_database: Database, tmp_path: Path
) -> None:
    written(tmp_path, "One")
    await publish_folder(sqlite_database, tmp_path, NOW)
    async with sqlite_database.transaction() as tx:
        await tx.scripts.publish("old", "schema: 99\n", {}, "digest", "", NOW)
    published = Published()
    await published.reload(sqlite_database)
    assert list(published.newest) == ["tiny"]


def test_only_yaml_files_are_scripts_and_hidden_ones_are_none(tmp_path: Path) -> None:
    written(tmp_path, "One")
    written(tmp_path, "Copy", "backup").rename(tmp_path / ".backup.yaml")
    (tmp_path / "notes.yxml").write_text("x")
    (tmp_path / "folder.yaml").mkdir()
    assert [file.path.name for file in read_folder(tmp_path)] == ["tiny.yaml"]


def test_two_files_with_one_id_are_both_refused(tmp_path: Path) -> None:
    written(tmp_path, "One")
    written(tmp_path, "Two", "other")
    (tmp_path / "other.yaml").write_text(SCRIPT.format(id="tiny", words="Two"), "utf-8")
    files = read_folder(tmp_path)
    assert [file.good for file in files] == [False, False] and "id `tiny` too" in str(files[0].faults)


def test_a_file_that_is_no_text_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "tiny.yaml"
    path.write_bytes(b"\xff\xfe\x00id")
    (fault,) = read_file(path).faults
    assert "not UTF-8" in str(fault) and str(fault).startswith(f"{path}:1: ")
