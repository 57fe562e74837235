"""Random updates of both platforms through parse and intake: no exception, no endless loop, nothing kept aside.

Telegram's come from the official schema where it lies beside the project, else from a table of our own; VK's from one.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any

import pytest

from bot.channels.base import Inbound
from bot.channels.telegram import parse as telegram
from bot.channels.vk import parse as vk
from storage.statements import text
from tests.bot.core import Core
from tests.emulators.telegram import schema

LONG = os.environ.get("LEADQUIZ_TEST_CAMPAIGN", "") != ""
EACH = 50_000 if LONG else 1_500
BATCH = 50
WORDS = (
    *(
        "",
        "12",
        "модерн",
        "Анна",
        "+7 900 000-00-01",
        "anna@example.com",
        "/start",
        "/start kitchen",
        "/stop",
        "/delete",
    ),
    *("назад", "заново", "стоп", "менеджер", "продолжить", "кухня", "да", "нет", "🙂", "\0", "_*[<&`", "х" * 5000),
    *("/language", "/code KUH-ABCDEF", "удалить мои данные", "9" * 40, " ", "\u202e", "/human", "/restart@bot"),
)
PRESSES = (
    "1.1",
    "1.2",
    "2.back",
    "1.human",
    "1.restart",
    "1.continue",
    "1.anew",
    "x",
    "",
    "9.9",
    "lead:1:take",
    "1.forget",
)
PEOPLE = (7, 8, 9, 10, 11, 12)
UNIONS = {"ChatMember": "ChatMemberMember", "MaybeInaccessibleMessage": "Message"}
SMALL: dict[str, dict[str, str]] = {
    "Update": {
        "update_id": "Integer!", "message": "Message", "edited_message": "Message", "callback_query": "CallbackQuery",
        "my_chat_member": "ChatMemberUpdated",
    },
    "Message": {
        "message_id": "Integer!", "from": "User", "chat": "Chat!", "date": "Integer!", "edit_date": "Integer",
        "text": "String", "caption": "String", "contact": "Contact", "location": "Location", "venue": "Venue",
        "photo": "Array of PhotoSize", "sticker": "File", "voice": "File", "document": "File", "poll": "Poll",
        "reply_to_message": "Message", "migrate_to_chat_id": "Integer", "message_thread_id": "Integer",
    },
    "User": {
        "id": "Integer!", "is_bot": "Boolean!", "first_name": "String!", "last_name": "String", "username": "String",
        "language_code": "String",
    },
    "Chat": {"id": "Integer!", "type": "String!", "title": "String"},
    "CallbackQuery": {
        "id": "String!", "from": "User!", "message": "Message", "chat_instance": "String!", "data": "String",
    },
    "ChatMemberUpdated": {
        "chat": "Chat!", "from": "User!", "date": "Integer!", "old_chat_member": "ChatMember!",
        "new_chat_member": "ChatMember!",
    },
    "ChatMemberMember": {"status": "String!", "user": "User!"},
    "Contact": {"phone_number": "String!", "first_name": "String!", "user_id": "Integer"},
    "Location": {"latitude": "Float!", "longitude": "Float!"},
    "Venue": {"location": "Location!", "title": "String!", "address": "String!"},
    "PhotoSize": {"file_id": "String!", "file_unique_id": "String!", "width": "Integer!", "height": "Integer!"},
    "File": {"file_id": "String!", "file_unique_id": "String!", "file_size": "Integer"},
    "Poll": {"id": "String!", "question": "String!"},
}  # fmt: skip


class Telegram:
    """Makes updates of the fields and types of a schema."""

    def __init__(self, random: Random, objects: Mapping[str, Mapping[str, str]]) -> None:
        self._random = random
        self._objects = objects

    def update(self, number: int) -> dict[str, Any]:
        kinds = [name for name in self._objects["Update"] if name != "update_id"]
        ours = ("message", "message", "message", "edited_message", "callback_query", "my_chat_member")
        kind = self._random.choice(ours if self._random.random() < 0.8 else kinds)
        return {"update_id": number, kind: self._value(self._objects["Update"][kind].rstrip("!"), kind, 4)}

    def _value(self, kind: str, field: str, deep: int) -> Any:
        random = self._random
        kind = random.choice(kind.split(" or "))
        if kind.startswith("Array of "):
            return [self._value(kind.removeprefix("Array of "), field, deep - 1) for _ in range(random.randint(0, 2))]
        match kind:
            case "Integer":
                return self._number(field)
            case "Float" | "Float number":
                return random.uniform(-90, 90)
            case "Boolean":
                return random.random() < 0.1
            case "True":
                return True
            case "String":
                return self._text(field)
        fields = self._objects.get(UNIONS.get(kind, kind))
        if fields is None:
            return {}
        known = ("from", "text", "data", "message", "contact", "location", "photo", "sticker", "caption", "username")
        made: dict[str, Any] = {}
        for name, type_ in fields.items():
            chance = 0.5 if name in known else 0.06
            if type_.endswith("!") or (deep > 0 and random.random() < chance):
                made[name] = self._value(type_.rstrip("!"), name, deep - 1)
        if kind in ("Chat", "User") and made.get("type", "private") != "private":
            made["id"] = -abs(int(made["id"]))
        return made

    def _number(self, field: str) -> int:
        if field in ("date", "edit_date"):
            return 1_780_000_000 + self._random.randint(0, 10**6)
        return self._random.choice(PEOPLE) if field != "file_size" else self._random.randint(0, 2**33)

    def _text(self, field: str) -> str:
        match field:
            case "type":
                return self._random.choice(("private", "private", "private", "group", "supergroup", "channel"))
            case "status":
                return self._random.choice(("member", "kicked", "left", "administrator", "restricted", "creator"))
            case "data":
                return self._random.choice(PRESSES)
            case "language_code":
                return self._random.choice(("ru", "en", "uk", "xx", "pt-br"))
            case "id" | "file_id" | "file_unique_id":
                return str(self._random.randint(1, 10**9))
        return self._random.choice(WORDS)


def vk_event(random: Random, number: int) -> dict[str, Any]:
    """An event of VK's long poll, version 5.199."""
    user = random.choice(PEOPLE)
    peer = user if random.random() < 0.85 else 2_000_000_000 + random.randint(1, 3)
    payload = random.choice(
        (None, "", "{", "[]", "null", '{"command":"start"}', *(json.dumps({"d": press}) for press in PRESSES))
    )
    attachments = [
        {
            "type": kind,
            kind: {"id": 1, "owner_id": user, "access_key": "k", "title": "Кухня", "url": "https://vk.com/x"},
        }
        for kind in random.sample(
            ("photo", "doc", "audio_message", "video", "sticker", "market", "link", "wall", "poll"), 2
        )
    ]
    message: dict[str, Any] = {
        "id": number, "conversation_message_id": number, "date": 1_780_000_000 + number, "peer_id": peer,
        "from_id": user if random.random() < 0.95 else -user, "text": random.choice(WORDS), "out": 0,
        "attachments": attachments if random.random() < 0.3 else [], "fwd_messages": [], "is_hidden": False,
    }  # fmt: skip
    extra: dict[str, Any] = {
        "payload": payload, "ref": "kitchen", "ref_source": "banner", "update_time": number, "version": 1,
        "geo": {"type": "point", "coordinates": {"latitude": 59.9, "longitude": 30.3}, "place": {"title": "Дом"}},
        "action": {"type": "chat_invite_user", "member_id": -123456}, "reply_message": {"id": 1, "from_id": -1},
    }  # fmt: skip
    for name, value in extra.items():
        if value is not None and random.random() < 0.15:
            message[name] = value
    info = {
        "button_actions": ["text", "callback", "open_link"], "keyboard": True, "inline_keyboard": random.random() < 0.8,
        "carousel": True, "lang_id": random.choice((0, 1, 3, 99)),
    }  # fmt: skip
    press = {
        "user_id": user, "peer_id": peer, "event_id": f"p{number}", "conversation_message_id": number,
        "payload": random.choice((None, {}, [], "x", *({"d": one} for one in PRESSES))),
    }  # fmt: skip
    bodies: dict[str, Any] = {
        "message_new": {"message": message, "client_info": info},
        "message_edit": message,
        "message_event": press,
        "message_allow": {"user_id": user, "key": "k"},
        "message_deny": {"user_id": user},
        "message_reply": message,
        "wall_post_new": {"id": 1, "text": "x"},
        "group_join": {"user_id": user, "join_type": "join"},
    }
    kind = random.choice(("message_new", "message_new", "message_new", "message_event", *bodies))
    return {"type": kind, "object": bodies[kind], "group_id": 123456, "event_id": f"v{number}", "v": "5.199"}


