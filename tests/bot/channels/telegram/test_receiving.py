from __future__ import annotations

import logging

import pytest

from bot.channels.base import Blocked, Unblocked
from dialogs.inputs import Pressed, Started, Wrote
from tests.emulators.telegram import TelegramEmulator

from .rig import Rig, rigged


async def test_a_start_by_link_and_a_word_arrive_in_their_order(telegram: TelegramEmulator, rig: Rig) -> None:
    anna = telegram.user(first_name="Anna", username="anna", language_code="en")
    async with rig.listening():
        anna.start("spring-ad")
        anna.write("hello")
        start, word = await rig.got(2)
    assert (start.input, word.input) == (Started("spring-ad"), Wrote("hello"))
    assert (start.address, start.sender, start.group) == (str(anna.id), str(anna.id), False)
    assert (start.profile.first_name, start.profile.language) == ("Anna", "en")
    assert start.profile.link == "https://t.me/anna"


async def test_the_offset_moves_only_after_the_intake_has_committed(telegram: TelegramEmulator, rig: Rig) -> None:
    rig.away = 3
    anna = telegram.user()
    async with rig.listening():
        anna.start()
        await rig.got(1)
        await telegram.until(lambda: not telegram.updates.pending)
    offsets = [call.args["offset"] for call in telegram.called("getUpdates")]
    update = telegram.updates.delivered[-1]["update_id"]
    assert offsets[:4] == [0, 0, 0, 0] and offsets[-1] == update + 1
    assert rig.cursors == [str(update + 1)] and len(rig.taken) == 1


async def test_polling_goes_on_from_the_stored_offset(telegram: TelegramEmulator, rig: Rig) -> None:
    anna = telegram.user()
    anna.start()
    first = telegram.updates.pending[0].id
    anna.write("second")
    async with rig.listening(str(first + 1)):
        [inbound] = await rig.got(1)
    assert inbound.input == Wrote("second")


async def test_an_update_of_an_unknown_shape_does_not_stop_the_batch(telegram: TelegramEmulator, rig: Rig) -> None:
    anna = telegram.user()
    anna.start()
    telegram.updates.add_raw({"message": {"message_id": "seven", "chat": 7}})
    telegram.updates.add_raw({"novelty": {"what": "ever"}})
    anna.write("still here")
    async with rig.listening():
        inbounds = await rig.got(2)
        await telegram.until(lambda: not telegram.updates.pending)
    assert [inbound.input for inbound in inbounds] == [Started(), Wrote("still here")]


async def test_faults_of_the_platform_are_survived(telegram: TelegramEmulator, rig: Rig) -> None:
    telegram.faults.html("getUpdates")
    telegram.faults.drop("getUpdates")
    telegram.faults.fail("getUpdates", code=500)
    anna = telegram.user()
    async with rig.listening():
        anna.start()
        [inbound] = await rig.got(1)
    assert inbound.input == Started()


async def test_a_webhook_that_somebody_set_is_taken_off_before_polling(telegram: TelegramEmulator, rig: Rig) -> None:
    telegram.local = True
    await telegram.run("setWebhook", {"url": "http://127.0.0.1:9/elsewhere"})
    async with rig.listening():
        telegram.user().start()
        await rig.got(1)
    assert telegram.updates.webhook is None


async def test_presses_edits_and_blocks_are_asked_for_and_understood(telegram: TelegramEmulator, rig: Rig) -> None:
    anna = telegram.user()
    async with rig.listening():
        anna.start()
        word = anna.write("5 m")
        await rig.got(2)
        anna.edit(word, "6 m")
        anna.press_data(word, "7.2")
        anna.block()
        anna.unblock()
        inbounds = await rig.got(6)
    assert [inbound.input for inbound in inbounds[2:]] == [
        Wrote("6 m", edits=True),
        Pressed("7.2"),
        Blocked(),
        Unblocked(),
    ]
    assert inbounds[3].press_id and inbounds[3].message_id == str(word.id)


async def test_a_second_poller_is_explained_in_words(
    telegram: TelegramEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    async with rigged(telegram) as one, rigged(telegram) as other, one.listening(), other.listening():
        await telegram.until(lambda: "another program polls this bot" in caplog.text)
    assert telegram.token not in caplog.text
