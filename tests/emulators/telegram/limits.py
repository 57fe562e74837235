"""The Bot API's rates: about 30 messages a second overall, one a second in a chat after a short burst, 20 a minute
in a group. Who is told to wait and goes on meanwhile is refused until the time is over."""

from __future__ import annotations

from tests.emulators.clock import Bucket, Clock

from .refusals import too_many_requests
from .world import Chat


class Limits:
    """`on` false lets everything through."""

    def __init__(self, clock: Clock) -> None:
        self.on = True
        self._clock = clock
        self._overall = Bucket(clock, 30, 30)
        self._chats: dict[int, Bucket] = {}
        self._until: dict[int, float] = {}

    def spend(self, chat: Chat, *, edit: bool = False) -> None:
        """Raises RefusalError 429. An edit counts overall, not in its chat."""
        if not self.on:
            return
        now = self._clock.now()
        if (left := self._until.get(chat.id, 0) - now) > 0:
            raise too_many_requests(left)
        if not edit:
            bucket = self._chats.get(chat.id)
            if bucket is None:
                bucket = Bucket(self._clock, 1, 5) if chat.private else Bucket(self._clock, 20 / 60, 20)
                self._chats[chat.id] = bucket
            self._wait(chat, bucket.take())
        self._wait(chat, self._overall.take())

    def _wait(self, chat: Chat, seconds: float) -> None:
        if seconds:
            refusal = too_many_requests(seconds)
            self._until[chat.id] = self._clock.now() + refusal.parameters["retry_after"]
            raise refusal
