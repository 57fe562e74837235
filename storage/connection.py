"""What a repository works with: one open transaction of either database, and the clock's form in the tables."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from .errors import StorageError
from .statements import Row, Statement


class Connection(ABC):
    """One transaction's connection. Values are given in the order of the statement's `names`."""

    dialect: str

    def __init__(self) -> None:
        self.callbacks: list[Callable[[], object]] = []

    @abstractmethod
    async def rows(self, statement: Statement, *values: object) -> Sequence[Row]:
        """The rows of one statement. A batch's first value is its sequence of tuples."""

    @abstractmethod
    async def run(self, statement: Statement, *values: object) -> int:
        """Runs one statement and tells how many rows it changed."""

    @abstractmethod
    async def many(self, statement: Statement, rows: Sequence[Row]) -> None:
        """Runs an `insert` or `change` for all rows. Sort them by key, so that two nodes cannot deadlock."""

    @abstractmethod
    async def ids(self, name: str, n: int) -> list[int]:
        """`n` fresh ids of a counter in ascending order, never given again, not even after a rollback."""

    async def row(self, statement: Statement, *values: object) -> Row | None:
        """The first row, or None."""
        found = await self.rows(statement, *values)
        return found[0] if found else None


class StartCache:
    """The start of VK's random ids, read once per opened database; see `Settings.random_start`."""

    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value: int | None = None


def ms(at: datetime) -> int:
    """A moment as the tables keep it: milliseconds since the epoch."""
    if at.tzinfo is None:
        raise StorageError("a time without a zone was given: storage takes aware datetimes only")
    return round(at.timestamp() * 1000)


def ms_or_none(at: datetime | None) -> int | None:
    return None if at is None else ms(at)


def moment(value: int) -> datetime:
    """The inverse of `ms`: an aware UTC datetime."""
    return datetime.fromtimestamp(value / 1000, UTC)


def moment_or_none(value: int | None) -> datetime | None:
    return None if value is None else moment(value)
