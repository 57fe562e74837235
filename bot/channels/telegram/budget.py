"""How fast letters may leave: the bot's budget with presses first, each chat's own, and what the platform forbids.

About 30 messages a second overall, one a second in a chat after a short burst, 20 a minute in a group
(https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import logging
from collections.abc import Callable

from bot.channels.base import Limiter, Rate

log = logging.getLogger("bot.channels.telegram")

PRESS, LETTER, BROADCAST = 0, 1, 2
_SOON = 5.0  # seconds: two chats refused within them mean that the bot, not the chat, is throttled


class Budget:
    """`now` is monotonic seconds. `run` has to be started for `turn` to return."""

    def __init__(self, name: str, limiter: Limiter, now: Callable[[], float]) -> None:
        self._limiter = limiter
        self._now = now
        self._name = name
        # A burst below the rate: calls that overtake each other on the way must not overfill the platform's bucket.
        self._overall = Rate(f"telegram:{name}", 30, 25)
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()
        self._news = asyncio.Event()
        self._until: dict[str, float] = {}
        self._all_until = 0.0
        self._refused: tuple[str, float] = ("", -_SOON)

    async def turn(self, priority: int) -> None:
        """Returns when the bot may make a call; the lowest priority that waits goes first."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (priority, next(self._numbers), turn))
        self._news.set()
        await turn

    async def chat(self, address: str) -> None:
        """Returns when a message may be sent to this chat."""
        await self._limiter.wait(self._rate(address))

    async def run(self) -> None:
        """Hands out the overall budget until cancelled."""
        while True:
            while not self._waiting:
                self._news.clear()
                await self._news.wait()
            try:
                await self._limiter.wait(self._overall)
            except Exception as error:
                # Sending too fast is put right by the platform's 429; not sending at all would be worse.
                log.error("telegram:%s: the shared budget failed (%s)", self._name, type(error).__name__)
                await asyncio.sleep(0.1)
            while self._waiting:
                turn = heapq.heappop(self._waiting)[2]
                if not turn.done():
                    turn.set_result(None)
                    break

    def refused(self, address: str, seconds: float) -> bool:
        """The platform said "retry after". True when it holds for the whole bot: a second chat was refused shortly
        after the first; a single one is a matter of that chat."""
        now = self._now()
        self._until = {known: until for known, until in self._until.items() if until > now}
        self._until[address] = now + seconds
        self._limiter.block(self._rate(address).key, seconds)
        before, at = self._refused
        self._refused = (address, now)
        whole = before not in ("", address) and now - at < _SOON
        if whole:
            self._all_until = now + seconds
            self._limiter.block(self._overall.key, seconds)
        return whole

    def forbidden(self, address: str) -> float:
        """Seconds for which the platform wants to hear nothing for this chat; 0 when it may be written to."""
        now = self._now()
        return max(self._until.get(address, 0.0), self._all_until, now) - now

    def _rate(self, address: str) -> Rate:
        key = f"telegram:{self._name}:{address}"
        return Rate(key, 20 / 60, 20) if address.startswith("-") else Rate(key, 1, 3)
