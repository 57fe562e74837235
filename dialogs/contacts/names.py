"""The writer's own name in what is left of a text once contacts and times are taken out."""

from __future__ import annotations

import re

_INTRODUCED = re.compile(
    r"(?:меня зовут|мене звати|зовут|имя:|my name is|i am|i'm|this is|je m'appelle|je suis|ik ben|mijn naam is|ik heet"
    r"|με λένε|ονομάζομαι|είμαι (?:ο|η))\s+([^\W\d_]+(?:[-' ][^\W\d_]+){0,2})",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")


def find_name(rest: str, language: str) -> str | None:
    """The name, or None."""
    match = _INTRODUCED.search(rest)
    if match is not None:
        words = _WORDS.findall(match.group(1))
        kept = [words[0], *(word for word in words[1:] if word[:1].isupper())]
        return " ".join(word[:1].upper() + word[1:] for word in kept)
    words = _WORDS.findall(rest)
    if 1 <= len(words) <= 3 and all(word[:1].isupper() for word in words):
        return " ".join(words)
    return None
