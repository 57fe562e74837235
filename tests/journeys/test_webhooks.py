"""Updates by webhook and by callback: the platforms post to a public address, which here is the node's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.config import Settings
from tests.emulators.clock import Clock
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.vk import VkEmulator

from .node import HURRY, Node
from .people import OnTelegram, OnVk
from .test_quiz import to_the_contact, to_the_end

QUESTION = "В каком стиле"


@pytest.fixture
async def local(settings: Settings) -> Settings:
    """Settings of a node whose own address is the public one."""
    return replace(settings, public_url=f"http://127.0.0.1:{settings.http_port}", managers=())


async def test_telegram_posts_to_the_public_address_and_a_whole_quiz_goes_through(local: Settings) -> None:
    async with TelegramEmulator(local=True, clock=Clock(HURRY)) as telegram:
        one = replace(local.channels[0], api_url=telegram.url)
        async with Node(replace(local, channels=(one,))) as node:
            await telegram.until(lambda: telegram.updates.webhook is not None, what="the webhook is registered")
            assert telegram.updates.webhook is not None and telegram.updates.webhook.secret
            prospect = OnTelegram(telegram, telegram.user(1001, first_name="Анна"))
            await to_the_contact(prospect)
            await to_the_end(prospect)
            assert len(await node.leads()) == 1
            assert not telegram.called("getUpdates")


async def test_a_webhook_request_without_the_secret_is_a_forgery(local: Settings) -> None:
    async with TelegramEmulator(local=True) as telegram:
        one = replace(local.channels[0], api_url=telegram.url)
        async with Node(replace(local, channels=(one,))) as node:
            await telegram.until(lambda: telegram.updates.webhook is not None, what="the webhook is registered")
            body = {"update_id": 1, "message": {"message_id": 1, "date": 1, "text": "/start"}}
            for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "guessed"}):
                async with node.http.post(f"{node.url}/hooks/telegram/telegram", json=body, headers=headers) as answer:
                    assert answer.status == 401
            assert await node.records() == []


async def test_vk_posts_to_the_public_address_after_its_confirmation_and_repeats_are_dropped(
    local: Settings, vk: VkEmulator
) -> None:
    async with Node(replace(local, channels=(local.channels[1],))) as node:
        await vk.until(
            lambda: any(server.status == "ok" for server in vk.callback.servers.values()),
            what="the server is confirmed",
        )
        vk.faults.repeat(updates=100)
        prospect = OnVk(vk, vk.user(2001, "Анна"))
        await to_the_contact(prospect)
        await to_the_end(prospect)
        assert len(await node.leads()) == 1
        assert prospect.texts.count("В каком стиле будет кухня?") == 1
        assert not vk.calls_of("groups.getLongPollServer")


async def test_a_callback_without_the_secret_is_refused_and_an_unknown_event_is_answered_ok(
    local: Settings, vk: VkEmulator
) -> None:
    one = replace(local.channels[1], secret="callback-secret")
    async with Node(replace(local, channels=(one,))) as node:
        await vk.until(
            lambda: any(server.status == "ok" for server in vk.callback.servers.values()),
            what="the server is confirmed",
        )
        url = f"{node.url}/hooks/vk/vk"
        event = {"type": "wall_post_new", "group_id": vk.community.id, "event_id": "e1", "v": "5.199", "object": {}}
        async with node.http.post(url, json=event | {"secret": "guessed"}) as answer:
            assert answer.status in (401, 403)
        async with node.http.post(url, json=event | {"secret": "callback-secret"}) as answer:
            assert (answer.status, await answer.text()) == (200, "ok")
