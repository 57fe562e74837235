"""A prospect's side of a talk for tests that know the format only: says, presses, shares, waits, and reads the answer.

Every input goes through the state's JSON form. Timers fire as the clock passes them; messages are delivered at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from textwrap import dedent
from typing import TypeVar

from dialogs import (
    SLEEP_AFTER,
    Fault,
    Lead,
    Person,
    Product,
    Script,
    ScriptError,
    Source,
    State,
    Turn,
    advance,
    choose,
    decode,
    encode,
    load,
    start,
)
from dialogs import events as e
from dialogs.checking import check
from dialogs.inputs import (
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
from dialogs.state import known

NOON = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday, 12:00 in Moscow
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
OUTSIDE = ("back", "human")  # the keyboard's last row
EventT = TypeVar("EventT")


def quiz(steps: str, head: str = "", *, id: str = "quiz", language: str = "en", start: str = "{default: true}") -> str:
    """The YAML of a script with these steps; `head` holds further keys of the file."""
    top = f"schema: 1\nid: {id}\ntitle: Quiz\nlanguage: {language}\nregion: RU\n"
    top += "" if "timezone:" in head else "timezone: Europe/Moscow\n"
    top += f"start: {start}\n" if start else ""
    return top + dedent(head).strip("\n") + "\nsteps:\n" + dedent(steps).strip("\n") + "\n"


def loaded(steps: str, head: str = "", **more: object) -> Script:
    scripts, catalogues = more.pop("scripts", None), more.pop("catalogues", None)
    assert scripts is None or isinstance(scripts, dict)
    assert catalogues is None or isinstance(catalogues, dict)
    return load(quiz(steps, head, **more), scripts=scripts, catalogues=catalogues)  # type: ignore[arg-type]


def faults(steps: str, head: str = "", **more: object) -> list[Fault]:
    """Whatever `check` prints of a script and of those that it may call, warnings too."""
    scripts, catalogues = more.pop("scripts", None), more.pop("catalogues", None)
    assert scripts is None or isinstance(scripts, dict)
    assert catalogues is None or isinstance(catalogues, dict)
    return faults_of(quiz(steps, head, **more), scripts=scripts, catalogues=catalogues)  # type: ignore[arg-type]


def faults_of(
    source: str, *, scripts: Mapping[str, str] | None = None, catalogues: Mapping[str, str] | None = None
) -> list[Fault]:
    try:
        script = load(source, scripts=scripts, catalogues=catalogues)
        others = [load(other, scripts=scripts, catalogues=catalogues) for other in (scripts or {}).values()]
    except ScriptError as error:
        return list(error.faults)
    family = [script, *others]
    return [fault for one in family for fault in check(one, others=[other for other in family if other is not one])]


def errors(steps: str, head: str = "", **more: object) -> list[Fault]:
    """What keeps the script from being published."""
    return [fault for fault in faults(steps, head, **more) if not fault.warning]


def warnings(steps: str, head: str = "", **more: object) -> list[Fault]:
    found = faults(steps, head, **more)
    assert all(fault.warning for fault in found), found
    return found


def seconds(span: str) -> int:
    """`15m`, `1d`, `1h30m` in seconds."""
    total, digits = 0, ""
    for letter in span:
        if letter.isdigit():
            digits += letter
        else:
            total, digits = total + int(digits) * SECONDS[letter], ""
    return total


@dataclass(slots=True)
class Talk:
    """One prospect and one script. `texts` are the messages of the last act, `told` all of them."""

    script: Script
    person: Person = field(default_factory=lambda: Person(first_name="Ann", language="en"))
    source: Source = field(default_factory=Source)
    now: datetime = NOON
    random: Random = field(default_factory=lambda: Random(7))
    product: Product | None = None
    before: State | None = None
    state: State = field(default_factory=lambda: State(""))
    events: list[e.Event] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    lead: Lead | None = None
    timers: list[tuple[datetime, int, e.TimerSet]] = field(default_factory=list)
    boards: list[tuple[str, int, tuple[e.Button, ...]]] = field(default_factory=list)  # step, question, buttons
    heard_at: datetime = NOON
    count: int = 0

    @classmethod
    def of(cls, steps: str | Script, head: str = "", **more: object) -> Talk:
        """Begins a talk. What is no field of Talk or Person belongs to the script."""
        mine = {name: more.pop(name) for name in ("now", "random", "source", "product", "before") if name in more}
        known_of = {
            name: more.pop(name) for name in list(more) if name in Person.__dataclass_fields__ and name != "language"
        }
        person = more.pop("person", None)
        if person is None:
            person = Person(**{"first_name": "Ann", **known_of})  # type: ignore[arg-type]
        script = loaded(steps, head, **more) if isinstance(steps, str) else steps
        talk = cls(script, person=person, **mine)  # type: ignore[arg-type]
        talk.heard_at = talk.now
        talk._begin(talk.person, talk.before)
        return talk

    # what the prospect and the world do --------------------------------------------------------------------------

    def say(self, *texts: str) -> Talk:
        for text in texts:
            self._hear(Wrote(text))
        return self

    def edit(self, text: str, question: int) -> Talk:
        return self._hear(Wrote(text, edits=True, question=question))

    def press(self, *labels: str, of: str = "") -> Talk:
        """The newest button with this label; `of` names the step whose keyboard it stands on."""
        for label in labels:
            self._hear(Pressed(self.data(label, of)))
        return self

    def share(
        self, phone: str = "+79161234567", *, own: bool = True, first_name: str = "", last_name: str = ""
    ) -> Talk:
        return self._hear(SharedContact(phone, own, first_name, last_name))

    def upload(self, kind: str = "photo", *, name: str = "", size: int = 1000, caption: str = "") -> Talk:
        self.count += 1
        return self._hear(Uploaded(kind, f"ref{self.count}", name, size, caption))

    def locate(self, latitude: float, longitude: float) -> Talk:
        return self._hear(Located(latitude, longitude))

    def open(self, ref: str = "", offer: str = "") -> Talk:
        """The start button or link."""
        return self._hear(Started(ref, offer))

    def taken_over(self) -> Talk:
        return self._hear(TakenOver(), human=False)

    def handed_back(self) -> Talk:
        return self._hear(HandedBack(), human=False)

    def happens(self, name: str, reason: str = "") -> Talk:
        return self._hear(Happened(name, reason), human=False)

    def take(self, heard: Input) -> Talk:
        return self._hear(heard)

    def wait(self, span: str) -> Talk:
        """Lets time pass: what falls due is said, in order; an untouched question sleeps after 30 days."""
        until, said = self.now + timedelta(seconds=seconds(span)), list[e.Event]()
        while True:
            due = min(self.timers, key=lambda timer: timer[:2], default=None)
            sleep = self.heard_at + timedelta(seconds=SLEEP_AFTER)
            if self.state.status == "asking" and sleep <= until and (due is None or sleep < due[0]):
                self.now, self.heard_at = sleep, until
                self._advance(TimedOut("sleep", self.state.question))
            elif due is not None and due[0] <= until:
                self.timers.remove(due)
                self.now = max(self.now, due[0])
                timer = due[2]
                self._advance(TimedOut(timer.kind, timer.question, timer.index, timer.name))
            else:
                break
            said.extend(self.events)
        self.now, self.events = until, said
        return self

    # what came of it ---------------------------------------------------------------------------------------------

    def all(self, kind: type[EventT]) -> list[EventT]:
        return [event for event in self.events if isinstance(event, kind)]

    def has(self, kind: type[e.Event]) -> bool:
        return any(isinstance(event, kind) for event in self.events)

    @property
    def texts(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, e.Said | e.Asked | e.Shown) and event.text]

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    @property
    def toast(self) -> str:
        return "\n".join(event.text for event in self.all(e.Remarked))

    @property
    def asked(self) -> str:
        """The step of the open question; "" where none is open."""
        return self.board[0] if self.state.status == "asking" else ""

    @property
    def board(self) -> tuple[str, int, tuple[e.Button, ...]]:
        return next((board for board in self.boards if board[1] == self.state.question), ("", 0, ()))

    @property
    def labels(self) -> list[str]:
        """The open question's buttons, less those that every question has."""
        return [button.label for button in self.board[2] if button.role not in OUTSIDE]

    @property
    def keyboard(self) -> list[str]:
        """The newest message's buttons, all of them."""
        shown = [event for event in self.events if isinstance(event, e.Said | e.Asked | e.Rekeyed) and event.buttons]
        return [button.label for button in shown[-1].buttons] if shown else []

    @property
    def ended(self) -> bool:
        return self.state.status == "finished"

    @property
    def score(self) -> float:
        assert self.lead is not None
        return self.lead.score

    def value(self, step: str) -> object:
        answer = self.state.answers.get(step)
        return None if answer is None else answer.value

    def data(self, label: str, of: str = "") -> str:
        for step, _, buttons in self.boards:
            for button in buttons:
                if button.label.removeprefix("✓ ") == label and (not of or step == of):
                    return button.data
        raise AssertionError(f"no button {label!r} of {of or 'any step'}: {self.boards}")

    # the machinery -----------------------------------------------------------------------------------------------

    def _hear(self, heard: Input, *, human: bool = True) -> Talk:
        if human:
            self.heard_at = self.now
        over = self.state.status == "finished"
        self._advance(heard) if not (over and isinstance(heard, Started)) else None
        anew = any(isinstance(event, e.Restarted) for event in self.events)
        if (over and not self.events) or (over and isinstance(heard, Started)):
            text = heard.text if isinstance(heard, Wrote) else ""
            ref = heard.ref if isinstance(heard, Started) else ""
            first = isinstance(heard, Started | Wrote)
            if first and choose([self.script], ref=ref, text=text, product=False) is not None:
                self._begin(known(self.state), self.state)
        elif anew and self.state.status == "finished":
            self._begin(known(self.state), self.state)
        return self

    def _begin(self, person: Person, before: State | None) -> None:
        self.timers = [timer for timer in self.timers if before is not None]
        self._took(start(self.script, person, self.source, self.now, self.random, product=self.product, before=before))

    def _advance(self, heard: Input) -> None:
        self._took(advance(self.script, decode(encode(self.state)), heard, self.now, self.random))

    def _took(self, turn: Turn) -> None:
        failures = [event for event in turn.events if isinstance(event, e.Failed)]
        assert not failures, failures
        assert decode(encode(turn.state)) == turn.state
        self.state, self.events = turn.state, list(turn.events)
        for event in turn.events:
            match event:
                case e.Asked():
                    self._board(event.step, event.question, event.buttons)
                case e.Rekeyed():
                    step = next((board[0] for board in self.boards if board[1] == event.question), "")
                    self._board(step, event.question, event.buttons)
                case e.Said(buttons=buttons) if buttons:
                    self.boards.insert(0, ("", -1, buttons))
                case e.Shown(cards=cards):
                    buttons = tuple(e.Button(card.title, card.data, "card") for card in cards)
                    self.boards.insert(0, (event.step, -1, buttons))
                case e.TimerSet():
                    due = event.at or self.now + timedelta(seconds=event.after)
                    self.count += 1
                    self.timers.append((due, self.count, event))
                case e.TimersCancelled(kinds=kinds):
                    self.timers = [timer for timer in self.timers if kinds and timer[2].kind not in kinds]
                case e.LeadChanged(lead=lead):
                    self.lead = lead
                case _:
                    pass
        self.told.extend(self.texts)

    def _board(self, step: str, question: int, buttons: Sequence[e.Button]) -> None:
        self.boards = [board for board in self.boards if board[1] != question]
        self.boards.insert(0, (step, question, tuple(buttons)))
