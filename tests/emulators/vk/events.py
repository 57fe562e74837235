"""How events leave the emulator: the Bots Long Poll queue, and every Callback API server. Both may be on at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from .world import Json, new_key

if TYPE_CHECKING:
    from .emulator import VkEmulator

LONGEST_WAIT = 90


class Events:
    """One door out: `emit` gives the event one event_id and hands it to both ways of receipt."""

    def __init__(self, emulator: VkEmulator) -> None:
        self._emulator = emulator
        self.sent: list[Json] = []

    def emit(self, kind: str, body: Any, queue: str = "") -> str:
        """Returns the event_id. `queue` names what keeps its order: a conversation."""
        community = self._emulator.community
        event = {
            "group_id": community.id,
            "type": kind,
            "event_id": new_key(),
            "v": community.longpoll_version,
            "object": body,
        }
        for arranged, its_queue in self._emulator.faults.arrange((event, queue)):
            self.deliver(arranged, its_queue)
        return str(event["event_id"])

    def deliver(self, event: Json, queue: str = "") -> None:
        """Sends an event, an old one too: the platform repeats itself."""
        self.sent.append(event)
        self._emulator.longpoll.add(event)
        self._emulator.callback.add(event, queue)


class LongPoll:
    """`GET server?act=a_check&key&ts&wait`. A test makes it fail with `fail_next`, `expire` and `lose`."""

    def __init__(self, emulator: VkEmulator) -> None:
        self._emulator = emulator
        self._events: dict[int, Json] = {}
        self._ts = 1
        self._key = new_key()
        self._oldest = 1
        self._fails: list[int] = []
        self._lost = False
        self._news = asyncio.Event()
        self.waiting = 0

    def server(self) -> Json:
        """groups.getLongPollServer; what was lost is lost, and this one goes on from now."""
        self._lost = False
        return {"key": self._key, "server": f"{self._emulator.url}/longpoll", "ts": str(self._ts)}

    def add(self, event: Json) -> None:
        community = self._emulator.community
        if community.longpoll and event["type"] in community.longpoll_events:
            self._events[self._ts] = event
            self._ts += 1
            self._wake()

    def fail_next(self, *codes: int) -> None:
        """The next answers are `{"failed": code}`."""
        self._fails += codes
        self._wake()

    def expire(self) -> None:
        """The key is no longer valid: failed 2 until a new one is asked for."""
        self._key = new_key()
        self._wake()

    def forget(self) -> None:
        """The oldest events are dropped: failed 1 for who stands before them."""
        self._oldest = self._ts
        self._events.clear()
        self._wake()

    def lose(self) -> None:
        """Everything is lost: failed 3 until the server is asked for anew; events of before never come."""
        self._key, self._lost = new_key(), True
        self._ts += 1000
        self._oldest = self._ts
        self._events.clear()
        self._wake()

    async def check(self, query: dict[str, str]) -> Json:
        """The answer to one request."""
        if failed := self._failed(query):
            return failed
        ts = int(query["ts"])
        until = self._emulator.clock.now() + min(float(query.get("wait", 25)), LONGEST_WAIT)
        while ts >= self._ts and (left := until - self._emulator.clock.now()) > 0:
            self._news.clear()
            self.waiting += 1
            try:
                await asyncio.wait_for(self._news.wait(), min(left / self._emulator.clock.speed, 1.0))
            except TimeoutError:
                pass
            finally:
                self.waiting -= 1
            if failed := self._failed(query):
                return failed
        return {"ts": str(self._ts), "updates": [self._events[number] for number in range(ts, self._ts)]}

    def _failed(self, query: dict[str, str]) -> Json | None:
        if self._fails:
            code = self._fails.pop(0)
            return {"failed": 1, "ts": self._ts} if code == 1 else {"failed": code}
        if self._lost:
            return {"failed": 3}
        if query.get("key") != self._key:
            return {"failed": 2}
        ts = query.get("ts", "")
        if not ts.isdigit() or not self._oldest <= int(ts) <= self._ts:
            return {"failed": 1, "ts": self._ts}
        return None

    def _wake(self) -> None:
        self._news.set()
