"""`[shop]` is read into one form, its faults are told in words, and it is imported once."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest

from bot.shop import KEY, import_shop, read_shop
from storage.database import Database

FULL = """
name = "Кухни"
business = "kitchens"
language = "ru"
region = "RU"
timezone = "Europe/Moscow"
hours = {mon-fri = "10:00-14:00, 15:00-20:00", sat = "9:00-15:00", sun = "closed"}
holidays = ["01-01", 2026-05-09, "2026-12-30..2027-01-01"]
promises = {hot = "15m", warm = "2h", interested = "1d"}
caps = {hot_per_manager = 10, messages_per_day = 1}
own_phones = ["8 900 123-45-67"]
own_emails = ["Shop@example.com"]
"""


def problem(text: str) -> str:
    (found,) = read_shop(tomllib.loads(text))[1]
    return found


def test_everything_that_a_shop_says_of_itself_is_read_into_one_form() -> None:
    shop, problems = read_shop(tomllib.loads(FULL))
    assert problems == []
    assert shop["hours"]["mon"] == shop["hours"]["fri"] == [["10:00", "14:00"], ["15:00", "20:00"]]
    assert shop["hours"]["sat"] == [["09:00", "15:00"]] and "sun" not in shop["hours"]
    assert shop["holidays"] == ["01-01", "2026-05-09", "2026-12-30", "2026-12-31", "2027-01-01"]
    assert shop["promises"] == {"hot": 900, "warm": 7200, "interested": 86_400}
    assert shop["caps"] == {"hot_per_manager": 10, "messages_per_day": 1}
    assert shop["own_phones"] == ["+79001234567"] and shop["own_emails"] == ["shop@example.com"]
    assert json.loads(json.dumps(shop)) == shop


def test_one_span_of_hours_holds_for_every_day() -> None:
    assert list(read_shop({"hours": "10:00-24:00"})[0]["hours"]) == ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('hours = {mon = "10-20"}', '"10:00-20:00"'),
        ('hours = {mon = "20:00-10:00"}', "20:00-10:00"),
        ('hours = {mon = "10:00-14:00, 13:00-15:00"}', "overlap"),
        ('hours = {monday = "10:00-20:00"}', "'monday'"),
        ('hours = {mon-fri = "10:00-20:00", fri = "closed"}', "fri twice"),
        ("hours = 8", "10:00-20:00"),
        ('holidays = ["31.12"]', "'31.12'"),
        ('holidays = ["2026-01-08..2026-01-01"]', "ends before it begins"),
        ('holidays = "01-01"', "list"),
        ('promises = {hot = "soon"}', "15m"),
        ('promises = {boiling = "1m"}', "hot, warm, cold"),
        ("caps = {hot_per_manager = 0}", "whole number"),
        ("caps = {hot_per_manager = true}", "whole number"),
        ("caps = 3", "table"),
        ('own_phones = ["12"]', "number 1"),
        ('own_phones = "+7 900 000-00-00"', "list"),
        ('own_emails = ["shop.example.com"]', "number 1"),
        ('timezone = "Moscow"', "Europe/Moscow"),
        ('language = "Russian"', "'Russian'"),
        ('hollidays = ["01-01"]', "holidays"),
    ],
)
def test_each_fault_says_what_to_write(text: str, words: str) -> None:
    assert words in problem(text) and problem(text).endswith(".")


async def test_the_table_is_imported_once_and_not_read_again(database: Database) -> None:
    first: dict[str, Any] = {"language": "ru", "caps": {"hot_per_manager": 3}}
    assert await import_shop(database, {}) == {}
    assert await import_shop(database, first) == first
    assert await import_shop(database, {"language": "en"}) == first
    async with database.transaction() as tx:
        await tx.settings.set(KEY, '{"language": "fr"}')
    assert await import_shop(database, first) == {"language": "fr"}
