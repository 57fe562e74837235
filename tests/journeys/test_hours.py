"""Outside working hours a hand-off says at once that nobody is there; within them only after a while."""

from __future__ import annotations

from dataclasses import replace

import pytest

from .node import Node, settings_for
from .people import Browser, OnWeb

CLOSED = {"holidays": [f"{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 32)]}


@pytest.mark.parametrize("shop", [CLOSED, {}], ids=["closed", "open"])
async def test_nobody_is_said_at_once_outside_working_hours_only(
    sqlite_url: str, http: Browser, shop: dict[str, list[str]]
) -> None:
    async with Node(replace(settings_for(sqlite_url), shop=shop)) as node:
        anna = OnWeb(http, node.url)
        await anna.start()
        await anna.press("Модерн")
        await anna.press("Позвать человека")
        await anna.sees("Зовём менеджера")
        if not shop:
            assert not any("никого" in text for text in anna.texts)
            node.time.advance(minutes=16)
        await anna.sees("никого")
