"""aiogram's types as a second opinion: what we send are its methods, what we read agrees with its objects."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import aiogram.methods
import msgspec
import pytest
from aiogram.types import Update

from bot.channels.base import Body, CardOut, Channel, Key, Piece
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.parse import ALLOWED_UPDATES, decode, parse
from bot.channels.telegram.render import render
from tests.emulators.telegram import TelegramEmulator

from .rig import FreeLimiter

KEYS = (Key("Round", "7.1"), Key("Policy", "", "link", "https://example.com"), Key("Back", "7.b", "back"))

BODIES = [
    Body(text="hello"),
    Body(text="?", keys=KEYS, thread="4", reply_to="9"),
    Body(text="?", keys=(*KEYS, Key("My number", "c", "share_contact")), keyboard="contact"),
    Body(text="?", keys=(*KEYS, Key("My place", "l", "share_location")), keyboard="location"),
    Body(text="?", keys=KEYS, remove_keyboard=True),
    Body(text="x" * 9000, keys=KEYS),
    Body(text="look", pieces=(Piece("image", "https://example.com/a.jpg"),)),
    Body(text="look", pieces=(Piece("file", "https://example.com/a.pdf"), Piece("video", "https://example.com/a.mp4"))),
    Body(text="cards", cards=(CardOut("1", "Lamp", "9 €", "https://example.com", data="5.1"),)),
    Body(act="edit", target="5", text="?", keys=KEYS),
    Body(act="edit", target="5", text="?"),
    Body(act="press", press_id="8", text="Noted"),
]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: f"{body.act}-{body.keyboard}-{len(body.text)}")
def test_every_call_is_a_method_of_the_library(body: Body) -> None:
    for call in render("7", body).calls:
        method = getattr(aiogram.methods, call.method[0].upper() + call.method[1:])
        made = method.model_validate(call.args)
        assert made.model_dump(exclude_none=True, exclude_unset=True, mode="json").keys() == call.args.keys()


async def test_every_update_that_is_asked_for_means_the_same_to_the_library() -> None:
    async with TelegramEmulator() as telegram:
        anna, sales = telegram.user(first_name="Anna", username="anna"), telegram.group(bot="administrator")
        anna.start("poster")
        anna.edit(anna.write("5 m"), "6 m")
        anna.share_contact()
        anna.photo(caption="here")
        anna.document()
        anna.voice()
        anna.video()
        anna.sticker()
        anna.share_location(59.9, 30.3)
        anna.press_data(anna.write("?"), "7.1")
        anna.write("mine", chat=sales)
        anna.block()
        sales.kick_bot(anna)
        updates = [item.update for item in telegram.updates.pending]
    assert {kind for update in updates for kind in update if kind != "update_id"} == set(ALLOWED_UPDATES)
    for update in updates:
        theirs = Update.model_validate(update)
        ours = parse(decode(msgspec.json.encode(update)), "telegram", datetime.now(UTC))
        assert ours is not None
        event: Any = theirs.event
        assert ours.event_id == str(theirs.update_id) and ours.sender == str(event.from_user.id)
        chat = event.message.chat if theirs.callback_query else event.chat
        assert (ours.address, ours.group) == (str(chat.id), chat.type != "private")


def test_the_channel_keeps_the_contract() -> None:
    channel: Channel = TelegramChannel("shop", "1:token", FreeLimiter())
    assert (channel.name, channel.kind) == ("shop", "telegram")
