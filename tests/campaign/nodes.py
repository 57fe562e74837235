"""Nodes of a campaign: started by the entry script, killed at a point, waited for."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.journeys.node import free_port

KILLED = -signal.SIGKILL


@dataclass(slots=True)
class Node:
    """A process. `code` is its exit code once it ended; that of a killed one is KILLED."""

    pid: int
    port: int
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    code: int | None = None

    async def wait(self, seconds: float) -> bool:
        """Whether it ended within so many seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.ended.wait()
        return self.ended.is_set()

    async def kill(self, number: int = signal.SIGKILL) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)
        await self.ended.wait()


@dataclass(slots=True)
class Nursery:
    """`order` is what all nodes have in common, `folder` holds their log and the clock that they share."""

    folder: Path
    order: dict[str, Any]
    moved: float = 0.0
    _process: asyncio.subprocess.Process | None = None
    _born: asyncio.Queue[int] = field(default_factory=asyncio.Queue)
    _nodes: dict[int, Node] = field(default_factory=dict)

    async def start(self, point: str = "", build: str = "shipped", **more: Any) -> Node:
        """A new node, which kills itself at `point:N` ("" for never)."""
        assert self._process is not None and self._process.stdin is not None
        port = free_port()
        files = {"log": str(self.log), "clock": str(self.folder / "clock")}
        order = {"name": "node", "point": point, "build": build, "port": port, **files, **self.order, **more}
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        await self._process.stdin.drain()
        pid = await self._born.get()
        node = self._nodes[pid] = Node(pid, port)
        return node

    @property
    def log(self) -> Path:
        return self.folder / "nodes.log"

    def advance(self, seconds: float) -> None:
        """Moves the clock of all nodes, so that no lease of the dead has to be waited for."""
        self.moved += seconds
        fresh = self.folder / "clock.new"
        fresh.write_text(str(self.moved))
        fresh.rename(self.folder / "clock")

    async def read(self) -> None:
        assert self._process is not None and self._process.stdout is not None
        while line := await self._process.stdout.readline():
            word = json.loads(line)
            if "pid" in word:
                self._born.put_nowait(word["pid"])
                continue
            while word["ended"] not in self._nodes:
                await asyncio.sleep(0.001)
            node = self._nodes[word["ended"]]
            node.code = word["code"]
            node.ended.set()


@contextlib.asynccontextmanager
async def nursery(folder: Path, order: dict[str, Any]) -> AsyncIterator[Nursery]:
    """The entry script, running. Leaving it kills whatever nodes are left."""
    made = Nursery(folder, order)
    made.advance(0)
    with (folder / "entry.log").open("wb") as complaints:
        made._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.campaign.entry", stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, stderr=complaints, cwd=Path(__file__).parents[2],
        )  # fmt: skip
    async with asyncio.TaskGroup() as tasks:
        reading = tasks.create_task(made.read())
        try:
            yield made
        finally:
            assert made._process.stdin is not None
            made._process.stdin.close()
            await made._process.wait()
            reading.cancel()
