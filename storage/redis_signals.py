"""The form of `signals` for several nodes: through Redis, whose import costs memory that one node need not pay."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

import redis.asyncio as redis_client
from redis.exceptions import RedisError

from .budgets import Rate
from .signals import LocalSignals, LocalSubscription

log = logging.getLogger("storage.signals")

AWAY_FRACTION = 0.5  # of a budget, for each node that cannot see the others
_TIMEOUT = 0.5  # seconds for one answer of Redis: a letter waits for it
_CONNECTIONS = 20  # of one node; who finds none free waits: a crowd of chats is no absence of Redis
_QUEUE = 5.0  # seconds that they wait for one at most
_RETRY = 1.0  # seconds before Redis is asked again
_PREFIX = "leadquiz:"
_AWAY = (RedisError, OSError, TimeoutError)

# KEYS: the buckets. ARGV: now in microseconds ("" for Redis's own clock), how many blocks, then key and microseconds of
# each block, then the interval and the burst of each bucket. Returns microseconds to wait, 0 when all were taken.
_TAKE = """
local now = tonumber(ARGV[1])
if not now then local t = redis.call('TIME'); now = t[1] * 1000000 + t[2] end
local at = 3
for _ = 1, tonumber(ARGV[2]) do
  local key, span = ARGV[at] .. ':blocked', tonumber(ARGV[at + 1])
  if tonumber(redis.call('GET', key) or '0') < now + span then
    redis.call('SET', key, string.format('%d', now + span), 'PX', math.max(1, math.ceil(span / 1000)))
  end
  at = at + 2
end
local wait, full = 0, {}
for i, key in ipairs(KEYS) do
  wait = math.max(wait, tonumber(redis.call('GET', key .. ':blocked') or '0') - now)
  local interval, burst = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
  full[i] = math.max(tonumber(redis.call('GET', key) or '0'), now) + interval
  wait = math.max(wait, full[i] - now - burst * interval)
  at = at + 2
end
if wait >= 1 then return math.ceil(wait) end
for i, key in ipairs(KEYS) do
  redis.call('SET', key, string.format('%d', full[i]), 'PX', math.max(1, math.ceil((full[i] - now) / 1000) + 1000))
end
return 0
"""


class RedisSignals:
    """The form for several nodes. While Redis is away each node goes on with `AWAY_FRACTION` of the budgets.

    `clock` is for tests; without it Redis's own clock counts, so that the nodes' clocks need not agree.
    """

    def __init__(self, url: str, clock: Callable[[], float] | None = None) -> None:
        self._clock = clock
        self._redis: Any = redis_client.Redis.from_pool(
            redis_client.BlockingConnectionPool.from_url(
                url,
                socket_timeout=_TIMEOUT,
                socket_connect_timeout=_TIMEOUT,
                max_connections=_CONNECTIONS,
                timeout=_QUEUE,
                decode_responses=True,
            )
        )
        self._listeners: Any = redis_client.Redis.from_url(
            url, socket_connect_timeout=_TIMEOUT, decode_responses=True, health_check_interval=15
        )
        self._take = self._redis.register_script(_TAKE)
        self._now = clock or time.monotonic
        self._here = LocalSignals(self._now, AWAY_FRACTION)
        self._blocks: dict[str, float] = {}  # key -> until, which the others do not know yet
        self._away = False
        self._again_at = 0.0

    async def wake(self, topic: str) -> None:
        if self._asked_again():
            try:
                await self._redis.publish(_PREFIX + topic, "")
            except _AWAY as error:
                self._lost(error)
            else:
                self._found()
        self._here.wake_here(topic)

    def subscribe(self, topic: str) -> _RedisSubscription:
        return _RedisSubscription(self._listeners.pubsub(), _PREFIX + topic, self._here.subscribe(topic))

    async def take(self, rates: Sequence[Rate]) -> float:
        if not self._asked_again():
            return await self._here.take(rates)
        now = self._now()
        blocks = {key: until for key, until in self._blocks.items() if until > now}
        self._blocks = {}
        values: list[str | int | float] = ["" if self._clock is None else _microseconds(now), len(blocks)]
        for key, until in blocks.items():
            values += [_bucket(key), _microseconds(until - now)]
        for rate in rates:
            values += [_microseconds(1 / rate.per_second), max(1.0, rate.burst)]
        try:
            wait = int(await self._take(keys=[_bucket(rate.key) for rate in rates], args=values))
        except _AWAY as error:
            self._blocks = blocks | self._blocks
            self._lost(error)
            return await self._here.take(rates)
        self._found()
        return wait / 1e6

    def block(self, key: str, seconds: float) -> None:
        # here at once, for when Redis is away; to the others with the next token that is asked for
        self._here.block(key, seconds)
        self._blocks[key] = max(self._blocks.get(key, 0.0), self._now() + seconds)

    async def close(self) -> None:
        await self._redis.aclose()
        await self._listeners.aclose()

    def _asked_again(self) -> bool:
        return not self._away or time.monotonic() >= self._again_at

    def _lost(self, error: BaseException) -> None:
        self._again_at = time.monotonic() + _RETRY
        if not self._away:
            self._away = True
            log.warning("Redis is away (%s): this node goes on with half of the send rates", type(error).__name__)

    def _found(self) -> None:
        if self._away:
            self._away = False
            log.warning("Redis is back: the send rates are shared again")


async def redis_answers(url: str) -> bool:
    """Whether a Redis answers there within a few seconds."""
    client: Any = redis_client.Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3)
    try:
        return bool(await client.ping())
    except _AWAY:
        return False
    finally:
        await client.aclose()


class _RedisSubscription:
    """Listens to Redis, and to this process alone while Redis is away."""

    def __init__(self, pubsub: Any, topic: str, here: LocalSubscription) -> None:
        self._pubsub = pubsub
        self._topic = topic
        self._here = here
        self._subscribed = False

    async def wait(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            try:
                if not self._subscribed:
                    await self._pubsub.subscribe(self._topic)
                    self._subscribed = True
                message = await self._pubsub.get_message(ignore_subscribe_messages=True, timeout=left)
            except _AWAY:
                if await self._here.wait(min(left, _RETRY)):
                    return True
            else:
                if message is not None:
                    return True
        return False

    async def close(self) -> None:
        await self._here.close()
        await self._pubsub.aclose()


def _bucket(key: str) -> str:
    return f"{_PREFIX}rate:{key}"


def _microseconds(seconds: float) -> int:
    return round(seconds * 1_000_000)
