"""The port by which work is handed round: `wake(lanes)` after a commit, `run(handle)` where letters are sent.

The rows of the outbox are the truth, and whoever sends looks for them once a second (`bot.delivery.POLL`): a wake-up
that is lost costs that second and nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from typing import Protocol, TypeAlias

Lane: TypeAlias = tuple[str, str]
"""(channel, address): one chat of one channel."""
Handle: TypeAlias = Callable[[Collection[Lane]], None]


class Wakes(Protocol):
    def wake(self, lanes: Collection[Lane]) -> None:
        """Something was committed for these lanes. Never waits and never raises."""

    async def run(self, handle: Handle | None) -> None:
        """Until cancelled: `handle` is called with what was woken. None: this node sends nothing itself."""


class WakesHere:
    """The form within one process: a call, and nothing between."""

    def __init__(self) -> None:
        self._handle: Handle | None = None

    def wake(self, lanes: Collection[Lane]) -> None:
        if self._handle is not None:
            self._handle(lanes)

    async def run(self, handle: Handle | None) -> None:
        self._handle = handle
        try:
            await asyncio.Event().wait()
        finally:
            self._handle = None
