"""Builds that are broken on purpose: a campaign that lets them pass proves nothing.

Each is an `Intake` that takes the place of a node's own; the product knows nothing of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.channels.base import Inbound
from bot.effects import Effects
from bot.intake import Intake, _Waiting
from storage.database import Transaction
from storage.records import NewLetter

_LATER = 0.03  # seconds between the answer and the work: enough for the platform to forget the updates


class AnswersBeforeTheCommit(Intake):
    """Tells the platform that all is well, then takes the updates."""

    __slots__ = ()

    async def take(self, inbounds: Sequence[Inbound], cursor: tuple[str, str] | None = None) -> None:
        loop = asyncio.get_running_loop()
        waiting = _Waiting(inbounds, cursor, loop.create_future())

        def begin() -> None:
            self._queue.append(waiting)
            self._arrived.set()

        loop.call_later(_LATER, begin)


class _LettersLast(Effects):
    """Keeps its letters back when it is written; timers of a letter start at once."""

    held: list[NewLetter]

    async def write(self, tx: Transaction) -> None:
        self.held, self.letters = self.letters, []
        self._timers = [
            (replace(one, due_at=self.now + timedelta(milliseconds=one.delay_ms), delay_ms=None), None)
            if one.delay_ms is not None
            else (one, None)
            for one, _ in self._timers
        ]
        await super().write(tx)


class OutboxAfterTheCommit(Intake):
    """Commits the turn, then writes the letters in a transaction of their own."""

    __slots__ = ()

    async def _together(self, batch: list[_Waiting]) -> None:
        inbounds = [inbound for waiting in batch for inbound in waiting.inbounds]
        effects = _LettersLast(self.clock(), self.notices, self.turns.kinds)
        async with self.database.transaction() as tx:
            await self._handle(tx, inbounds, effects)
            for waiting in batch:
                if waiting.cursor is not None:
                    await tx.channels.set_cursor(*waiting.cursor)
        self.at("intake.committed")
        async with self.database.transaction() as tx:
            if effects.held:
                await tx.outbox.add(effects.held)
        self.woken(effects.woken)


class TimerDeletedBeforeItsAct(Intake):
    """Takes the due timers away in one transaction, lets them act in another."""

    __slots__ = ()

    async def _fire_due(self, limit: int) -> int:
        effects = Effects(self.clock(), self.notices, self.turns.kinds)
        async with self._turn:
            async with self.database.transaction() as tx:
                rows = await tx.timers.due(effects.now, limit)
            if rows:
                self.at("timers.fired")
                async with self.database.transaction() as tx:
                    await self._fire(tx, rows, effects)
        self.woken(effects.woken)
        return len(rows)


BUILDS: dict[str, type[Intake]] = {
    "shipped": Intake,
    "answers before the commit": AnswersBeforeTheCommit,
    "outbox after the commit": OutboxAfterTheCommit,
    "timer deleted before its act": TimerDeletedBeforeItsAct,
}
