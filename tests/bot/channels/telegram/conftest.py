from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.emulators.telegram import TelegramEmulator

from .rig import Rig, rigged


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramEmulator]:
    async with TelegramEmulator() as emulator:
        yield emulator


@pytest.fixture
async def rig(telegram: TelegramEmulator) -> AsyncIterator[Rig]:
    async with rigged(telegram) as rig:
        yield rig
