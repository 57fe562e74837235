"""What the channel's tests share: a channel before the emulator, what it took in, and what became of its letters."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.channels.base import Body, Inbound, Letter, Outcome, Rate, Unavailable
from bot.channels.telegram.channel import TelegramChannel
from storage.signals import LocalSignals
from tests.emulators.telegram import TelegramEmulator


class FreeLimiter:
    """A budget without end that remembers what was asked of it."""

    def __init__(self) -> None:
        self.waited: list[Rate] = []
        self.blocked: dict[str, float] = {}

    async def wait(self, *keys: Rate) -> None:
        self.waited += keys

    def block(self, key: str, seconds: float) -> None:
        self.blocked[key] = seconds


class SharedLimiter(FreeLimiter):
    """The budgets of the product, in one process."""

    def __init__(self) -> None:
        super().__init__()
        self._signals = LocalSignals()

    async def wait(self, *keys: Rate) -> None:
        while seconds := await self._signals.take(keys):
            await asyncio.sleep(seconds)


class NeverLimiter(FreeLimiter):
    """A budget that is used up for ever."""

    async def wait(self, *keys: Rate) -> None:
        await asyncio.Event().wait()


class BrokenLimiter(FreeLimiter):
    """A budget whose store fails."""

    async def wait(self, *keys: Rate) -> None:
        raise ConnectionError("the store is away")


@dataclass
class Rig:
    """`taken` in the order of their coming; `settled` by letter id."""

    telegram: TelegramEmulator
    channel: TelegramChannel
    limiter: FreeLimiter
    taken: list[Inbound] = field(default_factory=list)
    cursors: list[str | None] = field(default_factory=list)
    settled: dict[int, list[Outcome]] = field(default_factory=dict)
    away: int = 0  # so many batches meet a database that is away
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    async def take(self, inbounds: Sequence[Inbound], cursor: str | None) -> None:
        if self.away:
            self.away -= 1
            raise Unavailable(0.01)
        self.taken += inbounds
        self.cursors.append(cursor)

    def letter(self, address: object, body: Body, *, urgent: bool = True) -> Letter:
        number = next(self._numbers)
        return Letter(number, self.channel.name, str(address), body, random_id=number, urgent=urgent)

    def settle(self, letter: Letter, outcome: Outcome) -> None:
        self.settled.setdefault(letter.id, []).append(outcome)

    async def post(self, letter: Letter, seconds: float = 5) -> Outcome:
        """Sends one letter and waits for what becomes of it."""
        self.settled.pop(letter.id, None)
        self.channel.post([letter], self.settle)
        assert letter.id not in self.settled
        await self.telegram.until(lambda: letter.id in self.settled, seconds, f"letter {letter.id} is settled")
        [result] = self.settled[letter.id]
        return result

    async def say(self, address: object, **body: Any) -> Outcome:
        return await self.post(self.letter(address, Body(**body)))

    async def got(self, count: int) -> list[Inbound]:
        """Waits until so many inbounds were taken."""
        await self.telegram.until(lambda: len(self.taken) >= count, 5, f"{count} inbounds, not {self.taken}")
        return self.taken

    @asynccontextmanager
    async def listening(self, cursor: str | None = None) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as tasks:
            listener = tasks.create_task(self.channel.listen(self.take, cursor))
            try:
                yield
            finally:
                listener.cancel()


@asynccontextmanager
async def rigged(telegram: TelegramEmulator, limiter: FreeLimiter | None = None, **settings: Any) -> AsyncIterator[Rig]:
    """An open channel before this emulator."""
    limiter = limiter or FreeLimiter()
    given: dict[str, Any] = {"secret": "s3cret", "api_url": telegram.url, "poll_seconds": 2} | settings
    channel = TelegramChannel("telegram", telegram.token, limiter, **given)
    await channel.open()
    try:
        yield Rig(telegram, channel, limiter)
    finally:
        telegram.faults.release()
        await channel.close()
