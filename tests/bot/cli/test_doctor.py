"""`leadquiz doctor` as a new shop owner meets it: every setting wrong once, each finding with where to put it right."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from tests.bot.cli.conftest import Shop
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.vk import VkEmulator

pytestmark = pytest.mark.usefixtures("own_log")
PUBLIC = "https://quiz.example.com"


@pytest.fixture
async def telegram(shop: Shop) -> AsyncIterator[TelegramEmulator]:
    """A bot that is set as it should be, with its managers' group."""
    async with TelegramEmulator() as emulator:
        emulator.privacy = False
        managers = emulator.group("Sales")
        shop.settings |= {
            "telegram_token": emulator.token,
            "telegram_api_url": emulator.url,
            "managers_chat": f"telegram:{managers.id}",
        }
        yield emulator


@pytest.fixture
async def vk(shop: Shop) -> AsyncIterator[VkEmulator]:
    """A community that is set as it should be."""
    async with VkEmulator() as emulator:
        shop.settings |= {
            "vk_token": emulator.token,
            "vk_api_url": emulator.url,
            "vk_group_id": str(emulator.community.id),
        }
        yield emulator


async def doctor(shop: Shop) -> tuple[int, str]:
    status, out, err = await asyncio.to_thread(shop.run, "doctor")
    assert err == ""
    return status, out


async def wrong(shop: Shop) -> str:
    """The one thing that is wrong, which has to come with what to do."""
    status, out = await doctor(shop)
    found = [line for line in out.splitlines() if line.startswith("WRONG ")]
    assert status == 1 and len(found) == 1, out
    assert re.fullmatch(r"WRONG [a-z]+: .+\. .+\.", found[0]), found[0]
    assert out.splitlines()[-1].startswith("To put right: 1.")
    return found[0]


async def test_a_shop_that_is_set_well_is_all_well(shop: Shop, telegram: TelegramEmulator, vk: VkEmulator) -> None:
    status, out = await doctor(shop)
    assert status == 0 and out.endswith("All is well.\n"), out
    assert "reaching telegram ..." in out and "reaching vk ..." in out and "“Sales”" in out


async def test_nothing_configured_is_no_fault_and_is_told_with_what_to_set(shop: Shop) -> None:
    status, out = await doctor(shop)
    assert status == 0 and "LEADQUIZ_TELEGRAM_TOKEN" in out and "LEADQUIZ_API_TOKEN" in out
    assert not (shop.folder / "data").exists()


async def test_settings_that_cannot_be_read_are_told_first(shop: Shop) -> None:
    shop.settings["telegram_token"] = "copied wrongly"
    assert "@BotFather" in await wrong(shop)


# Telegram -------------------------------------------------------------------------------------------------------------


async def test_a_wrong_telegram_token(shop: Shop, telegram: TelegramEmulator) -> None:
    shop.settings["telegram_token"] = "111111111:AAE-not-the-token-of-any-bot"
    line = await wrong(shop)
    assert "@BotFather > /mybots > the bot > API Token" in line and "not-the-token" not in line


async def test_a_telegram_server_that_cannot_be_reached(shop: Shop, telegram: TelegramEmulator) -> None:
    shop.settings["telegram_api_url"] = "http://127.0.0.1:9"
    assert "http://127.0.0.1:9 cannot be reached" in await wrong(shop)


async def test_a_webhook_that_points_elsewhere(shop: Shop, telegram: TelegramEmulator) -> None:
    await telegram.run("setWebhook", {"url": "https://elsewhere.example.com/hook"})
    line = await wrong(shop)
    assert "points to https://elsewhere.example.com/hook" in line and "leadquiz run" in line


async def test_a_webhook_that_was_not_registered(shop: Shop, telegram: TelegramEmulator) -> None:
    shop.settings["public_url"] = PUBLIC
    assert "no webhook is registered" in await wrong(shop)


async def test_the_bot_is_not_in_the_managers_chat(shop: Shop, telegram: TelegramEmulator) -> None:
    never = telegram.group("Never", bot="never")
    shop.settings["managers_chat"] = f"telegram:{never.id}"
    line = await wrong(shop)
    assert "the bot is not in" in line and "Add > the bot" in line


