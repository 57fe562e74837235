from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from dialogs.leads import Answer, Contact, Reward, ScoreReason, Source
from storage.database import Database
from storage.errors import BadCursor
from storage.leads import cursor_of
from storage.records import LeadFilters, LeadUpdate, NewAnswer, NewConsent, Taken
from tests.storage.samples import EMAIL, NOW, PHONE, after, lead_in, letter, talk, talk_in


def update(id_: int, **changes: Any) -> LeadUpdate:
    plain = LeadUpdate(
        id_, after(minutes=5), True, "Анна", (PHONE,), "quick", "format_ok", "hot", 9.5,
        (ScoreReason("style", 2, "Модерн"),), ("premium",), Reward(7),
    )  # fmt: skip
    return replace(plain, **changes)


async def test_a_lead_comes_back_with_everything_that_it_was_given(database: Database) -> None:
    row = await talk(database)
    async with database.transaction() as tx:
        id_ = await lead_in(tx, row, profiles=("https://example.com/a",), call_time="10:00", product="P1", is_test=True)
        await tx.leads.set_answers([NewAnswer(id_, "style", '"modern"', "Модерн", NOW)])
        await tx.consents.record([NewConsent(row.person_id, "processing", "policy", "2", True, "Согласны?", NOW)])
    async with database.reading() as tx:
        lead = await tx.leads.get(id_)
        assert lead is not None
        assert (lead.person_id, lead.conversation_id, lead.channel, lead.address) == (
            row.person_id, row.id, "telegram", "1",
        )  # fmt: skip
        assert (lead.created_at, lead.started_at, lead.name, lead.contacts) == (NOW, NOW, "Анна", (PHONE, EMAIL))
        assert (lead.profiles, lead.call_time, lead.product) == (("https://example.com/a",), "10:00", "P1")
        assert lead.source == lead.last_source == Source("banner", "vk", "spring", "ref1", {"utm_source": "vk"})
        assert lead.reward == Reward(15, "KUH-2A3B4C", after(hours=72))
        assert lead.answers == {"style": Answer("modern", "Модерн", NOW)}
        assert [(c.purpose, c.document, c.version, c.given) for c in lead.consents] == [
            ("processing", "policy", "2", True)
        ]
        assert (lead.kind, lead.status, lead.manager_id, lead.manager_name) == ("question", "new", None, "")
        assert (lead.is_test, lead.is_lead) == (True, True)
        assert await tx.leads.get(999) is None
        assert await tx.leads.of_person(row.person_id) == [lead]


async def test_an_update_stores_what_the_talk_makes_of_it(database: Database) -> None:
    async with database.transaction() as tx:
        id_ = await lead_in(tx, await talk_in(tx))
        await tx.leads.update([update(id_, name="Old"), update(id_, script="gifts", script_version=2, kind="order")])
        await tx.leads.came_again([(id_, Source("email", "letter"))])
        lead = await tx.leads.get(id_)
    assert lead is not None
    assert (lead.name, lead.contacts, lead.contact_type, lead.verification) == ("Анна", (PHONE,), "quick", "format_ok")
    assert (lead.temperature, lead.score, lead.tags, lead.reward) == ("hot", 9.5, ("premium",), Reward(7))
    assert lead.reasons == (ScoreReason("style", 2, "Модерн"),)
    assert (lead.script, lead.script_version, lead.kind, lead.created_at) == ("gifts", 2, "order", NOW)
    assert (lead.source.kind, lead.last_source.kind) == ("banner", "email")


async def test_a_visitor_becomes_a_lead_once_and_stays_one(database: Database) -> None:
    async with database.transaction() as tx:
        id_ = await lead_in(tx, await talk_in(tx), is_lead=False, created_at=None)
        await tx.leads.update([update(id_, is_lead=False)])
        visitor = await tx.leads.get(id_)
        assert visitor is not None
        assert (visitor.is_lead, visitor.created_at) == (False, None)
        assert await tx.leads.page(LeadFilters(), None, 10) == []
        await tx.leads.update([update(id_, at=after(minutes=7))])
        await tx.leads.update([update(id_, at=after(minutes=9))])
        await tx.leads.update([update(id_, at=after(minutes=11), is_lead=False)])
        (lead,) = await tx.leads.page(LeadFilters(), None, 10)
        assert (lead.is_lead, lead.created_at) == (True, after(minutes=7))


