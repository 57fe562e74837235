"""One bot, started, driven and stopped: what a turn of it costs."""

from __future__ import annotations

import asyncio
import itertools
import resource
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import Running, cpu_seconds, memory_mb, start, tree_cpu_seconds
from benchmarks.prospects import QUIZ, Drive, crowd
from benchmarks.services import new_database
from benchmarks.telegram_side import TelegramSide
from benchmarks.variants import Place, Variant
from benchmarks.vk_side import VkSide
from benchmarks.web import serve

SATURATED, FEW = 200, 8
_numbers = itertools.count(1)
_people = itertools.count(100_000_001, 1_000_000)


class VoidError(Exception):
    """A run that does not count, and why."""


@dataclass(frozen=True, slots=True)
class Servers:
    """Addresses and process ids of what the bots may use; "" and 0 where it is not there."""

    redis: str = ""
    redis_pid: int = 0
    postgresql: str = ""
    postgresql_pid: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """Times in milliseconds; CPU per turn, of the bot, of the servers that it uses, and of the driver."""

    turns_a_second: float
    p50: float
    p99: float
    cpu: float
    servers_cpu: float
    driver_cpu: float
    calls: float


@dataclass(slots=True)
class Bench:
    """A running bot before its platform."""

    variant: Variant
    running: Running
    side: TelegramSide | VkSide
    servers: Servers
    drive: Drive | None = None

    async def run(self, people: int, in_flight: int, steps: int = len(QUIZ), rest: float | None = None) -> Figures:
        """Sends so many new prospects through the quiz. Raises VoidError where a reply was wrong or did not come."""
        pause = self.variant.rest if rest is None else rest
        first = next(_people)
        self.drive = Drive(self.side.write, crowd(people, self.variant.bots, first), in_flight, pause, steps)
        before, calls, began = self._spent(), self.side.calls, time.perf_counter()
        self.drive.begin()
        try:
            async with asyncio.timeout(600):
                await self.drive.done.wait()
        except TimeoutError:
            self.drive.wrong.append("not everybody was answered")
        wall = time.perf_counter() - began
        await asyncio.sleep(0.5)  # what is written down after the reply belongs to the turn
        if self.drive.wrong:
            raise VoidError(f"{self.variant.title}: {self.drive.wrong[0]} (log: {self.running.log})")
        bot, servers, driver = (after - one for after, one in zip(self._spent(), before, strict=True))
        seconds = sorted(self.drive.seconds)
        turns = len(seconds)
        return Figures(
            turns / wall, _at(seconds, 0.5) * 1000, _at(seconds, 0.99) * 1000, bot / turns * 1000,
            servers / turns * 1000, driver / turns * 1000, (self.side.calls - calls) / turns,
        )  # fmt: skip

    @property
    def memory(self) -> float:
        return memory_mb(self.running.pid)

    def heard(self, person: int, text: str) -> None:
        if self.drive is not None:
            self.drive.heard(person, text)

    def _spent(self) -> tuple[float, float, float]:
        usage = resource.getrusage(resource.RUSAGE_SELF)
        servers = 0.0
        if "redis" in self.variant.needs:
            servers += cpu_seconds(self.servers.redis_pid)
        if "postgresql" in self.variant.needs:
            servers += tree_cpu_seconds(self.servers.postgresql_pid)
        return cpu_seconds(self.running.pid), servers, usage.ru_utime + usage.ru_stime


@asynccontextmanager
async def started(variant: Variant, servers: Servers) -> AsyncIterator[Bench]:
    """Starts the bot before a platform of its own and waits until it asks for updates."""
    with tempfile.TemporaryDirectory(prefix=f"bench-{variant.name}-") as name:
        folder = Path(name)
        bench: Bench
        side: TelegramSide | VkSide

        def heard(person: int, text: str) -> None:
            bench.heard(person, text)

        side = TelegramSide(heard) if variant.platform == "telegram" else VkSide(heard)
        server, port = await serve(side.handle)
        api = f"http://127.0.0.1:{port}"
        if isinstance(side, VkSide):
            side.address = api
        postgresql = ""
        if "postgresql" in variant.needs:
            scheme = "postgresql" if variant.name.startswith("ours") else "postgresql+asyncpg"
            postgresql = f"{scheme}://{new_database(servers.postgresql, f'bench{next(_numbers)}')}"
        place = Place(folder, api, f"{servers.redis.rpartition('/')[0]}/{next(_numbers) % 16}", postgresql)
        command, environment = variant.prepare(place)
        running = start(command, environment, folder)
        bench = Bench(variant, running, side, servers)
        try:
            await _ready(bench)
            yield bench
        finally:
            side.close()
            await asyncio.to_thread(running.stop)
            server.close()


async def _ready(bench: Bench) -> None:
    end = time.monotonic() + 120
    while bench.side.ready < len(bench.variant.bots):
        if not bench.running.alive or time.monotonic() > end:
            words = bench.running.log.read_text("utf-8", "replace")[-2000:]
            raise VoidError(f"{bench.variant.title} does not start:\n{words}")
        await asyncio.sleep(0.1)
    await asyncio.sleep(1.5)


def _at(ordered: list[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]