async def test_privacy_mode_in_the_managers_chat(shop: Shop, telegram: TelegramEmulator) -> None:
    telegram.privacy = True
    assert "Bot Settings > Group Privacy > Turn off" in await wrong(shop)


async def test_a_managers_chat_of_a_channel_that_is_not_there(shop: Shop, telegram: TelegramEmulator) -> None:
    shop.settings["managers_chat"] += ",vk:2000000001"
    assert "vk, which is not configured" in await wrong(shop)


# VK -------------------------------------------------------------------------------------------------------------------


async def test_a_wrong_vk_token(shop: Shop, vk: VkEmulator) -> None:
    shop.settings["vk_token"] = "vk1.a.wrong"
    line = await wrong(shop)
    assert "Ключи доступа" in line and "vk1" not in line


async def test_the_number_of_another_community(shop: Shop, vk: VkEmulator) -> None:
    shop.settings["vk_group_id"] = "999"
    assert f"VK_GROUP_ID={vk.community.id}" in await wrong(shop)


async def test_community_messages_are_off(shop: Shop, vk: VkEmulator) -> None:
    vk.community.messages = False
    assert "«Управление → Сообщения" in await wrong(shop)


async def test_the_long_poll_is_off(shop: Shop, vk: VkEmulator) -> None:
    vk.community.longpoll = False
    assert "Long Poll is off" in await wrong(shop)


async def test_event_types_are_not_ticked(shop: Shop, vk: VkEmulator) -> None:
    vk.community.longpoll_events -= {"message_event"}
    line = await wrong(shop)
    assert "message_event" in line and "Типы событий" in line


async def test_a_callback_server_with_another_address(shop: Shop, vk: VkEmulator) -> None:
    shop.settings["public_url"] = PUBLIC
    vk.callback.add_server("http://127.0.0.1:9/old", "old")
    assert f"no Callback API server has the address {PUBLIC}/hooks/vk/vk" in await wrong(shop)


# What stands on this machine ------------------------------------------------------------------------------------------


async def test_a_public_address_without_tls(shop: Shop) -> None:
    shop.settings["public_url"] = "http://quiz.example.com"
    assert "https only" in await wrong(shop)


@pytest.mark.parametrize(
    "url",
    ["postgresql://shop:hunter2@127.0.0.1:9/shop", "sqlite:///{0}/plain/x.db", "sqlite:///{0}/plain", "sqlite:///{0}"],
)
async def test_a_database_that_cannot_be_reached(shop: Shop, url: str) -> None:
    (shop.folder / "plain").write_text("no database")
    shop.settings["database_url"] = url.format(shop.folder)
    line = await wrong(shop)
    assert line.startswith("WRONG database: ") and "LEADQUIZ_DATABASE_URL" in line and "hunter2" not in line


async def test_a_database_of_another_version(shop: Shop) -> None:
    database = await Database.open(shop.database_url, migrate=True)
    try:
        async with database.transaction() as tx:
            from storage.statements import text

            await tx._connection.run(text("UPDATE alembic_version SET version_num = '9999'"))
    finally:
        await database.close()
    assert "newer version" in await wrong(shop)


async def test_redis_that_does_not_answer(shop: Shop) -> None:
    shop.settings["redis_url"] = "redis://127.0.0.1:9"
    assert "LEADQUIZ_REDIS_URL" in await wrong(shop)


async def test_scripts_with_faults(shop: Shop) -> None:
    path = shop.write("Broken?", id="broken")
    path.write_text(path.read_text().replace("ask:", "aks:"))
    line = await wrong(shop)
    assert "broken.yaml has faults" in line and "leadquiz check" in line


async def test_no_script_answers_a_first_message(shop: Shop) -> None:
    path = shop.write()
    path.write_text(path.read_text().replace("start: {default: true}", "start: {keywords: [quiz]}"))
    assert "start: {default: true}" in await wrong(shop)


async def test_a_folder_without_scripts(shop: Shop) -> None:
    (shop.folder / "scripts" / "tiny.yaml").unlink()
    assert "holds no script" in await wrong(shop)
