"""How the emulator posts updates: order, repeats, pauses and answers, as the platform's servers do it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from tests.emulators.clock import Clock

from .emulator import TelegramEmulator

Answer = Callable[[dict[str, Any]], web.Response]


@dataclass
class Site:
    """A bot's web server: `posted` is what came, `answer` decides what is said."""

    url: str = ""
    posted: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    answer: Answer = lambda update: web.Response()

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] if "message" in update else "press" for update in self.posted]


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramEmulator]:
    async with TelegramEmulator(local=True, clock=Clock(speed=100)) as emulator:
        yield emulator


@pytest.fixture
async def site(telegram: TelegramEmulator) -> AsyncIterator[Site]:
    site = Site()

    async def handle(request: web.Request) -> web.Response:
        update = await request.json()
        site.posted.append(update)
        site.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""))
        site.times.append(telegram.clock.now())
        return site.answer(update)

    app = web.Application()
    app.router.add_post("/hook", handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.url = "http://{}:{}/hook".format(*runner.addresses[0][:2])
    yield site
    telegram.updates.end()
    await runner.cleanup()


async def test_updates_of_a_chat_come_in_order_with_the_secret(telegram: TelegramEmulator, site: Site) -> None:
    await telegram.run("setWebhook", {"url": site.url, "secret_token": "s3cret"})
    anna = telegram.user()
    for number in range(10):
        anna.write(str(number))
    await telegram.until(lambda: len(site.posted) == 10)
    assert site.texts == [str(number) for number in range(10)] and set(site.secrets) == {"s3cret"}


async def test_a_refused_update_is_repeated_with_growing_pauses_and_holds_its_chat_only(
    telegram: TelegramEmulator, site: Site
) -> None:
    anna, boris = telegram.user(), telegram.user()

    def busy_for_anna(update: dict[str, Any]) -> web.Response:
        of_anna = update["message"]["from"]["id"] == anna.id
        return web.Response(status=500 if of_anna and len(site.times) < 6 else 200)

    site.answer = busy_for_anna
    await telegram.run("setWebhook", {"url": site.url})
    anna.write("1")
    anna.write("2")
    boris.write("free")
    await telegram.until(lambda: "2" in site.texts)
    assert site.texts.count("1") == 5 and site.texts.count("free") == 1
    times = [at for at, text in zip(site.times, site.texts, strict=True) if text == "1"]
    pauses = [after - before for before, after in itertools.pairwise(times)]
    assert pauses[1] >= 2 and pauses[2] >= 4 and pauses[3] >= 8
    assert telegram.updates.webhook and telegram.updates.webhook.error_text.endswith("500 Internal Server Error")


async def test_retry_after_is_obeyed(telegram: TelegramEmulator, site: Site) -> None:
    site.answer = lambda update: web.Response(
        status=503 if len(site.posted) == 1 else 200, headers={"Retry-After": "9"}
    )
    await telegram.run("setWebhook", {"url": site.url})
    telegram.user().write("hello")
    await telegram.until(lambda: len(site.posted) == 2)
    assert site.times[1] - site.times[0] >= 9


async def test_a_press_does_not_wait_for_the_messages_of_its_chat(telegram: TelegramEmulator, site: Site) -> None:
    site.answer = lambda update: web.Response(status=500 if "message" in update else 200)
    await telegram.run("setWebhook", {"url": site.url})
    anna = telegram.user()
    anna.press_data(anna.write("hello"), "7.1")
    await telegram.until(lambda: "press" in site.texts)
    assert [item.update for item in telegram.updates.pending] == [site.posted[site.texts.index("hello")]]


async def test_updates_repeat_and_change_places_when_a_test_says_so(telegram: TelegramEmulator, site: Site) -> None:
    await telegram.run("setWebhook", {"url": site.url})
    anna = telegram.user()
    telegram.faults.repeat()
    anna.write("twice")
    await telegram.until(lambda: len(site.posted) == 2)
    assert site.posted[0] == site.posted[1]
    telegram.updates.deliver_again(site.posted[0])
    await telegram.until(lambda: len(site.posted) == 3)
    telegram.faults.reorder(2)
    anna.write("1")
    anna.write("2")
    await telegram.until(lambda: len(site.posted) == 5)
    assert site.texts == ["twice", "twice", "twice", "2", "1"]


async def test_gone_for_23_hours_drops_the_webhook(telegram: TelegramEmulator, site: Site) -> None:
    site.answer = lambda update: web.Response(status=410)
    await telegram.run("setWebhook", {"url": site.url})
    telegram.user().write("hello")
    await telegram.until(lambda: len(site.posted) > 0)
    telegram.clock.advance(23 * 3600 + 1)
    await telegram.until(lambda: telegram.updates.webhook is None)


async def test_a_call_in_the_answer_is_done_without_a_result(telegram: TelegramEmulator, site: Site) -> None:
    anna = telegram.user()
    site.answer = lambda update: web.json_response({"method": "sendMessage", "chat_id": anna.id, "text": "echo"})
    await telegram.run("setWebhook", {"url": site.url})
    anna.write("hello")
    await anna.sees("echo")


async def test_what_waited_is_posted_once_a_webhook_is_set_and_dropped_when_asked(
    telegram: TelegramEmulator, site: Site
) -> None:
    anna = telegram.user()
    anna.write("forgotten")
    await telegram.run("setWebhook", {"url": site.url, "drop_pending_updates": True})
    await telegram.run("deleteWebhook", {})
    anna.write("waited")
    assert (await telegram.run("getWebhookInfo", {}))["pending_update_count"] == 1
    await telegram.run("setWebhook", {"url": site.url, "max_connections": 1})
    await telegram.until(lambda: len(site.posted) == 1)
    await asyncio.sleep(0)
    assert site.texts == ["waited"]
