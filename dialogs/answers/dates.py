"""A day out of "25.03", "25 марта", "завтра", "в пятницу", "2027-03-25", "через 3 дня"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dialogs.languages import fold, pack
from dialogs.words import PACKS, Pack

from .problem import Problem

LONGEST = 120  # characters
FIRST_YEAR, LAST_YEAR = 1900, 2199


def date(text: str, language: str, today: dt.date) -> dt.date | Problem:
    """The day meant. Without a year it is the next such day, today included; day comes before month.

    A `Problem` for days that do not exist and for texts that name no day, or two.
    """
    return find_day(text, language, today) or Problem("retry_date")


def find_day(text: str, language: str, today: dt.date) -> dt.date | None:
    """As `date`, None where it finds none. Whatever else stands in the text must hold no figures."""
    if len(text) > LONGEST:
        return None
    words = _WORDS[pack(language).code]
    text = _TIME.sub(" ", text)  # "25.03 в 15:00": the hour is not asked
    for written in _WRITTEN:
        found = written.search(text)
        if found:
            rest = text[: found.start()] + " " + text[found.end() :]
            return None if _DIGIT.search(rest) else _of_figures(found, today)
    return _of_words(fold(text), words, today)


# Figures --------------------------------------------------------------------------------------------------------------

_EDGE = r"(?<![\d.,:/-])"
_WRITTEN = (
    re.compile(rf"{_EDGE}(?P<year>\d{{4}})[-./](?P<month>\d{{1,2}})[-./](?P<day>\d{{1,2}})(?![\d/-])"),
    re.compile(
        rf"{_EDGE}(?P<day>\d{{1,2}})\s?(?P<sign>[./-])\s?(?P<month>\d{{1,2}})(?:(?P=sign)\s?(?P<year>\d{{4}}|\d{{2}}))?"
        r"\.?(?![\d/-])"
    ),
)
_DIGIT = re.compile(r"\d")
_TIME = re.compile(r"(?<![\d.:])\d{1,2}:\d{2}(?![\d.:])")


def _of_figures(found: re.Match[str], today: dt.date) -> dt.date | None:
    day, month = int(found["day"]), int(found["month"])
    if month > 12 >= day and len(found[1]) <= 2:
        day, month = month, day  # 03/25, month first
    if not found["year"]:
        return _next_such(day, month, today)
    return _day(_full_year(found["year"], today), month, day)


def _full_year(written: str, today: dt.date) -> int:
    year = int(written)
    if len(written) > 2:
        return year
    century = today.year - today.year % 100
    return century + year if century + year <= today.year + 20 else century + year - 100


def _day(year: int, month: int, day: int) -> dt.date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _next_such(day: int, month: int, today: dt.date) -> dt.date | None:
    for year in range(today.year, today.year + 9):  # 29.02 may be 8 years away
        found = _day(year, month, day)
        if found is not None and found >= today:
            return found
    return None


# Words ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Words:
    """A pack's words about days, folded."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    days: Mapping[str, int]
    spans: Mapping[str, int]
    numbers: Mapping[str, float]
    ordinals: Mapping[str, int]
    vague: frozenset[str]
    after: frozenset[str]
    longest: int  # words of the longest phrase in `days`


def _of_words(folded: str, words: _Words, today: dt.date) -> dt.date | None:
    tokens = _TOKEN.findall(folded)
    if not tokens or not words.vague.isdisjoint(tokens):
        return None
    figures = [token for token in tokens if token[0].isdigit()]
    named = [token for token in tokens if token in words.months]
    months = [words.months[token] for token in named if token not in words.numbers]  # "sept" is 7 before "avril"
    months = months or [words.months[token] for token in named]
    if months:
        return _of_month(months, figures, tokens, words, today)
    days = set(_relative(tokens, words))
    if figures:
        return _counted(tokens, figures, words, today)
    if not days:
        days = set(_spans(tokens, words))
    if days:
        return _ahead(today, days.pop()) if len(days) == 1 else None
    weekdays = {words.weekdays[token] for token in tokens if token in words.weekdays}
    if len(weekdays) == 1:
        ahead = (weekdays.pop() - today.weekday()) % 7
        return _ahead(today, ahead or (0 if _NEXT.isdisjoint(tokens) else 7))
    return None


_NEXT = frozenset(map(fold, (
    "следующий", "следующую", "следующее", "следующая", "следующего", "next", "prochain", "prochaine", "volgende",
    "επόμενη", "επόμενο", "επόμενος", "наступний", "наступну", "наступна", "наступного",
)))  # fmt: skip  # "next Monday" is not today


