"""Pages in a real browser: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.bot.web.world import Time, World, world

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1280, "height": 800}

NewPage = Callable[..., Awaitable[Page]]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    if not CHROMIUM.exists():
        reason = f"{CHROMIUM} is missing: install the package chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield started
        await started.close()


@pytest.fixture
async def new_page(browser: Browser) -> AsyncIterator[NewPage]:
    """`await new_page(width and height, dark=False)`: a page of a new visitor. Whatever the console complains of, a
    breach of the content policy above all, fails the test at its end."""
    complaints: list[str] = []

    async def make(size: dict[str, int] = PHONE, *, dark: bool = False, locale: str = "ru-RU") -> Page:
        context = await browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            color_scheme="dark" if dark else "light",
            locale=locale,
            reduced_motion="reduce",
        )
        context.set_default_timeout(8000)
        page = await context.new_page()
        page.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield make
    expected = (
        "Failed to load resource",
        "WebSocket connection to",
        "ERR_",
        "frame-ancestors",
    )  # what a test that cuts the line causes
    assert [one for one in complaints if not any(part in one for part in expected)] == []


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[World]:
    """A running shop whose clock is the wall's."""
    async with world(tmp_path, time=WallTime()) as running:
        yield running


class WallTime(Time):
    """The wall's clock: pages compare moments with the browser's own."""

    def now(self) -> datetime:
        return datetime.now(UTC)
