from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import CardOut, Outcome, Piece, SendError, Sent
from bot.channels.vk.client import DoubtError, NotSentError, RefusedError
from bot.channels.vk.outcomes import failed
from tests.emulators.vk import Press, VkEmulator

from .rig import options, running


def kind(outcome: Outcome) -> str:
    return outcome.kind if isinstance(outcome, SendError) else "sent"


def png(path: Path, width: int = 26, height: int = 16) -> Path:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + bytes(width) for _ in range(height)))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))
    return path


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        (1, "later"),
        (7, "gone"),
        (9, "later"),
        (10, "later"),
        (14, "later"),
        (29, "later"),
        (900, "gone"),
        (901, "gone"),
        (902, "gone"),
        (911, "refused"),
        (914, "refused"),
        (936, "gone"),
        (945, "gone"),
        (950, "gone"),
        (12345, "refused"),
    ],
)
async def test_an_error_of_vk_has_its_kind(code: int, wanted: str) -> None:
    async with VkEmulator() as vk, running(vk, listen=False) as rig:
        anna = vk.user(1)
        anna.allow()
        vk.faults.fail("messages.send", code=code)
        outcome = await rig.send(anna)
        assert isinstance(outcome, SendError)
        assert (outcome.kind, outcome.code) == (wanted, str(code))
        assert vk.token not in outcome.text
        assert outcome.whole_channel == (code in (14, 29))
        assert (outcome.after > 0) == (wanted == "later")


async def test_too_many_requests_are_waited_out_and_nobody_is_told() -> None:
    async with VkEmulator() as vk, running(vk, listen=False) as rig:
        anna = vk.user(1)
        anna.allow()
        vk.faults.fail("execute", code=6, times=3)
        vk.faults.fail("messages.send", code=6, times=2)
        assert kind(await rig.send(anna)) == "sent"
        assert len(anna.messages) == 1


async def test_a_cut_connection_leaves_a_doubt_and_the_repeat_is_dropped_by_its_random_id() -> None:
    async with VkEmulator() as vk, running(vk, listen=False) as rig:
        anna = vk.user(1)
        anna.allow()
        vk.faults.cut("execute")
        assert kind(await rig.send(anna, "Привет", random_id=77)) == "doubt"
        again = await rig.send(anna, "Привет", random_id=77)
        assert again == Sent(str(anna.last.id))
        assert anna.texts == ["Привет"] and vk.world.repeats == 1 and not vk.world.lost


async def test_a_page_of_a_proxy_or_a_dropped_connection_is_tried_again_later() -> None:
    async with VkEmulator() as vk, running(vk, listen=False) as rig:
        anna = vk.user(1)
        anna.allow()
        vk.faults.html("execute")
        assert kind(await rig.send(anna)) == "doubt"
        vk.faults.drop("messages.send")
        assert kind(await rig.send(anna)) == "doubt"
        assert kind(await rig.send(anna)) == "sent"


async def test_nobody_there_means_that_nothing_was_sent() -> None:
    async with VkEmulator() as vk:
        rig_url = "http://127.0.0.1:9"
        async with running(vk, listen=False, api_url=rig_url) as rig:
            assert kind(await rig.send(1)) == "later"


async def test_an_execute_that_one_call_spoils_is_sent_one_by_one() -> None:
    async with VkEmulator() as vk, running(vk, listen=False) as rig:
        people = [vk.user(number) for number in range(1, 4)]
        for person in people:
            person.allow()
        vk.faults.fail("execute", code=12)
        rig.post(*(rig.letter(person) for person in people))
        await vk.until(lambda: len(rig.settled) == 3)
        assert [kind(outcome) for outcome in rig.settled.values()] == ["sent"] * 3
        assert len(vk.calls_of("execute")) == 4


