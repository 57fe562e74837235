from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from storage.database import Database, Transaction
from storage.records import Conversation, HistoryRow, NewAnswer, NewConsent, NewReward, NewTimer
from storage.statements import text
from storage.tables import metadata
from tests.storage.samples import EMAIL, NOW, PHONE, after, lead_in, letter, saved, talk_in

SECRETS = ("Анна", PHONE.value, EMAIL.value, "4242", "spring", "ref1", "hello-there", "secret-answer", "why-lost")


async def life(tx: Transaction, address: str) -> tuple[Conversation, int]:
    """A person of whom every table knows something."""
    row = await talk_in(tx, address)
    lead = await lead_in(tx, row, profiles=(f"https://example.com/{address}",))
    person = row.person_id
    await tx.persons.set_name([(person, "Анна")])
    await tx.persons.add_contacts([(person, PHONE, NOW), (person, EMAIL, NOW)])
    await tx.persons.add_splits([(person, "kitchen.ab", "short")])
    await tx.consents.record([NewConsent(person, "ads", "policy", "1", True, "?", NOW)])
    await tx.rewards.add([NewReward(person, "kitchen", "KUH-2A3B4C", 5, None, NOW, lead)])
    await tx.conversations.save([saved(row, state='{"a":"secret-answer"}', lead_id=lead, status="asking")])
    await tx.history.add([HistoryRow(row.id, NOW, "prospect", "hello-there")])
    await tx.leads.set_answers([NewAnswer(lead, "style", '"secret-answer"', "secret-answer", NOW)])
    await tx.leads.set_status(lead, "new", "lost", None, "why-lost", NOW)
    ids = await tx.outbox.add([
        letter(f"telegram:{address}", conversation_id=row.id, body="Анна!"),
        letter(f"telegram:{address}", body="Анна?"),
        letter("bitrix24:", lead_id=lead, body=PHONE.value), letter("telegram:-100", lead_id=lead, body="Анна"),
    ])  # fmt: skip
    await tx.leads.announced(lead, [(ids[3], "telegram", "-100")])
    await tx.outbox.sent([(ids[0], "m1"), (ids[3], "m2")], NOW)
    await tx.timers.add([NewTimer("remind", row.id, due_at=NOW), NewTimer("manager", lead_id=lead, due_at=NOW)])
    await tx.inbox.poison("telegram", f"e{address}", "KeyError", f"from {address}: Анна", NOW)
    return row, lead


async def everything(tx: Transaction) -> str:
    dump = []
    for table in metadata.sorted_tables:
        if table.name == "counters" and tx.dialect == "postgresql":
            continue
        rows = await tx._connection.rows(text(f"SELECT * FROM {table.name}"))
        dump += [f"{table.name}: {tuple(row)}" for row in rows]
    return "\n".join(dump)


async def test_nothing_of_a_forgotten_person_is_left_in_any_table(database: Database) -> None:
    async with database.transaction() as tx:
        row, lead = await life(tx, "4242")
        assert [secret for secret in SECRETS if secret not in await everything(tx)] == []
        receipt = await tx.erasure.forget(row.person_id, NOW)
        left = await everything(tx)
    assert [secret for secret in SECRETS if secret in left] == []
    assert dict(receipt.counts) == {
        "conversations": 1, "history": 1, "letters": 4, "timers": 2, "answers": 1, "leads": 1, "rewards": 1,
        "consents": 1, "contacts": 2, "poisoned": 1, "persons": 1,
    }  # fmt: skip
    async with database.reading() as tx:
        assert await tx.leads.get(lead) is None
        assert await tx.conversations.load([("telegram", "4242")]) == {}
        assert (await tx.revisions.read())["erasure"] == 1
        assert [(n.address, n.message_id) for n in await tx.leads.notices(lead)] == [("-100", "m2")]
        assert (await tx.rewards.look("KUH-2A3B4C", NOW)).state == "valid"


async def test_what_counts_and_nothing_more_stays_of_an_erased_lead(database: Database) -> None:
    async with database.transaction() as tx:
        row, lead = await life(tx, "4242")
        await tx.erasure.forget(row.person_id, NOW)
        counted = text(
            "SELECT script, score, temperature, status, source, created_at, person_id, conversation_id, is_lead"
            " FROM leads WHERE id = :id"
        )
        (kept,) = await tx._connection.rows(counted, lead)
    source = kept[4].replace(" ", "")
    assert (*kept[:4], source) == ("kitchen", 0.0, "cold", "lost", '{"kind":"banner"}')
    assert (kept[5] is not None, kept[6], kept[7], bool(kept[8])) == (True, None, None, True)


