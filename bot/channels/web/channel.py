"""The web chat as a channel. It is pulled: the outbox rows of an address are the feed that its open pages read.

Nothing is sent from a lane here. A page is pushed to after a commit of this node (`wake`), or at the latest half a
second after another node's; a row counts as delivered when the page says so, or by the sweep where nobody is there.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.channels.base import Abilities, Advice, Intake, Letter, Sent, Settle, Unavailable
from bot.channels.web.connection import Connection
from bot.channels.web.parse import TEXT_LIMIT
from bot.channels.web.render import FeedRow, Told, history

log = logging.getLogger("bot.channels.web")

ABILITIES = Abilities(
    buttons=60,
    label=200,
    text=TEXT_LIMIT * 4,
    caption=TEXT_LIMIT,
    edit=True,
    share_contact=False,
    share_location=True,
    cards=True,
    upload_mb=20.0,
    toast=400,
)
POLL = 0.5  # seconds between looks at the feed of all open pages
SWEEP = 1.0  # seconds between sweeps
UNSEEN = timedelta(seconds=10)  # after the commit a row counts as delivered, also when nobody is there
_PAGE = 500  # rows read at once
_AFTER_FAULT = 1.0  # seconds


class Feed(Protocol):
    """The outbox as the web chat reads it. Raises `Unavailable` where nothing can be read now."""

    async def since(self, after: Mapping[str, int], limit: int) -> Sequence[FeedRow]:
        """The letters to these addresses with an id above the given one, lowest ids first, `limit` in all."""

    async def told(self, address: str, limit: int) -> Sequence[Told]:
        """The newest `limit` things that the prospect said, oldest first."""

    async def delivered(self, seqs: Sequence[int]) -> None:
        """Settles these rows as delivered; those that are settled already are left alone."""

    async def sweep(self, before: datetime) -> int:
        """Settles all waiting rows of the web chat that were written before this moment; how many there were."""


class WebChannel:
    """Satisfies `bot.channels.base.Channel`; `pull` tells delivery that nothing has to be claimed for it."""

    kind = "web"
    pull = True
    abilities = ABILITIES

    def __init__(
        self,
        feed: Feed,
        clock: Callable[[], datetime],
        *,
        name: str = "web",
        origins: Sequence[str] = (),
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._feed = feed
        self._clock = clock
        self._steady = steady
        self._origins = tuple(origins)
        self._pages: defaultdict[str, set[Connection]] = defaultdict(set)
        self._woken: set[str] = set()
        self._acked: list[int] = []
        self._arrived = asyncio.Event()

    # the channel's contract -----------------------------------------------------------------------------------------

    async def open(self) -> None:
        """Nothing has to be reached."""

    async def listen(self, take: Intake, cursor: str | None) -> None:
        """Brings new rows to the open pages until cancelled, through every fault of the database. What prospects
        say comes in through the server's own addresses."""
        swept = looked = self._steady()
        while True:
            await self._wait(POLL)
            now = self._steady()
            everybody = now - looked >= POLL
            try:
                woken, self._woken = self._woken, set()
                await self._bring(list(self._pages) if everybody else [one for one in woken if one in self._pages])
                await self._settle()
                if everybody:
                    looked = now
                if now - swept >= SWEEP:
                    swept = now
                    await self.sweep()
            except Unavailable:
                await asyncio.sleep(_AFTER_FAULT)
            except Exception:
                log.exception("the web chat's feed failed; it is tried again")
                await asyncio.sleep(_AFTER_FAULT)

    async def handle_webhook(self, headers: dict[str, str], body: bytes, take: Intake) -> tuple[int, str]:
        """The web chat has no webhook."""
        return 404, "the web chat has no webhook"

    def post(self, letters: Sequence[Letter], settle: Settle) -> None:
        """Shows letters at once to whoever is there. Delivery does not call it, since the feed is pulled."""
        loop = asyncio.get_running_loop()
        for letter in letters:
            row = FeedRow(letter.id, letter.address, self._clock(), letter.body, settled=True)
            for page in self._pages.get(letter.address, ()):
                page.show([row], self._steady())
            loop.call_soon(settle, letter, Sent(message_id=str(letter.id)))

    async def revive(self) -> None:
        """The pages come back by themselves."""

    async def close(self) -> None:
        """Closes every page's connection: they come back by themselves."""
        for page in [page for pages in self._pages.values() for page in pages]:
            page.close()
        try:
            await self._settle()
        except Unavailable:
            log.info("what was shown last counts as delivered after the next start")

    async def doctor(self) -> Sequence[Advice]:
        if self._origins:
            return [Advice(True, f"{self.name}: the chat may be embedded in {', '.join(self._origins)}.")]
        return [
            Advice(
                True,
                f"{self.name}: the chat works on its own page /chat.",
                "To embed the widget in other sites, list them in LEADQUIZ_WEB_ORIGINS, such as https://shop.example.",
            )
        ]

    # pages ----------------------------------------------------------------------------------------------------------

    async def connect(self, address: str, seq: int) -> Connection:
        """A page of this address opened, or came back with the last `seq` that it has shown. What it missed waits in
        the connection, from the talk's beginning where `seq` is 0, then `{"ready": true}`."""
        page = Connection(address, seq)
        while True:
            rows = await self._feed.since({address: page.floor}, _PAGE)
            fresh = [row for row in rows if page.mark(row, self._steady())]
            told = await self._feed.told(address, _PAGE) if seq == 0 and page.floor == 0 else ()
            for one in history(fresh, told):
                page.put(one)
            if len(rows) < _PAGE:
                break
            page.pass_to(rows[-1].seq)
        page.put({"ready": True})
        self._pages[address].add(page)
        self.wake([address])  # a row may have been committed between the reading and here
        return page

    def disconnect(self, page: Connection) -> None:
        """The page is gone."""
        page.close()
        pages = self._pages.get(page.address)
        if pages is not None:
            pages.discard(page)
            if not pages:
                del self._pages[page.address]

    def acknowledge(self, address: str, seq: int) -> None:
        """A page of this address has shown everything up to `seq`."""
        for page in self._pages.get(address, ()):
            self._acked.extend(page.shown(seq))
        if self._acked:
            self._arrived.set()

    def wake(self, addresses: Iterable[str]) -> None:
        """Something was committed for these addresses."""
        self._woken.update(one for one in addresses if one in self._pages)
        if self._woken:
            self._arrived.set()

    @property
    def open_pages(self) -> int:
        return sum(map(len, self._pages.values()))

    async def sweep(self) -> int:
        """Settles what nobody came for."""
        return await self._feed.sweep(self._clock() - UNSEEN)

    # inside ---------------------------------------------------------------------------------------------------------

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._arrived.wait()
        except TimeoutError:
            pass
        self._arrived.clear()

    async def _bring(self, addresses: Sequence[str]) -> None:
        """New rows of these addresses to all of their pages."""
        while addresses:
            now = self._steady()
            after: dict[str, int] = {}
            for address in addresses:
                for page in self._pages.get(address, ()):
                    page.forget(now)
                    after[address] = min(after.get(address, page.floor), page.floor)
            if not after:
                return
            rows = await self._feed.since(after, _PAGE)
            mine: defaultdict[str, list[FeedRow]] = defaultdict(list)
            for row in rows:
                mine[row.address].append(row)
            full = len(rows) == _PAGE
            for address, found in mine.items():
                for page in tuple(self._pages.get(address, ())):
                    page.show(found, now)
                    if full:
                        page.pass_to(found[-1].seq)
            if not full:
                return

    async def _settle(self) -> None:
        acked, self._acked = self._acked, []
        if not acked:
            return
        try:
            await self._feed.delivered(sorted(set(acked)))
        except BaseException:
            self._acked.extend(acked)
            raise
