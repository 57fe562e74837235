"""Platforms that misbehave: nothing is lost, nobody else is slowed, nothing is said twice that need not be."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import aiohttp
import pytest

from bot.config import Settings
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.vk import VkEmulator

from .conftest import People, listening
from .node import Node
from .people import Browser, OnTelegram, OnVk, prospect_on
from .test_quiz import to_the_contact, to_the_end
from .test_talks import said

Person = OnTelegram | OnVk
messengers = pytest.mark.parametrize("prospect", ["telegram", "vk"], indirect=True)
QUESTION = "В каком стиле"


def send(prospect: Person) -> str:
    """The method that says something."""
    return "sendMessage" if isinstance(prospect, OnTelegram) else "messages.send"


def faults(prospect: Person) -> object:
    return prospect.telegram.faults if isinstance(prospect, OnTelegram) else prospect.vk.faults


@messengers
async def test_each_update_delivered_twice_makes_one_talk(prospect: Person, node: Node) -> None:
    faults(prospect).repeat(updates=100)  # type: ignore[attr-defined]
    await to_the_contact(prospect)
    await to_the_end(prospect)
    assert len(await node.leads()) == 1
    await node.delivered()
    for fragment in (QUESTION, "Скидка уже", "бюджет", "Как к Вам обращаться", "закреплена за Вами"):
        assert said(prospect, fragment) == 1, fragment


@messengers
async def test_presses_that_come_out_of_order_answer_their_own_questions(prospect: Person, node: Node) -> None:
    await prospect.start()
    await prospect.sees_button("Классика")
    old = prospect.button("Классика")
    await prospect.press("Модерн")
    await prospect.sees("площадь")
    await prospect.write("12")
    await prospect.sees_button("Остров")
    tick = prospect.button("Остров")
    faults(prospect).reorder(2)  # type: ignore[attr-defined]
    await prospect.press_again(tick)
    await prospect.press_again(old)
    await prospect.sees_button("✓ Остров" if isinstance(prospect, OnTelegram) else "Остров")
    await prospect.press("Готово")
    await prospect.sees("бюджет")
    [record] = await node.records()
    assert record.answers["style"].value == "classic" and record.answers["features"].value == ["island"]


@messengers
@pytest.mark.parametrize("fault", ["html", "drop", "fail"])
async def test_a_send_that_failed_is_made_again_once(prospect: Person, node: Node, fault: str) -> None:
    switch = faults(prospect)
    if fault == "html":
        methods = (send(prospect), "execute") if isinstance(prospect, OnVk) else (send(prospect),)
        switch.html(*methods)  # type: ignore[attr-defined]
    elif fault == "drop":
        switch.drop("execute" if isinstance(prospect, OnVk) else send(prospect))  # type: ignore[attr-defined]
    else:
        switch.fail(send(prospect), code=10 if isinstance(prospect, OnVk) else 500)  # type: ignore[attr-defined]
    await prospect.start()
    await _patiently(node, prospect, "Поможем подобрать кухню")
    await _patiently(node, prospect, QUESTION)
    assert said(prospect, "Поможем подобрать кухню") == said(prospect, QUESTION) == 1


async def _patiently(node: Node, prospect: Person, fragment: str) -> None:
    """Sees it after as many pauses of the delivery as it takes."""
    for _ in range(100):
        if said(prospect, fragment):
            return
        node.time.advance(seconds=1)
        node.app.delivery.wake()
        await asyncio.sleep(0.05)
    raise AssertionError(f"never seen: {fragment}; {prospect.texts}")


@pytest.mark.parametrize("prospect", ["vk"], indirect=True)
async def test_on_vk_a_connection_cut_after_the_work_repeats_nothing(
    prospect: OnVk, node: Node, vk: VkEmulator
) -> None:
    vk.faults.cut("execute", times=2)
    await prospect.start()
    await _patiently(node, prospect, QUESTION)
    await prospect.press("Модерн")
    await _patiently(node, prospect, "площадь")
    await node.delivered()
    assert said(prospect, "Поможем подобрать кухню") == said(prospect, QUESTION) == said(prospect, "площадь") == 1
    assert vk.world.lost == []


@pytest.mark.parametrize("prospect", ["telegram"], indirect=True)
async def test_on_telegram_a_connection_cut_after_the_work_repeats_at_most_that_message(
    prospect: OnTelegram, node: Node, telegram: TelegramEmulator
) -> None:
    telegram.faults.cut("sendMessage")
    await prospect.start()
    await _patiently(node, prospect, QUESTION)
    await prospect.press("Модерн")
    await _patiently(node, prospect, "площадь")
    assert said(prospect, "Поможем подобрать кухню") <= 2 and said(prospect, QUESTION) == 1


@pytest.mark.parametrize("prospect", ["vk"], indirect=True)
@pytest.mark.parametrize("code", [6, 9, 10])
async def test_vk_that_is_asked_too_often_gets_the_message_later(
    prospect: OnVk, node: Node, vk: VkEmulator, code: int
) -> None:
    vk.faults.fail("messages.send", code=code, times=2)
    await prospect.start()
    await _patiently(node, prospect, QUESTION)
    assert said(prospect, QUESTION) == 1
    assert all(call.params["random_id"] for call in vk.calls_of("messages.send"))


@pytest.mark.parametrize("prospect", ["telegram"], indirect=True)
async def test_a_chat_that_telegram_throttles_waits_as_long_as_told_and_slows_nobody(
    prospect: OnTelegram, people: People, node: Node, telegram: TelegramEmulator
) -> None:
    telegram.faults.throttle("sendMessage", retry_after=2, chat=prospect.user.id)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await prospect.start()
    other = people(2)
    await other.start()
    await other.sees(QUESTION)
    assert loop.time() - began < 1.5
    await prospect.sees(QUESTION)
    assert loop.time() - began >= 2
    asked = [call for call in telegram.called("sendMessage") if str(call.args["chat_id"]) == str(prospect.user.id)]
    assert len(asked) == 2  # the greeting and the question; the refused call came to nothing


@messengers
async def test_a_call_that_hangs_keeps_nobody_else_waiting(prospect: Person, people: People, node: Node) -> None:
    if isinstance(prospect, OnTelegram):
        prospect.telegram.faults.hang("sendMessage", chat=prospect.user.id)
    else:
        prospect.vk.faults.hang("messages.send", chat=prospect.user.id)
    await prospect.start()
    switch = faults(prospect)
    await prospect.until(lambda: switch.hanging == 1, "the call hangs")  # type: ignore[attr-defined]
    other = people(2)
    await other.start()
    await other.sees(QUESTION)
    assert said(prospect, QUESTION) == 0
    switch.release()  # type: ignore[attr-defined]
    await _patiently(node, prospect, QUESTION)


@pytest.mark.parametrize("prospect", ["vk"], indirect=True)
@pytest.mark.parametrize("failure", ["forget", "expire", "lose"])  # failed 1, 2 and 3
async def test_the_three_failures_of_the_long_poll_lose_no_event(
    prospect: OnVk, node: Node, vk: VkEmulator, failure: str
) -> None:
    await prospect.start()
    await prospect.sees(QUESTION)
    prospect.user.write("модерн")
    getattr(vk.longpoll, failure)()  # before the event could be fetched
    await prospect.sees("площадь")
    await prospect.write("12")
    await prospect.sees("Что для Вас важно")
    assert said(prospect, "площадь") == 1


@pytest.mark.parametrize("prospect", ["telegram"], indirect=True)
async def test_a_second_poller_of_the_bot_is_explained_in_words_and_outlived(
    prospect: OnTelegram, node: Node, telegram: TelegramEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "bot.channels.telegram"):
        async with aiohttp.ClientSession() as thief:
            url = f"{telegram.url}/bot{telegram.token}/getUpdates"
            async with thief.get(url, params={"timeout": "0", "offset": "-1"}) as answer:
                await answer.read()
        await telegram.until(lambda: "another program polls this bot" in caplog.text, what="it is explained")
    await prospect.start()
    await prospect.sees(QUESTION)


async def test_with_both_platforms_down_at_the_start_the_web_chat_works_and_they_join_later(
    settings: Settings, telegram: TelegramEmulator, vk: VkEmulator, http: Browser
) -> None:
    telegram.faults.html("getMe", "getUpdates", times=3)
    vk.faults.html(times=3)
    async with Node(replace(settings, managers=())) as node:
        web = prospect_on("web", telegram, vk, http, node.url)
        await web.start()
        await web.sees(QUESTION)
        await listening(vk)
        for kind in ("telegram", "vk"):
            prospect = prospect_on(kind, telegram, vk, http, node.url)
            await prospect.start()
            await prospect.sees(QUESTION, 20)
