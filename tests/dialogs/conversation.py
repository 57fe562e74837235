"""A prospect's side of a talk, for tests: what he does, what he is told, with a clock of his own.

Every input goes through the state's JSON form, and timers fire when the clock passes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

from dialogs import Lead, Person, Product, Script, Source, State, Turn, advance, decode, encode, start
from dialogs.events import (
    Asked,
    Button,
    Event,
    Failed,
    LeadChanged,
    Rekeyed,
    Remarked,
    Said,
    Shown,
    TimersCancelled,
    TimerSet,
)
from dialogs.inputs import HandedBack, Happened, Input, Pressed, SharedContact, TimedOut, Uploaded, Wrote
from dialogs.loading import load

NOON = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday, 12:00 in Moscow
HEAD = "schema: 1\nid: quiz\ntitle: Quiz\nlanguage: en\nregion: RU\ntimezone: Europe/Moscow\n"
ANN = Person(first_name="Ann", language="en")
NOWHERE, NOTHING = Source(), State("")
E = TypeVar("E")


def script_of(
    body: str, *, scripts: Mapping[str, str] | None = None, catalogues: Mapping[str, str] | None = None
) -> Script:
    """A script with a usual head, unless the body has its own."""
    source = body if "schema:" in body else HEAD + body
    return load(source, scripts=scripts, catalogues=catalogues)


@dataclass(slots=True)
class Conversation:
    """`events` are those of the last turn; `heard` all texts so far."""

    script: Script
    person: Person = ANN
    source: Source = NOWHERE
    product: Product | None = None
    seed: int = 1
    now: datetime = NOON
    state: State = NOTHING
    events: tuple[Event, ...] = ()
    heard: list[str] = field(default_factory=list)
    timers: list[tuple[datetime, int, TimerSet]] = field(default_factory=list)
    lead: Lead | None = None
    keyboards: dict[int, tuple[Button, ...]] = field(default_factory=dict)  # by question, as last shown
    random: Random = field(default_factory=lambda: Random(1))
    before: State | None = None

    @classmethod
    def begin(cls, body: str | Script, **more: object) -> Conversation:
        script = script_of(body) if isinstance(body, str) else body
        talk = cls(script, **more)  # type: ignore[arg-type]
        turn = start(
            talk.script, talk.person, talk.source, talk.now, talk.random, product=talk.product, before=talk.before
        )
        talk._took(turn)
        return talk

    def take(self, heard: Input, *, fails: bool = False) -> Conversation:
        turn = advance(self.script, decode(encode(self.state)), heard, self.now, self.random)
        assert fails or not any(isinstance(event, Failed) for event in turn.events), turn.events
        self._took(turn)
        return self

    def writes(self, *texts: str) -> Conversation:
        for text in texts:
            self.take(Wrote(text))
        return self

    def presses(self, *labels: str) -> Conversation:
        """The newest button of each label; "2: Label" is the keyboard of question 2."""
        for label in labels:
            self.take(Pressed(self.data(label)))
        return self

    def shares(self, phone: str, *, own: bool = True, first_name: str = "") -> Conversation:
        return self.take(SharedContact(phone, own, first_name))

    def uploads(self, ref: str, *, kind: str = "photo", size: int = 0, name: str = "") -> Conversation:
        return self.take(Uploaded(kind, ref, name=name, size=size))

    def handed_back(self) -> Conversation:
        return self.take(HandedBack())

    def happens(self, name: str, reason: str = "") -> Conversation:
        return self.take(Happened(name, reason))

    def waits(self, **span: float) -> Conversation:
        """Moves the clock on by a timedelta's arguments; due timers fire in order."""
        until = self.now + timedelta(**span)
        told: list[Event] = []
        while self.timers and min(self.timers, key=lambda timer: timer[:2])[0] <= until:
            due = min(self.timers, key=lambda timer: timer[:2])
            self.timers.remove(due)
            self.now = max(self.now, due[0])
            timer = due[2]
            self.take(TimedOut(timer.kind, timer.question, timer.index, timer.name))
            told.extend(self.events)
        self.now, self.events = until, tuple(told)
        return self

    # what was told --------------------------------------------------------------------------------------------------

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def texts(self) -> list[str]:
        """The messages of the last turn."""
        return [event.text for event in self.events if isinstance(event, Said | Asked | Shown)]

    @property
    def asked(self) -> Asked:
        """The last question that was put in the last turn."""
        return self.of(Asked)[-1]

    @property
    def toast(self) -> str:
        return self.of(Remarked)[-1].text if self.of(Remarked) else ""

    @property
    def labels(self) -> list[str]:
        """The buttons of the last message of the last turn, without back and "a person, please"."""
        shown = [event for event in self.events if isinstance(event, Said | Asked | Rekeyed) and event.buttons]
        return [one.label for one in shown[-1].buttons if one.role not in ("back", "human", "link")] if shown else []

    def data(self, label: str) -> str:
        number, _, wanted = label.partition(": ")
        boards = list(self.keyboards.items())
        if wanted and number.isdigit():
            boards, label = [(int(number), self.keyboards[int(number)])], wanted
        for _, buttons in reversed(boards):
            for button in buttons:
                if button.label.removeprefix("✓ ") == label:
                    return button.data
        raise AssertionError(f"no button {label!r} among {boards}")

    def answer(self, step: str) -> object:
        found = self.state.answers.get(step)
        return None if found is None else found.value

    def _took(self, turn: Turn) -> None:
        assert decode(encode(turn.state)) == turn.state
        self.state, self.events = turn.state, turn.events
        for event in turn.events:
            match event:
                case Asked(question=number, buttons=buttons) | Rekeyed(question=number, buttons=buttons):
                    self.keyboards.pop(number, None)
                    self.keyboards[number] = buttons
                case Said(buttons=buttons) if buttons:
                    self.keyboards[-len(self.heard) - 1] = buttons
                case Shown(cards=cards):
                    self.keyboards[-len(self.heard) - 1] = tuple(Button(one.title, one.data, "card") for one in cards)
                case TimerSet():
                    due = event.at or self.now + timedelta(seconds=event.after)
                    self.timers.append((due, len(self.timers), event))
                case TimersCancelled(kinds=kinds):
                    self.timers = [timer for timer in self.timers if kinds and timer[2].kind not in kinds]
                case LeadChanged(lead=lead):
                    self.lead = lead
                case _:
                    pass
        self.heard.extend(self.texts)
