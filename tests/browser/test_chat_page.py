"""A prospect goes through the quiz on the chat's page."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.channels.base import Body
from tests.bot.web.world import World, post
from tests.browser.conftest import LAPTOP, PHONE, NewPage
from tests.browser.looks import assert_looks_right

pytestmark = pytest.mark.browser

NO_SOCKET = """
window.WebSocket = class {
  constructor() { setTimeout(() => this.onclose && this.onclose(), 5); }
  close() {}
};
window.WebSocket.OPEN = 1;
"""


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [PHONE, LAPTOP])
async def test_the_whole_quiz_by_pressing_and_typing(
    shop: World, new_page: NewPage, size: dict[str, int], dark: bool
) -> None:
    page = await new_page(size, dark=dark)
    await page.goto(f"{shop.url}/chat?script=kitchen")
    await expect(page.get_by_text("В каком стиле кухня?")).to_be_visible()
    await assert_looks_right(page)
    await page.get_by_role("button", name="Модерн").click()
    await expect(page.get_by_role("button", name="Модерн")).to_have_attribute("aria-current", "true")
    await expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "35")
    await expect(page.locator("#discount")).to_contain_text("7 %")
    await page.get_by_role("button", name="Остров").click()
    await expect(page.get_by_role("button", name="Остров")).to_have_attribute("aria-pressed", "true")
    await page.get_by_role("button", name="Готово").click()
    await expect(page.locator(".mine").last).to_have_text("Вы: Остров")
    phone = page.get_by_label("Ваш телефон")
    await expect(phone).to_have_attribute("type", "tel")
    await assert_looks_right(page)
    await page.get_by_role("button", name="Почта").click()
    mail = page.get_by_label("Ваша почта")
    await expect(mail).to_have_attribute("autocomplete", "email")
    await mail.fill("anna@example.com")
    await mail.press("Enter")
    await expect(page.get_by_text("код KUH-7M4XQ2")).to_be_visible()
    await expect(page.get_by_role("link", name="catalogue.pdf")).to_have_attribute("href", "/media/catalogue.pdf")
    await expect(page.locator(".cards").get_by_role("listitem")).to_have_count(2)
    await page.get_by_role("button", name="Выбрать: Кухня «Лен»").click()
    await expect(page.get_by_text("Записали.")).to_be_visible()
    await assert_looks_right(page)


async def test_the_keyboard_alone_is_enough_and_the_focus_goes_on_to_the_next_question(
    shop: World, new_page: NewPage
) -> None:
    page = await new_page(LAPTOP)
    await page.goto(f"{shop.url}/chat?script=kitchen")
    first = page.get_by_role("button", name="Классика")
    await expect(first).to_be_visible()
    for _ in range(12):
        await page.keyboard.press("Shift+Tab")
        if await page.get_by_role("button", name="Модерн").evaluate("one => one === document.activeElement"):
            break
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Подсветка")).to_be_focused()
    await page.keyboard.press("Space")
    await expect(page.get_by_role("button", name="Подсветка")).to_have_attribute("aria-pressed", "true")
    await expect(page.get_by_role("button", name="Подсветка")).to_be_focused()


async def test_a_reader_hears_new_messages_and_who_says_them(shop: World, new_page: NewPage) -> None:
    page = await new_page()
    await page.goto(f"{shop.url}/chat?script=kitchen")
    log = page.get_by_role("log")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(log.get_by_role("listitem").first).to_contain_text("Магазин: Здравствуйте!")
    await expect(page.get_by_role("group", name="Варианты ответа").first).to_be_visible()
    await page.get_by_label("Напишите сообщение").fill("привет")
    await page.get_by_role("button", name="Отправить").click()
    await expect(log.get_by_text("Вы: привет")).to_be_attached()
    await expect(log.get_by_text("Не поняли: привет")).to_be_visible()


async def test_a_reload_goes_on_where_the_talk_stood(shop: World, new_page: NewPage) -> None:
    page = await new_page()
    await page.goto(f"{shop.url}/chat?script=kitchen")
    await page.get_by_role("button", name="Лофт").click()
    await expect(page.get_by_text("Что важно?")).to_be_visible()
    before = await page.locator(".message").count()
    await page.reload()
    await expect(page.get_by_role("button", name="Готово")).to_be_visible()
    await expect(page.locator(".message")).to_have_count(before)
    await expect(page.get_by_role("button", name="Лофт")).to_have_attribute("aria-current", "true")
    await expect(page.locator(".mine")).to_have_text(["Вы: Лофт"])


async def test_an_answer_to_an_earlier_question_can_be_changed_in_place(shop: World, new_page: NewPage) -> None:
    page = await new_page()
    await page.goto(f"{shop.url}/chat?script=kitchen")
    await page.get_by_role("button", name="Лофт").click()
    await expect(page.get_by_text("Что важно?")).to_be_visible()
    await page.get_by_role("button", name="Модерн").click()
    await expect(page.get_by_role("button", name="Модерн")).to_have_attribute("aria-current", "true")
    await expect(page.get_by_role("button", name="Лофт")).not_to_have_attribute("aria-current", "true")


async def test_what_was_written_while_nothing_could_be_stored_is_sent_by_itself(shop: World, new_page: NewPage) -> None:
    page = await new_page()
    await page.goto(f"{shop.url}/chat?script=kitchen")
    await expect(page.get_by_text("В каком стиле кухня?")).to_be_visible()
    shop.door.away = True
    await page.get_by_label("Напишите сообщение").fill("важное")
    await page.keyboard.press("Enter")
    await expect(page.locator(".mine.waiting")).to_have_count(1)
    await asyncio.sleep(0.3)
    shop.door.away = False
    await expect(page.get_by_text("Не поняли: важное")).to_be_visible()
    await expect(page.locator(".mine.waiting")).to_have_count(0)


async def test_a_cut_line_comes_back_and_nothing_is_shown_twice(shop: World, new_page: NewPage) -> None:
    page = await new_page()
    await page.goto(f"{shop.url}/chat?script=kitchen")
    await expect(page.get_by_text("В каком стиле кухня?")).to_be_visible()
    count = await page.locator(".message").count()
    await shop.chat.close()
    address = shop.door.heard[0].address
    async with shop.database.transaction() as tx:
        await post(tx, shop.time.now(), address, Body(text="пока вас не было"))
    await expect(page.get_by_text("пока вас не было")).to_be_visible()
    await expect(page.locator(".message")).to_have_count(count + 1)


async def test_without_sockets_the_chat_works_over_the_event_stream(shop: World, new_page: NewPage) -> None:
    page = await new_page()
    await page.add_init_script(NO_SOCKET)
    await page.goto(f"{shop.url}/chat?script=kitchen")
    await page.get_by_role("button", name="Модерн").click()
    await page.get_by_role("button", name="Остров").click()
    await expect(page.get_by_role("button", name="Остров")).to_have_attribute("aria-pressed", "true")
    assert len([event for event in shop.door.heard if event.press_id]) == 2


async def test_a_photo_is_sent_with_the_clip(shop: World, new_page: NewPage, tmp_path: Path) -> None:
    photo = tmp_path / "кухня.png"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 50)
    page = await new_page()
    await page.goto(f"{shop.url}/chat?script=kitchen")
    await expect(page.get_by_text("В каком стиле кухня?")).to_be_visible()
    await page.locator("#file").set_input_files(photo)
    await expect(page.get_by_text("Файл кухня.png получили.")).to_be_visible()
    wrong = tmp_path / "page.html"
    wrong.write_text("<p>", "utf-8")
    await page.locator("#file").set_input_files(wrong)
    await expect(page.get_by_role("status").filter(has_text="Такие файлы не принимаем")).to_be_visible()


async def test_what_the_shop_and_the_prospect_say_never_becomes_markup(shop: World, new_page: NewPage) -> None:
    page = await new_page()
    await page.goto(f"{shop.url}/chat?script=kitchen")
    await expect(page.get_by_text("В каком стиле кухня?")).to_be_visible()
    evil = "<img src=x onerror=alert(1)> https://shop.example/a?b=1."
    await page.get_by_label("Напишите сообщение").fill(evil)
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(f"Не поняли: {evil}")).to_be_visible()
    assert await page.locator(".log img").count() == 0
    links = await page.locator(".log a").evaluate_all("all => all.map(one => one.href)")
    assert set(links) == {"https://shop.example/a?b=1"}
