"""The people in a test: what a user or a group does, and what they see. All of it at once, only waiting is async."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .world import Chat, Json, Message, Press, Topic

if TYPE_CHECKING:
    from .emulator import TelegramEmulator

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


class User:
    """A person with a Telegram account. `messages` is what the bot has written to them, edits applied."""

    def __init__(self, emulator: TelegramEmulator, about: Json, phone: str) -> None:
        self.id = int(about["id"])
        self.about = about
        self.phone = phone
        self._emulator = emulator
        names: Json = {key: about[key] for key in ("first_name", "last_name", "username") if key in about}
        self.chat = Chat(self.id, about=names)
        emulator.world.chats[self.id] = self.chat

    # What they see ----------------------------------------------------------------------------------------------------

    @property
    def messages(self) -> list[Message]:
        """What the bot wrote in the private chat and is not deleted, oldest first."""
        return [message for message in self.chat.visible() if message.from_bot]

    @property
    def talk(self) -> list[Message]:
        """The private chat with both sides."""
        return self.chat.visible()

    @property
    def last(self) -> Message:
        """The bot's newest message."""
        assert self.messages, f"the bot has not written to user {self.id}"
        return self.messages[-1]

    @property
    def texts(self) -> list[str]:
        return [message.text or message.caption for message in self.messages]

    @property
    def keyboard(self) -> list[list[str]]:
        """The labels of the reply keyboard below the input line; [] for none."""
        return [[key["text"] for key in row] for row in (self.chat.reply_keyboard or {}).get("keyboard", ())]

    @property
    def unanswered(self) -> list[Press]:
        """Presses whose clock still turns."""
        presses = self._emulator.world.presses.values()
        return [press for press in presses if press.message.chat is self.chat and not press.answered]

    async def sees(self, fragment: str, seconds: float = 10) -> Message:
        """Waits until a message of the bot that holds `fragment` is on the screen, and returns the newest one."""

        def found() -> list[Message]:
            return [m for m in self.messages if fragment in (m.text or m.caption)]

        await self._emulator.until(lambda: bool(found()), seconds, f"user {self.id} sees {fragment!r}")
        return found()[-1]

    async def sees_button(self, label: str, seconds: float = 10) -> None:
        """Waits until some button, inline or of the reply keyboard, has this label."""
        await self._emulator.until(
            lambda: any(label in m.buttons for m in self.messages) or any(label in row for row in self.keyboard),
            seconds,
            f"user {self.id} sees the button {label!r}",
        )

    # What they do -----------------------------------------------------------------------------------------------------

    def start(self, payload: str = "") -> Message:
        """Opens t.me/bot?start=payload and presses Start; unblocks the bot if it was blocked."""
        if self.chat.bot == "kicked":
            self.unblock()
        return self.write(f"/start {payload}".rstrip())

    def write(
        self, text: str, *, chat: Group | None = None, reply_to: Message | None = None, topic: Topic | None = None
    ) -> Message:
        return self._send({}, chat, text=text, reply_to=reply_to, thread=topic.id if topic else 0)

    def edit(self, message: Message, text: str) -> Message:
        message.text, message.edited = text, int(self._emulator.clock.now())
        self._emulator.emit("edited_message", message.json(), f"chat {message.chat.id}")
        return message

    def press(self, label: str, *, message: Message | None = None, chat: Group | None = None) -> Press | Message | str:
        """Presses the newest visible button with this label (a `✓ ` before it does not matter).

        An inline button gives a Press, a link its address, a button of the reply keyboard the message it sends."""
        shown = [message] if message else list(reversed((chat.chat if chat else self.chat).visible()))
        for candidate in shown:
            for key in (key for row in (candidate.markup or {}).get("inline_keyboard", ()) for key in row):
                if key["text"] in (label, f"✓ {label}"):
                    return str(key["url"]) if "url" in key else self.press_data(candidate, key["callback_data"])
        if message is None and chat is None:
            for key in (key for row in (self.chat.reply_keyboard or {}).get("keyboard", ()) for key in row):
                if key["text"] == label:
                    return self._reply_key(key)
        buttons = [label for candidate in shown for label in candidate.buttons]
        raise AssertionError(f"user {self.id} sees no button {label!r}, but {buttons} and {self.keyboard}")

    def press_data(self, message: Message, data: str) -> Press:
        """A press with any data, such as that of a keyboard which is gone from the screen by now."""
        press = self._emulator.new_press(message, data)
        body = {
            "id": press.id,
            "from": self.about,
            "message": message.json(),
            "chat_instance": str(message.chat.id * 7919),
            "data": data,
        }
        self._emulator.emit("callback_query", body, f"user {self.id}", message.chat)
        return press

    def share_contact(self, own: bool = True, phone: str = "", user_id: int | None = None) -> Message:
        """The sender's own card, or with own=False somebody's who has no (or another) account."""
        contact: Json = {"phone_number": phone or self.phone, "first_name": self.about["first_name"]}
        if own or user_id:
            contact["user_id"] = user_id or self.id
        return self._send({"contact": contact})

    def share_location(self, latitude: float, longitude: float) -> Message:
        return self._send({"location": {"latitude": latitude, "longitude": longitude}})

    def photo(self, content: bytes = PNG, caption: str = "", *, chat: Group | None = None) -> Message:
        kept = self._emulator.world.keep("photo", "photo.jpg", content)
        thumb = self._emulator.world.keep("photo", "thumb.jpg", content[:100])
        sizes = [
            {"file_id": file.id, "file_unique_id": file.id[-7:], "width": side, "height": side, "file_size": file.size}
            for file, side in ((thumb, 90), (kept, 1280))
        ]
        return self._send({"photo": sizes}, chat, caption=caption)

    def document(self, name: str = "plan.pdf", content: bytes = b"%PDF", caption: str = "", size: int = 0) -> Message:
        """`size` pretends to a size that the content does not have."""
        return self._file("document", name, content, caption, {"file_name": name, "mime_type": "application/pdf"}, size)

    def voice(self) -> Message:
        return self._file("voice", "voice.oga", b"Opus", "", {"duration": 3, "mime_type": "audio/ogg"})

    def video(self, caption: str = "") -> Message:
        return self._file("video", "video.mp4", b"mp4", caption, {"duration": 3, "width": 9, "height": 16})

    def sticker(self) -> Message:
        shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._file("sticker", "sticker.webp", b"webp", "", shape)

    def block(self) -> None:
        self._membership("member", "kicked")

    def unblock(self) -> None:
        self._membership("kicked", "member")

    def deactivate(self) -> None:
        """The account is deleted: the bot hears nothing of it before it writes."""
        self.chat.deactivated = True

    # ------------------------------------------------------------------------------------------------------------------

    def _file(self, kind: str, name: str, content: bytes, caption: str, extra: Json, size: int = 0) -> Message:
        kept = self._emulator.world.keep(kind, name, content, size)
        body = {"file_id": kept.id, "file_unique_id": kept.id[-7:], "file_size": kept.size} | extra
        return self._send({kind: body}, caption=caption)

    def _send(
        self,
        content: Json,
        chat: Group | None = None,
        *,
        text: str = "",
        caption: str = "",
        reply_to: Message | None = None,
        thread: int = 0,
    ) -> Message:
        where = chat.chat if chat else self.chat
        if where.private:
            assert where.bot != "kicked", f"user {self.id} has blocked the bot and cannot write to it"
            where.bot = "member"
        message = Message(
            where,
            self._emulator.world.next_message_id(where),
            self.about,
            int(self._emulator.clock.now()),
            text=text,
            caption=caption,
            content=content,
            thread=thread or (reply_to.thread if reply_to else 0),
            reply_to=reply_to,
        )
        where.messages.append(message)
        self._emulator.emit("message", message.json(), f"chat {where.id}", where)
        return message

    def _reply_key(self, key: Json) -> Message:
        if (self.chat.reply_keyboard or {}).get("one_time_keyboard"):
            self.chat.reply_keyboard = None
        if key.get("request_contact"):
            return self.share_contact()
        if key.get("request_location"):
            return self.share_location(59.94, 30.31)
        return self.write(key["text"])

    def _membership(self, old: str, new: str) -> None:
        self.chat.bot = new
        self._emulator.emit_membership(self.chat, self.about, old, new)


