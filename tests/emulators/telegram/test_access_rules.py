"""Who may be written to, with which token and words: refused with the platform's own code and text."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulators.clock import Clock

from .client import BareBot
from .emulator import TelegramEmulator
from .people import User
from .schema import BUILT_IN, official


async def test_who_never_started_blocked_or_left_cannot_be_written_to(
    telegram: TelegramEmulator, bot: BareBot, anna: User
) -> None:
    boris = telegram.user(first_name="Boris")
    refusal = await bot.refusal("sendMessage", chat_id=boris.id, text="hello")
    assert refusal == (403, "Forbidden: bot can't initiate conversation with a user")
    anna.block()
    refusal = await bot.refusal("sendMessage", chat_id=anna.id, text="hello")
    assert refusal == (403, "Forbidden: bot was blocked by the user")
    boris.start()
    boris.deactivate()
    refusal = await bot.refusal("sendMessage", chat_id=boris.id, text="hello")
    assert refusal == (403, "Forbidden: user is deactivated")
    assert await bot.refusal("sendMessage", chat_id=404, text="hello") == (400, "Bad Request: chat not found")


@pytest.mark.parametrize(("supergroup", "kind"), [(True, "supergroup"), (False, "group")])
async def test_a_group_that_the_bot_is_not_in_cannot_be_written_to(
    telegram: TelegramEmulator, bot: BareBot, supergroup: bool, kind: str
) -> None:
    sales = telegram.group(supergroup=supergroup, bot="never")
    refusal = await bot.refusal("sendMessage", chat_id=sales.id, text="hello")
    assert refusal == (403, f"Forbidden: bot is not a member of the {kind} chat")
    sales.kick_bot(telegram.user())
    refusal = await bot.refusal("sendMessage", chat_id=sales.id, text="hello")
    assert refusal == (403, f"Forbidden: bot was kicked from the {kind} chat")


async def test_an_upgraded_group_names_its_new_number(telegram: TelegramEmulator, bot: BareBot) -> None:
    sales = telegram.group(supergroup=False)
    old = sales.id
    sales.migrate(telegram.user())
    answer = await bot.call("sendMessage", chat_id=old, text="hello")
    assert answer == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": sales.id},
    }
    told = [update["message"].get("migrate_to_chat_id") for update in await bot.updates()]
    assert told == [sales.id, None]


async def test_topics_have_to_exist_and_to_be_open(telegram: TelegramEmulator, bot: BareBot) -> None:
    forum = telegram.group(forum=True)
    topic = forum.topic("Leads")
    await bot.result("sendMessage", chat_id=forum.id, text="hello", message_thread_id=topic.id)
    for unknown in (1, 999):
        refusal = await bot.refusal("sendMessage", chat_id=forum.id, text="hello", message_thread_id=unknown)
        assert refusal == (400, "Bad Request: message thread not found")
    topic.closed = True
    refusal = await bot.refusal("sendMessage", chat_id=forum.id, text="hello", message_thread_id=topic.id)
    assert refusal == (400, "Bad Request: TOPIC_CLOSED")


async def test_a_reply_needs_its_message(bot: BareBot, anna: User) -> None:
    lost = {"message_id": 999}
    refusal = await bot.refusal("sendMessage", chat_id=anna.id, text="hello", reply_parameters=lost)
    assert refusal == (400, "Bad Request: message to be replied not found")
    lost = {"message_id": 999, "allow_sending_without_reply": True}
    await bot.result("sendMessage", chat_id=anna.id, text="hello", reply_parameters=lost)


async def test_a_wrong_token_is_unauthorized(telegram: TelegramEmulator, bot: BareBot) -> None:
    telegram.token = "777000111:another"
    bot.token = "777000111:revoked"
    assert await bot.refusal("getMe") == (401, "Unauthorized")
    bot.token = "nonsense"
    assert await bot.refusal("getMe") == (404, "Not Found")


@pytest.mark.parametrize(
    ("command", "description", "refusal"),
    [
        ("Back", "Go back", "BOT_COMMAND_INVALID"),
        ("x" * 33, "Go back", "BOT_COMMAND_INVALID"),
        ("back", "", "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("back", "x" * 257, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
async def test_a_wrong_command_is_refused(bot: BareBot, command: str, description: str, refusal: str) -> None:
    commands = [{"command": command, "description": description}]
    assert await bot.refusal("setMyCommands", commands=commands) == (400, f"Bad Request: {refusal}")


async def test_more_than_100_commands_are_refused(bot: BareBot) -> None:
    commands = [{"command": f"c{number}", "description": "x"} for number in range(101)]
    assert await bot.refusal("setMyCommands", commands=commands) == (400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
    await bot.result("setMyCommands", commands=commands[:100])
    assert await bot.result("getMyCommands") == commands[:100]


@pytest.mark.parametrize(
    ("method", "args", "violation"),
    [
        ("sendMesage", {"text": "x"}, "unknown method sendMesage"),
        ("sendMessage", {"chat_id": 1, "text": "x", "colour": "red"}, "unknown field colour of sendMessage"),
        ("sendMessage", {"chat_id": 1}, "field text of sendMessage is missing"),
        ("sendMessage", {"chat_id": 1, "text": 7}, "sendMessage.text: String is wanted, not int"),
        ("sendMessage", {"chat_id": 1.5, "text": "x"}, "sendMessage.chat_id: Integer is wanted, not float"),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [{"text": "A"}]}},
            "sendMessage.reply_markup.inline_keyboard[0]: a list is wanted, not dict",
        ),
    ],
)
async def test_what_is_not_in_the_schema_is_refused_and_remembered(
    telegram: TelegramEmulator, bot: BareBot, method: str, args: dict[str, Any], violation: str
) -> None:
    code, _ = await bot.refusal(method, **args)
    assert code == (404 if "unknown method" in violation else 400)
    assert violation in telegram.violations
    telegram.violations.clear()


async def test_a_test_fails_that_broke_the_schema() -> None:
    with pytest.raises(AssertionError, match="unknown method getNothing"):
        async with TelegramEmulator(clock=Clock()) as telegram:
            telegram.violations.append("unknown method getNothing")


@pytest.mark.skipif(official() is None, reason="the official schema is not beside the project")
def test_our_own_table_of_methods_agrees_with_the_official_schema() -> None:
    schema = official()
    assert schema is not None
    for table, truth in ((BUILT_IN.methods, schema.methods), (BUILT_IN.objects, schema.objects)):
        for name, fields in table.items():
            assert {field: truth[name].get(field) for field in fields} == fields, name