async def test_while_vk_wants_no_letters_they_go_back_untried_but_presses_are_answered() -> None:
    async with VkEmulator() as vk, running(vk, listen=False) as rig:
        anna, boris = vk.user(1), vk.user(2)
        anna.allow()
        boris.allow()
        await rig.send(anna, "Вопрос", keys=options("Да"), extra={"keyboard": True, "inline": True, "callback": True})
        vk.faults.fail("messages.send", code=29)
        assert kind(await rig.send(anna)) == "later"
        calls = len(vk.calls)
        held = await rig.send(boris)
        assert isinstance(held, SendError) and held.whole_channel and held.after > 800
        assert len(vk.calls) == calls
        press = anna.press("Да")
        assert isinstance(press, Press)
        assert kind(await rig.send(anna, "", act="press", press_id=f"1:1:{press.id}")) == "sent"


async def test_parts_of_a_long_letter_arrive_in_order_and_a_repeat_adds_nothing() -> None:
    async with VkEmulator() as vk, running(vk, listen=False) as rig:
        anna = vk.user(1)
        anna.allow()
        text = "\n".join(f"строка {number}" for number in range(900))
        letter = rig.letter(anna, text, keys=options("Да"), random_id=41)
        vk.faults.fail("messages.send", code=10)
        assert kind(await rig.outcome(letter)) == "later"
        del rig.settled[letter.id]
        vk.faults.cut("execute")
        assert kind(await rig.outcome(letter)) == "doubt"
        del rig.settled[letter.id]
        assert await rig.outcome(letter) == Sent(str(anna.last.id))
        assert "\n".join(anna.texts) == text and not vk.world.lost
        assert [bool(anna.keyboard), len(anna.messages)] == [True, 3]


async def test_a_late_press_and_an_old_message_are_stale() -> None:
    async with VkEmulator() as vk, running(vk, listen=False) as rig:
        anna = vk.user(1)
        anna.allow()
        inline = {"keyboard": True, "inline": True, "callback": True}
        sent = await rig.send(anna, "Вопрос", keys=options("Да"), extra=inline)
        assert isinstance(sent, Sent)
        press = anna.press("Да")
        assert isinstance(press, Press)
        vk.clock.advance(61)
        assert kind(await rig.send(anna, "", act="press", press_id=f"1:1:{press.id}")) == "stale"
        vk.clock.advance(24 * 3600)
        assert kind(await rig.send(anna, "Поздно", act="edit", target=sent.message_id)) == "stale"


async def test_a_letter_to_a_chat_tells_the_number_of_its_message_and_a_refusal_there_counts() -> None:
    async with VkEmulator() as vk, running(vk, listen=False) as rig:
        boss = vk.user(9)
        group = vk.group(boss)
        sent = await rig.send(group.id, "Новый лид", keys=options("Взять"))
        assert sent == Sent(f"c{group.messages[0].cmid}")
        await rig.send(group.id, "Взял Пётр", act="edit", target=f"c{group.messages[0].cmid}")
        assert group.messages[0].text == "Взял Пётр" and group.messages[0].buttons == []
        group.kick_bot(boss)
        assert kind(await rig.send(group.id, "Ещё лид")) == "gone"


async def test_presses_leave_before_letters_and_broadcasts_last() -> None:
    async with VkEmulator() as vk, running(vk, listen=False) as rig:
        people = [vk.user(number) for number in range(1, 61)]
        for person in people:
            person.chat.right = "allowed"
        bulk = [rig.letter(person, "Акция", urgent=False) for person in people[:50]]
        replies = [rig.letter(person, "Ответ") for person in people[50:]]
        rig.post(*bulk)
        rig.post(*replies)
        await vk.until(lambda: len(rig.settled) == 60)
        order = [str(call.params["message"]) for call in vk.calls_of("messages.send")]
        assert order[:10] == ["Ответ"] * 10


def files_in(folder: Path) -> Any:
    return lambda script, name: folder / name if (folder / name).is_file() else None


async def test_a_picture_and_a_file_are_uploaded_once_for_everybody(tmp_path: Path) -> None:
    png(tmp_path / "kitchen.png")
    (tmp_path / "plan.pdf").write_bytes(b"%PDF-1.4")
    async with VkEmulator() as vk, running(vk, listen=False, files=files_in(tmp_path)) as rig:
        pieces = (Piece("image", "kitchen.png", "kitchen"), Piece("file", "plan.pdf", "kitchen"))
        for number in (1, 2):
            person = vk.user(number)
            person.allow()
            assert await rig.send(person, "Вот", pieces=pieces) == Sent(str(person.last.id))
            assert person.last.photos[0]["sizes"][-1]["width"] == 26
            assert person.last.documents[0]["title"] == "plan.pdf"
        assert len(vk.calls_of("photos.saveMessagesPhoto")) == len(vk.calls_of("docs.save")) == 1


