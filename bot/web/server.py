"""The HTTP server: all addresses on one page, what every answer carries, and what a fault looks like from outside."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import TypeAlias
from urllib.parse import urlsplit

from aiohttp import WSCloseCode, web

from bot.channels.base import Unavailable
from bot.web import api, auth, chat, chat_page, files, health, leads_page, pages
from bot.web.metrics import answer as metrics_answer
from bot.web.parts import PARTS, WebParts
from bot.web.visitors import Budgets, Seats
from bot.web.webhooks import BODY_LIMIT, hook
from storage.errors import StorageError

log = logging.getLogger("bot.web")

REQUEST_ID = web.RequestKey("request_id", str)
_GIVEN_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_STREAMS = ("/chat/ws", "/chat/events")
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


def build(parts: WebParts) -> web.Application:
    """The application with every address. Serve it without an access log: addresses carry one-time tokens."""
    app = web.Application(middlewares=[_guard], client_max_size=BODY_LIMIT)
    app[PARTS] = parts
    app[chat.BUDGETS] = Budgets()
    app[chat.SEATS] = Seats()
    app[chat.OPEN] = chat.Sockets()
    app.router.add_routes(
        [
            web.post("/hooks/telegram/{channel}", hook("telegram")),
            web.post("/hooks/vk/{channel}", hook("vk")),
            web.get("/chat", chat_page.chat_page),
            web.get("/chat/ws", chat.socket),
            web.post("/chat/send", chat.send),
            web.get("/chat/events", chat.events),
            web.post("/chat/upload", files.upload),
            web.get("/widget.js", pages.widget),
            web.get("/media/{name:.+}", files.media),
            web.get("/uploads/{ref:.+}", files.uploaded),
            web.get("/static/{name}", pages.static),
            web.get("/", leads_page.front),
            web.get("/leads", leads_page.leads_page),
            web.get("/leads/{id}", leads_page.lead_page),
            web.get("/sign-in", auth.sign_in_page),
            web.post("/sign-in", auth.sign_in),
            web.post("/sign-out", auth.sign_out),
            web.get("/api/v1/leads", api.leads),
            web.get("/api/v1/leads/{id}", api.lead),
            web.post("/api/v1/rewards/{code}/redeem", api.redeem),
            web.get("/health/live", health.live),
            web.get("/health/ready", health.ready),
            web.get("/metrics", _metrics),
        ]
    )
    app.on_response_prepare.append(_dress)
    app.on_shutdown.append(_close_sockets)
    return app


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Gives the request its number, counts it, and turns every fault into an answer without details."""
    given = request.headers.get("X-Request-Id", "")
    request[REQUEST_ID] = given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
    began = time.perf_counter()
    try:
        response = await handler(request)
    except web.HTTPException as error:
        response = _fault(request, error.status, error)
    except (Unavailable, StorageError) as error:
        log.warning("request %s is put off: %s", request[REQUEST_ID], error)
        response = _fault(request, 503)
        response.headers["Retry-After"] = "5"
    except Exception:
        log.exception("request %s failed", request[REQUEST_ID])
        response = _fault(request, 500)
    _count(request, response.status, time.perf_counter() - began)
    return response


def _fault(request: web.Request, status: int, error: web.HTTPException | None = None) -> web.Response:
    """Pages get a page, programs get JSON; neither learns what broke inside."""
    words = pages.words_of(request)
    text = words(f"error.{status}", words("error.400" if status < 500 else "error.500"))
    number = request[REQUEST_ID]
    if request.path.startswith(("/hooks/", "/metrics")):
        response = web.Response(status=status, text="")
    elif request.path.startswith("/api/"):
        code = {404: "not_found", 405: "bad_method", 413: "too_big", 503: "unavailable"}.get(status, "error")
        english = {404: "there is no such address", 405: "this address does not take this method",
                   413: "the body is too big", 503: "not possible now, try again in a few seconds"}  # fmt: skip
        message = english.get(status, "something broke on our side" if status >= 500 else "the request is not right")
        response = api.api_error(status, code, message)
    elif request.path.startswith("/chat/") or "text/html" not in request.headers.get("Accept", ""):
        response = web.json_response({"error": {"code": str(status), "message": text}}, status=status)
    else:
        response = pages.page(request, "error.html", {"text": text, "number": number, "status": status}, status=status)
    if error is not None:
        for name in ("Allow", "Retry-After", "WWW-Authenticate"):
            if name in error.headers:
                response.headers[name] = error.headers[name]
    return response


def _count(request: web.Request, status: int, seconds: float) -> None:
    resource = request.match_info.route.resource
    route = resource.canonical if resource is not None else "unknown"
    metrics = request.app[PARTS].metrics
    metrics.requests.labels(route, str(status)).inc()
    if route not in _STREAMS:
        metrics.seconds.labels(route).observe(seconds)


async def _dress(request: web.Request, response: web.StreamResponse) -> None:
    """The headers of every answer: nothing personal is kept by caches, nothing runs that is not ours."""
    parts = request.app[PARTS]
    headers = response.headers
    headers["X-Request-Id"] = request.get(REQUEST_ID, "")
    if request.path.startswith("/hooks/"):
        return  # a platform, no browser: nothing is kept or run there
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cache-Control", "no-store")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(self)")
    embedded = request.path == "/chat"
    if not embedded:
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Content-Security-Policy", _policy(request, parts, embedded))
    if parts.secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")


def _policy(request: web.Request, parts: WebParts, embedded: bool) -> str:
    ancestors = " ".join(("'self'", *parts.web_origins)) if embedded else "'none'"
    host = request.headers.get("Host", "") or urlsplit(parts.base_url).netloc
    if not re.fullmatch(r"[A-Za-z0-9.:\[\]_-]+", host):
        host = urlsplit(parts.base_url).netloc
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data: blob:; "
        f"media-src 'self' https:; connect-src 'self' ws://{host} wss://{host}; font-src 'self'; "
        f"form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
    )


async def _metrics(request: web.Request) -> web.StreamResponse:
    return metrics_answer(request.app[PARTS].metrics)


async def _close_sockets(app: web.Application) -> None:
    """The pages come back by themselves, to another node or to us after the restart."""
    await app[PARTS].chat.close()
    for ws in tuple(app[chat.OPEN].open):
        await ws.close(code=WSCloseCode.GOING_AWAY, message=b"restarting")
