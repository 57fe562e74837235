"""Staff: who may act as a manager or an admin, and their accounts on the platforms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from .connection import Connection, ms
from .records import Staff
from .statements import Row, text

_ADD = text("INSERT INTO staff (id, name, role, created_at) VALUES (:id, :name, :role, :at)")
_FIELDS = "s.id, s.name, s.role, a.channel, a.sender"
_LIST = text(
    f"SELECT {_FIELDS} FROM staff s LEFT JOIN staff_accounts a ON a.staff_id = s.id"
    " WHERE s.dismissed_at IS NULL ORDER BY s.id, a.channel, a.sender"
)
_GET = text(
    f"SELECT {_FIELDS} FROM staff s LEFT JOIN staff_accounts a ON a.staff_id = s.id"
    " WHERE s.id = :id AND s.dismissed_at IS NULL ORDER BY a.channel, a.sender"
)
_BY_ACCOUNT = text("SELECT staff_id FROM staff_accounts WHERE channel = :channel AND sender = :sender")
_BIND = text(
    "INSERT INTO staff_accounts (channel, sender, staff_id) VALUES (:channel, :sender, :staff)"
    " ON CONFLICT (channel, sender) DO UPDATE SET staff_id = excluded.staff_id"
)
_DISMISS = text("UPDATE staff SET dismissed_at = :at WHERE id = :id AND dismissed_at IS NULL")
_UNBIND = text("DELETE FROM staff_accounts WHERE staff_id = :staff")


class StaffList:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, name: str, role: str, at: datetime) -> int:
        """A new member of the staff. role: manager, admin."""
        (id_,) = await self._connection.ids("staff", 1)
        await self._connection.run(_ADD, id_, name, role, ms(at))
        return id_

    async def get(self, staff_id: int) -> Staff | None:
        """A member of the staff, None if dismissed or unknown."""
        members = _members(await self._connection.rows(_GET, staff_id))
        return members[0] if members else None

    async def by_account(self, channel: str, sender: str) -> Staff | None:
        """Who acts under this account, None if it is nobody of the staff."""
        found = await self._connection.row(_BY_ACCOUNT, channel, sender)
        return await self.get(found[0]) if found else None

    async def bind(self, staff_id: int, channel: str, sender: str) -> None:
        """From now on the account belongs to this member of the staff, whoever had it before."""
        await self._connection.run(_BIND, channel, sender, staff_id)

    async def list(self) -> list[Staff]:
        """Everybody who was not dismissed, in the order of joining."""
        return _members(await self._connection.rows(_LIST))

    async def dismiss(self, staff_id: int, at: datetime | None = None) -> bool:
        """Takes a member's rights and accounts away; the name stays on past leads. False: there is no such member."""
        await self._connection.run(_UNBIND, staff_id)
        return await self._connection.run(_DISMISS, ms(at or datetime.now(UTC)), staff_id) > 0


def _members(rows: Sequence[Row]) -> list[Staff]:
    found: dict[int, Staff] = {}
    for id_, name, role, channel, sender in rows:
        before = found.get(id_)
        accounts = before.accounts if before else ()
        found[id_] = Staff(id_, name, role, accounts if channel is None else (*accounts, (channel, sender)))
    return [*found.values()]
