"""Where a channel's polling stands, and which node polls it."""

from __future__ import annotations

from datetime import datetime

from .connection import Connection, ms
from .statements import text

_CURSOR = text("SELECT cursor FROM channels WHERE name = :name")
_SET_CURSOR = text(
    "INSERT INTO channels (name, cursor) VALUES (:name, :cursor)"
    " ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor"
)
_LEASE = text(
    "INSERT INTO channels (name, node, lease_until) VALUES (:name, :node, :until)"
    " ON CONFLICT (name) DO UPDATE SET node = excluded.node, lease_until = excluded.lease_until"
    " WHERE channels.node = excluded.node OR channels.lease_until <= :now"
    " RETURNING name",
    until="bigint", now="bigint",
)  # fmt: skip
_RELEASE = text("UPDATE channels SET node = '', lease_until = 0 WHERE name = :name AND node = :node")


class Channels:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def cursor(self, name: str) -> str | None:
        """Telegram's offset or VK's ts to go on from, None before the first one."""
        found = await self._connection.row(_CURSOR, name)
        return found[0] if found else None

    async def set_cursor(self, name: str, cursor: str | None) -> None:
        """Keeps the cursor, in the transaction of the batch that it follows."""
        await self._connection.run(_SET_CURSOR, name, cursor)

    async def lease(self, name: str, node: str, until: datetime, now: datetime) -> bool:
        """Takes or renews the right to poll a channel. False: another node has it."""
        return bool(await self._connection.rows(_LEASE, name, node, ms(until), ms(now)))

    async def release_lease(self, name: str, node: str) -> None:
        await self._connection.run(_RELEASE, name, node)
