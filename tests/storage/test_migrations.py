from __future__ import annotations

import asyncio
import re
import sqlite3
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as dialect
from sqlalchemy.schema import CreateIndex, CreateSequence, CreateTable

from storage import migrating
from storage.database import Database
from storage.errors import NewerDatabase
from storage.migrations import HEAD
from storage.statements import text
from storage.tables import SEQUENCES, counters, metadata
from tests import servers

_COLUMNS = (
    "SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity"
    " FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version' ORDER BY 1, 2"
)
_INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1"
_CONSTRAINTS = (
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace AND conrelid <> 'alembic_version'::regclass ORDER BY 1, 2"
)
_PG: Any = dialect.dialect()  # type: ignore[no-untyped-call]
_SEQUENCES = "SELECT sequence_name, data_type FROM information_schema.sequences ORDER BY 1"


def test_migrating_an_empty_sqlite_file_gives_the_tables_of_this_version(sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "fresh.db"
    metadata.create_all(sa.create_engine(f"sqlite:///{path}", poolclass=sa.NullPool))
    assert _sqlite_schema(sqlite_template) == _sqlite_schema(path)


@pytest.mark.postgresql
async def test_migrating_an_empty_postgresql_database_gives_the_tables_of_this_version(
    postgresql_url: str, postgresql_server: str
) -> None:
    name = servers.fresh_name()
    servers.execute(postgresql_server, f"CREATE DATABASE {name}")
    fresh = servers.beside(postgresql_server, name)
    tables = [table for table in metadata.sorted_tables if table is not counters]
    made: list[Any] = [
        *(CreateSequence(sequence) for sequence in SEQUENCES),
        *(CreateTable(table) for table in tables),
        *(CreateIndex(index) for table in tables for index in table.indexes),
        sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32))"),
    ]
    servers.execute(fresh, *(str(part.compile(dialect=_PG)) for part in made))
    try:
        for query in (_COLUMNS, _INDEXES, _CONSTRAINTS, _SEQUENCES):
            assert await _rows(postgresql_url, query) == await _rows(fresh, query)
    finally:
        servers.execute(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


async def test_migrating_again_changes_nothing(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.settings.set("a", "1")
    await database.migrate()
    assert await database.revision() == migrating.head() == HEAD
    async with database.transaction() as tx:
        assert await tx.settings.get("a") == "1"


async def test_a_database_of_a_newer_version_is_refused_in_words(database_url: str) -> None:
    database = await Database.open(database_url)
    async with database.transaction() as tx:
        await tx._connection.run(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabase, match=r"9999.*newer leadquiz"):
        await database.migrate()
    assert await database.revision() == "9999"
    await database.close()
    with pytest.raises(NewerDatabase):
        await Database.open(database_url, migrate=True)


async def test_nodes_that_start_together_migrate_once_on_sqlite(tmp_path: Path) -> None:
    await _start_together(f"sqlite:///{tmp_path}/new.db")


@pytest.mark.postgresql
async def test_nodes_that_start_together_migrate_once_on_postgresql(postgresql_server: str) -> None:
    name = servers.fresh_name()
    servers.execute(postgresql_server, f"CREATE DATABASE {name}")
    try:
        await _start_together(servers.beside(postgresql_server, name))
    finally:
        servers.execute(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


async def _start_together(url: str) -> None:
    nodes = await asyncio.gather(*(Database.open(url, migrate=True) for _ in range(4)))
    assert {await node.revision() for node in nodes} == {migrating.head()}
    for node in nodes:
        await node.ping()
        await node.close()


def _sqlite_schema(path: Path) -> list[tuple[str, str]]:
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE '%alembic%'").fetchall()
    connection.close()
    return sorted(
        (name, re.sub(r"\s+", " ", sql or "").replace(" )", ")").replace("(false)", "false")) for name, sql in found
    )


async def _rows(url: str, query: str) -> list[tuple[Any, ...]]:
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()
