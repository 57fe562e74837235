"""`leadquiz scripts ...`: what is published, and publishing."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.cli import FAULTS, GOOD, USAGE, complain, settings_of
from bot.cli.check import collected, told
from bot.cli.database import exists, opened
from bot.cli.output import print_rows
from bot.config import Settings
from bot.scripts import ScriptFile, publish, roll_back

COLUMNS = ("id", "version", "published", "note")


def publish_files(args: argparse.Namespace) -> int:
    """Publishes all of the files, or none where one has a fault."""
    settings = settings_of(args)
    files = collected(args.path)
    if isinstance(files, str):
        return complain(files, USAGE)
    for file in files:
        for fault in file.faults:
            print(told(fault), file=sys.stderr if fault.warning else sys.stdout)
    if not all(file.good for file in files):
        return complain("Nothing was published. Mend the faults above first.")
    return asyncio.run(_publish(settings, files, args.note))


def listing(args: argparse.Namespace) -> int:
    return asyncio.run(_list(settings_of(args), args.format))


def rollback(args: argparse.Namespace) -> int:
    return asyncio.run(_rollback(settings_of(args), args.script, args.version))


async def _publish(settings: Settings, files: Sequence[ScriptFile], note: str) -> int:
    async with opened(settings) as database:
        for file in files:
            version, new = await publish(database, file, note, datetime.now(UTC), settings.scripts_dir)
            script_id = file.script.id if file.script is not None else ""
            if new:
                print(f"{script_id}: version {version} published", flush=True)
            else:
                print(f"{script_id}: the same as version {version}, nothing to publish", flush=True)
    return GOOD


async def _list(settings: Settings, form: str) -> int:
    rows: list[dict[str, object]] = []
    if exists(settings):
        async with opened(settings) as database, database.reading() as tx:
            for script in await tx.scripts.newest():
                for row in await tx.scripts.all(script.id):
                    at = row.at.isoformat(timespec="seconds").replace("+00:00", "Z")
                    rows.append({"id": row.id, "version": row.version, "published": at, "note": row.note})
    print_rows(COLUMNS, rows, form)
    return GOOD


async def _rollback(settings: Settings, script_id: str, version: int) -> int:
    if not exists(settings):
        return FAULTS
    async with opened(settings) as database:
        new = await roll_back(database, script_id, version, settings.scripts_dir, datetime.now(UTC))
    if new is None:
        return complain(f"{script_id} has no version {version}. `leadquiz scripts list` shows what there is.")
    if new == version:
        print(f"{script_id}: version {version} is the newest already")
    else:
        print(f"{script_id}: version {new} published with the content of version {version}")
    return GOOD
