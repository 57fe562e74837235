"""How a name is spelt: common given names told, oblique forms turned, capitals set, the other keyboard undone."""

from __future__ import annotations

import re

from .given_names import ALL, CYRILLIC, LATIN, nominatives
from .slips import english_layout, russian_layout
from .vocabulary import PARTICLES, STOP

_KEYS = re.compile(r"(?<!\S)[A-Za-z\[\];',.`{}:\"<>]{3,20}(?!\S)")
_FEWEST = 4  # letters of an ordinary word that is believed to come from the other keyboard


def from_other_keyboard(text: str, language: str) -> str:
    """What was typed with the wrong layout, such as `Fyyf` or `vtyz pjden Jkmuf`; only where what comes out is a
    common name, or ordinary words beside one another or beside such a name."""
    if language in ("ru", "uk"):
        return _in_cyrillic(text)

    def latin(match: re.Match[str]) -> str:
        word = match.group()
        meant = english_layout(word)
        return meant if meant.lower() in LATIN and word.lower() not in CYRILLIC else word

    return re.sub(r"(?<![^\W\d_])[А-ЯЁа-яё]{3,15}(?![^\W\d_])", latin, text)


def _in_cyrillic(text: str) -> str:
    meanings = [_meant(match.group()) for match in _KEYS.finditer(text)]
    names = sum(meant.lower() in CYRILLIC for meant, _ in meanings)
    ordinary = sum(meant.lower() in STOP and len(meant) >= _FEWEST for meant, _ in meanings)
    if not names and ordinary < 2:
        return text
    turned = False

    def cyrillic(match: re.Match[str]) -> str:
        nonlocal turned
        meant, tail = _meant(match.group())
        common = meant.lower() in CYRILLIC or meant.lower() in STOP
        if not meant or not (common or (turned and re.fullmatch(r"[А-ЯЁ][а-яё]+", meant))):
            return match.group()
        turned = True
        return meant + tail

    return _KEYS.sub(cyrillic, text)


def _meant(typed: str) -> tuple[str, str]:
    """(the word on a Russian keyboard, a comma that ends it); an empty word for what is one as it stands."""
    tail = "," if typed.endswith(",") else ""
    body = typed.removesuffix(",")
    low = body.lower()
    return ("" if low in LATIN or low in STOP else russian_layout(body)), tail


def is_known(word: str) -> bool:
    low = word.lower().rstrip(".")
    if low in ALL or low in nominatives():
        return True
    return "-" in low and any(part in ALL for part in low.split("-"))


def from_instrumental(word: str) -> str:
    """`звать Северином` wants the instrumental; only names that are not in the list are turned by their ending."""
    if is_known(word) or len(word) < 6:
        return word
    for ending, nominative in (("ом", ""), ("ою", "а"), ("ой", "а"), ("єю", "я"), ("ею", "я"), ("ей", "я")):
        if word.endswith(ending):
            return word.removesuffix(ending) + nominative
    return word


def written(words: list[str], language: str, oblique: bool = False, masculine: bool = False) -> str:
    """The name in the nominative and with capitals where the writer left them out."""
    words = _nominative(words, language, oblique)
    if masculine and words[0][-1:] in "οηαόήά":
        words = [words[0] + "ς", *words[1:]]
    shouted = all(word.isupper() for word in words if len(word) > 2) and any(len(word) > 2 for word in words)
    small = all(word.islower() for word in words)
    written = []
    for i, word in enumerate(words):
        bare = word if len(word.rstrip(".")) == 1 else word.rstrip(".")
        if i and bare.lower() in PARTICLES and (small or not bare[:1].isupper() or bare.isupper()):
            written.append(bare.lower())
        elif (bare.isupper() and len(bare) > 2) or (shouted and bare.isupper() and len(words) > 1):
            written.append("-".join(_title(part.lower()) for part in bare.split("-")))
        elif bare.islower() and (small or i == 0 or is_known(bare)):
            written.append(
                "-".join(_title(part) for part in bare.split("-")) if _latin_or_known(bare) else _title(bare)
            )
        else:
            written.append(bare)
    return " ".join(written)


def _latin_or_known(word: str) -> bool:
    return word.isascii() or any(part in ALL for part in word.split("-"))


def _title(word: str) -> str:
    if word[1:2] == "'" and len(word) > 2:
        return word[0].upper() + "'" + word[2:3].upper() + word[3:]
    return word[:1].upper() + word[1:]


def _nominative(words: list[str], language: str, oblique: bool) -> list[str]:
    """`Анну Петрову` becomes `Анна Петрова`; the surname follows only where the given name was turned."""
    table = nominatives(language == "uk")
    for i, word in enumerate(words):
        low = word.lower()
        meant = table.get(low)
        if meant is None and oblique and low in ALL and low.endswith(("а", "я")):
            masculine = low[:-1] if low.endswith("а") else low[:-1] + "й"
            if masculine in CYRILLIC:
                meant = (masculine, "m")
        if meant is None or (low in ALL and not oblique):
            continue
        name, gender = meant
        turned = [_surname(other, gender) for other in words]
        turned[i] = _like(name, word)
        return turned
    return words


_FEMININE = (
    (r"(?:ову|овой|овою)$", "ова"), (r"(?:еву|евой|евою)$", "ева"), (r"(?:ёву|ёвой)$", "ёва"),
    (r"(?:ину|иной|иною)$", "ина"), (r"(?:скую|ской|скою)$", "ская"), (r"(?:ську|ської|ською)$", "ська"),
    (r"(?:ую|ой)$", "ая"), (r"(?:вну|вны|вне|вной)$", "вна"), (r"(?:чну|чны|чне)$", "чна"),
)  # fmt: skip
_MASCULINE = (
    (r"(?:ова|ову|овым)$", "ов"), (r"(?:ёва|ёву|ёвым)$", "ёв"), (r"(?:ева|еву|евым)$", "ев"),
    (r"(?:ина|ину|иным)$", "ин"),
    (r"(?:ского|скому|ским)$", "ский"), (r"(?:ського|ському)$", "ський"), (r"(?:вича|вичу|вичем)$", "вич"),
    (r"(?<=[йн])к(?:а|у|ом)$", "ко"), (r"(?<=[чкнрдтлмзсгбп])(?:а|у|ом)$", ""),
)  # fmt: skip


def _surname(word: str, gender: str) -> str:
    for pattern, ending in _FEMININE if gender == "f" else _MASCULINE:
        turned = re.sub(pattern, ending, word)
        if turned != word:
            return turned
    return word


def _like(name: str, word: str) -> str:
    return name[:1].upper() + name[1:] if word[:1].isupper() or word.islower() else name
