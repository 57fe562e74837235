"""The web chat over HTTP: its page, the socket, and the fallback of POST and event stream.

Frames are described in `bot/channels/web/parse.py`. A frame is answered `ok` only after it was committed.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from bot.channels.base import Unavailable
from bot.channels.web.connection import Connection
from bot.channels.web.parse import FRAME_LIMIT, Frame, FrameError, Hello, decode, inbound, opened, profile_of
from bot.channels.web.render import encode
from bot.channels.web.session import address_of, is_token, new_token
from bot.web.parts import PARTS, WebParts
from bot.web.visitors import Budgets, Seats, client_ip, is_loopback, origin_allowed
from storage.errors import StorageError

COOKIE = "leadquiz_chat"
HEADER = "X-Chat-Session"


@dataclass(slots=True)
class Sockets:
    """The sockets that are open now: the server closes them when it stops."""

    open: set[web.WebSocketResponse] = field(default_factory=set)


BUDGETS = web.AppKey("budgets", Budgets)
SEATS = web.AppKey("seats", Seats)
OPEN = web.AppKey("open", Sockets)
_KEPT = 180 * 24 * 3600  # seconds that a browser remembers the talk
_HELLO_WITHIN = 1.0  # seconds in which a client without a query may introduce itself
_BEAT = 20.0  # seconds between signs of life

Send = Callable[[dict[str, Any]], Awaitable[None]]


def session_of(request: web.Request) -> str:
    """The visitor's token: the cookie's, else the header's (an embedded page whose browser keeps no cookies); or ""."""
    for token in (request.cookies.get(COOKIE, ""), request.headers.get(HEADER, "")):
        if is_token(token):
            return token
    return ""


def keep_session(response: web.StreamResponse, token: str, parts: WebParts) -> None:
    """Gives the browser its token; in a frame of another site too, where that is possible (https)."""
    site = "SameSite=None; Secure; Partitioned" if parts.secure else "SameSite=Lax"
    response.headers.add("Set-Cookie", f"{COOKIE}={token}; Path=/chat; Max-Age={_KEPT}; HttpOnly; {site}")


def hello_of(request: web.Request, seq: int | None = None) -> Hello:
    """What the address and the browser's headers say of a visitor."""
    query = request.query
    told = query.get("seq", "") or request.headers.get("Last-Event-ID", "")
    return Hello(
        script=query.get("script", ""),
        ref=query.get("ref", ""),
        utm={name.removeprefix("utm_"): value for name, value in query.items() if name.startswith("utm_")},
        language=query.get("language", "") or request.headers.get("Accept-Language", "").split(",")[0].split(";")[0],
        seq=seq if seq is not None else int(told) if told.isascii() and told.isdigit() and len(told) < 19 else 0,
    )


async def socket(request: web.Request) -> web.StreamResponse:
    """`GET /chat/ws`."""
    parts = request.app[PARTS]
    _check_origin(request, parts)
    talk = Talk(request, parts)
    ws = web.WebSocketResponse(heartbeat=_BEAT, max_msg_size=FRAME_LIMIT + 1, compress=False)
    with talk.seated():
        await ws.prepare(request)
        request.app[OPEN].open.add(ws)
        try:
            await _converse(ws, talk)
        finally:
            request.app[OPEN].open.discard(ws)
            talk.leave()
    return ws


async def send(request: web.Request) -> web.StreamResponse:
    """`POST /chat/send`: one frame; the answer is the frame that a socket would have got."""
    parts = request.app[PARTS]
    _check_origin(request, parts)
    talk = Talk(request, parts)
    answers: list[dict[str, Any]] = []

    async def answer(value: dict[str, Any]) -> None:
        answers.append(value)

    try:
        frame = decode(await request.read())
    except FrameError as error:
        answers.append(_refusal(error))
    else:
        if frame.hello is not None:
            await talk.introduce(frame.hello, answer)
            await talk.start(frame.hello)
        else:
            if not talk.token:
                await talk.introduce(hello_of(request), answer)
            await talk.take(frame, answer)
    body: dict[str, Any] = {}
    for one in answers or [{"ok": True}]:
        body.update(one)
    code = body["error"]["code"] if "error" in body else ""
    status = {"": 200, "slow_down": 429, "unavailable": 503}.get(code, 400)
    response = web.json_response(body, status=status)
    if status in (429, 503):
        response.headers["Retry-After"] = str(math.ceil(body["error"]["after"]))
    if talk.fresh:
        keep_session(response, talk.token, parts)
    return response