async def test_a_missing_file_does_not_stop_the_words(tmp_path: Path) -> None:
    async with VkEmulator() as vk, running(vk, listen=False, files=files_in(tmp_path)) as rig:
        anna = vk.user(1)
        anna.allow()
        pieces = (Piece("image", "gone.png", "kitchen"), Piece("video", "https://example.com/v.mp4"))
        sent = await rig.send(anna, "Вот", pieces=pieces)
        assert isinstance(sent, Sent) and "gone.png" in sent.degraded and "link" in sent.degraded
        assert anna.texts == ["Вот\nhttps://example.com/v.mp4"]


async def test_an_upload_without_the_right_is_left_out_and_a_hung_one_is_tried_later(tmp_path: Path) -> None:
    png(tmp_path / "kitchen.png")
    async with VkEmulator() as vk, running(vk, listen=False, files=files_in(tmp_path)) as rig:
        anna = vk.user(1)
        anna.allow()
        pieces = (Piece("image", "kitchen.png", "kitchen"),)
        vk.faults.drop("upload/photo")
        assert kind(await rig.send(anna, "Вот", pieces=pieces)) == "later"
        vk.community.rights.discard("photos")
        sent = await rig.send(anna, "Вот", pieces=pieces)
        assert isinstance(sent, Sent) and "kitchen.png" in sent.degraded
        assert anna.texts == ["Вот"]


async def test_an_attachment_that_vk_no_longer_knows_is_uploaded_anew(tmp_path: Path) -> None:
    png(tmp_path / "kitchen.png")
    async with VkEmulator() as vk, running(vk, listen=False, files=files_in(tmp_path)) as rig:
        anna = vk.user(1)
        anna.allow()
        pieces = (Piece("image", "kitchen.png", "kitchen"),)
        await rig.send(anna, "Раз", pieces=pieces)
        vk.world.files.clear()
        assert kind(await rig.send(anna, "Два", pieces=pieces)) == "sent"
        assert len(anna.last.photos) == 1 and len(vk.calls_of("photos.saveMessagesPhoto")) == 2


async def test_a_carousel_has_pictures_of_13_to_8_and_others_come_as_a_list(tmp_path: Path) -> None:
    png(tmp_path / "wide.png", 26, 16)
    png(tmp_path / "square.png", 20, 20)
    extra = {"keyboard": True, "inline": True, "callback": True, "link": True, "carousel": True}
    async with VkEmulator() as vk, running(vk, listen=False, files=files_in(tmp_path)) as rig:
        anna = vk.user(1)
        anna.allow()

        async def show(image: str) -> Outcome:
            cards = tuple(
                CardOut(str(n), f"Кухня {n}", "99 000 ₽", "https://example.com/p", image, "Белая", f"1.{n}")
                for n in (0, 1)
            )
            return await rig.send(anna, "Смотрите", cards=cards, extra=extra, language="ru")

        assert isinstance(await show("wide.png"), Sent)
        carousel = anna.last
        assert carousel.template and carousel.buttons == ["Выбрать", "Подробнее"] * 2
        flat = await show("square.png")
        assert isinstance(flat, Sent) and "13 to 8" in flat.degraded
        listed = anna.last
        assert listed.template is None and len(listed.photos) == 2 and listed.buttons == ["Кухня 0", "Кухня 1"]


def test_a_failed_request_has_its_kind_and_no_token_in_its_words() -> None:
    assert failed("messages.send", NotSentError("no connection")).kind == "later"
    assert failed("messages.send", DoubtError("no answer")).kind == "doubt"
    assert failed("messages.send", RefusedError(5, "User authorization failed")).whole_channel
    assert failed("messages.edit", RefusedError(909, "too old")).kind == "stale"
    assert failed("messages.edit", RefusedError(15, "Access denied")).kind == "stale"
