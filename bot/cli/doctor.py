"""`leadquiz doctor`: reaches everything that is configured and says what is set wrong, and where it is put right."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Sequence
from dataclasses import replace

from bot import logs
from bot.app import make_channel
from bot.channels.base import Advice, ChannelFault
from bot.cli import FAULTS, GOOD
from bot.config import ManagersChat, Settings, SettingsError, load
from bot.scripts import read_folder
from storage.database import Database
from storage.errors import StorageError
from storage.signals import BudgetLimiter, LocalSignals, redis_answers

_WAITS = 30.0  # seconds for one platform


def doctor(args: argparse.Namespace) -> int:
    """Prints one line a finding; exit status 1 when something is wrong."""
    logs.set_up("text", "ERROR")
    try:
        settings = load(os.environ, args.config)
    except SettingsError as error:
        for problem in error.problems:
            _say(Advice(False, problem))
        return FAULTS
    return asyncio.run(_examine(settings))


async def _examine(settings: Settings) -> int:
    found: list[Advice] = []
    for name, examine in (("database", _database), ("redis", _redis), ("scripts", _scripts), ("settings", _settings)):
        found += _told(name, await examine(settings))
    settings = replace(settings, secret_key=settings.secret_key or "doctor")
    limiter = BudgetLimiter(LocalSignals())
    for one in settings.channels:
        managers = tuple(chat.address for chat in settings.managers if chat.channel == one.name)
        print(f"Reaching {one.name} ...", flush=True)
        try:
            channel = make_channel(one, settings, limiter, managers)
            async with asyncio.timeout(_WAITS):
                advice = list(await channel.doctor())
                await channel.close()
        except ChannelFault as error:
            advice = [Advice(False, str(error))]
        except TimeoutError:
            advice = [Advice(False, "did not answer within 30 s", "Check the network, or the API_URL setting")]
        found += _told(one.name, advice)
    wrong = sum(not advice.ok for advice in found)
    print("All is well." if not wrong else f"{wrong} thing(s) to put right.")
    return FAULTS if wrong else GOOD


def _told(name: str, advice: Sequence[Advice]) -> Sequence[Advice]:
    for one in advice:
        _say(replace(one, text=one.text if one.text.startswith(name) else f"{name}: {one.text}"))
    return advice


def _say(advice: Advice) -> None:
    todo = f" {advice.todo.rstrip('.')}." if advice.todo else ""
    print(f"{'ok   ' if advice.ok else 'WRONG'} {advice.text.rstrip('.')}.{todo}", flush=True)


async def _database(settings: Settings) -> list[Advice]:
    kind = settings.database_url.split(":", 1)[0]
    try:
        database = await Database.open(settings.database_url)
        try:
            if await database.revision() is None:
                return [Advice(True, f"{kind} answers and is empty", "`leadquiz run` makes the tables")]
            await database.ping()
        finally:
            await database.close()
    except StorageError as error:
        return [Advice(False, str(error), "Check LEADQUIZ_DATABASE_URL, and that the server runs and lets us in")]
    return [Advice(True, f"{kind} answers")]


async def _redis(settings: Settings) -> list[Advice]:
    if not settings.redis_url:
        return [Advice(True, "is not configured, and one node needs none")]
    if await redis_answers(settings.redis_url):
        return [Advice(True, "answers")]
    return [Advice(False, "does not answer", "Start it, or put LEADQUIZ_REDIS_URL right; until then sends are slower")]


async def _scripts(settings: Settings) -> list[Advice]:
    files = read_folder(settings.scripts_dir)
    if not files:
        return [Advice(False, f"{settings.scripts_dir} holds no script", "Put a .yaml file there: `leadquiz schema`")]
    bad = [file for file in files if not file.good]
    advice = [
        Advice(False, f"{file.path.name} has faults and is not published", f"Run: leadquiz check {file.path}")
        for file in bad
    ]
    if not any(file.script and file.script.start and file.script.start.default for file in files):
        advice.append(Advice(False, "no script answers a first message", "Give one of them `start: {default: true}`"))
    return advice or [Advice(True, f"{len(files)} are good")]


async def _settings(settings: Settings) -> list[Advice]:
    advice = []
    names = {channel.name for channel in settings.channels}
    for chat in settings.managers:
        if chat.channel not in names:
            advice.append(_unknown_channel(chat))
    if not settings.channels:
        advice.append(
            Advice(
                False, "no platform is configured", "Set LEADQUIZ_TELEGRAM_TOKEN, or LEADQUIZ_VK_TOKEN and _GROUP_ID"
            )
        )
    if not settings.managers:
        advice.append(
            Advice(False, "nobody is told of hot leads", "Set LEADQUIZ_MANAGERS_CHAT, such as telegram:-1001234567890")
        )
    if settings.public_url.startswith("http://"):
        advice.append(
            Advice(
                False, "PUBLIC_URL is not https, and platforms call only https", "Put a proxy with TLS before leadquiz"
            )
        )
    if not settings.api_token:
        advice.append(Advice(True, "no API_TOKEN: the API answers nobody", "Set LEADQUIZ_API_TOKEN to use it"))
    return advice


def _unknown_channel(chat: ManagersChat) -> Advice:
    return Advice(
        False,
        f"MANAGERS_CHAT names the channel {chat.channel}, which is not configured",
        f"Configure {chat.channel}, or take {chat.channel}:{chat.address} out",
    )