async def test_others_keep_everything(database: Database) -> None:
    async with database.transaction() as tx:
        await life(tx, "4242")
        before = await everything(tx)
    async with database.transaction() as tx:
        other = await talk_in(tx, "77")
        await tx.outbox.add([letter("telegram:77", conversation_id=other.id)])
        await tx.erasure.forget(other.person_id, NOW)
        after_ = await everything(tx)
    changing = ("counters", "revisions", "settings")
    assert [line for line in after_.splitlines() if not line.startswith(changing)] == [
        line for line in before.splitlines() if not line.startswith(changing)
    ]


async def test_all_talks_of_a_person_go(database: Database) -> None:
    async with database.transaction() as tx:
        one, two = await talk_in(tx, "1"), await talk_in(tx, "2", "vk")
        same = text("UPDATE conversations SET person_id = :person WHERE id = :id")
        await tx._connection.run(same, one.person_id, two.id)
        assert (await tx.erasure.forget(one.person_id, NOW)).counts["conversations"] == 2
        assert await tx.conversations.by_id([one.id, two.id]) == {}


async def test_a_turn_that_runs_while_its_person_is_forgotten_saves_nothing(database: Database) -> None:
    async with database.transaction() as tx:
        row, _ = await life(tx, "4242")
    async with database.reading() as tx:
        read = (await tx.conversations.by_id([row.id]))[row.id]
    async with database.transaction() as tx:
        await tx.erasure.forget(row.person_id, NOW)
    async with database.transaction() as tx:
        assert await tx.conversations.save([saved(read, state="Анна")]) == set()
        assert await tx.conversations.load([("telegram", "4242")]) == {}


@pytest.fixture
async def pair(database_url: str) -> AsyncIterator[tuple[Database, Database]]:
    ours, theirs = await Database.open(database_url), await Database.open(database_url)
    yield ours, theirs
    await ours.close()
    await theirs.close()


async def test_an_erasure_waits_for_the_turn_that_saves_and_takes_its_rows_too(
    pair: tuple[Database, Database],
) -> None:
    ours, theirs = pair
    async with ours.transaction() as tx:
        row, lead = await life(tx, "4242")
    read = (await _read(ours, row.id))[row.id]
    saved_it = asyncio.Event()

    async def turn() -> None:
        async with ours.transaction() as tx:
            assert await tx.conversations.save([saved(read, state="Анна")]) == {row.id}
            saved_it.set()
            await asyncio.sleep(0.1)
            await tx.outbox.add([letter("telegram:4242", conversation_id=row.id, body="Анна")])
            await tx.leads.set_answers([NewAnswer(lead, "last", '"secret-answer"', "secret-answer", NOW)])
            await tx.history.add([HistoryRow(row.id, NOW, "prospect", "hello-there")])
            await lead_in(tx, row)
            await tx.timers.add([NewTimer("remind", row.id, due_at=after(hours=1))])

    async def erase() -> None:
        await saved_it.wait()
        async with theirs.transaction() as tx:
            await tx.erasure.forget(row.person_id, NOW)

    await asyncio.gather(turn(), erase())
    async with ours.transaction() as tx:
        left = await everything(tx)
        assert [secret for secret in SECRETS if secret in left] == []
        assert await tx.timers.next_at() is None
        assert await tx.outbox.depth() == {}


async def test_persons_are_found_by_lead_phone_mail_and_address(database: Database) -> None:
    async with database.transaction() as tx:
        row, lead = await life(tx, "4242")
    async with database.reading() as tx:
        for name in (str(lead), PHONE.value, EMAIL.value.upper(), "telegram:4242", f" {lead} "):
            assert await tx.erasure.find(name) == [row.person_id], name
        for name in ("999", "+79000000099", "nobody@example.com", "vk:4242", "telegram", "", "1" * 30):
            assert await tx.erasure.find(name) == [], name


async def _read(database: Database, id_: int) -> dict[int, Conversation]:
    async with database.reading() as tx:
        return await tx.conversations.by_id([id_])
