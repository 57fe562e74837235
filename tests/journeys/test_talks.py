"""What else a prospect does in the middle of a quiz, once per channel."""

from __future__ import annotations

import asyncio

import pytest

from tests.dump import dump
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.people import Group
from tests.emulators.vk import VkEmulator

from .conftest import both_databases
from .node import Node
from .people import OnTelegram, OnVk, OnWeb
from .test_quiz import to_the_contact, to_the_end

Person = OnTelegram | OnVk | OnWeb


def said(prospect: Person, fragment: str) -> int:
    """How many messages hold this fragment."""
    return sum(fragment in text for text in prospect.texts)


async def test_back_asks_the_question_before_again_and_the_shown_discount_does_not_fall(prospect: Person) -> None:
    await prospect.start()
    await prospect.press("Модерн")
    await prospect.sees("Скидка уже 5 %")
    await prospect.press("Назад")
    await prospect.until(lambda: said(prospect, "В каком стиле") == 2, "the question again")
    await prospect.press("Классика")
    await prospect.until(lambda: said(prospect, "Скидка уже 5 %") == 2, "the next question again")
    await prospect.write("9")
    await prospect.sees("Что для Вас важно")


async def test_a_wrong_answer_is_explained_and_the_third_one_goes_on(prospect: Person, node: Node) -> None:
    await prospect.start()
    await prospect.press("Модерн")
    await prospect.sees("площадь")
    for number in range(2):
        await prospect.write("очень большая")
        await prospect.until(lambda number=number: said(prospect, "исл") == number + 1, "words of help")  # type: ignore[misc]
    await prospect.write("очень большая")
    await prospect.sees("Что для Вас важно")
    [record] = await node.records()
    assert "area" not in record.answers


async def test_restart_begins_anew_and_the_old_answers_no_longer_stand(prospect: Person, node: Node) -> None:
    await prospect.start()
    await prospect.press("Модерн")
    await prospect.sees("площадь")
    await prospect.write("заново")
    await prospect.until(lambda: said(prospect, "В каком стиле") == 2, "the first question again")
    [record] = await node.records()
    assert record.answers == {}


async def test_stop_is_confirmed_once_and_silences_everything_but_an_answer(prospect: Person, node: Node) -> None:
    await to_the_contact(prospect)
    await prospect.write("стоп")
    await prospect.sees("больше не пишем")
    await prospect.write("отписаться")
    await node.pass_time(days=2)
    await prospect.write("8 900 123-45-67")
    await prospect.sees("Когда Вам удобно ответить")
    assert said(prospect, "больше не пишем") == 1 and said(prospect, "Осталось одно") == 0
    async with node.app.database.reading() as tx:
        (talk,) = (await tx.conversations.by_id([1])).values()
        facts = (await tx.persons.facts([talk.person_id]))[talk.person_id]
    assert not any("ads" in consent for consent in facts.consents)


@both_databases
async def test_delete_my_data_leaves_nothing_of_the_person_in_any_table(
    prospect: Person, node: Node, managers: Group, database_url: str
) -> None:
    await to_the_contact(prospect, name="Евдокия")
    await to_the_end(prospect)
    await managers.sees("Евдокия")
    await node.delivered()
    assert "Евдокия" in await dump(database_url) and "9001234567" in await dump(database_url)
    await prospect.write("удалить мои данные")
    await prospect.sees("Вернуть их будет нельзя")
    await prospect.press("Да")
    await prospect.sees("данные удаляются")
    await managers.sees("данные удалены")
    await node.delivered()
    left = await dump(database_url)
    for trace in ("Евдокия", "9001234567", "900) 123", "Петрова"):
        assert trace not in left, trace
    assert not any("Евдокия" in message.text for message in managers.messages)
    assert (await node.api("/leads"))["items"] == []


async def test_an_english_prospect_is_spoken_to_in_english_and_may_change_it(prospect: Person, node: Node) -> None:
    match prospect:
        case OnTelegram():
            prospect.user.about["language_code"] = "en"
        case OnVk():
            prospect.user.client_info(lang_id=3)
        case OnWeb():
            prospect.language = "en-GB"
    await prospect.start()
    await prospect.sees("What style will your kitchen be?")
    await prospect.press("Modern")
    await prospect.sees("How large is the kitchen")
    await prospect.write("/language")
    await prospect.press("Русский")
    await prospect.sees("Какая у кухни площадь")
    await prospect.write("12")
    await prospect.sees("Что для Вас важно")


async def test_a_person_please_calls_the_managers_and_says_so(prospect: Person, node: Node, managers: Group) -> None:
    await prospect.start()
    await prospect.sees("В каком стиле")
    await prospect.press("Позвать человека")
    await prospect.sees("Зовём менеджера")
    notice = await managers.sees("Просят человека")
    assert "посетитель" in notice.text


async def test_two_quick_messages_are_handled_in_order(prospect: Person, node: Node) -> None:
    await prospect.start()
    await prospect.sees("В каком стиле")
    await prospect.write("модерн")
    await prospect.write("15")
    await prospect.sees("Что для Вас важно")
    [record] = await node.records()
    assert record.answers["area"].value == 15


