"""Platforms and the clock fail while prospects chat, each alone and in pairs: nothing is lost, all comes back."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from storage.database import Database
from tests.campaign.kills import Figures, _judge
from tests.campaign.nodes import Node, Nursery, nursery
from tests.campaign.results import keep
from tests.campaign.town import Town, scripts, town

pytestmark = [pytest.mark.slow, pytest.mark.timeout(200)]
LASTS = 4.0  # seconds
CUTS = 15
CROWD = 8
DRAIN = 60.0


@dataclass(slots=True)
class Scene:
    town: Town
    ward: Nursery
    node: Node
    database: Path
    figures: Figures


Fault = Callable[[Scene], AbstractAsyncContextManager[None]]


@contextlib.asynccontextmanager
async def hanging(scene: Scene) -> AsyncIterator[None]:
    for platform in (scene.town.telegram, scene.town.vk):
        platform.faults.hang(times=40)
    yield
    clear(scene)


@contextlib.asynccontextmanager
async def html(scene: Scene) -> AsyncIterator[None]:
    for platform in (scene.town.telegram, scene.town.vk):
        platform.faults.html(times=10_000)
    yield
    clear(scene)


@contextlib.asynccontextmanager
async def throttled(scene: Scene) -> AsyncIterator[None]:
    for platform in (scene.town.telegram, scene.town.vk):
        platform.faults.throttle(times=10_000, retry_after=1)
    yield
    clear(scene)


@contextlib.asynccontextmanager
async def cut(scene: Scene) -> AsyncIterator[None]:
    for platform in (scene.town.telegram, scene.town.vk):
        platform.faults.cut("sendMessage", "execute", "messages.send", times=CUTS)
    scene.figures.in_flight += CUTS
    yield
    clear(scene)


@contextlib.asynccontextmanager
async def an_hour_ahead(scene: Scene) -> AsyncIterator[None]:
    scene.ward.advance(3600)
    yield


@contextlib.asynccontextmanager
async def an_hour_back(scene: Scene) -> AsyncIterator[None]:
    scene.ward.advance(-3600)
    yield
    scene.ward.advance(3600)


FAULTS: dict[str, Fault] = {
    "platforms hang": hanging,
    "platforms answer HTML": html,
    "429 for ever, then relieved": throttled,
    "connections cut after the work": cut,
    "clock an hour ahead": an_hour_ahead,
    "clock an hour back": an_hour_back,
}
PAIRS: list[tuple[str, ...]] = [
    ("platforms answer HTML", "clock an hour ahead"),
    ("429 for ever, then relieved", "clock an hour back"),
]


@pytest.mark.parametrize("names", [*((name,) for name in FAULTS), *PAIRS], ids=" and ".join)
async def test_nothing_is_lost_and_all_comes_back_by_itself(
    names: tuple[str, ...], tmp_path: Path, sqlite_url: str
) -> None:
    figures = Figures("sqlite", 1)
    async with town() as place:
        order = {"database_url": sqlite_url, "channels": place.channels, "scripts_dir": str(scripts(tmp_path))}
        async with nursery(tmp_path, order) as ward:
            node = await ward.start()
            await place.vk.until(lambda: bool(place.vk.calls_of("groups.getLongPollServer")), 30)
            scene = Scene(place, ward, node, tmp_path / "leadquiz.db", figures)
            async with asyncio.TaskGroup() as tasks:
                crowd = tasks.create_task(place.crowd(CROWD))
                await asyncio.sleep(2)
                async with contextlib.AsyncExitStack() as stack:
                    for name in names:
                        await stack.enter_async_context(FAULTS[name](scene))
                    await asyncio.sleep(LASTS)
                    ready = await health(node)
                place.full = False
                await asyncio.wait({crowd}, timeout=DRAIN)
                crowd.cancel()
            again = await health(node)
            assert not node.ended.is_set()
            await node.kill(15)
        database = await Database.open(sqlite_url)
        wrong = await _judge(place, database, figures)
        await database.close()
    assert not place.waiting, [f"{one.channel} after message {one.heard}" for one in place.waiting]
    assert not wrong, wrong
    assert (ready, again) == (200, 200), "a platform that is down turns no visitor away"
    keep(
        f"fault: {' and '.join(names)}",
        {"prospects": figures.prospects, "lost": 0, "Telegram repeats": figures.telegram_repeats},
    )


async def health(node: Node) -> int:
    async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{node.port}/health/ready") as answer:
        return answer.status


def clear(scene: Scene) -> None:
    scene.town.telegram.faults.clear()
    scene.town.vk.faults.clear()
