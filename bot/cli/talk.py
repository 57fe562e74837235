"""`leadquiz chat`, `play` and `schema`: the engine without a platform or a database."""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from datetime import UTC, datetime

from bot.cli import FAULTS, GOOD, USAGE, complain
from bot.cli.check import find_script, told
from bot.cli.terminal import TerminalTalk
from bot.config import PACKAGED_SCRIPTS, SettingsError, load
from bot.scripts import read_files
from dialogs import Script
from dialogs.schema import schema as script_schema
from dialogs.transcripts import TranscriptError, difference
from dialogs.transcripts import play as play_transcript


def schema(args: argparse.Namespace) -> int:
    print(json.dumps(script_schema(), ensure_ascii=False, indent=2))
    return GOOD


def play(args: argparse.Namespace) -> int:
    """Plays the transcript; prints the difference, or writes it with --update."""
    script = _script(args)
    if isinstance(script, int):
        return script
    try:
        wanted = args.transcript.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return complain(
            f"{args.transcript} cannot be read. Name a transcript: a text whose lines begin with >, <, [, @ or !.",
            USAGE,
        )
    try:
        said = play_transcript(script, wanted)
    except TranscriptError as error:
        return complain(f"{args.transcript}: {error}. Mend that line.")
    differs = difference(wanted, said)
    if args.update:
        if said != wanted:
            args.transcript.write_text(said, "utf-8")
        print(f"{args.transcript}: {'updated' if said != wanted else 'as written'}")
        return GOOD
    if not differs:
        print(f"{args.transcript}: as written")
        return GOOD
    print(f"{args.transcript}: the talk goes another way (- written, + said):", *differs, sep="\n")
    return complain("If it is right so, run this again with --update.")


def chat(args: argparse.Namespace) -> int:
    """A talk in the terminal: type an answer, or the number of a button in brackets; `@+15m` moves the clock."""
    script = _script(args)
    if isinstance(script, int):
        return script
    asked = sys.stdin.isatty()
    if asked:
        print("Type an answer: words, a number, or #2 to press the second button. @+15m lets time pass. Ctrl+D ends.")
    talk = TerminalTalk(script, datetime.now(UTC), random.Random())
    talk.begin(args.language)
    while True:
        try:
            line = input("\n> " if asked else "").strip()
        except EOFError:
            print()
            return GOOD
        if line:
            if not asked:
                print(f"\n> {line}")  # what was piped in belongs to the talk, too
            talk.hear(line)


def _script(args: argparse.Namespace) -> Script | int:
    """The script, or the exit status where there is none that could be played."""
    try:
        folder = load(os.environ, args.config).scripts_dir
    except SettingsError:
        folder = PACKAGED_SCRIPTS  # settings that are wrong elsewhere must not keep anybody from trying a script
    path = find_script(args.script, folder)
    if path is None:
        return complain(f"There is no script {args.script}. Name a file, or the id of a script in {folder}.", USAGE)
    (file,) = read_files([path])
    if file.script is None:
        print(*map(told, file.faults), sep="\n")
        return FAULTS
    if not file.good:
        complain(f"{path} has faults: run `leadquiz check {path}`.")
    return file.script
