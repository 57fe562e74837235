"""A person's name out of "меня зовут Анна"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dialogs.languages import command, fold, pack
from dialogs.words import FALLBACK, PACKS, Pack

LONGEST = 64  # characters
_MOST_WORDS = 6
_MOST_DIGITS = 2
_LINK = re.compile(
    r"https?:|www\.|://|@|\b[\w-]+\.(?:ru|com|net|org|рф|ua|io|me|shop|su|info|fr|nl|gr|eu)\b", re.IGNORECASE
)


def name(text: str, language: str) -> str | None:
    """The name as it is to be used, or None: numbers, links, commands, yes and no, questions, over 64 characters.

    Short and rare names are names ("Ия", "Ng", "Øyvind"). A name typed in small letters gets its capitals.
    """
    if len(text) > 4 * LONGEST or _LINK.search(text) or "?" in text or "\n" in text.strip():
        return None
    known = pack(language)
    if text.lstrip().startswith("/") or _refused(text, known):
        return None
    bare = _bare(" ".join(text.split()), known)
    if not 0 < len(bare) <= LONGEST or len(bare.split()) > _MOST_WORDS or _refused(bare, known):
        return None
    if not any(map(str.isalpha, bare)) or sum(map(str.isdigit, bare)) > _MOST_DIGITS:
        return None
    return _cased(bare)


def _refused(text: str, known: Pack) -> bool:
    return fold(text) in _REFUSED[known.code] or command(text, (known.code,)) is not None


def _bare(text: str, known: Pack) -> str:
    """Without greetings, introductions and signs around the name."""
    rest = _stripped(text)
    patterns = [_GREETING[known.code], _INTRODUCTION[known.code], _INTRODUCTION[known.code]]
    if text.isascii():
        patterns.append(_INTRODUCTION[FALLBACK])
    for pattern in patterns:
        found = pattern.match(rest)
        if found and _stripped(rest[found.end() :]):
            rest = _stripped(rest[found.end() :])
    return _stripped(_AFTERWARDS.split(rest, maxsplit=1)[0]) or rest


def _stripped(text: str) -> str:
    """Emoji and punctuation at the ends go; signs inside stay, and so do the dot of "Иван И." and a closed bracket."""
    start, end = 0, len(text)
    while start < end and not _belongs(text[start]):
        start += 1
    while end > start and not _belongs(text[end - 1]):
        end -= 1
    closes = text[end : end + 1] == ")" and text.count("(", start, end) == 1
    return text[start : end + 1] if closes or _INITIAL.search(text, start, end + 1) else text[start:end]


_INITIAL = re.compile(r"(?:^|[\s.])[^\W\d_]\.$")
_AFTERWARDS = re.compile(r"(?<=[^\W\d_]),\s*(?=[^,]*\d|[a-zа-яєіїґα-ω]+ )")  # "Анна, 35", "Анна, хочу кухню"


def _belongs(character: str) -> bool:
    return character.isalnum() or character in "_*[]<>&'’`#~^" or (not character.isascii() and character.isidentifier())


def _cased(bare: str) -> str:
    if bare != bare.lower() and not (bare == bare.upper() and len(bare) > 3 and " " not in bare and bare.isalpha()):
        return bare
    words = bare.lower().split(" ")
    return " ".join(word if place and word in _PARTICLES else _capital(word) for place, word in enumerate(words))


def _capital(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))


_PARTICLES = frozenset({
    "van", "der", "den", "de", "von", "zu", "la", "le", "du", "di", "da", "del", "della", "bin", "ibn", "ter", "ten",
    "op", "'t", "оглы", "кызы", "бин", "ибн", "фон", "де", "ван", "дер",
})  # fmt: skip


def _pattern(phrases: Sequence[str], *, end: str) -> re.Pattern[str]:
    """The phrases as written and without their accents; any apostrophe will do."""
    ordered = sorted({form for phrase in phrases for form in (phrase, fold(phrase))}, key=len, reverse=True)
    written = "|".join(re.escape(phrase).replace("'", "['’ʼ`]") for phrase in ordered)
    return re.compile(rf"(?:{written})(?:{end})", re.IGNORECASE)


_GREETING = {code: _pattern(known.greetings, end=r"[\s,.!:;)—–-]+") for code, known in PACKS.items()}
_INTRODUCTION = {code: _pattern(known.introductions, end=r"\s*[:,—–-]\s*|\s+") for code, known in PACKS.items()}
_REFUSED = {
    code: frozenset(map(fold, (*known.greetings, *known.refusals, *known.yes, *known.no, *known.introductions)))
    for code, known in PACKS.items()
}
