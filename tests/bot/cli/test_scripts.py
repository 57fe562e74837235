"""`leadquiz scripts`: publish, list, roll back."""

from __future__ import annotations

import csv
import io
import json

from tests.bot.cli.conftest import Shop


def test_versions_are_published_listed_and_rolled_back(shop: Shop) -> None:
    path = shop.write("One?")
    assert shop.good("scripts", "publish", path, "--note", "the first") == "tiny: version 1 published\n"
    assert "the same as version 1" in shop.good("scripts", "publish", path)
    shop.write("Two?")
    assert "version 2" in shop.good("scripts", "publish", path)
    assert "version 3 published with the content of version 1" in shop.good("scripts", "rollback", "tiny", "1")
    assert "the newest already" in shop.good("scripts", "rollback", "tiny", "3")
    rows = json.loads(shop.good("scripts", "list", "--format", "json"))
    assert [(row["id"], row["version"], row["note"]) for row in rows] == [
        ("tiny", 1, "the first"),
        ("tiny", 2, ""),
        ("tiny", 3, "rollback to version 1"),
    ]
    sheet = list(csv.DictReader(io.StringIO(shop.good("scripts", "list", "--format", "csv"))))
    assert [row["version"] for row in sheet] == ["1", "2", "3"]
    assert shop.good("scripts", "list").splitlines()[0].split() == ["ID", "VERSION", "PUBLISHED", "NOTE"]


def test_a_version_that_never_was_is_told(shop: Shop) -> None:
    shop.good("scripts", "publish", shop.write())
    status, out, err = shop.run("scripts", "rollback", "tiny", "7")
    assert (status, out) == (1, "") and "no version 7" in err and "scripts list" in err


def test_nothing_is_published_where_one_file_has_a_fault(shop: Shop) -> None:
    good, bad = shop.write(), shop.write("Bad?", id="bad")
    bad.write_text(bad.read_text().replace("ask:", "aks:").replace("default: true", "default: false"))
    status, out, err = shop.run("scripts", "publish", good, bad)
    assert status == 1 and "bad.yaml:11: style: " in out and "Nothing was published" in err
    assert shop.good("scripts", "list", "--format", "json") == "[]\n"


def test_a_whole_folder_may_be_published(shop: Shop) -> None:
    other = shop.write("Other?", id="other")
    other.write_text(other.read_text().replace("start: {default: true}\n", "start: {keywords: [other]}\n"))
    assert shop.good("scripts", "publish", shop.folder / "scripts").splitlines() == [
        "other: version 1 published",
        "tiny: version 1 published",
    ]


def test_looking_makes_no_database_and_says_that_there_is_none(shop: Shop) -> None:
    for argv in (["scripts", "list"], ["leads", "list"], ["leads", "export"], ["staff", "list"]):
        status, out, err = shop.run(*argv, "--format", "json")
        assert (status, out) == (0, "[]\n") and "does not exist" in err
    for argv in (["leads", "show", "1"], ["forget", "1"], ["scripts", "rollback", "tiny", "1"]):
        assert shop.run(*argv)[0] == 1
    assert not (shop.folder / "data").exists()
