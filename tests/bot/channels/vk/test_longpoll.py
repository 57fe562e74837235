from __future__ import annotations

from bot.channels.base import GroupMessage, Unblocked
from bot.channels.vk.history import Place
from dialogs.inputs import Started, Wrote
from tests.emulators.vk import VkEmulator

from .rig import Desk, running


def texts(desk: Desk) -> list[str]:
    return [inbound.input.text for inbound in desk.inbounds if isinstance(inbound.input, Wrote)]


async def test_the_place_is_stored_with_every_batch_and_a_restart_goes_on_from_it() -> None:
    async with VkEmulator() as vk:
        anna = vk.user(1)
        async with running(vk) as rig:
            anna.start()
            await vk.until(lambda: Started() in rig.desk.inputs)
            first = rig.desk
        assert first.cursor
        anna.write("пока никто не слушал")
        async with running(vk, cursor=first.cursor) as rig:
            await vk.until(lambda: rig.desk.inbounds)
            assert texts(rig.desk) == ["пока никто не слушал"]
            assert rig.desk.inbounds[0].profile.first_name == "Анна"


async def test_a_first_start_begins_with_what_comes_from_now_on() -> None:
    async with VkEmulator() as vk:
        vk.user(1).write("давно")
        async with running(vk) as rig:
            vk.user(1).write("сейчас")
            await vk.until(lambda: rig.desk.inbounds)
            assert texts(rig.desk) == ["сейчас"]


async def test_the_place_of_a_first_start_is_stored_before_anybody_writes() -> None:
    async with VkEmulator() as vk:
        async with running(vk) as rig:
            cursor = rig.desk.cursor
        vk.user(1).write("раз")
        async with running(vk, cursor=cursor) as rig:
            await vk.until(lambda: texts(rig.desk) == ["раз"])


async def test_an_intake_that_cannot_store_leaves_the_place_where_it_is() -> None:
    async with VkEmulator() as vk, running(vk) as rig:
        rig.desk.away = 3
        vk.user(1).write("раз")
        await vk.until(lambda: rig.desk.inbounds)
        assert rig.desk.away == 0 and texts(rig.desk) == ["раз"] and rig.desk.repeats == 0


async def test_a_key_that_ran_out_is_renewed_and_nothing_is_lost() -> None:
    async with VkEmulator() as vk, running(vk) as rig:
        asked = len(vk.calls_of("groups.getLongPollServer"))
        vk.longpoll.expire()
        vk.user(1).write("раз")
        await vk.until(lambda: texts(rig.desk) == ["раз"])
        assert len(vk.calls_of("groups.getLongPollServer")) == asked + 1


async def test_events_lost_by_the_server_are_read_from_the_history() -> None:
    for way in ("lose", "forget"):
        async with VkEmulator() as vk:
            anna, boris = vk.user(1, first_name="Анна"), vk.user(2, first_name="Борис")
            group = vk.group(anna)
            async with running(vk) as rig:
                anna.write("до")
                await vk.until(lambda: texts(rig.desk) == ["до"])
                desk = rig.desk
            anna.write("раз")
            boris.start(ref="spring")
            anna.write("два")
            anna.write("в чате", chat=group)
            vk.admin_reply(boris, "Отвечает человек")
            getattr(vk.longpoll, way)()
            async with running(vk, desk=desk, cursor=desk.cursor):
                await vk.until(lambda: len(desk.inbounds) >= 6)  # noqa: B023
                by_address: dict[str, list[object]] = {}
                for inbound in desk.inbounds[2:]:
                    by_address.setdefault(inbound.address, []).append(inbound.input)
                assert by_address["1"] == [Wrote("раз"), Wrote("два")]
                assert by_address["2"] == [Started("spring")]
                assert by_address[str(group.id)] == [GroupMessage("в чате")]
                assert "Борис" in [inbound.profile.first_name for inbound in desk.inbounds]
                anna.write("три")
                await vk.until(lambda: texts(desk)[-1] == "три")  # noqa: B023
            assert texts(desk) == ["до", "раз", "два", "три"]


