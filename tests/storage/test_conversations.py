from __future__ import annotations

import asyncio
from dataclasses import fields

from storage.database import Database
from storage.records import NewConversation, SavedConversation
from tests.storage.samples import NOW, after, lead_in, letter, saved, talk, talk_in


async def test_a_new_chat_gets_a_person_of_its_own(database: Database) -> None:
    new = [
        NewConversation("telegram", "1", NOW, "Анна", "Ли", "anna", "ru", "https://example.com/a", {"v": 1}),
        NewConversation("vk", "1", NOW),
    ]
    async with database.transaction() as tx:
        made = await tx.conversations.add(new)
    first, second = made["telegram", "1"], made["vk", "1"]
    assert first.person_id != second.person_id
    assert (first.first_name, first.last_name, first.username, first.language) == ("Анна", "Ли", "anna", "ru")
    assert (first.link, first.extra, first.turn, first.status) == ("https://example.com/a", {"v": 1}, 0, "none")
    assert first.created_at == first.last_seen_at == NOW
    async with database.reading() as tx:
        assert await tx.conversations.load([("telegram", "1"), ("vk", "1"), ("vk", "unknown")]) == made
        assert await tx.conversations.by_id([second.id, 999]) == {second.id: second}
        assert await tx.conversations.of_person(first.person_id) == [first]


async def test_adding_a_known_chat_returns_the_one_that_stands(database: Database) -> None:
    standing = await talk(database)
    async with database.transaction() as tx:
        made = await tx.conversations.add([NewConversation("telegram", "1", after(hours=1), first_name="Other")])
        assert made == {("telegram", "1"): standing}
        (person,) = await tx.ids("persons", 1)
        assert await tx.persons.facts(range(1, person)) == await tx.persons.facts([standing.person_id])


async def test_a_turn_writes_every_field_and_raises_the_number(database: Database) -> None:
    row = await talk(database)
    async with database.transaction() as tx:
        lead = await lead_in(tx, row, status="in_work")
        changed = saved(
            row, state='{"q":1}', script="kitchen", script_version=3, status="asking", question=7, lead_id=lead,
            announced=True, blocked=True, stopped=True, first_name="А", last_name="Б", username="c", language="en",
            language_chosen=True, link="https://example.com", extra={"k": [1]}, is_test=True, manager_id=5,
            recent="[1]", last_seen_at=after(minutes=1),
        )  # fmt: skip
        assert await tx.conversations.save([changed]) == {row.id}
    async with database.reading() as tx:
        found = (await tx.conversations.by_id([row.id]))[row.id]
    for field in fields(SavedConversation):
        assert getattr(found, field.name) == (1 if field.name == "turn" else getattr(changed, field.name)), field.name
    assert (found.lead_status, found.created_at, found.person_id) == ("in_work", NOW, row.person_id)


async def test_of_two_turns_that_read_the_same_number_one_finds_nothing(database: Database) -> None:
    row, other = await talk(database), await talk(database, "2")
    async with database.transaction() as tx:
        assert await tx.conversations.save([saved(row, state="first"), saved(other)]) == {row.id, other.id}
    async with database.transaction() as tx:
        assert await tx.conversations.save([saved(row, state="second"), saved(other, turn=1)]) == {other.id}
        assert (await tx.conversations.by_id([row.id]))[row.id].state == "first"
        assert await tx.conversations.save([]) == set()


async def test_two_connections_with_the_same_turn_store_one_of_them(database_url: str) -> None:
    ours, theirs = await Database.open(database_url), await Database.open(database_url)
    row = await talk(ours)

    async def turn(database: Database, state: str) -> set[int]:
        async with database.transaction() as tx:
            found = await tx.conversations.save([saved(row, state=state)])
            await asyncio.sleep(0.02)
            return found

    results = await asyncio.gather(*(turn(db, str(n)) for n in range(5) for db in (ours, theirs)))
    assert sorted(map(len, results)) == [0] * 9 + [1]
    await ours.close()
    await theirs.close()


