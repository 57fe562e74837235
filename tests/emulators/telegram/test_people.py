from __future__ import annotations

import pytest

from .client import BareBot
from .emulator import TelegramEmulator
from .world import Press

KEYS = {"inline_keyboard": [[{"text": "Round", "callback_data": "7.1"}, {"text": "Map", "url": "https://example.com"}]]}


async def test_a_start_a_press_and_its_answer_go_both_ways(telegram: TelegramEmulator, bot: BareBot) -> None:
    anna = telegram.user(first_name="Anna <b>")
    anna.start("spring-ad")
    [update] = await bot.updates()
    assert update["message"]["text"] == "/start spring-ad"
    await bot.result("sendMessage", chat_id=anna.id, text="Which table?", reply_markup=KEYS)
    assert (await anna.sees("Which")).buttons == ["Round", "Map"]
    assert anna.press("Map") == "https://example.com"
    press = anna.press("Round")
    assert isinstance(press, Press) and anna.unanswered == [press]
    [update] = await bot.updates()
    assert update["callback_query"]["data"] == "7.1"
    await bot.result("answerCallbackQuery", callback_query_id=press.id, text="Noted")
    assert (press.toast, anna.unanswered) == ("Noted", [])


async def test_an_edit_shows_where_the_message_stands(telegram: TelegramEmulator, bot: BareBot) -> None:
    anna = telegram.user()
    anna.start()
    sent = await bot.result("sendMessage", chat_id=anna.id, text="Which table?", reply_markup=KEYS)
    await bot.result("editMessageText", chat_id=anna.id, message_id=sent["message_id"], text="Which table? Round")
    assert anna.texts == ["Which table? Round"] and anna.last.buttons == []


async def test_the_share_button_sends_the_presser_s_own_card(telegram: TelegramEmulator, bot: BareBot) -> None:
    anna = telegram.user(phone="+79000000001")
    anna.start()
    keyboard = {"keyboard": [[{"text": "My number", "request_contact": True}]], "one_time_keyboard": True}
    await bot.result("sendMessage", chat_id=anna.id, text="Your number?", reply_markup=keyboard)
    assert anna.keyboard == [["My number"]]
    anna.press("My number")
    assert anna.keyboard == []
    anna.share_contact(own=False, phone="79000000002")
    _, own, foreign = await bot.updates()
    assert own["message"]["contact"] == {"phone_number": "+79000000001", "first_name": "Anna", "user_id": anna.id}
    assert "user_id" not in foreign["message"]["contact"]


async def test_a_group_in_privacy_mode_lets_the_bot_hear_only_what_is_meant_for_it(
    telegram: TelegramEmulator, bot: BareBot
) -> None:
    olga, sales = telegram.user(), telegram.group()
    sales.add(olga)
    sent = await bot.result("sendMessage", chat_id=sales.id, text="New lead")
    olga.write("hello everybody", chat=sales)
    olga.write("/leads", chat=sales)
    olga.write("mine", chat=sales, reply_to=sales.chat.find(sent["message_id"]))
    assert [update["message"]["text"] for update in await bot.updates()] == ["/leads", "mine"]
    sales.invite_bot(olga, admin=True)
    olga.write("hello again", chat=sales)
    membership, heard = await bot.updates()
    assert membership["my_chat_member"]["new_chat_member"]["status"] == "administrator"
    assert heard["message"]["text"] == "hello again"


async def test_who_blocked_the_bot_cannot_write_before_unblocking(telegram: TelegramEmulator, bot: BareBot) -> None:
    anna = telegram.user()
    anna.start()
    anna.block()
    with pytest.raises(AssertionError, match="has blocked the bot"):
        anna.write("hello")
    anna.start()
    kinds = [next(key for key in update if key != "update_id") for update in await bot.updates()]
    assert kinds == ["message", "my_chat_member", "my_chat_member", "message"]


async def test_waiting_in_vain_says_what_everybody_saw(telegram: TelegramEmulator, bot: BareBot) -> None:
    anna = telegram.user()
    anna.start()
    with pytest.raises(AssertionError, match=r"sees 'Hello'(.|\n)*/start"):
        await anna.sees("Hello", seconds=0.05)


async def test_a_press_of_a_button_that_nobody_sees_says_which_there_are(telegram: TelegramEmulator) -> None:
    with pytest.raises(AssertionError, match="sees no button 'Round'"):
        telegram.user().press("Round")
