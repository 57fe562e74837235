"""`leadquiz migrate`."""

from __future__ import annotations

import argparse
import asyncio

from bot.cli import GOOD, complain, settings_of
from storage.database import Database
from storage.errors import StorageError


def migrate(args: argparse.Namespace) -> int:
    """Brings the database up to this version of the program."""
    url = settings_of(args).database_url

    async def work() -> None:
        database = await Database.open(url)
        try:
            await database.migrate()
        finally:
            await database.close()

    print("Migrating ...", flush=True)
    try:
        asyncio.run(work())
    except StorageError as error:
        return complain(f"{error}.")
    print("The database is up to date.")
    return GOOD
