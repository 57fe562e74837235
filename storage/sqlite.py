"""The SQLite driver: one writer connection per process, reader connections in threads.

Statements of the writer run on the event loop: they take microseconds. COMMIT, which waits for the disk, runs in a
thread. Waiting for another process's lock is done by asking again, so that neither the loop nor a thread is held.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from .connection import Connection
from .errors import DatabaseAway
from .statements import Row, Statement, text

T = TypeVar("T")

LOCK_WAIT = 10.0  # seconds to wait for another process's transaction
READERS = 4
_AWAY = {
    sqlite3.SQLITE_BUSY: "the database is locked by another process",
    sqlite3.SQLITE_LOCKED: "the database is locked",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "reading or writing the file failed",
    sqlite3.SQLITE_READONLY: "the file or its file system is read-only",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened",
    sqlite3.SQLITE_PROTOCOL: "locking the file failed",
    sqlite3.SQLITE_NOMEM: "out of memory",
    sqlite3.SQLITE_NOTADB: "the file is no SQLite database",
    sqlite3.SQLITE_CORRUPT: "the file is damaged: restore a copy",
}
_REOPEN = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL}
_NEXT_IDS = text("UPDATE counters SET value = max(value, :floor) + :n WHERE name = :name RETURNING value")
_ENCODE = msgspec.json.Encoder().encode


class SqliteDriver:
    """Owns the connections to one file. `path` may not be `:memory:`: readers need to see what the writer wrote."""

    dialect = "sqlite"

    def __init__(self, path: Path, reopened: Callable[[], None]) -> None:
        self.path = path
        self.lock_wait = LOCK_WAIT
        self._reopened = reopened
        self._writer: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._lock = asyncio.Lock()
        self._committer = ThreadPoolExecutor(1, thread_name_prefix="sqlite-commit")
        self._reading = ThreadPoolExecutor(READERS, thread_name_prefix="sqlite-read")
        self._readers: list[sqlite3.Connection] = []
        self._places = asyncio.Semaphore(READERS)
        self._floors: dict[str, int] = {}

    async def open(self) -> None:
        with translated():
            self._writer = self._connect(create=True)

    async def close(self) -> None:
        async with self._lock:
            self._drop()
            self._committer.shutdown()
            self._reading.shutdown()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        async with self._lock:
            writer = await self._begin()
            connection = _Writing(writer, self._floors)
            try:
                yield connection
                if writer.in_transaction:
                    await self._commit(writer)
            except BaseException as error:
                self._roll_back(writer, error)
                raise
        for callback in connection.callbacks:
            callback()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        async with self._places:
            loop = asyncio.get_running_loop()
            with translated():
                reader = (
                    self._readers.pop() if self._readers else await loop.run_in_executor(self._reading, self._reader)
                )
                connection = _Reading(reader, self._reading)
                keep = False
                try:
                    await connection.call(lambda: reader.execute("BEGIN"))
                    yield connection
                    keep = True
                finally:
                    await connection.end(keep)
                    if keep and not self._gone():
                        self._readers.append(reader)
                    else:
                        reader.close()

    async def _begin(self) -> sqlite3.Connection:
        """BEGIN IMMEDIATE, asked again until the lock is ours or `lock_wait` has passed."""
        deadline = asyncio.get_running_loop().time() + self.lock_wait
        pause = 0.001
        while True:
            try:
                if self._writer is None or self._gone():
                    self._drop()
                    self._reopened()
                    self._writer = self._connect(create=False)
                self._writer.execute("BEGIN IMMEDIATE")
            except sqlite3.Error as error:
                code = _code(error)
                if code != sqlite3.SQLITE_BUSY:
                    if code in _REOPEN:
                        self._drop()
                    raise _meaning(error) from error
                if asyncio.get_running_loop().time() >= deadline:
                    raise _meaning(error) from error
            else:
                return self._writer
            await asyncio.sleep(pause)
            pause = min(pause * 2, 0.02)

    async def _commit(self, writer: sqlite3.Connection) -> None:
        done = asyncio.get_running_loop().run_in_executor(self._committer, writer.commit)
        with translated():
            try:
                await asyncio.shield(done)
            except asyncio.CancelledError:
                # the thread cannot be called back: wait for it, else the next transaction would meet it
                await asyncio.wait([done])
                raise

    def _roll_back(self, writer: sqlite3.Connection, error: BaseException) -> None:
        try:
            if writer.in_transaction:
                writer.rollback()
        except sqlite3.Error:
            self._drop()
        if isinstance(error, DatabaseAway) and _code(error.__cause__) in _REOPEN:
            self._drop()

    def _connect(self, *, create: bool) -> sqlite3.Connection:
        mode = "rwc" if create else "rw"  # a file that vanished is not made anew: it would be an empty database
        connection = self._plain(mode)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = FAST")  # what was erased shall not linger in free space
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("PRAGMA cache_size = -16000")
            connection.execute("PRAGMA journal_size_limit = 67108864")
            connection.execute("PRAGMA busy_timeout = 0")
            self._identity = self._found()
        except BaseException:
            connection.close()
            raise
        return connection

    def _reader(self) -> sqlite3.Connection:
        connection = self._plain("rw")
        connection.execute("PRAGMA query_only = ON")
        return connection

    def _plain(self, mode: str) -> sqlite3.Connection:
        return sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None,
            check_same_thread=False, cached_statements=512, timeout=5.0,
        )  # fmt: skip

    def _found(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _gone(self) -> bool:
        """The file was removed or replaced (a restored copy): what we hold open is no longer the database."""
        return self._found() != self._identity

    def _drop(self) -> None:
        for connection in (self._writer, *self._readers):
            if connection is not None:
                connection.close()
        self._writer = None
        self._readers.clear()


class _Writing(Connection):
    """The writer's transaction: nothing here suspends."""

    dialect = "sqlite"

    def __init__(self, writer: sqlite3.Connection, floors: dict[str, int]) -> None:
        super().__init__()
        self._execute = writer.execute
        self._executemany = writer.executemany
        self._floors = floors

    async def rows(self, statement: Statement, *values: object) -> Sequence[Row]:
        try:
            return self._execute(statement.sqlite, _arguments(statement, values)).fetchall()
        except sqlite3.Error as error:
            raise _meaning(error) from error

    async def run(self, statement: Statement, *values: object) -> int:
        try:
            return self._execute(statement.sqlite, _arguments(statement, values)).rowcount
        except sqlite3.Error as error:
            raise _meaning(error) from error

    async def many(self, statement: Statement, rows: Sequence[Row]) -> None:
        if not rows:
            return
        try:
            self._executemany(statement.sqlite, rows)
        except sqlite3.Error as error:
            raise _meaning(error) from error

    async def ids(self, name: str, n: int) -> list[int]:
        if n <= 0:
            return []
        # the floor outlives a rollback, which takes the counter's row back
        ((last,),) = await self.rows(_NEXT_IDS, self._floors.get(name, 0), n, name)
        self._floors[name] = last
        return list(range(last - n + 1, last + 1))


