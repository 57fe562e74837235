"""The people in a test: what a user or a chat does, and what they see. Everything but waiting is at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .world import Chat, Json, Message, Press, label_of, new_key

if TYPE_CHECKING:
    from .emulator import VkEmulator

BUTTONS = [
    "text", "vkpay", "open_app", "location", "open_link", "open_photo", "callback", "intent_subscribe",
    "intent_unsubscribe",
]  # fmt: skip


class User:
    """A person with a VK account. `messages` is what the community has written to them, edits applied."""

    def __init__(self, emulator: VkEmulator, about: Json) -> None:
        self.id = int(about["id"])
        self.about = about
        self.info: Json = {
            "button_actions": BUTTONS,
            "keyboard": True,
            "inline_keyboard": True,
            "carousel": True,
            "lang_id": 0,
        }
        self.chat = Chat(self.id)
        self._emulator = emulator
        emulator.world.people[self.id] = about
        emulator.world.chats[self.id] = self.chat

    def client_info(self, **info: Any) -> None:
        """What this person's program can show: inline_keyboard=False, button_actions=[...], carousel=..., lang_id=3."""
        self.info = self.info | info

    # What they see ----------------------------------------------------------------------------------------------------

    @property
    def messages(self) -> list[Message]:
        """What the community wrote in the private talk, oldest first."""
        return [message for message in self.chat.messages if message.from_bot]

    @property
    def talk(self) -> list[Message]:
        """The private talk with both sides."""
        return self.chat.messages

    @property
    def last(self) -> Message:
        """The community's newest message."""
        assert self.messages, f"the community has not written to user {self.id}"
        return self.messages[-1]

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    @property
    def keyboard(self) -> list[list[str]]:
        """The labels of the ordinary keyboard below the input line; [] for none."""
        return [[label_of(button) for button in row] for row in (self.chat.keyboard or {}).get("buttons", ())]

    @property
    def unanswered(self) -> list[Press]:
        """Presses whose button still turns."""
        return [p for p in self._emulator.world.presses.values() if p.user_id == self.id and not p.answered]

    @property
    def toasts(self) -> list[str]:
        """What the answers to this person's presses showed, without the silent ones."""
        return [p.toast for p in self._emulator.world.presses.values() if p.user_id == self.id and p.toast]

    async def sees(self, fragment: str, seconds: float = 10) -> Message:
        """Waits until a message of the community that holds `fragment` is on the screen; returns the newest one."""
        await self._emulator.until(
            lambda: any(fragment in text for text in self.texts), seconds, f"user {self.id} sees {fragment!r}"
        )
        return [message for message in self.messages if fragment in message.text][-1]

    async def sees_button(self, label: str, seconds: float = 10) -> None:
        """Waits until some button that this person's program shows has this label."""
        await self._emulator.until(
            lambda: any(_fits(key, label) for _, key in self._visible(None)),
            seconds,
            f"user {self.id} sees the button {label!r}",
        )

    # What they do -----------------------------------------------------------------------------------------------------

    def start(self, ref: str = "", ref_source: str = "") -> Message:
        """Opens vk.me/community?ref=...&ref_source=... and presses the button "Начать"."""
        return self._send(text="Начать", payload=json.dumps({"command": "start"}), ref=ref, ref_source=ref_source)

    def write(
        self,
        text: str,
        *,
        ref: str = "",
        ref_source: str = "",
        chat: Group | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        return self._send(chat, text=text, ref=ref, ref_source=ref_source, reply_to=reply_to)

    def edit(self, message: Message, text: str) -> Message:
        message.text, message.edited = text, int(self._emulator.clock.now())
        self._emulator.events.emit("message_edit", message.json(), f"peer {message.chat.id}")
        return message

    def press(self, label: str, *, message: Message | None = None, chat: Group | None = None) -> Press | Message | str:
        """Presses the newest button with this label that the person's program shows (a `✓ ` before it does not matter).

        A callback button gives a Press, a link its address, a text button the message that it sends."""
        shown = self._visible(chat, message)
        for source, key in shown:
            if _fits(key, label):
                return self._press(source, key, chat)
        raise AssertionError(f"user {self.id} sees no button {label!r}, but {[label_of(key) for _, key in shown]}")

    def press_data(self, message: Message, payload: Any) -> Press:
        """A press of a callback button with any payload, such as one that is gone from the screen by now."""
        now = self._emulator.clock.now()
        press = Press(new_key()[:12], self.id, message, payload, now)
        self._emulator.world.presses[press.id] = press
        body = {
            "user_id": self.id,
            "peer_id": message.chat.id,
            "event_id": press.id,
            "payload": payload,
            "conversation_message_id": message.cmid,
        }
        self._emulator.events.emit("message_event", body, f"peer {message.chat.id}")
        return press

    def photo(self, caption: str = "", *, chat: Group | None = None) -> Message:
        sizes = [
            {"type": kind, "url": f"https://vk.example.com/{kind}.jpg", "width": side, "height": side}
            for kind, side in (("m", 130), ("w", 1280))
        ]
        return self._attach("photo", {"album_id": -15, "sizes": sizes, "text": ""}, caption, chat)

    def document(self, name: str = "plan.pdf", caption: str = "", size: int = 2048) -> Message:
        body = {"title": name, "size": size, "ext": name.rpartition(".")[2], "url": "https://vk.example.com/doc"}
        return self._attach("doc", body | {"type": 1}, caption)

    def voice(self) -> Message:
        body = {"duration": 3, "link_ogg": "https://vk.example.com/voice.ogg", "waveform": [1, 5, 2]}
        return self._attach("audio_message", body)

    def video(self, caption: str = "") -> Message:
        return self._attach("video", {"title": "Кухня", "duration": 7}, caption)

    def sticker(self) -> Message:
        sticker = {"sticker_id": 9012, "product_id": 279, "images": []}
        return self._send(attachments=[{"type": "sticker", "sticker": sticker}])

    def share_location(self, latitude: float, longitude: float) -> Message:
        geo = {"type": "point", "coordinates": {"latitude": latitude, "longitude": longitude}}
        return self._send(geo=geo | {"place": {"title": "Санкт-Петербург", "city": "Санкт-Петербург"}})

    def product_card_message(self, text: str = "Здравствуйте! Ещё продаёте?", title: str = "Кухня «Лофт»") -> Message:
        """Writes from a product card of the community's market."""
        number = self._emulator.world.next_file()
        market = {
            "id": number,
            "owner_id": -self._emulator.community.id,
            "title": title,
            "price": {"amount": "9900000", "text": "99 000 ₽", "currency": {"id": 643, "name": "RUB"}},
        }
        return self._send(text=text, attachments=[{"type": "market", "market": market}])

    def catalogue_link_message(self, text: str, url: str, title: str) -> Message:
        """Writes with a link to the community's catalogue."""
        return self._send(text=text, attachments=[{"type": "link", "link": {"url": url, "title": title}}])

    def allow(self, key: str = "") -> None:
        """Allows messages without having written."""
        self.chat.right = "allowed"
        self._emulator.events.emit("message_allow", {"user_id": self.id, "key": key}, f"peer {self.id}")

    def deny(self) -> None:
        self.chat.right = "denied"
        self._emulator.events.emit("message_deny", {"user_id": self.id}, f"peer {self.id}")

    # ------------------------------------------------------------------------------------------------------------------

    def _visible(self, chat: Group | None, only: Message | None = None) -> list[tuple[Message | None, Json]]:
        """Buttons on the screen: those of the newest message first, the ordinary keyboard's last."""
        where = chat.chat if chat else self.chat
        shown: list[tuple[Message | None, Json]] = []
        for message in [only] if only else reversed(where.messages):
            if message.markup and not self.info["inline_keyboard"]:
                continue
            if message.template and not self.info["carousel"]:
                continue
            shown += [(message, key) for key in message.shown()]
        if only is None and self.info["keyboard"]:
            shown += [(None, key) for row in (where.keyboard or {}).get("buttons", ()) for key in row]
        return [(source, key) for source, key in shown if key["action"]["type"] in self.info["button_actions"]]

    def _press(self, source: Message | None, key: Json, chat: Group | None) -> Press | Message | str:
        action = key["action"]
        if source is None and self.chat.keyboard and self.chat.keyboard.get("one_time"):
            self.chat.keyboard = None
        match action["type"]:
            case "callback":
                last = (chat.chat if chat else self.chat).messages[-1]
                return self.press_data(source or last, json.loads(action.get("payload", "{}")))
            case "open_link":
                return str(action["link"])
            case "location":
                return self.share_location(59.94, 30.31)
            case _:
                name = f"[club{self._emulator.community.id}|@{self._emulator.community.screen_name}] " if chat else ""
                return self._send(chat, text=name + action["label"], payload=action.get("payload", ""))

    def _attach(self, kind: str, body: Json, caption: str = "", chat: Group | None = None) -> Message:
        body = {"id": self._emulator.world.next_file(), "owner_id": self.id, "access_key": new_key()[:18]} | body
        return self._send(chat, text=caption, attachments=[self._emulator.world.keep(kind, body)])

    def _send(self, chat: Group | None = None, **content: Any) -> Message:
        where = chat.chat if chat else self.chat
        first = where.private and where.right in ("never", "denied")
        if first:
            self.allow()
        message = self._emulator.world.message(where, self.id, self._emulator.clock.now(), **content)
        body = {"message": message.json(), "client_info": self.info}
        self._emulator.events.emit("message_new", body, f"peer {where.id}")
        return message


class Group:
    """A chat of several persons, with the community in it."""

    def __init__(self, emulator: VkEmulator, chat: Chat) -> None:
        self.chat = chat
        self._emulator = emulator

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def messages(self) -> list[Message]:
        """What the community wrote here, oldest first."""
        return [message for message in self.chat.messages if message.from_bot]

    async def sees(self, fragment: str, seconds: float = 10) -> Message:
        """Waits until a message of the community that holds `fragment` stands here."""
        await self._emulator.until(
            lambda: any(fragment in message.text for message in self.messages),
            seconds,
            f"chat {self.id} sees {fragment!r}",
        )
        return [message for message in self.messages if fragment in message.text][-1]

    def add(self, user: User) -> None:
        self.chat.members.add(user.id)

    def invite_bot(self, by: User) -> None:
        self.chat.bot_inside = True
        self._service(by, "chat_invite_user")

    def kick_bot(self, by: User) -> None:
        self._service(by, "chat_kick_user")
        self.chat.bot_inside = False

    def _service(self, by: User, kind: str) -> None:
        action = {"type": kind, "member_id": -self._emulator.community.id}
        message = self._emulator.world.message(self.chat, by.id, self._emulator.clock.now(), action=action)
        body = {"message": message.json(), "client_info": by.info}
        self._emulator.events.emit("message_new", body, f"peer {self.id}")


def _fits(key: Json, label: str) -> bool:
    return label_of(key) in (label, f"✓ {label}")
