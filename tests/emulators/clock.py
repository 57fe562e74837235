"""The emulators' clock: a test speeds it up or moves it, and every wait inside an emulator follows."""

from __future__ import annotations

import asyncio
import time


class Clock:
    """Seconds since 1970. It runs `speed` times as fast as the wall's, and `advance` moves it at once."""

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed
        self._at = time.time()  # the wall's time at which this clock showed `_shown`
        self._shown = self._at
        self._jumps: set[asyncio.Event] = set()

    @property
    def speed(self) -> float:
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self._shown, self._at = self.now(), time.time()
        self._speed = speed
        self.advance(0)

    def now(self) -> float:
        return self._shown + (time.time() - self._at) * self._speed

    def advance(self, seconds: float) -> None:
        """Moves the clock; whoever sleeps on it looks again."""
        self._shown += seconds
        for jump in self._jumps:
            jump.set()

    async def sleep(self, seconds: float) -> None:
        """Returns when this clock shows `seconds` more."""
        until = self.now() + seconds
        jump = asyncio.Event()
        self._jumps.add(jump)
        try:
            while (left := until - self.now()) > 0:
                jump.clear()
                try:
                    await asyncio.wait_for(jump.wait(), left / self._speed)
                except TimeoutError:
                    pass
        finally:
            self._jumps.discard(jump)


class Bucket:
    """A token bucket on that clock: `per_second` refill, `burst` capacity."""

    def __init__(self, clock: Clock, per_second: float, burst: float) -> None:
        self._clock = clock
        self._per_second = per_second
        self._burst = burst
        self._tokens = burst
        self._at = clock.now()

    def take(self) -> float:
        """0 when a token was there and is now taken, else the seconds until there is one."""
        now = self._clock.now()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._per_second)
        self._at = now
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) / self._per_second
