"""Presses, edits and rates: each rule refused with the platform's own code and text."""

from __future__ import annotations

from typing import Any

import pytest

from .client import BareBot
from .emulator import TelegramEmulator
from .people import User
from .world import Press

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


def inline(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [[button] for button in buttons]}


async def test_a_press_is_answered_once_and_in_time(telegram: TelegramEmulator, bot: BareBot, anna: User) -> None:
    markup = inline({"text": "A", "callback_data": "1"})
    await bot.result("sendMessage", chat_id=anna.id, text="?", reply_markup=markup)
    first, late = anna.press("A"), anna.press("A")
    assert isinstance(first, Press) and isinstance(late, Press)
    long = await bot.refusal("answerCallbackQuery", callback_query_id=first.id, text="x" * 201)
    assert long == (400, "Bad Request: MESSAGE_TOO_LONG")
    await bot.result("answerCallbackQuery", callback_query_id=first.id, text="x" * 200)
    assert await bot.refusal("answerCallbackQuery", callback_query_id=first.id) == (400, TOO_OLD)
    telegram.clock.advance(telegram.answer_within + 1)
    assert await bot.refusal("answerCallbackQuery", callback_query_id=late.id) == (400, TOO_OLD)
    assert anna.unanswered == [late]


async def test_presses_live_150_seconds_in_the_queue_and_words_a_day(
    telegram: TelegramEmulator, bot: BareBot, anna: User
) -> None:
    anna.press_data(anna.write("hello"), "7.1")
    telegram.clock.advance(151)
    assert [update["message"]["text"] for update in await bot.updates()] == ["/start", "hello"]
    anna.write("too late")
    telegram.clock.advance(24 * 3600 + 1)
    assert await bot.updates() == []


async def test_an_edit_has_to_change_something(bot: BareBot, anna: User) -> None:
    markup = inline({"text": "A", "callback_data": "1"})
    sent = await bot.result("sendMessage", chat_id=anna.id, text="?", reply_markup=markup)
    place = {"chat_id": anna.id, "message_id": sent["message_id"]}
    assert await bot.refusal("editMessageText", **place, text="?", reply_markup=markup) == (400, NOT_MODIFIED)
    assert await bot.refusal("editMessageReplyMarkup", **place, reply_markup=markup) == (400, NOT_MODIFIED)
    await bot.result("editMessageText", **place, text="?")
    assert anna.last.buttons == [], "an edit without a keyboard takes it off"


async def test_only_own_messages_without_a_reply_keyboard_can_be_edited(bot: BareBot, anna: User) -> None:
    keyboard = {"keyboard": [[{"text": "Share", "request_contact": True}]]}
    sent = await bot.result("sendMessage", chat_id=anna.id, text="?", reply_markup=keyboard)
    for message_id in (sent["message_id"], anna.talk[0].id):
        refusal = await bot.refusal("editMessageText", chat_id=anna.id, message_id=message_id, text="!")
        assert refusal == (400, "Bad Request: message can't be edited")
    refusal = await bot.refusal("editMessageText", chat_id=anna.id, message_id=999, text="!")
    assert refusal == (400, "Bad Request: message to edit not found")


async def test_a_picture_has_a_caption_and_no_text_to_edit(bot: BareBot, anna: User) -> None:
    photo = await bot.result("sendPhoto", chat_id=anna.id, photo="https://example.com/a.jpg", caption="?")
    words = await bot.result("sendMessage", chat_id=anna.id, text="?")
    refusal = await bot.refusal("editMessageText", chat_id=anna.id, message_id=photo["message_id"], text="!")
    assert refusal == (400, "Bad Request: there is no text in the message to edit")
    refusal = await bot.refusal("editMessageCaption", chat_id=anna.id, message_id=words["message_id"], caption="!")
    assert refusal == (400, "Bad Request: there is no caption in the message to edit")
    await bot.result("editMessageCaption", chat_id=anna.id, message_id=photo["message_id"], caption="!")
    assert anna.texts == ["!", "?"]


@pytest.mark.parametrize(("text", "refusal"), [("", "message text is empty"), ("x" * 4097, "MESSAGE_TOO_LONG")])
async def test_an_edited_text_has_1_to_4096_characters(bot: BareBot, anna: User, text: str, refusal: str) -> None:
    sent = await bot.result("sendMessage", chat_id=anna.id, text="?")
    answer = await bot.refusal("editMessageText", chat_id=anna.id, message_id=sent["message_id"], text=text)
    assert answer == (400, f"Bad Request: {refusal}")


async def test_a_chat_takes_a_burst_and_then_one_message_a_second(
    telegram: TelegramEmulator, bot: BareBot, anna: User
) -> None:
    answers = [await bot.call("sendMessage", chat_id=anna.id, text="hello") for _ in range(6)]
    assert [answer["ok"] for answer in answers] == [True] * 5 + [False]
    assert answers[5] == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    again = await bot.call("sendMessage", chat_id=anna.id, text="hello")
    assert again["error_code"] == 429, "who goes on meanwhile is refused"
    telegram.clock.advance(1.1)
    await bot.result("sendMessage", chat_id=anna.id, text="hello")


async def test_a_group_takes_20_messages_a_minute(telegram: TelegramEmulator, bot: BareBot) -> None:
    sales = telegram.group()
    for _ in range(20):
        await bot.result("sendMessage", chat_id=sales.id, text="New lead")
    refused = await bot.call("sendMessage", chat_id=sales.id, text="New lead")
    assert refused["parameters"] == {"retry_after": 3}
    telegram.clock.advance(3.1)
    await bot.result("sendMessage", chat_id=sales.id, text="New lead")


async def test_the_bot_sends_30_messages_a_second_over_all_chats(telegram: TelegramEmulator, bot: BareBot) -> None:
    telegram.clock.speed = 0.01  # the calls themselves take time; hold the bucket's clock
    people = [telegram.user() for _ in range(32)]
    for person in people:
        person.start()
    answers = [await bot.call("sendMessage", chat_id=person.id, text="hello") for person in people]
    assert [answer["ok"] for answer in answers].index(False) in (30, 31)


async def test_retry_after_stands_in_the_header_too(telegram: TelegramEmulator, bot: BareBot, anna: User) -> None:
    telegram.faults.throttle("sendMessage", retry_after=8)
    assert await bot.header("Retry-After", "sendMessage", chat_id=anna.id, text="hello") == "8"