async def events(request: web.Request) -> web.StreamResponse:
    """`GET /chat/events`: the server's frames as an event stream, each with its seq as the event's id."""
    parts = request.app[PARTS]
    _check_origin(request, parts)
    talk = Talk(request, parts)
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
    with talk.seated():
        hello = hello_of(request)
        welcome: list[dict[str, Any]] = []

        async def keep(value: dict[str, Any]) -> None:
            welcome.append(value)

        await talk.introduce(hello, keep)
        if talk.fresh:
            keep_session(response, talk.token, parts)
        page = await talk.connect(hello.seq)
        try:
            await response.prepare(request)
            for value in welcome:
                await response.write(_event(encode(value)))
            await talk.start(hello)
            while True:
                try:
                    async with asyncio.timeout(_BEAT):
                        text = await page.next()
                except TimeoutError:
                    await response.write(b": still here\n\n")
                    continue
                if text is None:
                    break
                await response.write(_event(text))
        except ConnectionError:
            pass
        finally:
            talk.leave()
    return response


class Talk:
    """One visitor's end: who it is, and what becomes of its frames."""

    def __init__(self, request: web.Request, parts: WebParts) -> None:
        self._parts = parts
        self._budgets = request.app[BUDGETS]
        self._seats = request.app[SEATS]
        self._ip = client_ip(request, parts.trusted_proxies)
        self._language = hello_of(request).language
        self.query = hello_of(request)
        self.asked = bool({"script", "ref", "seq", "language"} & set(request.query))
        self.token = session_of(request)
        self.had_cookie = is_token(request.cookies.get(COOKIE, ""))
        self.fresh = False
        self.page: Connection | None = None

    @property
    def address(self) -> str:
        return address_of(self.token)

    def seated(self) -> _Seat:
        """Holds a seat for a socket or stream. Raises 429 or 503 where none is free."""
        limits = {"": self._parts.limits.sockets}
        if not is_loopback(self._ip):
            limits[f"ip {self._ip}"] = self._parts.limits.sockets_per_ip
        if self.token:
            limits[f"session {self.address}"] = self._parts.limits.sockets_per_session
        return _Seat(self._seats, limits, self._parts)

    async def introduce(self, hello: Hello, send: Send) -> None:
        """Settles whose talk this is, and welcomes. The token is told only where no cookie holds it."""
        if not self.token:
            self.token = hello.session if is_token(hello.session) else ""
        if not self.token:
            if not is_loopback(self._ip) and (wait := self._new_session_wait()):
                self._parts.metrics.refused.labels("sessions").inc()
                raise web.HTTPTooManyRequests(headers={"Retry-After": str(math.ceil(wait))})
            self.token, self.fresh = new_token(), True
        if hello.language:
            self._language = hello.language
        titles = {script.id: script for script in self._parts.scripts()}
        script = titles.get(hello.script) or next(iter(titles.values()), None)
        welcome = {"language": self._language[:35], "title": script.title if script else ""}
        if not self.had_cookie:
            welcome["session"] = self.token
        await send({"welcome": welcome})

    async def start(self, hello: Hello) -> None:
        """Tells the door that the chat was opened; not where a talk merely goes on. Raises `Unavailable`."""
        linked = bool(hello.script or hello.ref)
        if not linked and (hello.seq or (self.page is not None and self.page.begun)):
            return
        profile = profile_of(self._language)
        event = opened(hello, self._parts.chat.name, self.address, self._parts.clock(), profile)
        await self._parts.take([event], None)

    async def connect(self, seq: int) -> Connection:
        self.page = await self._parts.chat.connect(self.address, seq)
        self._parts.metrics.pages.set(self._parts.chat.open_pages)
        return self.page

    def leave(self) -> None:
        if self.page is not None:
            self._parts.chat.disconnect(self.page)
            self._parts.metrics.pages.set(self._parts.chat.open_pages)

    async def take(self, frame: Frame, send: Send) -> None:
        """One frame other than hello."""
        if frame.ping is not None:
            await send({"pong": frame.ping})
            return
        if frame.ack is not None:
            self._parts.chat.acknowledge(self.address, frame.ack)
            return
        if wait := self._wait():
            self._parts.metrics.refused.labels("flood").inc()
            await send(_error(frame.id, "slow_down", "too many messages, send this one again later", wait))
            return
        chat, profile = self._parts.chat, profile_of(self._language)
        try:
            event = inbound(frame, chat.name, self.address, self._parts.key, self._parts.clock(), profile)
            await self._parts.take([event], None)
        except FrameError as error:
            await send(_refusal(error))
        except (Unavailable, StorageError) as error:
            after = error.after if isinstance(error, Unavailable) else 5.0
            await send(_error(frame.id, "unavailable", "nothing can be stored now, send this again later", after))
        else:
            self._parts.metrics.frames.labels(type(event.input).__name__).inc()
            await send({"ok": frame.id})

    def _wait(self) -> float:
        limits = self._parts.limits
        wait = self._budgets.take(f"session {self.address}", limits.session_rate, limits.session_burst)
        if not is_loopback(self._ip):
            wait = max(wait, self._budgets.take(f"ip {self._ip}", limits.ip_rate, limits.ip_burst))
        return wait

    def _new_session_wait(self) -> float:
        limits = self._parts.limits
        return self._budgets.take(f"new {self._ip}", limits.new_sessions_rate, limits.new_sessions_burst)


