"""The database away, Redis away: platforms keep what we cannot store, and everything goes on without a restart."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from bot.config import Settings
from storage.redis_signals import RedisSignals
from storage.signals import BudgetLimiter
from storage.sqlite import SqliteDriver
from tests import servers
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.vk import VkEmulator

from .conftest import listening
from .node import Node
from .people import Browser, OnTelegram, OnVk, OnWeb, prospect_on
from .proxy import door_before
from .test_talks import said

Person = OnTelegram | OnVk | OnWeb
QUESTION = "В каком стиле"


@asynccontextmanager
async def locked(node: Node) -> AsyncIterator[None]:
    """Another process holds the SQLite file."""
    driver = node.app.database.driver
    assert isinstance(driver, SqliteDriver)
    driver.lock_wait = 0.05
    holder = sqlite3.connect(driver.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        holder.rollback()
        holder.close()


@pytest.mark.parametrize("prospect", ["telegram", "vk"], indirect=True)
async def test_while_the_file_is_locked_polling_does_not_move_on_and_afterwards_nothing_is_missing(
    prospect: OnTelegram | OnVk, node: Node
) -> None:
    node.app.intake.away_for = 0.1
    await prospect.start()
    await prospect.sees(QUESTION)
    await node.delivered()
    async with locked(node):
        await prospect.write("модерн")
        await prospect.write("12")

        async def away() -> bool:
            return bool(node.app.intake.away)

        await node.until(away, "the database is found to be away")
        cursor = await _cursor(node, prospect.channel)
        await asyncio.sleep(0.3)
        assert await _cursor(node, prospect.channel) == cursor
    await prospect.sees("Что для Вас важно")
    assert said(prospect, "площадь") == 1


async def _cursor(node: Node, channel: str) -> str | None:
    async with node.app.database.reading() as tx:
        return await tx.channels.cursor(channel)


@pytest.mark.parametrize("prospect", ["web"], indirect=True)
async def test_while_the_file_is_locked_the_chat_is_told_to_come_back_and_loses_nothing(
    prospect: OnWeb, node: Node
) -> None:
    await prospect.start()
    await prospect.sees(QUESTION)
    await node.delivered()
    async with locked(node):
        frame = {"id": "again-1", "text": "модерн"}
        refused = await _post(node, prospect, frame)
        assert refused["error"]["code"] == "unavailable" and refused["error"]["after"] > 0
    assert await _post(node, prospect, frame) == {"ok": "again-1"}
    await prospect.sees("площадь")


async def _post(node: Node, prospect: OnWeb, frame: dict[str, str]) -> Any:
    headers = {"X-Chat-Session": prospect.session}
    async with node.http.post(f"{node.url}/chat/send", json=frame, headers=headers) as answer:
        assert answer.status in (200, 503)
        return await answer.json()


async def test_while_the_file_is_locked_webhooks_are_answered_503_with_a_retry_after(
    settings: Settings, vk: VkEmulator
) -> None:
    async with TelegramEmulator(local=True) as telegram:
        url = f"http://127.0.0.1:{settings.http_port}"
        one = replace(settings.channels[0], api_url=telegram.url, mode="webhook", secret="hook-secret-of-the-test")
        async with Node(replace(settings, channels=(one,), public_url=url, managers=())) as node:
            await telegram.until(lambda: telegram.updates.webhook is not None, what="the webhook is registered")
            body = {"update_id": 1, "message": {}}
            headers = {"X-Telegram-Bot-Api-Secret-Token": "hook-secret-of-the-test"}
            user = telegram.user(1)
            async with locked(node):
                update = {
                    "message_id": 1, "date": 1_780_000_000, "text": "/start", "from": user.about,
                    "chat": {"id": user.id, "type": "private", "first_name": "Anna"},
                }  # fmt: skip
                body = {"update_id": 5, "message": update}
                async with node.http.post(f"{url}/hooks/telegram/telegram", json=body, headers=headers) as answer:
                    assert answer.status == 503 and int(answer.headers["Retry-After"]) > 0
                user.start()
            await user.sees(QUESTION, 20)


@pytest.mark.postgresql
@pytest.mark.parametrize("kind", ["telegram", "vk", "web"])
async def test_a_postgresql_that_goes_away_and_comes_back_loses_nothing(
    kind: str, postgresql_url: str, settings: Settings, telegram: TelegramEmulator, vk: VkEmulator, http: Browser
) -> None:
    async with (
        door_before(postgresql_url) as (door, through),
        Node(replace(settings, database_url=through)) as node,
    ):
        node.app.intake.away_for = 0.2
        await listening(vk)
        prospect = prospect_on(kind, telegram, vk, http, node.url)
        await prospect.start()
        await prospect.press("Модерн")
        await prospect.sees("площадь")
        await node.delivered()
        await door.shut()
        if isinstance(prospect, OnWeb):
            await _refused(node, prospect)
        else:
            await prospect.write("12")
            await prospect.until(lambda: bool(node.app.intake.away), "the database is found to be away")
        await door.open()
        if isinstance(prospect, OnWeb):
            await prospect.open()
            await prospect.write("12")
        await prospect.sees("Что для Вас важно", 20)
        assert said(prospect, "площадь") == 1
        await prospect.press("Остров")
        await prospect.press("Готово")
        await prospect.sees("бюджет")


async def _refused(node: Node, prospect: OnWeb) -> None:
    found = await _post(node, prospect, {"id": "lost-1", "text": "12"})
    assert found["error"]["code"] == "unavailable"


@pytest.mark.postgresql
async def test_a_postgresql_that_takes_no_connections_is_waited_for(
    postgresql_server: str, postgresql_url: str, settings: Settings, telegram: TelegramEmulator, vk: VkEmulator
) -> None:
    name = postgresql_url.rpartition("/")[2].partition("?")[0]
    async with Node(replace(settings, database_url=postgresql_url)) as node:
        node.app.intake.away_for = 0.2
        await listening(vk)
        anna = telegram.user(1001)
        anna.start()
        await anna.sees(QUESTION)
        await node.delivered()
        await asyncio.to_thread(servers.execute, postgresql_server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await asyncio.to_thread(
            servers.execute,
            postgresql_server,
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
        )
        anna.write("модерн")
        await telegram.until(lambda: bool(node.app.intake.away), what="the database is found to be away")
        await asyncio.to_thread(servers.execute, postgresql_server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await anna.sees("площадь", 20)


async def test_without_redis_everything_goes_on_slower_at_most(
    own_redis: servers.OwnRedis, settings: Settings, telegram: TelegramEmulator, vk: VkEmulator, http: Browser
) -> None:
    signals = RedisSignals(own_redis.url)
    settings = replace(settings, redis_url=own_redis.url)
    async with Node(settings, limiter=BudgetLimiter(signals)) as node:
        await listening(vk)
        prospect = prospect_on("vk", telegram, vk, http, node.url)
        await prospect.start()
        await prospect.sees(QUESTION)
        own_redis.stop()
        await prospect.press("Модерн")
        await prospect.sees("площадь")
        own_redis.start()
        await prospect.write("12")
        await prospect.sees("Что для Вас важно")
    await signals.close()


async def test_a_stop_with_the_database_away_ends_in_time(
    settings: Settings, telegram: TelegramEmulator, vk: VkEmulator
) -> None:
    node = Node(settings)
    async with node:
        await listening(vk)
        context = locked(node)
        await context.__aenter__()
        telegram.user(1001).start()
        loop = asyncio.get_running_loop()
        began = loop.time()
    assert loop.time() - began < 10
    await context.__aexit__(None, None, None)
