"""Keyboards and carousels as VK takes them: anything else is error 911 (keyboards) or 100 (templates)."""

from __future__ import annotations

import json
from typing import Any

from .refusals import Refused, bad_parameter
from .world import Json

_FIELDS = {
    "text": {"type", "label", "payload"},
    "callback": {"type", "label", "payload"},
    "open_link": {"type", "label", "payload", "link"},
    "location": {"type", "payload"},
    "vkpay": {"type", "payload", "hash"},
    "open_app": {"type", "label", "payload", "app_id", "owner_id", "hash"},
}
_NEEDED = {"text": "label", "callback": "label", "open_link": "label link", "vkpay": "hash", "open_app": "label app_id"}
_WHOLE_ROW = {"location", "vkpay", "open_app"}
_COLOURS = {"primary", "secondary", "negative", "positive"}


def keyboard(raw: Any) -> Json:
    """The keyboard, read from its JSON string. Raises Refused 911."""
    if not isinstance(raw, str):
        raise Refused(911, "keyboard must be a JSON string")
    board = _object(raw, 911)
    if unknown := set(board) - {"one_time", "inline", "buttons"}:
        raise Refused(911, f"unknown field {min(unknown)}")
    for flag in ("one_time", "inline"):
        if not isinstance(board.get(flag, False), bool):
            raise Refused(911, f"{flag} is not boolean")
    inline = board.get("inline", False)
    if inline and board.get("one_time"):
        raise Refused(911, "one_time is not available with inline")
    rows = board.get("buttons")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Refused(911, "buttons must be an array of arrays")
    if inline and not rows:
        raise Refused(911, "inline keyboard is empty")
    most_rows, most = (6, 10) if inline else (10, 40)
    if len(rows) > most_rows:
        raise Refused(911, f"max {most_rows} rows")
    if sum(map(len, rows)) > most:
        raise Refused(911, f"max {most} buttons")
    for row in rows:
        _row(row)
    return board


def template(raw: Any) -> Json:
    """The carousel, read from its JSON string. Raises Refused 100 or 911 (its buttons)."""
    if not isinstance(raw, str):
        raise bad_parameter("template must be a JSON string")
    body = _object(raw, 100)
    elements = body.get("elements")
    if body.get("type") != "carousel" or not isinstance(elements, list) or not 1 <= len(elements) <= 10:
        raise bad_parameter("template: a carousel has 1 to 10 elements")
    if unknown := set(body) - {"type", "elements"}:
        raise bad_parameter(f"template: unknown field {min(unknown)}")
    for element in elements:
        if unknown := set(element) - {"title", "description", "photo_id", "buttons", "action"}:
            raise bad_parameter(f"template: unknown field {min(unknown)}")
        if not element.get("photo_id") and not (element.get("title") and element.get("description")):
            raise bad_parameter("template: an element needs a photo_id, or a title and a description")
        if max(len(element.get("title", "")), len(element.get("description", ""))) > 80:
            raise bad_parameter("template: title or description is longer than 80 characters")
        buttons = element.get("buttons")
        if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
            raise bad_parameter("template: an element has 1 to 3 buttons")
        if len(buttons) != len(elements[0]["buttons"]):
            raise bad_parameter("template: every element has the same number of buttons")
        for button in buttons:
            _button(button)
    return body


def _row(row: list[Any]) -> None:
    if not 1 <= len(row) <= 5:
        raise Refused(911, "a row has 1 to 5 buttons")
    for button in row:
        if _button(button) in _WHOLE_ROW and len(row) > 1:
            raise Refused(911, f"a {button['action']['type']} button takes the whole row")


def _button(button: Any) -> str:
    """Returns the kind of the button."""
    if not isinstance(button, dict) or not isinstance(button.get("action"), dict):
        raise Refused(911, "button has no action")
    if unknown := set(button) - {"action", "color"}:
        raise Refused(911, f"unknown field {min(unknown)}")
    action = button["action"]
    kind = action.get("type")
    if kind not in _FIELDS:
        raise Refused(911, f"unknown action type {kind}")
    if unknown := set(action) - _FIELDS[kind]:
        raise Refused(911, f"{kind}: unknown field {min(unknown)}")
    for name in _NEEDED.get(kind, "").split():
        if not action.get(name):
            raise Refused(911, f"{kind}: {name} is missing")
    if len(action.get("label", "")) > 40:
        raise Refused(911, "label is longer than 40 characters")
    if kind == "open_link" and not str(action["link"]).startswith(("https://", "http://")):
        raise Refused(911, "link is invalid")
    if "payload" in action:
        _payload(action["payload"])
    if "color" in button and (kind not in ("text", "callback") or button["color"] not in _COLOURS):
        raise Refused(911, f"color {button['color']} on a {kind} button")
    return str(kind)


def _payload(payload: Any) -> None:
    if not isinstance(payload, str):
        raise Refused(911, "payload must be a JSON string")
    if len(payload) > 255:
        raise Refused(911, "payload is longer than 255 characters")
    try:
        json.loads(payload)
    except ValueError:
        raise Refused(911, "payload is not valid JSON") from None


def _object(raw: str, code: int) -> Json:
    try:
        value = json.loads(raw)
    except ValueError:
        raise Refused(code, "invalid JSON") from None
    if not isinstance(value, dict):
        raise Refused(code, "a JSON object is wanted")
    return value
