"""What managers do from their messenger, and what is not theirs to do."""

from __future__ import annotations

import asyncio

from bot.channels.base import GroupMessage, JoinedGroup, Migrated, Profile
from dialogs.inputs import Pressed, Wrote
from tests.bot.core import MANAGERS, Core

HERE = MANAGERS.address


def presser(number: int, name: str) -> dict[str, object]:
    return {"sender": str(number), "profile": Profile(first_name=name), "press_id": f"p{number}", "group": True}


async def toasts(core: Core, address: str = HERE) -> list[str]:
    return [letter.text for letter in await core.letters(address) if letter.act == "press"]


async def test_two_who_take_at_the_same_moment_are_settled_by_the_database(core: Core) -> None:
    await core.quiz()
    [lead] = await core.leads()
    async with asyncio.TaskGroup() as tasks:
        for number, name in ((1, "Ольга"), (2, "Борис"), (3, "Вера")):
            event = core.event(Pressed(f"m.take.{lead.id}"), HERE, "telegram", **presser(number, name))
            tasks.create_task(core.intake.take([event]))
    assert await toasts(core) == ["Лид ваш", "Уже взято: Ольга", "Уже взято: Ольга"]
    [lead] = await core.leads()
    assert lead.manager_name == "Ольга" and lead.status == "in_work"


async def test_taking_ones_own_lead_again_says_so(core: Core) -> None:
    await core.quiz()
    [lead] = await core.leads()
    for _ in range(2):
        await core.hear(Pressed(f"m.take.{lead.id}"), address=HERE, **presser(1, "Ольга"))
    assert await toasts(core) == ["Лид ваш", "Этот лид уже у вас"]


async def test_a_closed_lead_is_nobodys_to_take(core: Core) -> None:
    await core.quiz()
    [lead] = await core.leads()
    async with core.database.transaction() as tx:
        await tx.leads.set_status(lead.id, None, "junk", None, "", core.now)
    await core.hear(Pressed(f"m.take.{lead.id}"), address=HERE, **presser(1, "Ольга"))
    assert await toasts(core) == ["Эта кнопка больше не действует"]


async def test_buttons_of_leads_that_are_gone_and_unknown_ones_are_answered(core: Core) -> None:
    for data in ("m.take.999", "m.snooze.999.1h", "m.snooze.1.someday", "m.dance.1", "m."):
        await core.hear(Pressed(data), address=HERE, **presser(1, "Ольга"))
    assert await toasts(core) == [
        "Этого лида больше нет", "Этого лида больше нет", "Эта кнопка больше не действует",
        "Эта кнопка больше не действует", "Эта кнопка больше не действует",
    ]  # fmt: skip


async def test_a_strangers_press_of_a_managers_button_does_nothing(core: Core) -> None:
    await core.quiz()
    [lead] = await core.leads()
    await core.hear(Pressed(f"m.take.{lead.id}"), address="66", press_id="p")
    assert await toasts(core, "66") == ["Эти кнопки только для менеджеров"]
    [lead] = await core.leads()
    assert lead.manager_id is None


async def test_a_reminder_comes_once_with_the_managers_name(core: Core) -> None:
    await core.quiz()
    [lead] = await core.leads()
    await core.hear(Pressed(f"m.snooze.{lead.id}.1h"), address=HERE, **presser(1, "Ольга"))
    core.advance(hours=1)
    assert await core.intake.fire(10) == 1
    core.advance(hours=5)
    await core.intake.fire(10)
    reminders = [text for text in await core.said(HERE) if "напоминаем" in text]
    assert len(reminders) == 1 and "Ольга" in reminders[0]


async def test_codes_are_read_with_the_bots_name_and_in_any_case(core: Core) -> None:
    for text in ("/code", "/code@shop_bot", "/CODE kuh-222222", "/code@shop_bot KUH-222222", "/codes"):
        await core.hear(GroupMessage(text), address=HERE, sender="1", group=True)
    usage, again, lower, named = await core.said(HERE)
    assert usage == again and lower == named == "Кода KUH-222222 нет"


async def test_a_prospects_slash_code_is_no_command(core: Core) -> None:
    await core.hear(Wrote("/code KUH-222222"))
    assert (await core.said())[-1] == "Какой стиль?"


async def test_other_talk_in_the_managers_chat_and_in_groups_is_nobodys_turn(core: Core) -> None:
    await core.hear(GroupMessage("привет"), address=HERE, sender="1", group=True)
    await core.hear(GroupMessage("привет"), address="-42", sender="1", group=True)
    await core.hear(JoinedGroup(False), address="-42", sender="1", group=True)
    assert await core.rows() == []


async def test_an_invitation_elsewhere_names_the_chats_address_and_in_the_managers_chat_says_nothing(
    core: Core,
) -> None:
    await core.hear(JoinedGroup(True), address="-42", sender="1", group=True)
    await core.hear(JoinedGroup(True), address=HERE, sender="1", group=True)
    [reply] = await core.said("-42")
    assert "-42" in reply and await core.said(HERE) == []


async def test_a_group_that_became_a_supergroup_is_remembered_and_its_letters_follow(core: Core) -> None:
    await core.quiz()
    await core.hear(Migrated("-1007"), address=HERE, sender="1", group=True)
    assert await core.letters(HERE) == [] and "+79000000001" in (await core.said("-1007"))[0]
    async with core.database.reading() as tx:
        assert await tx.settings.get(f"moved:telegram:{HERE}") == "-1007"


async def test_whoever_acts_in_the_managers_chat_becomes_a_member_of_the_staff(core: Core) -> None:
    await core.quiz()
    [lead] = await core.leads()
    await core.hear(Pressed(f"m.take.{lead.id}"), address=HERE, **presser(1, "Ольга"))
    async with core.database.reading() as tx:
        [member] = await tx.staff.list()
    assert (member.name, member.role) == ("Ольга", "manager")
