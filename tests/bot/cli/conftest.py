"""A newcomer's folder: settings in a file, an empty SQLite database, and commands that run in this process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.cli import run_command
from storage.database import Database

T = TypeVar("T")

SCRIPT = """schema: 1
id: {id}
title: Test
language: en
timezone: Europe/London
start: {{default: true}}
heat: {{warm: 1, hot: 2}}
lead: {{needs: [name]}}
steps:
  - id: style
    ask: {words}
    options: [{{id: old, text: Classic}}, {{id: new, text: Modern, score: 2}}]
  - id: agree
    consent: {{document: "https://shop.example/privacy", version: "1"}}
    ask: May we keep your name?
    refuse: bye
  - id: name
    ask: Your name?
    name: {{}}
    remind: [{{after: 15m, say: Still there?}}]
  - id: bye
    say: Bye, {{name|friend}}
    end: true
"""


@dataclass(slots=True)
class Shop:
    """`run` gives the exit status, what was printed, and what was complained of."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def database_url(self) -> str:
        return self.settings["database_url"]

    def run(self, *argv: str | Path) -> tuple[int, str, str]:
        file = self.folder / "leadquiz.toml"
        file.write_text("".join(f"{name} = '''{value}'''\n" for name, value in self.settings.items()), "utf-8")
        self.capsys.readouterr()
        status = run_command(["--config", str(file), *map(str, argv)])
        said = self.capsys.readouterr()
        return status, said.out, said.err

    def good(self, *argv: str | Path) -> str:
        """What a command prints that has to succeed."""
        status, out, err = self.run(*argv)
        assert status == 0, out + err
        return out

    def write(self, words: str = "Which style?", id: str = "tiny", name: str = "") -> Path:
        path = self.folder / "scripts" / (name or f"{id}.yaml")
        path.parent.mkdir(exist_ok=True)
        path.write_text(SCRIPT.format(id=id, words=words), "utf-8")
        return path

    def within(self, work: Callable[[Database], Coroutine[Any, Any, T]]) -> T:
        """Does something with the database."""

        async def run() -> T:
            database = await Database.open(self.database_url, migrate=True)
            try:
                return await work(database)
            finally:
                await database.close()

        return asyncio.run(run())


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str], sqlite_template: Path) -> Shop:
    """A folder in which nothing was stored yet."""
    made = Shop(tmp_path, capsys)
    made.write()
    made.settings = {
        "database_url": f"sqlite:///{tmp_path / 'data' / 'leadquiz.db'}",
        "scripts_dir": str(tmp_path / "scripts"),
    }
    return made


@pytest.fixture
def own_log() -> Iterator[None]:
    """Commands that serve set the log up: it is put back as pytest had it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    with contextlib.ExitStack() as back:
        back.callback(root.setLevel, level)
        back.callback(root.handlers.__setitem__, slice(None), handlers)
        yield
