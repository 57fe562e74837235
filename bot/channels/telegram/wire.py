"""The Bot API's objects, only with the fields that are read (https://core.telegram.org/bots/api#available-types)."""

from __future__ import annotations

from typing import Any

import msgspec


class User(msgspec.Struct):
    id: int
    is_bot: bool = False
    first_name: str = ""
    last_name: str = ""
    username: str = ""
    language_code: str = ""


class Chat(msgspec.Struct):
    id: int
    type: str = "private"


class Contact(msgspec.Struct):
    phone_number: str
    first_name: str = ""
    last_name: str = ""
    user_id: int = 0


class Location(msgspec.Struct):
    latitude: float
    longitude: float


class Venue(msgspec.Struct):
    location: Location
    title: str = ""


class File(msgspec.Struct):
    """Any media: PhotoSize, Document, Video, Voice, Audio, Sticker..."""

    file_id: str
    file_size: int = 0
    file_name: str = ""


class Replied(msgspec.Struct):
    message_id: int


class Message(msgspec.Struct):
    message_id: int
    chat: Chat
    date: int = 0  # 0 for an inaccessible message
    sender: User | None = msgspec.field(default=None, name="from")
    text: str = ""
    caption: str = ""
    edit_date: int = 0
    message_thread_id: int = 0
    is_topic_message: bool = False
    reply_to_message: Replied | None = None
    contact: Contact | None = None
    location: Location | None = None
    venue: Venue | None = None
    photo: list[File] | None = None
    document: File | None = None
    animation: File | None = None
    video: File | None = None
    video_note: File | None = None
    voice: File | None = None
    audio: File | None = None
    sticker: File | None = None
    poll: Any = None
    dice: Any = None
    game: Any = None
    story: Any = None
    paid_media: Any = None
    checklist: Any = None
    migrate_to_chat_id: int = 0


class CallbackQuery(msgspec.Struct):
    id: str
    sender: User = msgspec.field(name="from")
    message: Message | None = None
    data: str = ""


class Member(msgspec.Struct):
    status: str
    is_member: bool = False  # of a restricted one


class MembershipChange(msgspec.Struct):
    chat: Chat
    sender: User = msgspec.field(name="from")
    date: int
    new_chat_member: Member


class Update(msgspec.Struct):
    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None
    my_chat_member: MembershipChange | None = None


class Numbered(msgspec.Struct):
    """What can be said of an update that cannot be decoded."""

    update_id: int


class Sent(msgspec.Struct):
    """A sent message, as far as it is read: its id, and where the file that it carries may be had again."""

    message_id: int
    photo: list[File] | None = None
    document: File | None = None
    video: File | None = None
