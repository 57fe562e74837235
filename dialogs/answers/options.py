"""Which of the options was meant by what was typed."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Sequence

from dialogs.languages import fold, pack
from dialogs.script import Option
from dialogs.words import FALLBACK, PACKS

from .labels import indexed

LONGEST_LABEL = 400  # characters; a longer text is no label
LONGEST_LIST = 4000


def option(options: Sequence[Option], text: str, languages: Sequence[str]) -> int | None:
    """The index of the option whose label or synonym the text is, in any language.

    The first of `languages` decides where a word means different options in different languages. None where the
    text fits none, or several.
    """
    if len(text) > LONGEST_LABEL:
        return None
    typed = text.strip().casefold()
    if not typed:
        return None
    index = indexed(options)
    folded = fold(typed)
    for labels in (index.spoken.get(languages[0]) if languages else None, index.every):
        if labels is not None:  # "C++" is not "C", though both fold alike
            found = _only(labels.exact.get(typed)) if typed in labels.exact else _only(labels.folded.get(folded))
            if found is not None:
                return found
    return None


def option_number(count: int, text: str) -> int | None:
    """The index (from 0) that "2", "2.", "#2", "№ 2", "2-й", "вариант 2" or "второй" names among `count` options."""
    if len(text) > _LONGEST_NUMBER or text.lstrip().startswith(("-", "−")):
        return None
    folded = fold(text)
    found = _NUMBERED.fullmatch(folded)
    number = int(found[1]) if found else _ORDINALS.get(folded, 0)
    return number - 1 if 1 <= number <= count else None


def near_option(options: Sequence[Option], text: str, languages: Sequence[str]) -> int | None:
    """The only option whose label the text nearly is: one slip of the keys up to 7 letters, two from 8 on.

    Labels under 4 letters are never nearly meant, digits must be right, and a "not" is no slip.
    """
    if len(text) > LONGEST_LABEL:
        return None
    typed = fold(text)
    if len(typed) < _SHORTEST - 1:
        return None
    best, nearest = _FAR, set[int]()
    for place, word in indexed(options).words:
        distance = _slips(typed, word)
        if distance < best:
            best, nearest = distance, {place}
        elif distance == best < _FAR:
            nearest.add(place)
    return _only(nearest)


def options_many(
    options: Sequence[Option], text: str, languages: Sequence[str], *, slips: bool = False
) -> tuple[int, ...] | None:
    """The indexes, in the options' order, of "1, 3", "1 и 3", "1 3" or of labels between commas and "and".

    None unless every piece names an option. With `slips`, labels may be nearly right.
    """
    if len(text) > LONGEST_LIST:
        return None
    whole = _one(options, text, languages, slips=False)
    if whole is not None:
        return (whole,)
    pieces = _divided(text, languages)
    if not pieces or len(pieces) > _MOST_PIECES:
        return None
    chosen = _joined(options, pieces, languages, slips=slips)
    return tuple(sorted(chosen)) if chosen else None


def _only(found: Collection[int] | None) -> int | None:
    return next(iter(found)) if found is not None and len(found) == 1 else None


# Numbers --------------------------------------------------------------------------------------------------------------

_LONGEST_NUMBER = 40  # characters


def _number_pattern() -> re.Pattern[str]:
    leads = sorted({fold(word) for known in PACKS.values() for word in known.choice}, key=len, reverse=True)
    return re.compile(rf"(?:(?:{'|'.join(map(re.escape, leads))}) ?){{0,2}}0*([0-9]{{1,3}}) ?(?:{_ENDINGS})?")


_ENDINGS = "й|я|е|ый|ой|ая|ое|ую|st|nd|rd|th|er|ere|e|eme|de|ste|ο|η|ος|ου|а|ий"
_NUMBERED = _number_pattern()
_ORDINALS = {
    fold(word): place for known in PACKS.values() for place, forms in enumerate(known.ordinals, 1) for word in forms
}


# Several --------------------------------------------------------------------------------------------------------------

_MOST_PIECES = 60
_DIVIDERS = re.compile(r"[,;\n+&]+")
_DIGITS_ONLY = re.compile(r"\s*\d{1,3}(?:\s+\d{1,3})+\s*")


def _divided(text: str, languages: Sequence[str]) -> list[str]:
    """At commas and, where a piece is no label as it stands, at spaces between numbers; "and" divides later."""
    if _DIGITS_ONLY.fullmatch(text):
        return text.split()
    marked = _conjunctions(tuple(languages)).sub(lambda found: f"{_AND}{found[0]}{_AND}", text)
    pieces = [piece for part in _DIVIDERS.split(marked) for piece in part.split(_AND)]
    return [piece for piece in pieces if piece.strip()]


_AND = "\0"


@functools.lru_cache(maxsize=256)
def _conjunctions(languages: tuple[str, ...]) -> re.Pattern[str]:
    words = {word for code in languages or (FALLBACK,) for word in pack(code).conjunctions}
    ordered = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)", re.IGNORECASE)


def _joined(
    options: Sequence[Option], pieces: Sequence[str], languages: Sequence[str], *, slips: bool
) -> set[int] | None:
    """Takes the longest run of pieces that is one option ("стол и стулья" may be a label), then goes on."""
    ands = _conjunctions(tuple(languages))
    chosen: set[int] = set()
    at = 0
    while at < len(pieces):
        for end in range(min(len(pieces), at + _LONGEST_RUN), at, -1):
            found = _one(options, " ".join(pieces[at:end]), languages, slips=slips and end == at + 1)
            if found is not None:
                chosen.add(found)
                at = end
                break
        else:
            if not ands.fullmatch(pieces[at].strip()):
                return None
            at += 1
    return chosen


_LONGEST_RUN = 7  # pieces of one label


def _one(options: Sequence[Option], text: str, languages: Sequence[str], *, slips: bool) -> int | None:
    found = option(options, text, languages)
    if found is None:
        found = option_number(len(options), text)
    if found is None and slips:
        found = near_option(options, text, languages)
    return found


# Slips of the keys ----------------------------------------------------------------------------------------------------

_SHORTEST = 4  # letters
_TWO_FROM = 8
_FAR = 3
_NOT = ("не", "ни", "un", "in", "im", "no", "on", "ne", "a", "α", "μη")
_NUMBER = re.compile(r"\d+")


def _slips(typed: str, word: str) -> int:
    """How many slips lie between the two, `_FAR` where they are too many for the word's length."""
    letters = sum(map(str.isalpha, word))
    if letters < _SHORTEST:
        return _FAR
    most = 1 if letters < _TWO_FROM else 2
    if abs(len(typed) - len(word)) > most or len(set(typed) ^ set(word)) > 2 * most:
        return _FAR
    if _NUMBER.findall(typed) != _NUMBER.findall(word) or _opposite(typed, word):
        return _FAR
    distance = _distance(typed, word)
    return distance if distance <= most else _FAR


def _opposite(one: str, other: str) -> bool:
    long, short = (one, other) if len(one) > len(other) else (other, one)
    return any(long.removeprefix(word).strip() == short for word in _NOT if long.startswith(word))


def _distance(one: str, other: str) -> int:
    """Damerau's distance with neighbours swapped at most once (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, opposite in enumerate(other, 1):
            best = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != opposite))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == opposite:
                best = min(best, older[j - 2] + 1)
            row.append(best)
    return row[-1]
