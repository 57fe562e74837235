"""What VK says when it refuses: its own codes and texts (VK API schema 5.199, errors.json)."""

from __future__ import annotations

from typing import Any

TEXTS = {
    1: "Unknown error occurred",
    3: "Unknown method passed",
    5: "User authorization failed: invalid access_token (4).",
    6: "Too many requests per second",
    7: "Permission to perform this action is denied",
    8: "Invalid request",
    9: "Flood control",
    10: "Internal server error",
    12: "Unable to compile code",
    13: "Runtime error occurred during code invocation",
    14: "Captcha needed",
    15: "Access denied",
    17: "Validation required",
    18: "User was deleted or banned",
    27: "Group authorization failed: method is unavailable with group auth.",
    29: "Rate limit reached",
    100: "One of the parameters specified was missing or invalid",
    104: "Not found",
    113: "Invalid user id",
    125: "Invalid group id",
    900: "Can't send messages for users from blacklist",
    901: "Can't send messages for users without permission",
    902: "Can't send messages to this user due to their privacy settings",
    909: "Can't edit this message, because it's too old",
    911: "Keyboard format is invalid",
    912: "This is a chat bot feature, change this status in settings",
    914: "Message is too long",
    917: "You don't have access to this chat",
    936: "Contact not found",
    945: "Chat was disabled",
    950: "Can't send message, reply timed out",
    2000: "Servers number limit is reached",
}


class Refused(Exception):
    """A call is answered with `{"error": {...}}` and HTTP 200."""

    def __init__(self, code: int, detail: str = "", text: str = "") -> None:
        usual = TEXTS.get(code, "Unknown error occurred")
        self.code = code
        self.text = text or (f"{usual}: {detail}" if detail else usual)
        super().__init__(self.text)

    def json(self, params: dict[str, Any]) -> dict[str, Any]:
        """The body of `error`: the request's parameters come back without the token."""
        shown = [{"key": key, "value": str(value)} for key, value in params.items() if key != "access_token"]
        body: dict[str, Any] = {"error_code": self.code, "error_msg": self.text, "request_params": shown}
        if self.code == 14:
            body |= {
                "captcha_sid": "239633676097",
                "captcha_img": "https://vk.example.com/captcha.php?sid=239633676097",
            }
        return body


def bad_parameter(detail: str) -> Refused:
    return Refused(100, detail)
