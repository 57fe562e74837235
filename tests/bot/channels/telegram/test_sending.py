from __future__ import annotations

import asyncio

import pytest

from bot.channels.base import Body, Key, SendError, Sent
from tests.emulators.telegram import Press, TelegramEmulator

from .rig import BrokenLimiter, NeverLimiter, Rig, SharedLimiter, rigged

KEYS = (Key("Round", "7.1"), Key("Square", "7.2"), Key("Back", "7.b", "back"))


async def test_a_question_is_shown_pressed_answered_and_marked(telegram: TelegramEmulator, rig: Rig) -> None:
    anna = telegram.user()
    anna.start()
    sent = await rig.say(anna.id, text="Which table?", keys=KEYS, question=7)
    assert sent == Sent(str(anna.last.id))
    assert anna.last.keyboard == [["Round", "Square"], ["Back"]]
    press = anna.press("Round")
    assert isinstance(press, Press)
    await rig.say(anna.id, act="press", press_id=press.id, text="Noted")
    await rig.say(anna.id, act="edit", target=str(anna.last.id), text="Which table? ✓ Round")
    assert (press.answered, press.toast) == (True, "Noted")
    assert (anna.texts, anna.last.buttons) == (["Which table? ✓ Round"], [])


@pytest.mark.parametrize("name", ["<b>Anna", "A & B", "_x_", "*bold", "[link](x", "`code", "\\", "👩🏽‍🦰"])
async def test_a_name_never_breaks_a_message(telegram: TelegramEmulator, rig: Rig, name: str) -> None:
    anna = telegram.user()
    anna.start()
    assert isinstance(await rig.say(anna.id, text=f"Thank you, {name}!"), Sent)
    assert anna.texts == [f"Thank you, {name}!"]


async def test_a_long_text_leaves_in_parts_and_the_last_carries_the_keyboard(
    telegram: TelegramEmulator, rig: Rig
) -> None:
    anna = telegram.user()
    anna.start()
    text = "\n".join(f"line {number} of a very long offer" for number in range(400))
    sent = await rig.say(anna.id, text=text, keys=KEYS)
    assert "\n".join(anna.texts) == text
    assert [len(message.buttons) for message in anna.messages] == [0] * (len(anna.messages) - 1) + [3]
    assert isinstance(sent, Sent) and sent.message_id == str(anna.last.id)


async def test_the_share_button_is_shown_and_taken_off_again(telegram: TelegramEmulator, rig: Rig) -> None:
    anna = telegram.user()
    anna.start()
    keys = (Key("My number", "9.c", "share_contact"), Key("Skip", "9.s", "skip"), Key("Back", "9.b", "back"))
    await rig.say(anna.id, text="Your number?", keys=keys, keyboard="contact")
    assert anna.keyboard == [["My number"], ["Skip"], ["Back"]]
    await rig.say(anna.id, text="Which table?", keys=KEYS, remove_keyboard=True)
    assert anna.keyboard == []
    assert anna.texts == ["Your number?", "👌", "Which table?"]
    assert isinstance(await rig.say(anna.id, act="edit", target=str(anna.last.id), text="Round"), Sent)


async def test_who_blocked_the_bot_is_gone_and_who_never_started_it_too(telegram: TelegramEmulator, rig: Rig) -> None:
    anna, boris, clara = (telegram.user(first_name=name) for name in ("Anna", "Boris", "Clara"))
    anna.start()
    anna.block()
    clara.start()
    clara.deactivate()
    for address in (anna.id, boris.id, clara.id, 404):
        result = await rig.say(address, text="hello")
        assert isinstance(result, SendError) and result.kind == "gone", result


async def test_a_throttled_chat_waits_to_the_second_and_others_do_not(telegram: TelegramEmulator, rig: Rig) -> None:
    anna, boris = telegram.user(), telegram.user()
    anna.start()
    boris.start()
    telegram.faults.throttle("sendMessage", chat=anna.id, retry_after=7)
    result = await rig.say(anna.id, text="hello")
    assert result == SendError("later", "Too Many Requests: retry after 7", "429", after=7)
    assert rig.limiter.blocked == {f"telegram:telegram:{anna.id}": 7}
    again = await rig.say(anna.id, text="hello")
    assert isinstance(again, SendError) and again.kind == "later" and 6 < again.after <= 7
    assert len(telegram.called("sendMessage")) == 0, "nothing may be sent before the time is over"
    assert isinstance(await rig.say(boris.id, text="hello"), Sent)


