"""A lean HTTP client for the calls that stand on the way of every turn: keep-alive connections to one server.

It knows POST and GET with a body in memory, and tells apart what a sender must know:

    HttpError
    ├── UnsentError      the request never left: safe to repeat
    └── UnansweredError  it left, and no whole answer came: it may have been done
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlsplit

import aiohappyeyeballs

from .http_connection import Connection, HttpError, Response, UnansweredError, UnsentError

__all__ = ["Http", "HttpError", "Response", "UnansweredError", "UnsentError"]

CONNECT_SECONDS = 5.0
KEPT_SECONDS = 60.0  # how long an idle connection is used again
_NEXT_ADDRESS = 0.25  # seconds after which another address of the server is tried beside the first


@dataclass(frozen=True, slots=True)
class _Server:
    host: str
    port: int
    secure: bool
    name: str  # as it stands in the Host header


class Http:
    """Connections to the server of `base` (`https://host[:port][/path]`), at most `most` of them at once.

    `trust` in place of the system's certificates.
    Raises ValueError where `base` is no such address.
    """

    def __init__(self, base: str, most: int = 128, trust: ssl.SSLContext | None = None) -> None:
        self._trust = trust
        self._server, path = _split(base)
        self._path = path
        self._head = f" HTTP/1.1\r\nHost: {self._server.name}\r\nUser-Agent: leadquiz\r\n"
        self._most = most
        self._idle: list[Connection] = []
        self._open: set[Connection] = set()
        self._opening = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._closed = False

    async def post(self, path: str, body: bytes, kind: str, seconds: float) -> Response:
        """`path` goes behind that of `base`, `kind` is the body's media type. Raises HttpError."""
        length = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        return await self._exchange(f"POST {self._path}{path}{self._head}{length}".encode("ascii") + body, seconds)

    async def get(self, path: str, seconds: float) -> Response:
        """Raises HttpError."""
        return await self._exchange(f"GET {self._path}{path}{self._head}\r\n".encode("ascii"), seconds)

    async def close(self) -> None:
        """Lets go of every connection; requests in flight end as unanswered."""
        self._closed = True
        for connection in tuple(self._open):
            connection.drop("the connection was closed here")
        self._idle.clear()
        while self._waiting:
            _wake(self._waiting)
        await asyncio.sleep(0)  # the loop lets go of the sockets

    async def _exchange(self, request: bytes, seconds: float) -> Response:
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        connection = self._unused(loop.time()) or await self._obtained(until)
        answer = connection.send(request)
        timer = loop.call_at(until, connection.give_up, answer, "no answer in time")
        try:
            return await answer
        except asyncio.CancelledError:
            connection.give_up(answer, "the request was given up")
            raise
        finally:
            timer.cancel()

    def _unused(self, now: float) -> Connection | None:
        """The connection that was used last: the others may grow old and go."""
        while self._idle:
            connection = self._idle.pop()
            if connection.alive and now - connection.idle_since < KEPT_SECONDS:
                return connection
            connection.drop("it was idle for long")
        return None

    async def _obtained(self, until: float) -> Connection:
        """A connection that came free or was made. Raises UnsentError."""
        loop = asyncio.get_running_loop()
        while not self._closed:
            if len(self._open) + self._opening < self._most:
                return await self._connected(min(CONNECT_SECONDS, until - loop.time()))
            turn: asyncio.Future[None] = loop.create_future()
            self._waiting.append(turn)
            try:
                async with asyncio.timeout_at(until):
                    await turn
            except (TimeoutError, asyncio.CancelledError) as error:
                if turn.done() and not turn.cancelled():
                    _wake(self._waiting)  # what this one was woken for is another's now
                if isinstance(error, TimeoutError):
                    raise UnsentError("no connection came free in time") from None
                raise
            if (connection := self._unused(loop.time())) is not None:
                return connection
        raise UnsentError("the channel is closed")

    async def _connected(self, seconds: float) -> Connection:
        self._opening += 1
        try:
            async with asyncio.timeout(seconds):
                connection = await self._connect()
        except (OSError, ValueError) as error:  # TimeoutError, ssl.SSLError and a host that is no name are among them
            _wake(self._waiting)
            raise UnsentError(f"no connection ({type(error).__name__})") from None
        except BaseException:
            _wake(self._waiting)
            raise
        finally:
            self._opening -= 1
        if self._closed:
            connection.drop("the connection was closed here")
            raise UnsentError("the channel is closed")
        self._open.add(connection)
        return connection

    async def _connect(self) -> Connection:
        loop = asyncio.get_running_loop()
        server = self._server
        found = await loop.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
        sock = await aiohappyeyeballs.start_connection(found, happy_eyeballs_delay=_NEXT_ADDRESS, interleave=1)
        context, name = (self._trust or _context(), server.host) if server.secure else (None, None)
        try:
            _, connection = await loop.create_connection(
                lambda: Connection(self._free, self._lost), sock=sock, ssl=context, server_hostname=name
            )
            return connection
        except BaseException:
            sock.close()
            raise

    def _free(self, connection: Connection) -> None:
        self._idle.append(connection)
        _wake(self._waiting)

    def _lost(self, connection: Connection) -> None:
        self._open.discard(connection)
        _wake(self._waiting)


def _wake(waiting: deque[asyncio.Future[None]]) -> None:
    while waiting:
        turn = waiting.popleft()
        if not turn.done():
            turn.set_result(None)
            return


def _split(base: str) -> tuple[_Server, str]:
    try:
        parts = urlsplit(base)
        secure, port = parts.scheme == "https", parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError:
        raise ValueError("the address of the API is no address") from None
    if not host or parts.scheme not in ("http", "https"):
        raise ValueError("the address of the API is no address")
    shown = f"[{host}]" if ":" in host else host
    name = shown if port is None else f"{shown}:{port}"
    return _Server(host, port or (443 if secure else 80), secure, name), quote(parts.path.rstrip("/"), "/:%")


@lru_cache(1)
def _context() -> ssl.SSLContext:
    return ssl.create_default_context()