@both_databases
async def test_a_flood_is_answered_once_and_kept_whole(prospect: Person, node: Node) -> None:
    await prospect.start()
    await prospect.sees("В каком стиле")
    for number in range(25):
        await prospect.write(f"ау {number}")

    async def kept() -> bool:
        async with node.app.database.reading() as tx:
            rows = await tx.history.of_conversation(1)
        return sum(row.text.startswith("ау") for row in rows) == 25

    await node.until(kept, "all 25 are kept")
    await node.delivered()
    await prospect.sees("Сообщений много")
    assert said(prospect, "Сообщений много") == 1


async def test_a_press_of_an_older_question_changes_that_answer(prospect: Person, node: Node) -> None:
    await prospect.start()
    await prospect.sees_button("Классика")
    old = prospect.button("Классика")
    await prospect.press("Модерн")
    await prospect.sees("площадь")
    await prospect.write("12")
    await prospect.sees("Что для Вас важно")
    await prospect.press_again(old)

    async def changed() -> bool:
        [record] = await node.records()
        return bool(record.answers["style"].value == "classic" and record.answers["area"].value == 12)

    await node.until(changed, "the older answer is another one")
    await prospect.press("Подсветка")
    await prospect.press("Готово")
    await prospect.sees("бюджет")


async def test_an_old_button_after_the_reward_says_that_it_is_too_late(prospect: Person, node: Node) -> None:
    await prospect.start("kitchen_spring")
    await prospect.sees_button("Классика")
    old = prospect.button("Классика")
    await to_the_contact(prospect, ref="kitchen_again")
    await to_the_end(prospect)
    await prospect.press_again(old)
    await prospect.until(lambda: any("нельзя изменить" in toast for toast in prospect.toasts), "a toast")
    [lead] = await node.leads()
    assert lead["answers"]["style"]["value"] == "modern"


@pytest.mark.parametrize("prospect", ["telegram", "vk"], indirect=True)
async def test_an_edited_message_is_a_change_of_that_answer(prospect: OnTelegram | OnVk, node: Node) -> None:
    await prospect.start()
    await prospect.press("Модерн")
    await prospect.sees("площадь")
    message = prospect.user.write("12")
    await prospect.sees("Что для Вас важно")
    prospect.user.edit(message, "30")  # type: ignore[arg-type]

    async def changed() -> bool:
        [record] = await node.records()
        return bool(record.answers["area"].value == 30)

    await node.until(changed, "the area is another one")


@pytest.mark.parametrize("prospect", ["telegram", "vk"], indirect=True)
async def test_stickers_and_voice_get_a_fitting_reply_and_the_question_stands(
    prospect: OnTelegram | OnVk, node: Node
) -> None:
    await prospect.start()
    await prospect.sees("В каком стиле")
    prospect.user.sticker()
    await prospect.sees("ответьте, пожалуйста, на вопрос")
    prospect.user.voice()
    await prospect.sees("Голосовые")
    await prospect.press("Модерн")
    await prospect.sees("площадь")


@pytest.mark.parametrize("prospect", ["telegram"], indirect=True)
async def test_a_foreign_contact_is_not_taken_for_the_prospects_own(prospect: OnTelegram, node: Node) -> None:
    await to_the_contact(prospect)
    prospect.user.share_contact(own=False, phone="+79005554433")
    await prospect.sees("чужой контакт")
    prospect.user.share_contact(own=False, phone="+79005554433", user_id=prospect.user.id + 1)
    await asyncio.sleep(0)
    await prospect.until(lambda: said(prospect, "чужой контакт") == 2, "the remark again")


@pytest.mark.parametrize("prospect", ["telegram"], indirect=True)
async def test_the_own_number_by_the_button_is_confirmed(
    prospect: OnTelegram, node: Node, telegram: TelegramEmulator
) -> None:
    prospect.user.phone = "79007654321"
    await to_the_contact(prospect)
    await prospect.press("Отправить мой номер")
    await prospect.sees("Когда Вам удобно ответить")
    [lead] = await node.leads()
    assert lead["phones"] == ["+79007654321"] and lead["verification"] == "confirmed"
    await telegram.until(lambda: prospect.user.keyboard == [], what="the reply keyboard is taken off")


@pytest.mark.parametrize("prospect", ["vk"], indirect=True)
async def test_a_message_from_a_product_card_starts_the_script_with_the_product(prospect: OnVk, node: Node) -> None:
    prospect.user.product_card_message(title="Кухня «Лофт»")
    await prospect.sees("В каком стиле")
    [record] = await node.records()
    assert record.product is not None and "Кухня «Лофт»" in record.product


@pytest.mark.parametrize("prospect", ["vk"], indirect=True)
async def test_a_program_without_inline_keyboards_gets_through_the_quiz(
    prospect: OnVk, node: Node, vk: VkEmulator
) -> None:
    prospect.user.client_info(inline_keyboard=False, carousel=False, button_actions=["text"])
    await to_the_contact(prospect)
    await to_the_end(prospect)
    [lead] = await node.leads()
    assert lead["temperature"] == "hot" and lead["answers"]["features"]["value"] == ["island"]


@pytest.mark.parametrize("prospect", ["vk"], indirect=True)
async def test_a_program_without_any_keyboard_answers_by_numbers(prospect: OnVk, node: Node) -> None:
    prospect.user.client_info(inline_keyboard=False, keyboard=False, carousel=False, button_actions=[])
    await prospect.start()
    await prospect.sees("2. Модерн")
    await prospect.write("2")
    await prospect.sees("площадь")
    [record] = await node.records()
    assert record.answers["style"].value == "modern"