async def test_two_throttled_chats_mean_that_the_whole_bot_is(telegram: TelegramEmulator, rig: Rig) -> None:
    anna, boris, clara = telegram.user(), telegram.user(), telegram.user()
    for person in (anna, boris, clara):
        person.start()
    telegram.faults.throttle("sendMessage", retry_after=9, times=2)
    first, second = await rig.say(anna.id, text="hello"), await rig.say(boris.id, text="hello")
    assert isinstance(first, SendError) and not first.whole_channel
    assert isinstance(second, SendError) and second.whole_channel
    assert rig.limiter.blocked["telegram:telegram"] == 9
    third = await rig.say(clara.id, text="hello")
    assert isinstance(third, SendError) and third.kind == "later" and third.after > 8


async def test_a_group_that_became_a_supergroup_has_moved(telegram: TelegramEmulator, rig: Rig) -> None:
    olga = telegram.user()
    sales = telegram.group(supergroup=False)
    old = sales.id
    sales.migrate(olga)
    result = await rig.say(old, text="New lead")
    assert isinstance(result, SendError)
    assert (result.kind, result.text) == ("moved", str(sales.id))


async def test_an_unchanged_edit_is_sent_and_one_of_a_lost_message_is_stale(
    telegram: TelegramEmulator, rig: Rig
) -> None:
    anna = telegram.user()
    anna.start()
    sent = await rig.say(anna.id, text="Which table?", keys=KEYS)
    assert isinstance(sent, Sent)
    assert await rig.say(anna.id, act="edit", target=sent.message_id, text="Which table?", keys=KEYS) == sent
    lost = await rig.say(anna.id, act="edit", target="999", text="Which table?", keys=KEYS)
    assert isinstance(lost, SendError) and lost.kind == "stale"


async def test_a_press_answered_twice_is_stale(telegram: TelegramEmulator, rig: Rig) -> None:
    anna = telegram.user()
    anna.start()
    await rig.say(anna.id, text="Which table?", keys=KEYS)
    press = anna.press("Round")
    assert isinstance(press, Press)
    assert isinstance(await rig.say(anna.id, act="press", press_id=press.id), Sent)
    again = await rig.say(anna.id, act="press", press_id=press.id)
    assert isinstance(again, SendError) and again.kind == "stale"


@pytest.mark.parametrize(
    ("fault", "kind"), [("html", "later"), ("fail", "later"), ("cut", "doubt"), ("drop", "doubt"), ("hang", "doubt")]
)
async def test_faults_of_the_platform_have_kinds(telegram: TelegramEmulator, fault: str, kind: str) -> None:
    anna = telegram.user()
    anna.start()
    async with rigged(telegram, call_timeout=0.3) as rig:
        if fault == "fail":
            telegram.faults.fail("sendMessage", code=502)
        else:
            getattr(telegram.faults, fault)("sendMessage")
        result = await rig.say(anna.id, text="hello")
        assert isinstance(result, SendError) and result.kind == kind
        assert len(anna.messages) == (1 if fault == "cut" else 0)


