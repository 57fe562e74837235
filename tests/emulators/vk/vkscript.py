"""The one form of VKScript that is understood: `return [API.messages.send({...}),API.users.get({...})];`."""

from __future__ import annotations

import json
import re
from typing import Any

from .refusals import Refused

MOST_CALLS = 25
_CALL = re.compile(r"\s*API\.([a-zA-Z]+\.[a-zA-Z]+)\(")
_OPEN = re.compile(r"\s*return\s*\[")
_CLOSE = re.compile(r"\s*\]\s*;?\s*")


def calls(code: str) -> list[tuple[str, dict[str, Any]]]:
    """Method and arguments of each call, in order. Raises Refused 12 (cannot be compiled), 13 (too many calls)."""
    if "\u2028" in code or "\u2029" in code:
        raise Refused(12, "unterminated string literal")
    opened = _OPEN.match(code)
    if not opened:
        raise Refused(12, "only `return [API.x({...}),...];` is understood here")
    at, found = opened.end(), list[tuple[str, dict[str, Any]]]()
    while call := _CALL.match(code, at):
        try:
            arguments, at = json.JSONDecoder().raw_decode(code, call.end())
        except ValueError as error:
            raise Refused(12, f"{error}") from None
        if not isinstance(arguments, dict) or code[at : at + 1] != ")":
            raise Refused(12, f"syntax error at {at}")
        found.append((call[1], arguments))
        at += 1
        if code[at : at + 1] != ",":
            break
        at += 1
    if not _CLOSE.fullmatch(code, at):
        raise Refused(12, f"syntax error at {at}")
    if len(found) > MOST_CALLS:
        raise Refused(13, "too many api calls")
    return found
