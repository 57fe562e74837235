"""One-time tokens and sessions. Only a SHA-256 of each is kept, so that a stolen copy opens nothing."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from .connection import Connection, moment, ms
from .records import Session
from .statements import text

_SESSION = "session"
_ADD = text(
    "INSERT INTO tokens (kind, digest, subject, created_at, expires_at) VALUES (:kind, :digest, :subject, :at, :until)"
)
_SPEND = text("DELETE FROM tokens WHERE kind = :kind AND digest = :digest RETURNING subject, expires_at")
_LOOK = text("SELECT subject, created_at, expires_at FROM tokens WHERE kind = :kind AND digest = :digest")
_END = text("DELETE FROM tokens WHERE kind = :kind AND digest = :digest")
_END_ALL = text("DELETE FROM tokens WHERE subject = :subject")
_PRUNE = text("DELETE FROM tokens WHERE expires_at <= :at")


class Tokens:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def issue(self, kind: str, subject: str, ttl: timedelta, at: datetime) -> str:
        """A new token for `subject` that can be spent once, until `at + ttl`. It is never shown again."""
        token = secrets.token_urlsafe(32)
        await self._connection.run(_ADD, kind, _digest(token), subject, ms(at), ms(at + ttl))
        return token

    async def spend(self, kind: str, token: str, at: datetime) -> str | None:
        """The subject of a good token, which is then used up; None for an unknown, used or expired one."""
        found = await self._connection.row(_SPEND, kind, _digest(token))
        return found[0] if found and found[1] > ms(at) else None

    async def open_session(self, subject: str, ttl: timedelta, at: datetime) -> str:
        """A session's token, for a cookie."""
        return await self.issue(_SESSION, subject, ttl, at)

    async def session(self, token: str, at: datetime) -> Session | None:
        """The session of a cookie, None if it is unknown, ended or expired."""
        found = await self._connection.row(_LOOK, _SESSION, _digest(token))
        if found is None or found[2] <= ms(at):
            return None
        return Session(found[0], moment(found[1]), moment(found[2]))

    async def end_session(self, token: str) -> None:
        await self._connection.run(_END, _SESSION, _digest(token))

    async def end_all(self, subject: str) -> int:
        """Ends every session and token of a subject, such as a dismissed manager; returns how many."""
        return await self._connection.run(_END_ALL, subject)

    async def prune(self, at: datetime) -> int:
        """Forgets what has expired; returns how many."""
        return await self._connection.run(_PRUNE, ms(at))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
