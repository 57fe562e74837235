"""Two nodes take turns of the same talks: what each keeps in memory never stands in the other's way for long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.channels.base import Inbound
from bot.effects import Effects
from bot.turns import SHARED_FOR, Stale, Turns
from dialogs.inputs import Started, Wrote
from storage.database import Database, Transaction

from .core import Core, running

pytestmark = pytest.mark.postgresql


@dataclass(slots=True)
class Counted(Turns):
    """Counts the batches that had to be taken again."""

    again: int = 0

    async def take(self, tx: Transaction, inbounds: Sequence[Inbound], effects: Effects) -> None:
        try:
            await Turns.take(self, tx, inbounds, effects)
        except Stale:
            self.again += 1
            raise


async def node(database: Database, folder: Path) -> tuple[Core, Counted]:
    core = await Core.made(database, folder)
    turns = Counted(core.published, core.turns.random, core.turns.kinds, core.turns.staff)
    core.intake.turns = turns
    return core, turns


@pytest.fixture
def database_url(postgresql_url: str) -> str:
    return postgresql_url


async def test_a_node_learns_that_others_take_turns_too(database: Database, tmp_path: Path) -> None:
    (one, ones), (two, twos) = await node(database, tmp_path), await node(database, tmp_path)
    async with running(one), running(two):
        for number in range(8):
            for core, name in ((one, "one"), (two, "two")):
                batch = [
                    core.event(
                        Wrote("модерн") if number else Started(), address=str(who), event_id=f"{name}{number}.{who}"
                    )
                    for who in range(5)
                ]
                await core.intake.take(batch)
    assert (ones.again, twos.again) == (1, 1), "the first batch that met the other node's turns, and none after it"


async def test_a_node_that_is_alone_again_asks_no_longer(database: Database, tmp_path: Path) -> None:
    (one, ones), (two, _) = await node(database, tmp_path), await node(database, tmp_path)
    async with running(one), running(two):
        await one.hear(Started(), event_id="1")
        await two.hear(Wrote("модерн"), event_id="2")
        await one.hear(Wrote("Анна"), event_id="3")
        assert ones.again == 1
        for core in (one, two):
            core.now += SHARED_FOR
        await two.hear(Wrote("+7 900 000-00-01"), event_id="4")
        await one.hear(Wrote("ещё"), event_id="5")
    assert ones.again == 2, "the talk in memory was trusted, and found stale in the write"
