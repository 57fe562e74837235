"""Where a conversation stands, and its versioned JSON form.

A state is a value: `advance` takes one and gives a new one. It holds everything that the next turn needs, so that a
stored state and a script version continue a talk on any machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

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


@dataclass(frozen=True, slots=True)
class Frame:
    """A script in the middle of its work: the caller's frames lie below the called one's."""

    script: str
    step: int


@dataclass(frozen=True, slots=True)
class State:
    """See the module's docstring. `status`: asking, waiting, handed_off, asleep, finished.

    The engine's author adds what the engine needs; every field has a default, so that an older JSON form still loads.
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
