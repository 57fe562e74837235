"""Forgetting a person: everything of the person goes, what only counts stays."""

from __future__ import annotations

import re
from datetime import datetime

from .connection import Connection, ms
from .records import Receipt
from .revisions import Revisions
from .statements import batch, text

# A turn that runs meanwhile holds the conversation's row on PostgreSQL: this waits for it, and what follows sees it
_CONVERSATIONS = text("DELETE FROM conversations WHERE person_id = :person RETURNING id, channel, address")
_HISTORY = batch("SELECT count(*) FROM history h WHERE h.conversation_id IN (SELECT r.id FROM {rows})", id="bigint")
_OF_PERSON = text("SELECT id FROM conversations WHERE person_id = :person {here}", postgresql="FOR UPDATE")
_LEADS = text("SELECT id FROM leads WHERE person_id = :person")
_LETTERS_OF_TALKS = batch("DELETE FROM outbox WHERE conversation_id IN (SELECT r.id FROM {rows})", id="bigint")
_LETTERS_OF_LEADS = batch("DELETE FROM outbox WHERE lead_id IN (SELECT r.id FROM {rows})", id="bigint")
_LETTERS_TO = batch(
    "DELETE FROM outbox WHERE settled_at IS NULL AND (channel, address) IN (SELECT r.channel, r.address FROM {rows})",
    channel="text", address="text",
)  # fmt: skip
_TIMERS_OF_TALKS = batch("DELETE FROM timers WHERE conversation_id IN (SELECT r.id FROM {rows})", id="bigint")
_TIMERS_OF_LEADS = batch("DELETE FROM timers WHERE lead_id IN (SELECT r.id FROM {rows})", id="bigint")
_ANSWERS = batch("DELETE FROM answers WHERE lead_id IN (SELECT r.id FROM {rows})", id="bigint")
_REASONS = batch("UPDATE lead_changes SET reason = '' WHERE lead_id IN (SELECT r.id FROM {rows})", id="bigint")
_ANONYMOUS = text(
    "UPDATE leads SET person_id = NULL, conversation_id = NULL, name = NULL, contacts = '[]', profiles = '[]',"
    " reasons = '[]', tags = '[]', reward = '{}', product = NULL, call_time = NULL, address = '', search = '',"
    " source = {here}, last_source = '{}', erased_at = :at WHERE person_id = :person",
    sqlite="json_object('kind', coalesce(json_extract(source, '$.kind'), 'unknown'))",
    postgresql="json_build_object('kind', coalesce(source::json ->> 'kind', 'unknown'))::text",
)
_REWARDS = text("UPDATE rewards SET person_id = NULL WHERE person_id = :person")
_CONSENTS = text("DELETE FROM consents WHERE person_id = :person")
_CONTACTS = text("DELETE FROM contacts WHERE person_id = :person")
_PERSON = text("DELETE FROM persons WHERE id = :person")
_POISON = batch(
    "DELETE FROM poisoned WHERE EXISTS (SELECT 1 FROM {rows} WHERE r.channel = poisoned.channel"
    " AND {here}(poisoned.raw, r.address) > 0)",
    sqlite="instr", postgresql="strpos", channel="text", address="text",
)  # fmt: skip

_BY_LEAD = text("SELECT person_id FROM leads WHERE id = :id AND person_id IS NOT NULL")
_BY_CONTACT = text("SELECT DISTINCT person_id FROM contacts WHERE lower(value) = lower(:value) ORDER BY person_id")
_BY_ADDRESS = text("SELECT person_id FROM conversations WHERE channel = :channel AND address = :address")


class Erasure:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find(self, person: str) -> list[int]:
        """The persons that PERSON names: a lead's id, a phone (E.164), an e-mail, or `channel:address`."""
        person = person.strip()
        if re.fullmatch(r"[0-9]{1,18}", person):
            found = await self._connection.rows(_BY_LEAD, int(person))
        elif person.startswith("+") or "@" in person:
            found = await self._connection.rows(_BY_CONTACT, person)
        else:
            channel, _, address = person.partition(":")
            found = await self._connection.rows(_BY_ADDRESS, channel, address)
        return [row[0] for row in found]

    async def forget(self, person_id: int, at: datetime) -> Receipt:
        """Erases names, contacts, profiles, answers, states, transcripts, letters, timers and texts of a person.

        Leads stay as anonymous counts (script, score, temperature, status, kind of source), codes stay used or
        unused. The conversations' rows are gone, so that a turn that runs meanwhile saves nothing. What managers
        were told stands in `leads.notices`, for whoever edits those messages.
        """
        run = self._connection.run
        held = [(row[0],) for row in await self._connection.rows(_OF_PERSON, person_id)]
        ((transcript,),) = await self._connection.rows(_HISTORY, held)
        talks = await self._connection.rows(_CONVERSATIONS, person_id)
        ids = [(row[0],) for row in talks]
        places = [(row[1], row[2]) for row in talks]
        leads = [(row[0],) for row in await self._connection.rows(_LEADS, person_id)]
        counts = {
            "conversations": len(ids),
            "history": transcript,
            "letters": await run(_LETTERS_OF_TALKS, ids)
            + await run(_LETTERS_OF_LEADS, leads)
            + await run(_LETTERS_TO, places),
            "timers": await run(_TIMERS_OF_TALKS, ids) + await run(_TIMERS_OF_LEADS, leads),
            "answers": await run(_ANSWERS, leads),
            "leads": await run(_ANONYMOUS, ms(at), person_id),
            "rewards": await run(_REWARDS, person_id),
            "consents": await run(_CONSENTS, person_id),
            "contacts": await run(_CONTACTS, person_id),
            "poisoned": await run(_POISON, places),
            "persons": await run(_PERSON, person_id),
        }
        await run(_REASONS, leads)
        await Revisions(self._connection).bump("erasure")
        return Receipt(counts)
