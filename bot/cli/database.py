"""`leadquiz migrate`, and how commands open the database."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.cli import GOOD, settings_of
from bot.config import Settings, sqlite_path
from storage.database import Database


def migrate(args: argparse.Namespace) -> int:
    """Brings the database up to this version of the program."""
    settings = settings_of(args)

    async def work() -> None:
        database = await Database.open(settings.database_url)
        try:
            await database.migrate()
        finally:
            await database.close()

    print("Migrating ...", flush=True)
    asyncio.run(work())
    print("The database is up to date.")
    return GOOD


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The database, made and migrated where needed. Raises StorageError."""
    database = await Database.open(settings.database_url, migrate=True)
    try:
        yield database
    finally:
        await database.close()


def exists(settings: Settings) -> bool:
    """False, with a word on standard error, where an SQLite file was never made: who only looks must not make it."""
    if not settings.database_url.startswith("sqlite"):
        return True
    path = sqlite_path(settings.database_url)
    if path.exists():
        return True
    print(
        f"{path} does not exist: nothing was stored there yet. `leadquiz run` makes it; "
        "if you expected something, check LEADQUIZ_DATABASE_URL and the folder you are in.",
        file=sys.stderr,
    )
    return False
