"""A bare HTTP server for the stand-in platforms: one request at a time on a connection, answered at once or later."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import TypeAlias, cast
from urllib.parse import parse_qsl

import httptools
import msgspec

Handle: TypeAlias = Callable[["Exchange", str, bytes], None]
_decode = msgspec.json.decode


class Exchange(asyncio.Protocol):
    """`handle(exchange, url, body)` is called for each request; answer it by `reply`."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._url = b""
        self._body = b""

    @property
    def open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    def reply(self, body: bytes) -> None:
        if self._transport is not None:
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
            )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        self._url = self._body = b""

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        self._handle(self, self._url.decode(), self._body)


def fields(body: bytes) -> dict[str, object]:
    """The fields of a call, however its client wrote them: JSON, a form, or a form of several parts."""
    if not body:
        return {}
    if body[:1] == b"{":
        return cast(dict[str, object], _decode(body))
    if body[:2] == b"--":
        return dict(_parts(body))
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


def _parts(body: bytes) -> list[tuple[str, str]]:
    found = []
    for part in body.split(body[: body.index(b"\r\n")])[1:-1]:
        head, _, value = part.partition(b"\r\n\r\n")
        name = head.split(b'name="', 1)[1].split(b'"', 1)[0]
        found.append((name.decode(), value[:-2].decode()))
    return found


async def serve(handle: Handle, port: int = 0) -> tuple[asyncio.Server, int]:
    """Listens on this machine alone; the server and its port."""
    server = await asyncio.get_running_loop().create_server(lambda: Exchange(handle), "127.0.0.1", port, backlog=1024)
    return server, int(server.sockets[0].getsockname()[1])


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
