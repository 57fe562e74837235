from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from storage.database import Database, Transaction
from storage.errors import Conflict
from storage.records import NewTimer, OutboxRow
from tests.storage.samples import NOW, after, lead_in, letter, talk, talk_in

CHANNELS = ["telegram", "vk"]


async def claimed(tx: Transaction, limit: int = 10, now: datetime = NOW, node: str = "a") -> list[int]:
    """Ids that `claim` gives under a lease of 30 seconds."""
    until = datetime.fromtimestamp(now.timestamp() + 30, now.tzinfo)
    return [row.id for row in await tx.outbox.claim(CHANNELS, node, limit, until, now)]


async def put(tx: Transaction, *places: tuple[str, int]) -> list[int]:
    return await tx.outbox.add([letter(lane, cls) for lane, cls in places])


async def settle(tx: Transaction, *ids: int) -> None:
    await tx.outbox.sent([(id_, f"m{id_}") for id_ in ids], NOW)


async def drain(database: Database) -> list[int]:
    """Claims and sends, one letter at a time, until nothing is left."""
    order: list[int] = []
    while True:
        async with database.transaction() as tx:
            found = await claimed(tx, 1)
            await settle(tx, *found)
        if not found:
            return order
        order += found


async def test_letters_of_a_chat_leave_one_at_a_time_in_their_order(database: Database) -> None:
    async with database.transaction() as tx:
        ids = await put(tx, *[("telegram:1", 1)] * 3)
    for id_ in ids:
        async with database.transaction() as tx:
            assert await claimed(tx) == [id_]
            assert await claimed(tx) == []
            await settle(tx, id_)
    async with database.transaction() as tx:
        assert await claimed(tx) == []


async def test_replies_leave_before_reminders_and_reminders_before_broadcasts(database: Database) -> None:
    async with database.transaction() as tx:
        broadcast, reminder, first, second = await put(
            tx, ("telegram:1", 3), ("telegram:1", 2), ("telegram:1", 1), ("telegram:1", 1)
        )
    assert await drain(database) == [first, second, reminder, broadcast]


async def test_the_lowest_class_of_all_chats_leaves_first_and_then_the_oldest(database: Database) -> None:
    async with database.transaction() as tx:
        ids = await put(tx, ("telegram:9", 3), ("telegram:5", 1), ("telegram:4", 1), ("press:1", 0), ("vk:1", 1))
    async with database.transaction() as tx:
        assert await tx.outbox.claim(["press"], "a", 5, after(seconds=30), NOW)
        assert await claimed(tx, 2) == [ids[1], ids[2]]
        assert await claimed(tx, 10) == [ids[4], ids[0]]


async def test_presses_have_lanes_of_their_own_and_wait_for_nobody(database: Database) -> None:
    async with database.transaction() as tx:
        reply, *presses = await tx.outbox.add([
            letter("telegram:1"),
            *(replace(letter("telegram:1", 0), lane=f"press:{n}") for n in range(3)),
        ])  # fmt: skip
        assert await claimed(tx) == [*presses, reply]


async def test_a_letter_under_lease_is_finished_before_an_urgent_one_of_its_lane(database: Database) -> None:
    async with database.transaction() as tx:
        (broadcast,) = await put(tx, ("telegram:1", 3))
        assert await claimed(tx) == [broadcast]
    async with database.transaction() as tx:
        (reply,) = await put(tx, ("telegram:1", 1))
        assert await claimed(tx) == []
        assert await claimed(tx, now=after(seconds=31)) == [broadcast]
        await settle(tx, broadcast)
        assert await claimed(tx, now=after(seconds=31)) == [reply]


async def test_a_lease_that_ran_out_is_claimed_before_everything_else(database: Database) -> None:
    async with database.transaction() as tx:
        (old,) = await put(tx, ("telegram:1", 3))
        await claimed(tx)
        (fresh,) = await put(tx, ("telegram:2", 1))
        assert await claimed(tx, 1, after(seconds=31)) == [old]
        assert await claimed(tx, 1, after(seconds=31)) == [fresh]


