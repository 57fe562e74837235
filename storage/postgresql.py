"""The PostgreSQL driver: asyncpg's pool, which reconnects by itself, and what its errors mean to us."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg

from .connection import Connection
from .errors import BadDatabaseUrl, Conflict, DatabaseAway
from .statements import Row, Statement, text

POOL = 10  # connections of one node at most
_CLOSING = 5.0  # seconds for open transactions to end
_WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED"
_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_SERVER = {
    "application_name": "leadquiz",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",  # a frozen node must not hold locks for ever
    "jit": "off",  # it costs more than it gains on statements of microseconds
}
_AWAY: tuple[type[BaseException], ...] = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,  # 53xxx: disk full, too many connections, out of memory
    asyncpg.OperatorInterventionError,  # 57xxx: shutting down, starting, crashed
    asyncpg.PostgresSystemError,  # 58xxx: I/O error
    asyncpg.ObjectNotInPrerequisiteStateError,  # 55000: the database takes no connections just now
    asyncpg.ReadOnlySQLTransactionError,  # we were led to a standby
    asyncpg.InternalClientError,
)
_CONFLICT = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
)
_BAD_ADDRESS = (
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.ClientConfigurationError,
    ssl.SSLError,
)
_LANE_TAKEN = "outbox_sending"


class PostgresqlDriver:
    """Owns the pool. Nothing is cached of the database but asyncpg's prepared statements."""

    dialect = "postgresql"

    def __init__(self, url: str, reopened: Callable[[], None]) -> None:
        self._url = url
        self._pool: Any = None

    async def open(self) -> None:
        try:
            self._pool = await asyncpg.create_pool(
                self._url, min_size=0, max_size=POOL, statement_cache_size=500, max_inactive_connection_lifetime=60,
                timeout=10, command_timeout=30, server_settings=_SERVER, reset=_no_reset,
            )  # fmt: skip
            async with self.transaction():
                pass
        except _BAD_ADDRESS as error:
            await self.close()
            raise BadDatabaseUrl(f"PostgreSQL refuses us: {error}. Put DATABASE_URL right") from error
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        if self._pool is not None:
            try:
                async with asyncio.timeout(_CLOSING):
                    await self._pool.close()
            except (TimeoutError, OSError, asyncpg.InterfaceError):
                self._pool.terminate()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        async with self._within(_WRITE) as connection:
            yield connection
        for callback in connection.callbacks:
            callback()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        async with self._within(_READ) as connection:
            yield connection

    @asynccontextmanager
    async def _within(self, begin: str) -> AsyncIterator[_Open]:
        raw = await self._begin(begin)
        try:
            try:
                yield _Open(raw)
            except BaseException:
                with suppress(Exception):  # a connection that is gone has rolled back by itself
                    await raw.execute("ROLLBACK")
                raise
            with translated():
                await raw.execute("COMMIT")
        finally:
            with translated():
                await self._pool.release(raw)

    async def _begin(self, begin: str) -> Any:
        with translated():
            raw = await self._pool.acquire()
            try:
                await raw.execute(begin)
            except BaseException:
                await self._pool.release(raw)
                raise
            return raw


class _Open(Connection):
    dialect = "postgresql"

    def __init__(self, raw: Any) -> None:
        super().__init__()
        self._raw = raw

    async def rows(self, statement: Statement, *values: object) -> Sequence[Row]:
        with translated():
            found: Sequence[Row] = await self._raw.fetch(statement.postgresql, *_arguments(statement, values))
            return found

    async def run(self, statement: Statement, *values: object) -> int:
        with translated():
            status: str = await self._raw.execute(statement.postgresql, *_arguments(statement, values))
            return int(status.rpartition(" ")[2])

    async def many(self, statement: Statement, rows: Sequence[Row]) -> None:
        if rows:
            with translated():
                await self._raw.execute(statement.postgresql, *zip(*rows, strict=True))

    async def ids(self, name: str, n: int) -> list[int]:
        if n <= 0:
            return []
        return sorted(row[0] for row in await self.rows(_NEXT_IDS, f"{name}_ids", n))


_NEXT_IDS = text(
    "{here}",
    sqlite="SELECT :name, :n",
    postgresql="SELECT nextval(:name) FROM generate_series(1, :n)",
    name="regclass",
    n="bigint",
)


class translated:  # noqa: N801 - reads as the context that it is
    """Turns what asyncpg raises inside into the words of this package."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None or not isinstance(error, Exception):
            return
        if isinstance(error, _CONFLICT):
            raise Conflict(str(error)) from error
        if isinstance(error, asyncpg.UniqueViolationError) and error.constraint_name == _LANE_TAKEN:
            raise Conflict("another node took a letter of this lane") from error
        if isinstance(error, asyncpg.InterfaceError) and not _ours(error):
            raise DatabaseAway(str(error) or "the connection was lost") from error
        if isinstance(error, _AWAY):
            raise DatabaseAway(str(error) or type(error).__name__) from error


def _ours(error: Exception) -> bool:
    """A value of the wrong type is our own fault, not the connection's."""
    return isinstance(error, (asyncpg.DataError, asyncpg.UnsupportedClientFeatureError, ValueError))


def _arguments(statement: Statement, values: Sequence[Any]) -> Sequence[Any]:
    if not statement.columns:
        return values
    batch = values[0]
    columns = list(zip(*batch, strict=True)) if batch else [()] * len(statement.columns)
    return (*columns, *values[1:])


async def connect(url: str) -> Any:
    """One connection of its own, for migrations."""
    with translated():
        return await asyncpg.connect(url, timeout=10)


async def _no_reset(connection: object) -> None:
    """asyncpg would spend a round trip on it; our transactions leave nothing behind in a session."""