class Group:
    """A group, supergroup or forum. `messages` is everything visible in it."""

    def __init__(self, emulator: TelegramEmulator, chat: Chat) -> None:
        self.chat = chat
        self._emulator = emulator

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def messages(self) -> list[Message]:
        """What the bot wrote here and is not deleted, oldest first."""
        return [message for message in self.chat.visible() if message.from_bot]

    async def sees(self, fragment: str, seconds: float = 10) -> Message:
        """Waits until a message of the bot that holds `fragment` stands here."""

        def found() -> list[Message]:
            return [m for m in self.messages if fragment in (m.text or m.caption)]

        await self._emulator.until(lambda: bool(found()), seconds, f"group {self.id} sees {fragment!r}")
        return found()[-1]

    def add(self, user: User, *, admin: bool = False) -> None:
        self.chat.members[user.id] = "administrator" if admin else "member"

    def invite_bot(self, by: User, *, admin: bool = False) -> None:
        old, self.chat.bot = self.chat.bot, "administrator" if admin else "member"
        self._emulator.emit_membership(self.chat, by.about, "left" if old == "never" else old, self.chat.bot)

    def kick_bot(self, by: User) -> None:
        old, self.chat.bot = self.chat.bot, "kicked"
        self._emulator.emit_membership(self.chat, by.about, old, "kicked")

    def topic(self, name: str) -> Topic:
        assert self.chat.is_forum, "only a forum has topics"
        topic = Topic(max(self.chat.topics, default=1) + 1, name)
        self.chat.topics[topic.id] = topic
        return topic

    def migrate(self, by: User) -> None:
        """The group becomes a supergroup; `id` is the new one from now on."""
        assert self.chat.type == "group", "only an ordinary group can be upgraded"
        old = self.chat
        new = Chat(-1_000_000_000_000 + old.id, "supergroup", old.title, bot=old.bot, members=dict(old.members))
        self._emulator.world.chats[new.id] = new
        old.migrated_to = new.id
        self.chat = new
        for chat, content in ((old, {"migrate_to_chat_id": new.id}), (new, {"migrate_from_chat_id": old.id})):
            message_id = self._emulator.world.next_message_id(chat)
            message = Message(chat, message_id, by.about, int(self._emulator.clock.now()), content=dict(content))
            self._emulator.emit("message", message.json(), f"chat {chat.id}", chat)
