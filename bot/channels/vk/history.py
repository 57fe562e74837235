"""What was written while the long poll had lost its events: read from the message history.

Presses of callback buttons stand in no history; messages do, with the keys that their events would have had.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.channels.base import Inbound, Limiter, Rate

from .client import Client
from .parse import parse_message

log = logging.getLogger("bot.channels.vk")

_PAGE = 200
_OVERLAP = 60  # seconds read once more; what was seen is dropped by its key
_KEYS_LIVE = 40 * 3600  # seconds that keys of deduplication surely live


@dataclass(frozen=True, slots=True)
class Place:
    """Where the long poll stands, and as a string the channel's cursor: the `ts`, the newest message id seen, and when
    (Unix seconds) we last heard of the long poll server."""

    ts: str = ""
    message_id: int = 0
    at: int = 0

    @classmethod
    def read(cls, cursor: str | None) -> Place:
        parts = (cursor or "").split("/")
        if len(parts) == 3 and parts[1].isdigit() and parts[2].isdigit():
            return cls(parts[0], int(parts[1]), int(parts[2]))
        return cls(parts[0])

    def __str__(self) -> str:
        return f"{self.ts}/{self.message_id}/{self.at}"


class History:
    """`since(place)` gives the messages of all conversations that came after that place, oldest first."""

    def __init__(self, channel: str, client: Client, limiter: Limiter, rate: Rate, now: Callable[[], datetime]) -> None:
        self._channel = channel
        self._client = client
        self._limiter = limiter
        self._rate = rate
        self._now = now

    async def since(self, place: Place) -> tuple[list[Inbound], int]:
        """The messages, and the newest message id among them (0 for none). Raises CallError."""
        if not place.at:
            return [], 0
        found: list[dict[str, Any]] = []
        for peer in await self._peers(place):
            found += await self._messages(peer, place)
        found.sort(key=lambda message: (message["date"], message["id"], message.get("conversation_message_id", 0)))
        inbounds = [parse_message(self._channel, message, self._now(), None) for message in found]
        newest = max((int(message["id"]) for message in found), default=0)
        return [inbound for inbound in inbounds if inbound], newest

    async def _peers(self, place: Place) -> list[int]:
        """Conversations with something new, newest first."""
        peers: list[int] = []
        offset = 0
        while True:
            page = await self._items("messages.getConversations", offset=offset)
            for item in page:
                last = item.get("last_message") or {}
                if not self._is_new(last, place):
                    return peers
                peers.append(int(item["conversation"]["peer"]["id"]))
            if len(page) < _PAGE:
                return peers
            offset += _PAGE

    async def _messages(self, peer: int, place: Place) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while True:
            page = await self._items("messages.getHistory", peer_id=peer, offset=len(found))
            fresh = [message for message in page if self._is_new(message, place)]
            found += fresh
            if len(fresh) < len(page) or len(page) < _PAGE:
                return found

    def _is_new(self, message: dict[str, Any], place: Place) -> bool:
        """By id where there is one. Close to the place its date will do as well: ids may come out of order, and what
        was seen before is known by its key; after a long silence the keys are gone."""
        number, date = int(message.get("id") or 0), int(message.get("date") or 0)
        if self._now().timestamp() - place.at < _KEYS_LIVE:
            return bool(number > place.message_id > 0) or date >= place.at - _OVERLAP
        return number > place.message_id if number and place.message_id else date > place.at

    async def _items(self, method: str, **params: int) -> Sequence[dict[str, Any]]:
        await self._limiter.wait(self._rate)
        texts = {name: str(value) for name, value in params.items()}
        answer = await self._client.call(method, {"count": str(_PAGE), **texts})
        items = answer.response["items"]
        assert isinstance(items, list)
        return items
