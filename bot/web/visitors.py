"""Who asks: the visitor's address behind trusted proxies, the origin rule, and how much one visitor may ask."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from aiohttp import web

from bot.web.parts import WebParts

_KEPT = 50_000  # buckets remembered; the oldest are forgotten, which only ever gives more


def client_ip(request: web.Request, trusted: Sequence[str]) -> str:
    """The visitor's address: the last one in X-Forwarded-For that no trusted proxy owns, else the peer's."""
    ip = request.remote or ""
    if not trusted or not _within(ip, trusted):
        return ip
    for hop in reversed(",".join(request.headers.getall("X-Forwarded-For", [])).split(",")):
        hop = hop.strip()
        if not _is_ip(hop):
            break
        ip = hop
        if not _within(hop, trusted):
            break
    return ip


def is_loopback(ip: str) -> bool:
    """A proxy on this very machine that nobody named as trusted looks so: its visitors are not held to one budget."""
    return _is_ip(ip) and ipaddress.ip_address(ip).is_loopback


def origin_allowed(request: web.Request, parts: WebParts) -> bool:
    """Whether a page of this origin may talk to the chat: our own pages, the listed sites, and programs (no origin)."""
    origin = request.headers.get("Origin", "")
    return not origin or origin in own_origins(request, parts) or listed(origin, parts.web_origins)


def own_origins(request: web.Request, parts: WebParts) -> tuple[str, ...]:
    """The origins that are this server itself."""
    base = urlsplit(parts.base_url)
    host = request.headers.get("Host", "")
    return (f"{base.scheme}://{base.netloc}", f"http://{host}", f"https://{host}")


def listed(origin: str, origins: Sequence[str]) -> bool:
    return "*" in origins or origin.lower() in {one.lower() for one in origins}


class Budgets:
    """Token buckets by name, in this process. `take` says how many seconds to wait, 0 when a token was there."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady = steady
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str, per_second: float, burst: float) -> float:
        now = self._steady()
        tokens, at = self._buckets.pop(name, (burst, now))
        tokens = min(burst, tokens + (now - at) * per_second)
        wait = 0.0 if tokens >= 1 else (1 - tokens) / per_second
        self._buckets[name] = (tokens - 1 if not wait else tokens, now)
        while len(self._buckets) > _KEPT:
            self._buckets.popitem(last=False)
        return wait


class Seats:
    """How many sockets and streams are open, by name."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def take(self, limits: dict[str, int]) -> bool:
        """One seat under every name, or none at all where one of them is full."""
        if any(self._taken.get(name, 0) >= most for name, most in limits.items()):
            return False
        for name in limits:
            self._taken[name] = self._taken.get(name, 0) + 1
        return True

    def leave(self, limits: dict[str, int]) -> None:
        for name in limits:
            left = self._taken.get(name, 0) - 1
            if left > 0:
                self._taken[name] = left
            else:
                self._taken.pop(name, None)


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _within(ip: str, networks: Sequence[str]) -> bool:
    if not _is_ip(ip):
        return False
    address = ipaddress.ip_address(ip)
    return any(address in ipaddress.ip_network(network, strict=False) for network in networks)
