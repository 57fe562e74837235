"""Keyboards under messages, held to the rules of the Bot API."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from .refusals import RefusalError, bad_request

_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
_IN_ROW, _IN_ALL, _INLINE = 12, 300, 100


def checked(markup: dict[str, Any] | None, *, private: bool) -> dict[str, Any] | None:
    """The keyboard as the server keeps it. Raises RefusalError; cuts silently above 12 in a row and 300 in all."""
    if not markup:
        return None
    if "inline_keyboard" in markup:
        rows = _rows(markup["inline_keyboard"])
        for button in (button for row in rows for button in row):
            _inline(button, private)
        if sum(map(len, rows)) > _INLINE:
            raise bad_request("reply markup is too long")
        return {"inline_keyboard": rows} if rows else None
    if "keyboard" in markup:
        rows = _rows(markup["keyboard"])
        if not rows:
            raise bad_request("reply markup must have at least one button")
        for button in (button for row in rows for button in row):
            _reply(button, private)
        return {**markup, "keyboard": rows}
    return markup


def _rows(rows: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    left = _IN_ALL
    kept = []
    for row in rows:
        row = row[: min(_IN_ROW, left)]
        left -= len(row)
        if row:
            kept.append(row)
    return kept


def _inline(button: dict[str, Any], private: bool) -> None:
    if not str(button.get("text", "")).strip():
        raise bad_request("inline keyboard button text must be non-empty")
    actions = [name for name in _ACTIONS if name in button]
    if not actions:
        raise _unparsed("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _unparsed(f"exactly one action is allowed, found {' and '.join(actions)}")
    match actions[0]:
        case "callback_data":
            if not 1 <= len(button["callback_data"].encode()) <= 64:
                raise bad_request("BUTTON_DATA_INVALID")
        case "url":
            parts = urlsplit(button["url"])
            if parts.scheme not in ("http", "https", "tg", "ton") or not (parts.netloc or parts.path):
                raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Unsupported URL protocol")
        case "web_app":
            if not private:
                raise bad_request("BUTTON_TYPE_INVALID")
            if urlsplit(button["web_app"].get("url", "")).scheme != "https":
                raise bad_request(
                    f"inline keyboard button Web App URL '{button['web_app'].get('url', '')}' is invalid: "
                    "Only HTTPS links are allowed"
                )


def _reply(button: dict[str, Any], private: bool) -> None:
    if not str(button.get("text", "")).strip():
        raise bad_request("keyboard button text must be non-empty")
    for field, what in (("request_contact", "phone number"), ("request_location", "location")):
        if button.get(field) and not private:
            raise bad_request(f"{what} can be requested in private chats only")


def _unparsed(text: str) -> RefusalError:
    return bad_request(f"can't parse inline keyboard button: {text}")
