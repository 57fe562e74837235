"""`[shop]` of leadquiz.toml: hours, holidays, promises, caps and the shop's own contacts, in one checked form.

The table is imported into the database's settings once, at the first start that finds it; from then on the panel edits
it there and the file's table is not read again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storage.database import Database

KEY = "shop"
"""The settings key under which the shop stands, as JSON."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PROMISED = ("hot", "warm", "cold", "quick", "registration", "promo", "interested")
CAPS = ("hot_per_manager", "messages_per_day", "messages_per_week")


async def import_shop(database: Database, table: Mapping[str, Any]) -> Mapping[str, Any]:
    """The shop as it stands in the database; `table`, which `read_shop` gave, where none was imported before."""
    async with database.reading() as tx:
        standing = await tx.settings.get(KEY)
    if standing is None and table:
        async with database.transaction() as tx:
            standing = await tx.settings.get(KEY)  # another node may have been faster
            if standing is None:
                standing = json.dumps(table, ensure_ascii=False)
                await tx.settings.set(KEY, standing)
                await tx.revisions.bump("settings")
    found: dict[str, Any] = json.loads(standing) if standing else {}
    return found


def read_shop(table: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The table in the form that is stored, and what is wrong with it, each with what to do.

    hours: {mon: [["10:00", "20:00"], ...]}, a day left out is a day off; holidays: "YYYY-MM-DD" or "MM-DD" for each
    year, days off whatever the weekday; promises: seconds to the first contact by temperature or contact type;
    caps: whole numbers; own_phones: E.164.
    """
    shop: dict[str, Any] = {}
    problems: list[str] = []
    region = str(table.get("region", "RU"))
    for key, value in table.items():
        reader = _READERS.get(key)
        if reader is None:
            problems.append(f"{key} is no setting of the shop. Choose of {', '.join(_READERS)}.")
            continue
        try:
            shop[key] = _phones(value, region) if reader is _phones_of_region else reader(value)
        except _WrongError as error:
            problems.append(f"{key} {error}")
    return shop, problems


class _WrongError(Exception):
    """What is wrong with one value, and what to do."""


_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_SPAN = re.compile(r"\s*(\d?\d:\d\d)\s*[-–—]\s*(\d?\d:\d\d)\s*")
_DURATION = re.compile(r"(\d{1,6})\s*([smhdw])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_CLOSED = ("", "closed", "off", "-")


def _hours(value: object) -> dict[str, list[list[str]]]:
    """`"10:00-20:00"` for every day, or a table by day or by days: {mon-fri = "10:00-20:00", sat = "closed"}."""
    if isinstance(value, str):
        value = {"mon-sun": value}
    if not isinstance(value, dict) or not value:
        raise _WrongError('must be "10:00-20:00" or a table of days. Write hours = {mon-fri = "10:00-20:00"}.')
    found: dict[str, list[list[str]]] = {}
    for days, spans in value.items():
        for day in _days(days):
            if day in found:
                raise _WrongError(f"names {day} twice. Keep one of them.")
            found[day] = _spans(days, spans)
    return {day: found[day] for day in DAYS if found.get(day)}


def _days(text: str) -> Sequence[str]:
    first, _, last = text.lower().partition("-")
    last = last or first
    if first not in DAYS or last not in DAYS or DAYS.index(first) > DAYS.index(last):
        raise _WrongError(f"has the day {text!r}. Write days as {', '.join(DAYS)}, or mon-fri.")
    return DAYS[DAYS.index(first) : DAYS.index(last) + 1]


def _spans(day: str, value: object) -> list[list[str]]:
    parts = value if isinstance(value, list) else [value]
    spans: list[list[str]] = []
    for part in ",".join(map(str, parts)).split(","):
        if part.strip().lower() in _CLOSED:
            continue
        found = _SPAN.fullmatch(part)
        ends = [_clock(end) for end in found.groups()] if found else []
        if not found or None in ends or str(ends[0]) >= str(ends[1]):
            raise _WrongError(f'has {part.strip()!r} for {day}. Write "10:00-20:00", or "closed".')
        spans.append([str(end) for end in ends])
    spans.sort()
    if any(one[1] > other[0] for one, other in pairwise(spans)):
        raise _WrongError(f"has hours for {day} that overlap. Put them apart.")
    return spans


def _clock(text: str) -> str | None:
    if text == "24:00":
        return text
    return f"{text:0>5}" if _CLOCK.fullmatch(text) else None


def _holidays(value: object) -> list[str]:
    """Days, "2026-01-01", "01-01" for each year, or "2026-01-01..2026-01-08"; TOML dates too."""
    if not isinstance(value, list):
        raise _WrongError('must be a list of days. Write holidays = ["01-01", "2026-05-09"].')
    found: set[str] = set()
    for item in value:
        first, _, last = str(item).partition("..")
        yearly = not last and re.fullmatch(r"\d\d-\d\d", first) is not None
        try:
            start = date.fromisoformat(f"2024-{first}" if yearly else first)  # a leap year: 29 February is a day
            end = date.fromisoformat(last) if last else start
        except ValueError:
            raise _WrongError(f"has {str(item)!r}. Write 2026-05-09, 05-09 or 2026-01-01..2026-01-08.") from None
        if not 0 <= (end - start).days <= 366:
            raise _WrongError(f"has {str(item)!r}, which ends before it begins or lasts over a year. Change it.")
        if yearly:
            found.add(first)
        else:
            found.update(date.fromordinal(n).isoformat() for n in range(start.toordinal(), end.toordinal() + 1))
    return sorted(found)


def _promises(value: object) -> dict[str, int]:
    if not isinstance(value, dict):
        raise _WrongError('must be a table. Write promises = {hot = "15m", warm = "2h"}.')
    found: dict[str, int] = {}
    for name, text in value.items():
        if name not in PROMISED:
            raise _WrongError(f"has {name!r}. Choose of {', '.join(PROMISED)}.")
        parts = _DURATION.fullmatch(str(text).strip())
        if parts is None or int(parts[1]) == 0:
            raise _WrongError(f'has {str(text)!r} for {name}. Write a number and one of s m h d w, such as "15m".')
        found[name] = int(parts[1]) * _SECONDS[parts[2]]
    return found


def _caps(value: object) -> dict[str, int]:
    if not isinstance(value, dict):
        raise _WrongError("must be a table. Write caps = {hot_per_manager = 10}.")
    for name, number in value.items():
        if name not in CAPS:
            raise _WrongError(f"has {name!r}. Choose of {', '.join(CAPS)}.")
        if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= 100_000:
            raise _WrongError(f"has {number!r} for {name}. Write a whole number from 1.")
    return dict(value)


def _phones_of_region(value: object) -> list[str]:
    return _phones(value, "RU")


def _phones(value: object, region: str) -> list[str]:
    import phonenumbers  # only a shop that names its phones waits for it

    found: list[str] = []
    for text in _list_of_texts(value, '["+7 900 000-00-00"]'):
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise _WrongError(f"has a value that is no phone: number {len(found) + 1}. Write it as +7 900 000-00-00.")
        found.append(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return found


def _emails(value: object) -> list[str]:
    found = _list_of_texts(value, '["shop@example.com"]')
    for place, text in enumerate(found, 1):
        if not re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", text):
            raise _WrongError(f"has a value that is no e-mail: number {place}. Write it as shop@example.com.")
    return [text.lower() for text in found]


def _list_of_texts(value: object, example: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _WrongError(f"must be a list of texts. Write {example}.")
    return [str(item).strip() for item in value]


def _timezone(value: object) -> str:
    from zoneinfo import available_timezones

    if str(value) not in available_timezones():
        raise _WrongError(f"is {str(value)!r}, which is no time zone. Write it as Europe/Moscow.")
    return str(value)


def _text_like(pattern: str, example: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value.strip()):
            raise _WrongError(f"cannot be {str(value)[:40]!r}. Write it as {example}.")
        return value.strip()

    return read


_READERS: Mapping[str, Callable[[object], object]] = {
    "name": _text_like(r".{1,100}", '"Kitchens and Co"'),
    "business": _text_like(r".{1,100}", '"kitchens"'),
    "language": _text_like("[a-z]{2}", '"ru"'),
    "region": _text_like("[A-Z]{2}", '"RU"'),
    "timezone": _timezone,
    "hours": _hours,
    "holidays": _holidays,
    "promises": _promises,
    "caps": _caps,
    "own_phones": _phones_of_region,
    "own_emails": _emails,
}
