from __future__ import annotations

import asyncio
import time

from bot.channels.base import Blocked, Channel, Sent, Unblocked
from bot.channels.vk.channel import VkChannel
from dialogs.inputs import Pressed, Started, Wrote
from tests.emulators.vk import Press, VkEmulator

from .rig import Pace, options, running


def test_it_is_a_channel() -> None:
    channel: Channel = VkChannel("vk", "token", "123", Pace())
    assert (channel.kind, channel.abilities.buttons, channel.abilities.share_contact) == ("vk", 40, False)


async def test_a_talk_goes_both_ways_over_the_long_poll() -> None:
    async with VkEmulator() as vk, running(vk) as rig:
        anna = vk.user(1, first_name="Анна", last_name="Иванова")
        anna.start(ref="spring", ref_source="poster")
        await vk.until(lambda: len(rig.desk.inbounds) == 2)
        assert rig.desk.inputs == [Unblocked(), Started("spring")]
        inbound = rig.desk.inbounds[1]
        assert (inbound.address, inbound.ref, inbound.ref_source) == ("1", "spring", "poster")
        profile = inbound.profile
        assert (profile.first_name, profile.last_name, profile.language) == ("Анна", "Иванова", "ru")
        assert profile.extra["inline"] and profile.extra["callback"]

        sent = await rig.send(anna, "Какая кухня?", keys=options("Прямая", "Угловая"), question=1, extra=profile.extra)
        assert isinstance(sent, Sent) and sent.message_id == str(anna.last.id)
        press = anna.press("Угловая")
        assert isinstance(press, Press)
        await vk.until(lambda: len(rig.desk.inbounds) == 3)
        pressed = rig.desk.inbounds[2]
        assert pressed.input == Pressed("1.1")
        assert pressed.message_id == f"c{anna.last.cmid}"

        await rig.send(anna, "Записал", act="press", press_id=pressed.press_id)
        assert anna.toasts == ["Записал"] and not anna.unanswered
        edited = await rig.send(anna, "Какая кухня? Угловая", act="edit", target=pressed.message_id)
        assert isinstance(edited, Sent)
        assert anna.texts == ["Какая кухня? Угловая"] and anna.last.buttons == []

        anna.write("Спасибо")
        anna.deny()
        await vk.until(lambda: len(rig.desk.inbounds) == 5)
        assert rig.desk.inputs[3:] == [Wrote("Спасибо"), Blocked()]


async def test_sends_that_wait_at_the_same_moment_leave_together_and_none_is_refused_for_its_pace() -> None:
    async with VkEmulator() as vk, running(vk) as rig:
        people = [vk.user(number) for number in range(1, 201)]
        for person in people:
            person.chat.right = "allowed"
        began = time.monotonic()
        letters = [rig.letter(person, f"Привет, {person.id}") for person in people]
        rig.post(*letters)
        assert not rig.settled
        await vk.until(lambda: len(rig.settled) == 200)
        assert time.monotonic() - began < 2
        assert all(person.texts == [f"Привет, {person.id}"] for person in people)
        executes = [call for call in vk.calls_of("execute") if not call.code]
        assert len(executes) == 8
        assert vk.busiest_second() <= 21  # one more for the jitter of a busy machine
        assert not [call for call in vk.calls if call.code == 6]


async def test_one_that_fails_inside_an_execute_does_not_fail_the_others() -> None:
    async with VkEmulator() as vk, running(vk) as rig:
        people = [vk.user(number) for number in range(1, 6)]
        for person in people:
            person.chat.right = "allowed"
        people[2].chat.right = "denied"
        rig.post(*(rig.letter(person, "Привет") for person in people))
        await vk.until(lambda: len(rig.settled) == 5)
        kinds = [getattr(rig.settled[number], "kind", "sent") for number in range(1, 6)]
        assert kinds == ["sent", "sent", "gone", "sent", "sent"]
        assert len(vk.calls_of("execute")) == 1


async def test_a_hung_request_does_not_keep_the_other_letters() -> None:
    async with VkEmulator() as vk, running(vk) as rig:
        stuck, anna = vk.user(1), vk.user(2)
        stuck.allow()
        anna.allow()
        vk.faults.hang("messages.send", chat=1)
        rig.post(rig.letter(stuck))
        await vk.until(lambda: vk.faults.hanging == 1)
        assert isinstance(await rig.send(anna, "Привет"), Sent)
        assert 1 not in rig.settled
        vk.faults.release()
        await vk.until(lambda: 1 in rig.settled)
        assert getattr(rig.settled[1], "kind", "") == "doubt"


async def test_closing_gives_back_what_waits_and_settles_every_letter() -> None:
    async with VkEmulator() as vk:
        async with running(vk) as rig:
            people = [vk.user(number) for number in range(1, 101)]
            for person in people:
                person.chat.right = "allowed"
            rig.post(*(rig.letter(person) for person in people))
            await asyncio.sleep(0.06)
        assert len(rig.settled) == 100
        sent = [number for number, outcome in rig.settled.items() if isinstance(outcome, Sent)]
        assert len(sent) == sum(bool(person.messages) for person in people)
        rig.post(rig.letter(people[0]))
        await asyncio.sleep(0)
        assert getattr(rig.settled[101], "kind", "") == "later"


async def test_a_thousand_answers_leave_in_less_than_three_seconds() -> None:
    async with VkEmulator() as vk, running(vk, listen=False) as rig:
        people = [vk.user(number) for number in range(1, 1001)]
        for person in people:
            person.chat.right = "allowed"
        began = time.monotonic()
        rig.post(*(rig.letter(person, "Привет") for person in people))
        await vk.until(lambda: len(rig.settled) == 1000)
        assert time.monotonic() - began < 3
        assert all(isinstance(outcome, Sent) for outcome in rig.settled.values())
        assert vk.busiest_second() <= 21  # one more for the jitter of a busy machine
