"""Who may see the leads: one-time sign-in links, sessions that can be ended, tokens against forged forms.

A link only opens a page with a button, so that a messenger's preview does not spend it. The cookie holds a random
token of which the database keeps a digest alone.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import wraps
from typing import TypeAlias

from aiohttp import web

from bot.web.pages import page, redirect
from bot.web.parts import PARTS, WebParts
from bot.web.visitors import own_origins

SIGN_IN = "sign_in"  # the kind of the one-time tokens that `tokens.issue` makes for links
SESSION_LIVES = timedelta(days=14)
SUBJECT = web.RequestKey("subject", str)
TOKEN = web.RequestKey("token", str)

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


def sign_in_link(base_url: str, token: str) -> str:
    """The address that `leadquiz demo` and `staff add` print."""
    return f"{base_url}/sign-in?token={token}"


def cookie_name(parts: WebParts) -> str:
    """Over https the browser itself then refuses the cookie from anywhere but this very host."""
    return "__Host-leadquiz" if parts.secure else "leadquiz"


def csrf_of(token: str, parts: WebParts) -> str:
    """What every form of this session must carry."""
    return hmac.new(parts.key, b"leadquiz form " + token.encode(), hashlib.sha256).hexdigest()[:40]


def staff_only(handler: Handler) -> Handler:
    """Lets nobody through without a session; pages go to the sign-in page, programs get 401. Unsafe methods need
    the session's form token (field `csrf` or header `X-CSRF-Token`) and an origin of our own."""

    @wraps(handler)
    async def guarded(request: web.Request) -> web.StreamResponse:
        parts = request.app[PARTS]
        token = request.cookies.get(cookie_name(parts), "")
        subject = await _subject(parts, token)
        if subject is None:
            accepted = request.headers.get("Accept", "*/*")
            if request.method == "GET" and ("text/html" in accepted or "*/*" in accepted):
                return redirect("/sign-in")
            raise web.HTTPUnauthorized
        request[SUBJECT], request[TOKEN] = subject, token
        if request.method not in ("GET", "HEAD"):
            await _check_form(request, parts, token)
        return await handler(request)

    return guarded


async def sign_in_page(request: web.Request) -> web.StreamResponse:
    """`GET /sign-in?token=`: asks for one press; without a token it says where links come from."""
    token = request.query.get("token", "")
    return page(request, "sign_in.html", {"token": token, "state": "ask" if token else "none"})


async def sign_in(request: web.Request) -> web.StreamResponse:
    """`POST /sign-in`: spends the link, opens a session."""
    parts = request.app[PARTS]
    _check_origin(request, parts)
    form = await request.post()
    token = str(form.get("token", ""))
    now = parts.clock()
    async with parts.database.transaction() as tx:
        subject = await tx.tokens.spend(SIGN_IN, token, now)
        session = await tx.tokens.open_session(subject, SESSION_LIVES, now) if subject is not None else ""
    if not session:
        return page(request, "sign_in.html", {"token": "", "state": "spent"}, status=403)
    response = redirect("/leads")
    response.set_cookie(
        cookie_name(parts),
        session,
        max_age=int(SESSION_LIVES.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=parts.secure,
        path="/",
    )
    return response


@staff_only
async def sign_out(request: web.Request) -> web.StreamResponse:
    """`POST /sign-out`: ends the session, here and for a copied cookie."""
    parts = request.app[PARTS]
    async with parts.database.transaction() as tx:
        await tx.tokens.end_session(request[TOKEN])
    response = redirect("/sign-in")
    response.del_cookie(cookie_name(parts), path="/", secure=parts.secure, httponly=True, samesite="Lax")
    return response


async def _subject(parts: WebParts, token: str) -> str | None:
    if not token:
        return None
    async with parts.database.reading() as tx:
        session = await tx.tokens.session(token, parts.clock())
    return session.subject if session is not None else None


async def _check_form(request: web.Request, parts: WebParts, token: str) -> None:
    _check_origin(request, parts)
    given = request.headers.get("X-CSRF-Token", "")
    if not given:
        given = str((await request.post()).get("csrf", ""))
    if not hmac.compare_digest(given.encode(), csrf_of(token, parts).encode()):
        raise web.HTTPForbidden(reason="the form is too old: load the page again")


def _check_origin(request: web.Request, parts: WebParts) -> None:
    origin = request.headers.get("Origin", "")
    if origin and origin not in own_origins(request, parts):
        raise web.HTTPForbidden(reason="this form came from another site")
