"""Timers: rows that wake a talk or a lead when they are due, counted from a moment or from a letter's delivery."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from .connection import Connection, moment_or_none, ms, ms_or_none
from .records import NewTimer, TimerRow
from .statements import Row, batch, change, insert, text
from .tables import timers

_FIELDS = "id, kind, conversation_id, lead_id, question, idx, name, due_at, delay_ms, outbox_id, payload"
_ADD = insert(timers, *_FIELDS.split(", "))
_CANCEL_KIND = change(
    timers,
    "DELETE FROM timers WHERE timers.conversation_id = :conversation AND timers.kind = :kind",
    conversation="conversation_id", kind="kind",
)  # fmt: skip
_CANCEL_ALL = change(
    timers, "DELETE FROM timers WHERE timers.conversation_id = :conversation", conversation="conversation_id"
)
_CANCEL_LEAD = text("DELETE FROM timers WHERE lead_id = :lead AND kind = :kind")
_DUE = text(
    "DELETE FROM timers WHERE id IN (SELECT id FROM timers WHERE due_at <= :now ORDER BY due_at, id LIMIT :most"
    f" {{here}}) RETURNING {_FIELDS}",
    postgresql="FOR UPDATE SKIP LOCKED", now="bigint", most="bigint",
)  # fmt: skip
_NEXT = text("SELECT min(due_at) FROM timers WHERE due_at IS NOT NULL")
_OF_LEAD = text(f"SELECT {_FIELDS} FROM timers WHERE lead_id = :lead ORDER BY id")
_OF_CONVERSATIONS = batch(
    f"SELECT {', '.join('t.' + name for name in _FIELDS.split(', '))} FROM {{rows}} {{here}} timers t"
    " ON t.conversation_id = r.id ORDER BY t.id",
    sqlite="CROSS JOIN", postgresql="JOIN", id="bigint",
)  # fmt: skip


class Timers:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, rows: Sequence[NewTimer]) -> list[int]:
        """Sets timers and returns their ids."""
        ids = await self._connection.ids("timers", len(rows))
        values = [
            (id_, row.kind, row.conversation_id, row.lead_id, row.question, row.idx, row.name, ms_or_none(row.due_at),
             row.delay_ms, row.outbox_id, row.payload)
            for id_, row in zip(ids, rows, strict=True)
        ]  # fmt: skip
        await self._connection.many(_ADD, values)
        return ids

    async def cancel(self, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
        """(conversation, kinds): these timers of the talk do nothing any more; no kinds means all."""
        every = sorted({conversation for conversation, kinds in rows if not kinds})
        some = sorted({(conversation, kind) for conversation, kinds in rows for kind in kinds})
        await self._connection.many(_CANCEL_ALL, [(conversation,) for conversation in every])
        await self._connection.many(_CANCEL_KIND, some)

    async def cancel_of_lead(self, lead_id: int, kind: str) -> int:
        """Timers of one kind that belong to the lead, such as a manager's "remind me"; returns how many."""
        return await self._connection.run(_CANCEL_LEAD, lead_id, kind)

    async def due(self, now: datetime, limit: int) -> list[TimerRow]:
        """Takes up to `limit` timers that are due, the earliest first. They are gone once the caller commits."""
        found = await self._connection.rows(_DUE, ms(now), limit)
        return sorted(map(_timer, found), key=lambda row: (row.due_at, row.id))

    async def next_at(self) -> datetime | None:
        """When the next timer is due, None if none runs."""
        ((value,),) = await self._connection.rows(_NEXT)
        return moment_or_none(value)

    async def of_lead(self, lead_id: int) -> list[TimerRow]:
        return [_timer(row) for row in await self._connection.rows(_OF_LEAD, lead_id)]

    async def of_conversations(self, ids: Sequence[int]) -> list[TimerRow]:
        if not ids:
            return []
        return [_timer(row) for row in await self._connection.rows(_OF_CONVERSATIONS, [(id_,) for id_ in ids])]


def _timer(row: Row) -> TimerRow:
    return TimerRow(
        row[0], row[1], row[2], row[3], row[4], row[5], row[6], moment_or_none(row[7]), row[8], row[9], row[10]
    )
