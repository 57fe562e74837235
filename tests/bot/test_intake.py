"""The one door in: batches, repeats, poisoned events, the database's absence."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from bot.channels.base import Inbound, Unavailable
from bot.effects import Effects
from bot.turns import Stale, Turns
from dialogs.inputs import Started, Wrote
from storage.database import Database, Transaction
from storage.errors import Conflict, DatabaseAway
from storage.records import NewTimer, TimerRow
from tests.bot.core import Core


class TurnsThatFail(Turns):
    """Turns of which some go wrong: what `poison` is in a text cannot be handled; `stale` counts down."""

    poison = ""
    stale = 0
    conflicts = 0
    poisoned_timer = ""

    async def take(self, tx: Transaction, inbounds: Sequence[Inbound], effects: Effects) -> None:
        await super().take(tx, inbounds, effects)
        if self.poison and any(isinstance(one.input, Wrote) and self.poison in one.input.text for one in inbounds):
            raise ValueError("poisoned")
        if self.stale > 0:
            self.stale -= 1
            raise Stale
        if self.conflicts > 0:
            self.conflicts -= 1
            raise Conflict("two writers met")

    async def fire(self, tx: Transaction, timers: Sequence[TimerRow], effects: Effects) -> None:
        await super().fire(tx, timers, effects)
        if any(timer.name == self.poisoned_timer for timer in timers):
            raise ValueError("poisoned")


class DatabaseThatLeaves(Database):
    """`away` makes every transaction fail as a lost server does; `broken` as a fault that nobody foresaw."""

    away = False
    broken = False

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        if self.away:
            raise DatabaseAway("nobody is there")
        if self.broken:
            raise RuntimeError("the server speaks in tongues")
        async with super().transaction() as tx:
            yield tx


@pytest.fixture
def failing(core: Core) -> TurnsThatFail:
    turns = TurnsThatFail(core.published, core.turns.random, core.turns.kinds, core.turns.staff)
    core.intake.turns = core.turns = turns
    return turns


@pytest.fixture
def leaving(core: Core, sqlite_url: str) -> DatabaseThatLeaves:
    database = DatabaseThatLeaves(sqlite_url)
    database.driver = core.database.driver
    core.intake.database = database
    return database


async def test_an_event_that_comes_twice_is_handled_once_in_one_batch_and_later(core: Core) -> None:
    start = core.event(Started())
    await core.intake.take([start, start])
    await core.intake.take([start])
    assert await core.said() == ["Какой стиль?"]


async def test_what_waits_is_committed_together_and_each_talk_in_its_own_order(core: Core) -> None:
    commits: list[str] = []
    core.intake.at = commits.append
    events = [core.event(Started(), str(number)) for number in range(20)]
    answers = [core.event(Wrote("модерн"), str(number)) for number in range(20)]
    async with asyncio.TaskGroup() as tasks:
        for event in (*events, *answers):
            tasks.create_task(core.intake.take([event]))
    assert commits.count("intake.committed") <= 3
    for number in range(20):
        assert await core.said(str(number)) == ["Какой стиль?", "Как Вас зовут?"]


async def test_one_poisoned_event_does_not_hold_back_the_others_and_is_kept_aside(
    core: Core, failing: TurnsThatFail, caplog: pytest.LogCaptureFixture
) -> None:
    failing.poison = "яд"
    await core.hear(Started())
    await core.intake.take([core.event(Started(), "8"), core.event(Wrote("яд"), "9"), core.event(Wrote("модерн"))])
    assert await core.said("8") == ["Какой стиль?"]
    assert await core.said() == ["Какой стиль?", "Как Вас зовут?"]
    assert await core.said("9") == []
    assert "cannot be handled" in caplog.text


async def test_a_poisoned_event_is_not_asked_for_again_and_moves_the_cursor(core: Core, failing: TurnsThatFail) -> None:
    failing.poison = "яд"
    await core.intake.take([core.event(Wrote("яд"))], ("telegram", "42"))
    async with core.database.reading() as tx:
        assert await tx.channels.cursor("telegram") == "42"


async def test_a_stale_talk_is_read_again_and_its_turn_taken_again(core: Core, failing: TurnsThatFail) -> None:
    failing.stale = 2
    await core.hear(Started())
    assert await core.said() == ["Какой стиль?"]


@pytest.mark.parametrize("kind", ["stale", "conflicts"])
async def test_events_that_meet_other_writers_again_and_again_come_back_later_and_are_not_lost(
    core: Core, failing: TurnsThatFail, kind: str
) -> None:
    setattr(failing, kind, 5)
    start = core.event(Started())
    with pytest.raises(Unavailable):
        await core.intake.take([start])
    await core.intake.take([start])
    assert await core.said() == ["Какой стиль?"]


async def test_what_was_rolled_back_is_not_remembered(core: Core, failing: TurnsThatFail) -> None:
    await core.hear(Started())
    failing.conflicts = 5
    with pytest.raises(Unavailable):
        await core.hear(Wrote("модерн"))
    assert core.turns.talks.get(("telegram", "7")) is None
    await core.hear(Wrote("классика"), Wrote("Анна"), Wrote("+7 900 000-00-01"))
    [lead] = await core.leads()
    assert lead.answers["style"].value == "classic"


async def test_with_the_database_away_nothing_is_acknowledged_and_the_log_says_it_once(
    core: Core, leaving: DatabaseThatLeaves, caplog: pytest.LogCaptureFixture
) -> None:
    core.intake.away_for = 3.0
    leaving.away = True
    for _ in range(3):
        with pytest.raises(Unavailable) as caught:
            await core.hear(Started())
        assert caught.value.after == 3.0
    assert caplog.text.count("nothing can be stored") == 1
    leaving.away = False
    await core.hear(Started())
    assert await core.said() == ["Какой стиль?"]
    assert core.intake.away == ""


async def test_a_fault_that_even_the_list_of_poisoned_events_meets_does_not_end_the_intake(
    core: Core, leaving: DatabaseThatLeaves
) -> None:
    leaving.broken = True
    with pytest.raises(Unavailable):
        await core.hear(Started())
    leaving.broken = False
    await core.hear(Started())
    assert await core.said() == ["Какой стиль?"]


async def test_closing_waits_for_what_is_in_hand_even_where_its_listener_is_gone(core: Core) -> None:
    async with asyncio.TaskGroup() as tasks:
        listener = tasks.create_task(core.intake.take([core.event(Started())]))
        await asyncio.sleep(0)
        listener.cancel()
        await core.intake.close()
    assert await core.said() == ["Какой стиль?"]
    with pytest.raises(Unavailable):
        await core.hear(Wrote("модерн"))


async def test_closing_with_the_database_away_ends(core: Core, leaving: DatabaseThatLeaves) -> None:
    leaving.away = True
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_refused(core))
        await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await core.intake.close()


async def _refused(core: Core) -> None:
    with pytest.raises(Unavailable):
        await core.hear(Started())


async def test_one_poisoned_timer_does_not_hold_back_the_others(core: Core, failing: TurnsThatFail) -> None:
    await core.hear(Started(), address="7")
    await core.hear(Started(), address="8")
    await core.delivered()
    async with core.database.transaction() as tx:
        (conversation,) = (await tx.conversations.load([("telegram", "7")])).values()
        rows = await tx.timers.of_conversations([conversation.id])
        assert [row.kind for row in rows] == ["remind"]
    failing.poisoned_timer = "яд"
    async with core.database.transaction() as tx:
        poisoned = NewTimer(kind="remind", conversation_id=conversation.id, question=1, name="яд", due_at=core.now)
        await tx.timers.add([poisoned])
    core.advance(minutes=15)
    while await core.intake.fire(100):
        pass
    for address in ("7", "8"):
        assert (await core.said(address))[-1] == "Вы ещё здесь?"


async def test_the_wake_up_names_the_chats_that_have_something_to_be_sent(core: Core) -> None:
    await core.hear(Started())
    assert core.woken == [{("telegram", "7")}]


async def test_the_cursor_is_stored_with_the_batch_that_it_follows(core: Core) -> None:
    await core.intake.take([core.event(Started())], ("telegram", "11"))
    await core.intake.take([], ("telegram", "12"))
    async with core.database.reading() as tx:
        assert await tx.channels.cursor("telegram") == "12"