async def test_two_connections_that_meet_the_same_prospect_make_one_person(database_url: str) -> None:
    ours, theirs = await Database.open(database_url), await Database.open(database_url)
    made = await asyncio.gather(*(talk(db, "77") for _ in range(5) for db in (ours, theirs)))
    assert len({row.id for row in made}) == 1
    async with ours.transaction() as tx:
        (last,) = await tx.ids("persons", 1)
        assert list(await tx.persons.facts(range(1, last))) == [made[0].person_id]
    await ours.close()
    await theirs.close()


async def test_talks_that_fell_asleep_are_found_the_longest_silent_first(database: Database) -> None:
    rows = [await talk(database, str(n)) for n in range(4)]
    async with database.transaction() as tx:
        await tx.conversations.save([
            saved(rows[0], status="asking", last_seen_at=after(days=-40)),
            saved(rows[1], status="asking", last_seen_at=after(days=-50)),
            saved(rows[2], status="finished", last_seen_at=after(days=-60)),
            saved(rows[3], status="asking", last_seen_at=NOW),
        ])  # fmt: skip
    async with database.reading() as tx:
        found = await tx.conversations.asleep_candidates(after(days=-30), 10)
        assert [row.id for row in found] == [rows[1].id, rows[0].id]
        assert [row.id for row in await tx.conversations.asleep_candidates(after(days=-30), 1)] == [rows[1].id]


async def test_talks_that_were_asked_lately_are_found_by_their_channel(database: Database) -> None:
    rows = [await talk(database, str(n)) for n in range(4)]
    async with database.transaction() as tx:
        await tx.conversations.save([
            saved(rows[0], status="asking", last_seen_at=NOW),
            saved(rows[1], status="asking", last_seen_at=after(hours=-1)),
            saved(rows[2], status="finished", last_seen_at=NOW),
            saved(rows[3], status="asking", last_seen_at=NOW, blocked=True),
        ])  # fmt: skip
    async with database.reading() as tx:
        assert await tx.conversations.asked_since(["telegram", "vk"], after(minutes=-5), 10) == [rows[0].id]
        assert await tx.conversations.asked_since(["vk"], after(minutes=-5), 10) == []
        assert await tx.conversations.asked_since([], NOW, 10) == []


async def test_open_talks_are_counted_by_script_version(database: Database) -> None:
    rows = [await talk(database, str(n)) for n in range(4)]
    async with database.transaction() as tx:
        await tx.conversations.save([
            saved(rows[0], status="asking", script="kitchen", script_version=1),
            saved(rows[1], status="handed_off", script="kitchen", script_version=1),
            saved(rows[2], status="asleep", script="kitchen", script_version=2),
            saved(rows[3], status="finished", script="kitchen", script_version=2),
        ])  # fmt: skip
    async with database.reading() as tx:
        assert await tx.conversations.open_by_version() == [("kitchen", 1, 2), ("kitchen", 2, 1)]


async def test_a_block_makes_a_turn_that_runs_meanwhile_read_again(database: Database) -> None:
    row = await talk(database)
    async with database.transaction() as tx:
        assert await tx.conversations.set_blocked("telegram", "1", True, after(hours=1))
        assert not await tx.conversations.set_blocked("telegram", "nobody", True, NOW)
    async with database.transaction() as tx:
        assert await tx.conversations.save([saved(row)]) == set()
        found = (await tx.conversations.by_id([row.id]))[row.id]
        assert (found.blocked, found.last_seen_at) == (True, NOW)


async def test_a_chat_that_moved_takes_its_unsent_letters_along(database: Database) -> None:
    async with database.transaction() as tx:
        await talk_in(tx, "-5")
        (sent, waiting) = await tx.outbox.add([letter("telegram:-5"), letter("telegram:-5")])
        await tx.outbox.sent([(sent, "1")], NOW)
        assert await tx.conversations.move("telegram", "-5", "-1005")
        assert not await tx.conversations.move("telegram", "-5", "-1005")
        assert ("telegram", "-1005") in await tx.conversations.load([("telegram", "-1005")])
        found = await tx.outbox.get([sent, waiting])
        assert (found[sent].address, found[waiting].address) == ("-5", "-1005")
