"""Keys of the platforms' events that were taken, so that a repeat is dropped, and events that could not be handled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from .connection import Connection, ms
from .statements import batch, text

_ADD = batch(
    "INSERT INTO inbox (channel, event_id, at) SELECT r.channel, r.event_id, :at FROM {rows} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING channel, event_id",
    channel="text",
    event_id="text",
    types="at bigint",
)
_PRUNE = text("DELETE FROM inbox WHERE at < :before")
_POISON = text(
    "INSERT INTO poisoned (channel, event_id, reason, raw, at) VALUES (:channel, :event, :reason, :raw, :at)"
)


class Inbox:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, keys: Sequence[tuple[str, str]], at: datetime) -> set[tuple[str, str]]:
        """Remembers (channel, event_id) keys and returns those that are new. Repeats inside the call count once."""
        if not keys:
            return set()
        found = await self._connection.rows(_ADD, sorted(set(keys)), ms(at))
        return {(channel, event_id) for channel, event_id in found}

    async def prune(self, before: datetime) -> int:
        """Forgets keys older than `before` and returns how many."""
        return await self._connection.run(_PRUNE, ms(before))

    async def poison(self, channel: str, event_id: str, reason: str, raw: str, at: datetime) -> None:
        """Keeps an event that could not be handled, for a person to look at."""
        await self._connection.run(_POISON, channel, event_id, reason, raw, ms(at))
