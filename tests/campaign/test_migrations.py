"""A node dies in the middle of a migration: the next one finds nothing half done."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import asyncpg
import pytest

from storage.database import Database
from storage.migrations import HEAD
from tests.campaign.nodes import KILLED, nursery
from tests.campaign.results import keep
from tests.campaign.town import scripts
from tests.servers import execute

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
TIMES = 10


def order(folder: Path, url: str) -> dict[str, Any]:
    return {"database_url": url, "channels": [], "scripts_dir": str(scripts(folder))}


async def test_a_node_killed_in_an_sqlite_migration_leaves_nothing_half_done(tmp_path: Path) -> None:
    random, killed = Random(3), 0
    async with nursery(tmp_path, {}) as ward:
        for number in range(TIMES):
            url = f"sqlite:///{tmp_path}/{number}.db"
            node = await ward.start(f"migration:{random.randint(2, 30)}", **order(tmp_path, url))
            assert await node.wait(20) and node.code == KILLED
            killed += 1
            half = await Database.open(url)
            assert await half.revision() is None
            await half.close()
            whole = await Database.open(url, migrate=True)
            await whole.ping()
            assert await whole.revision() == HEAD
            await whole.close()
    keep("killed in a migration, SQLite", {"kills": killed, "half done": 0})


@pytest.mark.postgresql
async def test_a_node_killed_in_a_postgresql_migration_leaves_nothing_half_done(
    tmp_path: Path, postgresql_url: str
) -> None:
    killed = 0
    async with nursery(tmp_path, {}) as ward:
        for _ in range(TIMES):
            execute(postgresql_url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
            other = await asyncpg.connect(postgresql_url)
            try:
                async with other.transaction():
                    await other.execute("CREATE TABLE outbox (id int)")  # the migration waits here, half done
                    node = await ward.start(**order(tmp_path, postgresql_url))
                    while not await waits(postgresql_url):
                        assert not node.ended.is_set()
                    await node.kill()
                    killed += node.code == KILLED
                    await other.execute("DROP TABLE outbox")
            finally:
                await other.close()
            half = await Database.open(postgresql_url)
            assert await half.revision() is None
            await half.migrate()
            assert await half.revision() == HEAD
            await half.ping()
            await half.close()
    assert killed == TIMES
    keep("killed in a migration, PostgreSQL", {"kills": killed, "half done": 0})


async def waits(url: str) -> bool:
    watcher = await asyncpg.connect(url)
    try:
        return bool(
            await watcher.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
        )
    finally:
        await watcher.close()
