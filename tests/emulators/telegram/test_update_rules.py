"""Fetching updates and setting webhooks: each rule refused with the platform's own code and text."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from .client import BareBot
from .emulator import TelegramEmulator
from .people import User


async def test_an_offset_confirms_everything_below_it(telegram: TelegramEmulator, bot: BareBot, anna: User) -> None:
    for number in range(4):
        anna.write(str(number))
    first = await bot.result("getUpdates", limit=2)
    assert [update["message"]["text"] for update in first] == ["/start", "0"]
    assert await bot.result("getUpdates", limit=2) == first, "not confirmed, so delivered again"
    second = await bot.result("getUpdates", offset=first[1]["update_id"] + 1)
    assert [update["message"]["text"] for update in second] == ["1", "2", "3"]
    last = await bot.result("getUpdates", offset=-1)
    assert last == second[-1:]
    assert await bot.result("getUpdates") == second[-1:], "a negative offset forgets what was before"


async def test_two_pollers_throw_each_other_out(telegram: TelegramEmulator, bot: BareBot) -> None:
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(bot.call("getUpdates", timeout=30))
        await telegram.until(lambda: len(telegram.called("getUpdates")) == 1)
        await bot.result("getUpdates")
    assert first.result()["error_code"] == 409
    assert first.result()["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )


async def test_polling_and_a_webhook_exclude_each_other(telegram: TelegramEmulator, bot: BareBot) -> None:
    await bot.result("setWebhook", url="https://example.com/hook")
    assert await bot.refusal("getUpdates") == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
    await bot.result("deleteWebhook")
    assert await bot.result("getUpdates") == []


async def test_my_chat_member_must_be_listed_as_soon_as_a_list_is_given(
    telegram: TelegramEmulator, bot: BareBot, anna: User
) -> None:
    await bot.result("getUpdates", offset=-1, allowed_updates=["message", "callback_query"])
    await bot.updates()
    anna.block()
    assert await bot.updates() == []
    await bot.result("getUpdates", allowed_updates=["message", "my_chat_member"])
    anna.unblock()
    [update] = await bot.updates()
    assert update["my_chat_member"]["old_chat_member"]["status"] == "kicked"


async def test_a_long_poll_returns_as_soon_as_something_happens(
    telegram: TelegramEmulator, bot: BareBot, anna: User
) -> None:
    await bot.updates()
    async with asyncio.TaskGroup() as tasks:
        poll = tasks.create_task(bot.updates(timeout=30))
        await telegram.until(lambda: len(telegram.called("getUpdates")) == 2)
        anna.write("hello")
        [update] = await asyncio.wait_for(poll, 2)
    assert update["message"]["text"] == "hello"
    telegram.clock.speed = 1000
    assert await bot.updates(timeout=30) == []


async def test_update_numbers_grow_and_repeats_keep_theirs(
    telegram: TelegramEmulator, bot: BareBot, anna: User
) -> None:
    telegram.faults.repeat()
    anna.write("twice")
    start, once, again = await bot.updates()
    assert once == again and once["update_id"] == start["update_id"] + 1
    telegram.updates.deliver_again(start)
    assert await bot.updates() == [start]
    telegram.faults.reorder(2)
    anna.write("1")
    anna.write("2")
    assert [update["message"]["text"] for update in await bot.updates()] == ["2", "1"]


@pytest.mark.parametrize(
    ("args", "refusal"),
    [
        ({"url": "http://example.com"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://example.com:8080"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        (
            {"url": "https://example.com", "secret_token": "a b"},
            "secret token contains unallowed characters",
        ),
        ({"url": "https://example.com", "secret_token": "x" * 257}, "secret token is too long"),
    ],
)
async def test_a_wrong_webhook_is_refused(bot: BareBot, args: dict[str, Any], refusal: str) -> None:
    assert await bot.refusal("setWebhook", **args) == (400, f"Bad Request: {refusal}")


async def test_a_server_of_one_s_own_takes_any_webhook(bot: BareBot, telegram: TelegramEmulator) -> None:
    telegram.local = True
    await bot.result("setWebhook", url="http://127.0.0.1:9/hook")
