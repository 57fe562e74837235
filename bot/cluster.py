"""The form of `wakes` between processes: taskiq over Redis Streams, of the extra `[cluster]`.

Each wake-up reaches one of the workers. What a worker that died had taken is claimed by another after `_IDLE`, what
Redis loses is found by the sweep of the rows; so Redis may be stopped and emptied at any time.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Collection

import msgspec
from redis.exceptions import RedisError
from taskiq import BrokerMessage
from taskiq_redis import RedisStreamBroker

from bot.wakes import Handle, Lane

log = logging.getLogger("bot.cluster")

STREAM = "leadquiz:wakes"
_GROUP = "workers"
_TASK = "wake"
_KEPT = 10_000  # wake-ups in the stream: more are of no use, whoever is woken looks at all lanes
_TOGETHER = 500  # lanes in one wake-up
_IDLE = 5_000  # milliseconds after which a wake-up that was not acknowledged goes to another worker
_BLOCK = 2_000  # milliseconds of one look into the stream
_PATIENCE = 3.0  # seconds that Redis may take, above the block
_RETRY = 1.0  # seconds before Redis is asked again
_AWAY = (RedisError, OSError, TimeoutError)
_decode = msgspec.json.Decoder(list[Lane]).decode


class ClusterWakes:
    """`url` of Redis. `stream`: nodes of one installation share it."""

    def __init__(self, url: str, stream: str = STREAM) -> None:
        self._broker = RedisStreamBroker(
            url,
            queue_name=stream,
            consumer_group_name=_GROUP,
            consumer_id="0",
            xread_block=_BLOCK,
            xread_count=64,
            maxlen=_KEPT,
            idle_timeout=_IDLE,
            unacknowledged_lock_timeout=5.0,  # a worker killed while it claims must not keep the others from it
            socket_connect_timeout=1.0,
            socket_timeout=_BLOCK / 1000 + _PATIENCE,
        )
        self._handle: Handle | None = None
        self._waiting: set[Lane] = set()
        self._news = asyncio.Event()
        self._away = False

    def wake(self, lanes: Collection[Lane]) -> None:
        """A worker goes on by itself; another node hands the lanes round, those of several commits together."""
        if self._handle is not None:
            self._handle(lanes)
        elif lanes:
            self._waiting.update(lanes)
            self._news.set()

    async def run(self, handle: Handle | None) -> None:
        """See `Wakes.run`; survives every fault of Redis."""
        self._handle = handle
        work = self._hand_round if handle is None else self._listen
        try:
            while True:
                try:
                    await work()
                except _AWAY as error:
                    self._lost(error)
                    await asyncio.sleep(_RETRY)
        finally:
            self._handle = None
            await self._broker.shutdown()

    async def _hand_round(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            while self._waiting:
                lanes = [self._waiting.pop() for _ in range(min(_TOGETHER, len(self._waiting)))]
                body = msgspec.json.encode(lanes)
                await self._broker.kick(_message(body))
                self._found()

    async def _listen(self) -> None:
        await self._broker.startup()  # makes the workers' group, which is gone where Redis was emptied
        self._found()
        async for message in self._broker.listen():
            if self._handle is not None:
                self._handle(_lanes(message.data))
            await message.ack()  # type: ignore[misc]  # taskiq allows an acknowledgement that is no coroutine

    def _lost(self, error: BaseException) -> None:
        if not self._away:
            self._away = True
            log.warning(
                "Redis hands nothing round (%s): letters wait until they are looked for, a second at most",
                type(error).__name__,
            )

    def _found(self) -> None:
        if self._away:
            self._away = False
            log.warning("Redis hands letters round again")


def _message(body: bytes) -> BrokerMessage:
    return BrokerMessage(task_id=secrets.token_hex(8), task_name=_TASK, message=body, labels={})


def _lanes(body: bytes) -> list[Lane]:
    try:
        return _decode(body)
    except msgspec.DecodeError:
        return []  # of another version: a wake-up all the same
