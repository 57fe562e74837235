"""One number out of what people write: "12,5 м2", "~12", "1 500", "2 тыс", "двенадцать с половиной"."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from dialogs.languages import fold, pack
from dialogs.words import PACKS, Pack

from .problem import Problem

LONGEST = 200  # characters; a longer text is a story, not a number
LARGEST = 1e12

_UNIT = r"(?<![^\W\d_])(?:кв|куб|мм|см|дм|км|м|mm|cm|dm|km|m|μ|τμ)"
_POWER = re.compile(rf"({_UNIT}\.?)\s?[23](?![\d.,])")  # the 2 of "м2"
_FRACTION = re.compile(r"(\d*)\s?([¼½¾⅐-⅞])")
_SPACES = " \u00a0\u2009\u202f"
_TOKEN = re.compile(
    rf"(?P<digits>\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,'’]\d+)*)|(?P<word>[^\W\d_]+(?:['’ʼ][^\W\d_]+)*)"
)
_DASHES = "-−–—"


def number(text: str, language: str, min: float | None = None, max: float | None = None) -> float | int | Problem:
    """The number that the text gives, an int where it is whole; units and words around it are ignored.

    Ranges, alternatives, several numbers and numbers outside of the bounds (inclusive) are a `Problem`.
    """
    found = _read(text, pack(language)) if len(text) <= LONGEST else None
    if found is not None and (min is None or found >= min) and (max is None or found <= max):
        return int(found) if found == int(found) else found
    return _problem(min, max)


def rating(text: str, max: int) -> int | None:
    """A whole mark from 1 to `max`: "5", "5/5", "4 из 5", "пять", "⭐⭐⭐⭐"."""
    if len(text) > LONGEST:
        return None
    stars = sum(text.count(sign) for sign in "⭐★🌟")
    folded = fold(text)
    if stars:
        return stars if stars <= max and not any(map(str.isalnum, folded)) else None
    if text.lstrip().startswith(tuple(_DASHES)):
        return None
    found = _MARK.match(folded)
    if found:
        if re.search(r"\d[.,]\d", text) or (found[2] and int(found[2]) != max) or _DIGIT.search(folded, found.end()):
            return None
        mark = int(found[1])
    else:
        marks = {_MARKS[word] for word in folded.split() if word in _MARKS}
        mark = marks.pop() if len(marks) == 1 and not _DIGIT.search(folded) else 0
    return mark if 1 <= mark <= max else None


def _problem(min: float | None, max: float | None) -> Problem:
    if min is not None and max is not None:
        return Problem("retry_number_range", {"min": min, "max": max})
    if min is not None:
        return Problem("retry_number_min", {"min": min})
    if max is not None:
        return Problem("retry_number_max", {"max": max})
    return Problem("retry_number")


# Reading --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Words:
    """A pack's words about numbers, folded. `longest` in words."""

    numbers: Mapping[str, float]
    scales: Mapping[str, int]
    hundred: frozenset[str]
    half: frozenset[str]
    minus: frozenset[str]
    vague: frozenset[str]
    articles: frozenset[str]
    longest: int


