"""What every kind of step is: a question that reads its answers, or an act that is done on reaching it.

One file per kind; each says what it is with an example, then its class in the order of these defaults.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeAlias, TypeVar

from dialogs.events import Button
from dialogs.leads import Answer
from dialogs.script import Kind, Step
from dialogs.talk import Talk

K = TypeVar("K")
TICK = "✓ "

# What an answer turned out to be --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Took:
    """An answer: `value` as expressions see it, JSON-ready; `text` as a person reads it."""

    value: object
    text: str


@dataclass(frozen=True, slots=True)
class Missed:
    """No answer. `words` explain; `free` when it is no failed attempt."""

    words: str
    free: bool = False


@dataclass(frozen=True, slots=True)
class Partly:
    """A part of an answer was kept in the talk, such as a day: the question goes on with `words`."""

    words: str


@dataclass(frozen=True, slots=True)
class Ticked:
    """A tick was set or taken away: the keyboard changes, nothing is said."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A press that does nothing; `words` are the toast."""

    words: str


Reading: TypeAlias = Took | Missed | Partly | Ticked | Refused


# Questions ------------------------------------------------------------------------------------------------------------


class Question(Generic[K]):
    """A step that asks. The engine calls these in the order of the format's rule 14; `kind` is the step's own value."""

    keyboard = "none"  # the nature of its keyboard where it has no buttons of its own
    choice = False  # its keyboard is marked with the choice, typed or pressed

    def known(self, talk: Talk, step: Step, kind: K) -> Took | None:
        """The answer where it is known of this person: the question is passed over."""
        return None

    def buttons(self, talk: Talk, step: Step, kind: K, number: int) -> tuple[Button, ...]:
        """Its own buttons: the commands are the engine's."""
        return ()

    def words(self, talk: Talk, step: Step, kind: K) -> str | None:
        """What the open question says when it is put again; None for its usual words."""
        return None

    def exact(self, talk: Talk, step: Step, kind: K, text: str) -> Reading | None:
        """A typed label or synonym: read before the commands."""
        return None

    def typed(self, talk: Talk, step: Step, kind: K, text: str) -> Reading:
        """Any other typed answer."""
        raise NotImplementedError

    def near(self, talk: Talk, step: Step, kind: K, text: str) -> Reading | None:
        """A typed answer with small slips of the keys."""
        return None

    def pressed(self, talk: Talk, step: Step, kind: K, word: str, old: Answer | None) -> Reading:
        """A press of one of its buttons. `old` is the answer that it changes, None at the open question."""
        return Refused(talk.phrase("not_now"))

    def marked(self, talk: Talk, step: Step, kind: K, number: int, value: object) -> tuple[Button, ...]:
        """Its buttons with the choice marked."""
        return ()

    def took(self, talk: Talk, step: Step, kind: K, answer: Took) -> None:
        """What an answer means beside standing as one."""

    def leads_to(self, talk: Talk, step: Step, kind: K, value: object) -> str:
        """The step that this answer goes to; "" for the step's own way."""
        return ""


def ticked(button: Button, chosen: bool) -> Button:
    """The button, with the tick where it is chosen."""
    return replace(button, label=TICK + button.label) if chosen else button


# Acts -----------------------------------------------------------------------------------------------------------------


class Way(enum.Enum):
    """How it goes on after an act; a step's id goes there."""

    ON = "on"  # the step's own way: `go`, `end` or the next step
    REST = "rest"  # the turn ends here
    MOVED = "moved"  # the act has moved the talk itself


Outcome: TypeAlias = Way | str


class Act(Generic[K]):
    """A step that asks nothing."""

    def run(self, talk: Talk, step: Step, kind: K) -> Outcome:
        """Does it. Media and text are said here too, since some acts come first and some say nothing."""
        raise NotImplementedError


AnyQuestion: TypeAlias = Question[Any]
AnyAct: TypeAlias = Act[Any]
AnyKind: TypeAlias = Kind
