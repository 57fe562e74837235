"""What happens because time passes: due timers become turns, sleeping talks are marked, old keys are swept away.

APScheduler only ticks; no job per timer and no shared job store, so any number of nodes may run.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.intake import Intake
from bot.turns import Stale
from dialogs.inputs import TimedOut
from storage.database import Database
from storage.errors import Conflict, DatabaseAway

log = logging.getLogger("bot.clock")

DUE_AT_ONCE = 500
DEDUPE_KEEPS = timedelta(days=4)  # Telegram repeats for 24 h and may restart its numbers after a quiet week
LAST_TICK = 2.0  # seconds that a tick may take when the program stops
SLEEP_AFTER = timedelta(days=30)


@dataclass(slots=True)
class Clock:
    """`noticed` is called with the topics that another process changed, about once a second; `recovered` after the
    database was away, with the moment in which that began. `seen` are the revisions that the program has read already.
    """

    database: Database
    intake: Intake
    now: Callable[[], datetime]
    noticed: Callable[[set[str]], Awaitable[None]]
    recovered: Callable[[datetime], Awaitable[None]]
    seen: dict[str, int] = field(default_factory=dict)
    _scheduler: AsyncIOScheduler | None = None
    _ticking: int = 0

    async def start(self, *, fires: bool = True) -> None:
        """Begins to tick. `fires`: due timers too; another process may do that."""
        if not self.seen:
            async with self.database.reading() as tx:
                self.seen = await tx.revisions.read()
        scheduler = AsyncIOScheduler(timezone="UTC")
        common = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        scheduler.add_job(self._guarded, "interval", seconds=0.5, args=(self.look,), **common)
        if fires:
            scheduler.add_job(self._guarded, "interval", seconds=0.5, args=(self.fire,), **common)
            scheduler.add_job(self._guarded, "interval", minutes=10, args=(self.sweep,), jitter=30, **common)
        scheduler.start()
        self._scheduler = scheduler

    async def stop(self) -> None:
        """Ticks no more; a tick under way is waited for, a slow one given up."""
        if self._scheduler is None:
            return
        self._scheduler.pause()
        try:
            async with asyncio.timeout(LAST_TICK):
                while self._ticking:  # noqa: ASYNC110 - at most a few turns of the loop
                    await asyncio.sleep(0.005)
        except TimeoutError:
            log.warning("a tick was given up; what it began is done by the next one")
        self._scheduler.shutdown(wait=False)
        self._scheduler = None

    async def fire(self) -> None:
        """Turns every timer that is due into what it stands for."""
        while await self.intake.fire(DUE_AT_ONCE) >= DUE_AT_ONCE:
            pass

    async def look(self) -> None:
        """Notices what other processes changed: published scripts, staff, erasures, letters to send."""
        async with self.database.reading() as tx:
            revisions = await tx.revisions.read()
        self.intake.is_back()
        if (began := self.intake.outage) is not None:
            self.intake.outage = None
            await self.recovered(began)
        changed = {topic for topic, number in revisions.items() if self.seen.get(topic) != number}
        if changed:
            await self.noticed(changed)
            self.seen = revisions

    async def sweep(self) -> None:
        """Puts talks to sleep that nobody answered for thirty days, drops old keys of deduplication."""
        now = self.now()
        async with self.database.transaction() as tx:
            await tx.inbox.prune(now - DEDUPE_KEEPS)
            candidates = await tx.conversations.asleep_candidates(now - SLEEP_AFTER, 200)
        for row in candidates:
            timer = TimedOut("sleep", row.question)

            async def put_to_sleep(tx: object, effects: object, row: object = row, timer: TimedOut = timer) -> None:
                await self.intake.turns.tell(tx, row.id, timer, effects)  # type: ignore[arg-type,attr-defined]

            try:
                await self.intake.act(put_to_sleep)
            except (Conflict, Stale):
                continue  # the prospect is writing just now
            except DatabaseAway:
                raise
            except Exception:
                log.exception("conversation %d cannot be put to sleep", row.id)

    async def _guarded(self, job: Callable[[], Awaitable[None]]) -> None:
        self._ticking += 1
        try:
            await job()
        except (DatabaseAway, Conflict, Stale):
            pass  # `intake` says so once; the next tick tries again
        except Exception:
            log.exception("a tick failed")
        finally:
            self._ticking -= 1
