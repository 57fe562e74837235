"""The web chat's feed: who is shown what, and when a row counts as delivered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from bot.channels.base import Body, Inbound, Letter, Outcome, Sent, Unavailable
from bot.channels.web import channel as module
from bot.channels.web.channel import UNSEEN, WebChannel
from bot.channels.web.connection import LOOK_BACK, Connection
from bot.channels.web.render import FeedRow, Told

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@dataclass
class MemoryFeed:
    """The outbox of a test."""

    rows: list[FeedRow] = field(default_factory=list)
    words: list[Told] = field(default_factory=list)
    settled: list[int] = field(default_factory=list)
    swept: list[datetime] = field(default_factory=list)
    asked: list[dict[str, int]] = field(default_factory=list)
    away: bool = False

    def add(self, seq: int, text: str, address: str = "a", settled: bool = False) -> None:
        self.rows.append(FeedRow(seq, address, NOW, Body(text=text), settled))

    async def since(self, after: Mapping[str, int], limit: int) -> Sequence[FeedRow]:
        self.asked.append(dict(after))
        if self.away:
            raise Unavailable
        found = [row for row in self.rows if row.address in after and row.seq > after[row.address]]
        return sorted(found, key=lambda row: row.seq)[:limit]

    async def told(self, address: str, limit: int) -> Sequence[Told]:
        return self.words

    async def delivered(self, seqs: Sequence[int]) -> None:
        if self.away:
            raise Unavailable
        self.settled.extend(seqs)

    async def sweep(self, before: datetime) -> int:
        self.swept.append(before)
        return 0


async def nobody(inbounds: Sequence[Inbound], cursor: str | None) -> None:
    raise AssertionError("the web chat listens to nobody by itself")


@asynccontextmanager
async def listening(feed: MemoryFeed) -> AsyncIterator[WebChannel]:
    chat = WebChannel(feed, lambda: NOW)
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(chat.listen(nobody, None))
        yield chat
        task.cancel()


async def frames(page: Connection, count: int, seconds: float = 5) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(seconds):
        while len(found) < count:
            text = await page.next()
            assert text is not None
            found.append(msgspec.json.decode(text))
    return found


async def texts(page: Connection, count: int, seconds: float = 5) -> list[str]:
    return [one.get("text", "ready") for one in await frames(page, count, seconds)]


async def test_a_page_that_opens_gets_the_whole_talk_and_then_ready() -> None:
    feed = MemoryFeed()
    feed.add(1, "hello")
    feed.add(4, "question")
    feed.add(2, "somebody else's", "b")
    async with listening(feed) as chat:
        page = await chat.connect("a", 0)
        assert await texts(page, 3) == ["hello", "question", "ready"]


async def test_a_page_that_comes_back_gets_only_what_it_missed() -> None:
    feed = MemoryFeed()
    for seq in (1, 2, 3):
        feed.add(seq, f"m{seq}")
    async with listening(feed) as chat:
        page = await chat.connect("a", 2)
        assert await texts(page, 2) == ["m3", "ready"]


async def test_a_wake_brings_a_new_row_at_once_and_another_nodes_row_comes_within_a_second() -> None:
    feed = MemoryFeed()
    async with listening(feed) as chat:
        page = await chat.connect("a", 0)
        await frames(page, 1)
        feed.add(5, "woken")
        chat.wake(["a", "nobody is there"])
        assert await texts(page, 1, 0.3) == ["woken"]
        feed.add(6, "from another node")
        assert await texts(page, 1, 1.0) == ["from another node"]


async def test_all_open_pages_are_asked_for_in_one_query() -> None:
    feed = MemoryFeed()
    async with listening(feed) as chat:
        await chat.connect("a", 3)
        await chat.connect("b", 9)
        feed.asked.clear()
        await asyncio.sleep(module.POLL * 1.6)
        assert {"a": 3, "b": 9} in feed.asked


async def test_two_pages_of_one_talk_both_see_every_row_once() -> None:
    feed = MemoryFeed()
    async with listening(feed) as chat:
        first, second = await chat.connect("a", 0), await chat.connect("a", 0)
        feed.add(1, "once")
        chat.wake(["a"])
        for page in (first, second):
            assert await texts(page, 2) == ["ready", "once"]
        chat.wake(["a"])
        feed.add(2, "twice")
        chat.wake(["a"])
        for page in (first, second):
            assert await texts(page, 1) == ["twice"]


async def test_a_row_whose_id_was_given_earlier_but_committed_later_still_arrives() -> None:
    feed = MemoryFeed()
    async with listening(feed) as chat:
        page = await chat.connect("a", 0)
        feed.add(8, "later id")
        chat.wake(["a"])
        assert await texts(page, 2) == ["ready", "later id"]
        feed.add(7, "earlier id")
        chat.wake(["a"])
        assert await texts(page, 1) == ["earlier id"]


async def test_after_the_look_back_old_rows_are_no_longer_read() -> None:
    page = Connection("a", 0)
    page.show([FeedRow(3, "a", NOW, Body(text="x")), FeedRow(4, "a", NOW, Body(text="y"))], 100.0)
    page.forget(100.0 + LOOK_BACK - 1)
    assert page.floor == 0
    page.forget(100.0 + LOOK_BACK + 1)
    assert page.floor == 4


async def test_what_the_page_says_it_has_shown_is_delivered_at_once_and_only_once() -> None:
    feed = MemoryFeed()
    feed.add(1, "one")
    feed.add(2, "two", settled=True)
    feed.add(3, "three")
    async with listening(feed) as chat:
        page = await chat.connect("a", 0)
        await frames(page, 4)
        chat.acknowledge("a", 2)
        await asyncio.sleep(0.1)
        assert feed.settled == [1]
        chat.acknowledge("a", 3)
        chat.acknowledge("a", 3)
        await asyncio.sleep(0.1)
        assert feed.settled == [1, 3]


async def test_an_acknowledgement_of_what_was_never_sent_delivers_nothing() -> None:
    feed = MemoryFeed()
    async with listening(feed) as chat:
        await chat.connect("a", 0)
        chat.acknowledge("a", 10**12)
        await asyncio.sleep(0.1)
        assert feed.settled == []


async def test_acknowledgements_outlive_an_outage_of_the_database() -> None:
    feed = MemoryFeed()
    feed.add(1, "one")
    async with listening(feed) as chat:
        page = await chat.connect("a", 0)
        await frames(page, 2)
        feed.away = True
        chat.acknowledge("a", 1)
        await asyncio.sleep(0.1)
        assert feed.settled == []
        feed.away = False
        feed.add(2, "back")
        assert await texts(page, 1) == ["back"]
        await asyncio.sleep(0.1)
        assert feed.settled == [1]


async def test_the_sweep_settles_what_is_older_than_ten_seconds() -> None:
    feed = MemoryFeed()
    async with listening(feed):
        await asyncio.sleep(module.SWEEP + module.POLL * 1.5)
    assert feed.swept
    assert set(feed.swept) == {NOW - timedelta(seconds=10)} == {NOW - UNSEEN}


async def test_a_talk_longer_than_a_page_of_the_feed_arrives_whole() -> None:
    feed = MemoryFeed()
    for seq in range(1, 1203):
        feed.add(seq, str(seq), settled=True)
    async with listening(feed) as chat:
        page = await chat.connect("a", 0)
        assert await texts(page, 1203) == [*map(str, range(1, 1203)), "ready"]


async def test_posting_shows_letters_to_open_pages_and_settles_each_exactly_once() -> None:
    chat = WebChannel(MemoryFeed(), lambda: NOW)
    page = await chat.connect("a", 0)
    settled: list[tuple[int, Outcome]] = []
    letters = [Letter(n, "web", "a", Body(text=str(n)), n) for n in (1, 2)]
    chat.post(letters, lambda letter, outcome: settled.append((letter.id, outcome)))
    assert settled == []
    await asyncio.sleep(0)
    assert settled == [(1, Sent("1")), (2, Sent("2"))]
    assert await texts(page, 3) == ["ready", "1", "2"]


async def test_closing_lets_every_page_go() -> None:
    chat = WebChannel(MemoryFeed(), lambda: NOW)
    page = await chat.connect("a", 0)
    await frames(page, 1)
    await chat.close()
    assert await page.next() is None
    chat.disconnect(page)
    assert chat.open_pages == 0


async def test_closing_while_the_database_is_away_is_no_fault() -> None:
    feed = MemoryFeed()
    feed.add(1, "one")
    chat = WebChannel(feed, lambda: NOW)
    page = await chat.connect("a", 0)
    feed.away = True
    chat.acknowledge("a", 1)
    await chat.close()
    await frames(page, 2)
    assert await page.next() is None
    assert feed.settled == []


async def test_the_doctor_says_how_to_embed_the_widget() -> None:
    (alone,) = await WebChannel(MemoryFeed(), lambda: NOW).doctor()
    assert "LEADQUIZ_WEB_ORIGINS" in alone.todo
    (embedded,) = await WebChannel(MemoryFeed(), lambda: NOW, origins=("https://shop.example",)).doctor()
    assert "https://shop.example" in embedded.text
