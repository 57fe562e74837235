"""Scripts, staff, tokens, settings, channels, revisions, history: the tables that change seldom."""

from __future__ import annotations

import asyncio
import stat
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from storage.database import Database
from storage.records import HistoryRow, Session, Staff
from tests.storage.samples import NOW, after, talk


async def test_a_script_is_published_when_its_content_is_new(database: Database) -> None:
    async with database.transaction() as tx:
        assert await tx.scripts.publish("kitchen", "v1", {"a.csv": "id"}, "d1", "", NOW) == (1, True)
        assert await tx.scripts.publish("kitchen", "v1", {"a.csv": "id"}, "d1", "", NOW) == (1, False)
        assert await tx.scripts.publish("kitchen", "v2", {}, "d2", "new text", NOW) == (2, True)
        assert await tx.scripts.publish("course", "c1", {}, "d1", "", NOW) == (1, True)
    async with database.reading() as tx:
        assert [(s.id, s.version, s.source, s.note) for s in await tx.scripts.newest()] == [
            ("course", 1, "c1", ""), ("kitchen", 2, "v2", "new text"),
        ]  # fmt: skip
        first = await tx.scripts.get("kitchen", 1)
        assert first is not None
        assert (first.files, first.digest, first.at) == ({"a.csv": "id"}, "d1", NOW)
        assert await tx.scripts.get("kitchen", 9) is None


async def test_a_rollback_publishes_the_old_content_anew(database: Database) -> None:
    async with database.transaction() as tx:
        for number in (1, 2):
            await tx.scripts.publish("kitchen", f"v{number}", {}, f"d{number}", "", NOW)
        assert await tx.scripts.rollback("kitchen", 1, after(hours=1)) == 3
        assert await tx.scripts.rollback("kitchen", 9, NOW) is None
        assert [(s.version, s.source) for s in await tx.scripts.all("kitchen")] == [(1, "v1"), (2, "v2"), (3, "v1")]


async def test_two_nodes_that_publish_the_same_content_make_one_version(database_url: str) -> None:
    ours, theirs = await Database.open(database_url), await Database.open(database_url)

    async def publish(database: Database) -> tuple[int, bool]:
        async with database.transaction() as tx:
            return await tx.scripts.publish("kitchen", "v1", {}, "d1", "", NOW)

    results = await asyncio.gather(*(publish(db) for _ in range(4) for db in (ours, theirs)))
    assert sorted(results) == [(1, False)] * 7 + [(1, True)]
    await ours.close()
    await theirs.close()


async def test_staff_are_known_by_their_accounts_until_dismissed(database: Database) -> None:
    async with database.transaction() as tx:
        anna, boris = await tx.staff.add("Анна", "admin", NOW), await tx.staff.add("Борис", "manager", NOW)
        await tx.staff.bind(anna, "telegram", "1")
        await tx.staff.bind(anna, "vk", "2")
        await tx.staff.bind(boris, "telegram", "1")
        assert await tx.staff.by_account("vk", "2") == Staff(anna, "Анна", "admin", (("vk", "2"),))
        assert await tx.staff.by_account("telegram", "1") == Staff(boris, "Борис", "manager", (("telegram", "1"),))
        assert [member.name for member in await tx.staff.list()] == ["Анна", "Борис"]
        assert await tx.staff.dismiss(boris, NOW)
        assert not await tx.staff.dismiss(boris, NOW)
        assert await tx.staff.by_account("telegram", "1") is None
        assert [member.id for member in await tx.staff.list()] == [anna]
        assert await tx.staff.get(boris) is None


async def test_a_token_is_spent_once_and_in_time(database: Database) -> None:
    async with database.transaction() as tx:
        token = await tx.tokens.issue("sign-in", "7", timedelta(minutes=10), NOW)
        late = await tx.tokens.issue("sign-in", "7", timedelta(minutes=10), NOW)
        assert await tx.tokens.spend("other", token, NOW) is None
        assert await tx.tokens.spend("sign-in", token, after(minutes=9)) == "7"
        assert await tx.tokens.spend("sign-in", token, after(minutes=9)) is None
        assert await tx.tokens.spend("sign-in", late, after(minutes=10)) is None
        assert await tx.tokens.spend("sign-in", "unknown", NOW) is None


