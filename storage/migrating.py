"""Brings a database up to this version of the tables, in one transaction, under a lock that other nodes respect.

SQLite is migrated through Alembic's own connection. For PostgreSQL Alembic writes the statements and asyncpg runs
them, so that one driver is enough: migrations are statements only, and read no rows.
"""

from __future__ import annotations

import asyncio
import io
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import asyncpg
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

from . import postgresql
from . import sqlite as sqlite_driver
from .errors import NewerDatabase

T = TypeVar("T")

ADVISORY_LOCK = 0x6C656164  # "lead": nodes that start together migrate one after the other
_WAIT = 60.0  # seconds that an SQLite migration waits for another process


async def upgrade(url: str) -> None:
    """Runs every migration that the database lacks. Raises NewerDatabase, DatabaseAway."""
    if url.startswith("sqlite:"):
        await asyncio.to_thread(_in_sqlite, url, _upgrade)
        return
    with postgresql.translated():
        raw = await postgresql.connect(url)
        try:
            async with raw.transaction():
                await raw.execute(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
                statements = await asyncio.to_thread(script, await _standing(raw))
                if statements:
                    await raw.execute(statements)
        finally:
            await raw.close()


async def current(url: str) -> str | None:
    """The revision that the tables stand at, None for an empty database."""
    if url.startswith("sqlite:"):
        return await asyncio.to_thread(_in_sqlite, url, _current)
    with postgresql.translated():
        raw = await postgresql.connect(url)
        try:
            return await _standing(raw)
        finally:
            await raw.close()


def head() -> str:
    """The revision of this version."""
    found = _directory(_config()).get_current_head()
    assert found is not None
    return found


def must_know(revision: str) -> None:
    """Raises NewerDatabase for the revision of a newer version of the program."""
    _known(_directory(_config()), revision)


def known(revision: str) -> bool:
    """False for the revision of a newer version of the program."""
    return revision in {script.revision for script in _directory(_config()).walk_revisions()}


def script(revision: str | None, to: str = "head") -> str:
    """The SQL for PostgreSQL that leads from one revision to another, "" if nothing is lacking."""
    config = _config()
    directory = _directory(config)
    _known(directory, revision)
    if revision == (directory.get_current_head() if to == "head" else to):
        return ""
    out = io.StringIO()
    context = EnvironmentContext(
        config, directory, fn=lambda rev, _: directory._upgrade_revs(to, rev), as_sql=True, starting_rev=revision,
        destination_rev=to,
    )  # fmt: skip
    with context:
        context.configure(dialect_name="postgresql", output_buffer=out, transactional_ddl=False)
        context.run_migrations()
    return out.getvalue()


def _in_sqlite(url: str, work: Callable[[Connection], T]) -> T:
    path = Path(unquote(urlsplit(url).path)[1:])
    engine = create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(path, isolation_level=None, timeout=_WAIT), poolclass=NullPool
    )
    with sqlite_driver.translated(), engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.execute("BEGIN IMMEDIATE")
        try:
            result = work(connection)
            raw.commit()
        except BaseException:
            raw.rollback()
            raise
        return result


async def _standing(raw: Any) -> str | None:
    try:
        async with raw.transaction():
            found: str | None = await raw.fetchval("SELECT version_num FROM alembic_version")
            return found
    except asyncpg.UndefinedTableError:
        return None


def _upgrade(connection: Connection) -> None:
    config = _config()
    directory = _directory(config)
    _known(directory, _current(connection))
    context = EnvironmentContext(config, directory, fn=lambda rev, _: directory._upgrade_revs("head", rev))
    with context:
        context.configure(connection=connection, transactional_ddl=False)
        context.run_migrations()


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _known(directory: ScriptDirectory, revision: str | None) -> None:
    if revision is not None and revision not in {script.revision for script in directory.walk_revisions()}:
        raise NewerDatabase(revision)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _directory(config: Config) -> ScriptDirectory:
    return ScriptDirectory.from_config(config)
