"""The Callback API: servers with their states, confirmation, repeats, and the switch-off after errors."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aiohttp

from .refusals import Refused, bad_parameter
from .world import Json, new_key

if TYPE_CHECKING:
    from .emulator import VkEmulator

MOST_SERVERS = 10
ERRORS_IN_A_ROW = 5
PATIENCE = 10.0  # seconds for an answer
PAUSE = 18.0  # seconds before a repeat
LONGEST_RETRY_AFTER = 3 * 3600


@dataclass(slots=True, eq=False)
class Server:
    """status: unconfigured, failed, wait, ok. `waiting` are events that it has not taken yet."""

    id: int
    url: str
    title: str
    secret: str
    status: str = "unconfigured"
    ticked: set[str] = field(default_factory=set)
    version: str = "5.199"
    errors: int = 0
    waiting: list[tuple[Json, int]] = field(default_factory=list)

    def json(self) -> Json:
        return {
            "id": self.id,
            "title": self.title,
            "creator_id": 1,
            "url": self.url,
            "secret_key": self.secret,
            "status": self.status,
        }


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request to a server and what it answered: status 0 for no answer."""

    server_id: int
    kind: str
    event_id: str
    retry: int
    status: int
    body: str
    content_type: str = ""


class Callback:
    """All servers. `routes` leads a public address to a real one: {"https://shop.example.com": url}."""

    def __init__(self, emulator: VkEmulator) -> None:
        self._emulator = emulator
        self.servers: dict[int, Server] = {}
        self.routes: dict[str, str] = {}
        self.code = secrets.token_hex(4)
        self.forgets = False  # whether events are lost while a server is switched off
        self.deliveries: list[Delivery] = []
        self._last_id = 0
        self._queues: dict[tuple[int, str], list[Json]] = {}

    @property
    def busy(self) -> bool:
        """Whether an event is on its way for the first time."""
        return any(self._queues.values())

    def server(self, server_id: int) -> Server:
        try:
            return self.servers[server_id]
        except KeyError:
            raise Refused(104) from None

    def add_server(self, url: str, title: str, secret: str = "") -> Server:
        """Raises Refused 2000, 100. The address is asked to confirm itself soon after."""
        if len(self.servers) >= MOST_SERVERS:
            raise Refused(2000)
        self._last_id += 1
        server = Server(self._last_id, url, title, secret)
        self._configure(server, url, title, secret)
        self.servers[server.id] = server
        return server

    def edit_server(self, server_id: int, url: str, title: str, secret: str) -> None:
        self._configure(self.server(server_id), url, title, secret)

    def delete_server(self, server_id: int) -> None:
        self.server(server_id).status = "deleted"
        del self.servers[server_id]

    def add(self, event: Json, queue: str) -> None:
        """To each server that wants this kind: in order within a conversation, until one attempt fails."""
        for server in self.servers.values():
            if event["type"] not in server.ticked or server.status == "unconfigured":
                continue
            line = self._queues.setdefault((server.id, queue), [])
            line.append(event)
            if len(line) == 1:
                self._emulator.run(self._drain(server, line))

    def switch_off(self, server: Server) -> None:
        """As VK does after several errors in a row."""
        server.status = "failed"

    async def post(self, server: Server, event: Json, retry: int = 0) -> Delivery:
        """One request, exactly as VK makes it; also for what a test wants to send by itself."""
        url = server.url
        for public, real in self.routes.items():
            url = real + url.removeprefix(public) if url.startswith(public) else url
        body = event | ({"secret": server.secret} if server.secret else {})
        headers = {"X-Retry-Counter": str(retry)} if retry else {}
        status, text, kind, after = 0, "", "", 0.0
        try:
            patience = aiohttp.ClientTimeout(total=PATIENCE / self._emulator.clock.speed)
            async with self._emulator.http.post(url, json=body, headers=headers, timeout=patience) as response:
                status, text, kind = response.status, await response.text(), response.content_type
                asked = response.headers.get("Retry-After", "")
                after = float(asked) if asked.isdigit() and status in (410, 429, 503) else 0.0
        except (aiohttp.ClientError, TimeoutError, ConnectionError):
            pass
        delivery = Delivery(server.id, event["type"], event["event_id"], retry, status, text, kind)
        self.deliveries.append(delivery)
        if after and event["type"] != "confirmation":
            await self._emulator.clock.sleep(min(after, LONGEST_RETRY_AFTER))
            server.errors -= 1  # who asks for patience is not at fault
        return delivery

    # ------------------------------------------------------------------------------------------------------------------

    def _configure(self, server: Server, url: str, title: str, secret: str) -> None:
        if not url.startswith(("http://", "https://")):
            raise bad_parameter("url is invalid")
        server.url, server.title, server.secret = url, title, secret
        server.status, server.errors = "wait", 0
        self.code = secrets.token_hex(4)
        self._emulator.run(self._confirm(server))

    async def _confirm(self, server: Server) -> None:
        event: Json = {
            "group_id": self._emulator.community.id,
            "type": "confirmation",
            "event_id": new_key(),
            "v": server.version,
        }
        delivery = await self.post(server, event)
        if server.status != "wait":
            return
        server.status = "ok" if delivery.status == 200 and delivery.body.strip() == self.code else "failed"
        if server.status == "ok":
            waiting, server.waiting = server.waiting, []
            for kept, retry in waiting:
                self._emulator.run(self._again(server, kept, retry))

    async def _drain(self, server: Server, line: list[Json]) -> None:
        while line:
            event = line[0]
            if not await self._taken(server, event, 0):
                self._emulator.run(self._again(server, event, 1))
            line.pop(0)

    async def _again(self, server: Server, event: Json, retry: int) -> None:
        while True:
            await self._emulator.clock.sleep(PAUSE if retry else 0)
            if await self._taken(server, event, retry):
                return
            if server.status != "ok":
                return
            retry += 1

    async def _taken(self, server: Server, event: Json, retry: int) -> bool:
        """Whether the server took the event, or will be given it when it is switched on again."""
        if server.status == "deleted":
            return True
        if server.status != "ok":
            if not self.forgets:
                server.waiting.append((event, retry))
            return True
        delivery = await self.post(server, event, retry)
        if delivery.status == 200 and delivery.body == "ok":
            server.errors = 0
            return True
        if delivery.status == 200 and delivery.body == "remove":
            server.ticked.discard(event["type"])
            return True
        server.errors += 1
        if server.errors >= ERRORS_IN_A_ROW:
            self.switch_off(server)
        return False


def ticks(kinds: set[str], params: Json) -> set[str]:
    """The event types after a call that ticks or unticks some of them."""
    on = {key for key, value in params.items() if str(value) in ("1", "true", "True")}
    off = {key for key, value in params.items() if str(value) in ("0", "false", "False")}
    return (kinds | on) - off


async def settled(callback: Callback) -> None:
    """Waits until no server is being confirmed."""
    while any(server.status == "wait" for server in callback.servers.values()):
        await asyncio.sleep(0.005)