class _Reading(Connection):
    """A snapshot for the panel and the API: statements run in a thread."""

    dialect = "sqlite"

    def __init__(self, reader: sqlite3.Connection, threads: ThreadPoolExecutor) -> None:
        super().__init__()
        self._reader = reader
        self._threads = threads

    async def rows(self, statement: Statement, *values: object) -> Sequence[Row]:
        arguments = _arguments(statement, values)
        return await self.call(lambda: self._reader.execute(statement.sqlite, arguments).fetchall())

    async def run(self, statement: Statement, *values: object) -> int:
        arguments = _arguments(statement, values)
        return await self.call(lambda: self._reader.execute(statement.sqlite, arguments).rowcount)

    async def many(self, statement: Statement, rows: Sequence[Row]) -> None:
        await self.call(lambda: self._reader.executemany(statement.sqlite, rows))

    async def ids(self, name: str, n: int) -> list[int]:
        raise sqlite3.OperationalError("a reading transaction draws no ids")

    async def call(self, work: Callable[[], T]) -> T:
        done = asyncio.get_running_loop().run_in_executor(self._threads, work)
        try:
            return await asyncio.shield(done)
        except sqlite3.Error as error:
            raise _meaning(error) from error
        except asyncio.CancelledError:
            await asyncio.wait([done])  # the connection must not be used by two threads
            raise

    async def end(self, keep: bool) -> None:
        try:
            await self.call(self._reader.rollback)
        except DatabaseAway:
            if keep:
                raise


class translated:  # noqa: N801 - reads as the context that it is
    """Turns what sqlite3 raises inside into the words of this package."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error):
            raise _meaning(error) from error


def _arguments(statement: Statement, values: Sequence[Any]) -> Sequence[Any]:
    if statement.columns:
        values = (_ENCODE(values[0]).decode(), *values[1:])
    if statement.straight:
        return values
    return [values[i] for i in statement.positions]


def _code(error: object) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _meaning(error: sqlite3.Error) -> Exception:
    reason = _AWAY.get(_code(error))
    if reason is None and isinstance(error, sqlite3.ProgrammingError) and "closed" in str(error):
        reason = "the connection was closed"
    return DatabaseAway(reason) if reason else error
