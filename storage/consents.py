"""Consents: every answer to a consent question with its words, and withdrawals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from .connection import Connection, moment, moment_or_none, ms
from .records import Consent, NewConsent
from .statements import Row, change, insert, text
from .tables import consents

_ADD = insert(consents, "person_id", "purpose", "document", "version", "given", "text", "at", "channel", "message_id")
_REPLACED = change(  # a no, like a withdrawal, ends what was given before
    consents,
    "UPDATE consents SET withdrawn_at = :at WHERE consents.person_id = :person AND consents.purpose = :purpose"
    " AND consents.given AND consents.withdrawn_at IS NULL",
    at="withdrawn_at", person="person_id", purpose="purpose",
)  # fmt: skip
_OF_PERSON = text(
    "SELECT purpose, document, version, given, text, at, withdrawn_at FROM consents"
    " WHERE person_id = :person ORDER BY id"
)


class Consents:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def record(self, rows: Sequence[NewConsent]) -> None:
        """Keeps answers to consent questions. A no ends what the person had agreed to for that purpose."""
        refused = {(r.person_id, r.purpose): ms(r.at) for r in rows if not r.given}
        await self._connection.many(_REPLACED, [(refused[key], *key) for key in sorted(refused)])
        await self._connection.many(
            _ADD,
            [(r.person_id, r.purpose, r.document, r.version, r.given, r.text, ms(r.at), r.channel, r.message_id)
             for r in rows],
        )  # fmt: skip

    async def withdraw(self, person_id: int, purpose: str, at: datetime) -> None:
        """What was given for this purpose no longer stands; the record of it stays."""
        await self._connection.many(_REPLACED, [(ms(at), person_id, purpose)])

    async def of_person(self, person_id: int) -> list[Consent]:
        """All answers, the oldest first."""
        return [consent(row) for row in await self._connection.rows(_OF_PERSON, person_id)]


def consent(row: Row) -> Consent:
    purpose, document, version, given, words, at, withdrawn_at = row
    return Consent(purpose, document, version, bool(given), words, moment(at), moment_or_none(withdrawn_at))
