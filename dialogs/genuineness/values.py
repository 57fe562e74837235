"""What is judged and what comes out: frozen values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

LABELS = ("real", "mistyped", "bot", "hired", "competitor", "joker")


@dataclass(frozen=True, slots=True)
class Shop:
    """`business` in the shop's own words; its phones in any form, its e-mails."""

    id: str = ""
    business: str = ""
    locale: str = "en"
    region: str = ""
    own_phones: tuple[str, ...] = ()
    own_emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """The account as its platform shows it."""

    names: tuple[str, ...] = ()
    username: str = ""
    is_bot: bool = False
    deactivated: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """`same_phone_accounts`: accounts that ever gave this phone, this one included. `submissions_last_hour`: of this
    account or contact."""

    same_phone_accounts: int = 0
    submissions_last_hour: int = 0


@dataclass(frozen=True, slots=True)
class Submission:
    """A finished talk, as typed. `timing_s` (seconds) and `by_button` have one entry per answer in order, then one for
    the name, then one for the contact. `contact_shared`: the phone came from the messenger's share button."""

    shop: Shop = field(default_factory=Shop)
    channel: str = ""
    answers: tuple[str, ...] = ()
    name: str = ""
    phone: str = ""
    email: str = ""
    profile: Profile = field(default_factory=Profile)
    timing_s: tuple[float, ...] = ()
    by_button: tuple[bool, ...] = ()
    contact_shared: bool = False
    history: History = field(default_factory=History)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Submission:
        """From plain data; unknown keys and missing ones are accepted."""
        shop, profile, history = (_part(data, key) for key in ("shop", "profile", "history"))
        return cls(
            shop=Shop(
                id=_text(shop.get("id")),
                business=_text(shop.get("business")),
                locale=_text(shop.get("locale")) or "en",
                region=_text(shop.get("region")).upper(),
                own_phones=_texts(shop.get("own_phones")),
                own_emails=_texts(shop.get("own_emails")),
            ),
            channel=_text(data.get("channel")),
            answers=_texts(data.get("answers")),
            name=_text(data.get("name")),
            phone=_text(data.get("phone")),
            email=_text(data.get("email")),
            profile=Profile(
                names=tuple(
                    name
                    for key in ("name", "names", "first_name", "last_name", "display_name")
                    for name in _texts(profile.get(key))
                    if name
                ),
                username=_text(profile.get("username")),
                is_bot=bool(profile.get("is_bot")),
                deactivated=bool(profile.get("deactivated")),
            ),
            timing_s=tuple(float(value or 0) for value in data.get("timing_s") or ()),
            by_button=tuple(map(bool, data.get("by_button") or ())),
            contact_shared=bool(data.get("contact_shared")),
            history=History(
                same_phone_accounts=int(history.get("same_phone_accounts") or 0),
                submissions_last_hour=int(history.get("submissions_last_hour") or 0),
            ),
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """`label`: one of LABELS. `reasons`: sentences for people, in the shop's language. `confidence`: 0 to 1."""

    label: str
    reasons: tuple[str, ...]
    confidence: float


def _part(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key)
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _texts(value: object) -> tuple[str, ...]:
    """One text per answer, whatever shape it came in: a list, a mapping of steps, `{text: ...}`, several options."""
    if value is None:
        return ()
    if isinstance(value, Mapping):
        return tuple(map(_one, value.values()))
    if isinstance(value, str) or not isinstance(value, Iterable):
        return (_text(value),)
    return tuple(map(_one, value))


def _one(value: object) -> str:
    if isinstance(value, Mapping):
        for key in ("text", "answer", "value"):
            if key in value:
                return _one(value[key])
        return " ".join(map(_one, value.values()))
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(map(_one, value))
    return _text(value)
