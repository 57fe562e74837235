"""Plain values of a script, from the words as written: durations, clock times, numbers, names, links (rules 2, 22, 25).

Each reader takes a string and gives a value, or raises FormError in words for an admin.
"""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from phonenumbers import SUPPORTED_REGIONS

from .expressions import WORDS

BUILT_IN_NAMES = (
    *("first_name", "language", "channel", "source", "ref", "product", "score", "temperature", "tags", "discount"),
    *("code", "valid_until", "consent.processing", "consent.ads", "status", "loss_reason", "event"),
    *("today", "weekday", "hour"),
)
RESERVED = frozenset(BUILT_IN_NAMES) | WORDS
SCRIPT_ID = r"[a-z0-9_-]{1,32}"
NAME = r"[a-z][a-z0-9_]{0,31}"
OPTION_ID = r"[a-z0-9_]{1,32}"
REF = r"(?:[A-Za-z0-9_-]{1,64}|[A-Za-z0-9_-]{0,63}\*)"
EVENT = r"event:[A-Za-z0-9_.-]{1,64}"
DURATION = r"\d+(?:\.\d+)?[smhdw]"
CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"
NUMBER = r"[+-]?\d+(?:\.\d+)?"
LINK = r"https?://[^\s/?#]+\.?[^\s]*"
FILE = r"[^\s/\\:*?\"<>|][^\\:*?\"<>|]*"
LONGEST = 10 * 365 * 86400  # seconds; no script waits longer
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


class FormError(ValueError):
    """`text` says what is wrong, `todo` what to do."""

    def __init__(self, text: str, todo: str) -> None:
        super().__init__(f"{text}. {todo}.")
        self.text, self.todo = text, todo


def duration(source: str) -> int:
    """Whole seconds, at least 1."""
    if not re.fullmatch(DURATION, source, re.ASCII):
        raise FormError(f"`{source}` is no duration", "Write a number and one of s, m, h, d, w: 15m, 2h, 3d")
    seconds = round(float(source[:-1]) * _SECONDS[source[-1]]) if len(source) < 20 else LONGEST + 1
    if not 1 <= seconds <= LONGEST:
        raise FormError(f"`{source}` is too {'short' if seconds < 1 else 'long'}", "Write from 1s to 520w")
    return seconds


def clock(source: str) -> int:
    """Minutes after midnight."""
    if not re.fullmatch(CLOCK, source, re.ASCII):
        raise FormError(f"`{source}` is no clock time", 'Write hours and minutes: "09:00"')
    return int(source[:2]) * 60 + int(source[3:])


def hours(source: str) -> tuple[int, int]:
    """Two clock times; the first may be later, which means over midnight."""
    start, dash, end = source.replace("–", "-").partition("-")
    if not dash:
        raise FormError(f"`{source}` is no span of hours", 'Write two clock times: "10:00-20:00"')
    span = clock(start.strip()), clock(end.strip())
    if span[0] == span[1]:
        raise FormError("The hours begin and end at the same time", 'Write a span: "10:00-20:00"')
    return span


def number(source: str) -> float:
    """An int where it is whole."""
    if not re.fullmatch(NUMBER, source, re.ASCII) or len(source) > 20:
        if re.fullmatch(r"[+-]?\d+,\d+", source, re.ASCII):
            raise FormError(f"`{source}` is no number", f"Write a point: {source.replace(',', '.')}")
        raise FormError(f"`{source}` is no number", "Write digits, such as 12 or 2.5")
    value = float(source)
    return int(value) if value.is_integer() else value


def whole(source: str) -> int:
    value = number(source)
    if not isinstance(value, int):
        raise FormError(f"`{source}` is no whole number", "Write digits only, such as 12")
    return value


def flag(source: str) -> bool:
    if source.lower() not in ("true", "false"):
        raise FormError(f"`{source}` is neither true nor false", "Write true or false")
    return source.lower() == "true"


def name(source: str) -> str:
    """A step's or a variable's name."""
    if source in RESERVED:
        raise FormError(f"`{source}` is a name that leadquiz keeps for itself", f"Take another, such as my_{source}")
    if not re.fullmatch(NAME, source, re.ASCII):
        hint = re.sub(r"[^a-z0-9_]+", "_", source.lower()).strip("_0123456789")[:32]
        example = hint if re.fullmatch(NAME, hint, re.ASCII) and hint not in RESERVED else "call_time"
        raise FormError(
            f"`{source}` is no name",
            f"Write up to 32 small Latin letters, digits and _, a letter first, such as {example}",
        )
    return source


def option_id(source: str) -> str:
    if not re.fullmatch(OPTION_ID, source, re.ASCII):
        raise FormError(f"`{source}` is no option id", "Write up to 32 small Latin letters, digits and _")
    return source


def script_id(source: str) -> str:
    if not re.fullmatch(SCRIPT_ID, source, re.ASCII):
        raise FormError(f"`{source}` is no script id", "Write up to 32 small Latin letters, digits, _ and -")
    return source


def ref(source: str) -> str:
    """What a start link may carry; `*` at the end stands for the rest."""
    if not re.fullmatch(REF, source, re.ASCII):
        raise FormError(
            f"`{source}` cannot be carried by a start link",
            "Write up to 64 Latin letters, digits, _ and -, with * at the end for any rest",
        )
    return source


def language(source: str) -> str:
    if not re.fullmatch(r"[a-z]{2}", source, re.ASCII):
        raise FormError(f"`{source}` is no language", "Write two small letters: ru, en, uk, fr, nl, el")
    return source


def region(source: str) -> str:
    if source not in SUPPORTED_REGIONS:
        hint = source.upper() if source.upper() in SUPPORTED_REGIONS else {"UK": "GB", "EN": "GB"}.get(source.upper())
        raise FormError(f"`{source}` is no region of phone numbers", f"Write two capital letters: {hint or 'RU'}")
    return source


def timezone(source: str) -> str:
    try:
        if not re.fullmatch(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*", source, re.ASCII):
            raise ValueError
        ZoneInfo(source)
    except (ValueError, KeyError, OSError):
        raise FormError(f"`{source}` is no time zone", "Write one such as Europe/Moscow") from None
    return source


def catalogue(source: str) -> str:
    """A catalogue's name, without .csv."""
    if not re.fullmatch(r"[\w-]{1,64}", source):
        raise FormError(f"`{source[:80]}` is no catalogue's name", "Write the file's name without .csv")
    return source


def link(source: str) -> str:
    if not re.fullmatch(LINK, source) or len(source) > 2000:
        raise FormError(f"`{source[:80]}` is no link", "Write it with https:// in front")
    return source


def media(source: str) -> str:
    """A file beside the script, or a link."""
    if re.match(r"\w+://", source):
        return link(source)
    if not re.fullmatch(FILE, source) or ".." in source.split("/") or len(source) > 200:
        raise FormError(f"`{source[:80]}` is no file beside the script", "Write a file name, or a link with https://")
    return source


def event(source: str) -> str:
    """`event:NAME`."""
    if not re.fullmatch(EVENT, source, re.ASCII):
        raise FormError(f"`{source}` is no event", "Write event: and a name of Latin letters, such as event:delivered")
    return source


def code(source: str) -> str:
    """A reward's code: letters, digits, - and _, and `{random}` once."""
    if source.count("{random}") != 1:
        raise FormError(f"`{source}` would give everyone the same code", "Write {random} in it once: KUH-{random}")
    if not re.fullmatch(r"[\w-]{0,24}", source.replace("{random}", "")):
        raise FormError(f"`{source}` is no code", "Write letters, digits and - around {random}, 24 at most")
    return source
