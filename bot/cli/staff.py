"""`leadquiz staff ...`."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.cli import GOOD, USAGE, complain, settings_of
from bot.cli.database import exists, opened
from bot.cli.output import print_rows
from bot.config import Settings
from bot.web.auth import SIGN_IN

if TYPE_CHECKING:
    from storage.database import Transaction

LINK_LIVES = timedelta(hours=24)
COLUMNS = ("id", "name", "role", "accounts")


def add(args: argparse.Namespace) -> int:
    """Adds a member of the staff and prints a sign-in link that works once."""
    name = " ".join(args.name.split())
    if not 1 <= len(name) <= 100 or not name.isprintable():
        return complain("A name has 1 to 100 characters. Example: leadquiz staff add 'Anna'", USAGE)
    return asyncio.run(_add(settings_of(args), name, args.role))


def listing(args: argparse.Namespace) -> int:
    return asyncio.run(_list(settings_of(args), args.format))


async def sign_in_link(tx: Transaction, staff_id: int, base_url: str, now: datetime) -> str:
    """A link that signs one member of the staff in, once."""
    token = await tx.tokens.issue(SIGN_IN, str(staff_id), LINK_LIVES, now)
    return f"{base_url}/sign-in?token={token}"


async def _add(settings: Settings, name: str, role: str) -> int:
    async with opened(settings) as database:
        now = datetime.now(UTC)
        async with database.transaction() as tx:
            staff_id = await tx.staff.add(name, role, now)
            link = await sign_in_link(tx, staff_id, settings.base_url, now)
            await tx.revisions.bump("staff")
    print(f"{name} is {role} number {staff_id}. The link works once, for 24 hours, while `leadquiz run` is up:")
    print(link)
    return GOOD


async def _list(settings: Settings, form: str) -> int:
    rows: list[dict[str, object]] = []
    if exists(settings):
        async with opened(settings) as database, database.reading() as tx:
            for one in await tx.staff.list():
                accounts = [":".join(account) for account in one.accounts]
                rows.append({"id": one.id, "name": one.name, "role": one.role, "accounts": accounts})
    print_rows(COLUMNS, rows, form)
    return GOOD
