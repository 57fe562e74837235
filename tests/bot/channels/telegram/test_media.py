from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels.base import Body, Key, Piece, SendError, Sent
from tests.emulators.telegram import PNG, TelegramEmulator

from .rig import rigged


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "kitchen.png").write_bytes(PNG)
    (tmp_path / "plan.pdf").write_bytes(b"%PDF-1.7" + bytes(2 << 20))
    (tmp_path / "broken.png").write_bytes(b"no picture")
    return tmp_path


async def test_a_picture_is_uploaded_once_and_then_sent_by_its_id(telegram: TelegramEmulator, folder: Path) -> None:
    people = [telegram.user(), telegram.user()]
    async with rigged(telegram, files=lambda script, name: folder / name) as rig:
        for person in people:
            person.start()
            piece = Piece("image", "kitchen.png", "kitchen")
            assert isinstance(await rig.say(person.id, text="This one?", pieces=(piece,)), Sent)
            assert (person.last.kind, person.last.caption) == ("photo", "This one?")
        first, second = telegram.called("sendPhoto")
        assert not isinstance(first.args["photo"], str) and isinstance(second.args["photo"], str)
        (folder / "kitchen.png").write_bytes(PNG + b"changed")
        await rig.say(people[0].id, pieces=(Piece("image", "kitchen.png", "kitchen"),))
        assert not isinstance(telegram.called("sendPhoto")[-1].args["photo"], str)


async def test_files_of_every_kind_are_sent_before_the_question(telegram: TelegramEmulator, folder: Path) -> None:
    anna = telegram.user()
    anna.start()
    pieces = (
        Piece("file", "plan.pdf", "kitchen"),
        Piece("image", "https://example.com/a.jpg"),
        Piece("video", "https://example.com/a.mp4"),
    )
    async with rigged(telegram, files=lambda script, name: folder / name) as rig:
        sent = await rig.say(anna.id, text="Go on?", pieces=pieces, keys=(Key("Yes", "1.1"),))
    assert [message.kind for message in anna.messages] == ["document", "photo", "video", "text"]
    assert anna.last.buttons == ["Yes"] and sent == Sent(str(anna.last.id))


async def test_a_picture_that_the_platform_cannot_fetch_becomes_a_link(telegram: TelegramEmulator) -> None:
    anna = telegram.user()
    anna.start()
    link = "https://example.com/gone.jpg"
    telegram.world.broken_links.add(link)
    async with rigged(telegram) as rig:
        sent = await rig.say(anna.id, text="This one?", pieces=(Piece("image", link),))
    assert anna.texts == [f"This one?\n\n{link}"]
    assert isinstance(sent, Sent) and "failed to get HTTP URL content" in sent.degraded


@pytest.mark.parametrize("name", ["missing.png", "broken.png"])
async def test_a_picture_that_cannot_be_shown_does_not_keep_the_text_back(
    telegram: TelegramEmulator, folder: Path, name: str
) -> None:
    anna = telegram.user()
    anna.start()
    async with rigged(telegram, files=lambda script, name: folder / name) as rig:
        sent = await rig.say(anna.id, text="This one?", pieces=(Piece("image", name, "kitchen"),))
        alone = await rig.say(anna.id, pieces=(Piece("image", name, "kitchen"),))
    assert anna.texts == ["This one?"]
    assert isinstance(sent, Sent) and sent.degraded
    assert isinstance(alone, Sent) and alone.degraded


async def test_a_throttled_upload_is_tried_again_with_its_picture(telegram: TelegramEmulator, folder: Path) -> None:
    anna = telegram.user()
    anna.start()
    telegram.faults.fail("sendPhoto", code=500)
    async with rigged(telegram, files=lambda script, name: folder / name) as rig:
        letter = rig.letter(anna.id, Body(text="This one?", pieces=(Piece("image", "kitchen.png", "kitchen"),)))
        first = await rig.post(letter)
        assert isinstance(first, SendError) and first.kind == "later"
        assert isinstance(await rig.post(letter), Sent)
    assert anna.last.kind == "photo"


async def test_a_prospect_s_upload_can_be_fetched(telegram: TelegramEmulator) -> None:
    anna = telegram.user()
    sent = anna.document("plan.pdf", b"%PDF of a kitchen")
    async with rigged(telegram) as rig:
        assert await rig.channel.fetch(sent.content["document"]["file_id"]) == b"%PDF of a kitchen"
