"""`leadquiz run`, `leadquiz worker` and `leadquiz demo`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import errno
import logging
import os
import signal
import socket
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot import logs
from bot.app import WHOLE, App, Part
from bot.cli import FAULTS, GOOD, complain, settings_of
from bot.cli.staff import sign_in_link
from bot.config import Settings, load

log = logging.getLogger("bot.cli")
DEFAULT_PORT = 8080
_APART = (
    "`leadquiz {what}` shares its database with other processes, and an SQLite file has one. "
    "Set LEADQUIZ_DATABASE_URL to postgresql://..., or use `leadquiz run` alone."
)


def run(args: argparse.Namespace) -> int:
    """All configured channels, panel, delivery and clock, in one process, until SIGTERM or Ctrl+C."""
    settings = _settings(args)
    if args.without_delivery and _one_process(settings):
        return complain(_APART.format(what="run --without-delivery"))
    if settings.http_port == 0:
        settings = replace(settings, http_port=_free_port(settings.http_host, 0) or 0)
    return _serve(settings, _say_running, Part(delivers=not args.without_delivery))


def worker(args: argparse.Namespace) -> int:
    """Delivery, the clock and polling under the nodes' leases, without HTTP, until SIGTERM or Ctrl+C."""
    settings = _settings(args)
    if _one_process(settings):
        return complain(_APART.format(what="worker"))
    return _serve(settings, _say_working, Part(serves=False))


def demo(args: argparse.Namespace) -> int:
    """Works with nothing configured. Settings of the environment hold, except for the platforms' tokens."""
    settings = load({k: v for k, v in os.environ.items() if not _of_platform(k)}, args.config)
    if settings.channels or settings.managers:
        settings = replace(settings, channels=(), managers=())
    wanted = settings.http_port if args.port is None else args.port
    port = _free_port(settings.http_host, wanted)
    if port is None and wanted == DEFAULT_PORT and args.port is None:
        port = _free_port(settings.http_host, 0)
    if port is None:
        return complain(_cannot_listen(settings.http_host, wanted, "it is taken, or not ours"))
    settings = replace(settings, http_port=port, public_url="")
    logs.set_up(settings.log_format, "WARNING" if settings.log_level == "INFO" else settings.log_level)
    return _serve(settings, _say_demo)


def _settings(args: argparse.Namespace) -> Settings:
    settings = settings_of(args)
    logs.set_up(settings.log_format, settings.log_level)
    for chat in settings.strange_chats:
        log.warning("MANAGERS_CHAT names the channel %s, which is not configured: nobody is told there", chat.channel)
    return settings


def _one_process(settings: Settings) -> bool:
    return settings.database_url.startswith("sqlite")


def _serve(settings: Settings, said: Callable[[App], Coroutine[Any, Any, None]], part: Part = WHOLE) -> int:
    try:
        import uvloop

        loop_factory: Callable[[], asyncio.AbstractEventLoop] | None = uvloop.new_event_loop
    except ImportError:  # not on every platform; everything works without it
        loop_factory = None
    try:
        with asyncio.Runner(loop_factory=loop_factory) as runner:
            return runner.run(_until_stopped(settings, said, part))
    except OSError as error:
        if error.filename is not None:  # a file or folder, not the port
            raise
        reason = "it is taken" if error.errno == errno.EADDRINUSE else error.strerror or type(error).__name__
        return complain(_cannot_listen(settings.http_host, settings.http_port, reason))


async def _until_stopped(settings: Settings, said: Callable[[App], Coroutine[Any, Any, None]], part: Part) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    app = await App.open(settings, part=part)
    ready = asyncio.Event()
    try:
        async with asyncio.TaskGroup() as tasks:
            serving = tasks.create_task(app.run(stop, ready.set))

            async def say() -> None:
                await ready.wait()
                await said(app)

            saying = tasks.create_task(say())
            await serving
            saying.cancel()
    except ExceptionGroup as group:
        raise _cause(group) from None
    return GOOD if stop.is_set() else FAULTS


def _cause(group: ExceptionGroup[Exception]) -> Exception:
    """One real cause is told in its own words, not as a group of one."""
    first = group.exceptions[0]
    return _cause(first) if isinstance(first, ExceptionGroup) else first


async def _say_running(app: App) -> None:
    names = ", ".join(["web", *app.channels])
    print(f"leadquiz is running: {names}. Web chat: {app.settings.base_url}/chat", flush=True)


async def _say_working(app: App) -> None:
    print(f"leadquiz worker is running: {', '.join(app.channels) or 'no channel is configured'}", flush=True)


async def _say_demo(app: App) -> None:
    """The two addresses of the demo; the sign-in link works once."""
    now = datetime.now(UTC)
    async with app.database.transaction() as tx:
        people = [one for one in await tx.staff.list() if one.role == "admin"]
        staff_id = people[0].id if people else await tx.staff.add("Demo", "admin", now)
        link = await sign_in_link(tx, staff_id, app.settings.base_url, now)
    script = "?script=kitchen" if "kitchen" in app.published.newest else ""
    print(f"Chat: {app.settings.base_url}/chat{script}", flush=True)
    print(f"Leads: {link}", flush=True)
    print("Answer the quiz in the chat, then look at the leads. Ctrl+C ends.", flush=True)


def _of_platform(name: str) -> bool:
    return name.startswith(("LEADQUIZ_TELEGRAM_", "LEADQUIZ_VK_", "LEADQUIZ_MANAGERS_CHAT", "LEADQUIZ_PUBLIC_URL"))


def _cannot_listen(host: str, port: int, reason: str) -> str:
    todo = "Stop the program that has it, or set LEADQUIZ_HTTP_PORT (for the demo: --port) to a free one"
    return f"leadquiz cannot listen on {host}:{port}: {reason}. {todo}."


def _free_port(host: str, wanted: int) -> int | None:
    """The port that was asked for, 0 for any free one; None where it cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, wanted, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
            found: int = trial.getsockname()[1]
            return found
    except OSError:
        return None
