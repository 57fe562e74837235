from __future__ import annotations

import asyncio

from dialogs.leads import Reward
from storage.database import Database
from storage.records import NewReward, Redeemed
from tests.storage.samples import NOW, after, talk, talk_in


async def test_a_code_is_used_by_exactly_one_of_those_who_redeem_it_at_once(database_url: str) -> None:
    ours, theirs = await Database.open(database_url), await Database.open(database_url)
    row = await talk(ours)
    async with ours.transaction() as tx:
        await tx.rewards.add([NewReward(row.person_id, "kitchen", "KUH-2A3B4C", 15, after(hours=72), NOW, 7)])

    async def redeem(database: Database, by: str) -> Redeemed:
        async with database.transaction() as tx:
            return await tx.rewards.redeem("KUH-2A3B4C", by, NOW)

    results = await asyncio.gather(*(redeem(db, f"M{n}") for n in range(6) for db in (ours, theirs)))
    (winner,) = [found for found in results if found.state == "valid"]
    assert {(found.state, found.by, found.when) for found in results if found is not winner} == {
        ("used", winner.by, NOW)
    }
    assert (winner.discount, winner.lead_id) == (15, 7)
    await ours.close()
    await theirs.close()


async def test_looking_at_a_code_does_not_use_it(database: Database) -> None:
    row = await talk(database)
    async with database.transaction() as tx:
        await tx.rewards.add([NewReward(row.person_id, "kitchen", "КУХ-2A3B4C", 15, after(hours=72), NOW)])
        assert await tx.rewards.look("кух-2a3b4c ", NOW) == Redeemed("valid", after(hours=72), "", 15)
        assert (await tx.rewards.redeem(" кух-2a3b 4c", "Anna", after(hours=1))).state == "valid"
        assert await tx.rewards.look("КУХ-2A3B4C", NOW) == Redeemed("used", after(hours=1), "Anna", 15)


async def test_a_code_is_refused_from_its_deadline_on(database: Database) -> None:
    row = await talk(database)
    async with database.transaction() as tx:
        await tx.rewards.add([
            NewReward(row.person_id, "a", "A", 1, after(hours=1), NOW),
            NewReward(row.person_id, "b", "B", 2, None, NOW),
        ])  # fmt: skip
        assert await tx.rewards.redeem("A", "M", after(hours=1)) == Redeemed("expired", after(hours=1), "", 1)
        assert (await tx.rewards.redeem("B", "M", after(days=900))).state == "valid"
        assert await tx.rewards.redeem("C", "M", NOW) == Redeemed("unknown")


async def test_a_person_gets_one_reward_of_a_script_ever(database: Database) -> None:
    async with database.transaction() as tx:
        one, two = await talk_in(tx, "1"), await talk_in(tx, "2")
        await tx.rewards.add([NewReward(one.person_id, "kitchen", "FIRST", 5, after(hours=1), NOW)])
        await tx.rewards.add([NewReward(one.person_id, "kitchen", "SECOND", 9, after(hours=1), NOW)])
        await tx.rewards.add([NewReward(two.person_id, "kitchen", "first", 9, None, NOW)])
        assert await tx.rewards.standing(one.person_id, "kitchen") == "FIRST"
        assert await tx.rewards.standing(two.person_id, "kitchen") is None
        assert await tx.rewards.taken("first")
        assert not await tx.rewards.taken("SECOND")
        facts = await tx.persons.facts([one.person_id])
        assert facts[one.person_id].rewards == {"kitchen": Reward(5, "FIRST", after(hours=1))}


async def test_a_discount_without_a_code_is_kept_too(database: Database) -> None:
    async with database.transaction() as tx:
        one, two = await talk_in(tx, "1"), await talk_in(tx, "2")
        await tx.rewards.add([NewReward(row.person_id, "kitchen", None, 5, None, NOW) for row in (one, two)])
        facts = await tx.persons.facts([one.person_id, two.person_id])
        assert [facts[row.person_id].rewards for row in (one, two)] == [{"kitchen": Reward(5)}] * 2
