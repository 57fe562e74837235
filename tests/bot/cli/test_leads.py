"""`leadquiz leads`, `forget` and `staff`."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import parse_qs, urlsplit

from bot.web.auth import SIGN_IN
from dialogs.leads import ScoreReason
from storage.database import Database
from storage.records import NewAnswer
from tests.bot.cli.conftest import Shop
from tests.storage.samples import EMAIL, NOW, PHONE, after, lead_in, letter, talk_in


async def two_leads_and_a_visitor(database: Database) -> tuple[int, int, int]:
    async with database.transaction() as tx:
        anna, boris, visitor = [await talk_in(tx, address) for address in ("1", "2", "3")]
        first = await lead_in(tx, anna, temperature="cold")
        second = await lead_in(
            tx, boris, name="Борис", temperature="hot", score=9, reasons=(ScoreReason("style", 9, "Модерн"),),
            contacts=(PHONE,), created_at=after(minutes=1),
        )  # fmt: skip
        third = await lead_in(tx, visitor, name=None, contacts=(), is_lead=False, created_at=None)
        await tx.leads.set_answers([NewAnswer(second, "style", '"modern"', "Модерн", NOW)])
        await tx.persons.add_contacts([(anna.person_id, PHONE, NOW), (anna.person_id, EMAIL, NOW)])
        return first, second, third


def test_leads_are_listed_newest_first_and_visitors_never(shop: Shop) -> None:
    first, second, _ = shop.within(two_leads_and_a_visitor)
    rows = json.loads(shop.good("leads", "list", "--format", "json"))
    assert [row["id"] for row in rows] == [str(second), str(first)]
    assert rows[0]["score_reasons"] == [{"step": "style", "points": 9, "text": "Модерн"}]
    table = shop.good("leads", "list").splitlines()
    assert table[0].split()[:2] == ["ID", "CREATED"] and "Борис" in table[1] and len(table) == 3
    assert len(json.loads(shop.good("leads", "list", "--format", "json", "--limit", "1"))) == 1


def test_filters_hold_for_the_list_and_the_export(shop: Shop) -> None:
    _, second, _ = shop.within(two_leads_and_a_visitor)
    for act in ("list", "export"):
        found = json.loads(shop.good("leads", act, "--temperature", "hot", "--format", "json"))
        assert [row["id"] for row in found] == [str(second)]
        both = json.loads(shop.good("leads", act, "--temperature", "hot", "--temperature", "cold", "--format", "json"))
        assert len(both) == 2
        assert json.loads(shop.good("leads", act, "--since", "2026-03-02", "--format", "json")) == []
        since = json.loads(shop.good("leads", act, "--since", "2026-03-01T12:00:30Z", "--format", "json"))
        assert [row["id"] for row in since] == [str(second)]
        assert json.loads(shop.good("leads", act, "--script", "gifts", "--format", "json")) == []


def test_an_export_is_a_sheet_with_contacts_and_answers(shop: Shop) -> None:
    shop.within(two_leads_and_a_visitor)
    rows = list(csv.DictReader(io.StringIO(shop.good("leads", "export"))))
    assert [row["name"] for row in rows] == ["Борис", "Анна"]
    assert rows[0]["phones"] == PHONE.value and rows[0]["answers"] == "style: Модерн"
    assert rows[1]["emails"] == EMAIL.value and rows[1]["reward"] == "15 % KUH-2A3B4C"


def test_one_lead_is_shown_in_each_form(shop: Shop) -> None:
    _, second, visitor = shop.within(two_leads_and_a_visitor)
    assert json.loads(shop.good("leads", "show", str(second), "--format", "json"))["name"] == "Борис"
    lines = shop.good("leads", "show", str(second)).splitlines()
    assert any(line.split() == ["name", "Борис"] for line in lines) and any("style: Модерн" in line for line in lines)
    (row,) = csv.DictReader(io.StringIO(shop.good("leads", "show", str(second), "--format", "csv")))
    assert row["temperature"] == "hot"
    for unknown in (str(visitor), "999"):
        status, _, err = shop.run("leads", "show", unknown)
        assert status == 1 and "There is no lead" in err


def test_a_person_is_forgotten_by_lead_phone_mail_or_address_with_a_receipt(shop: Shop) -> None:
    for person in ("lead", "+7 900 000-00-01", EMAIL.value, "telegram:1"):
        (shop.folder / "data" / "leadquiz.db").unlink(missing_ok=True)
        first, _, _ = shop.within(two_leads_and_a_visitor)
        receipt = json.loads(shop.good("forget", str(first) if person == "lead" else person, "--yes"))
        assert receipt["erased"]["persons"] == 1 and receipt["erased"]["leads"] == 1 and receipt["at"].endswith("Z")
        assert shop.run("leads", "show", str(first))[0] == 1 or "Анна" not in shop.good("leads", "show", str(first))
        status, out, err = shop.run("forget", str(first), "--yes")
        assert (status, out) == (1, "") and "Nobody is known" in err


def test_what_the_person_sent_is_erased_too(shop: Shop) -> None:
    async def visit(database: Database) -> None:
        async with database.transaction() as tx:
            await talk_in(tx, "abcdefghij234567abcd", "web")
            await talk_in(tx, "..", "other")

    shop.within(visit)
    uploads = shop.folder / "data" / "uploads"
    for address in ("abcdefghij234567abcd", "another234567another"):
        (uploads / address).mkdir(parents=True)
        (uploads / address / "plan.jpg").write_bytes(b"plan")
    assert json.loads(shop.good("forget", "web:abcdefghij234567abcd", "--yes"))["erased"]["files"] == 1
    assert [path.name for path in uploads.iterdir()] == ["another234567another"]
    assert json.loads(shop.good("forget", "other:..", "--yes"))["erased"]["files"] == 0
    assert uploads.exists() and (shop.folder / "data" / "leadquiz.db").exists()


def test_nobody_is_told_with_the_forms_that_can_be_given(shop: Shop) -> None:
    shop.within(two_leads_and_a_visitor)
    for person in ("nobody", "telegram:999", "+79009999999", "who@example.com", "4711"):
        status, _, err = shop.run("forget", person, "--yes")
        assert status == 1 and "channel:address" in err and person not in err


def test_a_new_member_of_the_staff_gets_a_link_that_can_be_spent_once(shop: Shop) -> None:
    shop.settings["public_url"] = "https://quiz.example.com"
    said, link = shop.good("staff", "add", "  Anna   Petrova ", "--role", "chief").splitlines()
    assert "Anna Petrova is chief number 1" in said and link.startswith("https://quiz.example.com/sign-in?token=")
    (token,) = parse_qs(urlsplit(link).query)["token"]

    async def spend(database: Database) -> str | None:
        from datetime import UTC, datetime

        async with database.transaction() as tx:
            return await tx.tokens.spend(SIGN_IN, token, datetime.now(UTC))

    assert [shop.within(spend), shop.within(spend)] == ["1", None]
    (row,) = json.loads(shop.good("staff", "list", "--format", "json"))
    assert row == {"id": 1, "name": "Anna Petrova", "role": "chief", "accounts": []}


def test_migrating_twice_is_as_good_as_once(shop: Shop) -> None:
    for _ in range(2):
        assert shop.good("migrate").splitlines()[-1] == "The database is up to date."


async def one_announced(database: Database) -> int:
    async with database.transaction() as tx:
        lead_id = await lead_in(tx, await talk_in(tx))
        [letter_id] = await tx.outbox.add([letter("telegram:-100", lead_id=lead_id)])
        await tx.leads.announced(lead_id, [(letter_id, "telegram", "-100")])
        await tx.outbox.sent([(letter_id, "77")], NOW)
        return lead_id


async def edits_of_cards(database: Database) -> list[str]:
    async with database.reading() as tx:
        rows = await tx.outbox.lane("telegram:-100", 0, 10)
    return [row.body for row in rows if '"edit"' in row.body]


def test_an_erasure_takes_the_person_off_the_managers_cards_too(shop: Shop) -> None:
    lead_id = shop.within(one_announced)
    shop.good("forget", str(lead_id), "--yes")
    [edit] = shop.within(edits_of_cards)
    assert json.loads(edit)["target"] == "77" and str(lead_id) in edit and "Анна" not in edit
