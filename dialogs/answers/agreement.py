"""Yes or no, said outright: what a consent asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dialogs.languages import fold, pack
from dialogs.words import FALLBACK, PACKS

LONGEST = 80  # characters; whoever writes more says more than yes


def yes_no(text: str, languages: Sequence[str]) -> bool | None:
    """True or False for an explicit yes or no, in any of these languages; None for everything else.

    Politeness and repetition change nothing ("да, да, спасибо"); any other word does ("да, но позже").
    """
    if len(text) > LONGEST:
        return None
    bare = text.strip()
    if bare in _SIGNS:
        return _SIGNS[bare]
    words = fold(text).split()
    for language in languages or (FALLBACK,):
        found = _meant(words, _MEANINGS[pack(language).code])
        if found is not None:
            return found
    return None


_SIGNS = {"+": True, "++": True, "-": False, "−": False}
_LONGEST_PHRASE = 5  # words


def _meant(words: Sequence[str], meanings: Mapping[str, bool | None]) -> bool | None:
    said: bool | None = None
    at = 0
    while at < len(words):
        for end in range(min(len(words), at + _LONGEST_PHRASE), at, -1):
            found = " ".join(words[at:end])
            if found in meanings:
                meaning = meanings[found]
                break
        else:
            return None
        if meaning is not None:
            if said is not None and said is not meaning:
                return None
            said = meaning
        at = end
    return said


def _meanings(code: str) -> dict[str, bool | None]:
    known = PACKS[code]
    meanings: dict[str, bool | None] = {fold(words): None for words in known.polite}
    meanings |= {fold(words): True for words in (*known.commands["yes"], *known.yes)}
    meanings |= {fold(words): False for words in (*known.commands["no"], *known.no)}
    return meanings


_MEANINGS = {code: _meanings(code) for code in PACKS}
