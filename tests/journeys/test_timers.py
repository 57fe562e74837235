"""What happens because time passes: reminders, the end of patience, over restarts too."""

from __future__ import annotations

import pytest

from bot.config import Settings
from storage.records import NewTimer
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.vk import VkEmulator

from .conftest import both_databases, listening
from .node import Node, Time
from .people import Browser, OnTelegram, OnVk, OnWeb, prospect_on
from .test_quiz import to_the_contact
from .test_talks import said

Person = OnTelegram | OnVk | OnWeb
FIRST, SECOND = "Осталось одно", "ещё действует"


@both_databases
async def test_each_reminder_comes_once_counted_from_the_delivery_and_then_the_talk_is_given_up(
    prospect: Person, node: Node
) -> None:
    await to_the_contact(prospect)
    await node.pass_time(minutes=14)
    assert said(prospect, FIRST) == 0
    await node.pass_time(minutes=1, seconds=1)
    await prospect.sees(FIRST)
    await node.pass_time(days=1)
    await prospect.sees(SECOND)
    await node.pass_time(days=2)

    async def given_up() -> bool:
        async with node.app.database.reading() as tx:
            (talk,) = (await tx.conversations.by_id([1])).values()
        return talk.status == "finished"

    await node.until(given_up, "the talk is given up")
    assert (said(prospect, FIRST), said(prospect, SECOND)) == (1, 1)
    await prospect.write("кухня")  # after it a new message is matched to `start`
    await prospect.until(lambda: said(prospect, "В каком стиле") == 2, "a new talk")


async def test_any_answer_cancels_the_reminders(prospect: Person, node: Node) -> None:
    await to_the_contact(prospect)
    await node.pass_time(minutes=10)
    await prospect.write("8 900 123-45-67")
    await prospect.sees("Когда Вам удобно ответить")
    await node.pass_time(days=1, minutes=20)
    await prospect.press("Пропустить")
    await prospect.sees("закреплена за Вами")
    assert (said(prospect, FIRST), said(prospect, SECOND)) == (0, 0)


async def test_a_repeated_question_does_not_send_a_reminder_twice(prospect: Person, node: Node) -> None:
    await to_the_contact(prospect)
    await node.pass_time(minutes=16)
    await prospect.sees(FIRST)
    await prospect.write("не скажу")
    await prospect.until(lambda: len(prospect.texts) > 0 and said(prospect, FIRST) == 1, "still one")
    await node.delivered()
    await node.pass_time(minutes=16)
    await node.pass_time(days=1)
    await prospect.sees(SECOND)
    assert said(prospect, FIRST) == 1


async def test_a_timer_of_an_old_question_does_nothing(prospect: Person, node: Node) -> None:
    await to_the_contact(prospect)
    await node.delivered()
    async with node.app.database.reading() as tx:
        timers = await tx.timers.of_conversations([1])
    reminder = next(timer for timer in timers if timer.kind == "remind")
    await prospect.write("8 900 123-45-67")
    await prospect.sees("Когда Вам удобно ответить")
    async with node.app.database.transaction() as tx:  # one that another node had in hand when the answer came
        late = NewTimer(kind="remind", conversation_id=1, question=reminder.question, due_at=node.time.now())
        await tx.timers.add([late])
    await node.pass_time(seconds=1)
    await prospect.press("Пропустить")
    await prospect.sees("закреплена за Вами")
    assert said(prospect, FIRST) == 0


@both_databases
@pytest.mark.parametrize("kind", ["telegram", "vk", "web"])
async def test_a_reminder_comes_after_a_restart_of_the_process(
    kind: str, settings: Settings, telegram: TelegramEmulator, vk: VkEmulator, http: Browser
) -> None:
    time = Time()
    async with Node(settings, time) as first:
        await listening(vk)
        prospect = prospect_on(kind, telegram, vk, http, first.url)
        await to_the_contact(prospect)
        await first.delivered()
    time.advance(minutes=15)
    async with Node(settings, time):
        if isinstance(prospect, OnWeb):
            await prospect.open()
        await prospect.sees(FIRST)
    assert said(prospect, FIRST) == 1
