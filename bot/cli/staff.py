"""`leadquiz staff ...`."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime, timedelta

from bot.cli import GOOD, complain, settings_of
from bot.cli.output import print_rows
from bot.config import Settings
from bot.web.auth import SIGN_IN
from storage.database import Database, Transaction

LINK_LIVES = timedelta(hours=24)


def add(args: argparse.Namespace) -> int:
    """Adds a member of the staff and prints a sign-in link that works once."""
    if not args.name.strip() or len(args.name) > 100:
        return complain("A name has 1 to 100 characters. Example: leadquiz staff add 'Anna'", 2)
    return asyncio.run(_add(settings_of(args), args.name.strip(), args.role))


async def _add(settings: Settings, name: str, role: str) -> int:
    database = await Database.open(settings.database_url, migrate=True)
    try:
        now = datetime.now(UTC)
        async with database.transaction() as tx:
            staff_id = await tx.staff.add(name, role, now)
            link = await sign_in_link(tx, staff_id, settings.base_url, now)
            await tx.revisions.bump("staff")
    finally:
        await database.close()
    print(f"{name} is {role} number {staff_id}. The link works once, for 24 hours:")
    print(link)
    return GOOD


async def sign_in_link(tx: Transaction, staff_id: int, base_url: str, now: datetime) -> str:
    """A link that signs one member of the staff in, once."""
    token = await tx.tokens.issue(SIGN_IN, str(staff_id), LINK_LIVES, now)
    return f"{base_url}/sign-in?token={token}"


def listing(args: argparse.Namespace) -> int:
    return asyncio.run(_list(settings_of(args), getattr(args, "format", "table")))


async def _list(settings: Settings, form: str) -> int:
    database = await Database.open(settings.database_url, migrate=True)
    try:
        async with database.reading() as tx:
            people = await tx.staff.list()
    finally:
        await database.close()
    rows = [
        {"id": one.id, "name": one.name, "role": one.role, "accounts": [":".join(account) for account in one.accounts]}
        for one in people
    ]
    print_rows(("id", "name", "role", "accounts"), rows, form)
    return GOOD
