"""The front door: webhooks in their usual plain form are answered here, everything else is handed to aiohttp.

A webhook stands on the way of every turn, and a web framework would cost as much as the turn. What is not exactly a
POST with its length to the hook of a channel (chunks, upgrades, doubled headers) goes on to aiohttp with the connection
and all that was read, so that there is one set of rules for everything unusual.
"""

from __future__ import annotations

import asyncio
import logging
import math
import re
import secrets
import time
from collections.abc import Mapping
from typing import cast

from aiohttp import web

from bot.channels.base import Channel, Unavailable
from bot.web.parts import WebParts
from bot.web.webhooks import BODY_LIMIT, Headers
from storage.errors import StorageError

log = logging.getLogger("bot.web")

_HEAD_LIMIT = 16 * 1024  # bytes
_IDLE_SECONDS = 75.0  # after which a silent connection is closed, as aiohttp does
_START = b"POST /hooks/"
_LINE = re.compile(rb"POST /hooks/(telegram|vk)/([a-z][a-z0-9_-]*) HTTP/1\.1")
_UNUSUAL = (b"transfer-encoding", b"expect", b"upgrade", b"x-request-id")  # with one of these it is aiohttp's
_REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 500: "Internal Server Error",
            503: "Service Unavailable"}  # fmt: skip


class Entrance:
    """Listens in place of a `web.TCPSite` of this runner. Say in which group requests are answered (`tasks`) before
    the loop goes on after `start`."""

    def __init__(self, runner: web.AppRunner, parts: WebParts) -> None:
        self.parts = parts
        self.tasks: asyncio.TaskGroup | None = None
        self.connections: set[_Connection] = set()
        self.stopping = False
        self._runner = runner
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> None:
        """Raises OSError where the address is taken."""
        loop = asyncio.get_running_loop()
        made = loop.create_server(lambda: _Connection(self), host, port, reuse_address=True, backlog=128)
        self._server = await made

    @property
    def port(self) -> int:
        """Where it listens, also where 0 was asked for."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Takes no new connection; those that wait for nothing are closed, the others after their answer."""
        self.stopping = True
        if self._server is not None:
            self._server.close()
        for connection in tuple(self.connections):
            connection.rest()

    def framework(self) -> asyncio.Protocol:
        """What serves a connection that is not ours."""
        assert self._runner.server is not None
        return self._runner.server()


class _Connection(asyncio.Protocol):
    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._busy = False
        self._paused = False
        self._heard_at = 0.0
        self._watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._entrance.connections.add(self)
        self._heard_at = self._loop.time()
        self._watch = self._loop.call_later(_IDLE_SECONDS, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        self._leave()
        self._transport = None

    def data_received(self, data: bytes) -> None:
        if not self._buffer:
            self._heard_at = self._loop.time()
        self._buffer += data
        if not self._busy:
            self._next()
        elif len(self._buffer) > BODY_LIMIT and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()

    def rest(self) -> None:
        """Closes the connection unless a request is being answered."""
        if not self._busy and self._transport is not None:
            self._transport.close()

    def _next(self) -> None:
        """Begins with the next request, as soon as it is whole."""
        buffer = self._buffer
        if not buffer:
            return
        end = buffer.find(b"\r\n\r\n")
        if end < 0:
            if not _START.startswith(buffer[: len(_START)]) or len(buffer) > _HEAD_LIMIT:
                self._hand_over()
            return
        found = self._request(buffer[:end])
        if found is None:
            self._hand_over()
            return
        channel, headers, length = found
        begin = end + 4
        if len(buffer) - begin < length:
            return
        self._buffer = buffer[begin + length :]
        self._busy = True
        assert self._entrance.tasks is not None
        self._entrance.tasks.create_task(self._answer(channel, headers, buffer[begin : begin + length]))

    def _request(self, head: bytes) -> tuple[Channel, dict[str, str], int] | None:
        """The channel, the headers by name in lower case, and the length of the body; None for what is not ours."""
        if len(head) > _HEAD_LIMIT:
            return None
        first, *lines = head.split(b"\r\n")
        line = _LINE.fullmatch(first)
        if line is None or head.count(b"\n") != len(lines) or head.count(b"\r") != len(lines):
            return None
        channel = self._entrance.parts.channels.get(line[2].decode())
        if channel is None or channel.kind != line[1].decode():
            return None
        headers: dict[str, str] = {}
        for text in lines:
            raw, colon, value = text.partition(b":")
            name = raw.lower()
            known = name.decode("latin-1")
            if not colon or name in _UNUSUAL or known in headers or name.strip() != name:
                return None
            headers[known] = value.strip().decode("latin-1")
        if headers.get("connection", "keep-alive").lower() != "keep-alive":
            return None
        size = headers.get("content-length", "")
        if not (size.isascii() and size.isdigit()) or "host" not in headers or int(size) > BODY_LIMIT:
            return None
        return channel, headers, int(size)

    async def _answer(self, channel: Channel, headers: Mapping[str, str], body: bytes) -> None:
        parts = self._entrance.parts
        began = time.perf_counter()
        number = secrets.token_hex(8)
        after = ""
        try:
            status, text = await channel.handle_webhook(Headers(headers), body, parts.take)
        except Unavailable as error:
            status, text, after = 503, "", str(math.ceil(error.after))
        except StorageError as error:
            log.warning("request %s is put off: %s", number, error)
            status, text, after = 503, "", "5"
        except Exception:
            log.exception("request %s failed", number)
            status, text = 500, ""
        try:
            parts.metrics.hook(channel.kind, channel.name, status, time.perf_counter() - began)
            self._reply(status, text.encode(), number, after)
        except Exception:
            log.exception("request %s could not be answered", number)
            self._busy = False
            self.rest()

    def _reply(self, status: int, body: bytes, number: str, after: str) -> None:
        self._busy = False
        if self._transport is None:
            return
        last = self._entrance.stopping
        head = (
            f"HTTP/1.1 {status} {_REASONS.get(status, 'Answer')}\r\nContent-Type: text/plain; charset=utf-8\r\n"
            f"Content-Length: {len(body)}\r\nX-Request-Id: {number}\r\nX-Content-Type-Options: nosniff\r\n"
            "Cache-Control: no-store\r\n"
        )
        if after:
            head += f"Retry-After: {after}\r\n"
        if last:
            head += "Connection: close\r\n"
        self._transport.write(head.encode("latin-1") + b"\r\n" + body)
        if last:
            self._transport.close()
            return
        if self._paused:
            self._paused = False
            self._transport.resume_reading()
        self._heard_at = self._loop.time()
        self._next()

    def _hand_over(self) -> None:
        transport, data = self._transport, self._buffer
        if transport is None:
            return
        self._leave()
        self._transport, self._buffer = None, b""
        framework = self._entrance.framework()
        transport.set_protocol(framework)
        framework.connection_made(transport)
        framework.data_received(data)

    def _leave(self) -> None:
        self._entrance.connections.discard(self)
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def _look(self) -> None:
        """Closes a connection that has been silent for long, or sends its request too slowly."""
        if self._busy:
            left = _IDLE_SECONDS
        else:
            left = self._heard_at + _IDLE_SECONDS - self._loop.time()
        if left <= 0 and self._transport is not None:
            self._transport.close()
        else:
            self._watch = self._loop.call_later(max(1.0, left), self._look)