async def test_a_token_is_spent_by_one_of_two_connections(database_url: str) -> None:
    ours, theirs = await Database.open(database_url), await Database.open(database_url)
    async with ours.transaction() as tx:
        token = await tx.tokens.issue("sign-in", "7", timedelta(minutes=10), NOW)

    async def spend(database: Database) -> str | None:
        async with database.transaction() as tx:
            return await tx.tokens.spend("sign-in", token, NOW)

    results = await asyncio.gather(*(spend(db) for _ in range(4) for db in (ours, theirs)))
    assert sorted(results, key=str) == ["7"] + [None] * 7
    await ours.close()
    await theirs.close()


async def test_a_session_lasts_until_its_end(database: Database) -> None:
    async with database.transaction() as tx:
        one, two = [await tx.tokens.open_session("7", timedelta(days=1), NOW) for _ in range(2)]
        assert await tx.tokens.session(one, NOW) == Session("7", NOW, after(days=1))
        assert await tx.tokens.session(one, after(days=1)) is None
        await tx.tokens.end_session(one)
        assert await tx.tokens.session(one, NOW) is None
        assert await tx.tokens.end_all("7") == 1
        assert await tx.tokens.session(two, NOW) is None
        await tx.tokens.open_session("7", timedelta(days=1), NOW)
        assert await tx.tokens.prune(after(days=2)) == 1


async def test_settings_are_kept(database: Database) -> None:
    async with database.transaction() as tx:
        assert await tx.settings.get("hours") is None
        await tx.settings.set("hours", "9-18")
        await tx.settings.set("hours", "10-20")
    async with database.reading() as tx:
        assert await tx.settings.get("hours") == "10-20"


async def test_the_secret_key_is_made_once(database_url: str) -> None:
    keys = []
    for _ in range(2):
        database = await Database.open(database_url)
        async with database.transaction() as tx:
            keys.append(await tx.settings.secret_key())
            in_table = await tx.settings.get("secret_key")
        if database.dialect == "sqlite":
            file = Path(urlsplit(database_url).path[1:] + ".key")
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
            assert in_table is None
        else:
            assert in_table == keys[0]
        await database.close()
    assert keys[0] == keys[1]
    assert len(keys[0]) >= 43


async def test_a_channels_cursor_is_stored_with_its_batch(database: Database) -> None:
    async with database.transaction() as tx:
        assert await tx.channels.cursor("telegram") is None
        await tx.channels.set_cursor("telegram", "100")
    try:
        async with database.transaction() as tx:
            await tx.channels.set_cursor("telegram", "101")
            raise LookupError
    except LookupError:
        pass
    async with database.reading() as tx:
        assert await tx.channels.cursor("telegram") == "100"


async def test_one_node_polls_a_channel_and_another_takes_over_after_its_lease(database: Database) -> None:
    async with database.transaction() as tx:
        assert await tx.channels.lease("telegram", "a", after(seconds=15), NOW)
        assert not await tx.channels.lease("telegram", "b", after(seconds=15), NOW)
        assert await tx.channels.lease("telegram", "a", after(seconds=20), after(seconds=5))
        assert not await tx.channels.lease("telegram", "b", after(seconds=30), after(seconds=19))
        assert await tx.channels.lease("telegram", "b", after(seconds=35), after(seconds=20))
        await tx.channels.release_lease("telegram", "a")
        assert not await tx.channels.lease("telegram", "a", after(seconds=40), after(seconds=21))
        await tx.channels.release_lease("telegram", "b")
        assert await tx.channels.lease("telegram", "a", after(seconds=40), after(seconds=21))
        await tx.channels.set_cursor("telegram", "7")
        assert not await tx.channels.lease("telegram", "b", after(seconds=40), after(seconds=22))


async def test_a_revision_grows_with_every_change(database: Database) -> None:
    async with database.transaction() as tx:
        assert await tx.revisions.read() == {}
        await tx.revisions.bump("scripts")
        await tx.revisions.bump("scripts")
        await tx.revisions.bump("staff")
        assert await tx.revisions.read() == {"scripts": 2, "staff": 1}


async def test_history_is_read_in_its_order_and_from_where_one_stands(database: Database) -> None:
    row = await talk(database)
    async with database.transaction() as tx:
        await tx.history.add([HistoryRow(row.id, NOW, "prospect", f"m{n}", "{}") for n in range(4)])
        first, *rest = await tx.history.of_conversation(row.id)
        assert [line.text for line in rest] == ["m1", "m2", "m3"]
        assert await tx.history.of_conversation(row.id, first.id, 2) == rest[:2]
