"""`leadquiz leads ...` and `leadquiz forget`."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from bot.cli import FAULTS, GOOD, USAGE, complain, settings_of
from bot.cli.output import print_rows
from bot.config import Settings
from bot.web.lead_json import lead_json
from dialogs.leads import STATUSES
from storage.database import Database
from storage.leads import cursor_of
from storage.records import LeadFilters, LeadRow

COLUMNS = (
    "id",
    "created_at",
    "name",
    "phones",
    "emails",
    "temperature",
    "score",
    "status",
    "script",
    "source",
    "manager",
)
_PAGE = 200


def listing(args: argparse.Namespace) -> int:
    filters = _filters(args)
    if isinstance(filters, str):
        return complain(filters, USAGE)
    if args.limit is not None and args.limit < 1:
        return complain("--limit must be at least 1.", USAGE)
    return asyncio.run(_print(settings_of(args), filters, args.limit, args.format))


def export(args: argparse.Namespace) -> int:
    """All leads that match, with progress on standard error."""
    filters = _filters(args)
    if isinstance(filters, str):
        return complain(filters, USAGE)
    return asyncio.run(_print(settings_of(args), filters, None, args.format))


def show(args: argparse.Namespace) -> int:
    return asyncio.run(_show(settings_of(args), args.id, args.format))


def forget(args: argparse.Namespace) -> int:
    """Erases everything personal that we hold of a person."""
    return asyncio.run(_forget(settings_of(args), args.person, args.yes))


def _filters(args: argparse.Namespace) -> LeadFilters | str:
    since = None
    if args.since:
        try:
            since = datetime.fromisoformat(args.since)
        except ValueError:
            return "--since is no time. Write it as 2026-11-01 or 2026-11-01T12:00:00Z."
        since = since if since.tzinfo is not None else since.replace(tzinfo=UTC)
    for value in args.status:
        if value not in STATUSES:
            return f"--status {value} is no status. Choose of {', '.join(STATUSES)}."
    for value in args.temperature:
        if value not in ("cold", "warm", "hot"):
            return f"--temperature {value} is none. Choose of cold, warm, hot."
    return LeadFilters(
        status=tuple(args.status),
        temperature=tuple(args.temperature),
        script=tuple(args.script),
        channel=tuple(args.channel),
        since=since,
    )


async def _rows(database: Database, filters: LeadFilters, most: int | None) -> AsyncIterator[LeadRow]:
    after, left = None, most
    while left is None or left > 0:
        limit = _PAGE if left is None else min(_PAGE, left)
        async with database.reading() as tx:
            page = await tx.leads.page(filters, after, limit)
        for row in page:
            yield row
        if len(page) < limit:
            return
        after = cursor_of(page[-1])
        left = None if left is None else left - len(page)


async def _print(settings: Settings, filters: LeadFilters, most: int | None, form: str) -> int:
    database = await Database.open(settings.database_url, migrate=True)
    rows: list[dict[str, Any]] = []
    try:
        async for row in _rows(database, filters, most):
            shown = lead_json(row, settings.base_url)
            if form != "json":
                shown |= {
                    "source": row.source.source or row.source.kind,
                    "manager": row.manager_name,
                    "script": row.script,
                }
            rows.append(shown)
            if most is None and len(rows) % 1000 == 0 and sys.stderr.isatty():
                print(f"\r{len(rows)} leads ...", end="", file=sys.stderr, flush=True)
    finally:
        await database.close()
    print_rows(COLUMNS, rows, form)
    return GOOD


async def _show(settings: Settings, lead_id: int, form: str) -> int:
    database = await Database.open(settings.database_url, migrate=True)
    try:
        async with database.reading() as tx:
            row = await tx.leads.get(lead_id)
    finally:
        await database.close()
    if row is None or not row.is_lead:
        return complain(f"There is no lead {lead_id}. `leadquiz leads list` shows those there are.")
    shown = lead_json(row, settings.base_url)
    if form == "json":
        print(json.dumps(shown, ensure_ascii=False, indent=2))
    elif form == "csv":
        print_rows(COLUMNS, [shown], form)
    else:
        print_rows(("key", "value"), [{"key": key, "value": value} for key, value in shown.items()], "table")
    return GOOD


async def _forget(settings: Settings, person: str, sure: bool) -> int:
    database = await Database.open(settings.database_url, migrate=True)
    try:
        async with database.reading() as tx:
            ids = await tx.erasure.find(person)
        if not ids:
            return complain(
                "Nobody is known by that. Give a lead's id, a phone (+7...), an e-mail, or channel:address."
            )
        if not sure and sys.stdin.isatty() and not await asyncio.to_thread(_asked, len(ids)):
            return complain("Nothing was erased.", FAULTS)
        for person_id in ids:
            at = datetime.now(UTC)
            async with database.transaction() as tx:
                receipt = await tx.erasure.forget(person_id, at)
                await tx.revisions.bump("erasure")
            print(json.dumps({"erased": dict(receipt.counts), "at": at.isoformat()}, ensure_ascii=False))
    finally:
        await database.close()
    return GOOD


def _asked(count: int) -> bool:
    question = f"Erase all personal data of {count} person(s)? This cannot be undone. Type yes: "
    return input(question).strip().lower() == "yes"
