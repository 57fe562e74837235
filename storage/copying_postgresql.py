"""A copy of a PostgreSQL database without pg_dump: a zip of COPY texts and a page of contents.

All tables come from one REPEATABLE READ snapshot. The sequences are read after them, so that no id of a copied row,
nor any that was given meanwhile, is ever given again.
"""

from __future__ import annotations

import json
import secrets
import zipfile
import zlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg

from . import migrating
from .errors import BadCopy, NotEmpty
from .postgresql import connect, translated
from .tables import metadata

_FORMAT = 1
_CONTENTS = "contents.json"
_CHUNK = 1 << 18
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
_COLUMNS = (
    "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1"
    " AND is_generated = 'NEVER' ORDER BY ordinal_position"
)
_SEQUENCES = "SELECT sequencename::text, last_value FROM pg_sequences WHERE schemaname = current_schema()"
NOTICED = ("scripts", "staff", "settings", "erasure", "outbox")  # what nodes that run have to look at anew
HOLDS = ("persons", "conversations", "leads", "outbox", "inbox", "staff", "scripts")  # rows here: not empty
Progress = Callable[[float], None]


async def write(url: str, made: Path, progress: Progress) -> tuple[str, int]:
    """Writes the copy; its revision and how many leads it holds. Raises BadCopy, DatabaseAway."""
    with translated():
        raw = await connect(url)
        try:
            async with raw.transaction(isolation="repeatable_read", readonly=True):
                return await _write(raw, made, progress)
        finally:
            await raw.close()


async def read(url: str, path: Path, *, replace: bool, progress: Progress) -> tuple[str, int]:
    """Puts the copy into the database in one transaction. Raises BadCopy, NotEmpty, NewerDatabase, DatabaseAway."""
    contents = look(path)
    with translated():
        raw = await connect(url)
        try:
            async with raw.transaction():
                await raw.execute(f"SELECT pg_advisory_xact_lock({migrating.ADVISORY_LOCK})")
                await _read(raw, path, contents, replace, progress)
        except asyncpg.DataError as error:
            raise BadCopy(f"{path} is damaged ({error}): take another copy") from error
        finally:
            await raw.close()
    return migrating.head(), int(contents["tables"].get("leads", {}).get("rows", 0))


def look(path: Path) -> dict[str, Any]:
    """The page of contents of a copy that is whole. Raises BadCopy, NewerDatabase."""
    try:
        with zipfile.ZipFile(path) as archive:
            contents: dict[str, Any] = json.loads(archive.read(_CONTENTS))
            bad = archive.testzip()
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, zlib.error) as error:
        raise BadCopy(f"{path} is no copy that `leadquiz backup` made, or it is damaged") from error
    if bad is not None:
        raise BadCopy(f"{path} is damaged (at {bad}): take another copy")
    if contents.get("format") != _FORMAT:
        raise BadCopy(f"{path} was made by another version of leadquiz: restore it with that one")
    known(str(contents["revision"]), str(path))
    return contents


def known(revision: str, where: str) -> None:
    """Raises NewerDatabase for tables of a newer version, BadCopy for none."""
    if not revision:
        raise BadCopy(f"{where} is no database of leadquiz")
    migrating.must_know(revision)


async def _write(raw: Any, made: Path, progress: Progress) -> tuple[str, int]:
    there = {row[0] for row in await raw.fetch(_TABLES)}
    if "alembic_version" not in there:
        raise BadCopy("the database is empty: there is nothing to copy. Check LEADQUIZ_DATABASE_URL")
    revision = str(await raw.fetchval("SELECT version_num FROM alembic_version"))
    names = [table.name for table in metadata.sorted_tables if table.name in there]
    tables: dict[str, Any] = {}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for number, name in enumerate(names):
            columns = [row[0] for row in await raw.fetch(_COLUMNS, name)]
            with archive.open(f"{name}.copy", "w", force_zip64=True) as entry:

                async def take(data: bytes, entry: Any = entry) -> None:
                    entry.write(data)

                status = await raw.copy_from_table(name, output=take, columns=columns)
            tables[name] = {"columns": columns, "rows": int(status.rpartition(" ")[2])}
            progress((number + 1) / len(names))
        sequences = {name: value for name, value in await raw.fetch(_SEQUENCES) if value is not None}
        contents = {
            "format": _FORMAT, "revision": revision, "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "tables": tables, "sequences": sequences,
        }  # fmt: skip
        archive.writestr(_CONTENTS, json.dumps(contents, indent=1))
    return revision, int(tables["leads"]["rows"])


async def _read(raw: Any, path: Path, contents: dict[str, Any], replace: bool, progress: Progress) -> None:
    there = {row[0] for row in await raw.fetch(_TABLES)}
    if not replace and await _full(raw, there):
        raise NotEmpty("the database")
    revision = str(contents["revision"])
    standing = await raw.fetchval("SELECT version_num FROM alembic_version") if "alembic_version" in there else None
    given: dict[str, int] = {name: value for name, value in await raw.fetch(_SEQUENCES) if value is not None}
    seen = dict(await raw.fetch("SELECT topic, value FROM revisions")) if "revisions" in there else {}
    if standing == revision:
        ours = [table.name for table in metadata.sorted_tables if table.name in there]
        await raw.execute(f"TRUNCATE {', '.join(ours)}")
    else:
        for name in _ours(there):
            await raw.execute(f"DROP TABLE IF EXISTS {name} CASCADE")
        for name in sorted(given.keys() & _sequences()):
            await raw.execute(f"DROP SEQUENCE IF EXISTS {name} CASCADE")
        await raw.execute(migrating.script(None, revision))
    with zipfile.ZipFile(path) as archive:
        for number, (name, table) in enumerate(contents["tables"].items()):
            with archive.open(f"{name}.copy") as entry:

                async def give(entry: Any = entry) -> AsyncIterator[bytes]:
                    while chunk := entry.read(_CHUNK):
                        yield chunk

                await raw.copy_to_table(name, source=give(), columns=table["columns"])
            progress((number + 1) / len(contents["tables"]))
    for name, value in {**contents["sequences"], **given}.items():
        most = max(value, contents["sequences"].get(name, 0))
        await raw.execute("SELECT setval(to_regclass($1), $2) WHERE to_regclass($1) IS NOT NULL", name, most)
    if script := migrating.script(revision, "head"):
        await raw.execute(script)
    await _renew(raw, seen)


async def _renew(raw: Any, seen: dict[str, int]) -> None:
    """Nodes that run notice what is new; VK's random ids begin anew."""
    standing = dict(await raw.fetch("SELECT topic, value FROM revisions"))
    put = " ON CONFLICT ({0}) DO UPDATE SET value = excluded.value"
    for topic in sorted({*NOTICED, *standing, *seen}):
        value = max(standing.get(topic, 0), seen.get(topic, 0)) + 1
        await raw.execute("INSERT INTO revisions (topic, value) VALUES ($1, $2)" + put.format("topic"), topic, value)
    await raw.execute(
        "INSERT INTO settings (key, value) VALUES ('random_start', $1)" + put.format("key"),
        str(secrets.randbelow(2**31 - 1)),
    )


async def _full(raw: Any, there: set[str]) -> bool:
    for name in HOLDS:
        if name in there and await raw.fetchval(f"SELECT 1 FROM {name} LIMIT 1"):
            return True
    return False


def _ours(there: set[str]) -> list[str]:
    return sorted(there & ({table.name for table in metadata.sorted_tables} | {"alembic_version"}))


def _sequences() -> set[str]:
    return {sequence.name for sequence in metadata._sequences.values()}
