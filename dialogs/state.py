"""Where a conversation stands, and its versioned JSON form.

A state is a value: `advance` takes one and gives a new one. It holds everything that the next turn needs, so that a
stored state and a script version continue a talk on any machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

import msgspec

from .errors import StateError
from .leads import Answer, Contact, Reward, Source

STATE_VERSION = 1


@dataclass(frozen=True, slots=True)
class KnownConsent:
    document: str
    version: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of the person when a talk begins (facts from the database and the platform)."""

    channel: str = "web"
    first_name: str = ""
    language: str = ""  # the platform's, or the one the person chose; "" when unknown
    language_chosen: bool = False
    timezone: str = ""
    name: str | None = None
    contacts: tuple[Contact, ...] = ()
    profile: str = ""  # a link to the platform's profile, where it has one
    consents: tuple[KnownConsent, ...] = ()
    rewards: Mapping[str, Reward] = field(default_factory=dict)  # by script id: one code per person and script, ever
    splits: Mapping[str, str] = field(default_factory=dict)  # by "script.variable"
    booked: Mapping[str, int] = field(default_factory=dict)  # by "step YYYY-MM-DDTHH:MM": how often others chose it


@dataclass(frozen=True, slots=True)
class Frame:
    """A script in the middle of its work: the caller's frames lie below the called one's."""

    script: str
    step: int


class Visit(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """A question on the way that the talk took, as the trail keeps it. In JSON it is an array.

    `left`: "" while the question is open; answered, skipped, known (passed over, since the answer was known),
    failed (after the retries), gave_up. `text` as it was put, where it holds values. `below` are the frames of the
    callers, `variables` those that were set when the question was reached.
    """

    number: int
    step: str
    left: str = ""
    text: str = ""
    below: tuple[Frame, ...] = ()
    variables: Mapping[str, object] = {}


class Standing(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """A question of before an answer was changed: it is passed silently if the new way comes to it."""

    visit: Visit
    answer: Answer | None = None


class ChainRun(msgspec.Struct, frozen=True, array_like=True):
    """A chain at work: its times count from `since`; `next` is the index of the message to come."""

    since: datetime
    next: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """See the module's docstring. `status`: asking, waiting, handed_off, asleep, finished.

    Every field has a default, so that an older JSON form still loads.
    """

    script: str
    version: int = 0
    status: str = "finished"
    frames: tuple[Frame, ...] = ()
    question: int = 0  # number of the open or last question; grows only when another question is asked
    answers: Mapping[str, Answer] = field(default_factory=dict)
    variables: Mapping[str, object] = field(default_factory=dict)
    person: Person = field(default_factory=Person)
    source: Source = field(default_factory=Source)
    language: str = ""
    name: str | None = None
    contacts: tuple[Contact, ...] = ()
    reward: Reward | None = None
    shown_discount: int = 0
    product: str | None = None
    started_at: datetime | None = None
    # The way so far
    trail: tuple[Visit, ...] = ()
    locked: int = 0  # so many visits of the trail can no longer be changed
    standing: Mapping[str, Standing] = field(default_factory=dict)  # by step
    asked: tuple[str, ...] = ()  # the step of each question number above `earlier`
    earlier: int = 0  # numbers up to this one belong to earlier talks, or are forgotten
    done: tuple[str, ...] = ()  # what is said, given, notified and reminded once
    # The open question
    ticks: tuple[str, ...] = ()  # option ids chosen so far
    day: str = ""  # YYYY-MM-DD chosen so far
    doubt: tuple[str, ...] = ()  # a contact as typed, and what was probably meant
    fails: int = 0
    timed: bool = False  # it has timers
    # The talk
    under: str = ""  # the status beneath a hand-off; next: the script's own hand-off step
    nobody: bool = False  # of this hand-off: it was said that nobody is there, or somebody is
    slept: str = ""  # why it is asleep: time, failures, stop
    pending: str = ""  # what is being asked beside the question: anew, delete, language
    offer: str = ""  # the script that "start anew" means
    stopped: bool = False
    wait_until: datetime | None = None
    consents: tuple[KnownConsent, ...] = ()  # those that stand
    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # step -> contacts that it brought
    cards: tuple[str, ...] = ()  # products shown so far, as "catalogue/id"
    # After the talk
    chains: Mapping[str, ChainRun] = field(default_factory=dict)
    lead_status: str = ""
    loss_reason: str = ""
    event: str = ""


def known(state: State) -> Person:
    """What is known of the person after this talk: the facts for the next one."""
    person = state.person
    values = {contact.value for contact in state.contacts}
    return replace(
        person,
        language=state.language,
        name=state.name or person.name,
        contacts=(*(contact for contact in person.contacts if contact.value not in values), *state.contacts),
        consents=state.consents,
    )


def encode(state: State) -> str:
    """The state as JSON text; fields that have their default are left out."""
    told: dict[str, object] = {"v": STATE_VERSION}
    for name, value, default in zip(_NAMES, _VALUES(state), _DEFAULTS, strict=True):
        if value is not default and value != default:
            told[name] = value
    return _ENCODER.encode(told).decode()


def decode(text: str, upgrades: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] | None = None) -> State:
    """The state of a JSON text of this or an older version. Raises StateError for anything else.

    `upgrades` (version -> what turns a state of it into one of the next) is `UPGRADES` where it is not given.
    """
    try:
        if text.startswith(_CURRENT):
            return _DECODER.decode(text)
        return msgspec.convert(_upgraded(text, UPGRADES if upgrades is None else upgrades), State)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise StateError("the stored state of a talk is damaged; the talk has to begin anew") from error


UPGRADES: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""Version -> what turns a state's JSON object of that version into one of the next."""


def _upgraded(text: str, upgrades: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]) -> dict[str, Any]:
    told = msgspec.json.decode(text, type=dict[str, Any])
    version = told.get("v")
    if not isinstance(version, int) or isinstance(version, bool) or version > STATE_VERSION:
        raise StateError(f"the stored state of a talk has version {version!r}; this program knows {STATE_VERSION}")
    while version < STATE_VERSION:
        if version not in upgrades:
            raise StateError(f"the stored state of a talk has version {version}, which is no longer read")
        told = upgrades[version](told)
        version += 1
    return told


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(State)
_CURRENT = f'{{"v":{STATE_VERSION},'
_NAMES = tuple(part.name for part in fields(State))
_VALUES = attrgetter(*_NAMES)
_DEFAULTS = (None, *_VALUES(State(""))[1:])
