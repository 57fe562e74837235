"""`python -m tests.campaign.entry`: starts nodes, each a process of its own that can be killed.

It imports everything once and forks: a node that would need seconds to start is there at once, so that a hundred
kills fit into minutes. Orders come as lines of JSON on standard input; `{"pid": ...}` and `{"ended": ...}` go out.
"""

from __future__ import annotations

import asyncio
import json
import os
import select
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

import sqlalchemy
from sqlalchemy.engine import Engine

import bot.channels.telegram.channel
import bot.channels.vk.channel  # noqa: F401 - imported before the fork, like the one above
from bot import logs
from bot.app import App, crash_at
from bot.config import ChannelSettings, Settings
from storage import migrating  # noqa: F401 - the same
from tests.campaign.builds import BUILDS
from tests.journeys.node import hurried_limiter


def main() -> None:
    """Forks a node for each order until standard input ends."""
    running: set[int] = set()
    pending = ""
    while True:
        readable, _, _ = select.select([sys.stdin.fileno()], [], [], 0.01)
        if readable:
            data = os.read(sys.stdin.fileno(), 65536).decode()
            if not data:
                break
            *lines, pending = (pending + data).split("\n")
            for line in lines:
                running.add(_forked(json.loads(line)))
        for pid in tuple(running):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                running.discard(pid)
                _say({"ended": pid, "code": os.waitstatus_to_exitcode(status)})
    for pid in running:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _forked(order: dict[str, Any]) -> int:
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        _say({"pid": pid, "name": order["name"]})
        return pid
    code = 1
    try:
        with Path(order["log"]).open("a", encoding="utf-8") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
            logs.set_up("text", "INFO")
            _watch_migration(order["point"])
            asyncio.run(_node(order))
            code = 0
    except BaseException as error:
        print("node ended:", repr(error), file=sys.stderr, flush=True)
        import traceback

        traceback.print_exc()
    finally:
        os._exit(code)


async def _node(order: dict[str, Any]) -> None:
    settings = Settings(
        database_url=order["database_url"],
        redis_url=order.get("redis_url", ""),
        http_port=order["port"],
        channels=tuple(ChannelSettings(**one) for one in order["channels"]),
        managers=(),
        api_token="token",
        secret_key="secret-key-of-the-tests",
        scripts_dir=Path(order["scripts_dir"]),
    )
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    app = await App.open(settings, _clock(Path(order["clock"])), hurried_limiter(), crash_at(order["point"]))
    app.intake.__class__ = BUILDS[order["build"]]
    await app.run(stop)


def _clock(file: Path) -> Callable[[], datetime]:
    """The wall's time and what the campaign moved it by, in seconds."""

    def now() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(file.read_text() or 0))

    return now


def _watch_migration(point: str) -> None:
    """`migration:N`: killed at the Nth statement of an SQLite migration."""
    if not point.startswith("migration:"):
        return
    at = crash_at(point)

    @sqlalchemy.event.listens_for(Engine, "before_cursor_execute")
    def executed(*_: object) -> None:
        at("migration")


def _say(word: dict[str, Any], out: TextIO = sys.stdout) -> None:
    out.write(json.dumps(word) + "\n")
    out.flush()


if __name__ == "__main__":
    main()
