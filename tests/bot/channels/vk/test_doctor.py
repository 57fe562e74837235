from __future__ import annotations

import pytest

from bot.channels.base import ChannelFault
from bot.channels.vk.channel import VkChannel
from tests.emulators.vk import VkEmulator

from .rig import SECRET, Pace, running

PUBLIC = "https://shop.example.com"


def channel(vk: VkEmulator, *, token: str = "", group_id: int = 0, url: str = "", public_url: str = "") -> VkChannel:
    return VkChannel(
        "vk",
        token or vk.token,
        group_id or vk.community.id,
        Pace(),
        api_url=url or vk.url,
        public_url=public_url,
        secret=SECRET,
    )


async def faults(one: VkChannel) -> list[str]:
    """What is wrong, with what to do: one line each."""
    try:
        return [f"{advice.text} | {advice.todo}" for advice in await one.doctor() if not advice.ok]
    finally:
        await one.close()


async def test_a_well_set_community_is_all_well() -> None:
    async with VkEmulator() as vk:
        one = channel(vk)
        advices = await one.doctor()
        await one.close()
        assert advices and all(advice.ok for advice in advices)


async def test_a_wrong_token_and_an_unreachable_platform_are_named_and_the_token_is_not_shown() -> None:
    async with VkEmulator() as vk:
        (line,) = await faults(channel(vk, token="vk1.a.wrong"))
        assert "does not accept the token" in line and "Ключи доступа" in line and "vk1" not in line
        (line,) = await faults(channel(vk, url="http://127.0.0.1:9"))
        assert "cannot be reached" in line


async def test_the_token_of_another_community_is_named() -> None:
    async with VkEmulator() as vk:
        (line,) = await faults(channel(vk, group_id=999))
        assert f"VK_GROUP_ID={vk.community.id}" in line


async def test_missing_rights_are_named() -> None:
    async with VkEmulator() as vk:
        vk.community.rights = {"messages", "manage"}
        (line,) = await faults(channel(vk))
        assert "photos" in line and "docs" not in line.split("|")[1] and "документы" in line and "Access tokens" in line


async def test_without_the_right_to_manage_the_settings_cannot_be_read_and_that_is_said() -> None:
    async with VkEmulator() as vk:
        vk.community.rights.discard("manage")
        lines = await faults(channel(vk))
        assert any("управление сообществом" in line for line in lines)
        assert any("cannot be read" in line for line in lines)


async def test_community_messages_switched_off_are_named_with_their_menu() -> None:
    async with VkEmulator() as vk:
        vk.community.messages = False
        (line,) = await faults(channel(vk))
        assert "«Управление → Сообщения" in line and "Manage → Messages" in line


async def test_long_poll_switched_off_and_event_types_not_ticked_are_named() -> None:
    async with VkEmulator() as vk:
        vk.community.longpoll = False
        (line,) = await faults(channel(vk))
        assert "Long Poll is off" in line and "Long Poll API" in line
        vk.community.longpoll = True
        vk.community.longpoll_events -= {"message_event", "message_deny"}
        vk.community.longpoll_version = "5.92"
        events, version = await faults(channel(vk))
        assert "message_deny, message_event" in events and "Типы событий" in events
        assert "5.92" in version and "5.199" in version


async def test_a_callback_server_with_another_address_or_out_of_work_is_named() -> None:
    async with VkEmulator() as vk:
        other = vk.callback.add_server("http://127.0.0.1:9/old", "old")
        (line,) = await faults(channel(vk, public_url=PUBLIC))
        assert "http://127.0.0.1:9/old" in line and f"{PUBLIC}/hooks/vk/vk" in line
        vk.callback.delete_server(other.id)
        server = vk.callback.add_server(f"{PUBLIC}/hooks/vk/vk", "ours", SECRET)
        for status in ("failed", "unconfigured", "wait"):
            server.status = status
            (line,) = await faults(channel(vk, public_url=PUBLIC))
            assert "does not work" in line and "Подтвердить" in line
        server.status = "ok"
        (line,) = await faults(channel(vk, public_url=PUBLIC))
        assert "message_new" in line and "not ticked" in line


async def test_open_refuses_a_wrong_token_or_community_and_waits_for_a_platform_that_is_away() -> None:
    async with VkEmulator() as vk:
        for settings in ({"token": "vk1.a.wrong"}, {"group_id": 999}):
            with pytest.raises(ChannelFault) as caught:
                async with running(vk, **settings):
                    pass
            assert "vk1" not in str(caught.value)
        vk.faults.html("groups.getById")
        async with running(vk) as rig:
            vk.user(1).write("раз")
            await vk.until(lambda: rig.desk.inbounds)
