"""The whole quiz, as a prospect goes through it: once per channel and database."""

from __future__ import annotations

import pytest

from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.people import Group

from .conftest import both_databases
from .node import Node
from .people import OnTelegram, OnVk, OnWeb, Prospect

Person = OnTelegram | OnVk | OnWeb


async def to_the_contact(prospect: Prospect, name: str = "Анна", ref: str = "kitchen_spring") -> None:
    """From the first message to the question for a contact, as a hot prospect."""
    await prospect.start(ref)
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


@both_databases
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
    assert any(lead["reward"]["code"] in text for text in prospect.texts)


@both_databases
async def test_managers_are_told_once_of_a_hot_lead_and_two_takes_settle_who_has_it(
    prospect: Person, node: Node, managers: Group, telegram: TelegramEmulator
) -> None:
    await to_the_contact(prospect)
    await to_the_end(prospect)
    notice = await managers.sees("+79001234567")
    assert "Анна" in notice.text and "Модерн" in notice.text and "kitchen_spring" in notice.text
    await node.delivered()
    boris, olga = telegram.users[502], telegram.users[501]
    taking = [olga.press(notice.buttons[0], chat=managers), boris.press("Взять", message=notice)]
    await telegram.until(lambda: all(press.answered for press in taking), what="both presses are answered")  # type: ignore[union-attr]
    await managers.sees("Ольга")
    [lead] = await node.leads()
    assert lead["manager"]["name"] == "Ольга" and lead["status"] == "in_work"
    assert sum("+79001234567" in message.text for message in managers.messages) == 1
    toasts = [call.args.get("text", "") for call in telegram.called("answerCallbackQuery")]
    assert toasts[-2:] == ["Лид ваш", "Уже взято: Ольга"]


@pytest.mark.parametrize("name", ["_*[<&`", "<b>Анна</b>", "Анна & Ко_"])
@pytest.mark.parametrize("prospect", ["telegram", "vk"], indirect=True)  # the web chat has no profile names
async def test_names_with_markup_never_break_a_message(prospect: OnTelegram | OnVk, node: Node, name: str) -> None:
    prospect.user.about["first_name"] = name
    await prospect.start()
    await prospect.sees("В каком стиле")
    await prospect.sees(name.split()[0])
