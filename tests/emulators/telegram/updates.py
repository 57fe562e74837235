"""How updates leave the emulator: kept until confirmed, fetched by getUpdates or posted to a webhook."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.emulators.clock import Clock
from tests.emulators.faults import Faults

from .refusals import POLLING_WITH_WEBHOOK, TWO_POLLERS, RefusalError
from .world import Json

DEFAULT_KINDS = frozenset(
    {
        "message", "edited_message", "channel_post", "edited_channel_post", "inline_query", "chosen_inline_result",
        "callback_query", "shipping_query", "pre_checkout_query", "poll", "poll_answer", "my_chat_member",
        "chat_join_request", "chat_boost", "removed_chat_boost", "business_connection", "business_message",
        "edited_business_message", "deleted_business_messages", "purchased_paid_media",
    }
)  # fmt: skip
_LIVES = {"callback_query": 150.0}
_DAY = 86_400.0


@dataclass(slots=True, eq=False)
class Pending:
    """`queue` names what is kept in order: messages of a chat, presses of a user, membership in a chat."""

    update: Json
    queue: str
    at: float
    again: bool = False  # delivered once more, whatever the offset says

    @property
    def id(self) -> int:
        return int(self.update["update_id"])

    def stale(self, now: float) -> bool:
        return now - self.at > next((life for kind, life in _LIVES.items() if kind in self.update), _DAY)


@dataclass(slots=True)
class Webhook:
    url: str
    secret: str = ""
    max_connections: int = 40
    error_at: int = 0
    error_text: str = ""
    gone_since: float = 0.0


class Updates:
    """The queue of one bot."""

    def __init__(self, clock: Clock, faults: Faults[tuple[Json, str]]) -> None:
        self.webhook: Webhook | None = None
        self.kinds: frozenset[str] = DEFAULT_KINDS
        self.pending: list[Pending] = []
        self.delivered: list[Json] = []
        self.routes: dict[str, str] = {}
        self.run_reply: Callable[[Json], Awaitable[Any]] | None = None
        self._clock = clock
        self._faults = faults
        self._last_id = random.randrange(100_000_000, 900_000_000)
        self._poller: asyncio.Event | None = None
        self._news = asyncio.Event()
        self._posters: dict[str, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(40)
        self._ended = False
        self._tasks: asyncio.TaskGroup | None = None
        self._http: aiohttp.ClientSession | None = None

    def begin(self, tasks: asyncio.TaskGroup, http: aiohttp.ClientSession) -> None:
        self._tasks, self._http = tasks, http

    def end(self) -> None:
        """Lets the poller go and posts nothing more."""
        self._ended = True
        if self._poller:
            self._poller.set()
        for poster in self._posters.values():
            poster.cancel()

    def add(self, kind: str, body: Json, queue: str) -> int:
        """Returns the update's id; 0 when the bot did not ask for this kind."""
        if kind not in self.kinds:
            return 0
        self._last_id += 1
        self._let_go({"update_id": self._last_id, kind: body}, queue)
        return self._last_id

    def add_raw(self, update: Json) -> int:
        """An update of any shape, such as one that the bot cannot decode."""
        self._last_id += 1
        self._let_go({"update_id": self._last_id} | update, "raw")
        return self._last_id

    def deliver_again(self, *updates: Json) -> None:
        """The platform repeats updates that were confirmed long ago."""
        for update in updates:
            self.pending.append(Pending(update, f"again {update['update_id']}", self._clock.now(), again=True))
        self._wake()

    def drop(self) -> None:
        self.pending.clear()

    def _let_go(self, update: Json, queue: str) -> None:
        for arranged, its_queue in self._faults.arrange((update, queue)):
            self.pending.append(Pending(arranged, its_queue, self._clock.now()))
        self._wake()

    def _wake(self) -> None:
        self._news.set()
        if self.webhook and not self._ended:
            self._post_all()

    # getUpdates -------------------------------------------------------------------------------------------------------

    async def poll(self, offset: int, limit: int, timeout: float, kinds: list[str] | None) -> list[Json]:
        """Raises RefusalError 409 with a webhook, or when another poller comes."""
        if self.webhook:
            raise RefusalError(409, POLLING_WITH_WEBHOOK)
        if kinds is not None:
            self.kinds = frozenset(kinds) or DEFAULT_KINDS
        if self._poller:
            self._poller.set()
        mine = self._poller = asyncio.Event()
        try:
            until = self._clock.now() + min(timeout, 50)
            while True:
                self._forget(offset)
                ready = self.pending[: max(1, min(limit or 100, 100))]
                if ready or self._ended or self._clock.now() >= until:
                    break
                await self._wait(until, mine)
                if mine.is_set():
                    raise RefusalError(409, TWO_POLLERS)
                if self.webhook:
                    raise RefusalError(409, POLLING_WITH_WEBHOOK)
        finally:
            if self._poller is mine:
                self._poller = None
        self.pending = [item for item in self.pending if not (item in ready and item.again)]
        self.delivered += [item.update for item in ready]
        return [item.update for item in ready]

    def _forget(self, offset: int) -> None:
        now = self._clock.now()
        if offset < 0:
            self.pending = self.pending[offset:]
            offset = 0
        self.pending = [item for item in self.pending if item.again or (item.id >= offset and not item.stale(now))]

    async def _wait(self, until: float, mine: asyncio.Event) -> None:
        self._news.clear()
        waits = [self._news.wait(), mine.wait(), self._clock.sleep(until - self._clock.now())]
        assert self._tasks is not None
        tasks = [self._tasks.create_task(wait) for wait in waits]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()

    # Webhook ----------------------------------------------------------------------------------------------------------

    def set_webhook(self, webhook: Webhook | None, kinds: list[str] | None) -> None:
        if kinds is not None:
            self.kinds = frozenset(kinds) or DEFAULT_KINDS
        self.webhook = webhook
        self._news.set()
        for poster in self._posters.values():
            poster.cancel()
        self._posters.clear()
        if webhook:
            self._slots = asyncio.Semaphore(webhook.max_connections)
            self._post_all()

    def _post_all(self) -> None:
        assert self._tasks is not None
        for queue in {item.queue for item in self.pending}:
            poster = self._posters.get(queue)
            if poster is None or poster.done():
                self._posters[queue] = self._tasks.create_task(self._post_queue(queue))

    async def _post_queue(self, queue: str) -> None:
        """One queue in order: the next update leaves only when the one before was taken."""
        pause = 0.0
        while webhook := self.webhook:
            now = self._clock.now()
            self.pending = [item for item in self.pending if not item.stale(now)]
            item = next((item for item in self.pending if item.queue == queue), None)
            if item is None:
                return
            async with self._slots:
                asked = await self._post(webhook, item)
            if asked < 0:
                pause = 0.0
                if item in self.pending:
                    self.pending.remove(item)
                continue
            if self.webhook is not webhook:
                return
            await self._clock.sleep(asked or pause)
            pause = min(max(2.0, pause * 2), 60.0)

    async def _post(self, webhook: Webhook, item: Pending) -> float:
        """-1 when it was taken, else the pause that the receiver asked for (0: none)."""
        assert self._http is not None
        url = webhook.url
        for public, real in self.routes.items():
            if url.startswith(public):
                url = real + url.removeprefix(public)
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        try:
            async with self._http.post(url, json=item.update, headers=headers) as response:
                body = await response.read()
                status, reason, asked = response.status, response.reason, response.headers.get("Retry-After", "")
                is_json = response.content_type == "application/json"
        except (aiohttp.ClientError, TimeoutError) as error:
            return self._failed(webhook, f"Connection failed: {type(error).__name__}", 0)
        if 200 <= status < 300:
            self.delivered.append(item.update)
            if is_json and body and self.run_reply:
                await self.run_reply(_object(body))
            return -1.0
        if status == 410:
            webhook.gone_since = webhook.gone_since or self._clock.now()
            if self._clock.now() - webhook.gone_since > 23 * 3600:
                self.webhook = None
        else:
            webhook.gone_since = 0.0
        seconds = min(float(asked), 3600.0) if asked.isdigit() else 0.0
        return self._failed(webhook, f"Wrong response from the webhook: {status} {reason}", seconds)

    def _failed(self, webhook: Webhook, text: str, seconds: float) -> float:
        webhook.error_at, webhook.error_text = int(self._clock.now()), text
        return seconds


def _object(body: bytes) -> Json:
    value = json.loads(body)
    return value if isinstance(value, dict) else {}
