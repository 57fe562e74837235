"""One open page of the web chat: what it has been sent, what it has shown, and what waits to go out."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Any

from bot.channels.web.render import FeedRow, encode, frame

LOOK_BACK = 10.0  # seconds in which a row with a lower id may still become visible: ids are given before the commit
WAITING_LIMIT = 2000  # frames; a page that reads slower than that begins again from its last seq


class Connection:
    """A page's end of the feed. `seq` is the last one that the page says it has shown.

    `next` is for the task that writes to the socket or stream; everything else is called by the channel.
    """

    def __init__(self, address: str, seq: int) -> None:
        self.address = address
        self.floor = seq  # rows above it are asked for
        self.closed = False
        self._sent: dict[int, float] = {}
        self._owed: set[int] = set()
        self._waiting: deque[str] = deque()
        self._arrived = asyncio.Event()

    async def next(self) -> str | None:
        """The next frame as JSON text; None once the connection is closed."""
        while not self._waiting:
            if self.closed:
                return None
            self._arrived.clear()
            await self._arrived.wait()
        return self._waiting.popleft()

    def put(self, value: dict[str, Any]) -> None:
        """A frame that is no row of the feed."""
        self.put_text(encode(value))

    def put_text(self, text: str) -> None:
        if len(self._waiting) >= WAITING_LIMIT:
            self.close()
        if not self.closed:
            self._waiting.append(text)
            self._arrived.set()

    def show(self, rows: Iterable[FeedRow], now: float) -> None:
        """Sends the rows that this page has not been sent yet. `now` in seconds of a steady clock."""
        for row in rows:
            if self.mark(row, now):
                self.put(frame(row))

    def mark(self, row: FeedRow, now: float) -> bool:
        """Remembers the row as sent; False where it was sent before."""
        if row.seq <= self.floor or row.seq in self._sent:
            return False
        self._sent[row.seq] = now
        if not row.settled:
            self._owed.add(row.seq)
        return True

    @property
    def begun(self) -> bool:
        """Whether anything was ever said in this talk."""
        return bool(self._sent) or self.floor > 0

    def shown(self, seq: int) -> list[int]:
        """The page has shown everything up to `seq`: the rows that are hereby delivered."""
        done = sorted(one for one in self._owed if one <= seq)
        self._owed.difference_update(done)
        return done

    def pass_to(self, seq: int) -> None:
        """Nothing up to `seq` is asked for again: a page of the feed was full."""
        self.floor = max(self.floor, seq)

    def forget(self, now: float) -> None:
        """Raises the floor over what was sent long enough ago."""
        for seq in [seq for seq, at in self._sent.items() if now - at > LOOK_BACK]:
            del self._sent[seq]
            self.pass_to(seq)

    def close(self) -> None:
        self.closed = True
        self._arrived.set()
