"""A leadquiz node in the test's own process, with a clock that a test moves and a port of its own."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

import aiohttp

from bot.app import WHOLE, App, Part
from bot.channels.base import Limiter
from bot.config import ChannelSettings, ManagersChat, Settings
from storage.records import LeadRow
from storage.signals import BudgetLimiter, LocalSignals
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.vk import VkEmulator

API_TOKEN = "api-token-of-the-tests"


@dataclass(slots=True)
class Time:
    """The wall's time, moved by hand."""

    moved: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.moved

    def advance(self, **time: float) -> None:
        self.moved += timedelta(**time)


def settings_for(
    database_url: str,
    telegram: TelegramEmulator | None = None,
    vk: VkEmulator | None = None,
    managers: tuple[ManagersChat, ...] = (),
    scripts_dir: Path | None = None,
) -> Settings:
    """Settings of a node that polls both emulators."""
    channels = []
    if telegram is not None:
        channels.append(ChannelSettings("telegram", "telegram", telegram.token, telegram.url))
    if vk is not None:
        channels.append(ChannelSettings("vk", "vk", vk.token, vk.url, group_id=vk.community.id))
    settings = Settings(
        database_url=database_url,
        http_port=free_port(),
        channels=tuple(channels),
        managers=managers,
        api_token=API_TOKEN,
        secret_key="secret-key-of-the-tests",
    )
    return settings if scripts_dir is None else replace(settings, scripts_dir=scripts_dir)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


HURRY = 20.0  # the emulators' clocks and our rate budgets run so many times faster than the wall's


def hurried_limiter() -> BudgetLimiter:
    """Our own rate budgets, in step with an emulator whose clock has the speed HURRY."""
    return BudgetLimiter(
        LocalSignals(clock=lambda: time.monotonic() * HURRY), sleep=lambda seconds: asyncio.sleep(seconds / HURRY)
    )


@dataclass(slots=True)
class Node:
    """`async with Node(settings) as node:` runs it; leaving stops it as SIGTERM does."""

    settings: Settings
    time: Time = field(default_factory=Time)
    limiter: Limiter | None = None
    part: Part = WHOLE
    app: App = field(init=False)
    http: aiohttp.ClientSession = field(init=False)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: asyncio.TaskGroup = field(default_factory=asyncio.TaskGroup)
    _running: asyncio.Task[None] = field(init=False)

    async def __aenter__(self) -> Node:
        self.app = await App.open(self.settings, self.time.now, self.limiter or hurried_limiter(), part=self.part)
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        await self._tasks.__aenter__()
        ready = asyncio.Event()
        self._running = self._tasks.create_task(self.app.run(self._stop, ready.set))
        async with asyncio.timeout(15):
            await ready.wait()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        await self._tasks.__aexit__(kind, error, trace)
        await self.http.close()

    async def kill(self) -> None:
        """Ends the node as SIGKILL would: nothing is settled, no lease is given back."""
        self._running.cancel()
        await asyncio.wait({self._running})

    @property
    def url(self) -> str:
        return self.settings.base_url

    async def api(self, path: str) -> Any:
        """The JSON of an API address."""
        headers = {"Authorization": f"Bearer {API_TOKEN}"}
        async with self.http.get(f"{self.url}/api/v1{path}", headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def records(self) -> list[LeadRow]:
        """Every record, visitors too, the oldest first."""
        async with self.app.database.reading() as tx:
            talks = await tx.conversations.by_id(range(1, 100))
            persons = {talk.person_id for talk in talks.values()}
            found = [lead for person in persons for lead in await tx.leads.of_person(person)]
        return sorted(found, key=lambda lead: lead.id)

    async def until(self, holds: Callable[[], Awaitable[bool]], what: str = "", seconds: float = 10) -> None:
        """Waits until it holds."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not await holds():
            if loop.time() > end:
                raise AssertionError(f"not within {seconds:g} s: {what or holds}")
            await asyncio.sleep(0.01)

    async def delivered(self) -> None:
        """Waits until nothing waits to be sent any more: timers that count from a delivery run then."""

        async def empty() -> bool:
            async with self.app.database.reading() as tx:
                return not any((await tx.outbox.depth()).values())

        await self.until(empty, "an empty outbox")

    async def pass_time(self, **time: float) -> None:
        """The node's time moves on, and what is due then happens."""
        await self.delivered()
        self.time.advance(**time)
        await self.app.clock.fire()

    async def leads(self, count: int = 1, seconds: float = 10) -> list[dict[str, Any]]:
        """The leads, once there are `count` of them."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while True:
            items: list[dict[str, Any]] = (await self.api("/leads"))["items"]
            if len(items) >= count:
                return items
            if loop.time() > end:
                raise AssertionError(f"{len(items)} leads after {seconds:g} s, not {count}")
            await asyncio.sleep(0.05)
