"""What every command has in common: help with an example, exit statuses, quick starts."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.cli import run_command
from bot.cli.output import print_rows
from tests.bot.cli.conftest import Shop

COMMANDS = (
    *("run", "demo", "check", "chat", "play", "schema", "forget", "migrate", "doctor", "scripts", "leads", "staff"),
    *("scripts publish", "scripts list", "scripts rollback", "leads list", "leads show", "leads export"),
    *("staff add", "staff list"),
)
ROOT = Path(__file__).parents[3]


def imported(argv: Sequence[str]) -> set[str]:
    """The top-level packages that a command imports, in a process of its own."""
    code = (
        "import sys\nfrom bot.cli import run_command\n"
        f"status = run_command({list(argv)!r})\n"
        "print('\\n' + ' '.join(sorted({name.partition('.')[0] for name in sys.modules})))\nsys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_each_command_has_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command([*command.split(), "--help"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert re.search(rf"Example: leadquiz {command.split()[0]}\b", said)


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["nosuch"],
        ["scripts"],
        ["leads", "show"],
        ["leads", "show", "ten"],
        ["leads", "show", "0"],
        ["leads", "show", "99999999999999999999"],
        ["leads", "list", "--format", "xml"],
        ["leads", "list", "--limit", "0"],
        ["leads", "list", "--status", "hot"],
        ["leads", "list", "--temperature", "boiling"],
        ["leads", "list", "--since", "yesterday"],
        ["scripts", "rollback", "kitchen", "x"],
        ["staff", "add", "Anna", "--role", "king"],
        ["staff", "add", "  "],
        ["demo", "--port", "70000"],
        ["check", "nowhere/at/all"],
        ["play", "kitchen", "nowhere.txt"],
        ["play", "nowhere", "nowhere.txt"],
        ["chat", "nowhere"],
        ["scripts", "publish", "nowhere.yaml"],
    ],
)
def test_wrong_usage_is_told_with_exit_status_2(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(argv) == 2
    said = capsys.readouterr()
    assert said.err and not said.out


def test_settings_that_are_wrong_are_all_told_before_anything_is_done(shop: Shop) -> None:
    shop.settings |= {"http_port": "eighty", "redis_url": "nowhere"}
    for argv in (["migrate"], ["leads", "list"], ["staff", "add", "Anna"], ["run"]):
        status, out, err = shop.run(*argv)
        assert (status, out) == (1, "") and "http_port" in err and "redis_url" in err
    assert not (shop.folder / "data").exists()


def test_the_settings_file_may_be_named_before_or_after_the_command(shop: Shop) -> None:
    shop.run("schema")
    assert run_command(["staff", "list", "--config", str(shop.folder / "leadquiz.toml")]) == 0
    assert run_command(["staff", "list", "--config", str(shop.folder / "other.toml")]) == 1
    assert "other.toml does not exist" in shop.capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite:///{0}/plain/x.db", "plain"),
        ("sqlite:///{0}/plain", "no SQLite database"),
        ("sqlite:///{0}", "cannot be opened"),
        ("postgresql://shop:hunter2@127.0.0.1:9/shop", "LEADQUIZ_DATABASE_URL"),
    ],
)
def test_a_database_that_cannot_be_had_is_told_in_a_sentence(shop: Shop, url: str, words: str) -> None:
    (shop.folder / "plain").write_text("no database")
    shop.settings["database_url"] = url.format(shop.folder)
    status, _, err = shop.run("staff", "add", "Anna")
    assert status == 1 and words in err and "Traceback" not in err and "hunter2" not in err
    assert err.strip().endswith(".") and len(err.splitlines()) == 1


def test_who_stops_reading_our_output_gets_no_traceback() -> None:
    schema = subprocess.Popen(
        [sys.executable, "-m", "bot", "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert schema.stdout is not None and schema.stderr is not None
    schema.stdout.close()
    assert schema.stderr.read() == ""
    schema.stderr.close()
    assert schema.wait(30) == 0


def test_check_schema_and_help_wait_for_no_server_and_no_database() -> None:
    heavy = {"aiohttp", "sqlalchemy", "asyncpg", "alembic", "redis", "aiogram", "pydantic", "apscheduler", "vk_api"}
    for argv in (["check"], ["schema"], ["--help"], ["play", "kitchen", "tests/dialogs/transcripts/kitchen.hot.txt"]):
        assert imported(argv) & heavy == set(), argv


def test_commands_of_the_database_wait_for_no_platform() -> None:
    assert imported(["leads", "list", "--help"]) & {"aiohttp", "aiogram", "pydantic"} == set()
    assert not imported_by_the_program() & {"aiogram", "pydantic", "vk_api"}


def imported_by_the_program() -> set[str]:
    """What `run` imports where neither Telegram nor VK is configured."""
    code = "import sys, bot.cli.serve\nprint(' '.join(sorted({n.partition('.')[0] for n in sys.modules})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_a_cell_that_a_spreadsheet_would_run_becomes_text(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"name": "=cmd()", "phones": ["+79001234567"], "note": 'a "b", c'}]
    print_rows(("name", "phones", "note"), rows, "csv")
    assert capsys.readouterr().out.splitlines()[1] == '\'=cmd(),+79001234567,"a ""b"", c"'