async def test_what_was_seen_before_the_gap_is_known_by_its_key() -> None:
    async with VkEmulator() as vk, running(vk) as rig:
        anna = vk.user(1)
        anna.write("раз")
        await vk.until(lambda: texts(rig.desk) == ["раз"])
        vk.longpoll.lose()
        await vk.until(lambda: rig.desk.repeats)
        anna.write("два")
        await vk.until(lambda: texts(rig.desk) == ["раз", "два"])


async def test_after_a_long_silence_only_what_is_newer_is_read() -> None:
    async with VkEmulator() as vk:
        anna = vk.user(1)
        async with running(vk) as rig:
            anna.write("раз")
            await vk.until(lambda: texts(rig.desk) == ["раз"])
            cursor = rig.desk.cursor
        vk.clock.advance(10 * 24 * 3600)
        anna.write("два")
        vk.longpoll.lose()
        async with running(vk, cursor=cursor) as rig:
            await vk.until(lambda: rig.desk.inbounds)
            assert texts(rig.desk) == ["два"]


async def test_a_long_gap_is_read_page_by_page() -> None:
    async with VkEmulator() as vk:
        anna = vk.user(1)
        async with running(vk) as rig:
            anna.write("0")
            await vk.until(lambda: texts(rig.desk) == ["0"])
            desk = rig.desk
        for number in range(1, 451):
            anna.write(str(number))
        vk.longpoll.lose()
        async with running(vk, desk=desk, cursor=desk.cursor):
            await vk.until(lambda: len(texts(desk)) == 451)
        assert texts(desk) == [str(number) for number in range(451)]


async def test_faults_of_the_platform_are_survived() -> None:
    async with VkEmulator() as vk, running(vk) as rig:
        vk.faults.html("a_check")
        vk.faults.drop("a_check")
        vk.longpoll.fail_next(9, 2, 2)
        vk.faults.fail("groups.getLongPollServer", code=10)
        vk.user(1).write("раз")
        await vk.until(lambda: texts(rig.desk) == ["раз"], seconds=20)


async def test_a_repeated_event_and_one_in_the_wrong_order_are_taken_once() -> None:
    async with VkEmulator() as vk, running(vk) as rig:
        anna = vk.user(1)
        anna.allow()
        vk.faults.repeat(2)
        anna.write("раз")
        anna.write("два")
        await vk.until(lambda: rig.desk.repeats == 2)
        assert texts(rig.desk) == ["раз", "два"]


async def test_names_that_come_late_do_not_hold_the_words_back() -> None:
    async with VkEmulator() as vk, running(vk) as rig:
        anna = vk.user(1, first_name="Анна")
        vk.faults.hang("users.get")
        anna.write("раз")
        await vk.until(lambda: texts(rig.desk) == ["раз"])
        assert rig.desk.inbounds[-1].profile.first_name == ""
        vk.faults.release()
        await vk.until(lambda: len(vk.calls_of("users.get")) >= 1)
        boris = vk.user(2, first_name="Борис")
        boris.write("два")
        await vk.until(lambda: len(texts(rig.desk)) == 2)
        assert rig.desk.inbounds[-1].profile.first_name == "Борис"


async def test_names_are_asked_for_together_and_kept() -> None:
    async with VkEmulator() as vk, running(vk) as rig:
        people = [vk.user(number, first_name=f"Имя{number}") for number in range(1, 31)]
        for person in people:
            person.write("раз")
        await vk.until(lambda: len(texts(rig.desk)) == 30)
        for person in people:
            person.write("два")
        await vk.until(lambda: len(texts(rig.desk)) == 60)
        named = [inbound.profile.first_name for inbound in rig.desk.inbounds if inbound.input != Unblocked()]
        assert all(named)
        assert len(vk.calls_of("users.get")) <= 2


async def test_long_poll_is_switched_on_with_the_events_that_are_read() -> None:
    async with VkEmulator() as vk:
        vk.community.longpoll = False
        vk.community.longpoll_events = {"message_new"}
        async with running(vk) as rig:
            assert vk.community.longpoll and "message_event" in vk.community.longpoll_events
            vk.user(1).write("раз")
            await vk.until(lambda: texts(rig.desk) == ["раз"])


def test_a_cursor_reads_back_and_a_plain_ts_is_understood() -> None:
    assert Place.read(str(Place("15", 1001, 1_800_000_000))) == Place("15", 1001, 1_800_000_000)
    assert Place.read("15") == Place("15")
    assert Place.read(None) == Place()
