"""Send-rate budgets of one process: token buckets kept as the moment at which each would be full again (GCRA)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

_SWEEP = 10_000  # so many keys are kept before those that are full again are let go


class Rate(Protocol):
    """A token bucket: `per_second` refill, `burst` capacity (at least 1)."""

    @property
    def key(self) -> str: ...
    @property
    def per_second(self) -> float: ...
    @property
    def burst(self) -> float: ...


class LocalBudgets:
    """`clock` in seconds, any start. `fraction` of every rate is what this process may use."""

    def __init__(self, clock: Callable[[], float], fraction: float = 1.0) -> None:
        self._clock = clock
        self._fraction = fraction
        self._full_at: dict[str, float] = {}
        self._blocked_until: dict[str, float] = {}

    def take(self, rates: Sequence[Rate]) -> float:
        """0 when a token of each was taken; else nothing was taken, and so many seconds are to wait."""
        now = self._clock()
        wait = 0.0
        taken: dict[str, float] = {}
        for rate in rates:
            wait = max(wait, self._blocked_until.get(rate.key, now) - now)
            interval = 1 / (rate.per_second * self._fraction)
            burst = max(1.0, rate.burst * self._fraction)
            full_at = max(taken.get(rate.key, self._full_at.get(rate.key, now)), now) + interval
            taken[rate.key] = full_at
            wait = max(wait, full_at - now - burst * interval)
        if wait > 1e-9:
            return wait
        if len(self._full_at) > _SWEEP:
            self._full_at = {key: at for key, at in self._full_at.items() if at > now}
        self._full_at.update(taken)
        return 0.0

    def block(self, key: str, seconds: float) -> None:
        """Nothing under this key for so long; a shorter block does not end a longer one."""
        now = self._clock()
        self._blocked_until = {name: until for name, until in self._blocked_until.items() if until > now}
        self._blocked_until[key] = max(self._blocked_until.get(key, now), now + seconds)
