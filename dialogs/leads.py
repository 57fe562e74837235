"""Leads: what a lead is, its statuses and how it may move between them, its temperature, its contact type.

The tables here are read by the managers' buttons, the panel, the API and the docs alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """kind: phone (E.164), email, profile. verification: none, format_ok, confirmed, failed (R22)."""

    kind: str
    value: str
    verification: str = "none"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: `value` as expressions see it, `text` as a person reads it."""

    value: object
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ScoreReason:
    step: str
    points: float
    text: str


@dataclass(frozen=True, slots=True)
class Reward:
    """`discount` in whole percent."""

    discount: int | None = None
    code: str | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where the prospect came from. `kind` is one of the five classes of R38 or unknown."""

    kind: str = "unknown"  # search, banner, social, email, direct, unknown
    source: str = ""
    campaign: str = ""
    ref: str = ""
    utm: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead, or still a visitor, as its talk makes it: all that can be computed from the conversation's state."""

    script: str
    version: int
    is_lead: bool
    name: str | None
    contacts: tuple[Contact, ...]
    score: float
    reasons: tuple[ScoreReason, ...]
    temperature: str  # cold, warm, hot
    tags: tuple[str, ...]
    contact_type: str  # quick, registration, promo, interested
    answers: Mapping[str, Answer]
    reward: Reward
    product: str | None = None
    call_time: str | None = None

    @property
    def hot(self) -> bool:
        return self.is_lead and self.temperature == "hot"


STATUSES: Mapping[str, str] = {  # built-in status -> phase (R110)
    "new": "capture",
    "in_work": "qualification",
    "no_answer": "qualification",
    "qualified": "nurture",
    "won": "conversion",
    "lost": "conversion",
    "junk": "capture",
}
CLOSED = frozenset({"won", "lost", "junk"})
TRANSITIONS: Mapping[str, Mapping[str, str]] = {  # status -> act -> status
    "new": {"take": "in_work", "won": "won", "lost": "lost", "junk": "junk"},
    "in_work": {
        "called": "qualified", "no_answer": "no_answer", "transfer": "in_work",
        "won": "won", "lost": "lost", "junk": "junk",
    },
    "no_answer": {
        "take": "in_work", "called": "qualified", "no_answer": "no_answer", "transfer": "in_work",
        "won": "won", "lost": "lost", "junk": "junk",
    },
    "qualified": {"called": "qualified", "no_answer": "no_answer", "transfer": "in_work", "won": "won",
                  "lost": "lost", "junk": "junk"},
    "won": {"reopen": "in_work"},
    "lost": {"reopen": "in_work"},
    "junk": {"reopen": "in_work"},
}  # fmt: skip
KINDS = ("question", "preorder", "order", "callback")
SOURCE_CLASSES = ("search", "banner", "social", "email", "direct", "unknown")
VERIFICATIONS = ("failed", "none", "format_ok", "confirmed")  # from worst to best


def temperature(score: float, warm: float, hot: float) -> str:
    """cold, warm or hot (R107)."""
    if score >= hot:
        return "hot"
    return "warm" if score >= warm else "cold"


def best_verification(contacts: tuple[Contact, ...]) -> str:
    """The verification of a lead is the best of its contacts'."""
    return max((c.verification for c in contacts), key=VERIFICATIONS.index, default="none")
