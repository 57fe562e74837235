"""The stand-in of VK: Long Poll in, `messages.send` and `execute` out. As little as bots need, as fast as it goes."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from benchmarks.pace import Window
from benchmarks.web import Exchange, fields

_EVENT = (
    '{"group_id":%s,"type":"message_new","event_id":"%032x","v":"5.199","object":{"message":{"date":%d,"from_id":%d,'
    '"id":%d,"version":%d,"out":0,"important":false,"is_hidden":false,"attachments":[],"conversation_message_id":%d,'
    '"fwd_messages":[],"text":"%s","peer_id":%d,"random_id":0},"client_info":{"button_actions":["text","callback",'
    '"open_link","location","open_app","vkpay","intent_subscribe","intent_unsubscribe"],"keyboard":true,'
    '"inline_keyboard":true,"carousel":true,"lang_id":0}}}'
)
_TOO_MANY = {"error": {"error_code": 6, "error_msg": "Too many requests per second"}}
_object = json.JSONDecoder().raw_decode


@dataclass(slots=True)
class _Group:
    first: int = 1  # the number of events[0]
    events: list[bytes] = field(default_factory=list)
    poll: tuple[Exchange, int] | None = None
    due: bool = False


class VkSide:
    """`heard(person, text)` is told every message of a bot. Tokens are `vk<group id>`. `limited` refuses what is over
    20 calls in a second."""

    def __init__(self, heard: Callable[[int, str], None]) -> None:
        self.heard = heard
        self.limited = False
        self.calls = 0
        self.refused = 0
        self.polled: set[str] = set()
        self.address = ""
        self._groups: dict[str, _Group] = {}
        self._numbers = itertools.count(1)
        self._windows: dict[str, Window] = {}

    @property
    def ready(self) -> int:
        return len(self.polled)

    def write(self, token: str, person: int, text: str) -> None:
        """A prospect writes to the community of this token."""
        group_id = token[2:]
        group = self._groups.setdefault(group_id, _Group())
        number = next(self._numbers)
        event = _EVENT % (group_id, number, int(time.time()), person, number, number, number, text, person)
        group.events.append(event.encode())
        if group.poll is not None and not group.due:
            group.due = True
            asyncio.get_running_loop().call_soon(self._flush, group)

    def handle(self, exchange: Exchange, url: str, body: bytes) -> None:
        parts = urlsplit(url)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path.startswith("/poll/"):
            self._poll(exchange, parts.path[6:], {**query, **fields(body)})
            return
        given: dict[str, Any] = {**query, **fields(body)}
        group_id = str(given.get("access_token", ""))[2:]
        method = parts.path.removeprefix("/method/")
        if self.limited and not self._windows.setdefault(group_id, Window(20)).take():
            self.refused += 1
            answer: dict[str, Any] = _TOO_MANY
        elif method == "execute":
            self.calls += 1
            answer = {"response": [self._call(name, args, group_id) for name, args in _calls(str(given["code"]))]}
        else:
            self.calls += 1
            answer = {"response": self._call(method, given, group_id)}
        exchange.reply(json.dumps(answer).encode())

    def _call(self, method: str, given: dict[str, Any], group_id: str) -> Any:
        match method:
            case "messages.send":
                number = next(self._numbers)
                peer = int(given.get("peer_id") or given.get("user_id") or given.get("peer_ids") or 0)
                self.heard(peer, str(given.get("message", "")))
                if "peer_ids" in given:
                    return [{"peer_id": peer, "message_id": number, "conversation_message_id": number}]
                return number
            case "groups.getById":
                groups = [{"id": int(group_id), "name": "Bench", "screen_name": "bench"}]
                return {"groups": groups, "profiles": []}
            case "groups.getLongPollServer":
                group = self._groups.setdefault(group_id, _Group())
                ts = str(group.first + len(group.events) - 1)
                return {"key": "k", "server": f"{self.address}/poll/{group_id}", "ts": ts}
            case "groups.getLongPollSettings":
                return {"is_enabled": True, "events": {}}
            case "users.get":
                ids = [int(one) for one in str(given.get("user_ids", "")).split(",") if one]
                return [{"id": one, "first_name": "Анна", "last_name": "", "screen_name": f"id{one}"} for one in ids]
        return 1

    def _poll(self, exchange: Exchange, group_id: str, given: dict[str, Any]) -> None:
        group = self._groups.setdefault(group_id, _Group())
        self.polled.add(group_id)
        seen = int(given["ts"])
        del group.events[: seen + 1 - group.first]
        group.first = max(group.first, seen + 1)
        group.poll = (exchange, seen)
        if group.events:
            self._flush(group)
        else:
            asyncio.get_running_loop().call_later(20, self._nothing, group, group.poll)

    def _nothing(self, group: _Group, poll: tuple[Exchange, int]) -> None:
        """A long poll ends empty."""
        if group.poll is poll:
            group.poll = None
            poll[0].reply(b'{"ts":"%d","updates":[]}' % poll[1])

    def _flush(self, group: _Group) -> None:
        group.due = False
        if group.poll is None or not group.events:
            return
        (exchange, _), group.poll = group.poll, None
        exchange.reply(b'{"ts":"%d","updates":[%b]}' % (group.first + len(group.events) - 1, b",".join(group.events)))

    def close(self) -> None:
        return None


def _calls(code: str) -> list[tuple[str, dict[str, Any]]]:
    """`return [API.messages.send({...}),...];` as names and arguments."""
    found = []
    at = code.find("API.")
    while at >= 0:
        brace = code.index("(", at)
        args, end = _object(code, brace + 1)
        found.append((code[at + 4 : brace], args))
        at = code.find("API.", end)
    return found
