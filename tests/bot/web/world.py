"""A web server over a real database, with a door that plays a small quiz instead of the engine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
from aiohttp import web

from bot.channels.base import Body, CardOut, Channel, Inbound, Key, Piece, Unavailable
from bot.channels.web.channel import WebChannel
from bot.web.auth import SIGN_IN
from bot.web.feed import OutboxFeed
from bot.web.parts import Limits, ScriptTitle, WebParts
from bot.web.server import build
from dialogs.inputs import Pressed, Started, Uploaded, Wrote
from dialogs.leads import Answer, Contact, Reward, ScoreReason, Source
from storage.database import Database, Transaction
from storage.records import HistoryRow, NewAnswer, NewConversation, NewLead, NewLetter

TOKEN = "token-of-the-api"
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@dataclass(slots=True)
class Time:
    """A clock that stands until a test moves it."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def advance(self, **time: float) -> None:
        self.at += timedelta(**time)


@dataclass(slots=True)
class Door:
    """Stands in for the intake: drops repeats, answers with a quiz of five questions, commits, wakes the chat."""

    database: Database
    clock: Callable[[], datetime]
    heard: list[Inbound] = field(default_factory=list)
    away: bool = False
    woken: Callable[[list[str]], None] = lambda addresses: None
    _steps: dict[str, int] = field(default_factory=dict)
    _ticked: dict[str, set[int]] = field(default_factory=dict)

    async def take(self, inbounds: Sequence[Inbound], cursor: str | None) -> None:
        if self.away:
            raise Unavailable(3)
        addresses = []
        async with self.database.transaction() as tx:
            for inbound in inbounds:
                fresh = await tx.inbox.add([(inbound.channel, inbound.event_id)], self.clock())
                if not fresh:
                    continue
                self.heard.append(inbound)
                bodies = self._answer(inbound)
                if inbound.press_id:
                    bodies.append(Body(act="press", press_id=inbound.press_id))
                await self._remember(tx, inbound)
                await post(tx, self.clock(), inbound.address, *bodies)
                addresses.append(inbound.address)
        self.woken(addresses)

    async def _remember(self, tx: Transaction, inbound: Inbound) -> None:
        key = (inbound.channel, inbound.address)
        made = await tx.conversations.add([NewConversation(inbound.channel, inbound.address, self.clock())])
        match inbound.input:
            case Wrote(text=text):
                await tx.history.add([HistoryRow(made[key].id, self.clock(), "prospect", text)])
            case Pressed(data=data):
                await tx.history.add([HistoryRow(made[key].id, self.clock(), "prospect", "", f"press:{data}")])
            case _:
                pass

    def _answer(self, inbound: Inbound) -> list[Body]:
        where = inbound.address
        step = self._steps.get(where, 0)
        match inbound.input:
            case Started():
                self._steps[where] = 1
                return [Body(text="Здравствуйте! Пять вопросов, и скидка растёт с каждым ответом."), style()]
            case Pressed(data=data) if data.startswith("1."):
                again = [] if step > 1 else [features(set())]
                self._steps[where] = max(step, 2)
                return [style(data), *again]
            case Pressed(data="2.done"):
                self._steps[where] = 3
                return [replace_keys(features(self._ticked[where]), ()), phone()]
            case Pressed(data=data) if data.startswith("2."):
                self._ticked.setdefault(where, set()).symmetric_difference_update({int(data[2:])})
                return [features(self._ticked[where], edit=True)]
            case Pressed():
                return [Body(text="Записали.", progress=90, discount=13)]
            case Uploaded(name=name):
                return [Body(text=f"Файл {name} получили.")]
            case Wrote(text=text) if step == 3 and ("@" in text or text.startswith("+")):
                self._steps[where] = 4
                return [pick()]
            case Wrote(text=text):
                return [Body(text=f"Не поняли: {text}")]
            case _:
                return []


def style(chosen: str = "") -> Body:
    labels = ("Классика", "Модерн", "Скандинавский", "Лофт", "Пока не знаю")
    keys = tuple(Key(("✓ " if chosen == f"1.{n}" else "") + label, f"1.{n}") for n, label in enumerate(labels))
    extra = () if chosen else (Key("Назад", "c.back", "back"), Key("Позвать человека", "c.human", "human"))
    return Body(
        act="edit" if chosen else "say",
        text="В каком стиле кухня?",
        keys=(*keys, *extra),
        question=1,
        progress=0 if chosen else 5,
        discount=0 if chosen else 3,
    )


def features(ticked: set[int], *, edit: bool = False) -> Body:
    labels = ("Подсветка", "Каменная мойка", "Остров")
    keys = tuple(Key(("✓ " if n in ticked else "") + label, f"2.{n}") for n, label in enumerate(labels))
    return Body(
        act="edit" if edit else "say",
        text="Что важно? Можно несколько.",
        keys=(*keys, Key("Готово", "2.done", "done"), Key("Назад", "c.back", "back")),
        question=2,
        progress=0 if edit else 35,
        discount=0 if edit else 7,
    )


def replace_keys(body: Body, keys: tuple[Key, ...]) -> Body:
    return msgspec.structs.replace(body, act="edit", keys=keys or body.keys[:3], progress=0, discount=0)


def phone() -> Body:
    return Body(
        text="Куда отправить расчёт и закрепить скидку 11 %?",
        keys=(Key("Отправить номер", "", "share_contact"), Key("Назад", "c.back", "back")),
        keyboard="contact",
        question=3,
        progress=70,
        discount=11,
    )


