"""`leadquiz demo` and `run` as processes: what they print, where they listen, how they end."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot.cli.serve import _free_port
from storage.database import Database
from tests.bot.cli.conftest import Shop

ROOT = Path(__file__).parents[3]
STARTS_WITHIN = 30.0  # seconds, on a machine that does other things too


class Process:
    """A running `leadquiz`; its lines come as it prints them."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def line(self, pattern: str) -> re.Match[str]:
        """Waits for a line."""
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            for line in list(self.lines):
                if found := re.fullmatch(pattern, line):
                    return found
            assert self.process.poll() is None, self.lines
            time.sleep(0.02)
        raise AssertionError(f"no line {pattern} in {self.lines}")

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(12)


@contextmanager
def started(folder: Path, *argv: str, environ: Mapping[str, str] = {}) -> Iterator[Process]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LEADQUIZ_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *argv],
        cwd=folder,
        env={**clean, "PYTHONPATH": str(ROOT), **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    one = Process(process)
    try:
        yield one
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(12)
        one.reader.join(5)
        assert process.stdout is not None
        process.stdout.close()


def status_of(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_the_demo_works_with_nothing_configured_twice_and_beside_itself(tmp_path: Path) -> None:
    with started(tmp_path, "demo") as first:
        chat, leads = first.line("Chat: (http://.+)")[1], first.line("Leads: (http://.+)")[1]
        assert status_of(chat) == 200
        assert status_of(leads.replace("sign-in", "health/live")) == 200
        with started(tmp_path, "demo") as beside:
            other = beside.line("Chat: (http://.+)")[1]
            assert other != chat and status_of(other) == 200
            assert beside.end(signal.SIGINT) == 0
        assert first.end() == 0
    assert (tmp_path / "data" / "leadquiz.db").exists()
    with started(tmp_path, "demo") as again:
        assert status_of(again.line("Chat: (http://.+)")[1]) == 200
        assert again.line("Leads: (http://.+)")[1] != leads
        assert again.end() == 0


def test_the_demo_leaves_platforms_alone_and_says_what_else_is_wrong(tmp_path: Path) -> None:
    platform = {"LEADQUIZ_TELEGRAM_TOKEN": "wrong", "LEADQUIZ_VK_TOKEN": "x", "LEADQUIZ_MANAGERS_CHAT": "telegram"}
    with started(tmp_path, "demo", environ=platform) as demo:
        demo.line("Chat: (http://.+)")
    with started(tmp_path, "demo", environ={"LEADQUIZ_HTTP_PORT": "eighty"}) as demo:
        demo.process.wait(STARTS_WITHIN)
        demo.reader.join(5)
        assert demo.process.returncode == 1 and "LEADQUIZ_HTTP_PORT" in demo.lines[0] and len(demo.lines) == 1


def test_a_port_that_was_asked_for_and_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert _free_port("127.0.0.1", int(port)) is None
        for argv, environ in ((["demo", "--port", port], {}), (["run"], {"LEADQUIZ_HTTP_PORT": port})):
            with started(tmp_path, *argv, environ=environ) as process:
                process.process.wait(STARTS_WITHIN)
                process.reader.join(5)
                assert process.process.returncode == 1
                assert "LEADQUIZ_HTTP_PORT" in process.lines[-1] and "Traceback" not in "".join(process.lines)


def test_a_node_that_runs_notices_what_commands_change(shop: Shop) -> None:
    shop.settings |= {"http_port": "0"}
    shop.run("schema")  # writes the settings file
    file = str(shop.folder / "leadquiz.toml")
    with started(shop.folder, "run", "--config", file) as node:
        base = node.line("leadquiz is running: web. Web chat: (http://[^/]+)/chat")[1]
        assert status_of(f"{base}/health/ready") == 200
        log = len(node.lines)
        shop.write("Changed?")
        assert "version 2 published" in shop.good("scripts", "publish", shop.folder / "scripts" / "tiny.yaml")
        published = time.monotonic()
        node.line(".*scripts were published.*")
        assert time.monotonic() - published < 2.0 and log < len(node.lines)
        link = shop.good("staff", "add", "Anna", "--role", "admin").splitlines()[-1]
        page = urllib.request.urlopen(f"{base}/sign-in?{link.partition('?')[2]}", timeout=10)
        assert page.status == 200
        page.close()
        assert node.end() == 0
    assert shop.good("scripts", "rollback", "tiny", "1")
    with started(shop.folder, "run", "--config", file) as node:
        node.line("leadquiz is running: .*")
        assert node.end() == 0
    versions = json.loads(shop.good("scripts", "list", "--format", "json"))
    assert [row["version"] for row in versions] == [1, 2, 3]


def test_the_shop_of_the_file_is_imported_once(shop: Shop) -> None:
    shop.settings |= {"http_port": "0"}
    shop.run("schema")
    file = shop.folder / "leadquiz.toml"
    plain = file.read_text("utf-8")
    for hours in ("10:00-20:00", "09:00-10:00"):
        file.write_text(f'{plain}\n[shop]\nhours = "{hours}"\n', "utf-8")
        with started(shop.folder, "run", "--config", str(file)) as node:
            node.line("leadquiz is running: .*")
            assert node.end() == 0

    async def stored(database: Database) -> str | None:
        async with database.reading() as tx:
            return await tx.settings.get("shop")

    kept = shop.within(stored)
    assert kept is not None and json.loads(kept)["hours"]["mon"] == [["10:00", "20:00"]]
