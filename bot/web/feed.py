"""The outbox as the web chat reads it: see `bot.channels.web.channel.Feed`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from bot.channels.base import Body, Unavailable
from bot.channels.web.render import FeedRow, Told
from storage.database import Database
from storage.errors import Conflict, DatabaseAway

_decode = msgspec.json.Decoder(Body).decode
_SWEPT_AT_ONCE = 500


@dataclass(slots=True)
class OutboxFeed:
    """Satisfies `Feed`. `channel` is the web chat's name."""

    database: Database
    clock: Callable[[], datetime]
    channel: str = "web"

    async def since(self, after: Mapping[str, int], limit: int) -> Sequence[FeedRow]:
        """The letters to these addresses with a higher id, lowest ids first, `limit` in all."""
        lanes = {f"{self.channel}:{address}": seq for address, seq in after.items()}
        try:
            async with self.database.reading() as tx:
                found = await tx.outbox.lane_heads_for(list(lanes), lanes)
        except (DatabaseAway, Conflict) as error:
            raise Unavailable from error
        rows = sorted((row for lane in found.values() for row in lane), key=lambda row: row.id)[:limit]
        return [
            FeedRow(row.id, row.address, row.created_at, _decode(row.body), row.settled_at is not None) for row in rows
        ]

    async def told(self, address: str, limit: int) -> Sequence[Told]:
        """The newest `limit` things that the prospect said, oldest first."""
        try:
            async with self.database.reading() as tx:
                talks = await tx.conversations.load([(self.channel, address)])
                talk = talks.get((self.channel, address))
                rows = await tx.history.of_conversation(talk.id) if talk is not None else []
        except (DatabaseAway, Conflict) as error:
            raise Unavailable from error
        words = [(row.at, row.text or said_by(row.data)) for row in rows]
        said = [Told(at, text) for at, text in words if text and not text.startswith("/start")]
        return said[-limit:]

    async def delivered(self, seqs: Sequence[int]) -> None:
        """Settles these rows as delivered; those that are settled already are left alone."""
        try:
            async with self.database.transaction() as tx:
                await tx.outbox.sent([(seq, str(seq)) for seq in seqs], self.clock())
        except (DatabaseAway, Conflict) as error:
            raise Unavailable from error

    async def sweep(self, before: datetime) -> int:
        """Settles all waiting rows of the web chat that were written before this moment; how many there were."""
        try:
            async with self.database.reading() as tx:
                ids = await tx.outbox.open_before(self.channel, before, _SWEPT_AT_ONCE)
        except (DatabaseAway, Conflict) as error:
            raise Unavailable from error
        if ids:
            await self.delivered(ids)
        return len(ids)


def said_by(data: str) -> str:
    """What a history row's data stands for where there are no words: a button's data, a file's place."""
    kind, _, rest = data.partition(":")
    return rest if kind == "press" else rest.partition(":")[2] if kind == "upload" else ""
