"""A manager watches the leads page."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.bot.web.world import World
from tests.browser.conftest import LAPTOP, PHONE, NewPage
from tests.browser.looks import assert_looks_right

pytestmark = pytest.mark.browser


async def signed_in(shop: World, page: Page) -> None:
    await page.goto(f"{shop.url}/sign-in?token={await shop.link_token()}")
    await page.get_by_role("button", name="Войти").click()
    await expect(page.get_by_role("heading", name="Лиды", exact=True)).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [PHONE, LAPTOP])
async def test_a_hot_lead_appears_by_itself_and_is_marked(
    shop: World, new_page: NewPage, size: dict[str, int], dark: bool
) -> None:
    page = await new_page(size, dark=dark)
    await signed_in(shop, page)
    await expect(page.get_by_text("Лидов пока нет")).to_be_visible()
    await assert_looks_right(page)
    await shop.lead(name="Пётр Холодный")
    await expect(page.get_by_role("link", name="Пётр Холодный")).to_be_visible()
    await shop.hot_lead(name="Анна Горячая")
    row = page.get_by_role("row").filter(has_text="Анна Горячая")
    await expect(row.get_by_text("горячий")).to_be_visible()
    await expect(row.get_by_role("link", name="+7 900")).to_be_visible()
    await expect(page.locator("#news")).to_have_text("Новый горячий лид: Анна Горячая")
    await assert_looks_right(page)
    if size is PHONE:
        width = await row.evaluate("one => one.getBoundingClientRect().width")
        assert width <= PHONE["width"]


async def test_an_open_fold_stays_open_while_other_leads_arrive(shop: World, new_page: NewPage) -> None:
    page = await new_page(LAPTOP)
    await shop.hot_lead(name="Анна")
    await signed_in(shop, page)
    anna = page.get_by_role("row").filter(has_text="Анна")
    await anna.locator(".c-score summary").click()
    await expect(anna.get_by_text("area >= 12")).to_be_visible()
    await shop.lead(name="Борис")
    await expect(page.get_by_role("link", name="Борис")).to_be_visible()
    await expect(anna.get_by_text("area >= 12")).to_be_visible()


async def test_a_change_of_a_lead_is_shown_without_a_reload(shop: World, new_page: NewPage) -> None:
    page = await new_page(LAPTOP)
    number = await shop.hot_lead(name="Анна")
    await signed_in(shop, page)
    row = page.get_by_role("row").filter(has_text="Анна")
    await expect(row.get_by_text("новый")).to_be_visible()
    async with shop.database.transaction() as tx:
        manager = await tx.staff.add("Пётр Менеджер", "manager", shop.time.now())
        await tx.leads.take(number, manager, shop.time.now())
    await expect(row.get_by_text("Пётр Менеджер")).to_be_visible()
    await expect(row.get_by_text("в работе")).to_be_visible()


async def test_filters_are_applied_as_they_are_chosen(shop: World, new_page: NewPage) -> None:
    page = await new_page(LAPTOP)
    await shop.hot_lead(name="Анна")
    await shop.lead(name="Борис")
    await signed_in(shop, page)
    await page.get_by_label("Теплота").select_option("hot")
    await expect(page.get_by_role("link", name="Борис")).to_have_count(0)
    await expect(page.get_by_role("link", name="Анна")).to_be_visible()
    await expect(page.get_by_label("Теплота")).to_have_value("hot")


async def test_a_leads_own_page_opens_from_the_list(shop: World, new_page: NewPage) -> None:
    page = await new_page(PHONE, dark=True)
    await shop.hot_lead(name="Анна")
    await signed_in(shop, page)
    await page.get_by_role("link", name="Анна").click()
    await expect(page.get_by_role("heading", name="Анна")).to_be_visible()
    await expect(page.get_by_text("KUH-7M4XQ2")).to_be_visible()
    await assert_looks_right(page)
    await page.get_by_role("button", name="Выйти").click()
    await expect(page.get_by_role("heading", name="Вход")).to_be_visible()
