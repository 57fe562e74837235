"""A VK channel against the emulator, with an intake of its own in place of the program's."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.channels.base import Body, Inbound, Key, Letter, Outcome, Rate, Unavailable
from bot.channels.vk.channel import VkChannel
from tests.emulators.vk import User, VkEmulator

SECRET = "invented-secret"


class Pace:
    """A limiter: token buckets on the machine's clock."""

    def __init__(self) -> None:
        self._free: dict[str, float] = {}
        self.waits = 0

    async def wait(self, *keys: Rate) -> None:
        for rate in keys:
            self.waits += 1
            now = time.monotonic()
            at = max(self._free.get(rate.key, now), now)
            self._free[rate.key] = at + 1 / rate.per_second
            await asyncio.sleep(at - now)

    def block(self, key: str, seconds: float) -> None:
        self._free[key] = max(self._free.get(key, 0.0), time.monotonic() + seconds)


class Desk:
    """An intake: keeps what is new by its event id, the last cursor, and can be away."""

    def __init__(self) -> None:
        self.inbounds: list[Inbound] = []
        self.repeats = 0
        self.cursor: str | None = None
        self.away = 0

    async def take(self, inbounds: Sequence[Inbound], cursor: str | None) -> None:
        if self.away:
            self.away -= 1
            raise Unavailable(0.05)
        known = {inbound.event_id for inbound in self.inbounds}
        for inbound in inbounds:
            if inbound.event_id in known:
                self.repeats += 1
                continue
            known.add(inbound.event_id)
            self.inbounds.append(inbound)
        self.cursor = cursor or self.cursor

    @property
    def inputs(self) -> list[object]:
        return [inbound.input for inbound in self.inbounds]


class Rig:
    """`send` waits for the outcome; `settled` holds all of them, by letter id."""

    def __init__(self, vk: VkEmulator, channel: VkChannel, desk: Desk) -> None:
        self.vk = vk
        self.channel = channel
        self.desk = desk
        self.settled: dict[int, Outcome] = {}
        self._last_id = 0

    def letter(
        self, user: User | int, text: str = "Здравствуйте!", *, extra: dict[str, Any] | None = None, **body: Any
    ) -> Letter:
        """A letter to a person, or to a peer id; `random_id` may be given."""
        self._last_id += 1
        random_id = body.pop("random_id", 5000 + self._last_id)
        urgent = body.pop("urgent", True)
        address = str(user if isinstance(user, int) else user.id)
        return Letter(
            self._last_id, "vk", address, Body(text=text, **body), random_id, extra=extra or {}, urgent=urgent
        )

    def post(self, *letters: Letter) -> None:
        self.channel.post(letters, self._settle)

    async def send(self, user: User | int, text: str = "Здравствуйте!", **body: Any) -> Outcome:
        letter = self.letter(user, text, **body)
        return await self.outcome(letter)

    async def outcome(self, letter: Letter) -> Outcome:
        self.post(letter)
        await self.vk.until(lambda: letter.id in self.settled, what=f"letter {letter.id} is settled")
        return self.settled[letter.id]

    def _settle(self, letter: Letter, outcome: Outcome) -> None:
        assert letter.id not in self.settled, "a letter is settled once"
        self.settled[letter.id] = outcome


@asynccontextmanager
async def running(
    vk: VkEmulator,
    *,
    desk: Desk | None = None,
    cursor: str | None = None,
    listen: bool = True,
    files: Callable[[str, str], Path | None] = lambda script, name: None,
    **settings: Any,
) -> AsyncIterator[Rig]:
    """An open channel that listens."""
    desk = desk or Desk()
    given: dict[str, Any] = {
        "secret": SECRET,
        "api_url": vk.url,
        "token": vk.token,
        "group_id": vk.community.id,
    } | settings
    now = lambda: datetime.fromtimestamp(vk.clock.now(), UTC)  # noqa: E731
    channel = VkChannel("vk", limiter=Pace(), files=files, now=now, **given)
    await channel.open()
    tasks = asyncio.TaskGroup()
    await tasks.__aenter__()
    listener = tasks.create_task(channel.listen(desk.take, cursor)) if listen else None
    try:
        if listener and not channel.by_callback:
            await vk.until(lambda: vk.longpoll.waiting or listener.done(), what="the channel listens")
        yield Rig(vk, channel, desk)
    finally:
        if listener:
            listener.cancel()
        await channel.close()
        await tasks.__aexit__(None, None, None)  # so that a test's own failure is shown as it is


def options(*labels: str, question: int = 1) -> tuple[Key, ...]:
    return tuple(Key(label, f"{question}.{number}") for number, label in enumerate(labels))
