from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from secrets import token_hex

import pytest

from storage.budgets import LocalBudgets
from storage.redis_signals import RedisSignals, redis_answers
from storage.signals import BudgetLimiter, LocalSignals, Signals
from tests import servers


@dataclass(frozen=True, slots=True)
class Bucket:
    key: str
    per_second: float
    burst: float


class Clock:
    """Seconds that pass when the test says so, or when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def name() -> str:
    """A key that no other test uses."""
    return f"test:{token_hex(6)}"


@pytest.fixture(params=["local", pytest.param("redis", marks=pytest.mark.redis)])
def signals_url(request: pytest.FixtureRequest) -> str:
    return "" if request.param == "local" else request.getfixturevalue("redis_url")


@pytest.fixture
async def signals(signals_url: str, clock: Clock) -> AsyncIterator[Signals]:
    made: Signals = RedisSignals(signals_url, clock) if signals_url else LocalSignals(clock)
    yield made
    await made.close()


async def test_a_burst_goes_at_once_and_then_the_rate_holds(signals: Signals, clock: Clock, name: str) -> None:
    bucket = Bucket(name, 10, 3)
    assert [await signals.take([bucket]) for _ in range(3)] == [0, 0, 0]
    wait = await signals.take([bucket])
    assert wait == pytest.approx(0.1, abs=0.001)
    clock.now += wait
    assert await signals.take([bucket]) == 0
    assert await signals.take([bucket]) > 0


async def test_a_rested_bucket_is_full_again_and_not_fuller(signals: Signals, clock: Clock, name: str) -> None:
    bucket = Bucket(name, 10, 3)
    for _ in range(3):
        await signals.take([bucket])
    clock.now += 100
    assert [await signals.take([bucket]) == 0 for _ in range(4)] == [True, True, True, False]


async def test_of_several_buckets_all_or_none_are_taken(signals: Signals, clock: Clock, name: str) -> None:
    wide, narrow = Bucket(f"{name}:wide", 10, 2), Bucket(f"{name}:narrow", 1, 1)
    assert await signals.take([wide, narrow]) == 0
    assert await signals.take([wide, narrow]) == pytest.approx(1, abs=0.001)
    assert await signals.take([wide]) == 0
    assert await signals.take([wide]) > 0


async def test_a_block_holds_until_its_end_and_a_shorter_one_does_not_end_it(
    signals: Signals, clock: Clock, name: str
) -> None:
    bucket = Bucket(name, 100, 100)
    signals.block(name, 5)
    signals.block(name, 1)
    assert await signals.take([bucket]) == pytest.approx(5, abs=0.001)
    clock.now += 4.9
    assert await signals.take([bucket]) == pytest.approx(0.1, abs=0.001)
    clock.now += 0.2
    assert await signals.take([bucket]) == 0


async def test_keys_do_not_disturb_each_other(signals: Signals, name: str) -> None:
    assert await signals.take([Bucket(f"{name}:a", 1, 1)]) == 0
    assert await signals.take([Bucket(f"{name}:b", 1, 1)]) == 0


async def test_who_waits_for_a_topic_is_woken(signals: Signals, name: str) -> None:
    ours, others = signals.subscribe(name), signals.subscribe(f"{name}:other")
    async with asyncio.TaskGroup() as group:
        woken = group.create_task(ours.wait(5))
        slept = group.create_task(others.wait(0.3))
        await asyncio.sleep(0.1)
        await signals.wake(name)
    assert (woken.result(), slept.result()) == (True, False)
    assert not await ours.wait(0.01)
    await ours.close()
    await others.close()


async def test_a_wake_up_before_the_wait_is_not_lost() -> None:
    signals = LocalSignals()
    subscription = signals.subscribe("outbox")
    await signals.wake("outbox")
    assert await subscription.wait(0.01)
    await subscription.close()


async def test_the_limiter_lets_pass_as_many_as_the_rate_allows(clock: Clock) -> None:
    limiter = BudgetLimiter(LocalSignals(clock), clock.sleep)
    begun = clock.now
    for _ in range(33):
        await limiter.wait(Bucket("bot", 30, 3))
    assert clock.now - begun == pytest.approx(1, abs=0.01)


async def test_the_limiter_serves_in_the_order_of_coming(clock: Clock) -> None:
    limiter = BudgetLimiter(LocalSignals(clock), clock.sleep)
    served: list[int] = []

    async def one(n: int) -> None:
        await limiter.wait(Bucket("bot", 30, 1))
        served.append(n)

    await asyncio.gather(*map(one, range(20)))
    assert served == list(range(20))


async def test_the_limiter_obeys_a_block(clock: Clock) -> None:
    limiter = BudgetLimiter(LocalSignals(clock), clock.sleep)
    limiter.block("bot", 7)
    begun = clock.now
    await limiter.wait(Bucket("bot", 30, 30), Bucket("chat", 1, 1))
    assert clock.now - begun == pytest.approx(7, abs=0.001)


def test_many_keys_do_not_fill_the_memory(clock: Clock) -> None:
    budgets = LocalBudgets(clock)
    for n in range(30_000):
        assert budgets.take([Bucket(f"chat:{n}", 1, 1)]) == 0
        clock.now += 0.01
    assert len(budgets._full_at) <= 10_001


@pytest.mark.redis
async def test_two_nodes_share_one_budget_and_each_others_blocks(redis_url: str, clock: Clock, name: str) -> None:
    ours, theirs = RedisSignals(redis_url, clock), RedisSignals(redis_url, clock)
    bucket = Bucket(name, 10, 2)
    assert [await node.take([bucket]) == 0 for node in (ours, theirs, ours, theirs)] == [True, True, False, False]
    clock.now += 1
    ours.block(name, 30)
    assert await ours.take([Bucket(f"{name}:x", 1, 1)]) == 0
    assert await theirs.take([bucket]) == pytest.approx(30, abs=0.001)
    await ours.close()
    await theirs.close()


@pytest.mark.redis
async def test_two_nodes_wake_each_other(redis_url: str, name: str) -> None:
    ours, theirs = RedisSignals(redis_url), RedisSignals(redis_url)
    subscription = ours.subscribe(name)
    async with asyncio.TaskGroup() as group:
        woken = group.create_task(subscription.wait(5))
        await asyncio.sleep(0.1)
        await theirs.wake(name)
    assert woken.result()
    await subscription.close()
    await ours.close()
    await theirs.close()


@pytest.mark.redis
async def test_rediss_own_clock_counts_where_none_is_given(redis_url: str, name: str) -> None:
    signals = RedisSignals(redis_url)
    bucket = Bucket(name, 20, 1)
    assert await signals.take([bucket]) == 0
    wait = await signals.take([bucket])
    assert 0 < wait <= 0.05
    await asyncio.sleep(wait + 0.01)
    assert await signals.take([bucket]) == 0
    await signals.close()


@pytest.mark.redis
async def test_without_redis_a_node_goes_on_with_half_of_the_budget_says_so_once_and_comes_back(
    own_redis: servers.OwnRedis, name: str, warnings: list[str]
) -> None:
    clock = Clock()
    signals = RedisSignals(own_redis.url, clock)
    bucket = Bucket(name, 10, 4)
    assert await signals.take([bucket]) == 0
    own_redis.stop()
    taken = [await signals.take([bucket]) for _ in range(4)]
    assert [wait == 0 for wait in taken] == [True, True, False, False]
    assert taken[2] == pytest.approx(0.2, abs=0.001)
    await signals.wake(name)
    assert len(warnings) == 1
    assert "half of the send rates" in warnings[0]

    own_redis.start()
    clock.now += 10
    while len(warnings) < 2:
        await asyncio.sleep(0.05)
        await signals.take([Bucket(f"{name}:probe", 1000, 1000)])
    assert "Redis is back" in warnings[1]
    assert [await signals.take([bucket]) == 0 for _ in range(5)] == [True] * 4 + [False]
    await signals.close()


@pytest.mark.redis
async def test_without_redis_a_node_still_wakes_itself(own_redis: servers.OwnRedis, name: str) -> None:
    signals = RedisSignals(own_redis.url)
    subscription = signals.subscribe(name)
    assert not await subscription.wait(0.05)
    own_redis.stop()
    async with asyncio.TaskGroup() as group:
        woken = group.create_task(subscription.wait(5))
        await asyncio.sleep(0.2)
        await signals.wake(name)
    assert woken.result()
    await subscription.close()
    await signals.close()


@pytest.mark.redis
async def test_a_block_of_the_time_without_redis_reaches_the_others_afterwards(
    own_redis: servers.OwnRedis, clock: Clock, name: str
) -> None:
    ours, theirs = RedisSignals(own_redis.url, clock), RedisSignals(own_redis.url, clock)
    bucket = Bucket(name, 10, 10)
    assert await ours.take([bucket]) == 0
    own_redis.stop()
    assert await ours.take([bucket]) == 0
    ours.block(name, 60)
    assert await ours.take([bucket]) == pytest.approx(60, abs=0.001)
    own_redis.start()
    await asyncio.sleep(1.1)
    assert await ours.take([bucket]) == pytest.approx(60, abs=0.001)
    assert await theirs.take([bucket]) == pytest.approx(60, abs=0.001)
    await ours.close()
    await theirs.close()


@pytest.mark.redis
async def test_whether_a_redis_answers_is_told(own_redis: servers.OwnRedis) -> None:
    assert await redis_answers(own_redis.url)
    own_redis.stop()
    assert not await redis_answers(own_redis.url)


@pytest.fixture
def warnings() -> Iterator[list[str]]:
    """What the log said, in order."""
    found: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    handler = Keep(logging.WARNING)
    logging.getLogger("storage.signals").addHandler(handler)
    yield found
    logging.getLogger("storage.signals").removeHandler(handler)


@pytest.mark.redis
async def test_a_crowd_that_asks_at_once_is_no_absence_of_redis(
    redis_url: str, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    signals = RedisSignals(redis_url)
    with caplog.at_level(logging.WARNING, "storage.signals"):
        waits = await asyncio.gather(*(signals.take([Bucket(f"{name}:{n}", 1, 1)]) for n in range(300)))
    await signals.close()
    assert not any(waits) and not caplog.records
