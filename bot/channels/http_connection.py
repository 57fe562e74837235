"""One keep-alive connection: a request out, an answer in, nothing beside it. See `http.py`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NamedTuple, cast

import httptools

_BUFFER = 32 * 1024  # bytes: one fixed buffer for each connection, in place of a new one for each read
_MOST = 32 * 1024 * 1024  # bytes of an answer


class HttpError(Exception):
    """The root; its words never hold an address."""


class UnsentError(HttpError):
    """The request never left: safe to repeat."""


class UnansweredError(HttpError):
    """The request left, and no whole answer came: it may have been done."""


class Response(NamedTuple):
    status: int
    body: bytes


class Connection(asyncio.BufferedProtocol):
    """`free` is called when the next request may be sent, `lost` once when the connection is gone."""

    def __init__(self, free: Callable[[Connection], None], lost: Callable[[Connection], None]) -> None:
        self.idle_since = 0.0
        self._free = free
        self._lost = lost
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Response] | None = None
        self._view = memoryview(bytearray(_BUFFER))
        self._parser = httptools.HttpResponseParser(self)
        self._parts: list[bytes] = []
        self._size = 0
        self._status = 0
        self._measured = False  # the head says where the body ends
        self._headed = False
        self._reason = "the connection was cut"

    @property
    def alive(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    def send(self, request: bytes) -> asyncio.Future[Response]:
        """The answer, or UnansweredError. One request at a time."""
        assert self._transport is not None
        self._answer = self._loop.create_future()
        self._transport.write(request)
        return self._answer

    def give_up(self, answer: asyncio.Future[Response], reason: str) -> None:
        """As `drop`, unless the connection serves another request already."""
        if self._answer is answer:
            self.drop(reason)

    def drop(self, reason: str) -> None:
        """Cuts the connection; `reason` becomes the error of a request in flight."""
        self._reason = reason
        if self._transport is not None:
            self._transport.abort()
        self._fail()

    # What the loop calls ----------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own under TLS are no subclass

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._view

    def buffer_updated(self, nbytes: int) -> None:
        if self._answer is None:
            self.drop("the server spoke unasked")
            return
        try:
            self._parser.feed_data(self._view[:nbytes])
        except httptools.HttpParserError:
            self.drop("the answer is no HTTP")

    def eof_received(self) -> bool:
        if self._headed and not self._measured:
            self._done(reusable=False)  # such a body ends with the connection
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._fail()
        self._lost(self)

    # What the parser calls --------------------------------------------------------------------------------------------

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() in (b"content-length", b"transfer-encoding"):
            self._measured = True

    def on_headers_complete(self) -> None:
        self._status = self._parser.get_status_code()
        self._headed = True

    def on_body(self, body: bytes) -> None:
        self._size += len(body)
        if self._size > _MOST:
            self.drop("the answer is too long")
        else:
            self._parts.append(body)

    def on_message_complete(self) -> None:
        if self._status < 200:  # an interim answer: the real one follows
            self._headed = self._measured = False
            return
        self._done(reusable=self._parser.should_keep_alive())

    # ------------------------------------------------------------------------------------------------------------------

    def _done(self, reusable: bool) -> None:
        answer, self._answer = self._answer, None
        response = Response(self._status, self._parts[0] if len(self._parts) == 1 else b"".join(self._parts))
        self._parts, self._size = [], 0
        self._headed = self._measured = False
        if answer is not None and not answer.done():
            answer.set_result(response)
        if self._transport is None or self._transport.is_closing():
            return
        if reusable:
            self.idle_since = self._loop.time()
            self._free(self)
        else:
            self._transport.close()

    def _fail(self) -> None:
        answer, self._answer = self._answer, None
        if answer is not None and not answer.done():
            answer.set_exception(UnansweredError(self._reason))