async def test_a_retry_waits_for_its_time_and_holds_its_lane_back(database: Database) -> None:
    async with database.transaction() as tx:
        first, second = await put(tx, ("telegram:1", 1), ("telegram:1", 1))
        await claimed(tx)
        await tx.outbox.retry([(first, after(seconds=5), "429")])
        assert await claimed(tx, now=after(seconds=4)) == []
        assert await tx.outbox.next_at(CHANNELS) == after(seconds=5)
        row = (await tx.outbox.get([first]))[first]
        assert (row.tries, row.reason, row.state) == (1, "429", "later")
        assert await claimed(tx, now=after(seconds=5)) == [first]
        await settle(tx, first)
        assert await claimed(tx, now=after(seconds=5)) == [second]


async def test_a_reply_overtakes_a_broadcast_that_waits_for_a_retry(database: Database) -> None:
    async with database.transaction() as tx:
        (broadcast,) = await put(tx, ("telegram:1", 3))
        await claimed(tx)
        await tx.outbox.retry([(broadcast, after(hours=1), "later")])
        (reply,) = await put(tx, ("telegram:1", 1))
        assert await claimed(tx) == [reply]


async def test_a_letter_for_later_leaves_then(database: Database) -> None:
    async with database.transaction() as tx:
        (id_,) = await tx.outbox.add([letter("vk:1", 3, available_at=after(hours=2))])
        assert await claimed(tx, now=after(hours=1)) == []
        assert await tx.outbox.next_at(CHANNELS) == after(hours=2)
        assert await tx.outbox.next_at(["telegram"]) is None
        assert await claimed(tx, now=after(hours=2)) == [id_]


async def test_a_failed_letter_gives_way_to_the_next(database: Database) -> None:
    async with database.transaction() as tx:
        ids = await put(tx, *[("telegram:1", 1)] * 4)
        for id_, state in zip(ids, ("dead", "stale", "gone"), strict=False):
            assert await claimed(tx) == [id_]
            await tx.outbox.fail([(id_, state, "why")], NOW)
        assert await claimed(tx) == [ids[3]]
        found = await tx.outbox.get(ids)
        assert [found[id_].state for id_ in ids] == ["dead", "stale", "gone", "sending"]
        assert (found[ids[0]].reason, found[ids[0]].settled_at) == ("why", NOW)


async def test_a_letter_is_settled_once(database: Database) -> None:
    async with database.transaction() as tx:
        (id_,) = await put(tx, ("telegram:1", 1))
        await claimed(tx)
        await tx.outbox.sent([(id_, "55")], NOW)
        await tx.outbox.fail([(id_, "dead", "late")], NOW)
        await tx.outbox.retry([(id_, NOW, "late")])
        row = (await tx.outbox.get([id_]))[id_]
        assert (row.state, row.message_id, row.tries) == ("sent", "55", 0)
        assert await claimed(tx, now=after(days=1)) == []


async def test_only_the_channels_asked_for_are_claimed(database: Database) -> None:
    async with database.transaction() as tx:
        await put(tx, ("web:1", 1))
        (id_,) = await put(tx, ("vk:1", 1))
        assert await claimed(tx) == [id_]
        assert await tx.outbox.claim([], "a", 10, after(seconds=9), NOW) == []
        assert await tx.outbox.depth() == {"web": 1, "vk": 1}


async def test_a_node_gives_back_what_it_holds_and_nothing_of_the_others(database: Database) -> None:
    async with database.transaction() as tx:
        mine, theirs = await put(tx, ("vk:1", 1), ("vk:2", 1))
        assert await claimed(tx, 1, node="mine") == [mine]
        assert await claimed(tx, 1, node="theirs") == [theirs]
        assert await tx.outbox.release("mine") == 1
        assert await claimed(tx) == [mine]


