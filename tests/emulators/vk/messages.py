"""The methods of `messages.*` and `users.*`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from . import keyboards
from .refusals import Refused, bad_parameter
from .world import CHATS_FROM, Chat, Json, Lost, Message, may_write

if TYPE_CHECKING:
    from .emulator import VkEmulator

MOST_TEXT = 4096
MOST_ATTACHMENTS = 10
EDITABLE = 24 * 3600
ANSWERABLE = 60
MOST_TOAST = 90
_ATTACHMENT = re.compile(r"(photo|doc|video|market|wall|audio)(-?\d+)_(\d+)(?:_(\w+))?")


class Messages:
    """Each method takes the call's parameters (texts from a form, or JSON values from `execute`)."""

    def __init__(self, emulator: VkEmulator) -> None:
        self._emulator = emulator
        self._world = emulator.world

    def send(self, params: Json) -> Any:
        receivers = [key for key in ("peer_id", "user_id", "peer_ids", "domain", "chat_id") if key in params]
        if len(receivers) != 1:
            raise bad_parameter("one of peer_id, user_id, peer_ids, domain, chat_id is wanted")
        if "random_id" not in params:
            raise bad_parameter("random_id is a required parameter")
        content = self._content(params)
        if not any(content.get(key) for key in ("text", "attachments", "geo")) and "sticker_id" not in params:
            raise bad_parameter("message is empty or invalid")
        random_id = int(params["random_id"])
        if not -(2**31) <= random_id < 2**31:
            raise bad_parameter("random_id is out of range")
        if "peer_ids" in params:
            return [self._item(peer, random_id, content, params) for peer in _integers(params["peer_ids"])]
        peer = int(params["chat_id"]) + CHATS_FROM if "chat_id" in params else int(params[receivers[0]])
        return self._deliver(peer, random_id, content, params).id

    def edit(self, params: Json) -> int:
        chat = self._world.chat(int(params["peer_id"]))
        message = chat.find(message_id=int(params.get("message_id", 0)), cmid=int(params.get("cmid", 0)))
        if not message:
            raise bad_parameter("message_id is invalid")
        if not message.from_bot:
            raise Refused(15, "can't edit this message")
        may_write(chat)
        now = self._emulator.clock.now()
        if now - message.date > EDITABLE:
            raise Refused(909)
        content = self._content(params)
        if not content["text"] and not content["attachments"]:
            raise bad_parameter("message is empty or invalid")
        board = content["board"]
        if board and not board.get("inline"):
            raise Refused(911, "only an inline keyboard can be edited")
        message.text, message.markup, message.edited = content["text"], board, int(now)
        if "attachment" in params:
            message.attachments = content["attachments"]
        return 1

    def answer(self, params: Json) -> int:
        """messages.sendMessageEventAnswer."""
        press = self._world.presses.get(str(params["event_id"]))
        if not press or press.user_id != int(params["user_id"]) or press.message.chat.id != int(params["peer_id"]):
            raise bad_parameter("event_id is invalid")
        if press.answered or self._emulator.clock.now() - press.at > ANSWERABLE:
            raise bad_parameter("event_id is expired")
        toast = _toast(params["event_data"]) if params.get("event_data") else ""
        press.answered, press.toast = True, toast
        return 1

    def history(self, params: Json) -> Json:
        chat = self._world.chat(int(params.get("peer_id") or params.get("user_id") or 0))
        messages = list(chat.messages)
        if start := int(params.get("start_message_id", 0)):
            messages = [message for message in messages if message.id <= start]
        if not int(params.get("rev", 0)):
            messages.reverse()
        return {"count": len(messages), "items": [message.json() for message in _page(messages, params)]}

    def conversations(self, params: Json) -> Json:
        chats = sorted((c for c in self._world.chats.values() if c.messages), key=_newest, reverse=True)
        items = [
            {"conversation": self._conversation(chat), "last_message": chat.messages[-1].json()}
            for chat in _page(chats, params)
        ]
        return {"count": len(chats), "items": items}

    def conversations_by_id(self, params: Json) -> Json:
        chats = [self._world.chats[peer] for peer in _integers(params["peer_ids"]) if peer in self._world.chats]
        return {"count": len(chats), "items": [self._conversation(chat) for chat in chats]}

    def members(self, params: Json) -> Json:
        chat = self._world.chat(int(params["peer_id"]))
        people = [self._world.people[user] for user in sorted(chat.members)]
        return {
            "count": len(people),
            "items": [{"member_id": p["id"]} for p in people],
            "profiles": people,
            "groups": [],
        }

    def users(self, params: Json) -> list[Json]:
        """users.get: who does not exist is left out."""
        wanted = _integers(params.get("user_ids", ""))
        fields = {"id", "first_name", "last_name", "is_closed", "can_access_closed"} | set(
            _list(params.get("fields", ""))
        )
        people = [self._world.people[user] for user in wanted if user in self._world.people]
        return [{key: value for key, value in person.items() if key in fields} for person in people]

    # ------------------------------------------------------------------------------------------------------------------

    def _item(self, peer: int, random_id: int, content: Json, params: Json) -> Json:
        try:
            message = self._deliver(peer, random_id, content, params)
        except Refused as refusal:
            error = {"code": refusal.code, "description": refusal.text}
            return {"peer_id": peer, "message_id": 0, "conversation_message_id": 0, "error": error}
        return {"peer_id": peer, "message_id": message.id, "conversation_message_id": message.cmid}

    def _deliver(self, peer: int, random_id: int, content: Json, params: Json) -> Message:
        chat = self._world.chat(peer)
        may_write(chat)
        if random_id and (known := self._world.by_random_id.get(random_id)):
            return self._repeat(known, peer, random_id, content)
        reply_to = self._reply_to(chat, params)
        stored = {key: content[key] for key in ("text", "attachments", "geo", "template")}
        board = content["board"]
        inline = board if board and board.get("inline") else None
        message = self._world.message(
            chat,
            -self._world.community.id,
            self._emulator.clock.now(),
            random_id=random_id,
            markup=inline,
            payload=str(params.get("payload", "")),
            reply_to=reply_to,
            **stored,
        )
        if board and not inline:
            chat.keyboard = board if board["buttons"] else None
        if random_id:
            self._world.by_random_id.setdefault(random_id, []).append(message)
        self._emulator.events.emit("message_reply", message.json(), f"peer {chat.id}")
        return message

    def _repeat(self, known: list[Message], peer: int, random_id: int, content: Json) -> Message:
        """Nothing is sent; the id is that of the message which was."""
        same = next((message for message in known if message.chat.id == peer), None)
        if same and (same.text == content["text"] or same.edited):
            self._world.repeats += 1
        else:
            self._world.lost.append(Lost(random_id, peer, content["text"]))
        return same or known[0]

    def _content(self, params: Json) -> Json:
        text = str(params.get("message", ""))
        if len(text) > MOST_TEXT:
            raise Refused(914)
        geo = {"coordinates": {"latitude": params["lat"], "longitude": params["long"]}} if "lat" in params else None
        board = keyboards.keyboard(params["keyboard"]) if params.get("keyboard") else None
        carousel = keyboards.template(params["template"]) if params.get("template") else None
        if carousel and board and board.get("inline"):
            raise bad_parameter("template is not available with an inline keyboard")
        if carousel:
            for element in carousel["elements"]:
                self._card_photo(element)
        return {
            "text": text,
            "attachments": self._attachments(str(params.get("attachment", ""))),
            "geo": geo,
            "board": board,
            "template": carousel,
        }

    def _attachments(self, line: str) -> list[Json]:
        names = [name.strip() for name in line.split(",") if name.strip()]
        if len(names) > MOST_ATTACHMENTS:
            raise bad_parameter(f"attachment: more than {MOST_ATTACHMENTS}")
        found = []
        for name in names:
            match = _ATTACHMENT.fullmatch(name)
            body = self._world.files.get(f"{match[1]}{match[2]}_{match[3]}") if match else None
            if not match or body is None or body.get("access_key") != match[4]:
                raise bad_parameter(f"attachment {name} is invalid")
            found.append({"type": match[1], match[1]: body})
        return found

    def _card_photo(self, element: Json) -> None:
        if not element.get("photo_id"):
            return
        body = self._world.files.get(f"photo{element['photo_id']}")
        if body is None:
            raise bad_parameter("template: photo_id is invalid")
        largest = body["sizes"][-1]
        if abs(largest["width"] * 8 - largest["height"] * 13) > largest["height"] * 0.2:
            raise bad_parameter("template: photo is not 13 by 8")

    def _reply_to(self, chat: Chat, params: Json) -> Message | None:
        message_id, cmid = int(params.get("reply_to", 0)), 0
        if params.get("forward"):
            forward = json.loads(params["forward"])
            cmid = forward["conversation_message_ids"][0]
        if not message_id and not cmid:
            return None
        found = chat.find(message_id=message_id, cmid=cmid)
        if not found:
            raise bad_parameter("reply_to is invalid")
        return found

    def _conversation(self, chat: Chat) -> Json:
        last = chat.messages[-1] if chat.messages else None
        kind = "user" if chat.private else "chat"
        return {
            "peer": {"id": chat.id, "type": kind, "local_id": chat.id % CHATS_FROM},
            "last_message_id": last.id if last else 0,
            "last_conversation_message_id": last.cmid if last else 0,
            "in_read": 0,
            "out_read": 0,
            "version": 1,
            "can_write": {"allowed": chat.right == "allowed" if chat.private else chat.bot_inside},
        }


def _toast(raw: Any) -> str:
    """The text that the press shows. Raises Refused 100."""
    try:
        data = json.loads(raw)
    except (TypeError, ValueError):
        raise bad_parameter("event_data is invalid") from None
    needed = {"show_snackbar": "text", "open_link": "link", "open_app": "app_id"}
    kind = data.get("type")
    if kind not in needed or not data.get(needed[kind]):
        raise bad_parameter("event_data is invalid")
    if len(data.get("text", "")) > MOST_TOAST:
        raise bad_parameter("event_data: text is too long")
    return str(data.get("text", ""))


def _newest(chat: Chat) -> tuple[int, int]:
    return chat.messages[-1].date, chat.messages[-1].id


def _page(items: list[Any], params: Json) -> Iterable[Any]:
    offset = int(params.get("offset", 0))
    return items[offset : offset + int(params.get("count", 20))]


def _list(value: Any) -> list[str]:
    return [str(item) for item in (value if isinstance(value, list) else str(value).split(",")) if str(item)]


def _integers(value: Any) -> list[int]:
    return [int(item) for item in _list(value)]
