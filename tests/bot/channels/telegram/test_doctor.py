from __future__ import annotations

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.doctor import address, examine
from tests.emulators.telegram import TelegramEmulator

from .rig import FreeLimiter, rigged


async def faults(
    telegram: TelegramEmulator, hook: str = "", *managers: int, token: str = "", poll: int = 0
) -> list[str]:
    """What is wrong, each with what to do about it."""
    found = await examine(token or telegram.token, telegram.url, hook, [str(chat) for chat in managers], poll)
    return [f"{advice.text}: {advice.todo}" for advice in found if not advice.ok]


async def test_a_well_set_bot_has_no_faults(telegram: TelegramEmulator) -> None:
    sales = telegram.group(bot="administrator")
    async with rigged(telegram, managers=[str(sales.id)]) as rig:
        found = await rig.channel.doctor()
    assert all(advice.ok for advice in found)
    assert any("@kitchen_quiz_bot" in advice.text for advice in found)
    assert any("“Sales”" in advice.text for advice in found)


async def test_a_wrong_token_names_botfather(telegram: TelegramEmulator) -> None:
    for token in ("111:wrong", "no token at all"):
        [fault] = await faults(telegram, token=token)
        assert "@BotFather > /mybots > the bot > API Token" in fault and token not in fault


async def test_a_server_that_does_not_answer_is_named(telegram: TelegramEmulator) -> None:
    channel = TelegramChannel("telegram", telegram.token, FreeLimiter(), api_url="http://127.0.0.1:9")
    [advice] = await channel.doctor()
    assert not advice.ok and "http://127.0.0.1:9 cannot be reached" in advice.text


async def test_a_webhook_that_points_elsewhere_is_told(telegram: TelegramEmulator) -> None:
    await telegram.run("setWebhook", {"url": "https://elsewhere.example.com/hook"})
    [fault] = await faults(telegram)
    assert "points to https://elsewhere.example.com/hook" in fault and "polls" in fault
    [fault] = await faults(telegram, "https://shop.example.com/hooks/telegram/telegram")
    assert "and should to https://shop.example.com/hooks/telegram/telegram" in fault


async def test_a_webhook_that_fails_is_told_with_what_waits(telegram: TelegramEmulator) -> None:
    url = "https://shop.example.com/hooks/telegram/telegram"
    telegram.updates.routes["https://shop.example.com"] = "http://127.0.0.1:9"
    await telegram.run("setWebhook", {"url": url})
    telegram.user().start()
    await telegram.until(lambda: bool(telegram.updates.webhook and telegram.updates.webhook.error_text))
    failed, waiting = await faults(telegram, url)
    assert "Telegram could not deliver" in failed and "certificate" in failed
    assert "1 updates wait" in waiting


async def test_a_webhook_that_was_never_registered_is_told(telegram: TelegramEmulator) -> None:
    [fault] = await faults(telegram, "https://shop.example.com/hooks/telegram/telegram")
    assert "no webhook is registered" in fault and "leadquiz run" in fault


async def test_an_address_that_telegram_never_posts_to_is_told() -> None:
    [scheme] = address("http://shop.example.com/hooks/telegram/telegram", official=True)
    [port] = address("https://shop.example.com:8080/hooks/telegram/telegram", official=True)
    assert "https" in scheme.todo and "443, 80, 88 and 8443" in port.text
    assert address("http://shop.example.com:8080/hooks/telegram/telegram", official=False) == []


async def test_a_second_poller_is_told(telegram: TelegramEmulator) -> None:
    async with rigged(telegram, poll_seconds=1) as rig, rig.listening():
        await telegram.until(lambda: len(telegram.called("getUpdates")) > 0)
        found = await faults(telegram, poll=3)
    assert any("another program polls this bot (409)" in fault for fault in found)


async def test_a_managers_chat_without_the_bot_is_told(telegram: TelegramEmulator) -> None:
    olga = telegram.user()
    never, kicked = telegram.group("Never", bot="never"), telegram.group("Kicked")
    kicked.kick_bot(olga)
    found = await faults(telegram, "", never.id, kicked.id, -1009999)
    assert ["is not in" in fault for fault in found] == [True, True, False]
    assert all("Add > the bot" in fault for fault in found)
    assert "check the number in LEADQUIZ_MANAGERS_CHAT" in found[2]


async def test_privacy_mode_in_the_managers_chat_is_told(telegram: TelegramEmulator) -> None:
    sales = telegram.group()
    [fault] = await faults(telegram, "", sales.id)
    assert "privacy mode" in fault and "Bot Settings > Group Privacy > Turn off" in fault
    telegram.privacy = False
    assert await faults(telegram, "", sales.id) == []


async def test_a_managers_chat_that_moved_names_its_new_number(telegram: TelegramEmulator) -> None:
    sales = telegram.group(supergroup=False)
    old = sales.id
    sales.migrate(telegram.user())
    [fault] = await faults(telegram, "", old)
    assert f"set LEADQUIZ_MANAGERS_CHAT to telegram:{sales.id}" in fault


async def test_a_manager_who_never_pressed_start_is_told(telegram: TelegramEmulator) -> None:
    olga = telegram.user()
    [fault] = await faults(telegram, "", olga.id)
    assert "has to open the bot and press Start" in fault
    olga.start()
    assert await faults(telegram, "", olga.id) == []
