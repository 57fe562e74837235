"""Names of people by users.get: VK's events carry none. Asked for together, kept in memory, never waited for long."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.channels.base import Inbound, Limiter, Rate

from .client import CallError, Client

log = logging.getLogger("bot.channels.vk")

WAIT = 0.3  # seconds that an event waits for its sender's name
_PATIENCE = 3.0  # seconds that users.get may take before the next people are asked for
_KEPT = 50_000
_MOST_IDS = 1000
_AGAIN_AFTER = 600.0  # seconds before somebody whom VK did not name is asked for once more


@dataclass(frozen=True, slots=True)
class Name:
    first: str = ""
    last: str = ""
    screen: str = ""


class Names:
    """`fill` gives inbounds the names of their senders, as far as they are known within `WAIT`."""

    def __init__(self, client: Client, limiter: Limiter, rate: Rate) -> None:
        self._client = client
        self._limiter = limiter
        self._rate = rate
        self._known: OrderedDict[str, tuple[Name, float]] = OrderedDict()
        self._wanted: dict[str, asyncio.Event] = {}
        self._tasks: asyncio.TaskGroup | None = None
        self._asker: asyncio.Task[None] | None = None

    def begin(self, tasks: asyncio.TaskGroup) -> None:
        self._tasks = tasks

    def end(self) -> None:
        self._tasks = None
        if self._asker:
            self._asker.cancel()

    async def fill(self, inbounds: Sequence[Inbound]) -> list[Inbound]:
        """The same inbounds with names. Never raises for VK's sake."""
        unknown = {inbound.sender for inbound in inbounds if inbound.sender and not self._fresh(inbound.sender)}
        if unknown and self._tasks is not None:
            answers = [self._wanted.setdefault(user, asyncio.Event()) for user in unknown]
            if self._asker is None or self._asker.done():
                self._asker = self._tasks.create_task(self._ask())
            try:
                async with asyncio.timeout(WAIT):
                    for answer in answers:
                        await answer.wait()
            except TimeoutError:
                log.info("names of %d people came too late; they are called without", len(unknown))
        return [self._named(inbound) for inbound in inbounds]

    async def _ask(self) -> None:
        """Asks for everybody wanted, until nobody is."""
        while self._wanted:
            users = list(self._wanted)[:_MOST_IDS]
            found: dict[str, Name] = {}
            try:
                await self._limiter.wait(self._rate)
                params = {"user_ids": ",".join(users), "fields": "screen_name"}
                answer = await self._client.call("users.get", params, within=_PATIENCE)
                for person in answer.response or ():
                    name = Name(
                        person.get("first_name", ""), person.get("last_name", ""), person.get("screen_name", "")
                    )
                    found[str(person["id"])] = name
            except CallError as error:
                log.warning("names cannot be asked for now: %s", error)
            except Exception:
                log.exception("names cannot be read")
            for user in users:
                self._known[user] = (found.get(user, Name()), time.monotonic())
                self._wanted.pop(user).set()
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)

    def _fresh(self, user: str) -> bool:
        name, at = self._known.get(user, (Name(), -_AGAIN_AFTER))
        return bool(name.first) or time.monotonic() - at < _AGAIN_AFTER

    def _named(self, inbound: Inbound) -> Inbound:
        name, _ = self._known.get(inbound.sender, (Name(), 0.0))
        if not name.first:
            return inbound
        profile = replace(inbound.profile, first_name=name.first, last_name=name.last, username=name.screen)
        return replace(inbound, profile=profile)