async def test_the_token_stands_in_no_error_and_no_log(
    telegram: TelegramEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    anna = telegram.user()
    anna.start()
    errors = []
    caplog.set_level("DEBUG", "bot")
    for url in (telegram.url, "http://127.0.0.1:9", "http://no such host"):
        async with rigged(telegram, api_url=url, call_timeout=1) as rig:
            for fault in ("html", "cut", "drop", "throttle"):
                getattr(telegram.faults, fault)("sendMessage")
                errors.append(str(await rig.say(anna.id, text="hello")))
    secret = telegram.token.partition(":")[2]
    assert len(errors) == 12 and secret not in "".join(errors) + caplog.text


async def test_a_platform_that_is_away_gets_the_letter_later(telegram: TelegramEmulator) -> None:
    async with rigged(telegram, api_url="http://127.0.0.1:9") as rig:
        result = await rig.say(1, text="hello")
    assert isinstance(result, SendError) and result.kind == "later"


async def test_a_hung_call_does_not_stop_the_others(telegram: TelegramEmulator, rig: Rig) -> None:
    people = [telegram.user() for _ in range(20)]
    for person in people:
        person.start()
    telegram.faults.hang("sendMessage", chat=people[0].id)
    rig.channel.post([rig.letter(person.id, Body(text="hello")) for person in people], rig.settle)
    await telegram.until(lambda: len(rig.settled) == 19)
    assert telegram.faults.hanging == 1 and not people[0].messages


async def test_a_half_sent_letter_goes_on_where_it_stopped(telegram: TelegramEmulator, rig: Rig) -> None:
    anna = telegram.user()
    anna.start()
    text = "a" * 4000 + "\n" + "b" * 4000 + "\n" + "c" * 4000
    letter = rig.letter(anna.id, Body(text=text))
    telegram.faults.fail("sendMessage", code=500, skip=1)
    assert isinstance(await rig.post(letter), SendError)
    assert len(anna.messages) == 1
    assert isinstance(await rig.post(letter), Sent)
    assert [text[0] for text in anna.texts] == ["a", "b", "c"]


async def test_closing_settles_the_calls_in_flight_and_gives_back_the_others(telegram: TelegramEmulator) -> None:
    people = [telegram.user() for _ in range(3)]
    for person in people:
        person.start()
    async with rigged(telegram, call_timeout=0.4) as rig:
        telegram.faults.hang("sendMessage", chat=people[0].id)
        rig.channel.post([rig.letter(person.id, Body(text="hello")) for person in people], rig.settle)
        await telegram.until(lambda: len(rig.settled) == 2)
        await rig.channel.close()
        [hung] = [results[0] for results in rig.settled.values() if isinstance(results[0], SendError)]
        assert (len(rig.settled), hung.kind) == (3, "doubt")


async def test_closing_gives_back_at_once_what_waits_for_its_turn(telegram: TelegramEmulator) -> None:
    anna = telegram.user()
    anna.start()
    async with rigged(telegram, limiter=NeverLimiter()) as rig:
        letters = [rig.letter(anna.id, Body(text="hello")), rig.letter(anna.id, Body(act="press", press_id="1"))]
        rig.channel.post(letters, rig.settle)
        await asyncio.sleep(0.01)
        async with asyncio.timeout(2):
            await rig.channel.close()
    kinds = [result.kind for [result] in rig.settled.values() if isinstance(result, SendError)]
    assert kinds == ["later", "later"] and not telegram.called("sendMessage")


async def test_a_budget_that_fails_does_not_lose_a_letter(telegram: TelegramEmulator) -> None:
    anna = telegram.user()
    anna.start()
    async with rigged(telegram, limiter=BrokenLimiter()) as rig:
        result = await rig.say(anna.id, text="hello")
        assert isinstance(result, SendError) and result.kind == "later"
        edit = await rig.say(anna.id, act="edit", target="999", text="hello")
        assert isinstance(edit, SendError) and edit.kind == "stale"


async def test_a_letter_that_cannot_be_rendered_is_refused(rig: Rig) -> None:
    result = await rig.say("not a number", text="hello")
    assert isinstance(result, SendError) and result.kind == "refused"


async def test_presses_are_first_and_broadcasts_last_in_the_budget(telegram: TelegramEmulator, rig: Rig) -> None:
    anna = telegram.user()
    anna.start()
    press = anna.press_data(anna.write("hello"), "7.1")
    letters = [
        rig.letter(anna.id, Body(text="an offer"), urgent=False),
        rig.letter(anna.id, Body(text="the next question")),
        rig.letter(anna.id, Body(act="press", press_id=press.id)),
    ]
    rig.channel.post(letters, rig.settle)
    await telegram.until(lambda: len(rig.settled) == 3)
    order = [call.args.get("text", "press") for call in telegram.calls if call.method != "getMe"]
    assert order == ["press", "the next question", "an offer"]


async def test_every_letter_is_settled_once_even_when_the_channel_is_closed(telegram: TelegramEmulator) -> None:
    async with rigged(telegram) as rig:
        await rig.channel.close()
        result = await rig.say(1, text="hello")
    assert result == SendError("later", "the channel is not open")


async def test_no_more_than_the_platform_allows_leaves_for_one_chat(telegram: TelegramEmulator, rig: Rig) -> None:
    anna, sales = telegram.user(), telegram.group()
    anna.start()
    await rig.say(anna.id, text="hello")
    await rig.say(sales.id, text="New lead")
    rates = {rate.key: (rate.per_second, rate.burst) for rate in rig.limiter.waited}
    assert rates[f"telegram:telegram:{anna.id}"] == (1, 3)
    assert rates[f"telegram:telegram:{sales.id}"] == (20 / 60, 20)
    assert rates["telegram:telegram"] == (30, 25)


async def test_a_crowd_is_answered_at_the_platform_s_pace_and_nobody_is_refused(telegram: TelegramEmulator) -> None:
    people = [telegram.user() for _ in range(60)]
    for person in people:
        person.start()
    async with rigged(telegram, limiter=SharedLimiter()) as rig:
        rig.channel.post([rig.letter(person.id, Body(text="hello")) for person in people], rig.settle)
        await telegram.until(lambda: len(rig.settled) == 60)
    assert all(isinstance(result, Sent) for [result] in rig.settled.values())
    assert [call for call in telegram.calls if call.error] == []
