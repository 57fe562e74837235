"""What came in, for a talk's timeline. What went out are the outbox rows."""

from __future__ import annotations

from collections.abc import Sequence

from .connection import Connection, moment, ms
from .records import HistoryRow
from .statements import insert, text
from .tables import history

_ADD = insert(history, "conversation_id", "at", "who", "text", "data")
_OF_CONVERSATION = text(
    "SELECT conversation_id, at, who, text, data, id FROM history WHERE conversation_id = :conversation"
    " AND id > :after ORDER BY id LIMIT :most"
)
_MARKED = text(
    "SELECT data FROM history WHERE conversation_id = :conversation AND data LIKE :begins ORDER BY id DESC LIMIT 1",
    begins="text",
)


class History:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, rows: Sequence[HistoryRow]) -> None:
        """Keeps what came in, in the order of `rows`."""
        await self._connection.many(_ADD, [(r.conversation_id, ms(r.at), r.who, r.text, r.data) for r in rows])

    async def of_conversation(self, conversation_id: int, after_id: int = 0, limit: int = 1000) -> list[HistoryRow]:
        """A talk's incoming side, the oldest first."""
        return [
            HistoryRow(conversation, moment(at), who, words, data, id_)
            for conversation, at, who, words, data, id_ in await self._connection.rows(
                _OF_CONVERSATION, conversation_id, after_id, limit
            )
        ]

    async def marked(self, conversation_id: int, begins: str) -> str:
        """The newest `data` of a talk's rows that begins so, "" for none."""
        found = await self._connection.row(_MARKED, conversation_id, f"{begins}%")
        return found[0] if found else ""