@dataclass(slots=True)
class _Tally:
    """Numbers as they are put together: "две тысячи" then "пятьсот"."""

    found: list[float] = field(default_factory=list)
    articles: list[float] = field(default_factory=list)  # "a" and "een" alone: a number only where there is no other
    whole: float = 0.0  # finished thousands and millions of this number
    part: float | None = None  # what a scale may still multiply
    scale: float = 0.0  # the last scale, 0 for none
    open: bool = False  # the next word may still belong to this number
    worded: bool = False  # `part` came in words
    article: bool = False  # nothing but an article so far
    sign: int = 1
    spoilt: bool = False  # something in the text keeps it from being one number

    def close(self) -> None:
        if self.part is not None or self.scale:
            kept = self.articles if self.article else self.found
            kept.append(self.sign * (self.whole + (self.part or 0.0)))
            self.sign = 1
        self.whole, self.part, self.scale, self.open, self.worded, self.article = 0.0, None, 0.0, False, False, False

    def add(self, value: float, *, worded: bool, article: bool = False) -> None:
        """A number that comes next; in words or figures."""
        if not (self.open and self._fits(value, worded=worded)):
            self.close()
        self.article = article and self.part is None and not self.scale
        self.part = (self.part or 0.0) + value
        self.open, self.worded = True, worded

    def _fits(self, value: float, *, worded: bool) -> bool:
        """After "thousand" whatever is less, after whole hundreds in words whatever is below a hundred."""
        if self.part is None:
            return self.scale > value
        return self.worded and worded and value < 100 <= self.part and self.part % 100 == 0

    def multiply(self, by: float) -> None:
        self.article = False
        if by == _HUNDRED and self.open:
            self.part = (1.0 if self.part is None else self.part) * by
        elif by != _HUNDRED:
            if not self.open or (self.part is None and self.scale):
                self.close()
            self.whole += (1.0 if self.part is None else self.part) * by
            self.part, self.scale = None, by
        self.open = True

    def add_half(self) -> None:
        if not self.open:
            self.close()
            self.part, self.worded = 0.0, True
        if self.part is not None:
            self.part += 0.5
        else:
            self.whole += self.scale / 2
        self.open, self.article = True, False

    def interrupt(self) -> None:
        """Another word: what follows is another number, and "moins de 20" is 20."""
        self.open = False
        if self.part is None and not self.scale:
            self.sign = 1

    def only(self) -> float | None:
        """The one number of the text, None for several."""
        self.close()
        found = self.found or self.articles
        return found[0] if len(found) == 1 and not self.spoilt else None


_HUNDRED = 100


def _read(text: str, known: Pack) -> float | None:
    words = _WORDS[known.code]
    prepared = _POWER.sub(r"\1", _FRACTION.sub(_decimal_fraction, _plain(text)))
    tokens = list(_TOKEN.finditer(prepared))
    tally = _Tally()
    folded = ["" if token["digits"] else fold(token["word"]) for token in tokens]
    if not words.vague.isdisjoint(folded):
        return None
    digits = any(token["digits"] for token in tokens)
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token["digits"]:
            value = _value(token["digits"], known.decimal)
            if value is None or _spoiled(prepared, token):
                return None
            tally.add(value, worded=False)
            if _negative(prepared, token.start()):
                tally.sign = -1
            at += 1
            continue
        at += _take(tally, words, folded, at, digits=digits)
    found = tally.only()
    if found is None or not math.isfinite(found) or abs(found) > LARGEST:
        return None
    return round(found, 9)


def _take(tally: _Tally, words: _Words, folded: list[str], at: int, *, digits: bool) -> int:
    """Takes the longest phrase that begins at this word; returns how many words it had."""
    for end in range(min(len(folded), at + words.longest), at, -1):
        phrase = " ".join(folded[at:end])
        if phrase in words.half:
            tally.add_half()
        elif phrase in words.scales and (tally.open or phrase in words.numbers):
            tally.multiply(words.scales[phrase])
            tally.open = len(phrase) > 1  # "2к" ends there: "3 к 1" is no number
        elif phrase in words.scales and len(phrase) > 1:
            tally.spoilt = True  # "тысяч 150" is neither 150 nor 1150
        elif phrase in words.hundred and tally.open:
            tally.multiply(_HUNDRED)
        elif phrase in words.numbers and not (digits and words.numbers[phrase] < 1):
            tally.add(words.numbers[phrase], worded=True, article=phrase in words.articles)
        elif phrase in words.minus:
            tally.close()
            tally.sign = -1
        else:
            continue
        return end - at
    if folded[at] not in _JOINS:
        tally.interrupt()
    return 1


