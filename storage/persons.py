"""Persons: what is known of a prospect from all talks, whatever the channel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from dialogs.leads import Contact, Reward

from .connection import Connection, moment_or_none, ms
from .records import PersonFacts
from .statements import Row, batch, change, insert, text
from .tables import contacts, persons, splits

# one statement: kind, person, then up to five texts and a time, whatever the table
_FACTS = batch(
    "SELECT 'person', p.id, p.name, '', '', '', 0 FROM {rows} {here} persons p ON p.id = r.id"
    " UNION ALL SELECT 'contact', c.person_id, c.kind, c.value, c.verification, '', c.at"
    " FROM {rows} {here} contacts c ON c.person_id = r.id"
    " UNION ALL SELECT 'consent', c.person_id, c.document, c.version, c.purpose, '', c.id"
    " FROM {rows} {here} consents c ON c.person_id = r.id WHERE c.given AND c.withdrawn_at IS NULL"
    " UNION ALL SELECT 'reward', w.person_id, w.script, w.code, CAST(w.discount AS text), '', w.valid_until"
    " FROM {rows} {here} rewards w ON w.person_id = r.id"
    " UNION ALL SELECT 'split', s.person_id, s.name, s.value, '', '', 0"
    " FROM {rows} {here} splits s ON s.person_id = r.id"
    " UNION ALL SELECT 'language', c.person_id, c.language, '', '', '', c.last_seen_at"
    " FROM {rows} {here} conversations c ON c.person_id = r.id"
    " WHERE c.language <> '' AND c.language_chosen",
    sqlite="CROSS JOIN", postgresql="JOIN", id="bigint",
)  # fmt: skip
_SET_NAME = change(persons, "UPDATE persons SET name = :name WHERE persons.id = :id", name="name", id="id")
_ADD_CONTACT = insert(
    contacts, "person_id", "kind", "value", "verification", "at",
    tail="ON CONFLICT (person_id, kind, value) DO UPDATE SET verification = excluded.verification, at = excluded.at",
)  # fmt: skip
_ADD_SPLIT = insert(splits, "person_id", "name", "value", tail="ON CONFLICT (person_id, name) DO NOTHING")
_CONTACT_OF = text("SELECT person_id FROM contacts WHERE value = :value ORDER BY person_id")


class Persons:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def facts(self, ids: Iterable[int]) -> dict[int, PersonFacts]:
        """What is known of these persons, in one statement; unknown ids are left out."""
        wanted = [(id_,) for id_ in sorted(set(ids))]
        if not wanted:
            return {}
        by_person: dict[int, list[Row]] = {}
        for row in await self._connection.rows(_FACTS, wanted):
            by_person.setdefault(row[1], []).append(row)
        return {id_: _facts(id_, rows) for id_, rows in by_person.items()}

    async def set_name(self, rows: Sequence[tuple[int, str]]) -> None:
        """(person, name): the name that was given in a talk; the last one stands."""
        await self._connection.many(_SET_NAME, [(name, id_) for id_, name in sorted(dict(rows).items())])

    async def add_contacts(self, rows: Sequence[tuple[int, Contact, datetime]]) -> None:
        """(person, contact, when): one that is known already takes the newer verification."""
        latest = {(id_, c.kind, c.value): (c.verification, ms(at)) for id_, c, at in rows}
        await self._connection.many(_ADD_CONTACT, [(*key, *latest[key]) for key in sorted(latest)])

    async def add_splits(self, rows: Sequence[tuple[int, str, str]]) -> None:
        """(person, "script.variable", value): drawn once, the first draw stands."""
        drawn = {(id_, name): value for id_, name, value in reversed(rows)}
        await self._connection.many(_ADD_SPLIT, [(*key, drawn[key]) for key in sorted(drawn)])

    async def with_contact(self, value: str) -> list[int]:
        """The persons who gave this phone (E.164) or e-mail."""
        return [row[0] for row in await self._connection.rows(_CONTACT_OF, value)]


def _facts(id_: int, rows: list[Row]) -> PersonFacts:
    name: str | None = None
    contacts_: list[tuple[int, Contact]] = []
    consents: dict[tuple[str, str, str], None] = {}
    rewards: dict[str, Reward] = {}
    splits_: dict[str, str] = {}
    languages: list[tuple[int, str]] = []
    for kind, _, first, second, third, _, number in rows:
        match kind:
            case "person":
                name = first
            case "contact":
                contacts_.append((number, Contact(first, second, third)))
            case "consent":
                consents[first, second, third] = None
            case "reward":
                rewards[first] = Reward(None if third is None else int(third), second, moment_or_none(number))
            case "split":
                splits_[first] = second
            case "language":
                languages.append((number, first))
    return PersonFacts(
        id_, name, tuple(contact for _, contact in sorted(contacts_, key=lambda pair: pair[0])), tuple(consents),
        rewards, splits_, max(languages, default=(0, ""))[1], any(purpose == "ads" for *_, purpose in consents),
    )  # fmt: skip
