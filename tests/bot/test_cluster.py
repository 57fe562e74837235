"""Wake-ups between processes, on a real Redis."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from secrets import token_hex
from typing import Any

import pytest
import redis.asyncio as redis_client

from bot.cluster import ClusterWakes
from bot.wakes import Handle, Lane
from tests.servers import OwnRedis

pytestmark = pytest.mark.redis


@pytest.fixture
def stream() -> str:
    """A stream that no other test uses."""
    return f"leadquiz:test:{token_hex(6)}"


class Worker:
    """What was woken at one worker."""

    def __init__(self) -> None:
        self.lanes: list[Lane] = []

    def __call__(self, lanes: Collection[Lane]) -> None:
        self.lanes += lanes


@asynccontextmanager
async def running(wakes: ClusterWakes, handle: Handle | None) -> AsyncIterator[ClusterWakes]:
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(wakes.run(handle))
        await asyncio.sleep(0.1)
        yield wakes
        task.cancel()


async def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.01)


async def test_of_several_workers_one_is_woken_for_each_lane(redis_url: str, stream: str) -> None:
    workers = [Worker(), Worker()]
    lanes = [("telegram", str(number)) for number in range(60)]
    async with (
        running(ClusterWakes(redis_url, stream), workers[0]),
        running(ClusterWakes(redis_url, stream), workers[1]),
        running(ClusterWakes(redis_url, stream), None) as web,
    ):
        for lane in lanes:
            web.wake([lane])
            await asyncio.sleep(0.001)
        await until(lambda: sum(len(worker.lanes) for worker in workers) >= len(lanes))
    assert Counter(workers[0].lanes + workers[1].lanes) == Counter(lanes)


async def test_a_worker_wakes_itself_without_redis(stream: str) -> None:
    worker = Worker()
    async with running(ClusterWakes("redis://127.0.0.1:9/0", stream), worker) as wakes:
        wakes.wake([("vk", "7")])
        assert worker.lanes == [("vk", "7")]


async def test_the_lanes_of_many_commits_are_handed_round_together(redis_url: str, stream: str) -> None:
    web = ClusterWakes(redis_url, stream)
    for number in range(300):
        web.wake([("telegram", str(number))])
        web.wake([("telegram", str(number))])
    worker = Worker()
    async with running(web, None), running(ClusterWakes(redis_url, stream), worker):
        await until(lambda: len(worker.lanes) == 300)
        async with asked(redis_url) as redis:
            assert await redis.xlen(stream) == 1


async def test_what_a_killed_worker_had_taken_comes_to_another(redis_url: str, stream: str) -> None:
    async with running(ClusterWakes(redis_url, stream), Worker()):
        pass  # the workers' group is made
    async with running(ClusterWakes(redis_url, stream), None) as web:
        web.wake([("telegram", "7")])
        async with asked(redis_url) as redis:
            taken: Any = None
            while not taken:  # read, and never acknowledged: what SIGKILL leaves behind
                taken = await redis.xreadgroup("workers", "dead", {stream: ">"}, count=10)
            await redis.xclaim(stream, "workers", "dead", 0, [taken[0][1][0][0]], idle=60_000)
        worker = Worker()
        async with running(ClusterWakes(redis_url, stream), worker):
            web.wake([("telegram", "8")])  # taskiq looks for what is left after something new came
            await until(lambda: ("telegram", "7") in worker.lanes)


async def test_it_goes_on_after_redis_was_away_and_after_it_was_emptied(
    own_redis: OwnRedis, stream: str, caplog: pytest.LogCaptureFixture
) -> None:
    worker = Worker()
    with caplog.at_level(logging.WARNING, "bot.cluster"):
        async with (
            running(ClusterWakes(own_redis.url, stream), worker),
            running(ClusterWakes(own_redis.url, stream), None) as web,
        ):
            web.wake([("telegram", "1")])
            await until(lambda: ("telegram", "1") in worker.lanes)
            await asyncio.to_thread(own_redis.stop)
            web.wake([("telegram", "2")])  # lost: the sweep of the rows finds it
            await until(lambda: len(caplog.records) == 2)
            await asyncio.to_thread(own_redis.start)
            await until(lambda: len(caplog.records) >= 3)
            web.wake([("telegram", "3")])
            await until(lambda: ("telegram", "3") in worker.lanes)
            async with asked(own_redis.url) as redis:
                await redis.flushall()
            web.wake([("telegram", "4")])
            await until(lambda: ("telegram", "4") in worker.lanes)
    said = [record.message.partition(" (")[0] for record in caplog.records]
    assert said.count("Redis hands nothing round") <= 4
    assert len(said) <= 8


@asynccontextmanager
async def asked(url: str) -> AsyncIterator[Any]:
    client: Any = redis_client.Redis.from_url(url)
    try:
        yield client
    finally:
        await client.aclose()
