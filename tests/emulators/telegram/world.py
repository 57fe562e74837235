"""What the emulated servers remember: chats, messages, presses and files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .refusals import RefusalError, bad_request

Json = dict[str, Any]
_ADMIN_RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories", "can_send_welcome_messages",
)  # fmt: skip


@dataclass(slots=True, eq=False)
class Message:
    """A message as it now stands, edits applied. `sender` is the JSON of a User. `content` holds what a message of
    another kind than text carries (photo, contact, new_chat_members...)."""

    chat: Chat
    id: int
    sender: Json
    date: int
    text: str = ""
    caption: str = ""
    content: Json = field(default_factory=dict)
    markup: Json | None = None
    thread: int = 0
    reply_to: Message | None = None
    edited: int = 0
    deleted: bool = False

    @property
    def from_bot(self) -> bool:
        return bool(self.sender["is_bot"])

    @property
    def keyboard(self) -> list[list[str]]:
        """The labels of the inline keyboard, row by row; [] for none."""
        return [[button["text"] for button in row] for row in (self.markup or {}).get("inline_keyboard", ())]

    @property
    def buttons(self) -> list[str]:
        """The labels of the inline keyboard, one after the other."""
        return [label for row in self.keyboard for label in row]

    @property
    def kind(self) -> str:
        """text, or photo, document, video, contact..."""
        return next(iter(self.content), "text")

    def json(self, depth: int = 1) -> Json:
        body: Json = {"message_id": self.id, "from": self.sender, "chat": self.chat.json(), "date": self.date}
        if self.text:
            body["text"] = self.text
            if self.text.startswith("/"):
                body["entities"] = [{"type": "bot_command", "offset": 0, "length": len(self.text.split()[0])}]
        if self.caption:
            body["caption"] = self.caption
        if self.thread:
            body["message_thread_id"] = self.thread
            body["is_topic_message"] = True
        if self.edited:
            body["edit_date"] = self.edited
        if self.reply_to and depth:
            body["reply_to_message"] = self.reply_to.json(0)
        if self.markup and "inline_keyboard" in self.markup:
            body["reply_markup"] = self.markup
        return body | self.content

    def __repr__(self) -> str:
        keys = "".join(f" [{label}]" for label in self.buttons)
        return f"{'<' if self.from_bot else '>'} {self.text or self.caption or self.kind}{keys}"


@dataclass(slots=True)
class Topic:
    id: int
    name: str
    closed: bool = False


@dataclass(slots=True, eq=False)
class Chat:
    """A chat. `bot` is the bot's membership: never (not started), member, administrator, kicked, left; in a private
    chat `kicked` means blocked. `reply_keyboard` is what stands below a private chat's input line."""

    id: int
    type: str = "private"
    title: str = ""
    about: Json = field(default_factory=dict)
    is_forum: bool = False
    bot: str = "never"
    members: dict[int, str] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    reply_keyboard: Json | None = None
    topics: dict[int, Topic] = field(default_factory=dict)
    migrated_to: int = 0
    deactivated: bool = False

    @property
    def private(self) -> bool:
        return self.type == "private"

    def json(self) -> Json:
        body: Json = {"id": self.id, "type": self.type} | self.about
        if self.title:
            body["title"] = self.title
        if self.is_forum:
            body["is_forum"] = True
        return body

    def find(self, message_id: int) -> Message | None:
        return next((m for m in self.messages if m.id == message_id and not m.deleted), None)

    def visible(self) -> list[Message]:
        return [message for message in self.messages if not message.deleted]


@dataclass(slots=True, eq=False)
class Press:
    """A press of an inline button. `toast` and `alert` are what the answer showed."""

    id: str
    message: Message
    data: str
    at: float
    answered: bool = False
    toast: str = ""
    alert: bool = False


@dataclass(slots=True)
class Stored:
    """A file on the platform's servers."""

    id: str
    kind: str
    name: str
    content: bytes
    size: int
    path: str = ""


class World:
    """Everything that exists; ids are given out here."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.files: dict[str, Stored] = {}
        self.broken_links: set[str] = set()
        self._message_id = 0
        self._file_number = 0

    def chat(self, chat_id: Any) -> Chat:
        """Raises RefusalError: chat not found."""
        try:
            return self.chats[int(chat_id)]
        except (KeyError, ValueError):
            raise bad_request("chat not found") from None

    def next_message_id(self, chat: Chat) -> int:
        """Supergroups count for themselves; all other chats of an account count together."""
        if chat.type == "supergroup":
            return max((message.id for message in chat.messages), default=0) + 1
        self._message_id += 1
        return self._message_id

    def keep(self, kind: str, name: str, content: bytes, size: int = 0) -> Stored:
        self._file_number += 1
        file_id = f"AgAD{kind}{self._file_number:06}"
        stored = Stored(file_id, kind, name, content, size or len(content), f"{kind}s/file_{self._file_number}")
        self.files[file_id] = stored
        return stored

    def file_by_path(self, path: str) -> Stored | None:
        return next((file for file in self.files.values() if file.path == path), None)


def may_write(chat: Chat) -> None:
    """Raises RefusalError where the bot may not write there."""
    if chat.private:
        if chat.deactivated:
            raise RefusalError(403, "Forbidden: user is deactivated")
        if chat.bot == "kicked":
            raise RefusalError(403, "Forbidden: bot was blocked by the user")
        if chat.bot == "never":
            raise RefusalError(403, "Forbidden: bot can't initiate conversation with a user")
        return
    kind = "supergroup" if chat.type == "supergroup" else "group"
    if chat.migrated_to:
        raise RefusalError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=chat.migrated_to,
        )
    if chat.bot == "kicked":
        raise RefusalError(403, f"Forbidden: bot was kicked from the {kind} chat")
    if chat.bot in ("left", "never"):
        raise RefusalError(403, f"Forbidden: bot is not a member of the {kind} chat")


def member(user: Json, status: str) -> Json:
    """A ChatMember, with the fields that its status has."""
    body: Json = {"user": user, "status": status}
    if status == "administrator":
        body |= dict.fromkeys(_ADMIN_RIGHTS, False)
    if status == "kicked":
        body["until_date"] = 0
    return body
