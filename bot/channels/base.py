"""What every channel is to the rest of the program: one contract, one suite of cases run against all of them.

A channel's folder has `parse.py` (pure: the platform's update becomes `Inbound`), `render.py` (pure: a `Letter`
becomes the platform's calls) and `channel.py` (I/O). What a platform cannot do stands in its `Abilities`, and
`render` degrades it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeAlias

import msgspec

from dialogs.inputs import Input

# What comes in --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Profile:
    """What the platform says of the sender. `link` is a public address of the profile, "" where there is none.
    `extra` is what the channel wants to know again when it sends (VK's client_info)."""

    first_name: str = ""
    last_name: str = ""
    username: str = ""
    language: str = ""
    link: str = ""
    is_bot: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Blocked:
    """The prospect blocked the bot, denied messages, or left."""


@dataclass(frozen=True, slots=True)
class Unblocked:
    """The prospect allowed messages (again)."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """A Telegram group became a supergroup: use `address` from now on."""

    address: str


@dataclass(frozen=True, slots=True)
class JoinedGroup:
    """The bot was invited to a group, or put out of it."""

    present: bool


@dataclass(frozen=True, slots=True)
class GroupMessage:
    """A message in a group or several-person chat: only managers' chats are listened to there."""

    text: str
    reply_to: str = ""  # the platform's id of the message that it replies to
    thread: str = ""
    attachment: str = ""


@dataclass(frozen=True, slots=True)
class Acked:
    """The web chat says that it has shown everything up to this outbox id."""

    seq: int


ChannelInput: TypeAlias = Input | Blocked | Unblocked | Migrated | JoinedGroup | GroupMessage | Acked


@dataclass(frozen=True, slots=True)
class Inbound:
    """One event of a platform, understood.

    `address` is the chat (a decimal id, or the web session's id) that answers go to; `sender` the person who acted,
    the same as `address` in a private talk. `event_id` is the platform's own id of the event, unique per channel:
    the key of deduplication. `message_id` is the platform's id of the message written, or of the one whose button
    was pressed. `press_id` must be answered (callback_query id, VK event_id), "" for none. `product` is a VK product
    card or catalogue link that the message was written from. `utm` comes with the web chat's link.
    """

    channel: str
    address: str
    event_id: str
    input: ChannelInput
    at: datetime
    sender: str = ""
    profile: Profile = Profile()
    message_id: str = ""
    press_id: str = ""
    ref: str = ""  # a deep link's payload that came with a message (VK's ref), kept as the source
    ref_source: str = ""
    product: str = ""
    script: str = ""  # the web chat's `?script=`: begin this one, "" for whatever `start` claims
    utm: dict[str, str] = field(default_factory=dict)
    group: bool = False  # a chat of several persons


# What goes out --------------------------------------------------------------------------------------------------------


class Key(msgspec.Struct, frozen=True, omit_defaults=True):
    """A button on its way out: see `dialogs.events.Button` for `role`. `row` true begins a new row."""

    label: str
    data: str = ""
    role: str = "option"
    url: str = ""


class Piece(msgspec.Struct, frozen=True, omit_defaults=True):
    """A picture, file or video: `name` is a file beside the script `script`, or an https link."""

    kind: str
    name: str
    script: str = ""


class CardOut(msgspec.Struct, frozen=True, omit_defaults=True):
    id: str
    title: str
    price: str = ""
    url: str = ""
    image: str = ""
    description: str = ""
    data: str = ""


class Body(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a letter says. Texts are plain: a channel escapes or sends without markup.

    act:
      say     a message: text, pieces, keys, cards
      edit    the message `target` (the platform's id; where empty, the delivered message of `question` in this
              chat, or of the outbox row `edits`; delivery fills `target` in before the channel sees the letter)
              gets this text and these keys
      press   the answer to `press_id`, `text` is the toast ("" for none)
    keyboard: options, contact (with a share-my-number button), location, none. `extra` becomes `Letter.extra`.
    """

    act: str = "say"
    text: str = ""
    edits: int = 0
    extra: dict[str, Any] = {}
    keys: tuple[Key, ...] = ()
    keyboard: str = "options"
    remove_keyboard: bool = False  # a reply keyboard of before has to go
    pieces: tuple[Piece, ...] = ()
    cards: tuple[CardOut, ...] = ()
    question: int = 0
    past: bool = False  # an edit of a question that is not the open one: never worth a message of its own
    target: str = ""
    press_id: str = ""
    thread: str = ""
    reply_to: str = ""
    language: str = ""
    progress: int = 0
    discount: int = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """An outbox row that is to be sent now. `extra` is the address's stored `Profile.extra`;
    `random_id` is VK's idempotency key; `tries` counts the tries before this one."""

    id: int
    channel: str
    address: str
    body: Body
    random_id: int
    tries: int = 0
    extra: dict[str, Any] = field(default_factory=dict)
    urgent: bool = True  # false for broadcasts


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform took the letter. `degraded` says in words what it could not show, "" for nothing."""

    message_id: str = ""
    degraded: str = ""


@dataclass(frozen=True, slots=True)
class SendError:
    """The platform did not take the letter. The sender branches on `kind` only.

    later    try again after `after` seconds (throttled, a platform's fault, the network); nothing was sent
    doubt    the connection died after the request left: it may have been sent; try again (VK drops the repeat)
    gone     blocked, deleted, no right to write: stop writing to this address until it is heard of again
    refused  ours to fix: the letter is at fault and goes to the dead letters with `text`
    moved    the chat has another address now: `text` holds it
    stale    too old to be answered or edited: forget it
    `whole_channel` true: `after` holds for every letter of this channel (a bot-wide 429, VK's error 29).
    """

    kind: str
    text: str = ""
    code: str = ""
    after: float = 0.0
    whole_channel: bool = False


Outcome: TypeAlias = Sent | SendError
Settle: TypeAlias = Callable[[Letter, Outcome], None]
Intake: TypeAlias = Callable[["Sequence[Inbound]", "str | None"], Awaitable[None]]
"""`await take(inbounds, cursor)`: returns when all of them are committed, together with `cursor` (the offset or ts to
go on from; None leaves it). Raises `Unavailable` when the database is away: acknowledge nothing, come back later."""


class Unavailable(Exception):
    """Nothing can be stored now. `after` seconds: when to come back."""

    def __init__(self, after: float = 5.0) -> None:
        super().__init__(f"nothing can be stored now, try again in {after:g} s")
        self.after = after


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a channel can do: panel, `check` and `render` read the same table. Lengths in characters."""

    buttons: int  # on one message at most, before the options go into the text as a numbered list
    label: int  # a longer label is numbered and cut, the full list stands in the text
    text: int  # a longer text is cut into several messages
    caption: int
    edit: bool
    share_contact: bool
    share_location: bool
    cards: bool
    upload_mb: float
    toast: int  # of an answer to a press


@dataclass(frozen=True, slots=True)
class Advice:
    """One finding of `doctor`: what is set wrong, and in which menu it is put right. ok=True says that all is well."""

    ok: bool
    text: str
    todo: str = ""


class Channel(Protocol):
    """One bot, one community, or the site's chat."""

    name: str
    kind: str  # telegram, vk, web
    abilities: Abilities

    async def open(self) -> None:
        """Makes connections, asks who we are. Raises `ChannelFault` with words for the admin if it cannot work."""

    async def listen(self, take: Intake, cursor: str | None) -> None:
        """Receives updates (polling) until cancelled, survives every fault of the platform by itself.
        Returns at once where updates come by webhook (registering it first)."""

    async def handle_webhook(self, headers: dict[str, str], body: bytes, take: Intake) -> tuple[int, str]:
        """One webhook request: HTTP status and body text. 200 only after `take` returned. 401/403 for a forgery."""

    def post(self, letters: Sequence[Letter], settle: Settle) -> None:
        """Begins to send the letters; calls `settle(letter, outcome)` exactly once for each, in any order, never
        before this call returns. Keeps to the platform's rate limits by itself through the limiter it was given."""

    async def revive(self) -> None:
        """We could not take updates for a while and can again: puts right what the platform switched off meanwhile."""

    async def close(self) -> None:
        """Waits for the calls in flight (at most 8 s) and lets go of connections."""

    async def doctor(self) -> Sequence[Advice]:
        """Reaches the platform and says what is set wrong and in which menu it is put right."""


class ChannelFault(Exception):
    """The channel cannot work as configured; the text says what to do, and never holds a token."""


class Limiter(Protocol):
    """Rate budgets, shared by all nodes where there are several. See `storage/signals.py`."""

    async def wait(self, *keys: Rate) -> None:
        """Waits until every key has a token, then takes one of each."""

    def block(self, key: str, seconds: float) -> None:
        """The platform said so (retry_after): nothing under this key before then."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A token bucket: `per_second` refill, `burst` capacity."""

    key: str
    per_second: float
    burst: float
