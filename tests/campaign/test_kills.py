"""The campaign itself: at least a hundred kills on each database, and the builds that it must not let pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.campaign.kills import POINTS, Lost, campaign

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
EACH = 17


async def test_nothing_is_lost_on_sqlite(tmp_path: Path, sqlite_url: str) -> None:
    figures = await campaign(tmp_path, sqlite_url, [*POINTS] * EACH, nodes=1)
    print(figures)
    assert sum(figures.kills.values()) >= 100 and min(figures.kills[point] for point in POINTS) >= 10


@pytest.mark.postgresql
async def test_nothing_is_lost_on_postgresql_with_two_nodes(tmp_path: Path, postgresql_url: str) -> None:
    figures = await campaign(tmp_path, postgresql_url, [*POINTS] * EACH, nodes=2)
    print(figures)
    assert sum(figures.kills.values()) >= 100 and min(figures.kills[point] for point in POINTS) >= 10


@pytest.mark.parametrize(
    ("build", "point"),
    [
        ("answers before the commit", "intake.batch"),
        ("outbox after the commit", "intake.committed"),
        ("timer deleted before its act", "timers.fired"),
    ],
)
async def test_a_build_broken_on_purpose_fails(tmp_path: Path, sqlite_url: str, build: str, point: str) -> None:
    with pytest.raises(Lost, match="left without an answer"):
        await campaign(tmp_path, sqlite_url, [point] * 5, nodes=1, build=build, drain=8)
