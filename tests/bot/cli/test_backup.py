"""`leadquiz backup` and `leadquiz restore` as an admin sees them."""

from __future__ import annotations

import pytest

from storage.database import Database
from tests.bot.cli.conftest import Shop
from tests.storage.samples import lead_in, talk_in


async def one_lead(database: Database) -> None:
    async with database.transaction() as tx:
        await lead_in(tx, await talk_in(tx))


def test_a_copy_is_made_and_restored_where_it_may_be(shop: Shop) -> None:
    shop.within(one_lead)
    copy = shop.folder / "monday.db"
    said = shop.good("backup", copy)
    assert "monday.db" in said and "1 leads" in said and "personal data" in said
    status, out, err = shop.run("restore", copy)
    assert status == 1 and not out and "--replace" in err
    assert "1 leads" in shop.good("restore", copy, "--replace")
    assert "Анна" in shop.good("leads", "list")


def test_what_cannot_be_copied_or_restored_is_said_in_words(shop: Shop) -> None:
    status, _, err = shop.run("backup", shop.folder / "copy.db")
    assert status == 1 and "does not exist" in err and "LEADQUIZ_DATABASE_URL" in err
    status, _, err = shop.run("restore", shop.folder / "none.db")
    assert status == 1 and "none.db" in err
    (shop.folder / "letter.txt").write_text("hello")
    status, _, err = shop.run("restore", shop.folder / "letter.txt")
    assert status == 1 and "no copy" in err
    shop.within(one_lead)
    status, _, err = shop.run("backup", shop.folder / "nowhere" / "copy.db")
    assert status == 1 and "nowhere" in err


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_the_help_has_an_example(shop: Shop, command: str) -> None:
    assert f"Example: leadquiz {command}" in shop.good(command, "--help")
