"""A row of the feed becomes a server frame (see `parse.py` for all frames). Pure.

The web shows everything that a letter can hold, so nothing is degraded; keys that only make sense on a phone's
keyboard (share my number) are left out, since the page gives a fitting input field instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import msgspec

from bot.channels.base import Body, CardOut, Key, Piece

_PRESS = re.compile(r"\d+\.[A-Za-z0-9_.:-]+")
_TICK = "✓ "
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A letter to a web address as it stands in the outbox: `seq` is the row's id, `at` when it was written.
    `settled`: it was shown before, so that no acknowledgement is owed."""

    seq: int
    address: str
    at: datetime
    body: Body
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """Words of the prospect, kept in the history."""

    at: datetime
    text: str


def frame(row: FeedRow) -> dict[str, Any]:
    """The server frame of one row, JSON-ready."""
    body = row.body
    if body.act == "press":
        return {"seq": row.seq, "toast": body.text, "press": body.press_id}
    out: dict[str, Any] = {"seq": row.seq, "text": body.text, "buttons": buttons(body.keys), "at": moment(row.at)}
    if body.question:
        out["question"] = body.question
    if body.act == "edit":
        return {**out, "edit": True}
    out["keyboard"] = body.keyboard
    for name, value in (("language", body.language), ("progress", body.progress), ("discount", body.discount)):
        if value:
            out[name] = value
    if body.pieces:
        out["files"] = [piece(one) for one in body.pieces]
    if body.cards:
        out["cards"] = [card(one) for one in body.cards]
    return out


def buttons(keys: Iterable[Key]) -> list[dict[str, str]]:
    """The buttons of a message. A link has a `url` and no `id`; sharing a number is the input field's work here."""
    found = []
    for key in keys:
        if key.role == "share_contact":
            continue
        button = {"id": key.data, "text": key.label, "role": key.role}
        if key.url:
            button["url"] = web_link(key.url)
        found.append(button)
    return found


def piece(one: Piece) -> dict[str, str]:
    """A picture, file or video, with the address that serves it."""
    return {"kind": one.kind, "name": one.name.rpartition("/")[2], "url": media_link(one.name)}


def card(one: CardOut) -> dict[str, str]:
    """A product."""
    out = {"id": one.data, "title": one.title, "price": one.price, "description": one.description}
    if one.url:
        out["url"] = web_link(one.url)
    if one.image:
        out["image"] = media_link(one.image)
    return out


def media_link(name: str) -> str:
    """Where the page finds a script's file: an https link as it is, a name under /media."""
    if name.startswith(("https://", "http://")):
        return name
    return "/media/" + quote(name.lstrip("/"))


def web_link(url: str) -> str:
    """A link that is safe to follow: anything but http, https, mailto and tel goes nowhere."""
    return url if re.match(r"(https?://|mailto:|tel:)", url, re.IGNORECASE) else "about:blank"


def history(rows: Iterable[FeedRow], told: Iterable[Told]) -> list[dict[str, Any]]:
    """A talk from its beginning: what came in and what went out, in the order in which it happened.

    A turn's answer carries the same moment as the words that it answers, so the prospect's come first.
    """
    rows = list(rows)
    meant = Meant([row.body for row in rows])
    mixed: list[tuple[datetime, int, int, dict[str, Any]]] = [(row.at, 1, row.seq, frame(row)) for row in rows]
    for number, one in enumerate(told):
        text = meant(one.text)
        text = re.sub(r"^uploads/\S+(\.\w+)$", r"📎 \1", text)
        if text and not text.startswith("/start"):
            mixed.append((one.at, 0, number, {"me": True, "text": text, "at": moment(one.at)}))
    mixed.sort(key=lambda item: item[:3])
    return [item[3] for item in mixed]


class Meant:
    """What the prospect meant by what is kept of an act: a press is the label of its button. Ticks of a question with
    several answers mean nothing by themselves; its Done means all that were ticked then."""

    def __init__(self, bodies: Sequence[Body]) -> None:
        self._labels: dict[str, str] = {}
        self._done: dict[str, int] = {}
        self._ticks: set[str] = set()
        self._chosen: dict[int, str] = {}
        for body in bodies:
            many = any(key.role == "done" for key in body.keys)
            for key in body.keys:
                if key.data:
                    self._labels[key.data] = key.label.removeprefix(_TICK)
                if key.data and key.role == "done":
                    self._done[key.data] = body.question
                elif key.data and many and key.role == "option":
                    self._ticks.add(key.data)
            if body.question:
                ticked = [key.label.removeprefix(_TICK) for key in body.keys if key.label.startswith(_TICK)]
                self._chosen[body.question] = ", ".join(ticked)

    def __call__(self, text: str) -> str:
        """The words of `text`, which is the prospect's own words or a button's data; "" where there are none."""
        if text in self._ticks:
            return ""
        if text in self._done:
            return self._chosen.get(self._done[text], "") or self._labels[text]
        return self._labels.get(text, "" if _PRESS.fullmatch(text) else text)


def moment(at: datetime) -> str:
    """RFC 3339 in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def encode(value: Mapping[str, Any]) -> str:
    """JSON text of a frame."""
    return _encode(value).decode()