def _ahead(today: dt.date, days: int) -> dt.date | None:
    found = today.toordinal() + days
    return dt.date.fromordinal(found) if found <= dt.date(LAST_YEAR, 12, 31).toordinal() else None


def _of_month(
    months: list[int], figures: list[str], tokens: list[str], words: _Words, today: dt.date
) -> dt.date | None:
    if len(set(months)) > 1:
        return None
    days = [int(found[1]) for figure in figures if (found := _ORDINAL.fullmatch(figure))]
    years = [int(figure) for figure in figures if _YEAR.fullmatch(figure)]
    if not figures:
        days = _spoken_days(tokens, words)
    if len(days) != 1 or len(years) > 1 or len(days) + len(years) < len(figures):
        return None
    if years:
        return _day(years[0], months[0], days[0])
    return _next_such(days[0], months[0], today)


def _spoken_days(tokens: list[str], words: _Words) -> list[int]:
    """ "двадцать пятое", "the first", "dix-sept": every day of the month that is said in words."""
    found: list[int] = []
    run: list[str] = []
    for token in [*tokens, ""]:
        if token in words.numbers or token in words.ordinals:
            run.append(token)
        elif run:
            whole = words.numbers.get(" ".join(run))
            parts = [words.ordinals.get(part) or int(words.numbers.get(part, 0)) for part in run]
            if whole is not None:
                found.append(int(whole))
            elif len(parts) == 1 or (len(parts) == 2 and parts[0] in (20, 30) and parts[1] < 10):
                found.append(sum(parts))
            else:
                found += parts
            run = []
    return found


_TOKEN = re.compile(r"\d+|[^\W\d]+")  # "12мая" and "25th" are two each
_ORDINAL = re.compile(r"(\d{1,2})")
_YEAR = re.compile(r"\d{4}")


def _relative(tokens: list[str], words: _Words) -> Iterator[int]:
    at = 0
    while at < len(tokens):
        for end in range(min(len(tokens), at + words.longest), at, -1):
            found = words.days.get(" ".join(tokens[at:end]))
            if found is not None:
                yield found
                at = end
                break
        else:
            at += 1


def _spans(tokens: list[str], words: _Words) -> Iterator[int]:
    """ "через две недели", with the number in words."""
    for before, count, span in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if before in words.after and count in words.numbers and span in words.spans:
            yield int(words.numbers[count] * words.spans[span])


def _counted(tokens: list[str], figures: list[str], words: _Words, today: dt.date) -> dt.date | None:
    """ "через 3 дня", and a day of the month alone: "25-го"."""
    if len(figures) != 1:
        return None
    at = tokens.index(figures[0])
    if at and tokens[at - 1] in words.after and figures[0].isdecimal() and len(figures[0]) <= 3:
        span = words.spans.get(tokens[at + 1]) if at + 1 < len(tokens) else None
        return _ahead(today, int(figures[0]) * span) if span else None
    found = _ORDINAL.fullmatch(figures[0])
    others = [token for token in tokens if token != figures[0]]
    if (
        not found
        or len(others) > 2
        or not words.spans.keys().isdisjoint(others)
        or not all(len(token) <= 3 or token in _DAY_WORDS for token in others)
    ):
        return None
    return _next_day_of_month(int(found[1]), today)


_DAY_WORDS = frozenset({"числа", "число"})


def _next_day_of_month(day: int, today: dt.date) -> dt.date | None:
    for ahead in range(12):
        years, month = divmod(today.month - 1 + ahead, 12)
        found = _day(today.year + years, month + 1, day)
        if found is not None and found >= today:
            return found
    return None


def _words(known: Pack) -> _Words:
    days = {fold(words): value for words, value in known.days.items()}
    return _Words(
        months={fold(word): place for place, forms in enumerate(known.months, 1) for word in forms},
        weekdays={fold(word): place for place, forms in enumerate(known.weekdays) for word in forms},
        days=days,
        spans={fold(word): value for word, value in known.spans.items()},
        numbers={fold(word): value for word, value in known.numbers.items() if value == int(value)},
        ordinals={fold(word): place for place, forms in enumerate(known.ordinals, 1) for word in forms},
        vague=frozenset(map(fold, known.vague)),
        after=frozenset(map(fold, known.after)),
        longest=max(words.count(" ") + 1 for words in days),
    )


_WORDS = {code: _words(known) for code, known in PACKS.items()}
