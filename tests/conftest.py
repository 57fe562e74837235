"""Databases for the tests: each test gets an empty one, of a migrated template or swept clean.

`database` runs a test on SQLite and on PostgreSQL; `sqlite_database` and `postgresql_url` on one of them. A server that
cannot be had skips the test with the name of the package that brings it; with CI=true that is a failure.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings

from storage.database import Database
from tests import servers

T = TypeVar("T")

settings.register_profile("leadquiz", deadline=None)  # a busy machine is slow, and pytest-timeout ends what hangs
settings.load_profile("leadquiz")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow tests run with SLOW=1 or CI=true only."""
    if _wanted("SLOW") or _wanted("CI"):
        return
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.skip(reason="slow: runs with SLOW=1 or CI=true"))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL in which databases can be made."""
    with _had(servers.postgresql()) as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of a Redis. Others may use it too: keys must be the test's own."""
    with _had(servers.redis_server()) as url:
        yield url


@pytest.fixture
def own_redis() -> Iterator[servers.OwnRedis]:
    """A Redis of the test's own, which it may stop and start."""
    with _had(servers.own_redis()) as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty file."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    servers.run(_migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgresql_bench(postgresql_server: str) -> Iterator[servers.Bench]:
    """Where PostgreSQL databases for single tests come from."""
    bench = servers.Bench(postgresql_server, _migrate)
    yield bench
    bench.clear_away()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """An empty SQLite database of the test's own."""
    path = tmp_path / "leadquiz.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql_bench: servers.Bench) -> str:
    """An empty PostgreSQL database of the test's own."""
    return postgresql_bench.empty_database()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of the test's own, once of each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open, empty database, once of each kind."""
    opened = await Database.open(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_database(sqlite_url: str) -> AsyncIterator[Database]:
    opened = await Database.open(sqlite_url)
    yield opened
    await opened.close()


@contextlib.contextmanager
def _had(server: contextlib.AbstractContextManager[T]) -> Iterator[T]:
    with had(server, must=_wanted("CI")) as found:
        yield found


@contextlib.contextmanager
def had(server: contextlib.AbstractContextManager[T], *, must: bool) -> Iterator[T]:
    """The server, or a skip that says how to get it; a failure where it `must` be had."""
    try:
        found = server.__enter__()
    except servers.NoServerError as error:
        if must:
            pytest.fail(str(error))
        pytest.skip(str(error))
    try:
        yield found
    finally:
        server.__exit__(None, None, None)


async def _migrate(url: str) -> None:
    database = await Database.open(url, migrate=True)
    await database.close()


def _wanted(name: str) -> bool:
    return os.environ.get(name, "").lower() in ("1", "true", "yes")
