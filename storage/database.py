"""The door to the database: `Database.open(url)`, transactions that carry the repositories, snapshots for readers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

from .channels import Channels
from .connection import Connection, StartCache
from .consents import Consents
from .conversations import Conversations
from .erasure import Erasure
from .errors import BadDatabaseUrl
from .history import History
from .inbox import Inbox
from .leads import Leads
from .migrations import HEAD
from .outbox import Outbox
from .persons import Persons
from .postgresql import PostgresqlDriver
from .revisions import Revisions
from .rewards import Rewards
from .scripts import Scripts
from .settings import Settings
from .sqlite import SqliteDriver
from .staff import StaffList
from .statements import text
from .timers import Timers
from .tokens import Tokens

_HAS_REVISION = text(
    "{here}",
    sqlite="SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'",
    postgresql="SELECT 1 WHERE to_regclass('alembic_version') IS NOT NULL",
)
_REVISION = text("SELECT version_num FROM alembic_version")
_PING = text("SELECT count(*) FROM settings")
_Driver: TypeAlias = SqliteDriver | PostgresqlDriver


class Transaction:
    """One open transaction. Its attributes are the repositories; none may be used after it was left."""

    def __init__(self, connection: Connection, start: StartCache, key_file: Path | None) -> None:
        self._connection = connection
        self.dialect = connection.dialect
        self.inbox = Inbox(connection)
        self.conversations = Conversations(connection)
        self.persons = Persons(connection)
        self.settings = Settings(connection, start, key_file)
        self.outbox = Outbox(connection, self.settings)
        self.leads = Leads(connection)
        self.timers = Timers(connection)
        self.scripts = Scripts(connection)
        self.staff = StaffList(connection)
        self.consents = Consents(connection)
        self.rewards = Rewards(connection)
        self.tokens = Tokens(connection)
        self.channels = Channels(connection)
        self.revisions = Revisions(connection)
        self.history = History(connection)
        self.erasure = Erasure(connection)

    async def ids(self, name: str, n: int) -> list[int]:
        """`n` fresh ids, ascending, never given again. name: persons, conversations, leads, outbox, timers, staff."""
        return await self._connection.ids(name, n)

    def after_commit(self, callback: Callable[[], object]) -> None:
        """Runs `callback` once the commit has succeeded, and not otherwise."""
        self._connection.callbacks.append(callback)


class Database:
    """One database, SQLite or PostgreSQL. Any number of tasks may use it at the same time.

    Everything raises `DatabaseAway` while it cannot be used, and `Conflict` where another writer was faster.
    """

    def __init__(self, url: str) -> None:
        self._start = StartCache()
        self._url = url
        self.key_file: Path | None = None  # where the secret key lies; None: in the table
        self.driver: _Driver
        if url.startswith("sqlite:"):
            path = sqlite_file(url)
            self.key_file = path.with_name(path.name + ".key")
            self.driver = SqliteDriver(path, self._forget)
        elif url.startswith(("postgresql:", "postgres:")):
            self.driver = PostgresqlDriver(url, self._forget)
        else:
            raise BadDatabaseUrl("DATABASE_URL must begin with sqlite:/// or postgresql://")
        self.dialect = self.driver.dialect

    @classmethod
    async def open(cls, url: str, *, migrate: bool = False) -> Database:
        """Opens `sqlite:///path` (relative to the working directory, four slashes for absolute) or `postgresql://...`.

        A missing SQLite file is made, with its folder. Raises BadDatabaseUrl, NewerDatabase, DatabaseAway.
        """
        database = cls(url)
        if isinstance(database.driver, SqliteDriver):
            database.driver.path.parent.mkdir(parents=True, exist_ok=True)
        await database.driver.open()
        if migrate:
            try:
                await database.migrate()
            except BaseException:
                await database.close()
                raise
        return database

    async def close(self) -> None:
        """Lets go of all connections. A second call does nothing."""
        await self.driver.close()

    async def migrate(self) -> None:
        """Brings the tables up to this version; several nodes may do it at once. Raises NewerDatabase."""
        if await self.revision() == HEAD:
            return
        from . import migrating  # Alembic takes long and much memory to import: only where there is something to do

        await migrating.upgrade(self._url)

    async def revision(self) -> str | None:
        """The migration that the tables stand at, None for an empty database."""
        async with self.reading() as tx:
            if not await tx._connection.row(_HAS_REVISION):
                return None
            found = await tx._connection.row(_REVISION)
        return None if found is None else str(found[0])

    async def ping(self) -> None:
        """Returns if the database answers and has its tables, else raises."""
        async with self.reading() as tx:
            await tx._connection.rows(_PING)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Commits on leaving, rolls back on an exception. On SQLite one at a time in this process."""
        async with self.driver.transaction() as connection:
            yield Transaction(connection, self._start, self.key_file)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """A snapshot to read from; it never blocks the writer. Writing in it is an error."""
        async with self.driver.reading() as connection:
            yield Transaction(connection, self._start, self.key_file)

    def _forget(self) -> None:
        self._start.value = None


def sqlite_file(url: str) -> Path:
    """The file that an SQLite address names. Raises BadDatabaseUrl."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    if parts.netloc or not path.startswith("/") or path in ("/", "/:memory:"):
        raise BadDatabaseUrl(
            "an SQLite address names a file: sqlite:///data/leadquiz.db, or with four slashes from the root"
        )
    return Path(path[1:])
