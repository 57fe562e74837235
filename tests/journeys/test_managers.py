"""The managers' side in its first form, on Telegram and on VK."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.config import ManagersChat, Settings
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.people import Group
from tests.emulators.vk import VkEmulator
from tests.emulators.vk.people import Group as VkGroup

from .conftest import both_databases, listening
from .node import Node, Time
from .people import Browser, OnTelegram, OnVk, OnWeb, prospect_on
from .test_quiz import to_the_contact, to_the_end

Person = OnTelegram | OnVk | OnWeb


@pytest.fixture
async def vk_managers(vk: VkEmulator) -> VkGroup:
    return vk.group(vk.user(601, "Мария"), vk.user(602, "Пётр"))


@pytest.fixture
async def both_chats(settings: Settings, vk: VkEmulator, vk_managers: VkGroup) -> AsyncIterator[Node]:
    """A node that tells managers on Telegram and on VK."""
    chats = (*settings.managers, ManagersChat("vk", str(vk_managers.id)))
    async with Node(replace(settings, managers=chats)) as running:
        await listening(vk)
        yield running


async def test_a_hot_lead_is_told_in_every_managers_chat_and_taken_in_one_of_them(
    both_chats: Node, telegram: TelegramEmulator, vk: VkEmulator, http: Browser, managers: Group, vk_managers: VkGroup
) -> None:
    prospect = prospect_on("web", telegram, vk, http, both_chats.url)
    await to_the_contact(prospect)
    await to_the_end(prospect)
    await managers.sees("+79001234567")
    card = await vk_managers.sees("+79001234567")
    assert "Анна" in card.text and "Модерн" in card.text
    await both_chats.delivered()
    maria = vk.user(601)
    press = maria.press("Взять", chat=vk_managers)
    await vk.until(lambda: press.answered, what="the press is answered")  # type: ignore[union-attr]
    assert maria.toasts == ["Лид ваш"]
    for chat in (managers, vk_managers):
        await chat.sees("В работе у: Мария")
    [lead] = await both_chats.leads()
    assert lead["manager"]["name"].startswith("Мария")


async def test_a_later_answer_edits_the_card(prospect: Person, node: Node, managers: Group) -> None:
    await to_the_contact(prospect)
    await prospect.write("8 900 123-45-67")
    card = await managers.sees("+79001234567")
    assert "KUH-" not in card.text
    await prospect.press("Пропустить")
    await prospect.sees("закреплена за Вами")
    await managers.sees("KUH-")
    assert len(managers.messages) == 1


@both_databases
async def test_remind_me_fires_when_due_after_a_restart_too(
    settings: Settings, telegram: TelegramEmulator, vk: VkEmulator, http: Browser, managers: Group
) -> None:
    time = Time()
    async with Node(settings, time) as first:
        await listening(vk)
        prospect = prospect_on("telegram", telegram, vk, http, first.url)
        await to_the_contact(prospect)
        await to_the_end(prospect)
        await managers.sees("+79001234567")
        olga = telegram.users[501]
        olga.press("Взять", chat=managers)
        await managers.sees("В работе у: Ольга")
        await first.delivered()
        press = olga.press("⏰ 15 мин", chat=managers)
        await telegram.until(lambda: press.answered, what="the press is answered")  # type: ignore[union-attr]
        await first.pass_time(minutes=14)
        await first.delivered()
    assert not any("напоминаем" in message.text for message in managers.messages)
    time.advance(minutes=1)
    async with Node(settings, time):
        reminder = await managers.sees("напоминаем")
    assert "Ольга" in reminder.text and "+79001234567" in reminder.text


async def test_a_rewards_code_is_valid_once_then_used_and_others_are_unknown_or_expired(
    node: Node, telegram: TelegramEmulator, vk: VkEmulator, http: Browser, managers: Group
) -> None:
    prospect = prospect_on("telegram", telegram, vk, http, node.url)
    await to_the_contact(prospect)
    await to_the_end(prospect)
    [lead] = await node.leads()
    code = lead["reward"]["code"]
    olga, boris = telegram.users[501], telegram.users[502]
    olga.write(f"/code {code.lower()}", chat=managers)
    await managers.sees(f"Код {code} действует")
    olga.press("Погасить", chat=managers)
    await managers.sees(f"Код {code} погашен")
    boris.write(f"/code {code}", chat=managers)
    await managers.sees("уже погашен")
    boris.write("/code KUH-222222", chat=managers)
    await managers.sees("KUH-222222 нет")
    other = prospect_on("telegram", telegram, vk, http, node.url, 2)
    await to_the_contact(other)
    await to_the_end(other, "8 900 123-45-68")
    newest, *_ = await node.leads(2)
    assert newest["reward"]["code"] != code
    node.time.advance(hours=73)
    olga.write(f"/code@kitchen_quiz_bot {newest['reward']['code']}", chat=managers)
    await managers.sees("вышел")


async def test_a_stranger_cannot_ask_for_codes_or_press_managers_buttons(
    node: Node, telegram: TelegramEmulator, vk: VkEmulator, http: Browser, managers: Group
) -> None:
    prospect = prospect_on("telegram", telegram, vk, http, node.url)
    assert isinstance(prospect, OnTelegram)
    await to_the_contact(prospect)
    await to_the_end(prospect)
    [lead] = await node.leads()
    await prospect.write(f"/code {lead['reward']['code']}")
    prospect.user.press_data(prospect.user.last, f"m.take.{lead['id']}")
    await telegram.until(lambda: not prospect.user.unanswered, what="the press is answered")
    assert prospect.toasts[-1] == "Эти кнопки только для менеджеров"
    assert not any("действует\n" in text or text.startswith("Код") for text in prospect.texts)
    [lead] = await node.leads()
    assert lead["manager"] is None


async def test_an_invitation_to_a_group_gets_a_fitting_reply_and_its_talk_is_nobodys_turn(
    node: Node, telegram: TelegramEmulator, vk: VkEmulator
) -> None:
    ivan = telegram.user(701, first_name="Иван")
    group = telegram.group("Соседи", bot="never")
    group.add(ivan, admin=True)
    group.invite_bot(ivan)
    reply = await group.sees("напишите нам в личные сообщения")
    assert f"telegram:{group.id}" in reply.text or str(group.id) in reply.text
    ivan.write("/start", chat=group)
    petr = vk.user(702)
    talk = vk.group(petr, title="Соседи", chat_id=9)
    talk.chat.bot_inside = False
    talk.invite_bot(petr)
    await talk.sees("напишите нам в личные сообщения")
    await node.delivered()
    assert len(group.messages) == 1 and await node.records() == []


async def test_a_group_of_managers_that_becomes_a_supergroup_is_followed(
    node: Node, telegram: TelegramEmulator, vk: VkEmulator, http: Browser
) -> None:
    olga = telegram.users[501]
    small = telegram.group("Менеджеры", supergroup=False)
    small.add(olga, admin=True)
    settings = replace(node.settings, managers=(ManagersChat("telegram", str(small.id)),))
    node.app.settings = settings
    node.app.notices.chats = settings.managers
    prospect = prospect_on("telegram", telegram, vk, http, node.url)
    await to_the_contact(prospect)
    await prospect.write("8 900 123-45-67")
    await small.sees("+79001234567")
    old = small.id
    small.migrate(olga)

    async def followed() -> bool:
        return node.app.notices.chats[0].address == str(small.id) != str(old)

    await node.until(followed, "the new address is known")
    other = prospect_on("telegram", telegram, vk, http, node.url, 2)
    await to_the_contact(other)
    await to_the_end(other, "8 900 123-45-68")
    await small.sees("+79001234568")
    await node.delivered()


async def test_a_letter_to_the_old_group_finds_the_new_one_by_itself(
    node: Node, telegram: TelegramEmulator, vk: VkEmulator, http: Browser
) -> None:
    """The update about the move may be lost: the platform's refusal names the new address as well."""
    olga = telegram.users[501]
    small = telegram.group("Менеджеры", supergroup=False)
    small.add(olga, admin=True)
    node.app.settings = replace(node.settings, managers=(ManagersChat("telegram", str(small.id)),))
    node.app.notices.chats = node.app.settings.managers
    prospect = prospect_on("telegram", telegram, vk, http, node.url)
    await to_the_contact(prospect)
    small.chat.bot = "never"  # nothing of the move is heard
    small.migrate(olga)
    small.chat.bot = "member"
    await prospect.write("8 900 123-45-67")
    await small.sees("+79001234567")


async def test_what_staff_write_to_the_bot_as_prospects_is_marked_as_a_test(
    node: Node, telegram: TelegramEmulator, vk: VkEmulator, http: Browser, managers: Group
) -> None:
    olga = telegram.users[501]
    async with node.app.database.transaction() as tx:
        staff_id = await tx.staff.add("Ольга", "manager", node.time.now())
        await tx.staff.bind(staff_id, "telegram", str(olga.id))
        await tx.revisions.bump("staff")

    async def known() -> bool:
        return node.app.managers.is_staff("telegram", str(olga.id))

    await node.until(known, "the node notices the new member of the staff")
    prospect = OnTelegram(telegram, olga)
    await to_the_contact(prospect)
    await to_the_end(prospect)
    card = await managers.sees("+79001234567")
    assert "Проверка" in card.text
    [record] = await node.records()
    assert record.is_test
