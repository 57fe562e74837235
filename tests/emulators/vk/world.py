"""What the emulated VK remembers: a community, its conversations, messages, presses and uploaded files."""

from __future__ import annotations

import itertools
import secrets
from dataclasses import dataclass, field
from typing import Any

from .refusals import Refused

Json = dict[str, Any]

CHATS_FROM = 2_000_000_000

ALL_EVENTS = (
    "message_new", "message_reply", "message_edit", "message_allow", "message_deny", "message_event", "message_read",
    "message_typing_state", "group_join", "group_leave", "lead_forms_new", "market_order_new", "user_block",
    "user_unblock", "photo_new", "wall_post_new",
)  # fmt: skip
RIGHTS = {"photos": 4, "messages": 4096, "docs": 131072, "manage": 262144}


@dataclass(slots=True, eq=False)
class Message:
    """A message as it now stands, edits applied. `id` is 0 in a chat of several persons, as a community sees it."""

    chat: Chat
    id: int
    cmid: int
    from_id: int
    date: int
    text: str = ""
    attachments: list[Json] = field(default_factory=list)
    payload: str = ""
    ref: str = ""
    ref_source: str = ""
    geo: Json | None = None
    markup: Json | None = None  # the inline keyboard
    template: Json | None = None
    random_id: int = 0
    reply_to: Message | None = None
    edited: int = 0
    action: Json | None = None
    admin: int = 0  # the human who wrote in the community's name

    @property
    def from_bot(self) -> bool:
        return self.from_id < 0

    @property
    def keyboard(self) -> list[list[str]]:
        """The labels of the inline keyboard, row by row; [] for none."""
        return [[label_of(button) for button in row] for row in (self.markup or {}).get("buttons", ())]

    @property
    def buttons(self) -> list[str]:
        """The labels of the inline keyboard and of the cards, one after the other."""
        return [label_of(button) for button in self.shown()]

    def shown(self) -> list[Json]:
        rows = [*(self.markup or {}).get("buttons", ())]
        rows += [element["buttons"] for element in (self.template or {}).get("elements", ())]
        return list(itertools.chain.from_iterable(rows))

    @property
    def photos(self) -> list[Json]:
        return [item["photo"] for item in self.attachments if item["type"] == "photo"]

    @property
    def documents(self) -> list[Json]:
        return [item["doc"] for item in self.attachments if item["type"] == "doc"]

    def json(self, depth: int = 1) -> Json:
        body: Json = {
            "id": self.id,
            "date": self.date,
            "peer_id": self.chat.id,
            "from_id": self.from_id,
            "text": self.text,
            "out": int(self.from_bot),
            "conversation_message_id": self.cmid,
            "attachments": self.attachments,
            "fwd_messages": [],
            "important": False,
            "is_hidden": False,
            "random_id": self.random_id,
            "version": 10_000_000 + self.cmid,
        }
        optional = {
            "payload": self.payload,
            "ref": self.ref,
            "ref_source": self.ref_source,
            "geo": self.geo,
            "keyboard": self.markup,
            "template": self.template,
            "update_time": self.edited,
            "action": self.action,
            "admin_author_id": self.admin,
        }
        body |= {key: value for key, value in optional.items() if value}
        if self.reply_to and depth:
            body["reply_message"] = self.reply_to.json(0)
        return body

    def __repr__(self) -> str:
        keys = "".join(f" [{label}]" for label in self.buttons)
        return f"{'<' if self.from_bot else '>'} {self.text or [item['type'] for item in self.attachments]}{keys}"


@dataclass(slots=True, eq=False)
class Chat:
    """A conversation. `right` is what the community may do in a private one: never (nobody wrote yet), allowed,
    denied, blacklisted, privacy, deleted, late. `keyboard` is the ordinary one below the input line."""

    id: int
    title: str = ""
    right: str = "never"
    members: set[int] = field(default_factory=set)
    bot_inside: bool = True
    messages: list[Message] = field(default_factory=list)
    keyboard: Json | None = None

    @property
    def private(self) -> bool:
        return self.id < CHATS_FROM

    def find(self, *, message_id: int = 0, cmid: int = 0) -> Message | None:
        return next(
            (m for m in self.messages if (cmid and m.cmid == cmid) or (message_id and m.id == message_id)), None
        )


@dataclass(slots=True, eq=False)
class Press:
    """A press of a callback button. `toast` is what the answer showed."""

    id: str
    user_id: int
    message: Message
    payload: Any
    at: float
    answered: bool = False
    toast: str = ""


@dataclass(slots=True, eq=False)
class Lost:
    """A send that VK dropped because its random_id had been used before, with other words or for somebody else."""

    random_id: int
    peer_id: int
    text: str


@dataclass(slots=True)
class Community:
    """The community's settings, as its owner left them. A test sets them wrong before it asks the doctor."""

    id: int
    name: str = "Kitchens"
    screen_name: str = "kitchens"
    messages: bool = True
    rights: set[str] = field(default_factory=lambda: set(RIGHTS))
    longpoll: bool = True
    longpoll_events: set[str] = field(default_factory=lambda: set(ALL_EVENTS) - {"message_reply"})
    longpoll_version: str = "5.199"


class World:
    """Everything that exists; ids are given out here."""

    def __init__(self, community: Community) -> None:
        self.community = community
        self.chats: dict[int, Chat] = {}
        self.people: dict[int, Json] = {}
        self.presses: dict[str, Press] = {}
        self.files: dict[str, Json] = {}  # attachment "photo-1_2" -> its JSON
        self.uploads: dict[str, bytes] = {}
        self.by_random_id: dict[int, list[Message]] = {}
        self.repeats = 0
        self.lost: list[Lost] = []
        self._message_id = 1000
        self._file_id = 457_239_000

    def chat(self, peer_id: int) -> Chat:
        """Raises Refused: nobody with this id ever talked to the community."""
        try:
            return self.chats[peer_id]
        except KeyError:
            raise Refused(917 if peer_id >= CHATS_FROM else 901) from None

    def message(self, chat: Chat, from_id: int, date: float, **content: Any) -> Message:
        """A new message at the end of the chat."""
        self._message_id += 1
        cmid = chat.messages[-1].cmid + 1 if chat.messages else 1
        message = Message(chat, self._message_id if chat.private else 0, cmid, from_id, int(date), **content)
        chat.messages.append(message)
        return message

    def next_file(self) -> int:
        self._file_id += 1
        return self._file_id

    def keep(self, kind: str, body: Json) -> Json:
        """A file that messages may carry from now on; returns the attachment's JSON."""
        self.files[f"{kind}{body['owner_id']}_{body['id']}"] = body
        return {"type": kind, kind: body}


def label_of(button: Json) -> str:
    return str(button["action"].get("label", button["action"]["type"]))


def new_key() -> str:
    return secrets.token_hex(20)


def may_write(chat: Chat) -> None:
    """Raises Refused where the community may not write."""
    refusals = {"never": 901, "denied": 901, "blacklisted": 900, "privacy": 902, "deleted": 18, "late": 950}
    if not chat.private:
        if not chat.bot_inside:
            raise Refused(917)
    elif code := refusals.get(chat.right):
        raise Refused(code)
