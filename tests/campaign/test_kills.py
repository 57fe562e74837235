"""The campaign itself: at least a hundred kills on each database, and the builds that it must not let pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.campaign.kills import POINTS, Figures, Lost, campaign
from tests.campaign.results import keep

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
EACH = 17
BROKEN = {
    "answers before the commit": "answers the platform before the commit",
    "outbox after the commit": "writes its letters after the commit",
    "timer deleted before its act": "deletes a timer before its act",
}


async def test_nothing_is_lost_on_sqlite(tmp_path: Path, sqlite_url: str) -> None:
    figures = await campaign(tmp_path, sqlite_url, [*POINTS] * EACH, nodes=1)
    kept(figures)
    assert sum(figures.kills.values()) >= 100 and min(figures.kills[point] for point in POINTS) >= 10


@pytest.mark.postgresql
async def test_nothing_is_lost_on_postgresql_with_two_nodes(tmp_path: Path, postgresql_url: str) -> None:
    figures = await campaign(tmp_path, postgresql_url, [*POINTS] * EACH, nodes=2)
    kept(figures)
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
    keep(f"a build that {BROKEN[build]}", {"found": "yes"})


def kept(figures: Figures) -> None:
    keep(
        f"killed under load, {figures.database}, {figures.nodes} node(s)",
        {
            "kills": sum(figures.kills.values()), "least at a point": min(figures.kills[point] for point in POINTS),
            "prospects": figures.prospects, "complete leads": figures.leads, "events": figures.events,
            "lost": 0, "VK repeats": figures.vk_repeats, "Telegram repeats": figures.telegram_repeats,
            "letters in flight": figures.in_flight, "seconds": round(figures.seconds),
        },
    )  # fmt: skip
