"""Golden transcripts: a talk as text, played against a script and written anew.

    > /start vk_ads_may         what the prospect types; `> [Label]` presses the newest button of that label
    < Which style?              what the bot says; further lines of the same message begin with two spaces
    [Classic] [Modern]          the buttons of the message above
    @+15m                       the clock moves on; timers that fall due speak
    ! rewarded 13 % KUH-…       what happened beside the talk

More things to do: `> (contact +7 900 000-00-00 Anna)`, `> (foreign contact +7…)`, `> (photo plan.jpg)` and the same
with file, video, voice, audio, sticker; `> (location 55.75, 37.62)`, `> (edit 2: 13)` for the message that answered
question 2, `> (press 2.1)`; `! taken over`, `! handed back`, `! won`, `! lost REASON`, `! contacted`, `! blocked`,
`! event NAME`. Lines that begin with `#` are notes and stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NoReturn

from . import events as e
from .engine import SLEEP_AFTER, Turn, advance, start
from .errors import DialogError
from .inputs import (
    HandedBack,
    Happened,
    Input,
    Located,
    Pressed,
    SharedContact,
    Started,
    TakenOver,
    TimedOut,
    Uploaded,
    Wrote,
)
from .leads import Source, source_of
from .script import Script
from .selection import choose
from .state import Person, State, decode, encode, known
from .steps.base import TICK

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""The clock at a transcript's beginning: a Monday, 12:00 in Moscow."""


class TranscriptError(DialogError):
    """A line of a transcript that cannot be played; the message names it."""


def play(script: Script, transcript: str, seed: int = 0, *, person: Person | None = None) -> str:
    """The transcript as the script makes it: the same inputs, everything else anew. Raises TranscriptError.

    The state goes through its JSON form before each input. The same script, transcript and seed give the same text.
    """
    player = _Player(script, Random(seed), person or Person(channel="web", first_name="", language=script.language))
    for line in transcript.splitlines():
        player.read(line)
    return player.text()


def difference(expected: str, played: str) -> list[str]:
    """Where two transcripts differ, as lines for a person; empty when they are the same. Blank lines and notes do not
    count, nor do `!` lines where `expected` has none."""
    wanted, got = _lines(expected), _lines(played)
    if not any(line.startswith("!") for line in wanted):
        got = [line for line in got if not line.startswith("!")]
    for place, (one, other) in enumerate(zip([*wanted, ""], [*got, ""], strict=False)):
        if one != other:
            return [*(f"  {line}" for line in wanted[max(0, place - 3) : place]), f"- {one}", f"+ {other}"]
    return []


def _lines(transcript: str) -> list[str]:
    return [line.rstrip() for line in transcript.splitlines() if line.strip() and not line.startswith("#")]


# Playing --------------------------------------------------------------------------------------------------------------

