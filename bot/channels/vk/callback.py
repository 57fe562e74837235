"""The Callback API: what VK posts to us, and the server that we register there.

https://dev.vk.com/ru/api/callback/getting-started
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec

from bot.channels.base import ChannelFault, Intake

from .client import API_VERSION, CallError, RefusedError
from .history import History, Place
from .library import Library
from .longpoll import message_id, read
from .names import Names
from .parse import EVENTS

log = logging.getLogger("bot.channels.vk")

TITLE = "leadquiz"
_MOST_SECRET = 50
_LIMIT = 2000
_CONFIRMED_WITHIN = 6.0  # seconds
_object = msgspec.json.Decoder(dict[str, Any]).decode


class Callback:
    """`url` is where VK posts to; `confirmation` "" asks VK for the string each time, for it changes there."""

    def __init__(
        self,
        name: str,
        group_id: int,
        url: str,
        secret: str,
        confirmation: str,
        library: Library,
        names: Names,
        history: History,
        now: Callable[[], datetime],
    ) -> None:
        self.url = url
        self._name = name
        self._group_id = group_id
        self._secret = secret
        self._confirmation = confirmation
        self._library = library
        self._names = names
        self._history = history
        self._now = now
        self._place = Place()  # the newest event that was taken

    async def handle(self, body: bytes, take: Intake) -> tuple[int, str]:
        """Status and text: `ok` to everything genuine, 403 to a forgery. Raises Unavailable."""
        try:
            event = _object(body)
        except msgspec.MsgspecError:
            return 400, "not an event of VK"
        if event.get("group_id") != self._group_id or not self._genuine(event):
            log.warning("%s: a request with a wrong secret or community was refused", self._name)
            return 403, "forbidden"
        if event.get("type") == "confirmation":
            return await self._confirm()
        inbounds = read(self._name, [event], self._now())
        if inbounds:
            await take(await self._names.fill(inbounds), None)
        newest = max(self._place.message_id, message_id(event))
        self._place = replace(self._place, message_id=newest, at=int(self._now().timestamp()))
        return 200, "ok"

    async def check(self, take: Intake) -> None:
        """Where VK switched our server off, it is put on again, and what people wrote meanwhile read from the history.

        Raises ChannelFault, CallError, Unavailable.
        """
        server = await self.state()
        if server is not None and server["status"] in ("ok", "wait"):
            return
        log.warning("%s: VK no longer posts events to %s: switching it on again", self._name, self.url)
        place = self._place
        await self.register()
        missed, newest = await self._history.since(place)
        if missed:
            await take(await self._names.fill(missed), None)
        self._place = replace(self._place, message_id=max(self._place.message_id, newest))

    async def register(self) -> None:
        """Makes VK post to our address: adds the server, ticks the events, waits until VK has confirmed it.

        Raises ChannelFault, CallError.
        """
        if not self._secret or len(self._secret) > _MOST_SECRET:
            raise ChannelFault(f"{self._name}: the VK secret must have 1 to {_MOST_SECRET} characters. Set VK_SECRET.")
        try:
            server_id = await self._server()
            settings: dict[str, Any] = dict.fromkeys(EVENTS, 1)
            await self._call("groups.setCallbackSettings", server_id=server_id, api_version=API_VERSION, **settings)
        except RefusedError as error:
            if error.code == _LIMIT:
                raise ChannelFault(
                    f"{self._name}: the community has ten Callback API servers already. Delete one: «Управление → "
                    "Настройки → Работа с API → Callback API» (Manage → Settings → API usage → Callback API)."
                ) from None
            raise
        if await self._confirmed(server_id):
            log.info("%s: VK posts events to %s", self._name, self.url)
        else:
            log.error(
                "%s: VK could not confirm %s. Check that the address leads here from the internet", self._name, self.url
            )

    async def state(self) -> Mapping[str, Any] | None:
        """Our server as VK lists it (id, status, url, secret_key), None when it is not there. Raises CallError."""
        listed = await self._call("groups.getCallbackServers")
        return next((server for server in listed["items"] if server["url"] == self.url), None)

    async def ticked(self, server_id: int) -> tuple[set[str], str]:
        """The events that VK posts there, and the API version. Raises CallError."""
        settings = await self._call("groups.getCallbackSettings", server_id=server_id)
        ticks = {kind for kind, on in (settings.get("events") or {}).items() if on}
        return ticks, str(settings.get("api_version", ""))

    # ------------------------------------------------------------------------------------------------------------------

    def _genuine(self, event: Mapping[str, Any]) -> bool:
        """A confirmation request may come without the secret: its answer tells nobody anything."""
        given = event.get("secret")
        if event.get("type") == "confirmation" and given is None:
            return True
        return bool(self._secret) and hmac.compare_digest(str(given or "").encode(), self._secret.encode())

    async def _confirm(self) -> tuple[int, str]:
        if self._confirmation:
            return 200, self._confirmation
        try:
            return 200, str((await self._call("groups.getCallbackConfirmationCode"))["code"])
        except CallError as error:
            log.error("%s: VK's confirmation string cannot be asked for (%s): set VK_CONFIRMATION", self._name, error)
            return 503, "the confirmation string is not known"

    async def _server(self) -> int:
        """The id of our server; added, or put right where it is not what it should be."""
        server = await self.state()
        wanted = {"url": self.url, "title": TITLE, "secret_key": self._secret}
        if server is None:
            return int((await self._call("groups.addCallbackServer", **wanted))["server_id"])
        if server["status"] not in ("ok", "wait") or server.get("secret_key") != self._secret:
            await self._call("groups.editCallbackServer", server_id=server["id"], **wanted)
        return int(server["id"])

    async def _confirmed(self, server_id: int) -> bool:
        loop = asyncio.get_running_loop()
        until = loop.time() + _CONFIRMED_WITHIN
        while True:
            server = await self.state()
            if server is None or server["status"] in ("ok", "failed") or loop.time() > until:
                return bool(server and server["status"] == "ok")
            await asyncio.sleep(0.3)

    async def _call(self, method: str, **params: Any) -> Any:
        return await self._library.call(method, group_id=self._group_id, **params)
