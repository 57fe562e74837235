"""A talk in a terminal: the engine, a clock that can be moved, and the buttons that can be pressed now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from dialogs import SLEEP_AFTER, Person, Script, Source, State, advance, events, start
from dialogs.inputs import Input, Pressed, SharedContact, Started, TimedOut, Wrote

_CLOCK = re.compile(r"@\s*\+?\s*((?:\d{1,6}\s*[smhdw]\s*)+)")
_PART = re.compile(r"(\d+)\s*([smhdw])")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_TICK = "✓ "


@dataclass(slots=True)
class TerminalTalk:
    """Prints what the bot says. `hear` takes a line as it was typed."""

    script: Script
    now: datetime
    chance: Random
    state: State | None = None
    heard_at: datetime = field(init=False)
    keyboard: list[events.Button] = field(default_factory=list)
    timers: list[tuple[datetime, TimedOut]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.heard_at = self.now

    def begin(self, language: str = "") -> None:
        """Begins a talk, or the next one after a talk that is over."""
        person = Person(channel="terminal", language=language or (self.state.language if self.state else ""))
        self.timers, self.keyboard = [], []
        turn = start(self.script, person, Source(), self.now, self.chance, before=self.state)
        self._took(turn.state, turn.events)

    def hear(self, line: str) -> None:
        if line.startswith("@"):
            self._pass(line)
            return
        heard = self._meant(line)
        if isinstance(heard, str):
            print(heard)
            return
        self.heard_at = self.now
        if self.state is None:
            self.begin()
            return
        over = self.state.status == "finished" and isinstance(heard, Wrote | Started)
        turn = advance(self.script, self.state, heard, self.now, self.chance)
        if over and not turn.events:
            self.begin()
            return
        self._took(turn.state, turn.events)

    def _meant(self, line: str) -> Input | str:
        """The input, or words for who typed something that cannot be done."""
        if line == "/start" or line.startswith("/start "):
            return Started(line[6:].strip())
        if line.startswith("#") and line[1:].strip().isdecimal():
            number = int(line[1:])
            if not 1 <= number <= len(self.keyboard):
                return f"  (there are {len(self.keyboard)} buttons)"
            return self._press(self.keyboard[number - 1])
        if line.startswith("[") and line.endswith("]"):
            for button in self.keyboard:
                if _bare(button.label) == _bare(line[1:-1].strip()):
                    return self._press(button)
            return f"  (no button {line} stands here)"
        return Wrote(line)

    def _press(self, button: events.Button) -> Input | str:
        match button.role:
            case "share_contact":
                return SharedContact("+79000000000", True, "Anna")  # what a messenger's own button would send
            case "link":
                return f"  (opens {button.url})"
            case _:
                return Pressed(button.data) if button.data else Wrote(button.label)

    def _pass(self, line: str) -> None:
        """Time passes; what falls due meanwhile is said in its order."""
        found = _CLOCK.fullmatch(line)
        if found is None:
            print("  (let time pass with @+15m, @+2h or @+1d)")
            return
        until = self.now + timedelta(seconds=sum(int(n) * _UNITS[unit] for n, unit in _PART.findall(found[1])))
        while True:
            due = min(self.timers, key=lambda timer: timer[0], default=None)
            sleeps = self.heard_at + timedelta(seconds=SLEEP_AFTER)
            if (
                self.state is not None
                and self.state.status == "asking"
                and sleeps <= min(until, due[0] if due else until)
            ):
                self.now, self.heard_at = max(self.now, sleeps), until
                self._fire(TimedOut("sleep", self.state.question))
            elif due is not None and due[0] <= until:
                self.timers.remove(due)
                self.now = max(self.now, due[0])
                self._fire(due[1])
            else:
                break
        self.now = until
        print(f"  (it is {until:%Y-%m-%d %H:%M} UTC)")

    def _fire(self, timer: TimedOut) -> None:
        if self.state is not None:
            turn = advance(self.script, self.state, timer, self.now, self.chance)
            self._took(turn.state, turn.events)

    def _took(self, state: State, happened: Iterable[events.Event]) -> None:
        self.state = state
        again = False
        for event in happened:
            again = again or isinstance(event, events.Restarted)
            self._tell(event)
        if again:
            self.begin()

    def _tell(self, event: events.Event) -> None:
        match event:
            case events.Said(text=text, attachments=attachments, buttons=buttons):
                print("", *filter(None, [text]), *(f"  ({one.kind} {one.name})" for one in attachments), sep="\n")
                self._show(buttons)
            case events.Asked(text=text, buttons=buttons):
                print(f"\n{text}")
                self.keyboard = []
                self._show(buttons)
            case events.Shown(text=text, cards=cards):
                print(f"\n{text}")
                self._show([events.Button(f"{one.title} {one.price}".strip(), one.data, "card") for one in cards])
            case events.Rekeyed(buttons=buttons):
                self._rekey(buttons)
            case events.TimerSet():
                due = event.at or self.now + timedelta(seconds=event.after)
                self.timers.append((due, TimedOut(event.kind, event.question, event.index, event.name)))
            case events.TimersCancelled(kinds=kinds):
                self.timers = [timer for timer in self.timers if kinds and timer[1].kind not in kinds]
            case events.LeadChanged(lead=lead) if lead.is_lead:
                print(f"  ! a lead: {lead.temperature}, score {lead.score:g}")
            case _:
                if words := _beside(event):
                    print(f"  ! {words}")

    def _show(self, buttons: Sequence[events.Button]) -> None:
        """The buttons with their numbers for `#`; those of one message follow those that still stand."""
        if buttons:
            first = len(self.keyboard) + 1
            self.keyboard += buttons
            print("  " + "  ".join(f"#{number} [{button.label}]" for number, button in enumerate(buttons, first)))

    def _rekey(self, buttons: Sequence[events.Button]) -> None:
        """A keyboard that stands got a tick; one that was answered is not shown again."""
        standing = {button.data for button in self.keyboard}
        if any(button.role == "done" for button in buttons) and standing >= {button.data for button in buttons}:
            self.keyboard = []
            self._show(buttons)


def _bare(label: str) -> str:
    return label.removeprefix(_TICK).casefold()


def _beside(event: events.Event) -> str:
    """What happened beside the talk, as far as who tries a script wants to know it."""
    match event:
        case events.Remarked(text=text):
            return text
        case events.Rewarded(code=code, valid_until=until):
            return f"reward given: {code or 'no code'}" + (f", until {until:%Y-%m-%d %H:%M} UTC" if until else "")
        case events.HandedOff(asked=asked):
            return "a person was asked for" if asked else "handed over to a person"
        case events.Notified():
            return "managers are notified"
        case events.Finished():
            return "the talk is over; write anything to begin anew"
        case events.Slept():
            return "the talk sleeps until you write"
        case events.Stopped():
            return "stopped: nothing more is sent"
        case events.DeletionAsked():
            return "the data would be erased now"
        case events.Switched(script=script):
            return f"would go on with the script {script}"
        case events.Failed(reason=reason):
            return f"failed: {reason}"
        case _:
            return ""
