"""Is it alive, is it ready: what a balancer and an operator ask."""

from __future__ import annotations

from aiohttp import web

from bot.channels.base import Unavailable
from bot.web.parts import PARTS
from storage.errors import StorageError


async def live(request: web.Request) -> web.StreamResponse:
    """The process answers. It says nothing of the database: a restart would not bring that back."""
    return web.json_response({"status": "ok"})


async def ready(request: web.Request) -> web.StreamResponse:
    """200 when the database can be reached, else 503. A platform that is down is told, but turns no visitor away."""
    parts = request.app[PARTS]
    database = "ok"
    try:
        await parts.database.ping()
    except (StorageError, Unavailable):
        database = "away"
    channels = {parts.chat.name: "ok", **parts.channel_states()}
    good = database == "ok"
    body = {"status": "ok" if good else "away", "database": database, "channels": channels}
    return web.json_response(body, status=200 if good else 503, headers={} if good else {"Retry-After": "5"})
