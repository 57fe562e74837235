"""Both platforms and the people on them: prospects who go through a short quiz while nodes come and go."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.emulators.clock import Clock
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.people import User as TelegramUser
from tests.emulators.vk import VkEmulator
from tests.emulators.vk.people import User as VkUser
from tests.journeys.node import HURRY

SCRIPT = """
schema: 1
id: campaign
title: Подбор
language: ru
start: {default: true}
heat: {warm: 1, hot: 2}
steps:
  - id: style
    ask: Какой стиль?
    options:
      - {id: classic, text: Классика, score: 1}
      - {id: modern, text: Модерн, score: 2}
  - id: area
    ask: Какая площадь?
    number: {min: 1, max: 100}
    remind:
      - {after: 1s, say: Напоминаем про площадь}
  - id: name
    ask: Как Вас зовут?
    name: {}
  - id: phone
    ask: Какой у Вас телефон?
    contact: {any_of: [phone]}
  - id: bye
    say: Спасибо, {name}!
    end: true
"""
SAYS = ("Какой стиль", "Какая площадь", "Напоминаем", "Как Вас зовут", "телефон", "Спасибо")
ACTS = 5  # start, press, area, name, phone
PATIENCE = 3600.0  # seconds: whoever is not answered is found by the campaign, not by a prospect's own clock


@dataclass(slots=True)
class Person:
    """A prospect on one of the platforms. `heard` is how far the talk has come."""

    user: TelegramUser | VkUser
    channel: str
    number: int
    heard: int = 0
    done: bool = False

    @property
    def name(self) -> str:
        return "Анна" + "абвгдежзик"[self.number % 10]

    @property
    def phone(self) -> str:
        return f"+7900{self.number:07d}"

    async def talk(self) -> None:
        """The whole quiz; a reminder is waited for, so that timers have to fire."""
        self.user.start()
        await self._sees(0)
        self.user.press("Модерн")
        await self._sees(1)
        await self._sees(2)
        self.user.write("12")
        await self._sees(3)
        self.user.write(self.name)
        await self._sees(4)
        self.user.write(self.phone)
        await self._sees(5)
        self.done = True

    def repeats(self) -> int:
        """How many messages stand here twice."""
        return sum(count - 1 for count in Counter(self.user.texts).values())

    async def _sees(self, place: int) -> None:
        self.heard = place
        await self.user.sees(SAYS[place], PATIENCE)
        self.heard = place + 1


@dataclass(slots=True)
class Town:
    telegram: TelegramEmulator
    vk: VkEmulator
    people: list[Person] = field(default_factory=list)
    full: bool = True  # a new prospect comes for each that is done
    _busy: int = 0

    @property
    def channels(self) -> list[dict[str, Any]]:
        """What a node has to know of the two platforms."""
        vk = {"name": "vk", "kind": "vk", "token": self.vk.token, "api_url": self.vk.url}
        telegram = {"name": "telegram", "kind": "telegram", "token": self.telegram.token, "api_url": self.telegram.url}
        return [telegram, vk | {"group_id": self.vk.community.id}]

    @property
    def waiting(self) -> list[Person]:
        return [person for person in self.people if not person.done]

    def come(self, kind: str = "") -> Person:
        number = len(self.people) + 1
        kind = kind or ("telegram", "vk")[number % 2]
        if kind == "telegram":
            user: TelegramUser | VkUser = self.telegram.user(10_000 + number, first_name="Анна", language_code="ru")
        else:
            user = self.vk.user(20_000 + number, first_name="Анна")
        person = Person(user, kind, number)
        self.people.append(person)
        return person

    async def crowd(self, size: int) -> None:
        """So many prospects at a time, until `full` is false and the last one is through."""
        async with asyncio.TaskGroup() as tasks:
            for _ in range(size):
                tasks.create_task(self._place())

    async def _place(self) -> None:
        while self.full:
            await self.come().talk()


@contextlib.asynccontextmanager
async def town() -> AsyncIterator[Town]:
    async with TelegramEmulator(clock=Clock(HURRY)) as telegram, VkEmulator(clock=Clock(HURRY)) as vk:
        yield Town(telegram, vk)


def scripts(folder: Path) -> Path:
    """A folder with the campaign's script in it."""
    made = folder / "scripts"
    made.mkdir(exist_ok=True)
    (made / "campaign.yaml").write_text(SCRIPT)
    return made
