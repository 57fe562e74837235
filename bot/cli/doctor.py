"""`leadquiz doctor`: reaches everything that is configured and says what is set wrong, and where it is put right."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from bot import logs
from bot.app import make_channel
from bot.channels.base import Advice, ChannelFault
from bot.cli import FAULTS, GOOD
from bot.config import ChannelSettings, Settings, SettingsError, load, sqlite_path
from bot.scripts import read_folder
from storage.database import Database
from storage.errors import DatabaseAway, StorageError
from storage.migrations import HEAD
from storage.redis_signals import redis_answers
from storage.signals import BudgetLimiter, LocalSignals

_WAITS = 60.0  # seconds for one platform, of which a slow machine spends many on loading its library


def doctor(args: argparse.Namespace) -> int:
    """Prints one line a finding, `ok`, `note` or `WRONG`; exit status 1 when something is wrong."""
    logs.set_up("text", "CRITICAL")
    try:
        settings = load(os.environ, args.config)
    except SettingsError as error:
        for problem in error.problems:
            _say(Advice(False, f"settings: {problem}"))
        return _sum_up(len(error.problems))
    return _sum_up(asyncio.run(_examine(settings)))


async def _examine(settings: Settings) -> int:
    """How many things are wrong."""
    found: list[Advice] = []
    found += _told("settings", _settings(settings))
    found += _told("database", await _database(settings))
    found += _told("redis", await _redis(settings))
    found += _told("scripts", _scripts(settings))
    settings = replace(settings, secret_key=settings.secret_key or "not asked for here")
    for one in settings.channels:
        print(f"      reaching {one.name} ...", flush=True)
        found += _told(one.name, await _channel(one, settings))
    return sum(not advice.ok for advice in found)


def _told(name: str, advice: Sequence[Advice]) -> Sequence[Advice]:
    for one in advice:
        _say(replace(one, text=one.text if one.text.startswith(f"{name}: ") else f"{name}: {one.text}"))
    return advice


def _say(advice: Advice) -> None:
    todo = advice.todo.rstrip(".")
    mark = "WRONG" if not advice.ok else "note " if todo else "ok   "
    print(f"{mark} {advice.text.rstrip('.')}.{f' {todo[:1].upper()}{todo[1:]}.' if todo else ''}", flush=True)


def _sum_up(wrong: int) -> int:
    print("All is well." if not wrong else f"To put right: {wrong}. Then run `leadquiz doctor` again.")
    return FAULTS if wrong else GOOD


# What stands on this machine ------------------------------------------------------------------------------------------


def _settings(settings: Settings) -> list[Advice]:
    advice = []
    for chat in settings.strange_chats:
        text = f"MANAGERS_CHAT names the channel {chat.channel}, which is not configured"
        todo = f"Configure {chat.channel}, or take {chat.channel}:{chat.address} out of LEADQUIZ_MANAGERS_CHAT"
        advice.append(Advice(False, text, todo))
    if not settings.channels:
        text = "no messenger is configured: only the web chat answers"
        advice.append(Advice(True, text, "Set LEADQUIZ_TELEGRAM_TOKEN, or LEADQUIZ_VK_TOKEN and LEADQUIZ_VK_GROUP_ID"))
    elif not settings.managers:
        todo = "Set LEADQUIZ_MANAGERS_CHAT, such as telegram:-1001234567890 or vk:2000000001"
        advice.append(Advice(True, "nobody is told of hot leads", todo))
    public = urlsplit(settings.public_url)
    if public.scheme == "http" and public.hostname not in ("localhost", "127.0.0.1", "::1"):
        todo = "Put a proxy with TLS before leadquiz and set LEADQUIZ_PUBLIC_URL to its https:// address"
        advice.append(Advice(False, f"PUBLIC_URL is {settings.public_url}, and messengers call https only", todo))
    if not settings.api_token:
        advice.append(Advice(True, "no API_TOKEN: the API answers nobody", "Set LEADQUIZ_API_TOKEN to use it"))
    return advice or [Advice(True, "all are in use")]


async def _database(settings: Settings) -> list[Advice]:
    kind = settings.database_url.split(":", 1)[0]
    if kind == "sqlite" and not sqlite_path(settings.database_url).exists():
        return [_new_file(sqlite_path(settings.database_url))]
    try:
        database = await Database.open(settings.database_url)
        try:
            revision = await database.revision()
            if revision is None:
                return [Advice(True, f"{kind} answers and is empty", "`leadquiz run` makes the tables")]
            await database.ping()
        finally:
            await database.close()
        if revision != HEAD:
            return [_another_revision(revision)]
    except StorageError as error:
        todo = "Check LEADQUIZ_DATABASE_URL, and that the server runs and lets us in"
        return [Advice(False, str(error), todo if isinstance(error, DatabaseAway) else "It is LEADQUIZ_DATABASE_URL")]
    except OSError as error:
        return [Advice(False, f"{error.filename}: {error.strerror}", "Put LEADQUIZ_DATABASE_URL right")]
    return [Advice(True, f"{kind} answers")]


def _new_file(path: Path) -> Advice:
    """An SQLite file that is still to be made: can it be?"""
    folder = path.absolute().parent
    while not folder.exists():
        folder = folder.parent
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return Advice(True, f"{path} does not exist yet", "`leadquiz run` makes it")
    reason = "cannot be written" if folder.is_dir() else "is no folder"
    return Advice(False, f"{path} cannot be made: {folder} {reason}", "Change its rights, or LEADQUIZ_DATABASE_URL")


def _another_revision(revision: str) -> Advice:
    from storage.migrating import known

    if known(revision):
        return Advice(False, "the tables are of an older version", "Run `leadquiz migrate`, or start `leadquiz run`")
    todo = "Start the newer leadquiz again, or restore the copy made before the update"
    return Advice(False, f"the tables are of a newer version ({revision}) than this program", todo)


async def _redis(settings: Settings) -> list[Advice]:
    if not settings.redis_url:
        return [Advice(True, "is not configured, and one node needs none")]
    if await redis_answers(settings.redis_url):
        return [Advice(True, "answers")]
    return [Advice(False, "does not answer", "Start it, or put LEADQUIZ_REDIS_URL right; until then sends are slower")]


def _scripts(settings: Settings) -> list[Advice]:
    folder = settings.scripts_dir
    files = read_folder(folder)
    if not files:
        todo = "Put a script (a .yaml file) there, or leave LEADQUIZ_SCRIPTS_DIR out for the ready-made ones"
        return [Advice(False, f"{folder} holds no script", todo)]
    advice = [
        Advice(False, f"{file.path.name} has faults and is not published", f"Run: leadquiz check {folder}")
        for file in files
        if not file.good
    ]
    if not any(file.good and file.script and file.script.start and file.script.start.default for file in files):
        todo = f"Give one script in {folder} `start: {{default: true}}`"
        advice.append(Advice(False, "no script answers a first message", todo))
    return advice or [Advice(True, f"{len(files)} in {folder} are good")]


# What is far away -----------------------------------------------------------------------------------------------------


async def _channel(one: ChannelSettings, settings: Settings) -> list[Advice]:
    managers = tuple(chat.address for chat in settings.managers if chat.channel == one.name)
    try:
        channel = make_channel(one, settings, BudgetLimiter(LocalSignals()), managers)
        try:
            async with asyncio.timeout(_WAITS):
                return list(await channel.doctor())
        finally:
            await channel.close()
    except ChannelFault as error:
        return [Advice(False, str(error))]
    except TimeoutError:
        return [Advice(False, f"did not answer within {_WAITS:g} s", "Check the network, or the API_URL setting")]