_CLOCK = re.compile(r"@\+(?P<parts>(?:\d+[smhdw]\s*)+)")
_PART = re.compile(r"(\d+)([smhdw])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_ACT = re.compile(r"\((?P<what>foreign contact|contact|location|edit|press|[a-z]+)\s*(?P<rest>.*)\)", re.DOTALL)
_EDIT = re.compile(r"(\d+):\s*(.*)", re.DOTALL)
_PHONE = re.compile(r"(\+?[\d\s()\-]+\d)\s*(.*)")
_FILES = frozenset({"photo", "file", "video", "voice", "audio", "sticker", "other"})
_HAPPENED = ("taken over", "handed back", "won", "lost", "contacted", "blocked", "event ")


@dataclass(slots=True)
class _Player:
    script: Script
    random: Random
    person: Person
    now: datetime = START
    heard_at: datetime = START
    stored: str | None = None  # the state's JSON
    timers: list[tuple[datetime, int, e.TimerSet]] = field(default_factory=list)
    buttons: list[e.Button] = field(default_factory=list)  # the newest last
    out: list[str] = field(default_factory=list)
    count: int = 0
    typing: list[str] = field(default_factory=list)  # the lines of the prospect's present message
    line: int = 0  # being read; of a message its first
    lines: int = 0

    def read(self, line: str) -> None:
        self.lines += 1
        if self.typing and line.startswith("  "):
            self.typing.append(line[2:])
            return
        self.send()
        self.line = self.lines
        if line.startswith(">"):
            self.typing = [line[1:].removeprefix(" ")]
        elif line.startswith("@"):
            self.move(line)
        elif line.startswith("!") and line[1:].strip().startswith(_HAPPENED):
            self.note(line)
            self.take(_happened(line[1:].strip()))
        elif line.startswith("#"):
            self.note(line)
        elif line.strip() and not line.startswith(("<", "[", "!", "  ")):
            self.refuse(f"{line!r} is none of `> input`, `< text`, `[a] [b]`, `@+15m`, `! event`, `# note`")

    def text(self) -> str:
        self.send()
        return "\n".join(self.out).strip("\n") + "\n"

    def note(self, line: str) -> None:
        """An input or a note, apart from what stands before it."""
        if self.out and not (self.out[-1].startswith("#")):
            self.out.append("")
        self.out.append(line.rstrip())

    def send(self) -> None:
        """The prospect's message is complete."""
        if self.typing:
            text, self.typing = "\n".join(self.typing).rstrip(), []
            self.note("> " + text.replace("\n", "\n  "))
            self.heard_at = self.now
            self.take(self.meant(text))

    def meant(self, text: str) -> Input:
        if text == "/start" or text.startswith("/start "):
            return Started(text[6:].strip())
        if text.startswith("[") and text.endswith("]"):
            return Pressed(self.data(text[1:-1]))
        act = _ACT.fullmatch(text)
        if act is None:
            return Wrote(text)
        try:
            return _act(act["what"], act["rest"].strip(), self.count)
        except ValueError:
            return self.refuse(f"{text} cannot be done: write (contact +7 900 000-00-00) or (location 55.75, 37.62)")

    def data(self, label: str) -> str:
        for button in reversed(self.buttons):
            if button.label.removeprefix(TICK) == label.removeprefix(TICK) and button.data:
                return button.data
        return self.refuse(f"no button [{label}] was shown")

    def refuse(self, words: str) -> NoReturn:
        raise TranscriptError(f"line {self.line}: {words}")

    def take(self, heard: Input) -> None:
        """One input, as the program takes it: a talk that is over may begin anew."""
        self.count += 1
        state = None if self.stored is None else decode(self.stored)
        if state is not None and (state.status != "finished" or not isinstance(heard, Started)):
            turn = advance(self.script, state, heard, self.now, self.random)
            self.keep(turn)
            if turn.events or state.status != "finished" or not isinstance(heard, Started | Wrote):
                return
        elif not isinstance(heard, Started | Wrote):
            self.refuse("a talk begins with `> /start` or with a message")
        self.begin(heard, state)

    def begin(self, heard: Started | Wrote, before: State | None) -> None:
        ref, text = (heard.ref, "") if isinstance(heard, Started) else ("", heard.text)
        if before is not None and choose([self.script], ref=ref, text=text, product=False) is None:
            return
        source = source_of(ref, {}, self.person.channel) if ref else Source()
        self.timers = []
        person = self.person if before is None else known(before)
        self.keep(start(self.script, person, source, self.now, self.random, before=before))

    def keep(self, turn: Turn) -> None:
        self.stored = encode(turn.state)
        for event in turn.events:
            self.out.extend(self.written(event))

    def written(self, event: e.Event) -> Iterator[str]:
        match event:
            case e.Said(text=text, attachments=attachments, buttons=buttons):
                yield from _message(text, [f"({one.kind} {one.name})" for one in attachments])
                yield from self.shown(buttons)
            case e.Asked(text=text, buttons=buttons):
                yield from _message(text, [])
                yield from self.shown(buttons)
            case e.Shown(text=text, cards=cards):
                lines = [" · ".join(filter(None, (card.title, card.price, card.url))) for card in cards]
                yield from _message(text, lines)
                yield from self.shown([e.Button(card.title, card.data, "card") for card in cards])
            case e.Rekeyed(buttons=buttons):
                self.buttons = [old for old in self.buttons if old.data not in {one.data for one in buttons}]
                self.buttons[:0] = buttons
                if any(button.role == "done" for button in buttons):
                    yield " ".join(f"[{button.label}]" for button in buttons)
            case e.TimerSet():
                self.set(event)
            case e.TimersCancelled(kinds=kinds):
                self.timers = [timer for timer in self.timers if kinds and timer[2].kind not in kinds]
            case _:
                told = _beside(event)
                if told:
                    yield f"! {told}".replace("\n", "\n  ")

    def shown(self, buttons: Sequence[e.Button]) -> Iterator[str]:
        if buttons:
            self.buttons.extend(buttons)
            yield " ".join(f"[{button.label}]" for button in buttons)

    # the clock ----------------------------------------------------------------------------------------------------

    def set(self, timer: e.TimerSet) -> None:
        due = timer.at or self.now + timedelta(seconds=timer.after)
        self.timers.append((due, len(self.timers), timer))

    def move(self, line: str) -> None:
        found = _CLOCK.fullmatch(line.strip())
        if found is None:
            self.refuse(f"{line.strip()!r} is no clock: write @+15m, @+2h, @+1d")
        self.note(line)
        until = self.now + timedelta(seconds=sum(int(n) * _SECONDS[unit] for n, unit in _PART.findall(found["parts"])))
        while True:
            sleeps = self.heard_at + timedelta(seconds=SLEEP_AFTER)
            due = min(self.timers, key=lambda timer: timer[:2], default=None)
            state = None if self.stored is None else decode(self.stored)
            if state is not None and state.status == "asking" and sleeps <= until and (not due or sleeps < due[0]):
                self.now, self.heard_at = max(sleeps, self.now), until
                self.fire(TimedOut("sleep", state.question))
            elif due is not None and due[0] <= until:
                self.timers.remove(due)
                self.now = max(due[0], self.now)
                timer = due[2]
                self.fire(TimedOut(timer.kind, timer.question, timer.index, timer.name))
            else:
                break
        self.now = until

    def fire(self, heard: TimedOut) -> None:
        if self.stored is not None:
            self.keep(advance(self.script, decode(self.stored), heard, self.now, self.random))


def _act(what: str, rest: str, count: int) -> Input:
    """What stands in brackets. ValueError where it names no phone or no place."""
    if what in ("contact", "foreign contact"):
        found = _PHONE.fullmatch(rest)
        if found is None:
            raise ValueError(rest)
        first, _, last = found[2].partition(" ")
        return SharedContact(found[1], what == "contact", first, last)
    if what in _FILES:
        return Uploaded(what, f"ref{count}", name=rest)
    if what == "location":
        latitude, _, longitude = rest.partition(",")
        return Located(float(latitude), float(longitude))
    if what == "press":
        return Pressed(rest)
    edit = _EDIT.fullmatch(rest) if what == "edit" else None
    if edit is None:
        return Wrote(f"({what} {rest})".replace(" )", ")"))
    return Wrote(edit[2], edits=True, question=int(edit[1]))


def _happened(told: str) -> Input:
    name, _, reason = told.partition(" ")
    match told, name:
        case "taken over", _:
            return TakenOver()
        case "handed back", _:
            return HandedBack()
        case _, "event":
            return Happened(f"event:{reason.strip()}")
        case _:
            return Happened(name, reason.strip())


def _message(text: str, more: Sequence[str]) -> Iterator[str]:
    lines = [*text.splitlines(), *more] if text else list(more)
    for place, line in enumerate(lines):
        yield ("  " if place else "< ") + line


def _beside(event: e.Event) -> str:
    match event:
        case e.Remarked(text=text):
            return f"remarked: {text}"
        case e.Rewarded(discount=discount, code=code, valid_until=until):
            parts = (
                f"{discount} %" if discount is not None else "",
                code or "",
                f"until {until:%Y-%m-%d %H:%M} UTC" if until else "",
            )
            return " ".join(filter(None, ("rewarded", *parts)))
        case e.HandedOff(step=step, asked=asked):
            return "a person was asked for" if asked else f"handed off at {step}"
        case e.Notified(step=step):
            return f"managers notified at {step}"
        case e.Forwarded(text=text, upload=upload):
            return f"forwarded: {text or upload}"
        case e.Finished(how=how):
            return f"finished: {how}"
        case e.Slept():
            return "slept"
        case e.Stopped():
            return "stopped"
        case e.DeletionAsked():
            return "deletion asked"
        case e.Restarted():
            return "restarted"
        case e.Switched(script=script):
            return f"switched to {script}"
        case e.SplitDrawn(name=name, value=value):
            return f"drawn {name}: {value}"
        case e.Failed(reason=reason):
            return f"failed: {reason}"
        case _:
            return ""
