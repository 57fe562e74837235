"""Conversations: one row per chat, read and written once per turn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from .connection import Connection, moment, ms
from .records import Conversation, NewConversation, SavedConversation
from .statements import Row, batch, change, insert, text
from .tables import conversations, persons

_FIELDS = (
    "c.id, c.person_id, c.channel, c.address, c.turn, c.state, c.script, c.script_version, c.status, c.question,"
    " c.lead_id, c.announced, c.blocked, c.stopped, c.first_name, c.last_name, c.username, c.language,"
    " c.language_chosen, c.link, c.extra, c.is_test, c.manager_id, coalesce(l.status, ''), c.recent, c.created_at,"
    " c.last_seen_at"
)
_FROM = "conversations c LEFT JOIN leads l ON l.id = c.lead_id"
# CROSS JOIN makes SQLite go from the batch to the table, never the other way round
_LOAD = batch(
    f"SELECT {_FIELDS} FROM {{rows}} {{here}} conversations c ON c.channel = r.channel AND c.address = r.address"
    " LEFT JOIN leads l ON l.id = c.lead_id",
    sqlite="CROSS JOIN", postgresql="JOIN", channel="text", address="text",
)  # fmt: skip
_BY_ID = batch(
    f"SELECT {_FIELDS} FROM {{rows}} {{here}} conversations c ON c.id = r.id LEFT JOIN leads l ON l.id = c.lead_id",
    sqlite="CROSS JOIN", postgresql="JOIN", id="bigint",
)  # fmt: skip
_OF_PERSON = text(f"SELECT {_FIELDS} FROM {_FROM} WHERE c.person_id = :person ORDER BY c.id")
_ASLEEP = text(
    f"SELECT {_FIELDS} FROM {_FROM} WHERE c.status = 'asking' AND c.last_seen_at < :before"
    " ORDER BY c.last_seen_at LIMIT :most"
)
_ASKED_SINCE = batch(
    "SELECT c.id FROM {rows} {here} conversations c ON c.channel = r.channel WHERE c.status = 'asking'"
    " AND c.last_seen_at >= :after AND NOT c.blocked ORDER BY c.id LIMIT :most",
    sqlite="CROSS JOIN", postgresql="JOIN", channel="text", types="after bigint, most bigint",
)  # fmt: skip
_OPEN_BY_VERSION = text(
    "SELECT script, script_version, count(*) FROM conversations WHERE status NOT IN ('none', 'finished')"
    " GROUP BY script, script_version ORDER BY script, script_version"
)
_ADD_PERSON = insert(persons, "id", "created_at")
_ADD = insert(
    conversations, "id", "person_id", "channel", "address", "first_name", "last_name", "username", "language", "link",
    "extra", "created_at", "last_seen_at", tail="ON CONFLICT (channel, address) DO NOTHING",
)  # fmt: skip
_ORPHANS = change(persons, "DELETE FROM persons WHERE persons.id = :id", id="id")
_CHANGEABLE = (
    ("state", "text"), ("script", "text"), ("script_version", "integer"), ("status", "text"), ("question", "integer"),
    ("lead_id", "bigint"), ("announced", "boolean"), ("blocked", "boolean"), ("stopped", "boolean"),
    ("first_name", "text"), ("last_name", "text"), ("username", "text"), ("language", "text"),
    ("language_chosen", "boolean"), ("link", "text"), ("extra", "text"), ("is_test", "boolean"),
    ("manager_id", "bigint"), ("recent", "text"), ("last_seen_at", "bigint"),
)  # fmt: skip
_SAVE = batch(
    "UPDATE conversations SET turn = r.turn + 1, "
    + ", ".join(f"{name} = r.{name}" for name, _ in _CHANGEABLE)
    + " FROM {rows} WHERE conversations.id = r.id AND conversations.turn = r.turn RETURNING conversations.id",
    **{**dict(_CHANGEABLE), "id": "bigint", "turn": "bigint"},
)
# On SQLite nobody writes between two statements of a transaction, and this pair costs half of the one statement
_UNCHANGED = batch(
    "SELECT c.id FROM {rows} {here} conversations c ON c.id = r.id AND c.turn = r.turn",
    sqlite="CROSS JOIN", postgresql="JOIN", id="bigint", turn="bigint",
)  # fmt: skip
_WRITE = change(
    conversations,
    "UPDATE conversations SET turn = conversations.turn + 1, "
    + ", ".join(f"{name} = :{name}" for name, _ in _CHANGEABLE)
    + " WHERE conversations.id = :id AND conversations.turn = :turn",
    **{**dict(_CHANGEABLE), "id": "bigint", "turn": "bigint"},
)
_BLOCK = text(
    "UPDATE conversations SET blocked = :blocked, turn = turn + 1,"
    " last_seen_at = CASE WHEN :blocked THEN last_seen_at ELSE :at END"
    " WHERE channel = :channel AND address = :address",
    blocked="boolean",
    at="bigint",
)
_MOVE = text(
    "UPDATE conversations SET address = :new WHERE channel = :channel AND address = :old"
    " AND NOT EXISTS (SELECT 1 FROM conversations other WHERE other.channel = :channel AND other.address = :new)"
)
_MOVE_LETTERS = text(
    "UPDATE outbox SET address = :new WHERE channel = :channel AND address = :old AND settled_at IS NULL"
)
_MOVE_NOTICES = text("UPDATE notices SET address = :new WHERE channel = :channel AND address = :old")
_ENCODE = msgspec.json.Encoder().encode
_DECODE = msgspec.json.Decoder(dict).decode


class Conversations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def load(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Conversation]:
        """The conversations of (channel, address) keys; unknown ones are left out."""
        if not keys:
            return {}
        found = await self._connection.rows(_LOAD, sorted(set(keys)))
        return {(row[2], row[3]): _conversation(row) for row in found}

    async def by_id(self, ids: Iterable[int]) -> dict[int, Conversation]:
        """The conversations of these ids; unknown ones are left out."""
        wanted = [(id_,) for id_ in sorted(set(ids))]
        if not wanted:
            return {}
        return {row[0]: _conversation(row) for row in await self._connection.rows(_BY_ID, wanted)}

    async def add(self, new: Sequence[NewConversation]) -> dict[tuple[str, str], Conversation]:
        """Makes a person and a conversation for each, and returns what now stands under each key: where another
        was faster, it is that one's."""
        wanted = sorted({(row.channel, row.address): row for row in new}.items())
        person_ids = await self._connection.ids("persons", len(wanted))
        ids = await self._connection.ids("conversations", len(wanted))
        await self._connection.many(
            _ADD_PERSON, [(person, ms(row.at)) for person, (_, row) in zip(person_ids, wanted, strict=True)]
        )
        await self._connection.many(
            _ADD,
            [
                (id_, person, row.channel, row.address, row.first_name, row.last_name, row.username, row.language,
                 row.link, _ENCODE(row.extra).decode(), ms(row.at), ms(row.at))
                for id_, person, (_, row) in zip(ids, person_ids, wanted, strict=True)
            ],
        )  # fmt: skip
        standing = await self.load([key for key, _ in wanted])
        kept = {conversation.person_id for conversation in standing.values()}
        await self._connection.many(_ORPHANS, [(person,) for person in person_ids if person not in kept])
        return standing

    async def save(self, rows: Sequence[SavedConversation]) -> set[int]:
        """Writes the rows whose turn is still the one that was read, and returns their ids.

        A missing id means that another node, a manager or an erasure was faster: nothing of that turn may be
        stored, so reload and take it again. Save before anything else of the turn: on PostgreSQL the row's lock
        then keeps an erasure waiting until the whole turn is there to be erased.
        """
        if not rows:
            return set()
        values = [_changed(row) for row in sorted(rows, key=_by_id)]
        if self._connection.dialect == "postgresql":
            return {row[0] for row in await self._connection.rows(_SAVE, values)}
        keys = [(row.id, row.turn) for row in rows]
        unchanged = {row[0] for row in await self._connection.rows(_UNCHANGED, keys)}
        await self._connection.many(_WRITE, [row for row in values if row[-2] in unchanged])
        return unchanged

    async def unchanged(self, turns: Iterable[tuple[int, int]]) -> set[int]:
        """Of these (id, turn number) pairs the ids that stand at that turn still."""
        wanted = sorted(turns)
        return {row[0] for row in await self._connection.rows(_UNCHANGED, wanted)} if wanted else set()

    async def of_person(self, person_id: int) -> list[Conversation]:
        """All chats of a person, the oldest first."""
        return [_conversation(row) for row in await self._connection.rows(_OF_PERSON, person_id)]

    async def asleep_candidates(self, before: datetime, limit: int) -> list[Conversation]:
        """Talks with an open question that were last heard of before `before`, the longest silent first."""
        return [_conversation(row) for row in await self._connection.rows(_ASLEEP, ms(before), limit)]

    async def asked_since(self, channels: Iterable[str], after: datetime, limit: int) -> list[int]:
        """Ids of talks of these channels with an open question that were last heard of at or after a moment."""
        names = [(name,) for name in sorted(set(channels))]
        found = await self._connection.rows(_ASKED_SINCE, names, ms(after), limit) if names else []
        return [row[0] for row in found]

    async def open_by_version(self) -> list[tuple[str, int, int]]:
        """(script, version, how many open talks stand on it)."""
        return [(script, version, count) for script, version, count in await self._connection.rows(_OPEN_BY_VERSION)]

    async def set_blocked(self, channel: str, address: str, blocked: bool, at: datetime) -> bool:
        """Notes that the prospect blocked or allowed us. A turn that runs meanwhile is taken again.
        False: nobody is known there."""
        return await self._connection.run(_BLOCK, blocked, ms(at), channel, address) > 0

    async def move(self, channel: str, old_address: str, new_address: str) -> bool:
        """A chat has another address now: the talk, its unsent letters and the notices in it follow."""
        moved = await self._connection.run(_MOVE, new_address, channel, old_address)
        await self._connection.run(_MOVE_LETTERS, new_address, channel, old_address)
        await self._connection.run(_MOVE_NOTICES, new_address, channel, old_address)
        return moved > 0


def _by_id(row: SavedConversation) -> int:
    return row.id


def _changed(row: SavedConversation) -> Row:
    return (
        row.state, row.script, row.script_version, row.status, row.question, row.lead_id, row.announced, row.blocked,
        row.stopped, row.first_name, row.last_name, row.username, row.language, row.language_chosen, row.link,
        _ENCODE(row.extra).decode() if row.extra else "{}", row.is_test, row.manager_id, row.recent,
        ms(row.last_seen_at), row.id, row.turn,
    )  # fmt: skip


def _conversation(row: Row) -> Conversation:
    extra = row[20]
    return Conversation(
        row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9], row[10], bool(row[11]),
        bool(row[12]), bool(row[13]), row[14], row[15], row[16], row[17], bool(row[18]), row[19],
        {} if extra == "{}" else _DECODE(extra), bool(row[21]), row[22], row[23], row[24], moment(row[25]),
        moment(row[26]),
    )  # fmt: skip
