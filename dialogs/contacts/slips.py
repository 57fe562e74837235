"""Slips that are mended before anything is read: odd digits, odd spaces, letters that only look right."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 3000  # characters read from either end: platforms send at most 4096

_INVISIBLE = re.compile("[\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u20e3\ufe00-\ufe0f\ufeff\ue000-\uf8ff]")
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_DASHES = re.compile("[\u2010-\u2015\u2212\u2043\ufe58\ufe63\uff0d]")
_QUOTES = re.compile("[\u2018\u2019\u02bc\u02b9\u0060\u00b4]")
_LATIN_BY_CYRILLIC = str.maketrans("авеёкмнорстухіјѕԁԛԝүАВЕЁКМНОРСТУХІЈЅ", "abeekmhopctyxijsdqwyABEEKMHOPCTYXIJS")
_LATIN_BY_GREEK = str.maketrans("αβεικνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abeiknoptuxABEZHIKMNOPTYX")
_RU_KEYS = 'йцукенгшщзхъфывапролджэячсмитьбю.ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,"№;:?ёЁ'
_EN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,./QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?@#$^&`~"
_TO_EN = str.maketrans(_RU_KEYS, _EN_KEYS)
_TO_RU = str.maketrans(_EN_KEYS, _RU_KEYS)


def clean(text: str) -> str:
    """The text with ordinary digits, spaces, dashes and apostrophes, and nothing invisible."""
    if len(text) > 2 * LONGEST:
        text = text[:LONGEST] + "\n" + text[-LONGEST:]
    if text.isascii():
        return _SPACES.sub(" ", text).replace("\r", "\n")
    text = unicodedata.normalize("NFKC", text)
    text = _QUOTES.sub("'", _DASHES.sub("-", _SPACES.sub(" ", _INVISIBLE.sub("", text))))
    return "".join(map(_digit, text)).replace("\r", "\n")


def latin(word: str) -> str:
    """Cyrillic and Greek letters that look like Latin ones, as Latin; other letters stay."""
    return word.translate(_LATIN_BY_CYRILLIC).translate(_LATIN_BY_GREEK)


def english_layout(word: str) -> str:
    """What the same keys give on an English keyboard: `фттф` is `anna`."""
    return word.translate(_TO_EN)


def russian_layout(word: str) -> str:
    """What the same keys give on a Russian keyboard: `fyyf` is `анна`."""
    return word.translate(_TO_RU)


def _digit(char: str) -> str:
    if char.isascii() or not char.isdigit():
        return char
    return str(unicodedata.digit(char))
