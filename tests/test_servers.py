from __future__ import annotations

import contextlib

import pytest

from tests import servers
from tests.conftest import had


class Nowhere(contextlib.AbstractContextManager[str]):
    """A server that this machine does not have."""

    def __enter__(self) -> str:
        raise servers.NoServerError("Redis cannot be had: install Debian's package `redis-server`")

    def __exit__(self, *error: object) -> None:
        return None


def test_a_server_that_cannot_be_had_skips_with_the_name_of_its_package() -> None:
    with pytest.raises(pytest.skip.Exception, match="`redis-server`"), had(Nowhere(), must=False):
        pass


def test_a_server_that_must_be_had_fails_the_test() -> None:
    with pytest.raises(pytest.fail.Exception, match="`redis-server`"), had(Nowhere(), must=True):
        pass


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("postgresql://u:p@host:5433/postgres", "postgresql://u:p@host:5433/x"),
        ("postgresql://postgres@/postgres?host=/run", "postgresql://postgres@/x?host=/run"),
        ("postgresql://u@host/a?sslmode=require", "postgresql://u@host/x?sslmode=require"),
    ],
)
def test_the_address_of_another_database_differs_in_its_name_only(url: str, other: str) -> None:
    assert servers.beside(url, "x") == other


@pytest.mark.slow
@pytest.mark.postgresql
def test_the_systems_own_postgresql_is_started_where_none_runs() -> None:
    with contextlib.ExitStack() as stack:
        url = servers._system_postgresql(stack)
        if url is None:
            pytest.skip("install Debian's package `postgresql` to start one of the tests' own")
        servers.execute(url, "SELECT 1")


@pytest.mark.slow
@pytest.mark.postgresql
def test_the_wheels_postgresql_is_started_where_the_system_has_none() -> None:
    with contextlib.ExitStack() as stack:
        url = servers._embedded_postgresql(stack)
        assert url is not None
        servers.execute(url, "SELECT 1")
