"""An update of the Bot API becomes an `Inbound`, or nothing. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import msgspec

from bot.channels.base import (
    Blocked,
    ChannelInput,
    GroupMessage,
    Inbound,
    JoinedGroup,
    Migrated,
    Profile,
    Unblocked,
)
from dialogs.inputs import Located, Pressed, SharedContact, Started, Uploaded, Wrote

from .wire import CallbackQuery, File, MembershipChange, Message, Numbered, Update, User

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""What is asked for. my_chat_member has to be listed as soon as a list is given."""

_START = re.compile(r"/start(?:@\w+)?(?:\s+(?P<payload>.*))?", re.IGNORECASE | re.DOTALL)
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")

# The field of a message -> the kind of upload. An animation carries a `document` too, so it comes first.
_MEDIA = {
    "animation": "video",
    "video": "video",
    "video_note": "video",
    "voice": "voice",
    "audio": "audio",
    "sticker": "sticker",
    "document": "file",
}
_OTHER = ("poll", "dice", "game", "story", "paid_media", "checklist")

_decode = msgspec.json.Decoder(Update).decode
_decode_number = msgspec.json.Decoder(Numbered).decode


class UnreadableUpdate(ValueError):
    """An update of a shape that we do not know. `update_id` is 0 where not even that could be read."""

    def __init__(self, update_id: int) -> None:
        super().__init__(f"update {update_id} cannot be decoded")
        self.update_id = update_id


def decode(raw: bytes | msgspec.Raw) -> Update:
    """Raises UnreadableUpdate."""
    try:
        return _decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        try:
            number = _decode_number(raw).update_id
        except (msgspec.MsgspecError, UnicodeDecodeError):
            number = 0
        raise UnreadableUpdate(number) from None


def parse(update: Update, channel: str, now: datetime) -> Inbound | None:
    """None for what is not meant for us: channel posts, other bots, service messages."""
    if update.message is not None:
        return _message(update.message, channel, update.update_id, now, edited=False)
    if update.callback_query is not None:
        return _press(update.callback_query, channel, update.update_id, now)
    if update.edited_message is not None:
        return _message(update.edited_message, channel, update.update_id, now, edited=True)
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member, channel, update.update_id)
    return None


def _message(message: Message, channel: str, update_id: int, now: datetime, *, edited: bool) -> Inbound | None:
    sender = message.sender
    group = message.chat.type in ("group", "supergroup")
    if not group and message.chat.type != "private":
        return None
    if sender is None or (sender.is_bot and not message.migrate_to_chat_id):
        return None
    given = _group_input(message, edited) if group else _private_input(message, sender, edited)
    if given is None:
        return None
    date = message.edit_date if edited and message.edit_date else message.date
    return Inbound(
        channel=channel,
        address=str(message.chat.id),
        event_id=str(update_id),
        input=given,
        at=datetime.fromtimestamp(date, UTC) if date else now,
        sender=str(sender.id),
        profile=_profile(sender),
        message_id=str(message.message_id),
        group=group,
    )


def _private_input(message: Message, sender: User, edited: bool) -> ChannelInput | None:
    if message.text:
        if edited:
            return Wrote(message.text, edits=True)
        start = _START.fullmatch(message.text)
        return Started(_payload(start)) if start else Wrote(message.text)
    if edited:
        return None  # a caption of an upload that has been answered for
    if message.contact is not None:
        return _contact(message, sender)
    if message.venue is not None:
        return Located(message.venue.location.latitude, message.venue.location.longitude, message.venue.title)
    if message.location is not None:
        return Located(message.location.latitude, message.location.longitude)
    if message.photo:
        return _upload("photo", message.photo[-1], message.caption)
    for field, kind in _MEDIA.items():
        if (file := getattr(message, field)) is not None:
            return _upload(kind, file, message.caption)
    if any(getattr(message, field) is not None for field in _OTHER):
        return Uploaded("other", "")
    return None


def _group_input(message: Message, edited: bool) -> ChannelInput | None:
    if message.migrate_to_chat_id:
        return Migrated(str(message.migrate_to_chat_id))
    text = message.text or message.caption
    files = [message.photo[-1] if message.photo else None, *(getattr(message, field) for field in _MEDIA)]
    attachment = next((file.file_id for file in files if file is not None), "")
    if edited or not (text or attachment):
        return None
    return GroupMessage(
        text=text,
        reply_to=str(message.reply_to_message.message_id) if message.reply_to_message else "",
        thread=str(message.message_thread_id) if message.is_topic_message else "",
        attachment=attachment,
    )


def _payload(start: re.Match[str]) -> str:
    """Only what a link can carry (https://core.telegram.org/bots/features#deep-linking); typed words are none."""
    payload = (start["payload"] or "").strip()
    return payload if _PAYLOAD.fullmatch(payload) else ""


def _contact(message: Message, sender: User) -> SharedContact:
    """Anybody's card can be sent: it is the sender's own only if the platform says that it belongs to their account."""
    assert message.contact is not None
    contact = message.contact
    own = contact.user_id == sender.id
    phone = contact.phone_number.strip()
    if own and phone.isdigit():
        phone = f"+{phone}"  # an account's number is international, with or without the sign
    return SharedContact(phone, own, contact.first_name, contact.last_name)


def _upload(kind: str, file: File, caption: str) -> Uploaded:
    return Uploaded(kind, file.file_id, file.file_name, file.file_size, caption)


def _press(query: CallbackQuery, channel: str, update_id: int, now: datetime) -> Inbound | None:
    if query.sender.is_bot:
        return None
    message = query.message
    return Inbound(
        channel=channel,
        address=str(message.chat.id if message else query.sender.id),
        event_id=str(update_id),
        input=Pressed(query.data),
        at=now,
        sender=str(query.sender.id),
        profile=_profile(query.sender),
        message_id=str(message.message_id) if message else "",
        press_id=query.id,
        group=message is not None and message.chat.type != "private",
    )


def _membership(change: MembershipChange, channel: str, update_id: int) -> Inbound | None:
    if change.chat.type == "channel":
        return None
    group = change.chat.type != "private"
    status = change.new_chat_member.status
    present = status in ("member", "administrator", "creator") or change.new_chat_member.is_member
    given: ChannelInput
    if group:
        given = JoinedGroup(present)
    else:
        given = Unblocked() if present else Blocked()
    return Inbound(
        channel=channel,
        address=str(change.chat.id),
        event_id=str(update_id),
        input=given,
        at=datetime.fromtimestamp(change.date, UTC),
        sender=str(change.sender.id),
        profile=_profile(change.sender),
        group=group,
    )


def _profile(user: User) -> Profile:
    return Profile(
        first_name=user.first_name,
        last_name=user.last_name,
        username=user.username,
        language=user.language_code,
        link=f"https://t.me/{user.username}" if user.username else "",
        is_bot=user.is_bot,
    )
