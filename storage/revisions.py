"""Numbers that grow when something changed: nodes look at them to notice what another process did."""

from __future__ import annotations

from .connection import Connection
from .statements import text

_BUMP = text(
    "INSERT INTO revisions (topic, value) VALUES (:topic, 1)"
    " ON CONFLICT (topic) DO UPDATE SET value = revisions.value + 1"
)
_READ = text("SELECT topic, value FROM revisions")


class Revisions:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def bump(self, topic: str) -> None:
        """Says that something of the topic changed: scripts, staff, settings, outbox, erasure."""
        await self._connection.run(_BUMP, topic)

    async def read(self) -> dict[str, int]:
        """Every topic that ever changed, with its number."""
        return {row[0]: row[1] for row in await self._connection.rows(_READ)}
