"""Redis and PostgreSQL for the bots, started here on the core that the bots do not use, with their own defaults."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.processes import OTHER_CORE, start
from benchmarks.web import free_port


class MissingError(Exception):
    """A server that cannot be had here; the text says how to get it."""


@contextlib.contextmanager
def redis_server() -> Iterator[tuple[str, int]]:
    """Its address and process id. Writes its log once a second, as a bot's states deserve."""
    binary = shutil.which("redis-server")
    if binary is None:
        raise MissingError("redis-server is not here: install Debian's package redis-server")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="bench-redis-") as folder:
        command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--appendonly", "yes", "--save", ""]
        running = start(command, {}, Path(folder), OTHER_CORE)
        try:
            _until(lambda: _listens(port), "redis-server does not answer")
            yield f"redis://127.0.0.1:{port}/0", running.pid
        finally:
            running.stop()


@contextlib.contextmanager
def postgresql() -> Iterator[tuple[str, int]]:
    """`postgres@127.0.0.1:PORT` and its process id; fsync and synchronous_commit on, as is its default."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts[-3].zfill(4))
    if not found:
        raise MissingError("PostgreSQL is not here: install Debian's package postgresql")
    binaries = found[-1].parent
    root = os.geteuid() == 0  # it refuses to run as root
    user = ["runuser", "-u", "postgres", "--"] if root else []
    folder = Path(tempfile.mkdtemp(prefix="bench-postgresql-"))
    port = free_port()
    try:
        if root:
            shutil.chown(folder, "postgres", "postgres")
        data = folder / "data"
        made = [*user, str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(made, check=True, capture_output=True, cwd="/")
        command = [*user, str(binaries / "postgres"), "-D", str(data), "-p", str(port), "-k", str(folder)]
        running = start(
            [*command, "-c", "max_connections=200", "-c", "listen_addresses=127.0.0.1"], {}, Path("/tmp"), 1
        )
        try:
            _until(lambda: _listens(port), "PostgreSQL does not answer")
            time.sleep(1)
            yield f"postgres@127.0.0.1:{port}", running.pid
        finally:
            running.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(server: str, name: str) -> str:
    """Makes an empty database; what stands behind the scheme of its address."""
    host, _, port = server.partition("@")[2].partition(":")
    subprocess.run(["createdb", "-h", host, "-p", port, "-U", "postgres", name], check=True, capture_output=True)
    return f"{server}/{name}"


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    return False


def _until(holds: Callable[[], bool], otherwise: str) -> None:
    end = time.monotonic() + 30
    while not holds():
        if time.monotonic() > end:
            raise MissingError(otherwise)
        time.sleep(0.1)
