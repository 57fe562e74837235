"""Methods, their fields and types: a small table of our own, and the official schema where it lies beside the project.

Every call is held against the table; where `../shared/specs` is there, every call and every update that the emulator
sends is held against the official schema as well.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

OFFICIAL = Path(__file__).resolve().parents[4] / "shared/specs/telegram/bot-api-10.3.json"

_MARKUP = "InlineKeyboardMarkup or ReplyKeyboardMarkup or ReplyKeyboardRemove or ForceReply"
_CHAT = "chat_id!: Integer or String"
_SENT = (
    f"message_thread_id: Integer; disable_notification: Boolean; protect_content: Boolean; "
    f"reply_parameters: ReplyParameters; reply_markup: {_MARKUP}"
)
_CAPTION = "caption: String; parse_mode: String; caption_entities: Array of MessageEntity"
_EDITED = "chat_id: Integer or String; message_id: Integer; inline_message_id: String"

METHODS = {
    "getMe": "",
    "getUpdates": "offset: Integer; limit: Integer; timeout: Integer; allowed_updates: Array of String",
    "setWebhook": "url!: String; certificate: InputFile; ip_address: String; max_connections: Integer; "
    "allowed_updates: Array of String; drop_pending_updates: Boolean; secret_token: String",
    "deleteWebhook": "drop_pending_updates: Boolean",
    "getWebhookInfo": "",
    "sendMessage": f"{_CHAT}; text!: String; parse_mode: String; entities: Array of MessageEntity; "
    f"link_preview_options: LinkPreviewOptions; {_SENT}",
    "sendPhoto": f"{_CHAT}; photo!: InputFile or String; {_CAPTION}; has_spoiler: Boolean; {_SENT}",
    "sendDocument": f"{_CHAT}; document!: InputFile or String; thumbnail: InputFile or String; "
    f"disable_content_type_detection: Boolean; {_CAPTION}; {_SENT}",
    "sendVideo": f"{_CHAT}; video!: InputFile or String; duration: Integer; width: Integer; height: Integer; "
    f"supports_streaming: Boolean; {_CAPTION}; {_SENT}",
    "sendChatAction": f"{_CHAT}; action!: String; message_thread_id: Integer",
    "editMessageText": f"{_EDITED}; text: String; parse_mode: String; entities: Array of MessageEntity; "
    "link_preview_options: LinkPreviewOptions; reply_markup: InlineKeyboardMarkup",
    "editMessageCaption": f"{_EDITED}; {_CAPTION}; reply_markup: InlineKeyboardMarkup",
    "editMessageReplyMarkup": f"{_EDITED}; reply_markup: InlineKeyboardMarkup",
    "deleteMessage": f"{_CHAT}; message_id!: Integer",
    "answerCallbackQuery": "callback_query_id!: String; text: String; show_alert: Boolean; url: String; "
    "cache_time: Integer",
    "getFile": "file_id!: String",
    "getChat": _CHAT,
    "getChatMember": f"{_CHAT}; user_id!: Integer",
    "leaveChat": _CHAT,
    "createForumTopic": f"{_CHAT}; name!: String; icon_color: Integer; icon_custom_emoji_id: String",
    "setMyCommands": "commands!: Array of BotCommand; scope: BotCommandScope; language_code: String",
    "getMyCommands": "scope: BotCommandScope; language_code: String",
    "deleteMyCommands": "scope: BotCommandScope; language_code: String",
}

OBJECTS = {
    "InlineKeyboardMarkup": "inline_keyboard!: Array of Array of InlineKeyboardButton",
    "InlineKeyboardButton": "text!: String; icon_custom_emoji_id: String; style: String; url: String; "
    "callback_data: String; web_app: WebAppInfo; login_url: LoginUrl; switch_inline_query: String; "
    "switch_inline_query_current_chat: String; copy_text: CopyTextButton; pay: Boolean",
    "ReplyKeyboardMarkup": "keyboard!: Array of Array of KeyboardButton; is_persistent: Boolean; "
    "resize_keyboard: Boolean; one_time_keyboard: Boolean; input_field_placeholder: String; selective: Boolean",
    "KeyboardButton": "text!: String; icon_custom_emoji_id: String; style: String; request_contact: Boolean; "
    "request_location: Boolean; web_app: WebAppInfo",
    "ReplyKeyboardRemove": "remove_keyboard!: True; selective: Boolean",
    "ForceReply": "force_reply!: True; input_field_placeholder: String; selective: Boolean",
    "ReplyParameters": "message_id: Integer; chat_id: Integer or String; allow_sending_without_reply: Boolean",
    "LinkPreviewOptions": "is_disabled: Boolean; url: String; prefer_small_media: Boolean; "
    "prefer_large_media: Boolean; show_above_text: Boolean",
    "BotCommand": "command!: String; description!: String; is_ephemeral: Boolean",
}

_PLAIN: dict[str, type | tuple[type, ...]] = {"String": str, "Float": (int, float), "Integer": int}


class Schema:
    """Names and types of fields: `method(name, args)` and `object(type, value)` list what is wrong, [] for nothing."""

    def __init__(self, methods: dict[str, dict[str, str]], objects: dict[str, dict[str, str]]) -> None:
        """Fields by method and by object: name -> type; a required field's type ends with `!`."""
        self.methods = methods
        self.objects = objects

    def method(self, name: str, args: dict[str, Any]) -> list[str]:
        if name not in self.methods:
            return [f"unknown method {name}"]
        return self._fields(name, self.methods[name], args)

    def object(self, type_name: str, value: Any, path: str = "") -> list[str]:
        path = path or type_name
        if type_name.startswith("Array of "):
            if not isinstance(value, list):
                return [f"{path}: a list is wanted, not {type(value).__name__}"]
            return [
                fault
                for number, item in enumerate(value)
                for fault in self.object(type_name.removeprefix("Array of "), item, f"{path}[{number}]")
            ]
        alternatives = [part for word in type_name.split(" or ") for part in word.replace(" and ", ", ").split(", ")]
        if len(alternatives) > 1:
            found = [self.object(alternative, value, path) for alternative in alternatives]
            return min(found, key=len)
        if type_name in ("Boolean", "True"):
            fits = isinstance(value, bool) if type_name == "Boolean" else value is True
            return [] if fits else [f"{path}: {type_name} is wanted, not {value!r}"]
        if type_name in _PLAIN:
            fits = isinstance(value, _PLAIN[type_name]) and not isinstance(value, bool)
            return [] if fits else [f"{path}: {type_name} is wanted, not {type(value).__name__}"]
        if type_name == "InputFile":
            return [] if isinstance(value, Upload) else [f"{path}: a file is wanted"]
        if not isinstance(value, dict):
            return [f"{path}: {type_name} is wanted, not {type(value).__name__}"]
        fields = self.objects.get(type_name)
        return self._fields(path, fields, value) if fields else []

    def _fields(self, path: str, fields: dict[str, str], values: dict[str, Any]) -> list[str]:
        faults = [f"unknown field {name} of {path}" for name in values if name not in fields]
        for name, type_name in fields.items():
            if name in values:
                faults += self.object(type_name.rstrip("!"), values[name], f"{path}.{name}")
            elif type_name.endswith("!"):
                faults.append(f"field {name} of {path} is missing")
        return faults


class Upload:
    """A file in a multipart request."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        self.content = content


def _read(line: str) -> dict[str, str]:
    """`chat_id!: Integer or String; text: String` as {"chat_id": "Integer or String!", "text": "String"}."""
    fields = {}
    for part in filter(None, line.split("; ")):
        name, type_name = part.split(": ")
        fields[name.rstrip("!")] = type_name + ("!" if name.endswith("!") else "")
    return fields


BUILT_IN = Schema(*({name: _read(line) for name, line in table.items()} for table in (METHODS, OBJECTS)))


@functools.cache
def official() -> Schema | None:
    """The platform's own schema; None where the folder is not there."""
    if not OFFICIAL.exists():
        return None
    methods: dict[str, dict[str, str]] = {}
    objects: dict[str, dict[str, str]] = {}
    for section in json.loads(OFFICIAL.read_text("utf-8"))["items"]:
        for item in section["children"]:
            fields = {
                field["name"]: field["type"] + ("!" if field["required"] else "")
                for field in item.get("annotations", ())
            }
            (methods if item["category"] == "methods" else objects)[item["name"]] = fields
    return Schema(methods, objects)
