"""Published scripts: every version that a talk may stand on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from .connection import Connection, moment, ms
from .records import ScriptRow
from .statements import Row, text

_FIELDS = "s.id, s.version, s.source, s.files, s.digest, s.note, s.at"
_LAST = text("SELECT version, digest FROM scripts WHERE id = :id ORDER BY version DESC LIMIT 1")
_ADD = text(
    "INSERT INTO scripts (id, version, source, files, digest, note, at)"
    " VALUES (:id, :version, :source, :files, :digest, :note, :at) ON CONFLICT DO NOTHING RETURNING version",
    version="integer",
)
_NEWEST = text(
    f"SELECT {_FIELDS} FROM scripts s WHERE s.version = (SELECT max(n.version) FROM scripts n WHERE n.id = s.id)"
    " ORDER BY s.id"
)
_GET = text(f"SELECT {_FIELDS} FROM scripts s WHERE s.id = :id AND s.version = :version", version="integer")
_ALL = text(f"SELECT {_FIELDS} FROM scripts s WHERE s.id = :id ORDER BY s.version")


class Scripts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def publish(
        self, script_id: str, source: str, files: Mapping[str, str], digest: str, note: str, at: datetime
    ) -> tuple[int, bool]:
        """Keeps a new version: its number and True. If the newest has this digest: its number and False."""
        while True:
            found = await self._connection.row(_LAST, script_id)
            version, standing = found if found else (0, None)
            if standing == digest:
                return version, False
            packed = msgspec.json.encode(dict(files)).decode()
            if await self._connection.rows(_ADD, script_id, version + 1, source, packed, digest, note, ms(at)):
                return version + 1, True
            # another node published at the same moment: look again

    async def newest(self) -> list[ScriptRow]:
        """The newest version of each script, by id."""
        return [_script(row) for row in await self._connection.rows(_NEWEST)]

    async def get(self, script_id: str, version: int) -> ScriptRow | None:
        found = await self._connection.row(_GET, script_id, version)
        return _script(found) if found else None

    async def all(self, script_id: str) -> list[ScriptRow]:
        """Every version of a script, the oldest first."""
        return [_script(row) for row in await self._connection.rows(_ALL, script_id)]

    async def rollback(self, script_id: str, version: int, at: datetime, note: str = "") -> int | None:
        """Publishes the content of an old version anew and returns its new number, None if there is no such version.
        Versions are never taken back: open talks stand on them."""
        old = await self.get(script_id, version)
        if old is None:
            return None
        number, _ = await self.publish(
            script_id, old.source, old.files, old.digest, note or f"rollback to version {version}", at
        )
        return number


def _script(row: Row) -> ScriptRow:
    id_, version, source, files, digest, note, at = row
    return ScriptRow(id_, version, source, msgspec.json.decode(files, type=dict[str, str]), digest, note, moment(at))
