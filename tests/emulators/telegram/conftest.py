from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from .client import BareBot
from .emulator import TelegramEmulator
from .people import User


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramEmulator]:
    async with TelegramEmulator() as emulator:
        yield emulator


@pytest.fixture
async def bot(telegram: TelegramEmulator) -> AsyncIterator[BareBot]:
    async with aiohttp.ClientSession() as http:
        yield BareBot(telegram, http)


@pytest.fixture
def anna(telegram: TelegramEmulator) -> User:
    """Somebody who has started the bot."""
    person = telegram.user(first_name="Anna")
    person.start()
    return person
