"""Events become rows: what is written, in which lane, and what an erasure leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.channels.base import Body
from bot.effects import PRESS, PRESS_LIVES, REMINDER, Effects
from dialogs.inputs import Pressed, Started, Wrote
from tests.bot.core import MANAGERS, Core
from tests.dump import dump


async def test_a_hot_lead_is_announced_once_when_it_is_first_both_a_lead_and_hot(core: Core) -> None:
    await core.hear(Started(), Wrote("модерн"), Wrote("Анна"))
    assert await core.said(MANAGERS.address) == []
    await core.hear(Wrote("+7 900 000-00-01"))
    [card] = await core.said(MANAGERS.address)
    assert "+79000000001" in card and "Анна" in card


async def test_a_later_answer_edits_the_card_and_a_lead_that_cools_is_not_withdrawn(core: Core) -> None:
    await core.quiz()
    await core.hear(Wrote("кухня"), Wrote("классика"))
    say, *edits = await core.letters(MANAGERS.address)
    assert say.act == "say" and {edit.act for edit in edits} == {"edit"}
    assert "Классика" in edits[-1].text and edits[-1].keys == say.keys


async def test_a_lead_that_is_not_hot_is_not_announced(core: Core) -> None:
    await core.hear(Started(), Wrote("классика"), Wrote("Анна"), Wrote("+7 900 000-00-01"))
    assert await core.letters(MANAGERS.address) == []
    [lead] = await core.leads()
    assert lead.is_lead


async def test_a_visitor_who_asks_for_a_person_is_announced_as_such(core: Core) -> None:
    await core.hear(Started(), Wrote("менеджер"))
    [card] = await core.said(MANAGERS.address)
    assert "посетитель" in card


async def test_the_press_is_answered_outside_the_lanes_and_dies_before_the_platform_forgets_it(core: Core) -> None:
    await core.hear(Started())
    [question] = await core.letters()
    await core.hear(Pressed(question.keys[0].data), press_id="p1", message_id="5")
    [press] = [row for row in await core.rows() if row.cls == PRESS]
    lanes = {row.lane for row in await core.rows() if row.cls != PRESS}
    assert press.lane not in lanes and press.expires_at == core.now + PRESS_LIVES
    assert timedelta(minutes=1) > PRESS_LIVES  # VK's limit


async def test_a_press_in_the_web_chat_stays_in_the_feed(core: Core) -> None:
    effects = Effects(core.now, core.intake.notices, core.turns.kinds)
    effects.post("web", "abc", Body(act="press", press_id="p1"), PRESS)
    [letter] = effects.letters
    assert letter.lane == "web:abc" and letter.expires_at is None


async def test_reminders_are_set_when_the_question_was_delivered_not_when_it_was_written(core: Core) -> None:
    await core.hear(Started())
    core.advance(hours=1)
    assert await core.intake.fire(10) == 0
    await core.delivered()
    core.advance(minutes=14)
    assert await core.intake.fire(10) == 0
    core.advance(minutes=1)
    assert await core.intake.fire(10) == 1
    assert await core.said() == ["Какой стиль?", "Вы ещё здесь?"]
    assert [row.cls for row in await core.rows()][-1] == REMINDER


async def test_an_erasure_says_so_and_leaves_nothing_of_the_person(core: Core, sqlite_url: str) -> None:
    await core.quiz()
    await core.delivered()
    await core.hear(Wrote("кухня"), Wrote("классика"))  # the managers' card is edited
    await core.delivered()
    assert "+79000000001" in await dump(sqlite_url) and "Анна" in await dump(sqlite_url)
    await core.hear(Wrote("удалить мои данные"), Wrote("да"))
    [goodbye] = await core.letters()
    assert goodbye.act == "say"
    [card] = await core.letters(MANAGERS.address)
    assert card.act == "edit" and card.target and "удалены" in card.text
    left = await dump(sqlite_url)
    for word in ("+79000000001", "900 000-00-01", "Анна"):
        assert word not in left, word


async def test_after_an_erasure_a_new_message_begins_anew_as_a_stranger(core: Core) -> None:
    await core.quiz()
    await core.hear(Wrote("удалить мои данные"), Wrote("да"), Started())
    assert (await core.said())[-1] == "Какой стиль?"
    [lead] = await core.leads()
    assert lead.name is None and not lead.is_lead


async def test_two_erasures_in_one_batch_each_say_so(core: Core) -> None:
    for address in ("7", "8"):
        await core.quiz(address)
        await core.hear(Wrote("удалить мои данные"), address=address)
    await core.intake.take([core.event(Wrote("да"), "7"), core.event(Wrote("да"), "8")])
    for address in ("7", "8"):
        assert len(await core.said(address)) == 1


async def test_a_poisoned_event_is_erased_with_its_prospect(core: Core, sqlite_url: str) -> None:
    await core.hear(Started())
    await core.intake._poisoned(core.event(Wrote("Иван Петров")), "ValueError")
    await core.hear(Wrote("удалить мои данные"), Wrote("да"))
    assert "Иван Петров" not in await dump(sqlite_url)


async def test_a_prospect_of_the_staff_is_marked_as_a_test(core: Core) -> None:
    core.managers.accounts[("telegram", "7")] = (1, "Ольга")
    await core.quiz()
    [lead] = await core.leads()
    assert lead.is_test and "Проверка" in (await core.said(MANAGERS.address))[0]


async def test_without_a_managers_chat_nobody_is_told_and_nothing_fails(core: Core) -> None:
    core.intake.notices.chats = ()
    await core.quiz()
    assert (await core.said())[-1] == "Спасибо, Анна!"
    core.intake.notices.chats = (replace(MANAGERS),)
