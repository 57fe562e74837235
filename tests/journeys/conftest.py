"""Journeys run once per channel and database, on the whole program with both emulators."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

import aiohttp
import pytest

from bot.config import ManagersChat
from tests.emulators.clock import Clock
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.people import Group
from tests.emulators.vk import VkEmulator

from .node import HURRY, Node, settings_for
from .people import OnTelegram, OnVk, OnWeb, browser, prospect_on


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramEmulator]:
    async with TelegramEmulator(clock=Clock(HURRY)) as emulator:
        yield emulator


@pytest.fixture
async def vk() -> AsyncIterator[VkEmulator]:
    async with VkEmulator(clock=Clock(HURRY)) as emulator:
        yield emulator


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
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
async def node(database_url: str, telegram: TelegramEmulator, vk: VkEmulator, managers: Group) -> AsyncIterator[Node]:
    chats = (ManagersChat("telegram", str(managers.id)),)
    async with Node(settings_for(database_url, telegram, vk, chats)) as running:
        # A community that was never listened to has no place to go on from: what was written before is not seen.
        await vk.until(lambda: bool(vk.calls_of("groups.getLongPollServer")), what="the first long poll")
        yield running


@pytest.fixture(params=["telegram", "vk", "web"])
def prospect(
    request: pytest.FixtureRequest, telegram: TelegramEmulator, vk: VkEmulator, http: aiohttp.ClientSession, node: Node
) -> OnTelegram | OnVk | OnWeb:
    return prospect_on(request.param, telegram, vk, http, node.url)


People = Callable[[int], OnTelegram | OnVk | OnWeb]


@pytest.fixture
def people(
    prospect: OnTelegram | OnVk | OnWeb,
    telegram: TelegramEmulator,
    vk: VkEmulator,
    http: aiohttp.ClientSession,
    node: Node,
) -> People:
    """More prospects on the same channel, by number."""
    return lambda number: prospect_on(prospect.channel, telegram, vk, http, node.url, number)
