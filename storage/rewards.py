"""Rewards: one per person and script, ever; a code is single use and bound to its lead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from .connection import Connection, moment, moment_or_none, ms, ms_or_none
from .records import NewReward, Redeemed
from .statements import Row, insert, text
from .tables import rewards

_ADD = insert(
    rewards, "person_id", "lead_id", "script", "code", "code_key", "discount", "valid_until", "at",
    tail="ON CONFLICT DO NOTHING",
)  # fmt: skip
_TAKEN = text("SELECT code FROM rewards WHERE code_key = :code")
_USE = text(
    "UPDATE rewards SET used_at = :at, used_by = :by WHERE code_key = :code AND used_at IS NULL"
    " AND (valid_until IS NULL OR valid_until > :at)"
    " RETURNING used_at, used_by, valid_until, discount, lead_id",
    at="bigint",
)
_LOOK = text("SELECT used_at, used_by, valid_until, discount, lead_id FROM rewards WHERE code_key = :code")
_STANDING = text("SELECT person_id, code FROM rewards WHERE person_id = :person AND script = :script")


class Rewards:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, rows: Sequence[NewReward]) -> None:
        """Keeps rewards. A person's second one of a script, and a code that is taken, are not stored: ask `standing`
        or `taken` where that matters."""
        await self._connection.many(
            _ADD,
            [(r.person_id, r.lead_id, r.script, r.code, _tidy(r.code), r.discount, ms_or_none(r.valid_until), ms(r.at))
             for r in sorted(rows, key=lambda r: (r.person_id, r.script))],
        )  # fmt: skip

    async def taken(self, code: str) -> bool:
        """Whether the code was ever given, so that another must be drawn."""
        return await self._connection.row(_TAKEN, _tidy(code)) is not None

    async def standing(self, person_id: int, script: str) -> str | None:
        """The code that the person has of this script, None for none."""
        found = await self._connection.row(_STANDING, person_id, script)
        return found[1] if found else None

    async def redeem(self, code: str, by: str, at: datetime) -> Redeemed:
        """Uses a code: `valid` for exactly one caller ever, who has used it then; `by` is who redeems."""
        used = await self._connection.row(_USE, ms(at), by, _tidy(code))
        if used is not None:
            return Redeemed("valid", at, by, used[3], used[4])
        return await self.look(code, at)

    async def look(self, code: str, at: datetime) -> Redeemed:
        """What a code is worth now, without using it. For a valid one `when` is its deadline."""
        row = await self._connection.row(_LOOK, _tidy(code))
        return Redeemed("unknown") if row is None else _verdict(row, ms(at))


def _verdict(row: Row, now: int) -> Redeemed:
    used_at, used_by, valid_until, discount, lead_id = row
    if used_at is not None:
        return Redeemed("used", moment(used_at), used_by, discount, lead_id)
    state = "expired" if valid_until is not None and valid_until <= now else "valid"
    return Redeemed(state, moment_or_none(valid_until), "", discount, lead_id)


def _tidy(code: str | None) -> str | None:
    """Codes are read aloud and typed: spaces and case do not count."""
    return None if code is None else "".join(code.split()).casefold()
