"""What nodes tell each other and share while they run: wake-ups and send-rate budgets.

Nothing here is the truth: losing it loses no data. In one process it lives in memory; several nodes share it through
Redis, and go on with a fraction of the budget, each by itself, while Redis is away.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from .budgets import LocalBudgets, Rate


class Subscription(Protocol):
    """Wake-ups of one topic, from when it was made on."""

    async def wait(self, seconds: float) -> bool:
        """True as soon as somebody wakes the topic, False after `seconds` without that."""

    async def close(self) -> None: ...


class Signals(Protocol):
    async def wake(self, topic: str) -> None:
        """Wakes all who wait for the topic, on every node."""

    def subscribe(self, topic: str) -> Subscription: ...

    async def take(self, rates: Sequence[Rate]) -> float:
        """0 when a token of each was taken; else none was, and so many seconds are to wait."""

    def block(self, key: str, seconds: float) -> None:
        """Nothing under this key for so long, on every node."""

    async def close(self) -> None: ...


class LocalSignals:
    """The form for one process. `clock` in seconds; a test may speed it up."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, fraction: float = 1.0) -> None:
        self._budgets = LocalBudgets(clock, fraction)
        self._waiting: dict[str, set[asyncio.Event]] = {}

    async def wake(self, topic: str) -> None:
        self.wake_here(topic)

    def wake_here(self, topic: str) -> None:
        for event in self._waiting.get(topic, ()):
            event.set()

    def subscribe(self, topic: str) -> LocalSubscription:
        return LocalSubscription(self._waiting.setdefault(topic, set()))

    async def take(self, rates: Sequence[Rate]) -> float:
        return self._budgets.take(rates)

    def block(self, key: str, seconds: float) -> None:
        self._budgets.block(key, seconds)

    async def close(self) -> None:
        return None


def connect(url: str) -> Signals:
    """The signals of this installation: through Redis where there is one, else this process's own."""
    if not url:
        return LocalSignals()
    from .redis_signals import RedisSignals

    return RedisSignals(url)


class BudgetLimiter:
    """Waits for tokens, first come, first served among those who want the same keys."""

    def __init__(self, signals: Signals, sleep: Callable[[float], Any] = asyncio.sleep) -> None:
        self._signals = signals
        self._sleep = sleep
        self._lines: dict[tuple[str, ...], asyncio.Lock] = {}

    async def wait(self, *keys: Rate) -> None:
        """Returns once a token of every rate was taken."""
        names = tuple(rate.key for rate in keys)
        line = self._lines.setdefault(names, asyncio.Lock())
        try:
            async with line:
                while seconds := await self._signals.take(keys):
                    await self._sleep(seconds)
        finally:
            if not line.locked() and self._lines.get(names) is line:
                del self._lines[names]

    def block(self, key: str, seconds: float) -> None:
        """The platform said so: nothing under this key before then."""
        self._signals.block(key, seconds)


class LocalSubscription:
    def __init__(self, waiting: set[asyncio.Event]) -> None:
        self._event = asyncio.Event()
        self._waiting = waiting
        waiting.add(self._event)

    async def wait(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True

    async def close(self) -> None:
        self._waiting.discard(self._event)
