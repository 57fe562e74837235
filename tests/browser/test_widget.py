"""The widget on another site's page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from playwright.async_api import expect

from tests.bot.web.world import world
from tests.browser.conftest import LAPTOP, PHONE, NewPage

pytestmark = pytest.mark.browser


@asynccontextmanager
async def site(widget: str) -> AsyncIterator[str]:
    """A shop's own page, on another origin, with the one line that embeds the chat."""
    line = f'<script src="{widget}" data-script="kitchen" async></script>'
    html = f'<!doctype html><html lang="ru"><h1>Кухни</h1><p>text</p>{line}'

    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=html, content_type="text/html")

    app = web.Application()
    app.router.add_get("/", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://localhost:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("size", [PHONE, LAPTOP])
async def test_the_button_opens_the_quiz_and_escape_closes_it(
    tmp_path: Path, new_page: NewPage, size: dict[str, int]
) -> None:
    async with world(tmp_path, web_origins=("*",)) as shop, site(f"{shop.url}/widget.js") as address:
        page = await new_page(size)
        await page.goto(f"{address}/?utm_source=ad&utm_campaign=spring")
        button = page.get_by_role("button", name="Открыть чат")
        await expect(button).to_have_attribute("aria-expanded", "false")
        assert await page.locator("iframe").count() == 0
        await button.click()
        chat = page.frame_locator("iframe")
        await chat.get_by_role("button", name="Модерн").click()
        await expect(chat.get_by_text("Что важно?")).to_be_visible()
        assert (shop.door.heard[0].script, shop.door.heard[0].utm) == (
            "kitchen",
            {"source": "ad", "campaign": "spring"},
        )
        await chat.get_by_label("Напишите сообщение").press("Escape")
        await expect(page.locator("iframe")).to_be_hidden()
        await expect(button).to_be_focused()
        await button.click()
        await expect(chat.get_by_text("Что важно?")).to_be_visible()
        await chat.get_by_role("button", name="Закрыть чат").click()
        await expect(page.locator("iframe")).to_be_hidden()


async def test_a_site_that_is_not_listed_cannot_frame_the_chat(tmp_path: Path, new_page: NewPage) -> None:
    async with (
        world(tmp_path, web_origins=("https://shop.example",)) as shop,
        site(f"{shop.url}/widget.js") as address,
    ):
        page = await new_page(LAPTOP)
        refused: list[str] = []
        page.on("console", lambda told: refused.append(told.text))
        await page.goto(address)
        await page.get_by_role("button", name="Открыть чат").click()
        await page.wait_for_timeout(700)
        assert shop.door.heard == []
        assert any("frame-ancestors" in text for text in refused)


async def test_the_talk_in_the_frame_goes_on_after_the_shops_page_is_loaded_again(
    tmp_path: Path, new_page: NewPage
) -> None:
    async with world(tmp_path, web_origins=("*",)) as shop, site(f"{shop.url}/widget.js") as address:
        page = await new_page(LAPTOP)
        await page.goto(address)
        await page.get_by_role("button", name="Открыть чат").click()
        await page.frame_locator("iframe").get_by_role("button", name="Лофт").click()
        await expect(page.frame_locator("iframe").get_by_text("Что важно?")).to_be_visible()
        await page.reload()
        await page.get_by_role("button", name="Открыть чат").click()
        await expect(page.frame_locator("iframe").get_by_text("Что важно?")).to_be_visible()
        assert len({event.address for event in shop.door.heard}) == 1