async def test_taking_over_a_file_ends_all_leases_and_keeps_their_place(database: Database) -> None:
    async with database.transaction() as tx:
        (broadcast,) = await put(tx, ("vk:1", 3))
        await claimed(tx, node="dead")
        await put(tx, ("vk:1", 1))
        assert await tx.outbox.release(None) == 1
        assert await claimed(tx) == [broadcast]


async def test_a_deep_lane_hides_nobody(database: Database) -> None:
    """500 letters stand in one lane behind a letter under lease; those of other chats go at once."""
    async with database.transaction() as tx:
        await put(tx, *[("vk:deep", 1)] * 500)
        assert len(await claimed(tx, 5)) == 1
        others = await put(tx, ("vk:a", 1), ("vk:z", 1), ("vk:b", 3))
        assert await tx.outbox.next_at(CHANNELS) == NOW
        assert sorted(await claimed(tx, 5)) == others
        assert await claimed(tx, 5) == []
        assert await tx.outbox.next_at(CHANNELS) == after(seconds=30)


async def test_two_connections_never_claim_the_same_letter_nor_two_of_a_lane(database_url: str) -> None:
    ours, theirs = await Database.open(database_url), await Database.open(database_url)
    async with ours.transaction() as tx:
        ids = await put(tx, *[(f"vk:{n % 20}", 1 + n % 3) for n in range(200)])
    sent: list[int] = []
    holding: set[str] = set()

    async def work(database: Database, node: str) -> None:
        while len(sent) < len(ids):
            try:
                async with database.transaction() as tx:
                    rows = await tx.outbox.claim(["vk"], node, 4, after(seconds=30), NOW)
            except Conflict:
                continue
            lanes = [row.lane for row in rows]
            assert holding.isdisjoint(lanes)
            assert len(set(lanes)) == len(lanes)
            holding.update(lanes)
            await asyncio.sleep(0.001)
            holding.difference_update(lanes)
            async with database.transaction() as tx:
                await settle(tx, *(row.id for row in rows))
            sent.extend(row.id for row in rows)

    await asyncio.gather(*(work(db, f"{name}{n}") for n in range(2) for name, db in (("o", ours), ("t", theirs))))
    assert sorted(sent) == ids
    lanes = {n: [id_ for id_ in sent if (id_ - ids[0]) % 20 == n] for n in range(20)}
    for order in lanes.values():
        assert order == sorted(order, key=lambda id_: ((id_ - ids[0]) % 3, id_))
    await ours.close()
    await theirs.close()


async def test_an_address_that_is_gone_gets_nothing_more(database: Database) -> None:
    async with database.transaction() as tx:
        sent, waiting, other = await put(tx, ("vk:1", 1), ("vk:1", 3), ("vk:2", 1))
        await settle(tx, sent)
        assert await tx.outbox.stop_address("vk", "1", "blocked", NOW) == 1
        assert await claimed(tx) == [other]
        found = await tx.outbox.get([sent, waiting])
        assert (found[sent].state, found[waiting].state, found[waiting].reason) == ("sent", "gone", "blocked")


async def test_stop_takes_waiting_broadcasts_away_and_leaves_replies(database: Database) -> None:
    row = await talk(database)
    async with database.transaction() as tx:
        reply, broadcast = await tx.outbox.add([
            letter("telegram:1", conversation_id=row.id), letter("telegram:1", 3, conversation_id=row.id),
        ])  # fmt: skip
        (later,) = await tx.outbox.add([letter("telegram:1", 3, conversation_id=row.id, available_at=after(hours=1))])
        assert await tx.outbox.waiting_broadcasts_stop([row.id], NOW) == 2
        found = await tx.outbox.get([reply, broadcast, later])
        assert [found[id_].state for id_ in (reply, broadcast, later)] == ["waiting", "gone", "gone"]


