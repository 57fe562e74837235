"""Profiles in a text: links to a person's page and `@names`; other links are taken out."""

from __future__ import annotations

import re
from dataclasses import dataclass

HANDLE = "\ue003"
_LINK = re.compile(
    r"(?:https?://)?(?:www\.|m\.)?(t\.me|telegram\.me|vk\.com|vk\.ru|instagram\.com|facebook\.com|fb\.com|ok\.ru|wa\.me)"
    r"/(\+?[\w.\-/?=]{1,100})",
    re.IGNORECASE,
)
_AT = re.compile(r"(?<![\w.@])@([A-Za-z][\w.]{2,31})")
_HOSTS = {"telegram.me": "t.me", "vk.ru": "vk.com", "fb.com": "facebook.com"}


@dataclass(frozen=True, slots=True)
class Found:
    """The handles, numbers out of links that carry one, and the text in which HANDLE stands for each."""

    handles: tuple[str, ...]
    numbers: tuple[str, ...]
    rest: str


def find_handles(text: str) -> Found:
    """Every profile of `text`."""
    kept: dict[str, None] = {}
    numbers: list[str] = []

    def link(match: re.Match[str]) -> str:
        host = match.group(1).lower()
        path = match.group(2).rstrip("./")
        if host == "wa.me":
            numbers.append("+" + path.lstrip("+"))
        elif "/" not in path or host == "ok.ru":
            kept[f"{_HOSTS.get(host, host)}/{path.lower()}"] = None
        return HANDLE

    def at(match: re.Match[str]) -> str:
        kept["@" + match.group(1).lower()] = None
        return HANDLE

    rest = _AT.sub(at, _LINK.sub(link, text))
    return Found(tuple(kept), tuple(numbers), rest)