async def test_answers_are_changed_and_cleared(database: Database) -> None:
    async with database.transaction() as tx:
        id_ = await lead_in(tx, await talk_in(tx))
        await tx.leads.set_answers([NewAnswer(id_, "a", "1", "one", NOW), NewAnswer(id_, "b", "[1]", "list", NOW)])
        await tx.leads.set_answers([NewAnswer(id_, "a", "2", "x", NOW), NewAnswer(id_, "a", "3", "three", NOW)])
        await tx.leads.clear_answers([(id_, "b"), (id_, "unknown")])
        lead = await tx.leads.get(id_)
    assert lead is not None
    assert lead.answers == {"a": Answer(3, "three", NOW)}


async def test_pages_are_newest_first_and_stable_while_leads_arrive(database: Database) -> None:
    async with database.transaction() as tx:
        row = await talk_in(tx)
        # several in the same moment: the id decides
        ids = [await lead_in(tx, row, created_at=after(seconds=n // 3)) for n in range(10)]
    seen: list[int] = []
    cursor = None
    while True:
        async with database.transaction() as tx:
            page = await tx.leads.page(LeadFilters(), cursor, 3)
            await lead_in(tx, row, created_at=after(minutes=1))
        if not page:
            break
        seen += [lead.id for lead in page]
        cursor = cursor_of(page[-1])
    assert seen == ids[::-1]


async def test_a_filter_with_several_values_means_or(database: Database) -> None:
    async with database.transaction() as tx:
        row, other = await talk_in(tx), await talk_in(tx, "1", "vk")
        cold = await lead_in(tx, row, temperature="cold", status="won")
        warm = await lead_in(tx, other, temperature="warm", script="course")
        hot = await lead_in(tx, row, temperature="hot", created_at=after(hours=1))

        async def found(**filters: Any) -> list[int]:
            return [lead.id for lead in await tx.leads.page(LeadFilters(**filters), None, 10)]

        assert await found(temperature=("warm", "hot")) == [hot, warm]
        assert await found(status=("won",)) == [cold]
        assert await found(script=("course",)) == [warm]
        assert await found(channel=("telegram",)) == [hot, cold]
        assert await found(channel=("telegram",), temperature=("warm",)) == []
        assert await found(since=after(hours=1)) == [hot]
        assert await found(since=NOW) == [hot, warm, cold]


@pytest.mark.parametrize(
    "cursor", ["", "?", "bm9uc2Vuc2U", "MS4", "LTEuLTE", "é", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTkuMQ"]
)
async def test_a_damaged_cursor_is_refused(sqlite_database: Any, cursor: str) -> None:
    async with sqlite_database.reading() as tx:
        with pytest.raises(BadCursor, match="first page"):
            await tx.leads.page(LeadFilters(), cursor, 10)


async def test_a_lead_goes_to_one_of_those_who_take_it_at_once(database_url: str) -> None:
    ours, theirs = await Database.open(database_url), await Database.open(database_url)
    async with ours.transaction() as tx:
        id_ = await lead_in(tx, await talk_in(tx))
        staff = [await tx.staff.add(f"M{n}", "manager", NOW) for n in range(6)]

    async def take(database: Database, staff_id: int) -> Taken:
        async with database.transaction() as tx:
            return await tx.leads.take(id_, staff_id, NOW)

    results = await asyncio.gather(*(take((ours, theirs)[n % 2], member) for n, member in enumerate(staff)))
    (winner,) = [taken.staff_id for taken in results if taken.won]
    assert {(taken.staff_id, taken.staff_name) for taken in results} == {(winner, f"M{staff.index(winner or 0)}")}
    async with ours.transaction() as tx:
        assert (await tx.leads.take(id_, winner or 0, NOW)).won
        lead = await tx.leads.get(id_)
        assert lead is not None
        assert (lead.status, lead.manager_id, lead.manager_name) == (
            "in_work", winner, f"M{staff.index(winner or 0)}",
        )  # fmt: skip
        assert [(c.old, c.new, c.staff_id) for c in await tx.leads.changes(id_)] == [("new", "in_work", winner)]
    await ours.close()
    await theirs.close()


async def test_a_closed_lead_and_an_unknown_one_are_nobodys_to_take(database: Database) -> None:
    async with database.transaction() as tx:
        member = await tx.staff.add("M", "manager", NOW)
        id_ = await lead_in(tx, await talk_in(tx), status="lost")
        assert await tx.leads.take(id_, member, NOW) == Taken(False, None, "")
        assert await tx.leads.take(999, member, NOW) == Taken(False, None, "")
        assert not await tx.leads.transfer(id_, member, None, "", NOW)


async def test_a_lead_is_handed_to_another_manager(database: Database) -> None:
    async with database.transaction() as tx:
        one, two = await tx.staff.add("One", "manager", NOW), await tx.staff.add("Two", "manager", NOW)
        id_ = await lead_in(tx, await talk_in(tx))
        await tx.leads.take(id_, one, NOW)
        assert await tx.leads.transfer(id_, two, one, "holiday", NOW)
        lead = await tx.leads.get(id_)
        assert lead is not None
        assert (lead.manager_id, lead.status) == (two, "in_work")
        assert [(c.staff_name, c.reason) for c in await tx.leads.changes(id_)] == [("One", ""), ("One", "holiday")]


async def test_a_status_moves_only_from_where_it_was_seen(database: Database) -> None:
    async with database.transaction() as tx:
        member = await tx.staff.add("M", "manager", NOW)
        id_ = await lead_in(tx, await talk_in(tx))
        assert await tx.leads.set_status(id_, "new", "lost", member, "expensive", NOW)
        assert not await tx.leads.set_status(id_, "new", "won", member, "", NOW)
        assert await tx.leads.set_status(id_, None, "in_work", None, "", after(seconds=1))
        assert not await tx.leads.set_status(999, None, "won", member, "", NOW)
        changes = await tx.leads.changes(id_)
    assert [(c.old, c.new, c.staff_name, c.reason, c.at) for c in changes] == [
        ("new", "lost", "M", "expensive", NOW), ("lost", "in_work", "", "", after(seconds=1)),
    ]  # fmt: skip


async def test_a_reply_to_a_notice_leads_to_its_lead(database: Database) -> None:
    async with database.transaction() as tx:
        id_ = await lead_in(tx, await talk_in(tx))
        ids = await tx.outbox.add([letter("telegram:-1"), letter("vk:2")])
        await tx.leads.announced(id_, [(ids[0], "telegram", "-1"), (ids[1], "vk", "2")])
        await tx.outbox.sent([(ids[0], "500")], NOW)
        assert await tx.leads.by_notice("telegram", "-1", "500") == id_
        assert await tx.leads.by_notice("telegram", "-2", "500") is None
        assert [(n.outbox_id, n.channel, n.address, n.message_id) for n in await tx.leads.notices(id_)] == [
            (ids[0], "telegram", "-1", "500"), (ids[1], "vk", "2", ""),
        ]  # fmt: skip


async def test_search_finds_names_and_contacts_whatever_the_case(database: Database) -> None:
    async with database.transaction() as tx:
        row = await talk_in(tx)
        anna = await lead_in(tx, row, name="Анна Ёлкина")
        joker = await lead_in(tx, row, name="100%_!", contacts=(Contact("phone", "+79000000009"),))

        async def found(words: str) -> list[int]:
            return [lead.id for lead in await tx.leads.search(words)]

        assert await found("аННА") == [anna]
        assert await found("anna@EXAMPLE") == [anna]
        assert await found("0009") == [joker]
        assert await found("%_!") == [joker]
        assert await found("_") == [joker]
        assert await found("nobody") == []


async def test_a_lead_who_goes_again_stays_reachable_until_something_new_is_given(database: Database) -> None:
    async with database.transaction() as tx:
        id_ = await lead_in(tx, await talk_in(tx))
        await tx.leads.update([update(id_)])
        await tx.leads.update([update(id_, is_lead=False, name=None, contacts=(), verification="none", score=0)])
        lead = await tx.leads.get(id_)
    assert lead is not None and lead.score == 0
    assert (lead.name, lead.contacts, lead.verification) == ("Анна", (PHONE,), "format_ok")


async def test_an_hour_is_booked_changed_and_freed(database: Database) -> None:
    async with database.transaction() as tx:
        row = await talk_in(tx)
        mine, other = await lead_in(tx, row), await lead_in(tx, row)
        await tx.leads.book([("drive", "when", mine, "2026-11-23T10:00"), ("drive", "when", other, "2026-11-23T10:00")])
        assert await tx.leads.booked("drive", mine) == {"when 2026-11-23T10:00": 1}
        assert await tx.leads.booked("drive", 0) == {"when 2026-11-23T10:00": 2}
        await tx.leads.book([("drive", "when", other, "2026-11-23T11:00")])
        await tx.leads.unbook([("drive", "when", mine)])
        assert await tx.leads.booked("drive", 0) == {"when 2026-11-23T11:00": 1}
        assert await tx.leads.booked("kitchen", 0) == {}
