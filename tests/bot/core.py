"""The core on a real database, without platforms: what a test says to it, and what it would send."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import msgspec

from bot.channels.base import Body, ChannelInput, Inbound, Profile
from bot.config import ManagersChat
from bot.intake import Intake
from bot.managers import Managers
from bot.notices import Notices
from bot.scripts import Published, publish, read_file
from bot.texts import Texts
from bot.turns import Turns
from dialogs.inputs import Started, Wrote
from storage.database import Database
from storage.records import LeadRow, OutboxRow

SCRIPT = """
schema: 1
id: {id}
title: Подбор
language: ru
start:
  default: {default}
  keywords: [{keyword}]
  refs: [{id}]
heat: {{warm: 1, hot: 2}}
steps:
  - id: style
    ask: Какой стиль?
    options:
      - {{id: classic, text: Классика, score: 1}}
      - {{id: modern, text: Модерн, score: 2}}
    remind:
      - {{after: 15m, say: Вы ещё здесь?}}
  - id: name
    ask: Как Вас зовут?
    name: {{}}
  - id: phone
    ask: Какой у Вас телефон?
    contact: {{any_of: [phone]}}
  - id: bye
    say: Спасибо, {{name}}!
    end: true
"""
MANAGERS = ManagersChat("telegram", "-100500")
_decode = msgspec.json.Decoder(Body).decode


def script(id_: str = "kitchen", *, default: bool = True, keyword: str = "кухня") -> str:
    return SCRIPT.format(id=id_, default="true" if default else "false", keyword=keyword)


@dataclass
class Core:
    """`now` stands still until a test moves it. `woken` holds what the intake said after its commits."""

    database: Database
    published: Published
    turns: Turns
    managers: Managers
    intake: Intake
    folder: Path
    now: datetime
    woken: list[set[tuple[str, str]]] = field(default_factory=list)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @classmethod
    async def made(cls, database: Database, folder: Path) -> Core:
        now = datetime.now(UTC).replace(microsecond=0)
        published = Published()
        notices = Notices((MANAGERS,), Texts.load("ru"), published.newest.get)
        notices.script = lambda script_id: published.newest.get(script_id)
        managers = Managers(notices)
        kinds = {"telegram": "telegram", "vk": "vk", "web": "web"}
        turns = Turns(published, Random(7), kinds, managers.is_staff)
        woken: list[set[tuple[str, str]]] = []
        intake = Intake(database, turns, managers, notices, lambda: core.now, woken.append)
        core = cls(database, published, turns, managers, intake, folder, now, woken)
        await core.publish(script())
        return core

    async def publish(self, source: str) -> int:
        path = self.folder / "script.yaml"
        path.write_text(source)
        version, _ = await publish(self.database, read_file(path), "", self.now)
        await self.published.reload(self.database)
        return version

    def advance(self, **time: float) -> None:
        self.now += timedelta(**time)

    def event(self, heard: ChannelInput, address: str = "7", channel: str = "telegram", **more: object) -> Inbound:
        profile = Profile(first_name="Анна", language="ru")
        number = next(self._numbers)
        known: dict[str, object] = {"event_id": f"e{number}", "sender": address, "profile": profile, **more}
        return Inbound(channel=channel, address=address, input=heard, at=self.now, **known)  # type: ignore[arg-type]

    async def hear(self, *heard: ChannelInput, address: str = "7", **more: object) -> None:
        """These things come in, one batch each."""
        for one in heard:
            await self.intake.take([self.event(one, address, "telegram", **more)])

    async def quiz(self, address: str = "7", phone: str = "+7 900 000-00-01") -> None:
        """A whole talk of a hot prospect."""
        await self.hear(Started(), Wrote("модерн"), Wrote("Анна"), Wrote(phone), address=address)

    async def rows(self) -> list[OutboxRow]:
        """All of the outbox, in its order."""
        async with self.database.reading() as tx:
            found = await tx.outbox.get(range(1, 500))
        return sorted(found.values(), key=lambda row: row.id)

    async def letters(self, address: str = "7") -> list[Body]:
        return [_decode(row.body) for row in await self.rows() if row.address == address]

    async def said(self, address: str = "7") -> list[str]:
        """The texts of the messages to this address."""
        return [letter.text for letter in await self.letters(address) if letter.act == "say"]

    async def leads(self, address: str = "7") -> list[LeadRow]:
        async with self.database.reading() as tx:
            found = await tx.conversations.load([("telegram", address)])
            talk = found.get(("telegram", address))
            return [] if talk is None else await tx.leads.of_person(talk.person_id)

    async def delivered(self) -> None:
        """Every letter that waits reaches its chat now."""
        async with self.database.transaction() as tx:
            ids = [row.id for row in await self.rows() if row.settled_at is None]
            await tx.outbox.sent([(id_, f"m{id_}") for id_ in ids], self.now)


@asynccontextmanager
async def running(core: Core) -> AsyncIterator[Core]:
    """The intake takes what comes."""
    async with asyncio.TaskGroup() as tasks:
        work = tasks.create_task(core.intake.run())
        try:
            yield core
        finally:
            work.cancel()


def texts(letters: Sequence[Body]) -> list[str]:
    return [letter.text for letter in letters]
