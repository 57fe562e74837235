"""The outbox: every letter that is to leave, was sent, or could not be.

A lane is one chat of one channel, or one integration. Its head is the open row with the lowest (class, id); only
heads are claimed, and one at a time: what is under way is finished first. Claiming walks the oldest waiting rows
of each channel and, where lanes with long queues stand in the way, the lanes themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from .connection import Connection, moment, moment_or_none, ms, ms_or_none
from .records import NewLetter, OutboxRow
from .settings import Settings
from .statements import Row, Statement, batch, change, insert, text
from .tables import notices, outbox

RANDOM_IDS = 2**31 - 1  # VK takes a 31-bit number
CLASSES = {"press": 0, "reply": 1, "reminder": 2, "broadcast": 3}
_WINDOW = 4  # so many times the limit are looked at before the lanes themselves are walked

_FIELDS = (
    "id, lane, cls, channel, address, body, conversation_id, lead_id, question, available_at, expires_at, created_at,"
    " random_id, tries, state, message_id, reason, settled_at"
)
_ADD = insert(
    outbox, "id", "lane", "cls", "channel", "address", "body", "conversation_id", "lead_id", "question", "available_at",
    "expires_at", "created_at", "random_id", "state", "dedupe",
    tail="ON CONFLICT DO NOTHING",
)  # fmt: skip
_REPEATS = batch("SELECT o.dedupe, o.id FROM {rows} JOIN outbox o ON o.dedupe = r.dedupe", dedupe="text")

# A candidate `o` is its lane's head, and nothing of the lane is under way
_IS_HEAD = (
    " o.id = (SELECT h.id FROM outbox h WHERE h.channel = o.channel AND h.lane = o.lane AND h.settled_at IS NULL"
    " ORDER BY h.cls, h.id LIMIT 1)"
    " AND NOT EXISTS (SELECT 1 FROM outbox s WHERE s.channel = o.channel AND s.lane = o.lane AND s.state = 'sending')"
)
_TAKE = (
    "UPDATE outbox SET state = 'sending', node = :node, lease_until = :until WHERE id IN (SELECT id FROM picked)"
    f" RETURNING {_FIELDS}"
)
_CLAIM = batch(
    "{here}",
    sqlite=(
        "WITH picked AS (SELECT id FROM ("
        " SELECT o.id, -1 AS cls FROM {rows} CROSS JOIN outbox o ON o.channel = r.channel AND o.state = 'sending'"
        " WHERE o.lease_until <= :now"
        " UNION ALL SELECT o.id, o.cls FROM {rows} CROSS JOIN outbox o ON o.channel = r.channel AND o.state = 'later'"
        f" WHERE o.available_at <= :now AND {_IS_HEAD}"
        " UNION ALL SELECT o.id, o.cls FROM {rows} CROSS JOIN outbox o ON o.id IN (SELECT w.id FROM outbox w"
        " WHERE w.channel = r.channel AND w.state = 'waiting' ORDER BY w.cls, w.id LIMIT :window)"
        f" WHERE {_IS_HEAD}"
        f") ORDER BY cls, id LIMIT :most) {_TAKE}"
    ),
    postgresql=(
        "WITH picked AS MATERIALIZED (SELECT o.id FROM outbox o JOIN ("
        " SELECT o.id, -1 AS place FROM outbox o WHERE o.channel = ANY(:rows_channel::text[]) AND o.state = 'sending'"
        " AND o.lease_until <= :now"
        " UNION ALL SELECT o.id, o.cls FROM outbox o WHERE o.channel = ANY(:rows_channel::text[])"
        f" AND o.state = 'later' AND o.available_at <= :now AND {_IS_HEAD}"
        " UNION ALL SELECT o.id, o.cls FROM {rows} CROSS JOIN LATERAL (SELECT w.* FROM outbox w"
        " WHERE w.channel = r.channel AND w.state = 'waiting' ORDER BY w.cls, w.id LIMIT :window) o"
        f" WHERE {_IS_HEAD}"
        ") c ON c.id = o.id WHERE o.settled_at IS NULL AND (o.state <> 'sending' OR o.lease_until <= :now)"
        f" ORDER BY c.place, o.id LIMIT :most FOR UPDATE OF o SKIP LOCKED) {_TAKE}"
    ),
    channel="text", types="now bigint, until bigint, window bigint, most bigint, node text",
)  # fmt: skip
_CROWDED = batch(
    "SELECT r.channel FROM {rows} WHERE (SELECT count(*) FROM (SELECT 1 FROM outbox w WHERE w.channel = r.channel"
    " AND w.state = 'waiting' LIMIT :window) AS seen) >= :window",
    channel="text", types="window bigint",
)  # fmt: skip
# Steps from lane to lane, each by one look into `outbox_open`; stops when enough heads were found
_WALK = (
    "lanes(lane) AS (SELECT min(lane) FROM outbox WHERE channel = :channel AND settled_at IS NULL"
    " UNION ALL SELECT (SELECT min(n.lane) FROM outbox n WHERE n.channel = :channel AND n.settled_at IS NULL"
    " AND n.lane > lanes.lane) FROM lanes WHERE lanes.lane IS NOT NULL),"
    " heads(id) AS (SELECT (SELECT h.id FROM outbox h WHERE h.channel = :channel AND h.lane = lanes.lane"
    " AND h.settled_at IS NULL ORDER BY h.cls, h.id LIMIT 1) FROM lanes WHERE lanes.lane IS NOT NULL)"
)
_CLAIM_LANES = text(
    f"WITH RECURSIVE {_WALK}, picked AS {{here}} {_TAKE}",
    sqlite=(
        f"(SELECT o.id FROM heads CROSS JOIN outbox o ON o.id = heads.id WHERE o.state = 'waiting' AND {_IS_HEAD}"
        " LIMIT :most)"
    ),
    postgresql=(
        "MATERIALIZED (SELECT o.id FROM outbox o WHERE o.id IN (SELECT b.id FROM heads JOIN LATERAL"
        f" (SELECT o.id FROM outbox o WHERE o.id = heads.id AND o.state = 'waiting' AND {_IS_HEAD} OFFSET 0) b ON true"
        " LIMIT :most) AND o.state = 'waiting' FOR UPDATE OF o SKIP LOCKED)"
    ),
    channel="text", most="bigint", node="text", until="bigint",
)  # fmt: skip

_SENT = change(
    outbox,
    "UPDATE outbox SET state = 'sent', message_id = :message_id, settled_at = :at, lease_until = NULL"
    " WHERE outbox.id = :id AND outbox.settled_at IS NULL",
    message_id="message_id", at="settled_at", id="id",
)  # fmt: skip
_START_TIMERS = batch(
    "UPDATE timers SET due_at = :at + delay_ms WHERE due_at IS NULL AND outbox_id IN (SELECT r.id FROM {rows})",
    id="bigint", types="at bigint",
)  # fmt: skip
_KNOW_NOTICE = change(
    notices, "UPDATE notices SET message_id = :message_id WHERE notices.outbox_id = :id",
    message_id="message_id", id="outbox_id",
)  # fmt: skip
_RETRY = change(
    outbox,
    "UPDATE outbox SET state = 'later', available_at = :available_at, reason = :reason, tries = tries + 1,"
    " node = '', lease_until = NULL WHERE outbox.id = :id AND outbox.settled_at IS NULL",
    available_at="available_at", reason="reason", id="id",
)  # fmt: skip
_FAIL = change(
    outbox,
    "UPDATE outbox SET state = :state, reason = :reason, settled_at = :at, lease_until = NULL"
    " WHERE outbox.id = :id AND outbox.settled_at IS NULL",
    state="state", reason="reason", at="settled_at", id="id",
)  # fmt: skip
_TAKE_OVER = text("UPDATE outbox SET lease_until = 0 WHERE state = 'sending'")
_OPEN_BEFORE = text(
    "SELECT id FROM outbox WHERE channel = :channel AND settled_at IS NULL AND created_at < :before"
    " ORDER BY id LIMIT :most"
)
_RELEASE = text(
    "UPDATE outbox SET state = 'waiting', node = '', lease_until = NULL WHERE state = 'sending' AND node = :node"
)
_STOP_ADDRESS = text(
    "UPDATE outbox SET state = 'gone', reason = :reason, settled_at = :at, lease_until = NULL"
    " WHERE channel = :channel AND address = :address AND settled_at IS NULL"
)
_STOP_BROADCASTS = batch(
    "UPDATE outbox SET state = 'gone', reason = 'the prospect stopped broadcasts', settled_at = :at"
    " WHERE conversation_id IN (SELECT r.id FROM {rows}) AND cls = 3 AND state IN ('waiting', 'later')",
    id="bigint", types="at bigint",
)  # fmt: skip
_NEXT = batch(
    "SELECT r.channel, (SELECT min(o.lease_until) FROM outbox o WHERE o.channel = r.channel AND o.state = 'sending'),"
    " (SELECT o.available_at FROM outbox o WHERE o.channel = r.channel AND o.state = 'later' AND"
    f" {_IS_HEAD} ORDER BY o.available_at LIMIT 1),"
    " (SELECT o.available_at FROM (SELECT w.* FROM outbox w WHERE w.channel = r.channel AND w.state = 'waiting'"
    f" ORDER BY w.cls, w.id LIMIT :window) o WHERE {_IS_HEAD} ORDER BY o.cls, o.id LIMIT 1) FROM {{rows}}",
    channel="text",
    types="window bigint",
)
_NEXT_OF_LANES = text(
    f"WITH RECURSIVE {_WALK} SELECT o.available_at FROM heads {{here}} LIMIT 1",
    sqlite=f"CROSS JOIN outbox o ON o.id = heads.id WHERE o.state = 'waiting' AND {_IS_HEAD}",
    postgresql=(
        "JOIN LATERAL (SELECT o.available_at FROM outbox o WHERE o.id = heads.id AND o.state = 'waiting'"
        f" AND {_IS_HEAD} OFFSET 0) o ON true"
    ),
    channel="text",
)
_LANE = text(f"SELECT {_FIELDS} FROM outbox WHERE lane = :lane AND id > :after ORDER BY id LIMIT :most")
_LANES = batch(
    f"SELECT {', '.join('o.' + name for name in _FIELDS.split(', '))} FROM {{rows}} {{here}} outbox o"
    " ON o.lane = r.lane AND o.id > r.after ORDER BY o.id",
    sqlite="CROSS JOIN", postgresql="JOIN", lane="text", after="bigint",
)  # fmt: skip
_OF_CONVERSATION = text(f"SELECT {_FIELDS} FROM outbox WHERE conversation_id = :conversation ORDER BY id")
_MESSAGE_OF = text(
    "SELECT message_id FROM outbox WHERE conversation_id = :conversation AND question = :question AND state = 'sent'"
    " AND message_id <> '' ORDER BY id DESC LIMIT 1"
)
_DEPTH = text("SELECT channel, count(*) FROM outbox WHERE settled_at IS NULL GROUP BY channel")
_LEASED = text("SELECT node FROM outbox WHERE channel = :channel AND state = 'sending' ORDER BY id")
_GET = batch(
    f"SELECT {', '.join('o.' + name for name in _FIELDS.split(', '))} FROM {{rows}} {{here}} outbox o ON o.id = r.id",
    sqlite="CROSS JOIN", postgresql="JOIN", id="bigint",
)  # fmt: skip


class Outbox:
    def __init__(self, connection: Connection, settings: Settings) -> None:
        self._connection = connection
        self._settings = settings

    async def add(self, rows: Sequence[NewLetter]) -> list[int]:
        """Puts letters into the outbox and returns their ids, in the order of `rows`.

        A letter whose `dedupe` is known already is not stored: its place holds the id of the letter that is.
        """
        if not rows:
            return []
        start = await self._settings.random_start()
        ids = await self._connection.ids("outbox", len(rows))
        await self._connection.many(_ADD, [_letter(id_, row, start) for id_, row in zip(ids, rows, strict=True)])
        repeats = [(row.dedupe,) for row in rows if row.dedupe is not None]
        if repeats:
            standing: dict[str | None, int] = dict(await self._pairs(_REPEATS, repeats))
            ids = [standing.get(row.dedupe, id_) for id_, row in zip(ids, rows, strict=True)]
        return ids

    async def claim(
        self, channels: Sequence[str], node: str, limit: int, lease_until: datetime, now: datetime
    ) -> list[OutboxRow]:
        """Takes up to `limit` heads of lanes of these channels under a lease, the lowest class first, then the oldest.

        A lane with a letter under a live lease gives nothing; a letter whose lease has run out is taken first.
        """
        names = [(name,) for name in sorted(set(channels))]
        if not names or limit <= 0:
            return []
        until, window = ms(lease_until), limit * _WINDOW
        taken = list(await self._rows(_CLAIM, names, now=ms(now), window=window, most=limit, node=node, until=until))
        if len(taken) < limit:
            for (channel,) in await self._rows(_CROWDED, names, window=window):
                taken += await self._rows(
                    _CLAIM_LANES, channel=channel, most=limit - len(taken), node=node, until=until
                )
                if len(taken) >= limit:
                    break
        return sorted(map(_outbox_row, taken), key=lambda row: (row.cls, row.id))

    async def sent(self, rows: Sequence[tuple[int, str]], at: datetime) -> None:
        """(id, the platform's message id): delivered. Timers that wait for these letters start to run from `at`."""
        when = ms(at)
        ordered = sorted(rows)
        await self._connection.many(_SENT, [(message, when, id_) for id_, message in ordered])
        if rows:
            await self._connection.run(_START_TIMERS, [(id_,) for id_, _ in ordered], when)
            await self._connection.many(_KNOW_NOTICE, [(message, id_) for id_, message in ordered])

    async def retry(self, rows: Sequence[tuple[int, datetime, str]]) -> None:
        """(id, available_at, reason): nothing was sent, try again then. Counts the try and gives the lease back."""
        await self._connection.many(_RETRY, [(ms(at), reason, id_) for id_, at, reason in sorted(rows, key=_first)])

    async def fail(self, rows: Sequence[tuple[int, str, str]], at: datetime | None = None) -> None:
        """(id, state, reason): it will not be sent. state: dead (ours to fix), stale (too old), gone (nobody there)."""
        when = _or_now(at)
        await self._connection.many(_FAIL, [(state, reason, when, id_) for id_, state, reason in sorted(rows)])

    async def release(self, node: str | None) -> int:
        """Gives back what a node holds under lease and did not send; returns how many.

        None: every node's leases end now, for a database that has one node only. What they held may have been under
        way, so it stays first in its lane.
        """
        if node is None:
            return await self._connection.run(_TAKE_OVER)
        return await self._connection.run(_RELEASE, node)

    async def stop_address(self, channel: str, address: str, reason: str, at: datetime | None = None) -> int:
        """Nobody is there any more: all open letters to the address are settled as gone; returns how many."""
        return await self._connection.run(_STOP_ADDRESS, reason, _or_now(at), channel, address)

    async def waiting_broadcasts_stop(self, conversation_ids: Iterable[int], at: datetime | None = None) -> int:
        """The prospect unsubscribed: broadcasts that wait are settled as gone; returns how many."""
        ids = [(id_,) for id_ in sorted(set(conversation_ids))]
        return await self._connection.run(_STOP_BROADCASTS, ids, _or_now(at)) if ids else 0

    async def next_at(self, channels: Sequence[str]) -> datetime | None:
        """When `claim` will find something next: in the past if it would now, None if nothing waits."""
        names = [(name,) for name in sorted(set(channels))]
        if not names:
            return None
        window = 100 * _WINDOW
        times: list[int] = []
        hidden: list[Row] = []  # channels in whose window no letter may go
        for channel, *found in await self._rows(_NEXT, names, window=window):
            times += [at for at in found if at is not None]
            if found[2] is None:
                hidden.append((channel,))
        if hidden:
            for (channel,) in await self._rows(_CROWDED, hidden, window=window):
                times += [row[0] for row in await self._rows(_NEXT_OF_LANES, channel=channel)]
        return moment(min(times)) if times else None

    async def lane(self, lane: str, after_id: int, limit: int) -> list[OutboxRow]:
        """A lane's letters after an id, settled or not, the oldest first: what a web chat shows."""
        return [_outbox_row(row) for row in await self._connection.rows(_LANE, lane, after_id, limit)]

    async def lane_heads_for(self, lanes: Sequence[str], after: Mapping[str, int]) -> dict[str, list[OutboxRow]]:
        """The same for many lanes at once: each one's letters after its id in `after` (0 where it has none)."""
        found: dict[str, list[OutboxRow]] = {lane: [] for lane in lanes}
        if lanes:
            wanted = [(lane, after.get(lane, 0)) for lane in sorted(found)]
            for row in await self._connection.rows(_LANES, wanted):
                found[row[1]].append(_outbox_row(row))
        return found

    async def get(self, ids: Iterable[int]) -> dict[int, OutboxRow]:
        """Letters by id, whatever their state; unknown ids are left out."""
        wanted = [(id_,) for id_ in sorted(set(ids))]
        found = await self._connection.rows(_GET, wanted) if wanted else []
        return {row[0]: _outbox_row(row) for row in found}

    async def open_before(self, channel: str, before: datetime, limit: int) -> list[int]:
        """Ids of a channel's open letters that were written before a moment, the oldest first."""
        return [row[0] for row in await self._connection.rows(_OPEN_BEFORE, channel, ms(before), limit)]

    async def of_conversation(self, conversation_id: int) -> list[OutboxRow]:
        """All that was said or waits to be said in a talk, the oldest first: half of its timeline."""
        return [_outbox_row(row) for row in await self._connection.rows(_OF_CONVERSATION, conversation_id)]

    async def message_of(self, conversation_id: int, question: int) -> str:
        """The platform's id of the newest delivered message of that question, "" if there is none."""
        found = await self._connection.row(_MESSAGE_OF, conversation_id, question)
        return found[0] if found else ""

    async def depth(self) -> dict[str, int]:
        """How many letters are open, by channel."""
        return dict(await self._pairs(_DEPTH))

    async def leased(self, channel: str) -> list[str]:
        """The node of each letter of a channel that is under way, or was when its node died."""
        return [row[0] for row in await self._connection.rows(_LEASED, channel)]

    async def _pairs(self, statement: Statement, *values: object) -> list[tuple[Any, Any]]:
        return [(first, second) for first, second in await self._connection.rows(statement, *values)]

    async def _rows(self, statement: Statement, batch_: object = None, **values: object) -> Sequence[Row]:
        """Values by name, for statements with many of them."""
        first = (batch_,) if statement.columns else ()
        names = statement.names[len(first) :]
        return await self._connection.rows(statement, *first, *(values[name] for name in names))


def _letter(id_: int, row: NewLetter, start: int) -> Row:
    return (
        id_, row.lane, row.cls, row.channel, row.address, row.body, row.conversation_id, row.lead_id, row.question,
        ms(row.available_at), ms_or_none(row.expires_at), ms(row.created_at), (start + id_) % RANDOM_IDS + 1,
        "waiting" if row.available_at <= row.created_at else "later", row.dedupe,
    )  # fmt: skip


def _outbox_row(row: Row) -> OutboxRow:
    return OutboxRow(
        row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], moment(row[9]), moment_or_none(row[10]),
        moment(row[11]), row[12], row[13], row[14], row[15], row[16], moment_or_none(row[17]),
    )  # fmt: skip


def _first(row: tuple[int, datetime, str]) -> int:
    return row[0]


def _or_now(at: datetime | None) -> int:
    return ms(at or datetime.now(UTC))
