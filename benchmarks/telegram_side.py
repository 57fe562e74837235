"""The stand-in of Telegram: it posts updates to the webhooks that bots set, and takes their calls. As little as bots
need, as fast as it goes."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

from benchmarks.hooks import Hooks
from benchmarks.pace import Bucket
from benchmarks.web import Exchange, fields

_TRUE = b'{"ok":true,"result":true}'
_ME = b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"Bench","username":"bench_bot"}}'
_THROTTLED = (
    b'{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1","parameters":{"retry_after":1}}'
)
_SENT = (
    '{"ok":true,"result":{"message_id":%d,"from":{"id":1,"is_bot":true,"first_name":"Bench","username":"bench_bot"},'
    '"chat":{"id":%s,"first_name":"\\u0410\\u043d\\u043d\\u0430","type":"private"},"date":%d,"text":"..."}}'
)
_UPDATE = (
    '{"update_id":%d,"message":{"message_id":%d,"from":{"id":%d,"is_bot":false,"first_name":"Анна",'
    '"username":"u%d","language_code":"ru"},"chat":{"id":%d,"first_name":"Анна","username":"u%d","type":"private"},'
    '"date":%d,"text":"%s"%s}}'
)
_COMMAND = ',"entities":[{"offset":0,"length":6,"type":"bot_command"}]'


class TelegramSide:
    """`heard(chat, text)` is told every message of a bot. `limited` refuses what is over 30 calls a second."""

    def __init__(self, heard: Callable[[int, str], None]) -> None:
        self.heard = heard
        self.limited = False
        self.calls = 0
        self.refused = 0
        self._hooks = Hooks()
        self._numbers = itertools.count(1)
        self._buckets: dict[str, Bucket] = {}

    @property
    def ready(self) -> int:
        """How many bots have said where updates go."""
        return len(self._hooks.known)

    def write(self, token: str, person: int, text: str) -> None:
        """A prospect writes to the bot of this token."""
        number = next(self._numbers)
        tail = _COMMAND if text.startswith("/") else ""
        update = _UPDATE % (number, number, person, person, person, person, int(time.time()), text, tail)
        self._hooks.post(token, update.encode())

    def handle(self, exchange: Exchange, url: str, body: bytes) -> None:
        token, _, method = url[4:].partition("/")  # /bot<token>/<method>
        method = method.partition("?")[0].lower()
        if method == "sendmessage":
            self._send(exchange, token, fields(body))
        elif method == "getme":
            exchange.reply(_ME)
        elif method == "setwebhook":
            given = fields(body)
            self._hooks.set(token, str(given["url"]), str(given.get("secret_token") or ""))
            exchange.reply(_TRUE)
        else:
            if method.startswith(("edit", "answer")):
                self.calls += 1
            exchange.reply(_TRUE)

    def _send(self, exchange: Exchange, token: str, given: dict[str, object]) -> None:
        self.calls += 1
        if self.limited and self._buckets.setdefault(token, Bucket(30, 30)).take() > 0:
            self.refused += 1
            exchange.reply(_THROTTLED)
            return
        chat = given["chat_id"]
        exchange.reply((_SENT % (next(self._numbers), chat, int(time.time()))).encode())
        self.heard(int(str(chat)), str(given.get("text", "")))

    def close(self) -> None:
        self._hooks.close()