class _Seat:
    def __init__(self, seats: Seats, limits: dict[str, int], parts: WebParts) -> None:
        self._seats, self._limits, self._parts = seats, limits, parts

    def __enter__(self) -> None:
        if not self._seats.take(self._limits):
            self._parts.metrics.refused.labels("sockets").inc()
            raise web.HTTPTooManyRequests(headers={"Retry-After": "10"})

    def __exit__(self, *_: object) -> None:
        self._seats.leave(self._limits)


async def _converse(ws: web.WebSocketResponse, talk: Talk) -> None:
    """A socket's whole life: hello, then frames both ways until one end leaves."""
    try:
        first: Frame | None = None
        hello = talk.query
        if not talk.asked:
            first = await _first_frame(ws)
            if first is not None and first.hello is not None:
                hello, first = first.hello, None
        await talk.introduce(hello, ws.send_json)
        page = await talk.connect(hello.seq)
        async with asyncio.TaskGroup() as group:
            writer = group.create_task(_write(ws, page))
            try:
                await talk.start(hello)
                if first is not None:
                    await talk.take(first, ws.send_json)
                async for message in ws:
                    if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                        break
                    try:
                        frame = decode(message.data)
                    except FrameError as error:
                        await ws.send_json(_refusal(error))
                    else:
                        if frame.hello is None:
                            await talk.take(frame, ws.send_json)
            finally:
                writer.cancel()
    except* (Unavailable, StorageError):
        await _farewell(ws, 1013, "come back later")
    except* web.HTTPTooManyRequests:
        await _farewell(ws, 1013, "too many new talks")
    except* (TimeoutError, ConnectionError):
        pass


async def _first_frame(ws: web.WebSocketResponse) -> Frame | None:
    """The hello, or whatever a client says first; None where it says nothing for a moment."""
    try:
        message = await ws.receive(timeout=_HELLO_WITHIN)
    except TimeoutError:
        return None
    if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
        return None
    try:
        return decode(message.data)
    except FrameError as error:
        await ws.send_json(_refusal(error))
        return None


async def _write(ws: web.WebSocketResponse, page: Connection) -> None:
    while (text := await page.next()) is not None:
        await ws.send_str(text)
    await _farewell(ws, 1001, "going away")


async def _farewell(ws: web.WebSocketResponse, code: int, why: str) -> None:
    if not ws.closed:
        await ws.close(code=code, message=why.encode())


def _check_origin(request: web.Request, parts: WebParts) -> None:
    if not origin_allowed(request, parts):
        parts.metrics.refused.labels("origin").inc()
        raise web.HTTPForbidden(reason="this site is not in LEADQUIZ_WEB_ORIGINS")


def _event(text: str) -> bytes:
    seq = text[7 : text.index(",")] if text.startswith('{"seq":') else ""
    head = f"id: {seq}\n" if seq else ""
    return f"{head}data: {text}\n\n".encode()


def _refusal(error: FrameError) -> dict[str, Any]:
    return {"error": {"id": error.frame_id, "code": error.code, "message": str(error)}}


def _error(frame_id: str, code: str, message: str, after: float) -> dict[str, Any]:
    return {"error": {"id": frame_id, "code": code, "message": message, "after": round(after, 1)}}
