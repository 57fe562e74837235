"""Methods and their parameters: a small table of our own, and VK's own schema where it lies beside the project.

Every call is held against the table; where `../shared/specs` is there, against the official schema (5.199) as well,
less its known gaps.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

OFFICIAL = Path(__file__).resolve().parents[4] / "shared/specs/vk"
COMMON = {"access_token", "v", "lang"}

_EVENTS = (
    "message_new message_reply message_allow message_edit message_deny message_typing_state message_read photo_new "
    "audio_new video_new wall_reply_new wall_post_new market_order_new market_order_edit group_join group_leave "
    "group_change_settings user_block user_unblock like_add like_remove message_event message_reaction_event"
)
_TICKS = "; ".join(f"{name}: boolean" for name in _EVENTS.split())
_SERVER = "group_id!: integer; url!: string; title!: string 14; secret_key: string 50"

METHODS = {
    "messages.send": "user_id: integer; random_id: integer; peer_id: integer; peer_ids: array 100; domain: string; "
    "chat_id: integer; message: string; lat: number; long: number; attachment: string 9000; reply_to: integer; "
    "forward_messages: array 1000; forward: string; sticker_id: integer; group_id: integer; keyboard: string; "
    "template: string; payload: string 1000; content_source: string; dont_parse_links: boolean; "
    "disable_mentions: boolean; intent: string; subscribe_id: integer",
    "messages.edit": "peer_id!: integer; message: string; lat: number; long: number; attachment: string; "
    "keep_forward_messages: boolean; keep_snippets: boolean; group_id: integer; dont_parse_links: boolean; "
    "disable_mentions: boolean; message_id: integer; cmid: integer; template: string; keyboard: string",
    "messages.sendMessageEventAnswer": "event_id!: string; user_id!: integer; peer_id!: integer; "
    "event_data: string 1000",
    "messages.getHistory": "offset: integer; count: integer 200; user_id: integer; peer_id: integer; "
    "start_message_id: integer; rev: integer; extended: boolean; fields: array; group_id: integer",
    "messages.getConversations": "offset: integer; count: integer 200; filter: string; extended: boolean; "
    "start_message_id: integer; fields: array; group_id: integer",
    "messages.getConversationsById": "peer_ids!: array 100; extended: boolean; fields: array; group_id: integer",
    "messages.getConversationMembers": "peer_id!: integer; offset: integer; count: integer 1000; extended: boolean; "
    "fields: array; group_id: integer",
    "users.get": "user_ids: array 1000; fields: array; name_case: string; from_group_id: integer",
    "groups.getById": "group_ids: array; group_id: string; fields: array",
    "groups.getSettings": "group_id!: string",
    "groups.getTokenPermissions": "",
    "groups.getLongPollServer": "group_id!: integer",
    "groups.getLongPollSettings": "group_id!: integer",
    "groups.setLongPollSettings": f"group_id!: integer; enabled: boolean; api_version: string; {_TICKS}",
    "groups.getCallbackConfirmationCode": "group_id!: integer",
    "groups.getCallbackServers": "group_id!: integer; server_ids: array",
    "groups.addCallbackServer": _SERVER,
    "groups.editCallbackServer": f"{_SERVER}; server_id!: integer",
    "groups.deleteCallbackServer": "group_id!: integer; server_id!: integer",
    "groups.getCallbackSettings": "group_id!: integer; server_id: integer",
    "groups.setCallbackSettings": f"group_id!: integer; server_id: integer; api_version: string; {_TICKS}; "
    "lead_forms_new: boolean",
    "photos.getMessagesUploadServer": "peer_id: integer",
    "photos.saveMessagesPhoto": "photo!: string; server: integer; hash: string",
    "docs.getMessagesUploadServer": "type: string; peer_id: integer",
    "docs.save": "file!: string; title: string; tags: string; return_tags: boolean",
    "execute": "code!: string",
}


class Schema:
    """`method(name, params)` gives what is wrong with a call in words, [] for nothing."""

    def __init__(self, methods: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
        """Parameters by method: name -> {type, required, maxLength, maximum, maxItems, enum}."""
        self.methods = methods

    def method(self, name: str, params: Mapping[str, Any]) -> list[str]:
        fields = self.methods[name]
        faults = [f"{key} is unknown" for key in params if key not in fields and key not in COMMON]
        for key, field in fields.items():
            if key in params:
                faults += [f"{key} {fault}" for fault in _value(field, params[key])]
            elif field.get("required"):
                faults.append(f"{key} is undefined")
        return faults


def _value(field: Mapping[str, Any], value: Any) -> list[str]:
    kinds = field["type"] if isinstance(field["type"], list) else [field["type"]]
    text = value if isinstance(value, str) else json.dumps(value)
    if "string" in kinds:
        if not isinstance(value, str | int):
            return ["must be a string"]
        if len(text) > field.get("maxLength", len(text)):
            return [f"is longer than {field['maxLength']}"]
    elif "array" in kinds:
        items = value if isinstance(value, list) else text.split(",")
        if len(items) > field.get("maxItems", len(items)):
            return [f"has more than {field['maxItems']} items"]
    elif "boolean" in kinds:
        if text not in ("0", "1", "true", "false"):
            return ["must be 0 or 1"]
    else:
        try:
            number = float(text) if "number" in kinds else int(text)
        except ValueError:
            return [f"must be {kinds[0]}"]
        if not field.get("minimum", number) <= number <= field.get("maximum", number):
            return ["is out of range"]
    if "enum" in field and value not in field["enum"] and text not in map(str, field["enum"]):
        return [f"is not one of {field['enum']}"]
    return []


def _read(line: str) -> dict[str, dict[str, Any]]:
    """`peer_id!: integer; title: string 14` as parameters."""
    fields = {}
    for part in filter(None, line.split("; ")):
        name, kind = part.split(": ")
        word, _, limit = kind.partition(" ")
        field: dict[str, Any] = {"type": word, "required": name.endswith("!")}
        if limit:
            field[{"string": "maxLength", "array": "maxItems", "integer": "maximum"}[word]] = int(limit)
        fields[name.rstrip("!")] = field
    return fields


BUILT_IN = Schema({name: _read(line) for name, line in METHODS.items()})


@functools.cache
def official() -> Schema | None:
    """VK's own schema of the methods in our table; None where the folder is not there."""
    if not OFFICIAL.exists():
        return None
    methods = {}
    for section in sorted({name.split(".")[0] for name in METHODS}):
        for method in json.loads((OFFICIAL / section / "methods.json").read_text("utf-8"))["methods"]:
            methods[method["name"]] = {field["name"]: field for field in method.get("parameters", ())}
    methods["execute"] = {"code": {"type": "string", "required": True}}  # a gap: it has no parameters there
    return Schema(methods)
