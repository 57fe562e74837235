"""Journeys run once per channel and database, on the whole program with both emulators."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from bot.config import PACKAGED_SCRIPTS, ManagersChat, Settings
from tests.emulators.clock import Clock
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.people import Group
from tests.emulators.vk import VkEmulator

from .node import HURRY, Node, settings_for
from .people import Browser, OnTelegram, OnVk, OnWeb, browser, prospect_on

both_databases = pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)
"""Where the database can matter; other journeys run on SQLite."""


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_url")
    return url


@pytest.fixture
def scripts_dir(tmp_path: Path) -> Path:
    """Two of the shipped scripts, which a test may change."""
    folder = tmp_path / "scripts"
    folder.mkdir()
    for name in ("kitchen.yaml", "callback.yaml"):
        shutil.copy(PACKAGED_SCRIPTS / name, folder)
    return folder


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramEmulator]:
    async with TelegramEmulator(clock=Clock(HURRY)) as emulator:
        yield emulator


@pytest.fixture
async def vk() -> AsyncIterator[VkEmulator]:
    async with VkEmulator(clock=Clock(HURRY)) as emulator:
        yield emulator


@pytest.fixture
async def http() -> AsyncIterator[Browser]:
    async with browser() as session:
        yield session


@pytest.fixture
def managers(telegram: TelegramEmulator) -> Iterator[Group]:
    """The managers' group on Telegram, with two members."""
    olga = telegram.user(501, first_name="Ольга")
    boris = telegram.user(502, first_name="Борис")
    group = telegram.group("Менеджеры")
    group.add(olga, admin=True)
    group.add(boris)
    yield group


@pytest.fixture
def settings(
    database_url: str, telegram: TelegramEmulator, vk: VkEmulator, managers: Group, scripts_dir: Path
) -> Settings:
    chats = (ManagersChat("telegram", str(managers.id)),)
    return settings_for(database_url, telegram, vk, chats, scripts_dir)


@pytest.fixture
async def node(settings: Settings, vk: VkEmulator) -> AsyncIterator[Node]:
    async with Node(settings) as running:
        await listening(vk)
        yield running


async def listening(vk: VkEmulator) -> None:
    """A community that was never listened to has no place to go on from: what was written before is not seen."""
    await vk.until(lambda: bool(vk.calls_of("groups.getLongPollServer")), what="the first long poll")


@pytest.fixture(params=["telegram", "vk", "web"])
def prospect(
    request: pytest.FixtureRequest, telegram: TelegramEmulator, vk: VkEmulator, http: Browser, node: Node
) -> OnTelegram | OnVk | OnWeb:
    return prospect_on(request.param, telegram, vk, http, node.url)


People = Callable[[int], OnTelegram | OnVk | OnWeb]


@pytest.fixture
def people(
    prospect: OnTelegram | OnVk | OnWeb,
    telegram: TelegramEmulator,
    vk: VkEmulator,
    http: Browser,
    node: Node,
) -> People:
    """More prospects on the same channel, by number."""
    return lambda number: prospect_on(prospect.channel, telegram, vk, http, node.url, number)
