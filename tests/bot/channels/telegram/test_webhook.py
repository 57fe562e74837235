from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from bot.channels.base import Unavailable
from dialogs.inputs import Pressed, Started, Wrote
from tests.emulators.clock import Clock
from tests.emulators.telegram import TelegramEmulator

from .rig import Rig, rigged

PUBLIC = "https://shop.example.com"


@asynccontextmanager
async def served(telegram: TelegramEmulator, **settings: Any) -> AsyncIterator[Rig]:
    """A channel with its webhook behind a web server, registered under a public address."""
    async with rigged(telegram, public_url=PUBLIC, **settings) as rig:

        async def handle(request: web.Request) -> web.Response:
            try:
                status, text = await rig.channel.handle_webhook(dict(request.headers), await request.read(), rig.take)
            except Unavailable as error:
                return web.Response(status=503, headers={"Retry-After": str(round(error.after * 100))})
            return web.Response(status=status, text=text)

        app = web.Application()
        app.router.add_post("/hooks/telegram/telegram", handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        telegram.updates.routes[PUBLIC] = "http://{}:{}".format(*runner.addresses[0][:2])
        try:
            yield rig
        finally:
            telegram.updates.end()
            await runner.cleanup()


async def test_updates_come_to_the_registered_webhook(telegram: TelegramEmulator) -> None:
    async with served(telegram) as rig:
        anna = telegram.user()
        anna.start("poster")
        await rig.channel.listen(rig.take, None)
        word = anna.write("hello")
        await rig.got(2)
        anna.press_data(word, "7.1")
        inbounds = await rig.got(3)
    assert [inbound.input for inbound in inbounds] == [Started("poster"), Wrote("hello"), Pressed("7.1")]
    [call] = telegram.called("setWebhook")
    assert call.args["url"] == f"{PUBLIC}/hooks/telegram/telegram"
    assert call.args["secret_token"] == "s3cret" and call.args["drop_pending_updates"] is False
    assert "my_chat_member" in call.args["allowed_updates"]


async def test_a_database_that_is_away_loses_nothing() -> None:
    async with TelegramEmulator(clock=Clock(speed=50)) as telegram, served(telegram) as rig:
        rig.away = 3
        await rig.channel.listen(rig.take, None)
        anna = telegram.user()
        anna.start()
        anna.write("hello")
        inbounds = await rig.got(2)
        assert [inbound.input for inbound in inbounds] == [Started(), Wrote("hello")]
        assert telegram.updates.webhook and "503" in telegram.updates.webhook.error_text


@pytest.mark.parametrize("secret", ["", "wrong", "s3cretX", "секрет", "s3cre\x80"])
async def test_a_request_with_a_wrong_secret_is_turned_away(rig: Rig, secret: str) -> None:
    body = b'{"update_id": 1, "message": {"message_id": 1, "chat": {"id": 1, "type": "private"}, "text": "hi"}}'
    status, _ = await rig.channel.handle_webhook({"X-Telegram-Bot-Api-Secret-Token": secret}, body, rig.take)
    assert (status, rig.taken) == (401, [])


async def test_without_a_secret_of_our_own_every_request_is_turned_away(telegram: TelegramEmulator) -> None:
    async with rigged(telegram, secret="") as rig:
        status, _ = await rig.channel.handle_webhook({"x-telegram-bot-api-secret-token": ""}, b"{}", rig.take)
    assert status == 401


async def test_a_genuine_update_that_we_cannot_read_is_not_sent_for_ever(rig: Rig) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}
    assert (await rig.channel.handle_webhook(headers, b'{"update_id": 5, "message": 7}', rig.take))[0] == 200
    assert (await rig.channel.handle_webhook(headers, b"no json", rig.take))[0] == 400


async def test_a_refused_address_means_polling_in_mode_auto(
    telegram: TelegramEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    async with rigged(telegram, public_url="http://localhost:8080") as rig, rig.listening():
        telegram.user().start()
        [inbound] = await rig.got(1)
    assert inbound.input == Started()
    assert "Set LEADQUIZ_PUBLIC_URL to an https address on port 443, 80, 88 or 8443" in caplog.text


async def test_a_webhook_is_registered_as_soon_as_the_platform_is_back(telegram: TelegramEmulator) -> None:
    telegram.faults.html("setWebhook")
    telegram.faults.throttle("setWebhook", retry_after=0.1)
    async with rigged(telegram, public_url=PUBLIC, mode="webhook") as rig:
        await rig.channel.listen(rig.take, None)
    assert telegram.updates.webhook is not None
