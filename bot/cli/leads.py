"""`leadquiz leads ...` and `leadquiz forget`."""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import shutil
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.cli import FAULTS, GOOD, USAGE, complain, settings_of
from bot.cli.database import exists, opened
from bot.cli.output import print_record, print_rows
from bot.config import Settings
from bot.effects import Effects
from bot.notices import Notices
from bot.texts import Texts
from bot.web.lead_json import lead_json, moment
from dialogs.leads import STATUSES
from storage.database import Database
from storage.leads import cursor_of
from storage.records import Conversation, LeadFilters, LeadRow

COLUMNS = (
    "id", "created_at", "name", "phones", "emails", "temperature", "score", "status", "script", "source", "manager",
)  # fmt: skip
SHEET = (*COLUMNS, "contact_type", "verification", "channel", "reward", "call_time", "answers", "timeline_url")
"""The columns of a spreadsheet: what a person wants of a lead, with the answers."""
_PAGE = 200


def listing(args: argparse.Namespace) -> int:
    filters = _filters(args)
    if isinstance(filters, str):
        return complain(filters, USAGE)
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
    person: str = args.person.strip()
    if person.startswith("+"):
        person = re.sub(r"[\s()\-]", "", person)  # as people write a phone
    return asyncio.run(_forget(settings_of(args), person, args.yes))


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
    rows: list[dict[str, Any]] = []
    if exists(settings):
        async with opened(settings) as database:
            async for row in _rows(database, filters, most):
                rows.append(_shown(row, settings, form))
                if most is None and len(rows) % 1000 == 0:
                    _progress(f"{len(rows)} leads ...")
        _progress("")
    print_rows(SHEET if form == "csv" else COLUMNS, rows, form)
    return GOOD


async def _show(settings: Settings, lead_id: int, form: str) -> int:
    row = None
    if exists(settings):
        async with opened(settings) as database, database.reading() as tx:
            row = await tx.leads.get(lead_id)
    if row is None or not row.is_lead:
        return complain(f"There is no lead {lead_id}. `leadquiz leads list` shows those there are.")
    shown = _shown(row, settings, form)
    if form == "json":
        print(json.dumps(shown, ensure_ascii=False, indent=2))
    elif form == "csv":
        print_rows(SHEET, [shown], form)
    else:
        print_record(shown)
    return GOOD


def _shown(row: LeadRow, settings: Settings, form: str) -> dict[str, Any]:
    """The lead's JSON; for tables and spreadsheets what it nests is one word each."""
    shown = lead_json(row, settings.base_url)
    if form == "json":
        return shown
    return shown | {
        "script": row.script,
        "source": row.source.source or row.source.kind,
        "manager": row.manager_name,
        "channel": f"{row.channel}:{row.address}",
        "contacts": [f"{c.value} ({c.verification})" for c in row.contacts],
        "score_reasons": [f"{r.points:+g} {r.step} {r.text}".strip() for r in row.reasons],
        "answers": [f"{step}: {answer.text}" for step, answer in row.answers.items()],
        "consents": [f"{c.purpose} {'yes' if c.given else 'no'}, {c.document}" for c in row.consents],
        "reward": " ".join(
            filter(None, [f"{row.reward.discount} %" if row.reward.discount is not None else "", row.reward.code])
        ),
    }


def _progress(text: str) -> None:
    """One line that replaces itself, for a person only."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


async def _forget(settings: Settings, person: str, sure: bool) -> int:
    if not exists(settings):
        return FAULTS
    async with opened(settings) as database:
        async with database.reading() as tx:
            ids = await tx.erasure.find(person)
        if not ids:
            return complain(f"Nobody is known by that. {_FORMS}")
        if not sure and sys.stdin.isatty() and not await asyncio.to_thread(_asked, len(ids)):
            return complain("Nothing was erased.")
        for person_id in ids:
            at = datetime.now(UTC)
            effects = Effects(at, Notices(settings.managers, Texts.load("ru"), lambda script: None), {})
            effects.erased.add(person_id)
            async with database.transaction() as tx:
                talks = await tx.conversations.of_person(person_id)
                await effects.write(tx)  # what managers read of the person in their chats goes too
            receipt = effects.receipts[0]
            files = sum(_erase_files(settings.data_dir, talk) for talk in talks)
            print(json.dumps({"erased": {**receipt.counts, "files": files}, "at": moment(at)}), flush=True)
    return GOOD


def _erase_files(data_dir: Path, talk: Conversation) -> int:
    """What a prospect of the web chat sent lies in a folder of the address's name; returns how many files went."""
    folder = data_dir / "uploads" / talk.address
    if not re.fullmatch("[A-Za-z0-9]+", talk.address) or not folder.is_dir():
        return 0
    count = len(list(folder.iterdir()))
    shutil.rmtree(folder)
    return count


_FORMS = "Give a lead's id, a phone (+79990000000), an e-mail, or channel:address (telegram:12345)."


def _asked(count: int) -> bool:
    question = f"Erase all personal data of {count} person(s)? This cannot be undone. Type yes: "
    return input(question).strip().lower() == "yes"
