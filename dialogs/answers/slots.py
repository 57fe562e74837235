"""Times to choose from, and the one that was typed: "завтра в 15:00", "15:30", "пн 12:00"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from dialogs.languages import fold, pack
from dialogs.script import Slot
from dialogs.words import PACKS

from .dates import find_day

LONGEST = 120  # characters


def slot_days(slot: Slot, now_local: dt.datetime) -> list[dt.date]:
    """The days with a time left. The first `slot.days` days that the script works on count, today among them; a day
    whose times are all past is left out and not made up for."""
    wanted = max(slot.days, 0)
    ahead = (now_local.date() + dt.timedelta(days=n) for n in range(wanted * 7 if slot.weekdays else wanted))
    worked = [day for day in ahead if not slot.weekdays or day.isoweekday() in slot.weekdays][:wanted]
    return [day for day in worked if slot_times(slot, day, now_local)]


def slot_times(slot: Slot, day: dt.date, now_local: dt.datetime) -> list[dt.time]:
    """The times of that day that are still to come, both ends of the span included."""
    today = now_local.date()
    if day < today or (slot.weekdays and day.isoweekday() not in slot.weekdays):
        return []
    step = max(slot.every // 60, 1)
    last = min(slot.end, 24 * 60 - 1)
    times = [dt.time(minute // 60, minute % 60) for minute in range(max(slot.start, 0), last + 1, step)]
    if day > today:
        return times
    now = now_local.time().replace(tzinfo=None)
    return [moment for moment in times if moment > now]


def slot(
    text: str, slot: Slot, now_local: dt.datetime, language: str, day: dt.date | None = None
) -> dt.datetime | dt.date | None:
    """A moment on offer, or a day on offer where only a day was named; None for everything else.

    A time alone belongs to `day`, the day chosen before, else to the first day that offers it. The moment has the
    time zone of `now_local`.
    """
    if len(text) > LONGEST:
        return None
    days = slot_days(slot, now_local)
    text = _ATTACHED.sub(" ", text)
    hours, rest = _time(text, language)
    named = find_day(rest, language, now_local.date()) if fold(rest) else None
    if not hours:
        return named if named in days else None
    if named is not None:
        days = [named] if named in days else []
    elif day is not None:
        days = [found for found in days if found == day]
    elif _DIGIT.search(rest):
        return None
    for found in days:
        offered = slot_times(slot, found, now_local)
        for moment in hours:
            if moment in offered:
                return dt.datetime.combine(found, moment, tzinfo=now_local.tzinfo)
    return None


# Times ----------------------------------------------------------------------------------------------------------------

_DIGIT = re.compile(r"\d")
_ATTACHED = re.compile(r"(?<=\d)(?=[ap]\.?m\b)", re.IGNORECASE)  # "3pm"
_CLOCK = re.compile(
    r"(?<![\d.:/-])(\d{1,2})(?:\s?[:hч]\s?|\s?u(?:ur)?\s?|[.](?=\d\d\s*$)|-)(\d{2})(?![\d.:/-])", re.IGNORECASE
)
_HOUR = re.compile(
    r"(?:(?<=\s)|^)(?:(?P<at>в|к|о|об|at|@|by|à|a|om|στις|στη|vers|rond)\s*)?(?P<hour>\d{1,2})\s?"
    r"(?P<unit>(?:час(?:ов|а)?|годин[аи]?|год|ч|h|heures?|o'?clock|uur|u|ώρα|η ώρα)(?!\w))?(?![\w.:/])",
    re.IGNORECASE,
)


def _time(text: str, language: str) -> tuple[Sequence[dt.time], str]:
    """The times that the text may mean, the likeliest first, and the text without them."""
    known = pack(language)
    found = _CLOCK.search(text)
    if found:
        return _readings(int(found[1]), int(found[2]), text, found, language)
    folded = fold(text)
    for words, minutes in known.clock.items():
        if fold(words) in folded.split() or f" {fold(words)}" in f" {folded}":
            return (dt.time(minutes // 60, minutes % 60),), folded.replace(fold(words), " ")
    for found in _HOUR.finditer(text):
        sure = found["at"] or found["unit"] or text.strip() == found["hour"] or _half(text, found.end(), language)
        if sure:
            return _readings(int(found["hour"]), 0, text, found, language)
    return (), text


def _readings(hour: int, minute: int, text: str, found: re.Match[str], language: str) -> tuple[Sequence[dt.time], str]:
    if hour > 23 or minute > 59:
        return (), text
    half = _half(text, found.end(), language)
    rest = f"{text[: found.start()]} {text[found.end() + (half[1] if half else 0) :]}"
    if half and hour <= 12:
        hour = hour % 12 + (12 if half[0] else 0)
        return (dt.time(hour, minute),), rest
    readings = [dt.time(hour, minute)]
    if 1 <= hour < 12 and not found[0].strip().startswith("0"):
        readings.append(dt.time(hour + 12, minute))  # "at 3" where only 15:00 is on offer
    return readings, rest


def _half(text: str, start: int, language: str) -> tuple[bool, int] | None:
    """(after noon?, length) of "pm" or "вечера" after the hour."""
    found = _HALVES[pack(language).code].match(text, start)
    return (found["evening"] is not None, found.end() - start) if found else None


def _pattern(code: str) -> re.Pattern[str]:
    morning, evening = (
        "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        for words in (PACKS[code].morning, PACKS[code].evening)
    )
    dotted = r"|p\.m\.?" if code in ("en", "el") else ""
    return re.compile(rf"\s*(?:(?P<evening>{evening}{dotted})|(?P<morning>{morning}|a\.m\.?))(?!\w)", re.IGNORECASE)


_HALVES = {code: _pattern(code) for code in PACKS}
