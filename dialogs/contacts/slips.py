"""Slips that are mended before anything is read: odd digits, odd spaces, look-alike letters, the other keyboard."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 2100  # characters read from either end: platforms send at most 4096
PROSE = 500  # of those, characters from either end in which names, ways and times are looked for

_INVISIBLE = re.compile("[\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u20e3\ufe00-\ufe0f\ufeff\ue000-\uf8ff]")
_REPEATED = re.compile(r"(\W|_)\1{20,}")
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_SAME = str.maketrans(
    {"№": "#", "ˈ": "'", **dict.fromkeys("\u2018\u2019\u02bc\u02b9\u0060\u00b4", "'")}  # before NFKC splits them
    | dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043"), "-")
)
_LATIN_BY_LOOK = str.maketrans(
    "аеёкморстухіјѕԁԛԝүАВЕКМНОРСТУХІЈЅοαικνρτυχεΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeekmopctyxijsdqwyABEKMHOPCTYXIJSoaikvptuxeABEZHIKMNOPTYX",
)
_NOT_LATIN = re.compile("[\u0370-\u052f]")
_LATIN = re.compile("[A-Za-z]")
_RU_KEYS = 'йцукенгшщзхъфывапролджэячсмитьбю.ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,"№;:?ёЁ'
_EN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,./QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?@#$^&`~"
_TO_EN = str.maketrans(_RU_KEYS, _EN_KEYS)
_TO_RU = str.maketrans(_EN_KEYS[:31] + _EN_KEYS[32:65], _RU_KEYS[:31] + _RU_KEYS[32:65])
_DIGIT_BY_LOOK = str.maketrans("OoОоΟοQIlІ|ЗзЭ", "00000001111333")
_DIGIT_WORD = re.compile(r"(?<![^\W\d_])[\dOoОоΟοIlІ|Зз]{2,16}(?![^\W\d_])")
_TRANSLITERATION = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
    "я": "ya", "і": "i", "ї": "yi", "є": "ye", "ґ": "g",
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l",
    "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f",
    "χ": "ch", "ψ": "ps", "ω": "o", "ά": "a", "έ": "e", "ή": "i", "ί": "i", "ό": "o", "ύ": "y", "ώ": "o",
}  # fmt: skip


def clean(text: str) -> str:
    """The text with ordinary digits, spaces, dashes and apostrophes, and nothing invisible."""
    if len(text) > 2 * LONGEST:
        text = text[:LONGEST] + "\n" + text[-LONGEST:]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text).translate(_SAME))
        text = "".join(map(_digit, text))
    return _REPEATED.sub(r"\1\1\1", _SPACES.sub(" ", text).replace("\r", "\n"))


def ends(text: str) -> str:
    """A long text's beginning and end, where people say who they are."""
    return text if len(text) <= 2 * PROSE else text[:PROSE] + "\n" + text[-PROSE:]


def digits_for_letters(text: str) -> str:
    """The text, of the same length, with O for 0 and the like inside words that have digits: `89OO123`."""
    return _DIGIT_WORD.sub(_mend_digits, text)


def latin(word: str) -> str:
    """The word with letters that only look Latin made Latin; unchanged where other letters would be left."""
    if not _NOT_LATIN.search(word):
        return word
    mended = word.translate(_LATIN_BY_LOOK)
    return word if _NOT_LATIN.search(mended) else mended


def is_latin(word: str) -> bool:
    """Whether no Greek or Cyrillic letter is in the word."""
    return _NOT_LATIN.search(word) is None


def transliterated(word: str) -> str:
    """Cyrillic and Greek letters written in Latin ones."""
    return "".join(_TRANSLITERATION.get(char, char) for char in word.lower())


def english_layout(word: str) -> str:
    """What the same keys give on an English keyboard: `фттф` is `anna`."""
    return word.translate(_TO_EN)


def russian_layout(word: str) -> str:
    """What the same keys give on a Russian keyboard: `fyyf` is `анна`."""
    return word.translate(_TO_RU)


def _mend_digits(match: re.Match[str]) -> str:
    word = match.group()
    return word.translate(_DIGIT_BY_LOOK) if any(map(str.isdigit, word)) else word


def _digit(char: str) -> str:
    return str(unicodedata.digit(char)) if not char.isascii() and char.isdigit() else char
