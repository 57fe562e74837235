from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit, urlunsplit

import pytest

from storage.database import Database
from storage.errors import BadDatabaseUrl, Conflict, DatabaseAway
from storage.statements import text
from tests import servers
from tests.storage.samples import NOW, after, letter, saved, talk, talk_in

pytestmark = pytest.mark.postgresql


class Wire:
    """A relay between us and the server that can be cut and mended."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._target = (parts.hostname, parts.port or 5432)
        self._socket = parse_qs(parts.query).get("host", [""])[0]
        self._port = servers.free_port()
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        login = parts.netloc.rpartition("@")[0]
        self.url = urlunsplit(("postgresql", f"{login}@127.0.0.1:{self._port}", parts.path, "", ""))

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._relay, "127.0.0.1", self._port)

    async def cut(self) -> None:
        if self._server is not None:
            self._server.close()
        for writer in self._open:
            writer.transport.abort()
        await asyncio.sleep(0.01)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._socket:
            theirs, ours = await asyncio.open_unix_connection(f"{self._socket}/.s.PGSQL.{self._target[1]}")
        else:
            theirs, ours = await asyncio.open_connection(*self._target)
        self._open |= {writer, ours}
        await asyncio.gather(_copy(reader, ours), _copy(theirs, writer))
        self._open -= {writer, ours}


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    target.close()


@pytest.fixture
async def wire(postgresql_url: str) -> AsyncIterator[Wire]:
    relay = Wire(postgresql_url)
    await relay.mend()
    yield relay
    await relay.cut()


async def test_a_database_that_went_away_and_came_back_is_used_again(wire: Wire) -> None:
    database = await Database.open(wire.url)
    async with database.transaction() as tx:
        await tx.settings.set("a", "1")
    await wire.cut()
    for _ in range(3):
        with pytest.raises(DatabaseAway):
            async with database.transaction() as tx:
                await tx.settings.set("a", "2")
        with pytest.raises(DatabaseAway):
            await database.ping()
    await wire.mend()
    await database.ping()
    async with database.transaction() as tx:
        assert await tx.settings.get("a") == "1"
        await tx.settings.set("a", "3")
    await database.close()


async def test_a_connection_lost_in_the_middle_of_a_transaction_stores_nothing(wire: Wire) -> None:
    database = await Database.open(wire.url)
    with pytest.raises(DatabaseAway):
        async with database.transaction() as tx:
            await tx.settings.set("a", "1")
            await wire.cut()
            await tx.settings.set("b", "1")
    await wire.mend()
    async with database.transaction() as tx:
        assert (await tx.settings.get("a"), await tx.settings.get("b")) == (None, None)
    await database.close()


async def test_a_connection_lost_before_the_commit_is_told(wire: Wire) -> None:
    database = await Database.open(wire.url)
    called: list[str] = []
    with pytest.raises(DatabaseAway):
        async with database.transaction() as tx:
            await tx.settings.set("a", "1")
            tx.after_commit(lambda: called.append("committed"))
            await wire.cut()
    assert called == []
    await wire.mend()
    await database.close()


async def test_a_server_that_ends_our_sessions_is_away(postgresql_url: str, postgresql_server: str) -> None:
    database = await Database.open(postgresql_url)
    name = urlsplit(postgresql_url).path[1:]
    with pytest.raises(DatabaseAway):
        async with database.transaction() as tx:
            await tx.settings.set("a", "1")
            servers.execute(
                postgresql_server, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            )
            await tx.settings.set("a", "2")
    await database.ping()
    await database.close()


async def test_a_server_that_is_not_there_is_away_and_a_wrong_name_is_refused(postgresql_url: str) -> None:
    with pytest.raises(DatabaseAway):
        await Database.open(f"postgresql://nobody@127.0.0.1:{servers.free_port()}/leadquiz")
    with pytest.raises(BadDatabaseUrl, match="DATABASE_URL"):
        await Database.open(servers.beside(postgresql_url, "leadquiz_test_unknown"))


async def test_an_error_of_the_callers_own_is_not_taken_for_the_databases(postgresql_url: str) -> None:
    database = await Database.open(postgresql_url)
    for error in (OSError("ours"), TimeoutError("ours")):
        with pytest.raises(type(error), match="ours"):
            async with database.transaction() as tx:
                await tx.settings.set("a", "1")
                raise error
    await database.close()


async def test_writers_that_block_each_other_get_a_conflict_and_one_goes_on(postgresql_url: str) -> None:
    database = await Database.open(postgresql_url)
    one, two = await talk(database, "1"), await talk(database, "2")
    lock = text("SELECT id FROM conversations WHERE id = :id FOR UPDATE")
    both = asyncio.Barrier(2)

    async def work(first: int, second: int) -> str:
        try:
            async with database.transaction() as tx:
                await tx._connection.rows(lock, first)
                await both.wait()
                await tx._connection.rows(lock, second)
        except Conflict:
            return "conflict"
        return "done"

    results = await asyncio.gather(work(one.id, two.id), work(two.id, one.id))
    assert sorted(results) == ["conflict", "done"]
    await database.close()


async def test_batches_in_any_order_never_block_each_other(postgresql_url: str) -> None:
    ours, theirs = await Database.open(postgresql_url), await Database.open(postgresql_url)
    async with ours.transaction() as tx:
        rows = [await talk_in(tx, str(n)) for n in range(30)]

    async def turn(database: Database, order: int) -> None:
        for _ in range(10):
            async with database.transaction() as tx:
                now = await tx.conversations.by_id([row.id for row in rows])
                await tx.inbox.add([("vk", str(n)) for n in range(30)][::order], NOW)
                await tx.conversations.save([saved(now[row.id], state=str(order)) for row in rows[::order]])
                await tx.outbox.add([letter(f"telegram:{row.address}") for row in rows[::order]])

    await asyncio.gather(turn(ours, 1), turn(theirs, -1))
    await ours.close()
    await theirs.close()


async def test_the_database_itself_refuses_two_letters_under_way_in_one_lane(postgresql_url: str) -> None:
    database = await Database.open(postgresql_url)
    async with database.transaction() as tx:
        await tx.outbox.add([letter("vk:1"), letter("vk:1")])
        assert len(await tx.outbox.claim(["vk"], "a", 5, after(seconds=30), NOW)) == 1
    with pytest.raises(Conflict):
        async with database.transaction() as tx:
            await tx._connection.run(text("UPDATE outbox SET state = 'sending' WHERE state = 'waiting'"))
    await database.close()


async def test_claims_of_two_nodes_pass_each_other_by(postgresql_url: str) -> None:
    """SKIP LOCKED: the second node takes what the first has not, without waiting for its commit."""
    ours, theirs = await Database.open(postgresql_url), await Database.open(postgresql_url)
    async with ours.transaction() as tx:
        ids = await tx.outbox.add([letter(f"vk:{n}") for n in range(6)])
    async with ours.transaction() as first, theirs.transaction() as second:
        a = await first.outbox.claim(["vk"], "a", 3, after(seconds=30), NOW)
        async with asyncio.timeout(2):
            b = await second.outbox.claim(["vk"], "b", 10, after(seconds=30), NOW)
    assert [row.id for row in a] == ids[:3]
    assert [row.id for row in b] == ids[3:]
    await ours.close()
    await theirs.close()


async def test_an_empty_batch_is_no_statement(postgresql_url: str) -> None:
    database = await Database.open(postgresql_url)
    async with database.transaction() as tx:
        assert await tx.outbox.add([]) == []
        assert await tx.conversations.add([]) == {}
        await tx.outbox.sent([], NOW)
        await tx.timers.cancel([])
        await tx.leads.update([])
    await database.close()
