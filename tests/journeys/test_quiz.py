"""The whole quiz, as a prospect goes through it: once per channel and database."""

from __future__ import annotations

import asyncio

import pytest

from tests.emulators.telegram.people import Group

from .node import Node
from .people import OnTelegram, OnVk, OnWeb, Prospect

Person = OnTelegram | OnVk | OnWeb


async def to_the_contact(prospect: Prospect, name: str = "Анна") -> None:
    """From the first message to the question for a contact, as a hot prospect."""
    await prospect.start("kitchen_spring")
    await prospect.sees("В каком стиле")
    await prospect.press("Модерн")
    await prospect.sees("площадь")
    await prospect.write("12,5 м2")
    await prospect.sees("Что для Вас важно")
    await prospect.press("Остров")
    await prospect.press("Готово")
    await prospect.sees("бюджет")
    await prospect.press("от 300 000 ₽")
    await prospect.sees("Когда нужна кухня")
    await prospect.press("В этом месяце")
    await prospect.sees("обработать Ваши данные")
    await prospect.press("Да")
    await prospect.sees("Присылать Вам акции")
    await prospect.press("Нет")
    await prospect.sees("Как к Вам обращаться")
    await prospect.write(name)
    await prospect.sees("закрепить скидку")


async def to_the_end(prospect: Prospect, phone: str = "8 (900) 123-45-67") -> None:
    await prospect.write(phone)
    await prospect.sees("Когда Вам удобно ответить")
    await prospect.press("Пропустить")
    await prospect.sees("закреплена за Вами")


async def test_a_whole_quiz_becomes_one_hot_lead_with_all_its_answers(prospect: Person, node: Node) -> None:
    await to_the_contact(prospect)
    assert (await node.api("/leads"))["items"] == []  # a name without a contact is a visitor
    await to_the_end(prospect)
    [lead] = await node.leads()
    assert lead["name"] == "Анна" and lead["phones"] == ["+79001234567"]
    assert lead["temperature"] == "hot" and lead["status"] == "new" and lead["script"]["id"] == "kitchen"
    assert lead["answers"]["style"]["value"] == "modern" and lead["answers"]["style"]["text"] == "Модерн"
    assert lead["answers"]["area"]["value"] == 12.5
    assert lead["answers"]["features"]["value"] == ["island"]
    assert lead["source"]["ref"] == "kitchen_spring"
    assert lead["reward"]["discount"] == 13 and lead["reward"]["code"].startswith("KUH-")
    assert lead["channel"]["kind"] == prospect.channel
    assert {reason["step"] for reason in lead["score_reasons"]} >= {"style", "budget"}
    assert f"код {lead['reward']['code']}" in " ".join(prospect.texts).lower().replace("kuh", "KUH") or any(
        lead["reward"]["code"] in text for text in prospect.texts
    )


async def test_managers_are_told_once_of_a_hot_lead_and_two_takes_settle_who_has_it(
    prospect: Person, node: Node, managers: Group, telegram: object
) -> None:
    await to_the_contact(prospect)
    await to_the_end(prospect)
    notice = await managers.sees("+79001234567")
    assert "Анна" in notice.text and "Модерн" in notice.text
    olga, boris = (node_user(telegram, number) for number in (501, 502))
    olga.press(notice.buttons[0], chat=managers)
    await managers.sees("Ольга")
    boris.press_data(notice, f"m.take.{(await node.leads())[0]['id']}")
    await asyncio.sleep(0.5)
    [lead] = await node.leads()
    assert lead["manager"]["name"] == "Ольга" and lead["status"] == "in_work"
    assert sum("+79001234567" in message.text for message in managers.messages) == 1


def node_user(telegram: object, number: int) -> object:
    return telegram.users[number]  # type: ignore[attr-defined]


async def test_back_asks_the_question_before_again_and_keeps_the_shown_discount(prospect: Person, node: Node) -> None:
    await prospect.start()
    await prospect.press("Модерн")
    await prospect.sees("площадь")
    await prospect.press("Назад")
    await prospect.press("Классика")
    await prospect.sees("площадь")
    await prospect.write("9")
    await prospect.sees("Что для Вас важно")
    assert not any("discount" in text for text in prospect.texts)


async def test_a_wrong_answer_is_explained_and_the_question_stands(prospect: Person) -> None:
    await prospect.start()
    await prospect.press("Модерн")
    await prospect.sees("площадь")
    before = len(prospect.texts)
    await prospect.write("очень большая")
    while len(prospect.texts) == before:
        await asyncio.sleep(0.02)
        if isinstance(prospect, OnWeb):
            await prospect.sees("числ")
    await prospect.write("12")
    await prospect.sees("Что для Вас важно")


async def test_restart_begins_anew_and_stop_is_confirmed_once(prospect: Person) -> None:
    await prospect.start()
    await prospect.press("Модерн")
    await prospect.sees("площадь")
    await prospect.write("заново")
    await prospect.sees_button("Классика")
    await prospect.write("стоп")
    await asyncio.sleep(0.3)
    await prospect.write("стоп")
    await asyncio.sleep(0.5)


async def test_two_quick_messages_are_handled_in_order(prospect: Person, node: Node) -> None:
    await prospect.start()
    await prospect.sees("В каком стиле")
    await prospect.write("модерн")
    await prospect.write("15")
    await prospect.sees("Что для Вас важно")


@pytest.mark.parametrize("name", ["_*[<&`", "<b>Анна</b>", "Анна & Ко_"])
async def test_names_with_markup_never_break_a_message(prospect: Person, node: Node, name: str) -> None:
    if isinstance(prospect, OnWeb):
        pytest.skip("the web chat has no profile names")
    prospect.user.about["first_name"] = name
    await prospect.start()
    await prospect.sees("В каком стиле")
    await prospect.sees(name.split()[0])
