"""The outbox worker: lanes and classes, retries, what each kind of a platform's answer comes to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.channels.base import Abilities, Advice, Body, Intake, Letter, Outcome, SendError, Sent, Settle
from bot.delivery import IN_FLIGHT, LEASE, Delivery
from bot.effects import PRESS, REMINDER, REPLY, Effects
from storage.database import Database
from storage.records import OutboxRow
from tests.bot.core import MANAGERS, Core

ABILITIES = Abilities(8, 40, 4096, 1024, True, True, True, False, 20, 200)
Answer = Callable[[Letter], Outcome | None]


@dataclass
class Pigeon:
    """A channel that a test answers for; None leaves the letter in flight until `land`."""

    name: str = "telegram"
    kind: str = "telegram"
    answer: Answer = lambda letter: Sent(f"m{letter.id}")
    flights: list[Letter] = field(default_factory=list)
    abilities: Abilities = field(default_factory=lambda: ABILITIES)
    _air: list[tuple[Letter, Settle]] = field(default_factory=list)

    def post(self, letters: Sequence[Letter], settle: Settle) -> None:
        for letter in letters:
            self.flights.append(letter)
            outcome = self.answer(letter)
            if outcome is None:
                self._air.append((letter, settle))
            else:
                asyncio.get_running_loop().call_soon(settle, letter, outcome)

    def land(self, outcome: Outcome) -> None:
        for letter, settle in self._air:
            settle(letter, outcome)
        self._air.clear()

    @property
    def texts(self) -> list[str]:
        return [letter.body.text for letter in self.flights]

    async def open(self) -> None: ...
    async def listen(self, take: Intake, cursor: str | None) -> None: ...
    async def revive(self) -> None: ...

    async def close(self) -> None: ...
    async def handle_webhook(self, headers: dict[str, str], body: bytes, take: Intake) -> tuple[int, str]:
        return 200, ""

    async def doctor(self) -> Sequence[Advice]:
        return ()


@dataclass
class Post:
    """A delivery with one pigeon; `write` puts letters into the outbox."""

    core: Core
    pigeon: Pigeon
    delivery: Delivery
    gone: list[tuple[str, str]]

    async def write(self, *texts: str, address: str = "7", cls: int = REPLY) -> None:
        async with self.core.database.transaction() as tx:
            effects = Effects(self.core.now, self.core.intake.notices, self.core.turns.kinds)
            for text in texts:
                effects.post("telegram", address, Body(text=text), cls)
            await effects.write(tx)
        self.delivery.wake()

    async def rows(self) -> list[OutboxRow]:
        return await self.core.rows()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not holds():
                await asyncio.sleep(0.002)

    async def settled(self, count: int) -> list[OutboxRow]:
        """All rows, once so many are settled."""
        async with asyncio.timeout(5):
            while sum(row.settled_at is not None for row in await self.rows()) < count:
                await asyncio.sleep(0.005)
        return await self.rows()


@pytest.fixture
async def post(core: Core) -> AsyncIterator[Post]:
    pigeon, gone = Pigeon(), []  # type: ignore[var-annotated]
    delivery = Delivery(core.database, {"telegram": pigeon}, "node-1", lambda: core.now, gone.extend)
    async with delivering(delivery):
        yield Post(core, pigeon, delivery, gone)


@asynccontextmanager
async def delivering(delivery: Delivery) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as tasks:
        work = tasks.create_task(delivery.run())
        try:
            yield
        finally:
            work.cancel()


async def test_a_lane_is_sent_in_order_one_letter_at_a_time(post: Post) -> None:
    post.pigeon.answer = lambda letter: None
    await post.write("раз", "два", "три")
    for text in ("раз", "два", "три"):
        await post.until(lambda text=text: post.pigeon.texts[-1:] == [text])  # type: ignore[misc]
        post.pigeon.land(Sent("1"))
    assert [row.state for row in await post.settled(3)] == ["sent"] * 3
    assert post.pigeon.texts == ["раз", "два", "три"]


async def test_a_letter_that_hangs_holds_up_nobody_else(post: Post) -> None:
    post.pigeon.answer = lambda letter: None if letter.address == "7" else Sent("1")
    await post.write("раз", "два")
    await post.write("и мне", address="8")
    await post.settled(1)
    assert post.pigeon.texts == ["раз", "и мне"]


async def test_a_reply_goes_before_a_reminder_and_a_press_waits_for_neither(post: Post) -> None:
    post.pigeon.answer = lambda letter: None
    await post.write("сначала")
    await post.until(lambda: bool(post.pigeon.texts))
    await post.write("напоминание", cls=REMINDER)
    await post.write("ответ")
    async with post.core.database.transaction() as tx:
        effects = Effects(post.core.now, post.core.intake.notices, post.core.turns.kinds)
        effects.post("telegram", "7", Body(act="press", press_id="p1"), PRESS)
        await effects.write(tx)
    post.delivery.wake()
    await post.until(lambda: post.pigeon.flights[-1].body.act == "press")
    post.pigeon.answer = lambda letter: Sent("1")
    post.pigeon.land(Sent("1"))
    await post.settled(4)
    assert [letter.body.text for letter in post.pigeon.flights if letter.body.act == "say"] == [
        "сначала", "ответ", "напоминание",
    ]  # fmt: skip


async def test_a_press_too_old_for_the_platform_is_dropped_unsent(post: Post) -> None:
    post.delivery.stop()
    async with post.core.database.transaction() as tx:
        effects = Effects(post.core.now, post.core.intake.notices, post.core.turns.kinds)
        effects.post("telegram", "7", Body(act="press", press_id="p1"), PRESS)
        await effects.write(tx)
    post.core.advance(minutes=1)
    post.delivery._stopping = False
    post.delivery.wake()
    [row] = await post.settled(1)
    assert row.state == "stale" and not post.pigeon.flights


async def test_later_waits_as_long_as_the_platform_asked_and_the_lane_behind_it_waits_too(post: Post) -> None:
    post.pigeon.answer = lambda letter: SendError("later", "Too Many Requests", "429", after=30)
    await post.write("раз", "два")
    await post.until(lambda: len(post.pigeon.flights) == 1)
    post.pigeon.answer = lambda letter: Sent("1")
    post.core.advance(seconds=29)
    post.delivery.wake()
    await asyncio.sleep(0.05)
    assert len(post.pigeon.flights) == 1
    post.core.advance(seconds=1)
    post.delivery.wake()
    await post.settled(2)
    assert post.pigeon.texts == ["раз", "раз", "два"] and post.pigeon.flights[1].tries == 1


async def test_an_unknown_fault_is_tried_after_1_2_4_seconds_and_at_most_every_5_minutes(post: Post) -> None:
    post.pigeon.answer = lambda letter: SendError("later", "502")
    await post.write("раз")
    pauses = []
    for tries in range(1, 12):
        await post.until(lambda tries=tries: len(post.pigeon.flights) == tries)  # type: ignore[misc]
        async with asyncio.timeout(5):
            while (row := (await post.rows())[0]).tries != tries:
                await asyncio.sleep(0.002)
        pauses.append((row.available_at - post.core.now).total_seconds())
        post.core.now = row.available_at
        post.delivery.wake()
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


async def test_a_letter_in_doubt_is_sent_again_under_the_same_random_id(post: Post) -> None:
    outcomes: list[Outcome] = [SendError("doubt", "cut", after=0.001), Sent("1")]
    post.pigeon.answer = lambda letter: outcomes.pop(0)
    await post.write("раз")
    await post.until(lambda: len(post.pigeon.flights) == 1)
    await asyncio.sleep(0.01)
    post.core.advance(seconds=1)
    post.delivery.wake()
    await post.settled(1)
    first, second = post.pigeon.flights
    assert first.random_id == second.random_id != 0


async def test_three_days_of_tries_are_enough(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    post.pigeon.answer = lambda letter: None
    await post.write("раз")
    await post.until(lambda: len(post.pigeon.flights) == 1)
    post.core.advance(days=3, seconds=1)
    post.pigeon.land(SendError("later", "502"))
    [row] = await post.settled(1)
    assert row.state == "dead" and "given up" in caplog.text


async def test_whoever_is_gone_gets_nothing_more(post: Post) -> None:
    post.pigeon.answer = lambda letter: SendError("gone", "blocked", "403")
    await post.write("раз", "два")
    await post.write("и мне", address="8")
    rows = await post.settled(3)
    assert [row.state for row in rows] == ["gone"] * 3 and len(post.pigeon.flights) == 2
    assert set(post.gone) == {("telegram", "7"), ("telegram", "8")}


async def test_a_refused_letter_is_dead_and_the_next_one_of_the_lane_goes(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    post.pigeon.answer = lambda letter: (
        SendError("refused", "can't parse", "400") if letter.body.text == "раз" else Sent("1")
    )
    await post.write("раз", "два")
    rows = await post.settled(2)
    assert [row.state for row in rows] == ["dead", "sent"] and rows[0].reason == "can't parse"
    assert "refused letter" in caplog.text


async def test_a_moved_chat_is_followed_and_remembered_for_the_managers(post: Post) -> None:
    old, new = MANAGERS.address, "-1001"
    post.pigeon.answer = lambda letter: SendError("moved", new) if letter.address == old else Sent("1")
    await post.write("карточка", address=old)
    await post.settled(1)
    assert [letter.address for letter in post.pigeon.flights] == [old, new]
    async with post.core.database.reading() as tx:
        assert await tx.settings.get(f"moved:telegram:{old}") == new
        assert (await tx.revisions.read())["settings"] == 1


async def test_an_edit_goes_to_the_message_that_was_delivered_and_is_dropped_where_none_was(post: Post) -> None:
    await post.core.quiz()
    post.delivery.wake()
    rows = await post.settled(len(await post.rows()))
    [card] = [row for row in rows if row.address == MANAGERS.address]
    async with post.core.database.transaction() as tx:
        effects = Effects(post.core.now, post.core.intake.notices, post.core.turns.kinds)
        effects.post("telegram", MANAGERS.address, Body(act="edit", text="правка", edits=card.id), REMINDER)
        effects.post("telegram", "99", Body(act="edit", text="ничья", question=1), REMINDER)
        await effects.write(tx)
    post.delivery.wake()
    rows = await post.settled(len(rows) + 2)
    [edit] = [one for one in post.pigeon.flights if one.body.act == "edit" and one.address == MANAGERS.address]
    assert edit.body.target == card.message_id
    assert rows[-1].state == "stale"


async def test_no_more_letters_are_under_lease_than_keep_a_channel_busy(post: Post) -> None:
    post.pigeon.answer = lambda letter: None
    for number in range(IN_FLIGHT + 10):
        await post.write("раз", address=str(number))
    await post.until(lambda: len(post.pigeon.flights) == IN_FLIGHT)
    await asyncio.sleep(0.02)
    assert len(post.pigeon.flights) == IN_FLIGHT
    post.pigeon.land(Sent("1"))
    await post.until(lambda: len(post.pigeon.flights) == IN_FLIGHT + 10)


async def test_what_was_settled_while_the_database_was_away_is_written_down_when_it_is_back(
    post: Post, sqlite_url: str
) -> None:
    post.pigeon.answer = lambda letter: None
    await post.write("раз")
    await post.until(lambda: len(post.pigeon.flights) == 1)
    driver = post.core.database.driver
    driver.lock_wait = 0.01  # type: ignore[union-attr]
    other = await Database.open(sqlite_url)
    async with other.transaction():  # the only writer of the file
        post.pigeon.land(Sent("m1"))
        await asyncio.sleep(0.05)
    await other.close()
    post.delivery.wake()
    [row] = await post.settled(1)
    assert row.message_id == "m1" and len(post.pigeon.flights) == 1


async def test_closing_writes_down_what_is_settled_and_gives_the_rest_back(post: Post) -> None:
    post.pigeon.answer = lambda letter: Sent("1") if letter.address == "7" else None
    await post.write("раз")
    await post.write("два", address="8")
    await post.settled(1)
    await post.until(lambda: len(post.pigeon.flights) == 2)
    post.delivery.stop()
    await post.delivery.close()
    sent, left = await post.rows()
    assert (sent.state, left.state, left.tries) == ("sent", "waiting", 0)


async def test_after_a_node_died_its_letters_are_sent_when_the_lease_ends(core: Core) -> None:
    dead, heir = Pigeon(answer=lambda letter: None), Pigeon()
    first = Delivery(core.database, {"telegram": dead}, "node-1", lambda: core.now, lambda gone: None)
    async with delivering(first):
        post = Post(core, dead, first, [])
        await post.write("раз")
        await post.until(lambda: len(dead.flights) == 1)
    second = Delivery(core.database, {"telegram": heir}, "node-2", lambda: core.now, lambda gone: None)
    async with delivering(second):
        await asyncio.sleep(0.02)
        assert not heir.flights
        core.now += LEASE + timedelta(seconds=1)
        second.wake()
        await Post(core, heir, second, []).until(lambda: heir.texts == ["раз"])


async def test_a_clock_that_jumps_beyond_a_lease_sends_nothing_twice(post: Post) -> None:
    post.pigeon.answer = lambda letter: None
    await post.write("раз")
    await post.until(lambda: len(post.pigeon.flights) == 1)
    post.core.advance(hours=1)
    post.delivery.wake()
    await asyncio.sleep(0.05)
    assert len(post.pigeon.flights) == 1
    post.pigeon.land(Sent("m1"))
    [row] = await post.settled(1)
    assert row.state == "sent" and len(post.pigeon.flights) == 1
