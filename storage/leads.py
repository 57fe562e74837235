"""Leads and visitors: what a talk makes of them, who has them, and the pages of the list."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from dialogs.leads import CLOSED, TRANSITIONS, Answer, Contact, Reward, ScoreReason, Source

from .connection import Connection, moment, moment_or_none, ms, ms_or_none
from .consents import consent
from .errors import BadCursor
from .records import Consent, LeadChange, LeadFilters, LeadRow, LeadUpdate, NewAnswer, NewLead, Notice, Taken
from .statements import Row, batch, change, insert, text
from .tables import answers, bookings, leads, notices

_FIELDS = (
    "l.id, l.person_id, l.conversation_id, l.created_at, l.started_at, l.name, l.contacts, l.profiles, l.kind,"
    " l.contact_type, l.verification, l.status, l.temperature, l.score, l.reasons, l.script, l.script_version,"
    " l.source, l.last_source, l.reward, l.product, l.channel, l.channel_kind, l.address, l.manager_id,"
    " coalesce(s.name, ''), l.is_test, l.is_lead, l.call_time, l.tags"
)
_JOINED = "leads l LEFT JOIN staff s ON s.id = l.manager_id"
_ADD = insert(
    leads, "id", "person_id", "conversation_id", "created_at", "started_at", "is_lead", "name", "contacts", "profiles",
    "kind", "contact_type", "verification", "status", "temperature", "score", "reasons", "tags", "script",
    "script_version", "source", "last_source", "reward", "product", "call_time", "channel", "channel_kind", "address",
    "is_test", "search",
)  # fmt: skip
_UPDATE = change(
    leads,
    "UPDATE leads SET created_at = coalesce(leads.created_at, :created_at), is_lead = (leads.is_lead OR :is_lead),"
    # A lead who goes through the quiz again is reachable as before until something new is given
    " name = coalesce(:name, CASE WHEN leads.is_lead THEN leads.name END),"
    " contacts = coalesce(nullif(:contacts, '[]'), CASE WHEN leads.is_lead THEN leads.contacts ELSE '[]' END),"
    " contact_type = :contact_type,"
    " verification = coalesce(nullif(:verification, 'none'),"
    " CASE WHEN leads.is_lead THEN leads.verification ELSE 'none' END),"
    " temperature = :temperature, score = :score, reasons = :reasons, tags = :tags, reward = :reward,"
    " product = :product, call_time = :call_time, is_test = :is_test,"
    " script = coalesce(:script, leads.script), script_version = coalesce(:script_version, leads.script_version),"
    " profiles = coalesce(:profiles, leads.profiles), kind = coalesce(:kind, leads.kind),"
    " last_source = coalesce(:source, leads.last_source), search = :search"
    " WHERE leads.id = :id AND leads.erased_at IS NULL",
    created_at="created_at", is_lead="is_lead", name="name", contacts="contacts", contact_type="contact_type",
    verification="verification", temperature="temperature", score="score", reasons="reasons", tags="tags",
    reward="reward", product="product", call_time="call_time", is_test="is_test", script="script",
    script_version="script_version", profiles="profiles", kind="kind", source="source", search="search", id="id",
)  # fmt: skip
_CAME_AGAIN = change(
    leads, "UPDATE leads SET last_source = :source WHERE leads.id = :id AND leads.erased_at IS NULL",
    source="last_source", id="id",
)  # fmt: skip
_SET_ANSWER = insert(
    answers, "lead_id", "step", "value", "text", "at",
    tail="ON CONFLICT (lead_id, step) DO UPDATE SET value = excluded.value, text = excluded.text, at = excluded.at",
)  # fmt: skip
_CLEAR_ANSWER = change(
    answers, "DELETE FROM answers WHERE answers.lead_id = :lead AND answers.step = :step", lead="lead_id", step="step"
)
_BOOK = insert(
    bookings, "script", "step", "lead_id", "moment",
    tail="ON CONFLICT (script, step, lead_id) DO UPDATE SET moment = excluded.moment",
)  # fmt: skip
_UNBOOK = change(
    bookings,
    "DELETE FROM bookings WHERE bookings.script = :script AND bookings.step = :step AND bookings.lead_id = :lead",
    script="script", step="step", lead="lead_id",
)  # fmt: skip
_BOOKED = text(
    "SELECT step, moment, count(*) FROM bookings WHERE script = :script AND lead_id <> :lead GROUP BY step, moment"
)
_GET = text(f"SELECT {_FIELDS} FROM {_JOINED} WHERE l.id = :id AND l.erased_at IS NULL")
_OF_PERSON = text(f"SELECT {_FIELDS} FROM {_JOINED} WHERE l.person_id = :person ORDER BY l.id")
_FILTER = {
    "sqlite": "(:{0} = '[]' OR l.{0} IN (SELECT value FROM json_each(:{0})))",
    "postgresql": "(:{0} = '[]' OR l.{0} IN (SELECT jsonb_array_elements_text(:{0}::jsonb)))",
}
_FILTERED = ("status", "temperature", "script", "channel")
_PAGE = text(
    f"SELECT {_FIELDS} FROM {_JOINED} WHERE l.is_lead AND l.erased_at IS NULL"
    " AND (l.created_at, l.id) < (:before, :before_id) AND l.created_at >= :since AND {here}"
    " ORDER BY l.created_at DESC, l.id DESC LIMIT :most",
    sqlite=" AND ".join(_FILTER["sqlite"].format(name) for name in _FILTERED),
    postgresql=" AND ".join(_FILTER["postgresql"].format(name) for name in _FILTERED),
    before="bigint", before_id="bigint", since="bigint", most="bigint", **dict.fromkeys(_FILTERED, "text"),
)  # fmt: skip
_SEARCH = text(
    f"SELECT {_FIELDS} FROM {_JOINED} WHERE l.is_lead AND l.erased_at IS NULL AND l.search LIKE :pattern ESCAPE '!'"
    " ORDER BY l.created_at DESC, l.id DESC LIMIT :most"
)
_ANSWERS_OF = batch(
    "SELECT a.lead_id, a.step, a.value, a.text, a.at FROM {rows} {here} answers a ON a.lead_id = r.id"
    " ORDER BY a.lead_id, a.at, a.step",
    sqlite="CROSS JOIN", postgresql="JOIN", id="bigint",
)  # fmt: skip
_CONSENTS_OF = batch(
    "SELECT c.person_id, c.purpose, c.document, c.version, c.given, c.text, c.at, c.withdrawn_at"
    " FROM {rows} {here} consents c ON c.person_id = r.id ORDER BY c.id",
    sqlite="CROSS JOIN", postgresql="JOIN", id="bigint",
)  # fmt: skip
_HELD = text(  # FOR UPDATE: the next to ask waits until we have decided
    "SELECT l.status, l.manager_id FROM leads l WHERE l.id = :id AND l.erased_at IS NULL {here}",
    postgresql="FOR UPDATE",
)
_STAFF_NAME = text("SELECT name FROM staff WHERE id = :id")
_SET_MANAGER = text("UPDATE leads SET manager_id = :staff, status = :status WHERE id = :id")
_SET_STATUS = text("UPDATE leads SET status = :status WHERE id = :id")
_NOTE_CHANGE = text(
    "INSERT INTO lead_changes (lead_id, at, old, new, staff_id, reason)"
    " VALUES (:lead, :at, :old, :new, :staff, :reason)"
)
_CHANGES = text(
    "SELECT c.lead_id, c.at, c.old, c.new, c.staff_id, coalesce(s.name, ''), c.reason FROM lead_changes c"
    " LEFT JOIN staff s ON s.id = c.staff_id WHERE c.lead_id = :lead ORDER BY c.id"
)
_ADD_NOTICE = insert(notices, "outbox_id", "lead_id", "channel", "address", tail="ON CONFLICT DO NOTHING")
_NOTICES = text(
    "SELECT lead_id, outbox_id, channel, address, message_id FROM notices WHERE lead_id = :lead ORDER BY outbox_id"
)
_BY_NOTICE = text(
    "SELECT lead_id FROM notices WHERE channel = :channel AND address = :address AND message_id = :message"
    " ORDER BY outbox_id DESC LIMIT 1"
)
_FAR = 2**62

_encode = msgspec.json.Encoder().encode
_contacts = msgspec.json.Decoder(tuple[Contact, ...]).decode
_reasons = msgspec.json.Decoder(tuple[ScoreReason, ...]).decode
_strings = msgspec.json.Decoder(tuple[str, ...]).decode
_source = msgspec.json.Decoder(Source).decode
_reward = msgspec.json.Decoder(Reward).decode
_value = msgspec.json.Decoder().decode


class Leads:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, rows: Sequence[NewLead]) -> None:
        """Stores new records, leads or visitors, under ids from `tx.ids("leads", n)`."""
        await self._connection.many(_ADD, [_new(row) for row in rows])

    async def update(self, rows: Sequence[LeadUpdate]) -> None:
        """Stores what the talks now make of records; the last one of a lead stands."""
        latest = {row.id: row for row in rows}
        await self._connection.many(_UPDATE, [_changed(latest[id_]) for id_ in sorted(latest)])

    async def came_again(self, rows: Sequence[tuple[int, Source]]) -> None:
        """(lead, source): the person came once more; the first source is kept, the last one is this."""
        latest = dict(rows)
        await self._connection.many(_CAME_AGAIN, [(_json(latest[id_]), id_) for id_ in sorted(latest)])

    async def set_answers(self, rows: Sequence[NewAnswer]) -> None:
        """Stores answers, over those that stood; the last one of a step stands."""
        latest = {(row.lead_id, row.step): (row.value, row.text, ms(row.at)) for row in rows}
        await self._connection.many(_SET_ANSWER, [(*key, *latest[key]) for key in sorted(latest)])

    async def clear_answers(self, rows: Sequence[tuple[int, str]]) -> None:
        """(lead, step): these answers no longer stand."""
        await self._connection.many(_CLEAR_ANSWER, sorted(set(rows)))

    async def book(self, rows: Sequence[tuple[str, str, int, str]]) -> None:
        """(script, step, lead, 'YYYY-MM-DDTHH:MM'): an hour was chosen, in place of the lead's earlier one."""
        await self._connection.many(_BOOK, rows)

    async def unbook(self, rows: Sequence[tuple[str, str, int]]) -> None:
        """(script, step, lead): the hour is free again."""
        await self._connection.many(_UNBOOK, rows)

    async def booked(self, script: str, lead_id: int) -> dict[str, int]:
        """How often others than this lead chose an hour of the script, by "step YYYY-MM-DDTHH:MM"."""
        rows = await self._connection.rows(_BOOKED, script, lead_id)
        return {f"{step} {moment_}": count for step, moment_, count in rows}

    async def get(self, lead_id: int) -> LeadRow | None:
        """A record, lead or visitor; None if unknown or erased."""
        found = await self._full(await self._connection.rows(_GET, lead_id))
        return found[0] if found else None

    async def of_person(self, person_id: int) -> list[LeadRow]:
        """All records of a person, visitors too, the oldest first."""
        return await self._full(await self._connection.rows(_OF_PERSON, person_id))

    async def page(self, filters: LeadFilters, after: str | None, limit: int) -> list[LeadRow]:
        """Leads, the newest first by (created_at, id); visitors never. `after` is `cursor_of` the last row of the
        page before. Raises BadCursor."""
        before, before_id = _FAR, _FAR
        if after is not None:
            before, before_id = _place(after)
        values = {
            "before": before, "before_id": before_id, "since": ms_or_none(filters.since) or 0, "most": limit,
            **{name: _encode(getattr(filters, name)).decode() for name in _FILTERED},
        }  # fmt: skip
        return await self._full(await self._connection.rows(_PAGE, *(values[name] for name in _PAGE.names)))

    async def search(self, words: str, limit: int = 50) -> list[LeadRow]:
        """Leads whose name, contact or profile contains the words, whatever their case; the newest first."""
        escaped = "".join("!" + sign if sign in "!%_" else sign for sign in words.strip().casefold())
        return await self._full(await self._connection.rows(_SEARCH, f"%{escaped}%", limit))

    async def take(self, lead_id: int, staff_id: int, at: datetime) -> Taken:
        """Gives a lead to whoever asks first. `won` is also true for who has it already; never for a closed lead."""
        held = await self._connection.row(_HELD, lead_id)
        if held is None:
            return Taken(False, None, "")
        status, manager_id = held
        free = manager_id is None and status not in CLOSED
        if free:
            new = TRANSITIONS.get(status, {}).get("take", status)
            await self._hand(lead_id, staff_id, status, new, staff_id, "", at)
            manager_id = staff_id
        return Taken(manager_id == staff_id, manager_id, await self._staff_name(manager_id))

    async def transfer(
        self, lead_id: int, to_staff_id: int, by_staff_id: int | None, reason: str, at: datetime
    ) -> bool:
        """Gives a lead to another manager, whoever has it. False: there is no such lead, or it is closed."""
        held = await self._connection.row(_HELD, lead_id)
        if held is None or held[0] in CLOSED:
            return False
        new = TRANSITIONS.get(held[0], {}).get("transfer", "in_work")
        await self._hand(lead_id, to_staff_id, held[0], new, by_staff_id, reason, at)
        return True

    async def set_status(
        self, lead_id: int, old: str | None, new: str, staff_id: int | None, reason: str, at: datetime
    ) -> bool:
        """Moves a lead to a status, if it is still at `old` (None: wherever it is), and notes who did it and why."""
        held = await self._connection.row(_HELD, lead_id)
        if held is None or old not in (None, held[0]):
            return False
        await self._connection.run(_SET_STATUS, new, lead_id)
        await self._connection.run(_NOTE_CHANGE, lead_id, ms(at), held[0], new, staff_id, reason)
        return True

    async def changes(self, lead_id: int) -> list[LeadChange]:
        """What was done with a lead, the oldest first."""
        return [
            LeadChange(lead, moment(at), old, new, staff, name, reason)
            for lead, at, old, new, staff, name, reason in await self._connection.rows(_CHANGES, lead_id)
        ]

    async def announced(self, lead_id: int, rows: Sequence[tuple[int, str, str]]) -> None:
        """(outbox id, channel, address) of letters that told managers of the lead, so that they can be edited."""
        await self._connection.many(
            _ADD_NOTICE, [(outbox_id, lead_id, channel, address) for outbox_id, channel, address in sorted(rows)]
        )

    async def notices(self, lead_id: int) -> list[Notice]:
        return [Notice(*row) for row in await self._connection.rows(_NOTICES, lead_id)]

    async def by_notice(self, channel: str, address: str, message_id: str) -> int | None:
        """The lead that a message in a managers' chat tells of."""
        found = await self._connection.row(_BY_NOTICE, channel, address, message_id)
        return found[0] if found else None

    async def _hand(self, lead_id: int, to: int, old: str, new: str, by: int | None, reason: str, at: datetime) -> None:
        await self._connection.run(_SET_MANAGER, to, new, lead_id)
        await self._connection.run(_NOTE_CHANGE, lead_id, ms(at), old, new, by, reason)

    async def _staff_name(self, staff_id: int | None) -> str:
        found = None if staff_id is None else await self._connection.row(_STAFF_NAME, staff_id)
        return found[0] if found else ""

    async def _full(self, rows: Sequence[Row]) -> list[LeadRow]:
        """Rows of `_FIELDS` with their answers and consents."""
        if not rows:
            return []
        given: dict[int, dict[str, Answer]] = {row[0]: {} for row in rows}
        for lead_id, step, value, words, at in await self._connection.rows(_ANSWERS_OF, _ids(given)):
            given[lead_id][step] = Answer(_value(value), words, moment(at))
        consents: dict[int | None, list[Consent]] = {row[1]: [] for row in rows if row[1] is not None}
        for person_id, *rest in await self._connection.rows(_CONSENTS_OF, _ids(consents)):
            consents[person_id].append(consent(rest))
        return [_lead(row, given[row[0]], tuple(consents.get(row[1], ()))) for row in rows]


