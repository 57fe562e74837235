"""Posts updates to webhooks over keep-alive connections, and posts again what was not taken, as Telegram does."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import cast
from urllib.parse import urlsplit

import httptools

CONNECTIONS = 100  # to one server; https://core.telegram.org/bots/api#setwebhook allows as many
_AGAIN_AFTER = 0.2  # seconds


class Hooks:
    """`known` maps a bot's token to the head of its requests."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}
        self.again = 0
        self._server: tuple[str, int] = ("", 0)
        self._idle: list[_Post] = []
        self._all: set[_Post] = set()
        self._making = 0
        self._waiting: deque[bytes] = deque()
        self._tasks: set[asyncio.Task[tuple[asyncio.Transport, _Post]]] = set()

    def set(self, token: str, url: str, secret: str) -> None:
        parts = urlsplit(url)
        self._server = (parts.hostname or "", parts.port or 80)
        head = f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
        if secret:
            head += f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\n"
        self.known[token] = head.encode()

    def post(self, token: str, body: bytes) -> None:
        self._send(b"%bContent-Length: %d\r\n\r\n%b" % (self.known[token], len(body), body))

    def close(self) -> None:
        for post in tuple(self._all):
            post.close()

    def free(self, post: _Post) -> None:
        if self._waiting:
            post.send(self._waiting.popleft())
        else:
            self._idle.append(post)

    def lost(self, post: _Post, request: bytes) -> None:
        self._all.discard(post)
        if post in self._idle:
            self._idle.remove(post)
        if request:
            self.refused(request)

    def refused(self, request: bytes) -> None:
        self.again += 1
        asyncio.get_running_loop().call_later(_AGAIN_AFTER, self._send, request)

    def _send(self, request: bytes) -> None:
        if self._idle:
            self._idle.pop().send(request)
            return
        self._waiting.append(request)
        if len(self._all) + self._making < CONNECTIONS:
            self._making += 1
            loop = asyncio.get_running_loop()
            made = loop.create_task(loop.create_connection(lambda: _Post(self), *self._server))
            self._tasks.add(made)
            made.add_done_callback(self._made)

    def _made(self, made: asyncio.Task[tuple[asyncio.Transport, _Post]]) -> None:
        self._tasks.discard(made)
        self._making -= 1
        if made.exception() is None:
            self._all.add(made.result()[1])
            self.free(made.result()[1])


class _Post(asyncio.Protocol):
    def __init__(self, hooks: Hooks) -> None:
        self._hooks = hooks
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._request = b""

    def send(self, request: bytes) -> None:
        self._request = request
        if self._transport is not None:
            self._transport.write(request)

    def close(self) -> None:
        self._request = b""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._hooks.lost(self, self._request)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        request, self._request = self._request, b""
        if self._parser.get_status_code() != 200:
            self._hooks.refused(request)
        self._hooks.free(self)
