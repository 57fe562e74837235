"""Whether somebody of the shop is there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.hours import Hours

SHOP = {"hours": {"mon": [["10:00", "14:00"], ["15:00", "20:00"]]}, "holidays": ["2026-11-30", "12-28"]}


@pytest.mark.parametrize(
    ("moment", "there"),
    [
        (datetime(2026, 11, 23, 7, 0, tzinfo=UTC), True),  # Monday, 10:00 in Moscow
        (datetime(2026, 11, 23, 6, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 11, 30, tzinfo=UTC), False),  # the break
        (datetime(2026, 11, 23, 17, 0, tzinfo=UTC), False),  # 20:00: the end does not count
        (datetime(2026, 11, 24, 9, 0, tzinfo=UTC), False),  # Tuesday, a day off
        (datetime(2026, 11, 30, 9, 0, tzinfo=UTC), False),  # a Monday, but a holiday
        (datetime(2026, 12, 28, 9, 0, tzinfo=UTC), False),  # a holiday of each year
    ],
)
def test_somebody_is_there_within_the_hours_of_the_shop_s_own_zone(moment: datetime, there: bool) -> None:
    assert Hours(SHOP, "Europe/Moscow").open_at(moment) is there


def test_without_hours_somebody_is_always_there() -> None:
    assert Hours({}, "UTC").open_at(datetime(2026, 1, 1, 3, tzinfo=UTC))