def cursor_of(row: LeadRow) -> str:
    """Where the page after this row begins; opaque to whoever carries it."""
    packed = f"{ms_or_none(row.created_at) or 0}.{row.id}"
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def _place(cursor: str) -> tuple[int, int]:
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
        created_at, _, id_ = packed.partition(".")
        place = int(created_at), int(id_)
    except (binascii.Error, ValueError) as error:
        raise BadCursor from error
    if not all(0 <= number <= _FAR for number in place):
        raise BadCursor
    return place


def _new(row: NewLead) -> Row:
    source = _json(row.source)
    return (
        row.id, row.person_id, row.conversation_id, ms_or_none(row.created_at), ms(row.started_at), row.is_lead,
        row.name, _json(row.contacts), _json(row.profiles), row.kind, row.contact_type, row.verification, row.status,
        row.temperature, float(row.score), _json(row.reasons), _json(row.tags), row.script, row.script_version, source,
        source, _json(row.reward), row.product, row.call_time, row.channel, row.channel_kind, row.address, row.is_test,
        _searched(row.name, row.contacts),
    )  # fmt: skip


def _changed(row: LeadUpdate) -> Row:
    return (
        ms(row.at) if row.is_lead else None, row.is_lead, row.name, _json(row.contacts), row.contact_type,
        row.verification, row.temperature, float(row.score), _json(row.reasons), _json(row.tags), _json(row.reward),
        row.product, row.call_time, row.is_test, row.script, row.script_version,
        None if row.profiles is None else _json(row.profiles), row.kind,
        None if row.source is None else _json(row.source), _searched(row.name, row.contacts), row.id,
    )  # fmt: skip


def _lead(row: Row, given: dict[str, Answer], consents: tuple[Consent, ...]) -> LeadRow:
    return LeadRow(
        row[0], row[1], row[2], moment_or_none(row[3]), moment(row[4]), row[5], _contacts(row[6]), _strings(row[7]),
        row[8], row[9], row[10], row[11], row[12], row[13], _reasons(row[14]), row[15], row[16], given,
        _source(row[17]), _source(row[18]), _reward(row[19]), row[20], consents, row[21], row[22], row[23], row[24],
        row[25], bool(row[26]), bool(row[27]), row[28], _strings(row[29]),
    )  # fmt: skip


def _json(value: Any) -> str:
    return _encode(value).decode()


def _searched(name: str | None, contacts: tuple[Contact, ...]) -> str:
    return "\n".join((name or "", *(contact.value for contact in contacts))).casefold()


def _ids(ids: Iterable[int | None]) -> list[tuple[int | None]]:
    return [(id_,) for id_ in ids]
