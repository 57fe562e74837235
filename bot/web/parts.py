"""What the web server needs of the rest; the composition root fills it in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from aiohttp import web

from bot.channels.base import Channel, Intake
from bot.channels.web.channel import WebChannel
from bot.web.metrics import Metrics
from storage.database import Database


@dataclass(frozen=True, slots=True)
class ScriptTitle:
    """A published script as pages name it."""

    id: str
    title: str
    language: str = "ru"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one visitor may ask of the chat. Rates are per second with a burst; sockets and streams are counted."""

    session_rate: float = 5.0
    session_burst: float = 60.0
    ip_rate: float = 50.0
    ip_burst: float = 500.0
    new_sessions_rate: float = 2.0
    new_sessions_burst: float = 120.0
    uploads_rate: float = 0.05
    uploads_burst: float = 12.0
    sockets: int = 10_000
    sockets_per_ip: int = 200
    sockets_per_session: int = 12
    upload_bytes: int = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class WebParts:
    """`channels` by name, for the webhooks; `chat` is the web chat; `take` the one door in.

    `base_url` is what links begin with, without a slash at the end. `media_dir` holds the scripts' pictures and files,
    `data_dir` the prospects' uploads. `channel_states` says "ok" or what is wrong, by channel. An empty `api_token`
    means that the API answers nobody. `web_origins`: the sites that may embed the chat, `*` for all.
    """

    database: Database
    chat: WebChannel
    take: Intake
    clock: Callable[[], datetime]
    secret_key: str = field(repr=False)
    base_url: str
    data_dir: Path
    media_dir: Path
    channels: Mapping[str, Channel] = field(default_factory=dict)
    scripts: Callable[[], Sequence[ScriptTitle]] = tuple
    channel_states: Callable[[], Mapping[str, str]] = dict
    metrics: Metrics = field(default_factory=Metrics)
    api_token: str = field(default="", repr=False)
    web_origins: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    limits: Limits = Limits()

    @property
    def secure(self) -> bool:
        """Whether visitors come by https."""
        return self.base_url.startswith("https://")

    @property
    def key(self) -> bytes:
        return self.secret_key.encode()


PARTS = web.AppKey("parts", WebParts)
