"""An event of a community becomes an `Inbound`, or nothing. Pure.

A message has one key in every way of receipt (long poll, Callback API, history), so that the same message is known
again: https://dev.vk.com/ru/api/community-events/json-schema.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeAlias

from bot.channels.base import Blocked, ChannelInput, GroupMessage, Inbound, JoinedGroup, Profile, Unblocked
from dialogs.inputs import Located, Pressed, Started, Uploaded, Wrote

Json: TypeAlias = Mapping[str, Any]

CHATS_FROM = 2_000_000_000
EVENTS = ("message_new", "message_event", "message_allow", "message_deny", "message_edit")
"""The event types that have to be ticked in the community's settings."""

# https://dev.vk.com/ru/reference/language
_LANGUAGES = {
    0: "ru", 1: "uk", 2: "be", 3: "en", 4: "es", 5: "fi", 6: "de", 7: "it", 8: "bg", 9: "hr", 10: "hu", 11: "sr",
    12: "pt", 14: "el", 15: "pl", 16: "fr", 17: "ko", 18: "zh", 19: "lt", 20: "ja", 21: "cs", 22: "et", 53: "sk",
    54: "ro", 55: "no", 56: "lv", 57: "az", 58: "hy", 59: "sq", 60: "sv", 61: "nl", 63: "ka", 64: "da", 65: "uz",
    82: "tr", 97: "kk",
}  # fmt: skip
_KINDS = {
    "photo": "photo",
    "doc": "file",
    "video": "video",
    "audio_message": "voice",
    "audio": "audio",
    "sticker": "sticker",
}
_MENTION = re.compile(r"^\s*\[club\d+\|[^\]]*\][\s,]*")
_CATALOGUE = re.compile(r"vk\.(?:com|ru)/(?:market|product|.*w=product)", re.IGNORECASE)


def parse(channel: str, event: Json, now: datetime) -> Inbound | None:
    """None for what concerns nobody: other kinds of events, the community's own messages."""
    body = event.get("object")
    if not isinstance(body, Mapping):
        return None
    event_id = str(event.get("event_id") or "")
    match event.get("type"):
        case "message_new":
            message = body.get("message", body)
            return parse_message(channel, message, now, body.get("client_info"))
        case "message_edit":
            inbound = parse_message(channel, body, now, None)
            if inbound is None or not isinstance(inbound.input, Wrote):
                return None
            changed = body.get("update_time") or body.get("version") or ""
            key = event_id or f"edit:{inbound.event_id.removeprefix('message:')}:{changed}"
            return replace(inbound, event_id=key, input=Wrote(inbound.input.text, edits=True), at=now)
        case "message_event":
            return _press(channel, body, event_id, now)
        case "message_allow" | "message_deny" as kind:
            user = str(body["user_id"])
            entry = Unblocked() if kind == "message_allow" else Blocked()
            key = event_id or f"{kind}:{user}:{body.get('key', '')}"
            return Inbound(channel, user, key, entry, now, sender=user, profile=_profile(int(user), None))
    return None


def parse_message(channel: str, message: Json, now: datetime, client_info: Json | None) -> Inbound | None:
    """A message of an event or of the history. None for outgoing ones and those of other communities."""
    author, peer = int(message["from_id"]), int(message["peer_id"])
    if message.get("out") or author <= 0:
        return None
    cmid = int(message.get("conversation_message_id") or 0)
    group = peer >= CHATS_FROM
    product = _product(message)
    entry = _entry(message, group, product)
    if entry is None:
        return None
    date = message.get("date")
    return Inbound(
        channel=channel,
        address=str(peer),
        event_id=f"message:{peer}:{int(message.get('id') or 0)}:{cmid}",
        input=entry,
        at=datetime.fromtimestamp(date, UTC) if date else now,
        sender=str(author),
        profile=_profile(author, client_info),
        message_id=f"c{cmid}" if cmid else str(message.get("id", "")),
        ref=str(message.get("ref") or ""),
        ref_source=str(message.get("ref_source") or ""),
        product=product,
        group=group,
    )


def capabilities(client_info: Json | None) -> dict[str, Any]:
    """What the sender's program can show, as `Profile.extra` keeps it; {} where VK did not say."""
    if not client_info:
        return {}
    actions = set(client_info.get("button_actions") or ())
    found = {
        "keyboard": bool(client_info.get("keyboard")),
        "inline": bool(client_info.get("inline_keyboard")),
        "carousel": bool(client_info.get("carousel")),
        "callback": "callback" in actions,
        "link": "open_link" in actions,
        "location": "location" in actions,
    }
    return {name: True for name, can in found.items() if can} or {"bare": True}


