"""`leadquiz check` tells each fault on a line of its own that an editor can jump to."""

from __future__ import annotations

import re

from tests.bot.cli.conftest import Shop

LINE = re.compile(r"(?P<file>.+?):(?P<line>\d+): ((?P<step>[a-z][a-z0-9_]*): )?(?P<rest>.+\. .+\.)")


def test_a_good_folder_is_good_and_prints_nothing_for_programs(shop: Shop) -> None:
    status, out, err = shop.run("check", shop.folder / "scripts")
    assert (status, out) == (0, "") and "tiny.yaml is good" in err


def test_each_fault_is_a_line_with_file_line_step_and_what_to_do(shop: Shop) -> None:
    path = shop.write()
    path.write_text(path.read_text().replace("end: true", "go: nowhere").replace("text: Classic", "txet: Classic"))
    status, out, _ = shop.run("check", path)
    assert status == 1
    for line in out.splitlines():
        found = LINE.fullmatch(line)
        assert found and found["file"] == str(path), line
    assert re.search(r"^.+tiny\.yaml:12: style: .*txet.*text", out, re.M)


def test_a_warning_says_that_it_is_one_and_is_no_failure(shop: Shop) -> None:
    path = shop.write("What a fine label this is?")
    path.write_text(path.read_text().replace("text: Classic", f"text: {'Classic ' * 8}"))
    status, out, _ = shop.run("check", path)
    assert status == 0
    assert out and all(": warning: " in line and LINE.fullmatch(line) for line in out.splitlines())


def test_without_a_path_the_settings_are_checked_too(shop: Shop) -> None:
    assert shop.run("check")[0] == 0
    shop.settings["http_port"] = "eighty"
    status, out, _ = shop.run("check")
    assert status == 1 and f"{shop.folder / 'leadquiz.toml'}:3: http_port must be" in out
    del shop.settings["http_port"]
    shop.settings["managers_chat"] = "vk:2000000001"
    status, out, _ = shop.run("check")
    assert status == 1 and "the channel vk, which is not configured" in out


def test_a_named_file_is_checked_by_itself_and_a_folder_as_a_whole(shop: Shop) -> None:
    one, other = shop.write(name="one.yaml"), shop.write(name="other.yaml")
    (shop.folder / "scripts" / "tiny.yaml").unlink()
    assert shop.run("check", one)[0] == 0
    assert shop.run("check", one, one)[0] == 0
    status, out, _ = shop.run("check", one, other)
    assert status == 1 and "has the id `tiny` too" in out
    assert shop.run("check", shop.folder / "scripts")[:2] == (status, out)


def test_a_folder_without_scripts_and_a_file_that_is_no_script_are_told(shop: Shop) -> None:
    (shop.folder / "empty").mkdir()
    status, _, err = shop.run("check", shop.folder / "empty")
    assert status == 2 and "holds no script" in err
    (shop.folder / "letter.txt").write_text("Dear all")
    status, out, _ = shop.run("check", shop.folder / "letter.txt")
    assert status == 1 and "letter.txt:1: " in out
    (shop.folder / "picture.yaml").write_bytes(b"\xff\xd8\xff")
    status, out, _ = shop.run("check", shop.folder / "picture.yaml")
    assert status == 1 and "Save it as a UTF-8 text." in out


def test_checking_makes_no_database(shop: Shop) -> None:
    shop.run("check")
    assert not (shop.folder / "data").exists()