def pick() -> Body:
    return Body(
        text="Готово! Ваша скидка 11 %, код KUH-7M4XQ2, действует 72 часа. Каталог ниже.",
        pieces=(Piece("file", "catalogue.pdf", "kitchen"),),
        cards=(
            CardOut("a1", "Кухня «Север»", "184 000 ₽", "https://shop.example/a1", "north.svg", "Матовый фасад", "p.1"),
            CardOut("a2", "Кухня «Лен»", "212 000 ₽", "https://shop.example/a2", "flax.svg", "Тёплый дуб", "p.2"),
        ),
        question=4,
        progress=85,
        discount=11,
    )


async def post(tx: Transaction, at: datetime, address: str, *bodies: Body) -> list[int]:
    """Letters to a web address; their ids."""
    return await tx.outbox.add(
        [
            NewLetter(f"web:{address}", 1, "web", address, msgspec.json.encode(body).decode(), at, at,
                      question=body.question)
            for body in bodies
        ]
    )  # fmt: skip


@dataclass(slots=True)
class World:
    """`async with world(tmp_path) as one:` a running server, at `one.url`."""

    database: Database
    time: Time
    door: Door
    chat: WebChannel
    parts: WebParts
    url: str
    http: aiohttp.ClientSession

    async def sign_in(self) -> None:
        """The session's cookies then belong to a member of staff."""
        async with self.http.post(f"{self.url}/sign-in", data={"token": await self.link_token()}) as answer:
            assert answer.status == 200, await answer.text()

    async def link_token(self) -> str:
        async with self.database.transaction() as tx:
            return await tx.tokens.issue(SIGN_IN, "Анна", timedelta(hours=1), self.time.now())

    async def lead(self, **given: Any) -> int:
        """Stores a lead; its id."""
        name = given.get("name", "Анна Смирнова")
        async with self.database.transaction() as tx:
            number = (await tx.ids("leads", 1))[0]
            address = given.get("address", f"visitor{number}")
            where = await tx.conversations.add([NewConversation("web", address, self.time.now())])
            talk = where[("web", address)]
            row = NewLead(
                id=number,
                person_id=talk.person_id,
                conversation_id=talk.id,
                script=given.get("script", "kitchen"),
                script_version=2,
                started_at=self.time.now() - timedelta(minutes=4),
                channel="web",
                channel_kind="web",
                address=address,
                created_at=self.time.now(),
                is_lead=True,
                name=name,
                contacts=(Contact("phone", f"+7900000{number:04}", "format_ok"),
                          Contact("email", f"visitor{number}@example.com", "format_ok")),
                temperature="cold",
                source=Source("banner", "yandex", "spring", "vk_ads_1", {"medium": "cpc"}),
            )  # fmt: skip
            known = {key: value for key, value in given.items() if key not in ("address", "script", "answers")}
            await tx.leads.add([replace(row, **known)])
            answers = given.get("answers", {"style": ("modern", "Модерн"), "area": (12.5, "12,5")})
            await tx.leads.set_answers(
                [
                    NewAnswer(number, step, msgspec.json.encode(value).decode(), text, self.time.now())
                    for step, (value, text) in answers.items()
                ]
            )
        return number

    async def hot_lead(self, **given: Any) -> int:
        values: dict[str, Any] = {
            "temperature": "hot",
            "score": 11,
            "reasons": (ScoreReason("style", 2, "Модерн"), ScoreReason("budget", 4, "от 300 000 ₽"),
                        ScoreReason("area", 5, "area >= 12")),
            "reward": Reward(11, "KUH-7M4XQ2", self.time.now() + timedelta(hours=72)),
            "contact_type": "interested",
            "verification": "format_ok",
        }  # fmt: skip
        return await self.lead(**{**values, **given})


@asynccontextmanager
async def world(
    folder: Path, *, channels: dict[str, Channel] | None = None, listening: bool = True, time: Time | None = None,
    **given: Any,
) -> AsyncIterator[World]:  # fmt: skip
    """`given` goes into `WebParts`, such as `api_token` or `limits`."""
    time = time or Time()
    database = await Database.open(f"sqlite:///{folder}/leadquiz.db", migrate=True)
    try:
        door = Door(database, time.now)
        chat = WebChannel(OutboxFeed(database, time.now), time.now)
        door.woken = chat.wake
        values: dict[str, Any] = {
            "channels": channels or {},
            "scripts": lambda: [ScriptTitle("kitchen", "Подбор кухни"), ScriptTitle("gifts", "Gift finder", "en")],
            "api_token": TOKEN,
            "limits": Limits(),
            **given,
        }
        media = folder / "media"
        media.mkdir(exist_ok=True)
        parts = WebParts(
            database=database, chat=chat, take=door.take, clock=time.now, secret_key="secret-key-of-the-tests",
            base_url=values.pop("base_url", "http://127.0.0.1"), data_dir=folder, media_dir=media, **values,
        )  # fmt: skip
        runner = web.AppRunner(build(parts), access_log=None, shutdown_timeout=2.0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        try:
            async with (
                asyncio.TaskGroup() as tasks,
                aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http,
            ):
                listener = tasks.create_task(chat.listen(door.take, None)) if listening else None
                yield World(database, time, door, chat, parts, f"http://127.0.0.1:{port}", http)
                if listener is not None:
                    listener.cancel()
        finally:
            await runner.cleanup()
    finally:
        await database.close()


def answers_of(**steps: str) -> dict[str, Answer]:
    return {step: Answer(text, text, NOW) for step, text in steps.items()}
