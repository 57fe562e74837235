"""Webhooks of the platforms: read the body, hand it to the channel, answer only after the commit."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from aiohttp import web

from bot.channels.base import Unavailable
from bot.web.parts import PARTS

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
BODY_LIMIT = 1024 * 1024  # bytes


class Headers(dict[str, str]):
    """Headers as the channels ask for them: names in any case."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__((name.lower(), value) for name, value in headers.items())

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and super().__contains__(name.lower())

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.lower(), default)


def hook(kind: str) -> Handler:
    """The handler of `POST /hooks/<kind>/{channel}`."""

    async def handle(request: web.Request) -> web.StreamResponse:
        parts = request.app[PARTS]
        channel = parts.channels.get(request.match_info["channel"])
        if channel is None or channel.kind != kind:
            raise web.HTTPNotFound
        body = await request.read()
        try:
            status, text = await channel.handle_webhook(Headers(request.headers), body, parts.take)
        except Unavailable as error:
            parts.metrics.hooks.labels(channel.name, "503").inc()
            return web.Response(status=503, headers={"Retry-After": str(math.ceil(error.after))})
        parts.metrics.hooks.labels(channel.name, str(status)).inc()
        return web.Response(status=status, text=text)

    return handle
