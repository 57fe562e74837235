"""`leadquiz backup` and `leadquiz restore`: copies of a database that may be in use."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from bot.cli import GOOD, settings_of
from storage import copying


def backup(args: argparse.Namespace) -> int:
    """Copies the database into one file, while `run` goes on."""
    settings = settings_of(args)
    path: Path = args.file
    copy = copying.backup(settings.database_url, path, _progress("Copying"))
    print(f"{path}: {_size(copy.size)}, {copy.leads} leads and visitors, tables of revision {copy.revision}.")
    if copy.kind == "sqlite":
        print("The key file beside the database is not in it: keep that apart, sign-in links depend on it.")
    print("It holds personal data: store it where only you can read it.")
    return GOOD


def restore(args: argparse.Namespace) -> int:
    """Makes the database what a copy holds."""
    settings = settings_of(args)
    path: Path = args.file
    copy = copying.restore(settings.database_url, path, replace=args.replace, progress=_progress("Restoring"))
    print(f"The database holds what {path} held: {copy.leads} leads and visitors. Nodes that run go on with it.")
    return GOOD


def _progress(what: str) -> Callable[[float], None]:
    """One line that replaces itself, for a person only."""
    person = sys.stderr.isatty()
    shown = -1

    def progress(part: float) -> None:
        nonlocal shown
        percent = int(part * 100)
        if person and percent != shown:
            shown = percent
            print(f"\r\x1b[K{what} ... {percent} %", end="\n" if percent >= 100 else "", file=sys.stderr, flush=True)

    return progress


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{max(1, count // 1000)} KB"
