"""`leadquiz chat`, `play` and `schema`: the engine without a platform or a database."""

from __future__ import annotations

import argparse
import difflib
import json
import os
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.cli import FAULTS, GOOD, USAGE, complain
from bot.cli.scripts import find_script
from bot.config import PACKAGED_SCRIPTS, SettingsError, load
from bot.scripts import read_file
from dialogs import Person, Script, Source, State, advance, events, start
from dialogs.inputs import Input, Pressed, Started, TimedOut, Wrote
from dialogs.schema import schema as script_schema
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
        wanted = args.transcript.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return complain(
            f"{args.transcript} cannot be read. Name a transcript: lines that begin with >, <, [, @ or !.", USAGE
        )
    said = play_transcript(script, wanted)
    if said == wanted:
        print(f"{args.transcript}: as written")
        return GOOD
    if args.update:
        args.transcript.write_text(said, "utf-8")
        print(f"{args.transcript}: updated")
        return GOOD
    difference = difflib.unified_diff(
        wanted.splitlines(), said.splitlines(), str(args.transcript), "what was said", lineterm=""
    )
    print(*difference, sep="\n")
    return FAULTS


def chat(args: argparse.Namespace) -> int:
    """A talk in the terminal: type an answer, or the number of a button in brackets; `@+15m` moves the clock."""
    script = _script(args)
    if isinstance(script, int):
        return script
    talk = _TerminalTalk(script)
    print("Type your answer, #2 to press the second button, @+15m to let time pass; Ctrl+D ends.\n")
    talk.begin(args.language)
    while True:
        try:
            line = input("> ").strip()
        except EOFError:
            print()
            return GOOD
        if line:
            talk.hear(line)


def _script(args: argparse.Namespace) -> Script | int:
    try:
        folder = load(os.environ, args.config).scripts_dir
    except SettingsError:
        folder = PACKAGED_SCRIPTS  # settings that are wrong elsewhere must not keep anybody from trying a script
    path = find_script(args.script, folder)
    if path is None:
        return complain(f"There is no script {args.script}. Name a file, or one of the ids in {folder}.", USAGE)
    file = read_file(path)
    if file.script is None:
        print(*file.faults, sep="\n")
        return FAULTS
    return file.script


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


@dataclass(slots=True)
class _TerminalTalk:
    """The engine, a clock that can be moved, and the buttons that can be pressed now."""

    script: Script
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    state: State | None = None
    chance: random.Random = field(default_factory=random.Random)
    buttons: list[events.Button] = field(default_factory=list)
    timers: list[tuple[datetime, TimedOut]] = field(default_factory=list)

    def begin(self, language: str) -> None:
        turn = start(self.script, Person(channel="terminal", language=language), Source(), self.now, self.chance)
        self._took(turn.state, turn.events)

    def hear(self, line: str) -> None:
        if line.startswith("@+") and line[-1] in _UNITS and line[2:-1].isdigit():
            self._pass(timedelta(seconds=int(line[2:-1]) * _UNITS[line[-1]]))
            return
        heard: Input = Wrote(line)
        if line.startswith("#") and line[1:].isdigit() and 0 < int(line[1:]) <= len(self.buttons):
            heard = Pressed(self.buttons[int(line[1:]) - 1].data)
        self._advance(heard)

    def _pass(self, time: timedelta) -> None:
        until = self.now + time
        while due := sorted((t for t in self.timers if t[0] <= until), key=lambda t: t[0])[:1]:
            self.timers.remove(due[0])
            self.now = max(self.now, due[0][0])
            self._advance(due[0][1])
        self.now = until

    def _advance(self, heard: Input) -> None:
        if self.state is None or (self.state.status == "finished" and isinstance(heard, Wrote | Started)):
            turn = None if self.state is None else advance(self.script, self.state, heard, self.now, self.chance)
            if turn is None or not turn.events:
                self.begin(self.state.language if self.state is not None else "")
                return
        else:
            turn = advance(self.script, self.state, heard, self.now, self.chance)
        self._took(turn.state, turn.events)

    def _took(self, state: State, happened: tuple[events.Event, ...]) -> None:
        self.state = state
        for event in happened:
            match event:
                case events.Said() | events.Asked():
                    print(f"\n{event.text}")
                    for attachment in event.attachments if isinstance(event, events.Said) else ():
                        print(f"  ({attachment.kind}: {attachment.name})")
                    if event.buttons:
                        self.buttons = list(event.buttons)
                        print("  " + "  ".join(f"#{n} [{b.label}]" for n, b in enumerate(self.buttons, 1)))
                case events.Shown():
                    print(f"\n{event.text}")
                    for card in event.cards:
                        print(f"  * {card.title} {card.price} {card.url}")
                case events.Rekeyed():
                    if self.buttons and event.buttons and event.buttons[0].data == self.buttons[0].data:
                        self.buttons = list(event.buttons)
                        print("  " + "  ".join(f"#{n} [{b.label}]" for n, b in enumerate(self.buttons, 1)))
                case events.Remarked():
                    print(f"  ({event.text})")
                case events.LeadChanged():
                    lead = event.lead
                    print(f"  ! {'lead' if lead.is_lead else 'visitor'}, {lead.temperature}, score {lead.score:g}")
                case events.HandedOff() | events.Finished() | events.Failed() | events.Stopped():
                    print(f"  ! {type(event).__name__}")
                case events.TimerSet():
                    due = event.at or self.now + timedelta(seconds=event.after)
                    self.timers.append((due, TimedOut(event.kind, event.question, event.index, event.name)))
                case events.TimersCancelled():
                    self.timers = [t for t in self.timers if event.kinds and t[1].kind not in event.kinds]
                case _:
                    pass