async def test_a_letter_with_a_known_key_is_not_stored_twice(database: Database) -> None:
    async with database.transaction() as tx:
        first, plain = await tx.outbox.add([letter("vk:1", dedupe="rem:1"), letter("vk:1")])
    async with database.transaction() as tx:
        again, other, twin = await tx.outbox.add([
            letter("vk:1", dedupe="rem:1"), letter("vk:1", dedupe="rem:2"), letter("vk:2", dedupe="rem:2"),
        ])  # fmt: skip
        assert (again, other) == (first, twin)
        assert await tx.outbox.depth() == {"vk": 3}
    assert plain != first


async def test_a_letter_keeps_all_that_it_was_given(database: Database) -> None:
    row = await talk(database)
    async with database.transaction() as tx:
        lead = await lead_in(tx, row)
        (id_,) = await tx.outbox.add([
            letter("telegram:1", 2, body='{"text":"Привет"}', conversation_id=row.id, lead_id=lead, question=4,
                   expires_at=after(minutes=1)),
        ])  # fmt: skip
        (found,) = await tx.outbox.claim(["telegram"], "a", 1, after(seconds=9), NOW)
    assert (found.id, found.lane, found.cls, found.channel, found.address) == (id_, "telegram:1", 2, "telegram", "1")
    assert (found.body, found.conversation_id, found.lead_id, found.question) == (
        '{"text":"Привет"}', row.id, lead, 4,
    )  # fmt: skip
    assert (found.available_at, found.expires_at, found.created_at, found.tries) == (NOW, after(minutes=1), NOW, 0)


async def test_timers_run_from_the_delivery_of_their_letter(database: Database) -> None:
    async with database.transaction() as tx:
        row = await talk_in(tx)
        ids = await tx.outbox.add([letter("telegram:1"), letter("telegram:1")])
        await tx.timers.add([
            NewTimer("remind", row.id, question=1, delay_ms=60_000, outbox_id=ids[0]),
            NewTimer("give_up", row.id, question=1, delay_ms=120_000, outbox_id=ids[1]),
        ])  # fmt: skip
        assert await tx.timers.next_at() is None
        await tx.outbox.sent([(ids[0], "1")], after(hours=3))
        assert await tx.timers.next_at() == after(hours=3, minutes=1)
        await tx.outbox.sent([(ids[0], "1")], after(hours=9))
        assert await tx.timers.due(after(hours=3), 10) == []
        assert [timer.kind for timer in await tx.timers.due(after(days=1), 10)] == ["remind"]


async def test_the_newest_delivered_message_of_a_question_is_found(database: Database) -> None:
    row = await talk(database)
    async with database.transaction() as tx:
        ids = await tx.outbox.add([letter("telegram:1", conversation_id=row.id, question=q) for q in (1, 2, 2, 2)])
        await tx.outbox.sent([(ids[0], "100"), (ids[1], "101"), (ids[2], "102")], NOW)
        assert await tx.outbox.message_of(row.id, 2) == "102"
        assert await tx.outbox.message_of(row.id, 3) == ""
        assert [letter_.id for letter_ in await tx.outbox.of_conversation(row.id)] == ids


async def test_a_web_chat_reads_its_lane_from_where_it_stands(database: Database) -> None:
    async with database.transaction() as tx:
        ids = await put(tx, ("web:1", 1), ("web:2", 1), ("web:1", 1), ("web:1", 1))
        await settle(tx, ids[0])
        assert seen(await tx.outbox.lane("web:1", 0, 10)) == [ids[0], ids[2], ids[3]]
        assert seen(await tx.outbox.lane("web:1", ids[0], 1)) == [ids[2]]
        both = await tx.outbox.lane_heads_for(["web:1", "web:2", "web:3"], {"web:1": ids[2]})
        assert {lane: seen(rows) for lane, rows in both.items()} == {"web:1": [ids[3]], "web:2": [ids[1]], "web:3": []}
        assert await tx.outbox.open_before("web", after(seconds=1), 2) == [ids[1], ids[2]]
        assert await tx.outbox.open_before("web", NOW, 2) == []


def seen(rows: Sequence[OutboxRow]) -> list[int]:
    return [row.id for row in rows]
