"""What happens because time passes, apart from the scheduler's own ticking."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from bot.channels.base import Inbound
from bot.clock import DEDUPE_KEEPS, Clock
from dialogs.inputs import Started, Wrote
from tests.bot.core import Core
from tests.storage.samples import saved


class Ears:
    """What the clock told the composition root."""

    def __init__(self) -> None:
        self.topics: list[set[str]] = []
        self.outages: list[datetime] = []

    async def noticed(self, topics: set[str]) -> None:
        self.topics.append(topics)

    async def recovered(self, began: datetime) -> None:
        self.outages.append(began)


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def clock(core: Core, ears: Ears) -> Clock:
    return Clock(core.database, core.intake, lambda: core.now, ears.noticed, ears.recovered)


async def status(core: Core, address: str = "7") -> str:
    async with core.database.reading() as tx:
        return (await tx.conversations.load([("telegram", address)]))["telegram", address].status


async def test_a_question_that_nobody_answered_for_thirty_days_sleeps(core: Core, clock: Clock) -> None:
    await core.hear(Started())
    core.advance(days=29)
    await clock.sweep()
    assert await status(core) == "asking"
    core.advance(days=1, seconds=1)
    await clock.sweep()
    assert await status(core) == "asleep"


async def test_a_talk_that_cannot_be_put_to_sleep_does_not_keep_the_others_awake(core: Core, clock: Clock) -> None:
    for address in ("6", "7", "8"):
        await core.hear(Started(), address=address)
    async with core.database.transaction() as tx:
        (row,) = (await tx.conversations.load([("telegram", "6")])).values()
        await tx.conversations.save([saved(row, state="{damaged")])
    core.turns.talks.forget()
    core.advance(days=31)
    await clock.sweep()
    assert [await status(core, address) for address in ("7", "8")] == ["asleep", "asleep"]


async def test_many_due_timers_are_all_fired_in_one_tick(core: Core, clock: Clock) -> None:
    for number in range(30):
        await core.hear(Started(), address=str(number))
    await core.delivered()
    core.advance(minutes=15)
    await clock.fire()
    for number in range(30):
        assert (await core.said(str(number)))[-1] == "Вы ещё здесь?"


async def test_another_process_that_changed_something_is_noticed_once(core: Core, clock: Clock, ears: Ears) -> None:
    await clock.look()
    ears.topics.clear()
    async with core.database.transaction() as tx:
        await tx.revisions.bump("scripts")
    await clock.look()
    await clock.look()
    assert ears.topics == [{"scripts"}]


async def test_after_an_outage_the_moment_of_its_beginning_is_told_once(core: Core, clock: Clock, ears: Ears) -> None:
    began = core.now
    core.intake._say_away("gone")
    core.advance(minutes=5)
    await clock.look()
    await clock.look()
    assert ears.outages == [began]


async def test_keys_of_deduplication_are_kept_for_days_and_then_swept(core: Core, clock: Clock) -> None:
    event = core.event(Started())
    await core.intake.take([event])
    core.advance(days=2)  # 48 hours at least
    await clock.sweep()
    await core.intake.take([event])
    assert len(await core.said()) == 1
    core.now += DEDUPE_KEEPS
    await clock.sweep()
    await core.intake.take([Inbound(event.channel, event.address, event.event_id, Wrote("модерн"), core.now)])
    assert len(await core.said()) == 2


async def test_it_ticks_by_itself_and_stops_without_leaving_a_tick_behind(
    core: Core, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    await core.hear(Started())
    await core.delivered()
    core.advance(minutes=15)
    await clock.start()
    async with asyncio.timeout(5):
        while (await core.said())[-1] != "Вы ещё здесь?":
            await asyncio.sleep(0.02)
    await clock.stop()
    assert "Error running job" not in caplog.text
