"""Settings that live in the database, the installation's secret key, and the start of VK's random ids."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from .connection import Connection, StartCache
from .statements import text

_GET = text("SELECT value FROM settings WHERE key = :key")
_SET = text(
    "INSERT INTO settings (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)
_SET_ONCE = text("INSERT INTO settings (key, value) VALUES (:key, :value) ON CONFLICT (key) DO NOTHING")
_SECRET = "secret_key"  # noqa: S105 - the row's name
_START = "random_start"


class Settings:
    def __init__(self, connection: Connection, start: StartCache, key_file: Path | None) -> None:
        self._connection = connection
        self._start = start
        self._key_file = key_file

    async def get(self, key: str) -> str | None:
        found = await self._connection.row(_GET, key)
        return found[0] if found else None

    async def set(self, key: str, value: str) -> None:
        await self._connection.run(_SET, key, value)

    async def secret_key(self) -> str:
        """The installation's own secret, made once: in a file of mode 600 beside an SQLite database (a copy of the
        database alone then opens nothing), in the table on PostgreSQL, where all nodes need it."""
        if self._key_file is not None:
            return _key_of(self._key_file)
        return await self._once(_SECRET, secrets.token_urlsafe(48))

    async def random_start(self) -> int:
        """Where this installation's VK random ids begin: drawn when the first letter is written."""
        if self._start.value is None:
            drawn = await self._once(_START, str(secrets.randbelow(2**31 - 1)))
            self._connection.callbacks.append(lambda: setattr(self._start, "value", int(drawn)))
            return int(drawn)
        return self._start.value

    async def draw_random_start(self) -> None:
        """Draws the start anew: after a copy was restored, ids that were given after the copy come again, and VK
        would take their letters for repeats. Nodes that run must be started again."""
        await self.set(_START, str(secrets.randbelow(2**31 - 1)))
        self._start.value = None

    async def _once(self, key: str, value: str) -> str:
        standing = await self.get(key)
        if standing is None:
            await self._connection.run(_SET_ONCE, key, value)
            standing = await self.get(key)
        return standing if standing is not None else value


def _key_of(path: Path) -> str:
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    key = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w") as file:
        file.write(key + "\n")
        file.flush()
        os.fsync(file.fileno())
    return key
