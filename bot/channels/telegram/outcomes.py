"""What an error of the Bot API means for a letter: the table that the sender's branches stand on.

Codes and texts: https://core.telegram.org/bots/api#making-requests and tdlib/telegram-bot-api, Client.cpp.
"""

from __future__ import annotations

from bot.channels.base import Outcome, SendError, Sent

from .transport import CallError, DoubtError, NotSentError, RefusedError

_TOKEN_PAUSE = 60.0

# A fragment of the text of a 400, in lower case -> kind. Everything else of code 400 is `refused`: ours to mend.
_BAD_REQUESTS = {
    "message is not modified": "sent",
    "query is too old": "stale",
    "query_id_invalid": "stale",
    "message to edit not found": "stale",
    "message can't be edited": "stale",
    "message_id_invalid": "stale",
    "there is no text in the message to edit": "stale",
    "chat not found": "gone",
    "user not found": "gone",
    "peer_id_invalid": "gone",
    "group chat was deactivated": "gone",
    "chat_write_forbidden": "gone",
    "have no rights to send": "gone",
    "not enough rights to send": "gone",
}


def outcome(error: CallError) -> Outcome:
    """How a letter fares whose call met this error. Whether a 429 holds for the whole bot is the budget's to say."""
    match error:
        case DoubtError():
            return SendError("doubt", str(error))
        case NotSentError(status=status):
            return SendError("later", str(error), str(status or ""))
        case RefusedError(code=429):
            return SendError("later", error.text, "429", after=error.retry_after or 1.0)
        case RefusedError(code=403):
            return SendError("gone", error.text, "403")
        case RefusedError(code=400) if error.migrate_to:
            return SendError("moved", str(error.migrate_to), "400")
        case RefusedError(code=400):
            text = error.text.lower()
            kind = next((kind for fragment, kind in _BAD_REQUESTS.items() if fragment in text), "refused")
            return Sent() if kind == "sent" else SendError(kind, error.text, "400")
        case RefusedError(code=401 | 404):
            # The token, not the letter, is at fault: letters wait until it is put right.
            return SendError("later", error.text, str(error.code), after=_TOKEN_PAUSE, whole_channel=True)
        case RefusedError():
            return SendError("refused", error.text, str(error.code))
    return SendError("later", str(error))
