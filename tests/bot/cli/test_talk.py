"""`schema`, `play` and `chat`: scripts tried without a platform."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import jsonschema
import pytest

from bot.cli.terminal import TerminalTalk
from bot.config import PACKAGED_SCRIPTS
from bot.scripts import read_file
from tests.bot.cli.conftest import Shop

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TRANSCRIPT = """> /start
< Which style?
[Classic] [Modern] [Talk to a person]

> Modern
< May we keep your name?
[Yes] [No] [shop.example/privacy] [Back] [Talk to a person]

> yes
< Your name?
[Back] [Talk to a person]

@+15m
< Still there?

> Anna
< Bye, Anna
! finished: end
"""


def test_the_schema_is_a_valid_schema_of_2020_12(shop: Shop) -> None:
    schema = json.loads(shop.good("schema"))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)


def test_a_transcript_that_holds_is_as_written(shop: Shop) -> None:
    path = shop.folder / "tiny.txt"
    path.write_text(TRANSCRIPT)
    assert shop.good("play", "tiny", path) == f"{path}: as written\n"
    assert shop.run("play", shop.folder / "scripts" / "tiny.yaml", path)[0] == 0


def test_what_is_said_otherwise_is_shown_and_update_writes_it(shop: Shop) -> None:
    path = shop.folder / "tiny.txt"
    path.write_text(TRANSCRIPT.replace("Your name?", "Who are you?"))
    status, out, err = shop.run("play", "tiny", path)
    assert status == 1 and "- < Who are you?" in out and "+ < Your name?" in out and "--update" in err
    assert "Who are you?" in path.read_text()
    assert "updated" in shop.good("play", "tiny", path, "--update")
    assert path.read_text() == TRANSCRIPT
    assert "as written" in shop.good("play", "tiny", path, "--update")


def test_update_fills_in_a_transcript_that_has_inputs_only(shop: Shop) -> None:
    path = shop.folder / "tiny.txt"
    path.write_text("> /start\n> Modern\n> yes\n@+15m\n> Anna\n")
    shop.good("play", "tiny", path, "--update")
    assert path.read_text() == TRANSCRIPT


def test_a_line_that_cannot_be_played_is_named(shop: Shop) -> None:
    path = shop.folder / "tiny.txt"
    path.write_text("> /start\nhello\n")
    status, _, err = shop.run("play", "tiny", path)
    assert status == 1 and "line 2" in err and "'hello'" in err


def test_a_script_with_faults_is_told_instead_of_played(shop: Shop) -> None:
    path = shop.write("Broken?", id="broken")
    path.write_text(path.read_text().replace("ask:", "aks:"))
    status, out, _ = shop.run("play", path, path)
    assert status == 1 and "broken.yaml:11: style: " in out


# The terminal ---------------------------------------------------------------------------------------------------------


class Terminal:
    """Types lines, gives what was printed."""

    def __init__(self, script: str, capsys: pytest.CaptureFixture[str], language: str = "en") -> None:
        found = read_file(PACKAGED_SCRIPTS / f"{script}.yaml").script
        assert found is not None
        self.capsys = capsys
        self.talk = TerminalTalk(found, NOW, Random(1))
        self.talk.begin(language)
        self.said = capsys.readouterr().out

    def type(self, *lines: str) -> str:
        for line in lines:
            self.talk.hear(line)
        self.said = self.capsys.readouterr().out
        return self.said


def test_a_prospect_finishes_the_kitchen_quiz_with_numbers_labels_and_words(capsys: pytest.CaptureFixture[str]) -> None:
    one = Terminal("kitchen", capsys)
    assert "#1 [Classic]" in one.said
    assert "kitchen, in m²?" in one.type("2")
    assert "You may choose several" in one.type("twelve")
    assert "What budget" in one.type("1, 3")
    assert "When do you need" in one.type("#3")
    assert "process your data" in one.type("asap")
    one.type("yes", "no", "[Back]")
    one.type("no", "Anna")
    assert "a lead: hot" in one.type("8 900 123-45-67")
    assert "reward given: KUH-" in one.type("skip") and "handed over to a person" in one.said


def test_time_passes_on_demand_and_reminders_come_in_their_order(capsys: pytest.CaptureFixture[str]) -> None:
    one = Terminal("kitchen", capsys)
    one.type("Modern", "12", "1", "2", "1", "yes", "no", "Anna")
    assert "where shall we send" not in one.type("@+10m")
    assert "where shall we send the estimate?" in one.type("@+5m")
    assert one.type("@+1h 30m").count("\n") == 1
    assert "still stands" in one.type("@+1d") or "discount" in one.said


def test_ticks_are_shown_and_done_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    one = Terminal("kitchen", capsys)
    one.type("Modern", "12")
    assert "[✓ Lighting]" in one.type("#1")
    assert "[✓ Lighting]" in one.type("#3") and "[✓ Kitchen island]" in one.said
    assert "What budget" in one.type("[Done]")


def test_a_restart_and_a_talk_that_is_over_begin_anew(capsys: pytest.CaptureFixture[str]) -> None:
    one = Terminal("kitchen", capsys)
    assert "What style" in one.type("Modern", "start over")
    one = Terminal("webinar", capsys, "ru")
    one.type("@+400d")
    assert one.talk.state is not None
    assert one.type("Привет") != ""


def test_what_cannot_be_done_is_answered(capsys: pytest.CaptureFixture[str]) -> None:
    one = Terminal("kitchen", capsys)
    assert "there are 5 buttons" in one.type("#9")
    assert "no button [Nowhere]" in one.type("[Nowhere]")
    assert "@+15m" in one.type("@tomorrow")


def test_a_talk_may_be_piped_in_and_ends_with_it() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "chat", "kitchen", "--language", "en"],
        input="Modern\n12\n", capture_output=True, text=True, cwd=ROOT, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "") and "> Modern" in done.stdout and "several" in done.stdout
