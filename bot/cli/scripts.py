"""`leadquiz check` and `leadquiz scripts ...`."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.cli import FAULTS, GOOD, USAGE, complain, settings_of
from bot.cli.output import print_rows
from bot.config import PACKAGED_SCRIPTS, Settings, SettingsError, load
from bot.scripts import ScriptFile, publish, read_file, read_folder
from storage.database import Database


def check(args: argparse.Namespace) -> int:
    """Prints `FILE:LINE: STEP: fault. What to do.` for each fault; settings are checked where no path is given."""
    status = GOOD
    settings = Settings()
    if not args.path:
        try:
            settings = load(os.environ, args.config)
        except SettingsError as error:
            print(*error.problems, sep="\n")
            status = FAULTS
    files: list[ScriptFile] = []
    for path in args.path or [settings.scripts_dir]:
        if not path.exists():
            return complain(f"{path} does not exist. Name a script file or a folder of scripts.", USAGE)
        files += read_folder(path) if path.is_dir() else _one(path)
    if not files:
        return complain("No script was found there. A script is a file that ends in .yaml.", USAGE)
    for file in files:
        for fault in file.faults:
            print(f"{fault} (warning)" if fault.warning else fault)
        if not file.good:
            status = FAULTS
    if status == GOOD:
        print(f"{len(files)} scripts are good." if len(files) > 1 else f"{files[0].path} is good.", file=sys.stderr)
    return status


def _one(path: Path) -> list[ScriptFile]:
    """A single file is checked beside its neighbours: they may be called, and may claim the same keywords."""
    beside = [file for file in read_folder(path.parent) if file.path == path]
    return beside or [read_file(path)]


def publish_files(args: argparse.Namespace) -> int:
    settings = settings_of(args)
    files = [file for path in args.path for file in _one(path)]
    bad = [file for file in files if not file.good]
    for file in bad:
        print(*file.faults, sep="\n")
    if bad:
        return complain("Nothing was published. Mend the faults above first.")
    return asyncio.run(_publish(settings, files, args.note))


async def _publish(settings: Settings, files: Sequence[ScriptFile], note: str) -> int:
    database = await Database.open(settings.database_url, migrate=True)
    try:
        for file in files:
            version, new = await publish(database, file, note, datetime.now(UTC))
            script_id = file.script.id if file.script is not None else ""
            print(f"{script_id}: version {version} {'published' if new else 'is the same, nothing to publish'}")
    finally:
        await database.close()
    return GOOD


def listing(args: argparse.Namespace) -> int:
    return asyncio.run(_list(settings_of(args), getattr(args, "format", "table")))


async def _list(settings: Settings, form: str) -> int:
    database = await Database.open(settings.database_url, migrate=True)
    try:
        async with database.reading() as tx:
            newest = await tx.scripts.newest()
            rows = [
                {"id": row.id, "version": row.version, "published": row.at.isoformat(), "note": row.note}
                for script in newest
                for row in await tx.scripts.all(script.id)
            ]
    finally:
        await database.close()
    print_rows(("id", "version", "published", "note"), rows, form)
    return GOOD


def rollback(args: argparse.Namespace) -> int:
    return asyncio.run(_rollback(settings_of(args), args.script, args.version))


async def _rollback(settings: Settings, script_id: str, version: int) -> int:
    database = await Database.open(settings.database_url, migrate=True)
    try:
        async with database.transaction() as tx:
            if await tx.scripts.get(script_id, version) is None:
                return complain(f"{script_id} has no version {version}. `leadquiz scripts list` shows what there is.")
            new = await tx.scripts.rollback(script_id, version, datetime.now(UTC))
            await tx.revisions.bump("scripts")
    finally:
        await database.close()
    print(f"{script_id}: version {new} published with the content of version {version}")
    return GOOD


def find_script(name: str, folder: Path) -> Path | None:
    """A script file by its path, or by the id of a script in `folder` or among the packaged ones."""
    path = Path(name)
    if path.is_file():
        return path
    for place in (folder, PACKAGED_SCRIPTS):
        for file in sorted(place.glob("*.y*ml")):
            if file.stem == name:
                return file
            found = read_file(file).script
            if found is not None and found.id == name:
                return file
    return None
