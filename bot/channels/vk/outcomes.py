"""What an error of VK means for a letter: the table of codes and kinds.

Codes: https://dev.vk.com/ru/reference/errors. What is not in the table is ours to fix.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.base import SendError

from .client import CallError, DoubtError, RefusedError

TOO_MANY = 6  # taken again in the next slot, never told to the sender
EXECUTE_AT_FAULT = (8, 12, 13, 100)  # one call spoils the whole `execute`: each is tried by itself


@dataclass(frozen=True, slots=True)
class _Kind:
    kind: str
    after: float = 0.0
    whole_channel: bool = False


_KINDS = {
    1: _Kind("later", 5),  # unknown error: VK asks to come back
    5: _Kind("later", 60, True),  # the token is not valid (any more): ours to put right, no letter is at fault
    7: _Kind("gone"),  # no right to write to this person
    9: _Kind("later", 30),  # flood control: too much of the same
    10: _Kind("later", 3),  # internal error
    14: _Kind("later", 60, True),  # captcha: a community cannot answer it, only wait
    15: _Kind("later", 60, True),  # community messages or a right of the token are off: the owner's to put right
    17: _Kind("later", 300, True),  # the owner has to confirm the sign-in
    18: _Kind("gone"),  # deleted or banned
    27: _Kind("later", 60, True),  # the community's token is not valid (any more)
    28: _Kind("later", 60, True),
    29: _Kind("later", 900, True),  # the method's own limit, hours long
    100: _Kind("refused"),
    113: _Kind("gone"),  # no such person
    900: _Kind("gone"),  # in the community's black list
    901: _Kind("gone"),  # has not allowed messages
    902: _Kind("gone"),  # forbidden by the person's privacy settings
    909: _Kind("stale"),  # too old to be edited
    911: _Kind("refused"),
    914: _Kind("refused"),
    917: _Kind("gone"),  # put out of the chat
    936: _Kind("gone"),  # no such conversation
    945: _Kind("gone"),  # the chat was switched off
    950: _Kind("gone"),  # the time to reply is over: until the person writes again
}


def refused(method: str, code: int, text: str) -> SendError:
    """VK's own error of a call."""
    if method == "messages.sendMessageEventAnswer" and code in (15, 100):
        return SendError("stale", f"the press can no longer be answered: {text}", str(code))
    if method == "messages.edit" and code == 15:
        return SendError("stale", f"the message can no longer be edited: {text}", str(code))
    found = _KINDS.get(code, _Kind("refused"))
    words = f"VK error {code}: {text}"
    return SendError(found.kind, words, str(code), found.after, found.whole_channel)


def failed(method: str, error: CallError) -> SendError:
    """An error of the request as a whole."""
    match error:
        case RefusedError(code=code, text=text):
            return refused(method, code, text)
        case DoubtError():
            return SendError("doubt", str(error), after=1.0)
        case _:
            return SendError("later", str(error), after=1.0)
