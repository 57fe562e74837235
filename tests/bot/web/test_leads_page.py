"""The leads page and a lead's own page."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from bot.channels.base import Body, Key
from bot.web.leads_page import pretty, signed
from dialogs.leads import Contact
from storage.records import HistoryRow, NewLetter
from tests.bot.web.world import World, world

RU = {"Accept-Language": "ru-RU,ru;q=0.9"}


async def text(w: World, path: str, status: int = 200, **headers: str) -> str:
    async with w.http.get(f"{w.url}{path}", headers={**RU, **headers}) as answer:
        assert answer.status == status
        return await answer.text()


async def test_a_hot_lead_is_listed_with_all_that_a_manager_needs(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await w.sign_in()
        number = await w.hot_lead()
        page = await text(w, "/leads")
        for part in (
            "Анна Смирнова", f'href="tel:+7900000{number:04}"', f"mailto:visitor{number}@example.com", "горячий",
            "Модерн", "+4", "yandex · spring · vk_ads_1", "11 %", "KUH-7M4XQ2", "новый", "никто",
        ):  # fmt: skip
            assert part in page, part


async def test_the_newest_lead_stands_first_and_visitors_are_not_listed(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await w.sign_in()
        await w.lead(name="Первая")
        w.time.advance(minutes=1)
        await w.lead(name="Вторая")
        await w.lead(name="Прохожий", is_lead=False, created_at=None)
        page = await text(w, "/leads")
        assert page.index("Вторая") < page.index("Первая")
        assert "Прохожий" not in page


async def test_the_fragment_holds_a_lead_made_a_moment_ago_and_is_304_until_something_changes(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await w.sign_in()
        async with w.http.get(f"{w.url}/leads?fragment=1", headers=RU) as answer:
            assert "Лидов пока нет" in await answer.text()
            known = {"If-None-Match": answer.headers["ETag"], **RU}
        async with w.http.get(f"{w.url}/leads?fragment=1", headers=known) as answer:
            assert answer.status == 304
        await w.hot_lead()
        async with w.http.get(f"{w.url}/leads?fragment=1", headers=known) as answer:
            assert answer.status == 200
            assert "Анна Смирнова" in await answer.text()


async def test_filters_choose_and_bad_ones_are_refused(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await w.sign_in()
        await w.hot_lead(name="Горячая")
        await w.lead(name="Холодная")
        page = await text(w, "/leads?temperature=hot&status=&script=&channel=")
        assert "Горячая" in page
        assert "Холодная" not in page
        await text(w, "/leads?temperature=boiling", 400)


async def test_more_than_a_page_of_leads_can_be_turned_over(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await w.sign_in()
        for number in range(52):
            w.time.advance(seconds=1)
            await w.lead(name=f"Лид{number:02}")
        page = await text(w, "/leads")
        assert "Лид51" in page
        assert "Лид01" not in page
        older = page.split('href="/leads?cursor=')[1].split('"')[0]
        second = await text(w, f"/leads?cursor={older}")
        assert "Лид01" in second
        assert "Лид02" not in second


async def test_what_prospects_wrote_never_becomes_markup(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await w.sign_in()
        evil = "<img src=x onerror=alert(1)>"
        number = await w.lead(name=evil, profiles=("javascript:alert(1)",), answers={"comment": (evil, evil)})
        for path in ("/leads", f"/leads/{number}"):
            page = await text(w, path)
            assert "<img src=x" not in page
            assert 'href="javascript' not in page


async def test_a_leads_own_page_tells_its_story_in_order(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await w.sign_in()
        number = await w.hot_lead()
        async with w.database.transaction() as tx:
            row = await tx.leads.get(number)
            assert row is not None and row.conversation_id is not None
            at, talk = w.time.now(), row.conversation_id
            body = msgspec.json.encode(Body(text="Какой стиль?", keys=(Key("✓ Модерн", "1.2"),))).decode()
            await tx.outbox.add([NewLetter("web:x", 1, "web", "x", body, at, at, talk)])
            await tx.history.add(
                [
                    HistoryRow(talk, at, "prospect", "/start"),
                    HistoryRow(talk, at, "prospect", "", "press:1.2"),
                    HistoryRow(talk, at, "prospect", "Хочу остров"),
                    HistoryRow(talk, at, "prospect", "", f"upload:photo:uploads/{'a' * 20}/{'b' * 22}.png"),
                ]
            )
            manager = await tx.staff.add("Пётр", "manager", w.time.now())
            w.time.advance(minutes=5)
            await tx.leads.take(number, manager, w.time.now())
        page = await text(w, f"/leads/{number}")
        order = [
            page.index(part)
            for part in (
                "Начал разговор",
                "<p>Модерн",
                "Хочу остров",
                "/uploads/aaa",
                "Какой стиль?",
                "новый → в работе · Пётр",
            )
        ]
        assert order == sorted(order)
        assert "utm_medium" in page
        assert "/start" not in page
        await text(w, "/leads/424242", 404)
        await text(w, "/leads/abc", 404)


async def test_the_page_speaks_english_to_an_english_browser(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await w.sign_in()
        await w.hot_lead()
        async with w.http.get(f"{w.url}/leads", headers={"Accept-Language": "en-GB"}) as answer:
            page = await answer.text()
        assert '<html lang="en">' in page
        assert ">hot</span>" in page


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        (Contact("phone", "+79000000001"), "+7 900 000-00-01"),
        (Contact("phone", "+3160000000"), "+3160000000"),
        (Contact("profile", "https://vk.com/id1"), "vk.com/id1"),
        (Contact("email", "a@example.com"), "a@example.com"),
    ],
)
def test_contacts_read_as_people_write_them(contact: Contact, shown: str) -> None:
    assert pretty(contact) == shown


def test_points_carry_their_sign() -> None:
    assert [signed(2), signed(-1.5), signed(0)] == ["+2", "−1.5", "0"]
