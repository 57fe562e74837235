"""The core of the program on a database of the test's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.bot.core import Core, running


@pytest.fixture
async def core(sqlite_database: Database, tmp_path: Path) -> AsyncIterator[Core]:
    async with running(await Core.made(sqlite_database, tmp_path)) as made:
        yield made
