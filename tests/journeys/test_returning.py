"""Who comes back: after a month, after the end, by another link, after a block, after a reload or a restart."""

from __future__ import annotations

import pytest

from bot.config import Settings
from bot.scripts import publish, read_file
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.vk import VkEmulator

from .conftest import People, both_databases, listening
from .node import Node
from .people import Browser, OnTelegram, OnVk, OnWeb, prospect_on
from .test_quiz import to_the_contact, to_the_end
from .test_talks import said

Person = OnTelegram | OnVk | OnWeb


async def test_a_prospect_who_slept_for_a_month_is_offered_to_continue_with_the_answers_kept(
    prospect: Person, node: Node
) -> None:
    await prospect.start()
    await prospect.press("Модерн")
    await prospect.sees("площадь")
    await node.pass_time(days=31)
    await node.app.clock.sweep()
    [record] = await node.records()
    async with node.app.database.reading() as tx:
        (talk,) = (await tx.conversations.by_id([1])).values()
    assert talk.status == "asleep"
    await prospect.write("добрый день")
    await prospect.sees("С возвращением")
    await prospect.press("Продолжить")
    await prospect.write("12")
    await prospect.sees("Что для Вас важно")
    [record] = await node.records()
    assert record.answers["style"].value == "modern"


@both_databases
async def test_a_finished_prospect_goes_again_and_the_open_lead_is_updated(prospect: Person, node: Node) -> None:
    await prospect.start("callback")
    await prospect.press("Нужен совет")
    await prospect.press("Да")
    await prospect.sees("Как к Вам обращаться")
    await prospect.write("Анна")
    await prospect.sees("на какой номер")
    await prospect.write("8 900 123-45-67")
    await prospect.press("Пропустить")
    await prospect.sees("Позвоним")
    [before] = await node.leads()
    await prospect.write("звонок")
    await prospect.until(lambda: said(prospect, "О чём поговорим") == 2, "the first question again")
    await prospect.press("Хочу заказать")
    await prospect.sees_button("Пропустить")  # consent, name and contact are known

    async def updated() -> bool:
        [lead] = await node.leads()
        return bool(lead["id"] == before["id"] and lead["answers"]["topic"]["value"] == "order")

    await node.until(updated, "the lead is updated")
    async with node.app.database.transaction() as tx:
        await tx.leads.set_status(int(before["id"]), None, "won", None, "", node.time.now())
    await prospect.press("Пропустить")
    await prospect.until(lambda: said(prospect, "Позвоним") == 2, "the end again")
    await prospect.write("звонок")
    await prospect.until(lambda: said(prospect, "О чём поговорим") == 3, "the first question a third time")
    await prospect.press("Нужен совет")
    leads = await node.leads(2)
    assert {lead["status"] for lead in leads} == {"won", "new"}
    assert {tuple(lead["phones"]) for lead in leads} == {("+79001234567",)}


async def test_another_links_payload_in_an_open_talk_asks_whether_to_start_anew(prospect: Person, node: Node) -> None:
    await prospect.start("kitchen_spring")
    await prospect.press("Модерн")
    await prospect.sees("площадь")
    await prospect.start("callback_footer")
    await prospect.sees("Продолжить или начать заново")
    await prospect.press("Продолжить")
    await prospect.until(lambda: said(prospect, "площадь") == 2, "the open question again")
    await prospect.start("callback_header")
    await prospect.until(lambda: said(prospect, "Продолжить или начать заново") == 2, "the offer again")
    await prospect.press("Начать заново")
    await prospect.sees("О чём поговорим")
    [record] = await node.records()
    assert record.source.ref == "kitchen_spring" and record.last_source.ref == "callback_header"