def telegrams(core: Core, random: Random) -> Iterator[Inbound]:
    official = schema.official()
    objects = official.objects if official is not None else SMALL
    maker = Telegram(random, objects)
    for number in range(1, EACH + 1):
        update = telegram.decode(json.dumps(maker.update(number)).encode())
        if (inbound := telegram.parse(update, "telegram", core.now)) is not None:
            yield inbound


def events(core: Core, random: Random) -> Iterator[Inbound]:
    for number in range(1, EACH + 1):
        if (inbound := vk.parse("vk", vk_event(random, number), core.now)) is not None:
            yield inbound


@pytest.mark.timeout(900)
@pytest.mark.parametrize("source", [telegrams, events])
async def test_no_random_update_raises_or_loops(
    core: Core, source: Callable[[Core, Random], Iterator[Inbound]], caplog: pytest.LogCaptureFixture
) -> None:
    random, batch, taken = Random(20261122), [], 0
    for inbound in source(core, random):
        batch.append(inbound)
        if len(batch) == BATCH:
            async with asyncio.timeout(20):
                await core.intake.take(batch)
                if random.random() < 0.1:
                    core.advance(minutes=random.choice((1, 20, 3000)))
                    await core.intake.fire(500)
            taken, batch = taken + len(batch), []
    async with core.database.reading() as tx:
        kept = await tx._connection.rows(text("SELECT reason, raw FROM poisoned"))
    assert not kept, kept[:3]
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    assert taken > EACH // 4
