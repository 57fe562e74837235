from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from bot.channels.base import Blocked, ChannelFault, Unavailable
from bot.channels.vk.parse import EVENTS
from dialogs.inputs import Pressed, Started, Wrote
from tests.emulators.clock import Clock
from tests.emulators.vk import VkEmulator

from .rig import SECRET, Desk, Rig, options, running

PUBLIC = "https://shop.example.com"
HOOK = f"{PUBLIC}/hooks/vk/vk"


@asynccontextmanager
async def posting(vk: VkEmulator, **settings: Any) -> AsyncIterator[Rig]:
    """A channel behind a web server of its own, as the emulator reaches it."""
    desk = Desk()
    waiting: list[Rig] = []

    async def receive(request: web.Request) -> web.Response:
        try:
            body = await request.read()
            status, text = await waiting[0].channel.handle_webhook(dict(request.headers), body, desk.take)
        except Unavailable as away:
            return web.Response(status=503, headers={"Retry-After": str(int(away.after) or 1)})
        return web.Response(status=status, text=text)

    app = web.Application()
    app.router.add_post("/hooks/vk/vk", receive)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    vk.callback.routes[PUBLIC] = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        async with running(vk, desk=desk, listen=False, public_url=PUBLIC, **settings) as rig:
            waiting.append(rig)
            await rig.channel.listen(desk.take, None)
            yield rig
    finally:
        await runner.cleanup()


