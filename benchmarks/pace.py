"""What the platforms allow: a bucket that refills, and calls in any second."""

from __future__ import annotations

import time
from collections import deque


class Bucket:
    """`take` is 0 when there was a token, else the seconds until there is one."""

    def __init__(self, per_second: float, burst: float) -> None:
        self._per_second, self._burst = per_second, burst
        self._left, self._at = burst, time.monotonic()

    def take(self) -> float:
        now = time.monotonic()
        self._left = min(self._burst, self._left + (now - self._at) * self._per_second)
        self._at = now
        if self._left >= 1:
            self._left -= 1
            return 0.0
        return (1 - self._left) / self._per_second


class Window:
    """At most so many calls in any second."""

    def __init__(self, per_second: int) -> None:
        self._most = per_second
        self._calls: deque[float] = deque()

    def take(self) -> bool:
        now = time.monotonic()
        while self._calls and now - self._calls[0] >= 1:
            self._calls.popleft()
        if len(self._calls) >= self._most:
            return False
        self._calls.append(now)
        return True
