"""Leads: what a lead is, its statuses and how it may move between them, its temperature, its contact type.

The tables here are read by the managers' buttons, the panel, the API and the docs alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .script import Discount, LeadRule, ScoreRule


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


# What a lead is worth -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Worth:
    """What the answers of one step can bring, worked out once per script: `options` by option id."""

    options: Mapping[str, tuple[ScoreReason | None, tuple[str, ...]]]
    rules: tuple[ScoreRule, ...]
    counts: bool  # towards the discount, and as a quiz answer
    slot: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """What the standing answers come to. `counted` is the number of quiz answers, the discount's n."""

    score: float
    reasons: tuple[ScoreReason, ...]
    tags: tuple[str, ...]
    counted: int
    call_time: str | None


def tally(worths: Mapping[str, Worth], answers: Mapping[str, Answer], names: Callable[[str], object]) -> Tally:
    """Counts the answers that stand, never what stood before. `names` is what the score rules' conditions see."""
    reasons: list[ScoreReason] = []
    tags: dict[str, None] = {}
    counted = 0
    call_time: str | None = None
    for step, answer in answers.items():
        worth = worths.get(step)
        if worth is None:
            continue
        value = answer.value
        counted += worth.counts
        if worth.slot and isinstance(value, str):
            call_time = value
        if worth.options:
            for id_ in value if isinstance(value, list | tuple) else (value,):
                reason, brought = worth.options.get(str(id_), (None, ()))
                if reason is not None:
                    reasons.append(reason)
                for tag in brought:
                    tags[tag] = None
        for rule in worth.rules:
            if rule.when is None or rule.when.holds(names):
                if rule.add:
                    reasons.append(ScoreReason(step, rule.add, answer.text))
                break
    score = _whole(sum(reason.points for reason in reasons))
    return Tally(score, tuple(reasons), tuple(tags), counted, call_time)


def discount_of(offer: Discount | None, counted: int, shown: int) -> int | None:
    """Whole percent after so many answers, never below what was shown. None where the script has no discount."""
    if offer is None:
        return None
    return max(min(offer.max, offer.start + offer.per_answer * counted), shown)


def is_lead(rule: LeadRule, name: str | None, contacts: Collection[Contact], profile: str) -> bool:
    """Whether everything that the script needs is there (R7, R99).

    A profile among `contacts` was given in the talk and is a contact; `profile`, the platform's own, counts only
    where the rule names it.
    """
    for need in rule.needs:
        if need == "name":
            held = bool(name)
        elif need == "contact":
            held = bool(contacts)
        else:
            held = any(contact.kind == need for contact in contacts) or (need == "profile" and bool(profile))
        if not held:
            return False
    return True


def contact_type(source: Source, counts: Tally, name: str | None, contacts: Collection[Contact]) -> str:
    """promo, interested, quick or registration: the first that holds (R16 to R19)."""
    if source.source in PROMO_SOURCES:
        return "promo"
    if counts.call_time is not None or counts.counted >= INTERESTED_FROM:
        return "interested"
    if name and {contact.kind for contact in contacts} == {"phone"}:
        return "quick"
    return "registration"


PROMO_SOURCES = frozenset({"staff", "qr", "import"})  # entered by staff, by a printed code or an import
INTERESTED_FROM = 3  # quiz answers


def _whole(points: float) -> float:
    points = round(points, 6)
    return int(points) if points == int(points) else points


# Where a prospect came from -------------------------------------------------------------------------------------------

_SOURCES: Sequence[tuple[str, str, str]] = (  # class, source, how utm_source or the beginning of a ref looks
    ("direct", "qr", r"qr|offline|print|flyer|leaflet|poster|banner_street|billboard|radio|tv|event|expo"),
    ("direct", "staff", r"staff|manual|hand"),
    ("direct", "import", r"import"),
    ("email", "email", r"e?-?mail|newsletter|digest|letter|unisender|sendpulse|mailchimp"),
    ("search", "yandex", r"yandex_search|yandex_direct_search|ya_search|search_yandex|seo_yandex"),
    ("search", "google", r"google_search|gads_search|search_google|seo_google"),
    ("search", "search", r"search|seo|organic|cpc_search|bing|duckduckgo"),
    ("banner", "yandex", r"yandex|ya|direct|yadirect|rsya|yan"),
    ("banner", "google", r"google|gads|adwords|gdn|kms"),
    ("banner", "mytarget", r"mytarget|target_my|vkads|vk_ads|vkads_net"),
    ("banner", "banner", r"banner|teaser|display|cpm|retarget\w*|ads?"),
    ("social", "vk", r"vk|vkontakte"),
    ("social", "telegram", r"tg|telegram|tgads"),
    ("social", "instagram", r"ig|inst|instagram"),
    ("social", "facebook", r"fb|facebook|meta"),
    ("social", "ok", r"ok|odnoklassniki"),
    ("social", "youtube", r"yt|youtube|dzen|rutube"),
    ("social", "social", r"social|smm|post|story|stories|blog\w*|influencer|tiktok|pinterest|linkedin|twitter"),
)
_MEDIA = {  # utm_medium -> class
    "organic": "search", "search": "search", "seo": "search", "email": "email", "e-mail": "email",
    "newsletter": "email", "banner": "banner", "display": "banner", "cpm": "banner", "teaser": "banner",
    "retargeting": "banner", "social": "social", "smm": "social", "post": "social", "story": "social",
    "social_cpc": "social", "paid_social": "social", "qr": "direct", "print": "direct", "offline": "direct",
    "flyer": "direct", "outdoor": "direct", "referral": "unknown",
}  # fmt: skip
_PATTERNS = tuple((kind, source, re.compile(rf"(?:{words})(?![a-z0-9])")) for kind, source, words in _SOURCES)


def source_of(ref: str, utm: Mapping[str, str], channel: str) -> Source:
    """The source that a link's payload and its utm tags tell of (R38).

    `utm` may have its keys with or without `utm_`. Its medium decides the class, its source the name; without them
    the beginning of `ref` does ("vk_ads_may" is a banner of mytarget, campaign "may"). "cpc" is search where the source
    is a search engine. Nothing known at all is `unknown`: whoever finds the bot by himself leaves no trace.
    """
    tags = {key.lower().removeprefix("utm_"): value for key, value in utm.items() if value}
    medium = tags.get("medium", "").lower()
    told = tags.get("source", "").lower()
    kind, source, rest = _told(told)
    if not told:
        kind, source, rest = _told(ref.lower())
        rest = ref[len(ref) - len(rest) :] if rest else ""
    if medium == "cpc" and source in ("yandex", "google"):
        kind = "search"
    kind = _MEDIA.get(medium, kind) if medium in _MEDIA and _MEDIA[medium] != "unknown" else kind
    return Source(
        kind=kind,
        source=tags.get("source", "") or source,
        campaign=tags.get("campaign", "") or rest,
        ref=ref,
        utm={f"utm_{key}": value for key, value in tags.items()},
    )


def _told(word: str) -> tuple[str, str, str]:
    """Class, source, and what is left of the word: the campaign."""
    for kind, source, pattern in _PATTERNS:
        found = pattern.match(word)
        if found:
            return kind, source, word[found.end() :].strip("_-. ")
    return "unknown", "", ""