def event(vk: VkEmulator, kind: str = "message_new", **fields: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {"type": kind, "group_id": vk.community.id, "event_id": "e1", "v": "5.199", "object": {}}
    return usual | {"secret": SECRET} | fields


async def post(rig: Rig, body: dict[str, Any] | bytes) -> tuple[int, str]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return await rig.channel.handle_webhook({}, raw, rig.desk.take)


async def test_the_server_is_registered_confirmed_and_ticked_and_a_talk_goes_through_it() -> None:
    async with VkEmulator() as vk, posting(vk) as rig:
        (server,) = vk.callback.servers.values()
        assert (server.url, server.status, server.secret) == (HOOK, "ok", SECRET)
        assert server.ticked == set(EVENTS)
        anna = vk.user(1, first_name="Анна")
        anna.start(ref="spring")
        await vk.until(lambda: Started("spring") in rig.desk.inputs)
        assert rig.desk.inbounds[-1].profile.first_name == "Анна"
        extra = rig.desk.inbounds[-1].profile.extra
        await rig.send(anna, "Вопрос", keys=options("Да"), extra=extra)
        anna.press("Да")
        anna.deny()
        await vk.until(lambda: len(rig.desk.inbounds) == 4)
        assert rig.desk.inputs[2:] == [Pressed("1.0"), Blocked()]
        assert {(delivery.status, delivery.body) for delivery in vk.callback.deliveries[1:]} == {(200, "ok")}
        assert {delivery.content_type for delivery in vk.callback.deliveries} == {"text/plain"}


async def test_a_second_start_changes_nothing_at_the_platform() -> None:
    async with VkEmulator() as vk:
        async with posting(vk):
            code = vk.callback.code
        async with posting(vk):
            assert len(vk.callback.servers) == 1 and vk.callback.code == code


async def test_everything_genuine_is_answered_ok_even_what_nobody_knows() -> None:
    async with VkEmulator() as vk, posting(vk) as rig:
        assert await post(rig, event(vk, "something_new")) == (200, "ok")
        assert await post(rig, event(vk, "message_reply", object={"text": "x"})) == (200, "ok")
        assert await post(rig, event(vk, "message_new", object={"message": {"text": "damaged"}})) == (200, "ok")
        assert await post(rig, event(vk, "message_new", object=None)) == (200, "ok")
        assert rig.desk.inbounds == []


async def test_a_forgery_is_refused() -> None:
    async with VkEmulator() as vk, posting(vk) as rig:
        good = {"message": {"from_id": 1, "peer_id": 1, "id": 5, "conversation_message_id": 1, "date": 1, "text": "a"}}
        for wrong in (
            event(vk, object=good, secret="guess"),
            event(vk, object=good, secret=""),
            event(vk, object=good, secret="тайна"),
            event(vk, object=good, secret=None),
            event(vk, object=good, group_id=1),
            event(vk, object=good, group_id=None),
            event(vk, "confirmation", secret="guess"),
            event(vk, "confirmation", group_id=1),
        ):
            assert (await post(rig, wrong))[0] == 403
        for broken in (b"", b"{", b"[]", b"\xff"):
            assert (await post(rig, broken))[0] == 400
        assert rig.desk.inbounds == []
        assert await post(rig, event(vk, object=good)) == (200, "ok")
        assert len(rig.desk.inbounds) == 1


async def test_the_confirmation_string_is_the_configured_one_or_asked_each_time() -> None:
    async with VkEmulator() as vk:
        async with posting(vk) as rig:
            asked = event(vk, "confirmation")
            del asked["secret"]
            assert await post(rig, asked) == (200, vk.callback.code)
            vk.callback.code = "changed"
            assert await post(rig, asked) == (200, "changed")
            vk.faults.fail("groups.getCallbackConfirmationCode", code=10)
            assert (await post(rig, asked))[0] == 503
        async with running(vk, listen=False, public_url=PUBLIC, confirmation="given") as rig:
            assert await post(rig, event(vk, "confirmation")) == (200, "given")


async def test_an_intake_that_cannot_store_is_not_answered_ok_and_vk_repeats_the_event() -> None:
    async with VkEmulator(clock=Clock(speed=60)) as vk, posting(vk) as rig:
        rig.desk.away = 2
        vk.user(1).write("раз")
        await vk.until(lambda: Wrote("раз") in rig.desk.inputs)
        assert rig.desk.repeats == 0
        retries = [delivery.retry for delivery in vk.callback.deliveries if delivery.kind == "message_new"]
        assert max(retries) >= 1


async def test_both_ways_at_once_give_one_event_each() -> None:
    async with VkEmulator() as vk, posting(vk) as rig:
        async with running(vk, desk=rig.desk, mode="longpoll"):
            vk.user(1).write("раз")
            await vk.until(lambda: rig.desk.repeats == 2)
        assert rig.desk.inputs.count(Wrote("раз")) == 1


async def test_a_server_that_was_switched_off_is_revived_and_what_waited_comes() -> None:
    async with VkEmulator() as vk, posting(vk) as rig:
        (server,) = vk.callback.servers.values()
        vk.callback.switch_off(server)
        vk.user(1).write("пока выключено")
        await rig.channel.revive()
        assert server.status == "ok"
        await vk.until(lambda: Wrote("пока выключено") in rig.desk.inputs)


async def test_what_vk_forgot_while_the_server_was_off_is_read_from_the_history() -> None:
    async with VkEmulator() as vk, posting(vk) as rig:
        (server,) = vk.callback.servers.values()
        anna = vk.user(1, first_name="Анна")
        anna.write("до")
        await vk.until(lambda: Wrote("до") in rig.desk.inputs)
        vk.callback.forgets = True
        vk.callback.switch_off(server)
        anna.write("пока выключено")
        await vk.until(lambda: not vk.callback.busy)
        await rig.channel.revive()
        assert rig.desk.inputs[1:] == [Wrote("до"), Wrote("пока выключено")]
        assert rig.desk.inbounds[-1].profile.first_name == "Анна"
        await rig.channel.revive()
        assert len(vk.calls_of("messages.getConversations")) == 1


async def test_a_server_that_somebody_deleted_is_added_again() -> None:
    async with VkEmulator() as vk, posting(vk) as rig:
        vk.callback.delete_server(1)
        await rig.channel.revive()
        assert [server.status for server in vk.callback.servers.values()] == ["ok"]


async def test_ten_servers_of_others_are_explained() -> None:
    async with VkEmulator() as vk:
        for number in range(10):
            vk.callback.add_server(f"http://127.0.0.1:9/{number}", "other")
        with pytest.raises(ChannelFault, match="Callback API"):
            async with posting(vk):
                pass


async def test_without_the_right_to_manage_events_still_come_from_a_server_made_by_hand(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with VkEmulator() as vk:
        vk.community.rights.discard("manage")
        async with posting(vk, confirmation="by-hand") as rig:
            assert "leadquiz doctor" in caplog.text
            server = vk.callback.add_server(HOOK, "by hand", SECRET)
            vk.callback.code = "by-hand"
            await vk.until(lambda: server.status == "ok")
            server.ticked = {"message_new"}
            vk.user(1).write("раз")
            await vk.until(lambda: Wrote("раз") in rig.desk.inputs)


async def test_mode_callback_needs_a_public_address() -> None:
    async with VkEmulator() as vk:
        with pytest.raises(ChannelFault, match="PUBLIC_URL"):
            async with running(vk, mode="callback"):
                pass
