"""What can happen to a conversation: the closed union of the engine's inputs.

A platform's update becomes one of these in `bot/channels/*/parse.py`; timers, managers and effects make the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Started:
    """/start, the VK "Начать" button, or the opened web chat. `ref` is the payload of the link, "" for none.

    `offer` is set by the caller where `ref` belongs to another script: its id; the engine then asks
    "continue, or start anew?".
    """

    ref: str = ""
    offer: str = ""


@dataclass(frozen=True, slots=True)
class Wrote:
    """A text. `edits` is true when the prospect edited an earlier message: a change of that answer;
    `question` is then the number of the question that was open when it was first sent (0: not known).
    `offer` is set by the caller where the text is a keyword of another script: its id; where the open question
    cannot be answered so, the engine asks "continue, or start anew?"."""

    text: str
    edits: bool = False
    question: int = 0
    offer: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button: `data` is the `Button.data` that the engine gave it, such as `7.2`."""

    data: str


@dataclass(frozen=True, slots=True)
class SharedContact:
    """A contact card. `own` is true only when the platform vouches that the number is the sender's."""

    phone: str
    own: bool
    first_name: str = ""
    last_name: str = ""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file from the prospect. `kind`: photo, file, video, voice, audio, sticker, location, other.
    `ref` finds it again on its platform; `size` in bytes, 0 when unknown; `caption` the text sent with it."""

    kind: str
    ref: str
    name: str = ""
    size: int = 0
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Located:
    latitude: float
    longitude: float
    title: str = ""


@dataclass(frozen=True, slots=True)
class TimedOut:
    """A timer set by `TimerSet` is due. It does nothing if `question` is no longer the open one."""

    kind: str  # remind, give_up, sleep, wait, nobody, chain
    question: int
    index: int = 0
    name: str = ""  # the chain's id


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A manager took the talk over: the script is silent until it is handed back."""

    manager: str = ""


@dataclass(frozen=True, slots=True)
class HandedBack:
    """The manager gave the talk back, or a quiet time passed."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something outside the talk that chains may wait for: won, lost, contacted, blocked, event:NAME."""

    name: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Flooded:
    """More than 20 messages in 10 seconds: answered once, all kept."""

    count: int


@dataclass(frozen=True, slots=True)
class Result:
    """The answer of the world to something that the script asked of it."""

    name: str
    value: str = ""
    at: datetime | None = None


Input: TypeAlias = (
    Started
    | Wrote
    | Pressed
    | SharedContact
    | Uploaded
    | Located
    | TimedOut
    | TakenOver
    | HandedBack
    | Happened
    | Flooded
    | Result
)