@pytest.mark.parametrize("prospect", ["telegram", "vk"], indirect=True)
async def test_whoever_blocked_and_came_back_goes_on_where_he_was(prospect: OnTelegram | OnVk, node: Node) -> None:
    await to_the_contact(prospect)
    await node.delivered()
    block, back = (
        (prospect.user.block, prospect.user.unblock)
        if isinstance(prospect, OnTelegram)
        else (prospect.user.deny, prospect.user.allow)
    )
    block()

    async def blocked() -> bool:
        async with node.app.database.reading() as tx:
            (talk,) = (await tx.conversations.by_id([1])).values()
        return talk.blocked

    await node.until(blocked, "the block is known")
    seen = len(prospect.texts)
    await node.pass_time(days=2)
    await node.delivered()
    assert len(prospect.texts) == seen
    back()
    await to_the_end(prospect)
    assert len(await node.leads()) == 1


@pytest.mark.parametrize("prospect", ["telegram", "vk"], indirect=True)
async def test_whoever_cannot_be_written_to_is_left_alone_until_heard_of(
    prospect: OnTelegram | OnVk, node: Node
) -> None:
    """403 and 901 come in place of an answer, without an event before."""
    await to_the_contact(prospect)
    await node.delivered()
    if isinstance(prospect, OnTelegram):
        prospect.user.chat.bot = "kicked"
    else:
        prospect.user.chat.right = "denied"

    def tried() -> int:
        if isinstance(prospect, OnTelegram):
            return len(prospect.telegram.called("sendMessage"))
        return len(prospect.vk.calls_of("messages.send"))

    before = tried()
    await node.pass_time(minutes=16)
    await node.delivered()
    await node.pass_time(days=1, minutes=1)
    await node.delivered()
    assert tried() == before + 1
    if isinstance(prospect, OnTelegram):
        prospect.user.chat.bot = "member"
    else:
        prospect.user.chat.right = "allowed"
    await to_the_end(prospect)


@both_databases
async def test_a_talk_goes_on_over_a_restart_of_the_process(
    database_url: str,
    settings: Settings,
    prospect_kind: str,
    http: Browser,
    vk: VkEmulator,
    telegram: TelegramEmulator,
) -> None:
    async with Node(settings) as first:
        await listening(vk)
        prospect = prospect_on(prospect_kind, telegram, vk, http, first.url)
        await prospect.start("kitchen_spring")
        await prospect.press("Модерн")
        await prospect.sees("площадь")
    if not isinstance(prospect, OnWeb):
        await prospect.write("12")  # while nobody is there
    async with Node(settings) as second:
        if isinstance(prospect, OnWeb):
            await prospect.open()
            await prospect.write("12")
        await prospect.sees("Что для Вас важно")
        [record] = await second.records()
        assert record.answers["area"].value == 12 and record.source.ref == "kitchen_spring"
    assert said(prospect, "В каком стиле") == 1


@pytest.fixture(params=["telegram", "vk", "web"])
def prospect_kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


async def test_a_script_changed_on_the_way_changes_no_open_talk(prospect: Person, people: People, node: Node) -> None:
    await prospect.start()
    await prospect.sees("В каком стиле")
    path = node.settings.scripts_dir / "kitchen.yaml"
    path.write_text(path.read_text().replace("площадь, м²?", "площадь в метрах?"))
    await publish(node.app.database, read_file(path), "", node.time.now())  # as another process does
    newest = node.app.published.newest

    async def noticed() -> bool:
        return newest is not node.app.published.newest

    await node.until(noticed, "the node notices")
    await prospect.press("Модерн")
    await prospect.sees("площадь, м²?")
    other = people(2)
    await other.start()
    await other.press("Модерн")
    await other.sees("площадь в метрах?")


@pytest.mark.parametrize("prospect", ["web"], indirect=True)
async def test_a_web_talk_resumes_after_a_reload_without_saying_anything_twice(prospect: OnWeb, node: Node) -> None:
    await prospect.start()
    await prospect.press("Модерн")
    await prospect.sees("площадь")
    shown = list(prospect.texts)
    await prospect.open()
    await prospect.write("12")
    await prospect.sees("Что для Вас важно")
    assert prospect.texts[: len(shown)] == shown and said(prospect, "площадь") == 1
    fresh = OnWeb(prospect._browser, node.url)  # another tab of the same browser: nothing is on its screen
    fresh.session = prospect.session
    await fresh.open()
    await fresh.sees("Что для Вас важно")
    assert fresh.texts == prospect.texts
    assert len(await node.records()) == 1
