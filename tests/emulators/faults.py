"""Switches with which a test makes an emulated platform misbehave; the emulators of Telegram and VK share them.

faults.throttle("sendMessage", retry_after=3)      the next call is refused with "too many requests"
faults.fail("messages.send", code=10, times=2)     the next two calls get this error code of the platform
faults.html("sendMessage")                         a proxy's HTML page with status 502 in place of JSON
faults.hang("sendMessage", chat=7)                 no answer before `release()`; nothing is done
faults.cut("sendMessage")                          does the work, then cuts the connection
faults.drop("sendMessage")                         cuts the connection without doing anything
faults.repeat()                                    the next update is delivered twice
faults.reorder(3)                                  the next three updates are delivered last one first
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Fault:
    """What happens to a call. kind: throttle, fail, html, hang, cut, drop. `methods` empty: any method;
    `chat` empty: any chat (chat_id, peer_id, user_id as text). `skip` calls pass by
    unharmed before; `left` counts down to 0."""

    kind: str
    methods: tuple[str, ...] = ()
    chat: str = ""
    left: int = 1
    skip: int = 0
    code: int = 0
    text: str = ""
    retry_after: float = 0.0

    def concerns(self, method: str, chat: str) -> bool:
        return self.left > 0 and (not self.methods or method in self.methods) and self.chat in ("", chat)


class Faults(Generic[T]):
    """The switches of one emulator; `T` is an update of its platform. An emulator calls `take` for every call and
    `arrange` for every update."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._released: list[asyncio.Event] = []
        self._repeats = 0
        self._again = 1
        self._reorder = 0
        self._held: list[T] = []

    def throttle(self, *methods: str, retry_after: float = 1, chat: object = "", times: int = 1, skip: int = 0) -> None:
        self._add(Fault("throttle", methods, str(chat), times, skip, retry_after=retry_after))

    def fail(self, *methods: str, code: int, text: str = "", chat: object = "", times: int = 1, skip: int = 0) -> None:
        """`code` is the platform's own; an empty `text` leaves the words to the emulator."""
        self._add(Fault("fail", methods, str(chat), times, skip, code, text))

    def html(self, *methods: str, status: int = 502, chat: object = "", times: int = 1, skip: int = 0) -> None:
        self._add(Fault("html", methods, str(chat), times, skip, status))

    def hang(self, *methods: str, chat: object = "", times: int = 1, skip: int = 0) -> None:
        self._add(Fault("hang", methods, str(chat), times, skip))

    def cut(self, *methods: str, chat: object = "", times: int = 1, skip: int = 0) -> None:
        self._add(Fault("cut", methods, str(chat), times, skip))

    def drop(self, *methods: str, chat: object = "", times: int = 1, skip: int = 0) -> None:
        self._add(Fault("drop", methods, str(chat), times, skip))

    def repeat(self, updates: int = 1, again: int = 1) -> None:
        """Each of the next `updates` updates is delivered `again` more times."""
        self._repeats, self._again = updates, again

    def reorder(self, updates: int = 2) -> None:
        """The next `updates` updates wait for each other and leave in the opposite order."""
        self._reorder = updates

    def clear(self) -> None:
        """Behave from now on: forgets the switches, lets hung calls go."""
        self._faults.clear()
        self._repeats = self._reorder = 0
        self.release()

    def release(self) -> None:
        """Lets every hung call go; each ends as a dropped connection."""
        for event in self._released:
            event.set()

    # For the emulators ------------------------------------------------------------------------------------------------

    def take(self, method: str, chat: object = "") -> Fault | None:
        """The fault that this call meets, counted down; None for an honest answer."""
        for fault in self._faults:
            if fault.concerns(method, str(chat)):
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                fault.left -= 1
                return fault
        return None

    async def hung(self) -> None:
        """Waits as a hung call does, until `release`."""
        event = asyncio.Event()
        self._released.append(event)
        try:
            await event.wait()
        finally:
            self._released.remove(event)

    @property
    def hanging(self) -> int:
        """How many calls hang at this moment."""
        return len(self._released)

    def arrange(self, update: T) -> Sequence[T]:
        """What is delivered now that this update came up: nothing while it is held back, or several."""
        several = [update]
        if self._repeats > 0:
            self._repeats -= 1
            several = [update] * (1 + self._again)
        if self._reorder > 0 or self._held:
            self._held.extend(several)
            self._reorder -= 1
            if self._reorder > 0:
                return []
            several = self._held[::-1]
            self._held = []
        return several

    def _add(self, fault: Fault) -> None:
        self._faults = [known for known in self._faults if known.left > 0]
        self._faults.append(fault)
