"""The one door in: dedupe, then a manager's act or a prospect's turn, in batches, one transaction a batch.

Whatever waits is taken together. A caller's `take` returns only when its updates are committed; only then may the
platform be told so. A crash before it means that the platform sends again; after it, a repeat that is dropped.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.channels.base import Inbound, Unavailable
from bot.effects import Effects
from bot.managers import Managers
from bot.notices import Notices
from bot.turns import Stale, Turns
from storage.database import Database, Transaction
from storage.errors import Conflict, DatabaseAway
from storage.records import TimerRow

log = logging.getLogger("bot.intake")

BATCH = 256
LINGER = 0.002  # seconds that a batch may wait for company
AWAY_FOR = 5.0  # seconds after which the platforms are asked to come back while nothing can be stored
_TRIES = 5

Woken = Callable[[set[tuple[str, str]]], None]
At = Callable[[str], None]


def nowhere(point: str) -> None:
    """No crash is wanted at this point: see `App.open`."""


@dataclass(slots=True)
class _Waiting:
    inbounds: Sequence[Inbound]
    cursor: tuple[str, str] | None
    done: asyncio.Future[None]


@dataclass(slots=True)
class Intake:
    """`woken` is called after a commit with the (channel, address) pairs that have something to be sent.

    `at` is told the points that a crash test may stop at: intake.inserted (the keys only), intake.batch (all is
    written, not committed), intake.committed (the platform was not answered), timers.fired (not committed).
    """

    database: Database
    turns: Turns
    managers: Managers
    notices: Notices
    clock: Callable[[], datetime]
    woken: Woken
    at: At = nowhere
    away_for: float = AWAY_FOR
    away: str = ""  # why nothing can be stored now, "" when all is well
    outage: datetime | None = None  # when an outage began that is over now, until the clock has seen to it
    _away_since: datetime | None = None
    _queue: list[_Waiting] = field(default_factory=list)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _closed: bool = False

    async def take(self, inbounds: Sequence[Inbound], cursor: tuple[str, str] | None = None) -> None:
        """Returns when all of these are committed, together with the channel's cursor (channel, value).

        Raises `channels.base.Unavailable` when nothing can be stored: acknowledge nothing then.
        """
        if self._closed:
            raise Unavailable(1.0)
        if not inbounds and cursor is None:
            return
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append(_Waiting(inbounds, cursor, done))
        self._arrived.set()
        await asyncio.shield(done)  # a listener that is stopped leaves its updates in hand

    async def run(self) -> None:
        """Takes batch after batch until cancelled."""
        while True:
            await self._arrived.wait()
            if len(self._queue) < BATCH:
                await asyncio.sleep(LINGER)
            self._arrived.clear()
            while self._queue:
                batch, count = [], 0
                while self._queue and count < BATCH:
                    batch.append(self._queue.pop(0))
                    count += len(batch[-1].inbounds)
                await self._commit(batch)

    async def close(self) -> None:
        """Takes nothing more; what is in hand is finished."""
        self._closed = True
        for waiting in tuple(self._queue):
            await asyncio.wait({waiting.done})
        async with self._turn:  # what the clock or a command has begun
            pass

    async def fire(self, limit: int) -> int:
        """Due timers become turns, in one transaction with their removal; how many were due."""
        try:
            return await self._fire_due(limit)
        except (DatabaseAway, Stale, Conflict):
            raise
        except Exception:
            log.exception("due timers failed together, they are taken one by one")
        fired = 0
        while fired < limit and await self._fire_first():
            fired += 1
        return fired

    async def act(self, deed: Callable[[Transaction, Effects], object]) -> None:
        """Runs `deed` (a coroutine function) as one transaction, with its effects written and woken."""
        for attempt in range(_TRIES):
            effects = Effects(self.clock(), self.notices, self.turns.kinds)
            try:
                async with self._turn, self.database.transaction() as tx:
                    await deed(tx, effects)  # type: ignore[misc]
                    await effects.write(tx)
            except (Stale, Conflict):
                if attempt == _TRIES - 1:
                    raise
                continue
            self.woken(effects.woken)
            return

    async def _fire_due(self, limit: int) -> int:
        for attempt in range(_TRIES):
            effects = Effects(self.clock(), self.notices, self.turns.kinds)
            try:
                async with self._turn, self.database.transaction() as tx:
                    rows = await tx.timers.due(effects.now, limit)
                    if rows:
                        await self._fire(tx, rows, effects)
                        self.at("timers.fired")
            except (Stale, Conflict):
                if attempt == _TRIES - 1:
                    raise
                continue
            self.woken(effects.woken)
            return len(rows)
        return 0

    async def _fire_first(self) -> bool:
        """The first due timer alone; one that cannot be fired is said in the log and dropped. False: none is due."""
        try:
            return await self._fire_due(1) > 0
        except (DatabaseAway, Stale, Conflict):
            raise
        except Exception:
            async with self._turn, self.database.transaction() as tx:
                for row in await tx.timers.due(self.clock(), 1):
                    log.exception("the timer %s of conversation %s cannot be fired", row.kind, row.conversation_id)
            return True

    # a batch ----------------------------------------------------------------------------------------------------------

    async def _commit(self, batch: list[_Waiting]) -> None:
        try:
            async with self._turn:
                await self._together(batch)
        except DatabaseAway as error:
            self._say_away(str(error))
            _settle(batch, Unavailable(self.away_for))
        except (Stale, Conflict):
            log.warning("a batch of %d met other writers again and again; it is taken later", len(batch))
            _settle(batch, Unavailable(1.0))
        except Exception:
            log.exception("a batch of %d failed, its updates are taken one by one", len(batch))
            for waiting in batch:
                await self._alone(waiting)
        else:
            self.is_back()
            _settle(batch, None)

    def is_back(self) -> None:
        """Something was stored or read: an outage, if there was one, is over."""
        if self.away:
            log.warning("the database is back")
            self.away, self.outage, self._away_since = "", self._away_since, None

    def _say_away(self, reason: str) -> None:
        if not self.away:
            log.error("nothing can be stored (%s); updates wait at the platforms", reason)
            self._away_since = self.clock()
        self.away = reason

    async def _alone(self, waiting: _Waiting) -> None:
        """One poisoned update must not hold back the others: it is kept aside, said once, and passed over."""
        try:
            for inbound in waiting.inbounds:
                try:
                    async with self._turn:
                        await self._together([_Waiting([inbound], None, waiting.done)])
                except (DatabaseAway, Stale, Conflict):
                    raise
                except Exception as error:
                    log.exception("event %s of %s cannot be handled", inbound.event_id, inbound.channel)
                    await self._poisoned(inbound, type(error).__name__)
            if waiting.cursor is not None:
                await self._together([_Waiting((), waiting.cursor, waiting.done)])
        except DatabaseAway as error:
            self._say_away(str(error))
            _settle([waiting], Unavailable(self.away_for))
        except Exception as error:
            log.error("updates can neither be taken nor kept aside now (%s)", type(error).__name__)
            _settle([waiting], Unavailable(self.away_for))
        else:
            _settle([waiting], None)

    async def _poisoned(self, inbound: Inbound, reason: str) -> None:
        async with self.database.transaction() as tx:
            at = self.clock()
            await tx.inbox.add([(inbound.channel, inbound.event_id)], at)
            raw = (
                f"{inbound.address} {inbound.input!r}"  # by the address it is found when the person is to be forgotten
            )
            await tx.inbox.poison(inbound.channel, inbound.event_id, reason, raw, at)

    async def _together(self, batch: list[_Waiting]) -> None:
        inbounds = [inbound for waiting in batch for inbound in waiting.inbounds]
        cursors = dict(waiting.cursor for waiting in batch if waiting.cursor is not None)
        for attempt in range(_TRIES):
            effects = Effects(self.clock(), self.notices, self.turns.kinds)
            try:
                async with self.database.transaction() as tx:
                    await self._handle(tx, inbounds, effects)
                    for channel, cursor in cursors.items():
                        await tx.channels.set_cursor(channel, cursor)
                    self.at("intake.batch")
            except (Stale, Conflict):
                if attempt == _TRIES - 1:
                    raise
                continue
            self.at("intake.committed")
            if effects.erased:
                self.turns.talks.forget()
            self.woken(effects.woken)
            return

    async def _handle(self, tx: Transaction, inbounds: Sequence[Inbound], effects: Effects) -> None:
        keys = [(inbound.channel, inbound.event_id) for inbound in inbounds]
        new = await tx.inbox.add(keys, effects.now) if keys else set()
        self.at("intake.inserted")
        prospects: list[Inbound] = []
        for inbound in inbounds:
            key = (inbound.channel, inbound.event_id)
            if key not in new:
                continue
            new.discard(key)  # a repeat inside this very batch
            if await self.managers.act(tx, inbound, effects):
                continue
            prospects.append(inbound)
        if prospects:
            await self.turns.take(tx, prospects, effects)
        await effects.write(tx)

    async def _fire(self, tx: Transaction, rows: Sequence[TimerRow], effects: Effects) -> None:
        await self.managers.fire(tx, [row for row in rows if row.conversation_id is None], effects)
        await self.turns.fire(tx, rows, effects)
        await effects.write(tx)


def _settle(batch: list[_Waiting], error: Unavailable | None) -> None:
    for waiting in batch:
        if waiting.done.done():
            continue
        if error is None:
            waiting.done.set_result(None)
        else:
            waiting.done.set_exception(error)
