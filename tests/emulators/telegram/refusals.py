"""What the Bot API says when it refuses: its own codes and texts (tdlib/telegram-bot-api Client.cpp, tdlib/td)."""

from __future__ import annotations

import math
from typing import Any

BLOCKED = "Forbidden: bot was blocked by the user"
DEACTIVATED = "Forbidden: user is deactivated"
NEVER_STARTED = "Forbidden: bot can't initiate conversation with a user"
TWO_POLLERS = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
POLLING_WITH_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


class RefusalError(Exception):
    """A call is answered `ok: false` with this code, text and parameters."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def json(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad_request(text: str) -> RefusalError:
    return RefusalError(400, f"Bad Request: {text}")


def too_many_requests(seconds: float) -> RefusalError:
    after = max(1, math.ceil(seconds))
    return RefusalError(429, f"Too Many Requests: retry after {after}", retry_after=after)


def upgraded(new_id: int) -> RefusalError:
    return RefusalError(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=new_id)


def usual_text(code: int) -> str:
    """What the server says for a bare code, where a test gave none."""
    return {
        400: "Bad Request",
        401: "Unauthorized",
        403: "Forbidden",
        404: "Not Found",
        409: TWO_POLLERS,
        413: "Request Entity Too Large",
        500: "Internal Server Error",
        502: "Bad Gateway",
    }.get(code, "Internal Server Error")
