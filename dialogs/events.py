"""What the engine answers: the closed union of events. `bot/effects.py` turns each into rows.

All in the past tense: a fact that happened in the talk. Texts are final, in the prospect's language, and plain:
values were put in, nothing is markup, a channel escapes what its own markup needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from .leads import Lead


@dataclass(frozen=True, slots=True)
class Button:
    """`data` comes back in `Pressed`. `role` lets a channel lay out and degrade the keyboard:
    option, done, skip, yes, no, share_contact, share_location, back, human, restart, continue, link, card."""

    label: str
    data: str
    role: str = "option"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """kind: image, file, video; `name` is a file beside the script or an https link."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Card:
    """A product to show; `data` comes back in `Pressed` when it is tapped."""

    id: str
    title: str
    price: str
    url: str
    image: str
    description: str
    data: str


@dataclass(frozen=True, slots=True)
class Said:
    """The bot said something that needs no answer. `buttons` are an offer, such as "continue"."""

    text: str
    step: str = ""
    attachments: tuple[Attachment, ...] = ()
    buttons: tuple[Button, ...] = ()
    kind: str = "reply"  # reply, reminder or broadcast: the outbox class


@dataclass(frozen=True, slots=True)
class Asked:
    """A question was put. `question` is its number; `again` when the same question is put once more.

    `keyboard` names its nature: options, contact (a share-my-number button), location, none.
    """

    question: int
    step: str
    text: str
    buttons: tuple[Button, ...] = ()
    keyboard: str = "options"
    again: bool = False


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """The keyboard of an earlier question changed: a tick was set, or the choice is marked. `text` is the message's."""

    question: int
    text: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """Products were shown."""

    step: str
    text: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Remarked:
    """A short note that answers a press (a toast), such as "this can no longer be changed"."""

    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    """`value` as expressions see it, JSON-ready; `text` as the prospect gave it or the option's label."""

    step: str
    question: int
    value: object
    text: str


@dataclass(frozen=True, slots=True)
class Cleared:
    """These steps' answers no longer stand."""

    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GaveName:
    name: str


@dataclass(frozen=True, slots=True)
class GaveContact:
    """kind: phone (E.164), email, profile. verification: none, format_ok, confirmed, failed."""

    kind: str
    value: str
    verification: str


@dataclass(frozen=True, slots=True)
class Consented:
    """An answer to a consent question, or its withdrawal. `text` is the question as it was put."""

    purpose: str
    document: str
    version: str
    given: bool
    text: str


@dataclass(frozen=True, slots=True)
class LeadChanged:
    """Anything that a lead shows changed: the record as it now stands."""

    lead: Lead


@dataclass(frozen=True, slots=True)
class Rewarded:
    discount: int | None
    code: str | None
    valid_until: datetime | None


@dataclass(frozen=True, slots=True)
class SplitDrawn:
    """`name` is the variable's; `Person.splits` keeps it under "script.variable" of the talk's own script."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class HandedOff:
    """A person is wanted. `within` seconds until `nobody` is said (a timer is set beside it).
    `asked` is true when the prospect asked for a person, false when the script came to a handoff step."""

    step: str
    within: int
    asked: bool


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The prospect wrote while a person has the talk: the words belong to the manager."""

    text: str
    upload: str = ""


@dataclass(frozen=True, slots=True)
class Notified:
    """`notify: managers` was reached."""

    step: str


@dataclass(frozen=True, slots=True)
class TimerSet:
    """Wake the talk with `TimedOut(kind, question, index, name)`.

    Either `after` seconds, counted from the delivery of the last message of this turn where `from_delivery`,
    else from now; or at the moment `at`.
    """

    kind: str
    question: int
    after: int = 0
    at: datetime | None = None
    index: int = 0
    name: str = ""
    from_delivery: bool = False


@dataclass(frozen=True, slots=True)
class TimersCancelled:
    """Timers of these kinds do nothing any more; empty means all."""

    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    language: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The prospect unsubscribed: no chains, no broadcasts, consent for advertising withdrawn."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """The prospect came back after a stop, or a manager handed the talk back."""


@dataclass(frozen=True, slots=True)
class DeletionAsked:
    """The prospect confirmed "delete my data"."""


@dataclass(frozen=True, slots=True)
class Switched:
    """The prospect chose to start this other script anew: the caller calls `start` with it."""

    script: str


@dataclass(frozen=True, slots=True)
class Restarted:
    """The same script begins anew; what follows in the turn is its beginning, the state is the new talk's."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The talk ended. `how`: end, give_up."""

    how: str


@dataclass(frozen=True, slots=True)
class Slept:
    """The open question waits for the prospect's return."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The engine gave up on this turn (a loop, a damaged script). Nothing of the turn was said."""

    reason: str


Event: TypeAlias = (
    Said
    | Asked
    | Rekeyed
    | Shown
    | Remarked
    | Answered
    | Cleared
    | GaveName
    | GaveContact
    | Consented
    | LeadChanged
    | Rewarded
    | SplitDrawn
    | HandedOff
    | Forwarded
    | Notified
    | TimerSet
    | TimersCancelled
    | LanguageChosen
    | Stopped
    | Resumed
    | DeletionAsked
    | Switched
    | Restarted
    | Finished
    | Slept
    | Failed
)