_JOINS = frozenset({"and", "et", "en", "και"})  # stand inside of a number


def _plain(text: str) -> str:
    plain = text.translate(_POWERS).lower().replace("т.р", "тр").replace("т. р", "тр")
    return _BARE_FRACTION.sub(r"0\1", plain)


_BARE_FRACTION = re.compile(r"(?:^|(?<=[\s(~≈=+-]))([.,])(?=\d)")  # ".5"

_POWERS = str.maketrans(dict.fromkeys("²³"))


def _decimal_fraction(found: re.Match[str]) -> str:
    value = unicodedata.numeric(found[2])
    whole = float(found[1] or 0) if len(found[1]) < 13 else math.inf
    return f"{whole + value:.3f}".rstrip("0") + "\u2060" if math.isfinite(whole) else found[0]


def _value(written: str, decimal: str) -> float | None:
    """ "1 500", "1.500,50" and "12,5"; where one sign stands before three digits, it is the language's decimal sign or
    divides thousands. None for what is no number ("25.03.2027")."""
    plain = re.sub(rf"[{_SPACES}'’]", "", written)
    signs = [sign for sign in plain if sign in ".,"]
    if not signs:
        return float(plain) if len(plain) <= 15 else None
    last = signs[-1]
    whole, _, fraction = plain.rpartition(last)
    if len(set(signs)) == 2:
        grouped = signs[:-1].count(last) == 0 and _grouped(whole, signs[0])
        return float(f"{whole.replace(signs[0], '')}.{fraction}") if grouped else None
    if len(signs) > 1:
        return float(plain.replace(last, "")) if _grouped(plain, last) else None
    if last != decimal and len(plain) == len(written) and _grouped(plain, last):
        return float(whole + fraction)
    return float(f"{whole}.{fraction}")


def _grouped(written: str, sign: str) -> bool:
    first, *others = written.split(sign)
    return 1 <= len(first) <= 3 and first[0] != "0" and all(len(group) == 3 for group in others)


_LONGEST_SIGNED = 6  # digits after a plus; more are a phone


def _spoiled(text: str, token: re.Match[str]) -> bool:
    """Stands in a time, a fraction, a phone number or a code: "15:30", "1/2", "+7..."."""
    before, after = text[: token.start()], text[token.end() :]
    if (before.endswith("+") and len(token["digits"]) > _LONGEST_SIGNED) or before.rstrip().endswith(("/", ":")):
        return True
    return after.lstrip()[:1] in ("/", ":") and after.lstrip()[1:2].isdigit()


def _negative(text: str, start: int) -> bool:
    before = text[:start]
    return before.endswith(("-", "−")) and (len(before) == 1 or before[-2].isspace() or before[-2] in "(~≈=")


def _words(known: Pack) -> _Words:
    numbers = {fold(phrase): value for phrase, value in known.numbers.items()}
    half = frozenset(map(fold, known.half))
    return _Words(
        numbers=numbers,
        scales={fold(phrase): value for phrase, value in known.scales.items()},
        hundred=frozenset(map(fold, known.hundred)),
        half=half,
        minus=frozenset(map(fold, known.minus)),
        vague=frozenset(map(fold, known.vague)),
        articles=frozenset(map(fold, known.articles)),
        longest=max(phrase.count(" ") + 1 for phrase in (*numbers, *half)),
    )


_WORDS = {code: _words(known) for code, known in PACKS.items()}

# Marks ----------------------------------------------------------------------------------------------------------------

_MARK = re.compile(r"(?:на |о )?(\d{1,3})(?: (?:из|з|of|out of|sur|van|van de|uit|από|/)? ?(\d{1,3}))?(?![\d])")
_DIGIT = re.compile(r"\d")
_MARKS = {
    word: int(value)
    for words in _WORDS.values()
    for word, value in words.numbers.items()
    if value == int(value) and 1 <= value <= 10 and " " not in word and len(word) > 2
}
