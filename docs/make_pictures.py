"""README's pictures, made from the running program: `make pictures`.

Starts the demo on an empty database, answers the kitchen quiz in a browser as a prospect would, and photographs the
chat on a phone's width and the leads page on a laptop's. Needs Debian's package chromium.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

PICTURES = Path(__file__).parent / "pictures"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
]
HOT = ["Модерн", ">12,5", "Остров", "Готово", "от 300 000 ₽", "В этом месяце", "Да", "Нет", ">Анна", ">8 900 123-45-67"]
WARM = [
    "Лофт",
    ">9",
    "Подсветка",
    "Готово",
    "150–300 000 ₽",
    "Через 2–3 месяца",
    "Да",
    "Да",
    ">Пётр",
    ">p.ivanov@example.com",
]
COLD = [
    "Классика",
    ">7",
    "Много места",
    "Готово",
    "до 150 000 ₽",
    "Пока присматриваюсь",
    "Да",
    "Нет",
    ">Мария",
    ">+7 912 000-00-11",
]


async def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        environ = {k: v for k, v in os.environ.items() if not k.startswith("LEADQUIZ_")}
        environ |= {"LEADQUIZ_DATABASE_URL": f"sqlite:///{folder}/pictures.db", "LEADQUIZ_HTTP_PORT": "8097"}
        demo = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "demo", env=environ, stdout=asyncio.subprocess.PIPE
        )
        assert demo.stdout is not None
        chat = (await demo.stdout.readline()).decode().split(": ", 1)[1].strip()
        leads = (await demo.stdout.readline()).decode().split(": ", 1)[1].strip()
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                for answers in (COLD, WARM):
                    await _talk(browser, chat, answers, "")
                await _talk(browser, chat + "&utm_source=vk&utm_campaign=autumn&utm_medium=cpc", HOT, "chat")
                await _leads(browser, leads)
                await browser.close()
        finally:
            demo.terminate()
            await demo.wait()


async def _talk(browser: Browser, url: str, answers: list[str], picture: str) -> None:
    context = await browser.new_context(
        viewport={"width": 390, "height": 760}, locale="ru-RU", timezone_id="Europe/Moscow", device_scale_factor=2
    )
    page = await context.new_page()
    await page.goto(url)
    for number, answer in enumerate(answers):
        await _answer(page, answer)
        if picture and number == 2:
            await page.wait_for_timeout(600)
            await page.screenshot(path=PICTURES / f"{picture}-1.png")
    await _answer(page, "Пропустить")
    await page.get_by_text("закреплена за Вами").wait_for()
    await page.wait_for_timeout(1500)
    if picture:
        await page.screenshot(path=PICTURES / f"{picture}-2.png")
    await context.close()


async def _answer(page: Page, answer: str) -> None:
    if answer.startswith(">"):
        await page.wait_for_timeout(500)
        await page.get_by_role("textbox").fill(answer[1:])
        await page.keyboard.press("Enter")
    else:
        await page.get_by_role("button", name=answer, exact=True).last.click()
    await page.wait_for_timeout(500)


async def _leads(browser: Browser, link: str) -> None:
    context = await browser.new_context(
        viewport={"width": 1180, "height": 520}, locale="ru-RU", timezone_id="Europe/Moscow", device_scale_factor=1.5
    )
    page = await context.new_page()
    await page.goto(link)
    await page.get_by_role("button").first.click()
    await page.get_by_text("Анна").first.wait_for()
    await page.wait_for_timeout(500)
    await page.screenshot(path=PICTURES / "leads.png")
    await context.close()


if __name__ == "__main__":
    asyncio.run(main())
