"""Bots Long Poll: events in, the place kept with every batch, nothing lost by its three kinds of failure.

https://dev.vk.com/ru/api/bots-long-poll/getting-started
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.channels.base import Inbound, Intake, Unavailable

from .client import CallError, Client, RefusedError
from .history import History, Place
from .library import Library
from .names import Names
from .parse import parse

log = logging.getLogger("bot.channels.vk")

WAIT = 25  # seconds that the server may hold a request
_PAUSES = (0.5, 1, 2, 5, 10, 30)
_REMEMBER = 600  # seconds after which the place is stored though nothing happened


@dataclass(frozen=True, slots=True)
class _Server:
    address: str
    key: str


class LongPoll:
    """Runs until cancelled."""

    def __init__(
        self,
        name: str,
        group_id: int,
        client: Client,
        library: Library,
        names: Names,
        history: History,
        now: Callable[[], datetime],
    ) -> None:
        self._name = name
        self._group_id = group_id
        self._client = client
        self._library = library
        self._names = names
        self._history = history
        self._now = now
        self._server: _Server | None = None
        self._place = Place()
        self._newest = ""  # the ts to go on from after a gap
        self._gap = False  # events were dropped, and what was written is not read from the history yet
        self._faults = 0

    async def run(self, take: Intake, cursor: str | None) -> None:
        """Survives every fault of VK; `take`'s Unavailable leaves the place where it is."""
        self._place = Place.read(cursor)
        while True:
            try:
                await self._once(take)
                if self._faults:
                    log.info("%s: VK is back", self._name)
                self._faults = 0
            except Unavailable as away:
                await asyncio.sleep(away.after)
            except (CallError, KeyError, TypeError, ValueError) as error:
                await self._complain(error)

    async def _once(self, take: Intake) -> None:
        """One request and what follows from it. Whatever fails on the way is begun again from the same place."""
        if self._server is None:
            self._server, self._newest = await self._ask_server()
            if not self._place.ts:
                self._place = Place(self._newest, at=self._seconds())
                await take((), str(self._place))
        if self._gap:
            await self._close_gap(take)
            return
        query = {"act": "a_check", "key": self._server.key, "ts": self._place.ts, "wait": str(WAIT)}
        answer = await self._client.check(self._server.address, query, WAIT + 10)
        match answer.get("failed"):
            case None:
                await self._take(answer, take)
            case 1:
                self._newest, self._gap = str(answer["ts"]), True
            case 2:
                self._server = None
            case 3:
                self._server, self._gap = None, True
            case unknown:
                self._server = None
                raise ValueError(f"the long poll server failed with {unknown!r}")

    async def _take(self, answer: Mapping[str, Any], take: Intake) -> None:
        place = self._place
        updates: Sequence[Any] = answer.get("updates") or ()
        after = replace(
            place,
            ts=str(answer["ts"]),
            message_id=max([place.message_id, *map(message_id, updates)]),
            at=self._seconds(),
        )
        inbounds = read(self._name, updates, self._now())
        if inbounds:
            inbounds = await self._names.fill(inbounds)
        elif after.ts == place.ts and after.at - place.at < _REMEMBER:
            return
        await take(inbounds, str(after))
        self._place = after

    async def _close_gap(self, take: Intake) -> None:
        """Events were dropped: what people wrote meanwhile stands in the history."""
        log.warning("%s: the long poll lost events; they are read from the message history", self._name)
        place = self._place
        missed, newest = await self._history.since(place)
        after = Place(self._newest, max(place.message_id, newest), self._seconds())
        await take(await self._names.fill(missed), str(after))
        self._place, self._gap = after, False
        if missed:
            log.info("%s: %d messages were found in the history", self._name, len(missed))

    async def _ask_server(self) -> tuple[_Server, str]:
        found = await self._library.call("groups.getLongPollServer", group_id=self._group_id)
        return _Server(str(found["server"]), str(found["key"])), str(found["ts"])

    async def _complain(self, error: Exception) -> None:
        """Said once, waited out longer and longer."""
        pause = _PAUSES[min(self._faults, len(_PAUSES) - 1)]
        if not self._faults:
            words = f"{error}" or type(error).__name__
            if isinstance(error, RefusedError) and error.code in (5, 15, 27):
                words += ". Run `leadquiz doctor`: it names the setting"
            log.warning("%s: no events from VK now (%s); trying on", self._name, words)
        self._faults += 1
        await asyncio.sleep(pause)

    def _seconds(self) -> int:
        return int(self._now().timestamp())


def read(channel: str, events: Sequence[Any], now: datetime) -> list[Inbound]:
    """The inbounds of a batch of events. One that cannot be read is said in the log and passed over."""
    found = []
    for event in events:
        try:
            inbound = parse(channel, event, now)
        except Exception as error:
            kind, event_id = (event.get("type"), event.get("event_id")) if isinstance(event, Mapping) else ("?", "?")
            log.error("%s: the event %s %s cannot be read (%s)", channel, kind, event_id, type(error).__name__)
            continue
        if inbound is not None:
            found.append(inbound)
    return found


def message_id(event: Any) -> int:
    """The id of the message in a message_new event, 0 for anything else."""
    try:
        return int(event["object"]["message"]["id"])
    except (KeyError, TypeError, ValueError):
        return 0
