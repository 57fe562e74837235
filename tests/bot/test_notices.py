"""What managers read: the card of a lead in words, its buttons, its reminders."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.notices import SNOOZES, _words, snooze_until
from bot.texts import Texts
from dialogs.inputs import Started, Wrote
from tests.bot.core import MANAGERS, Core, script

MOSCOW = ZoneInfo("Europe/Moscow")


async def card(core: Core) -> str:
    return (await core.said(MANAGERS.address))[0]


async def test_the_card_says_who_it_is_what_was_answered_what_it_is_worth_and_where_from(core: Core) -> None:
    await core.hear(Started("vk_ads_may"), Wrote("модерн"), Wrote("Анна"), Wrote("+7 900 000-00-01"))
    words = await card(core)
    for part in ("Анна", "+79000000001", "Какой стиль? Модерн", "+2 Модерн", "vk_ads_may", "реклама"):
        assert part in words, part


async def test_the_card_in_english_where_the_staff_speak_it(core: Core) -> None:
    core.intake.notices.texts = Texts.load("en")
    await core.quiz()
    assert "Hot lead" in await card(core)


async def test_a_taken_lead_offers_reminders_a_closed_one_nothing(core: Core) -> None:
    await core.quiz()
    notices = core.intake.notices
    [lead] = await core.leads()
    assert [key.data for key in notices.card(lead, False).keys] == [f"m.take.{lead.id}"]
    async with core.database.transaction() as tx:
        staff_id = await tx.staff.add("Ольга", "manager", core.now)
        await tx.leads.take(lead.id, staff_id, core.now)
    [lead] = await core.leads()
    taken = notices.card(lead, False)
    assert [key.data for key in taken.keys] == [f"m.snooze.{lead.id}.{way}" for way in SNOOZES]
    assert "Ольга" in taken.text
    async with core.database.transaction() as tx:
        await tx.leads.set_status(lead.id, None, "won", staff_id, "", core.now)
    [lead] = await core.leads()
    assert notices.card(lead, False).keys == () and "Сделка" in notices.card(lead, False).text


async def test_a_script_that_is_gone_leaves_the_answers_readable(core: Core) -> None:
    await core.publish(script())
    await core.quiz()
    core.published.newest = {}
    [lead] = await core.leads()
    assert "— style: Модерн" in core.intake.notices.card(lead, False).text


def test_a_question_is_told_without_the_sentences_that_hold_the_prospects_values() -> None:
    value = object()
    assert _words(["Скидка уже ", value, " %. Какая площадь, м²?"]) == "Какая площадь, м²?"
    assert _words(["Что важно? Можно несколько."]) == "Что важно? Можно несколько."
    assert _words([value, ", куда отправить расчёт?"]) == ", куда отправить расчёт?"


@pytest.mark.parametrize(
    ("way", "due"),
    [
        ("15m", datetime(2026, 3, 1, 20, 15, tzinfo=UTC)),
        ("1h", datetime(2026, 3, 1, 21, 0, tzinfo=UTC)),
        ("tomorrow", datetime(2026, 3, 2, 7, 0, tzinfo=UTC)),
        ("someday", None),
    ],
)
def test_remind_me_is_due_then(way: str, due: datetime | None) -> None:
    assert snooze_until(way, datetime(2026, 3, 1, 20, 0, tzinfo=UTC), MOSCOW) == due


def test_tomorrow_is_the_zones_own_tomorrow() -> None:
    late = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)  # half past one of the next day in Moscow
    due = snooze_until("tomorrow", late, MOSCOW)
    assert due is not None and due - late == timedelta(days=1, hours=8, minutes=30)