def _entry(message: Json, group: bool, product: str) -> ChannelInput | None:
    text = str(message.get("text") or "")
    payload = _payload(message.get("payload"))
    if "d" in payload:
        return Pressed(str(payload["d"]))
    if group:
        return _in_group(message, text)
    if payload.get("command") == "start":
        return Started(str(message.get("ref") or ""))
    if isinstance(geo := message.get("geo"), Mapping):
        place, point = geo.get("place") or {}, geo.get("coordinates") or {}
        if "latitude" in point:
            return Located(float(point["latitude"]), float(point["longitude"]), str(place.get("title") or ""))
    upload = _upload(message, text)
    if upload and not (product and text):
        return upload
    return Wrote(text or product)


def _in_group(message: Json, text: str) -> ChannelInput | None:
    action = message.get("action") or {}
    if action:
        if int(action.get("member_id") or 0) < 0:
            return JoinedGroup(present=action.get("type") in ("chat_invite_user", "chat_invite_user_by_link"))
        return None
    reply = message.get("reply_message") or {}
    replied = reply.get("conversation_message_id")
    upload = _upload(message, "")
    return GroupMessage(
        text=_MENTION.sub("", text),
        reply_to=f"c{replied}" if replied else "",
        attachment=upload.ref if upload else "",
    )


def _upload(message: Json, caption: str) -> Uploaded | None:
    """The first attachment that is a file; `ref` is its address where VK gives one."""
    for attachment in message.get("attachments") or ():
        kind = str(attachment.get("type"))
        body = attachment.get(kind)
        if kind in ("market", "link", "wall") or not isinstance(body, Mapping):
            continue
        name, size = str(body.get("title") or ""), int(body.get("size") or 0)
        return Uploaded(_KINDS.get(kind, "other"), _reference(kind, body), name, size, caption)
    if message.get("fwd_messages") and not caption:
        return Uploaded("other", "")
    return None


def _reference(kind: str, body: Json) -> str:
    if kind == "photo":
        sizes = [size for size in body.get("sizes") or () if size.get("url")]
        if sizes:
            return str(max(sizes, key=lambda size: size.get("width", 0) * size.get("height", 0))["url"])
    for key in ("link_ogg", "link_mp3", "url"):
        if body.get(key):
            return str(body[key])
    if "owner_id" not in body:
        return str(body.get("sticker_id", ""))
    access = f"_{body['access_key']}" if body.get("access_key") else ""
    return f"{kind}{body['owner_id']}_{body['id']}{access}"


def _product(message: Json) -> str:
    """The product card or the catalogue link that the message was written from: title and address."""
    for attachment in message.get("attachments") or ():
        match attachment.get("type"):
            case "market":
                item = attachment["market"]
                address = f"https://vk.com/product{item['owner_id']}_{item['id']}"
                return f"{item.get('title', '')} {address}".strip()
            case "link" if _CATALOGUE.search(str(attachment["link"].get("url", ""))):
                link = attachment["link"]
                return f"{link.get('title', '')} {link['url']}".strip()
    return ""


def _press(channel: str, body: Json, event_id: str, now: datetime) -> Inbound:
    user, peer, inner = str(body["user_id"]), int(body["peer_id"]), str(body["event_id"])
    cmid = body.get("conversation_message_id")
    return Inbound(
        channel=channel,
        address=str(peer),
        event_id=event_id or f"press:{peer}:{inner}",
        input=Pressed(str(_payload(body.get("payload")).get("d", ""))),
        at=now,
        sender=user,
        profile=_profile(int(user), None),
        message_id=f"c{cmid}" if cmid else "",
        press_id=f"{user}:{peer}:{inner}",
        group=peer >= CHATS_FROM,
    )


def _profile(user: int, client_info: Json | None) -> Profile:
    language = _LANGUAGES.get(client_info.get("lang_id", -1), "") if client_info else ""
    return Profile(language=language, link=f"https://vk.com/id{user}", extra=capabilities(client_info))


def _payload(raw: Any) -> Json:
    """A button's payload: VK gives an object with presses, a JSON string with messages."""
    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except ValueError:
            return {}
    return raw if isinstance(raw, Mapping) else {}
