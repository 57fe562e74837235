"""The JSON API for other programs, behind the bearer `API_TOKEN`."""

from __future__ import annotations

import hmac
import re
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import TypeAlias

import msgspec
from aiohttp import web

from bot.web.filters import QueryError, check_names, cursor_of_query, filters_of, limit_of
from bot.web.lead_json import lead_json, moment
from bot.web.parts import PARTS
from storage.errors import BadCursor
from storage.leads import cursor_of
from storage.records import LeadRow

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
_LEAD_ID = re.compile(r"[1-9]\d{0,17}")
_CODE = re.compile(r"[^\s/\x00-\x1f]{1,64}")


class Redemption(msgspec.Struct):
    """The optional body of a redemption: who says so, such as a till's name."""

    by: str = "api"


def api_error(status: int, code: str, message: str, field: str | None = None) -> web.Response:
    """`{"error": {"code", "message", "field"}}`."""
    return web.json_response({"error": {"code": code, "message": message, "field": field}}, status=status)


def bearer(handler: Handler) -> Handler:
    """Lets nobody through without the token; without a configured token nobody at all."""

    @wraps(handler)
    async def guarded(request: web.Request) -> web.StreamResponse:
        expected = request.app[PARTS].api_token
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        right = hmac.compare_digest(given.strip().encode("utf-8", "replace"), expected.encode())
        if not expected or scheme.lower() != "bearer" or not right:
            message = (
                "give the token as Authorization: Bearer TOKEN"
                if expected
                else "the API is closed: set LEADQUIZ_API_TOKEN and give it as Authorization: Bearer TOKEN"
            )
            response = api_error(401, "unauthorized", message)
            response.headers["WWW-Authenticate"] = 'Bearer realm="leadquiz"'
            return response
        try:
            return await handler(request)
        except QueryError as error:
            return api_error(400, "bad_parameter", str(error), error.field)
        except BadCursor as error:
            return api_error(400, "bad_cursor", str(error), "cursor")

    return guarded


@bearer
async def leads(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/leads`: newest first, a page at a time."""
    parts = request.app[PARTS]
    check_names(request.query)
    filters, limit = filters_of(request.query), limit_of(request.query)
    async with parts.database.reading() as tx:
        rows = await tx.leads.page(filters, cursor_of_query(request.query), limit + 1)
    more = len(rows) > limit
    rows = rows[:limit]
    items = [lead_json(row, parts.base_url) for row in rows]
    return web.json_response({"items": items, "next": cursor_of(rows[-1]) if more else None})


@bearer
async def lead(request: web.Request) -> web.StreamResponse:
    """`GET /api/v1/leads/{id}`. A visitor is no lead: 404."""
    parts = request.app[PARTS]
    row = await _lead(request)
    if row is None:
        return api_error(404, "not_found", "there is no lead with this id", "id")
    return web.json_response(lead_json(row, parts.base_url))


@bearer
async def redeem(request: web.Request) -> web.StreamResponse:
    """`POST /api/v1/rewards/{code}/redeem`: what the code is worth; valid means that this very call used it up."""
    parts = request.app[PARTS]
    code = request.match_info["code"]
    if not _CODE.fullmatch(code):
        return api_error(400, "bad_parameter", "code must have 1 to 64 characters", "code")
    by = "api"
    if body := await request.read():
        try:
            by = msgspec.json.decode(body, type=Redemption).by.strip()[:100] or "api"
        except (msgspec.DecodeError, UnicodeDecodeError):
            return api_error(400, "bad_body", 'the body is JSON such as {"by": "till 3"}, or empty', "by")
    async with parts.database.transaction() as tx:
        done = await tx.rewards.redeem(code, by, parts.clock())
    return web.json_response(
        {
            "code": code,
            "state": done.state,
            "when": moment(done.when),
            "by": done.by or None,
            "discount": done.discount,
            "lead_id": None if done.lead_id is None else str(done.lead_id),
        }
    )


async def _lead(request: web.Request) -> LeadRow | None:
    text = request.match_info["id"]
    if not _LEAD_ID.fullmatch(text):
        return None
    async with request.app[PARTS].database.reading() as tx:
        row = await tx.leads.get(int(text))
    return row if row is not None and row.is_lead else None
