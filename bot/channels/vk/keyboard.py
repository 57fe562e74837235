"""Buttons become a VK keyboard, or numbered text where they do not fit. Pure.

https://dev.vk.com/ru/api/bots/development/keyboard: inline 10 buttons in 6 rows, ordinary 40 in 10, 5 in a row,
labels of 40 characters, payloads of 255.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.base import Key

LABEL = 40
PAYLOAD = 255
IN_ROW = 5
REMOVED = json.dumps({"one_time": True, "buttons": []}, separators=(",", ":"))

_SERVICE = ("back", "human")  # the last row, left out first
_NUMBERED = ("option", "card")
_COLOURS = {"yes": "positive", "done": "positive", "no": "negative", "option": "primary", "card": "primary"}
_WIDTHS = ((32, 2), (40, 3), (10_000, IN_ROW))  # characters and buttons in a row: from roomy to tight


@dataclass(frozen=True, slots=True)
class Screen:
    """What the receiver's program can show. A program that VK said nothing about gets what every one has."""

    keyboard: bool = True
    inline: bool = False
    carousel: bool = False
    link: bool = True
    location: bool = False

    @classmethod
    def of(cls, extra: Mapping[str, Any], group: bool) -> Screen:
        """From `Profile.extra`; a chat of several persons shows inline callback buttons."""
        if group:
            return cls(inline=True)
        if not extra:
            return cls()
        return cls(
            keyboard=bool(extra.get("keyboard")),
            inline=bool(extra.get("inline") and extra.get("callback")),
            carousel=bool(extra.get("carousel")),
            link=bool(extra.get("link")),
            location=bool(extra.get("location")),
        )


@dataclass(frozen=True, slots=True)
class Board:
    """`json` is VK's keyboard, "" for none; `lines` have to stand below the text; `lost` says what is not shown."""

    json: str = ""
    inline: bool = False
    lines: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


class UnsendableError(ValueError):
    """The letter breaks a rule of VK that cannot be degraded; the text says which."""


def board(keys: Sequence[Key], screen: Screen, *, ordinary: bool = False) -> Board:
    """The keyboard for these keys. `ordinary` forbids an inline one. Raises UnsendableError (payload too long)."""
    lines: list[str] = []
    lost: list[str] = []
    shown = [key for key in keys if _shown(key, screen, lines, lost)]
    if not screen.keyboard and not screen.inline:
        if shown:
            lost.append("buttons: this person's program shows none")
        return Board("", False, (*_as_text(shown), *lines), tuple(lost))
    inline = screen.inline and not ordinary
    most, most_rows = (10, 6) if inline else (40, 10)
    main = [key for key in shown if key.role not in _SERVICE]
    if inline and len(main) > most:
        return board(keys, screen, ordinary=True)
    if len(main) > most:
        lines = [*_numbered(main), *lines]
        lost.append(f"{len(main)} options as buttons: they stand in the text as a numbered list")
        main = [key for key in main if key.role not in _NUMBERED]
        shown = [key for key in shown if key.role not in _NUMBERED]
    elif any(len(key.label) > LABEL for key in main):
        lines = [*_numbered(main), *lines]
        lost.append(f"labels over {LABEL} characters in full: the list stands in the text, the buttons are numbered")
        main = _with_numbers(main)
    service = [key for key in shown if key.role in _SERVICE][: most - len(main)]
    rows = _rows(main, service, most_rows)
    if not rows:
        return Board("", False, tuple(lines), tuple(lost))
    kind = "callback" if inline else "text"
    buttons = [[_button(key, kind) for key in row] for row in rows]
    body = {"inline": True, "buttons": buttons} if inline else {"one_time": True, "buttons": buttons}
    return Board(compact(body), inline, tuple(lines), tuple(lost))


def button(label: str, data: str, kind: str = "callback", colour: str = "primary") -> dict[str, Any]:
    """One button that comes back with `data`. Raises UnsendableError."""
    return {"action": {"type": kind, "label": cut(label, LABEL), "payload": _payload(data)}, "color": colour}


def link(label: str, url: str) -> dict[str, Any]:
    return {"action": {"type": "open_link", "label": cut(label, LABEL), "link": url}}


def cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def compact(value: Any) -> str:
    """JSON that may stand inside VKScript: the separators that end a line there are escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _shown(key: Key, screen: Screen, lines: list[str], lost: list[str]) -> bool:
    """Whether this key becomes a button; what cannot goes into the text or is lost."""
    if key.role == "share_contact":
        lost.append("the button that shares a number: VK has none, it is typed")
        return False
    if key.role == "share_location" and not screen.location:
        lost.append("the button that shares a place: it is typed or sent from the menu")
        return False
    if key.url and not screen.link:
        lines.append(f"{key.label}: {key.url}")
        return False
    return bool(key.label.strip())


def _as_text(keys: Sequence[Key]) -> list[str]:
    """All keys as text: options numbered, the others in one line as words to type."""
    others = [key for key in keys if key.role not in _NUMBERED and not key.url]
    links = [f"{key.label}: {key.url}" for key in keys if key.url]
    return [*_numbered(keys), *([" · ".join(key.label for key in others)] if others else []), *links]


def _numbered(keys: Sequence[Key]) -> list[str]:
    options = [key for key in keys if key.role in _NUMBERED and not key.url]
    return [f"{number}. {key.label}" for number, key in enumerate(options, 1)]


def _with_numbers(keys: Sequence[Key]) -> list[Key]:
    numbers = iter(range(1, len(keys) + 1))
    return [
        Key(f"{next(numbers)}. {key.label}", key.data, key.role, key.url)
        if key.role in _NUMBERED and not key.url
        else key
        for key in keys
    ]


def _rows(main: Sequence[Key], service: Sequence[Key], most_rows: int) -> list[list[Key]]:
    for width, count in _WIDTHS:
        rows = _packed(main, width, count)
        if len(rows) + bool(service) <= most_rows:
            return rows + ([list(service)] if service else [])
    rows = _packed(main, *_WIDTHS[-1])
    return rows if len(rows) <= most_rows else rows[:most_rows]


def _packed(keys: Sequence[Key], width: int, count: int) -> list[list[Key]]:
    """Rows in order; a button that shares a place has a row of its own."""
    rows: list[list[Key]] = []
    used = 0
    for key in keys:
        alone = key.role == "share_location"
        fits = rows and not alone and rows[-1][-1].role != "share_location" and len(rows[-1]) < count
        if fits and used + len(key.label) <= width:
            rows[-1].append(key)
            used += len(key.label)
        else:
            rows.append([key])
            used = len(key.label)
    return rows


def _button(key: Key, kind: str) -> dict[str, Any]:
    if key.url:
        return link(key.label, key.url)
    if key.role == "share_location":
        return {"action": {"type": "location", "payload": compact({"place": 1})}}
    return button(key.label, key.data, kind, _COLOURS.get(key.role, "secondary"))


def _payload(data: str) -> str:
    payload = compact({"d": data})
    if len(payload) > PAYLOAD:
        raise UnsendableError(f"a button's data is longer than VK's {PAYLOAD} characters")
    return payload
