"""What one, two and three nodes cost on one PostgreSQL and Redis: `python -m benchmarks.nodes [--people 600]`.

Webhooks come through a balancer that gives each update to the next node (`turns`), or keeps a prospect at one node
(`sticky`). All processes share the machine, so the figure that counts is CPU time per turn, as the kernel counts it:
where it does not grow with the nodes, N nodes on cores of their own do N times the turns of one.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.hooks import Hooks
from benchmarks.processes import Running, cpu_seconds, tree_cpu_seconds
from benchmarks.prospects import Drive, crowd
from benchmarks.services import new_database, postgresql, redis_server
from benchmarks.telegram_side import TelegramSide
from benchmarks.variants import ROOT, TELEGRAM
from benchmarks.web import Exchange, fields, free_port, serve

IN_FLIGHT = 100  # turns, for each node
_names = itertools.count(1)
_people = itertools.count(200_000_001, 1_000_000)


class Balancer(TelegramSide):
    """Telegram, and a balancer before the nodes. `sticky`: a prospect stays at one node."""

    def __init__(self, drive: list[Drive], ports: list[int], sticky: bool) -> None:
        super().__init__(lambda person, text: drive[-1].heard(person, text))
        self._nodes = [Hooks() for _ in ports]
        self._ports = ports
        self._sticky = sticky
        self._next: Iterator[int] = itertools.cycle(range(len(ports)))

    @property
    def ready(self) -> int:
        return min(len(hooks.known) for hooks in self._nodes)

    def handle(self, exchange: Exchange, url: str, body: bytes) -> None:
        token, _, method = url[4:].partition("/")
        if method.partition("?")[0].lower() == "setwebhook":  # by one node, for all of them
            given = fields(body)
            path = urlsplit(str(given["url"])).path
            for hooks, port in zip(self._nodes, self._ports, strict=True):
                hooks.set(token, f"http://127.0.0.1:{port}{path}", str(given.get("secret_token") or ""))
        super().handle(exchange, url, body)

    def write(self, token: str, person: int, text: str) -> None:
        self._hooks = self._nodes[person % len(self._nodes) if self._sticky else next(self._next)]
        super().write(token, person, text)

    def close(self) -> None:
        for hooks in self._nodes:
            hooks.close()


@dataclass(frozen=True, slots=True)
class Round:
    """CPU in milliseconds per turn: of all nodes, of PostgreSQL, of Redis, of the driver."""

    nodes: int
    turns_a_second: float
    node: float
    postgresql: float
    redis: float
    driver: float
    load: float  # of the machine when the round began: processes that wanted a core


@dataclass(slots=True)
class Servers:
    redis: str
    redis_pid: int
    postgresql: str
    postgresql_pid: int
    rounds: list[Round] = field(default_factory=list)


async def measure(servers: Servers, count: int, people: int, sticky: bool) -> Round:
    """Starts so many nodes, sends a crowd through the kitchen quiz, stops. Raises RuntimeError where one is wrong."""
    drive: list[Drive] = []
    ports = [free_port() for _ in range(count)]
    side = Balancer(drive, ports, sticky)
    server, api = await serve(side.handle)
    with tempfile.TemporaryDirectory(prefix="bench-nodes-") as name:
        folder = Path(name)
        rows = [
            f'[[channels]]\nkind = "telegram"\nname = "bot{number}"\ntoken = "{token}"\napi_url = "http://127.0.0.1:{api}"\n'
            for number, token in enumerate(TELEGRAM)
        ]
        (folder / "leadquiz.toml").write_text("\n".join(rows))
        environment = {
            "LEADQUIZ_CONFIG": str(folder / "leadquiz.toml"),
            "LEADQUIZ_DATABASE_URL": f"postgresql://{new_database(servers.postgresql, f'nodes{next(_names)}')}",
            "LEADQUIZ_REDIS_URL": servers.redis,
            "LEADQUIZ_SECRET_KEY": "the-key-of-the-bench",
            "PYTHONPATH": str(ROOT),
        }
        nodes: list[Running] = []
        try:
            for port in ports:
                public = {"LEADQUIZ_HTTP_PORT": str(port), "LEADQUIZ_PUBLIC_URL": f"http://127.0.0.1:{port}"}
                nodes.append(_start(folder, {**environment, **public}))
            await _until_ready(side, nodes, ports)
            load = os.getloadavg()[0]
            if people > 100:  # connections, prepared statements
                await _drive(side, drive, 50 * count, IN_FLIGHT)
            pids = [node.pid for node in nodes]
            before = _spent(servers, pids)
            began = time.perf_counter()
            turns = await _drive(side, drive, people * count, IN_FLIGHT * count)
            wall = time.perf_counter() - began
            await asyncio.sleep(1.0)  # what is written down after the reply belongs to the turn
            spent = [(after - one) / turns * 1000 for after, one in zip(_spent(servers, pids), before, strict=True)]
            return Round(count, turns / wall, *spent, load)
        finally:
            side.close()
            for node in nodes:
                await asyncio.to_thread(node.stop)
            server.close()


def _start(folder: Path, environment: dict[str, str]) -> Running:
    import subprocess

    log = folder / f"node-{time.monotonic_ns()}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"], env={**os.environ, **environment}, cwd=folder, stdout=out,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
    return Running(process, log)


async def _until_ready(side: Balancer, nodes: list[Running], ports: list[int]) -> None:
    end = time.monotonic() + 120
    waiting = set(ports)
    while side.ready < len(TELEGRAM) or waiting:
        for node in nodes:
            if not node.alive or time.monotonic() > end:
                raise RuntimeError(f"a node does not start:\n{node.log.read_text('utf-8', 'replace')[-2000:]}")
        for port in tuple(waiting):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                continue
            writer.close()
            waiting.discard(port)
        await asyncio.sleep(0.2)
    await asyncio.sleep(12.0)  # the other nodes register their channels when the first one's lease ends


async def _drive(side: Balancer, drive: list[Drive], people: int, in_flight: int) -> int:
    drive.append(Drive(side.write, crowd(people, TELEGRAM, next(_people)), in_flight, 1.1))
    drive[-1].begin()
    async with asyncio.timeout(300):
        await drive[-1].done.wait()
    if drive[-1].wrong:
        raise RuntimeError(f"a wrong reply, the round is void: {drive[-1].wrong[0]}")
    return len(drive[-1].seconds)


def _spent(servers: Servers, nodes: list[int]) -> tuple[float, float, float, float]:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    driver = usage.ru_utime + usage.ru_stime
    return (
        sum(map(cpu_seconds, nodes)), tree_cpu_seconds(servers.postgresql_pid), cpu_seconds(servers.redis_pid), driver
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=600, help="prospects for each node, eleven turns each")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--nodes", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--balancer", choices=("turns", "sticky"), nargs="+", default=["turns", "sticky"])
    args = parser.parse_args()
    print("CPU in ms per turn. `x one`: the turns of N nodes on cores of their own, beside those of one.")
    with redis_server() as (redis, redis_pid), postgresql() as (database, database_pid):
        servers = Servers(redis, redis_pid, database, database_pid)
        for kind in args.balancer:
            found: dict[int, list[Round]] = {count: [] for count in args.nodes}
            for _, count in itertools.product(range(args.rounds), args.nodes):  # interleaved
                found[count].append(asyncio.run(measure(servers, count, args.people, kind == "sticky")))
            _show(kind, found)


def _show(kind: str, found: dict[int, list[Round]]) -> None:
    first = statistics.median(one.node for one in next(iter(found.values())))
    for count, rounds in found.items():
        middle = {
            name: statistics.median(getattr(one, name) for one in rounds)
            for name in ("turns_a_second", "node", "postgresql", "redis", "driver", "load")
        }
        spread = f"{min(one.node for one in rounds):.2f}-{max(one.node for one in rounds):.2f}"
        parts = ", ".join(f"{name} {middle[name]:.2f}" for name in ("postgresql", "redis", "driver"))
        print(
            f"{kind:7} {count} nodes: {middle['turns_a_second']:6.0f} turns/s | nodes {middle['node']:.2f} ({spread})"
            f" {parts} | x one: {count * first / middle['node']:.2f} | load before: {middle['load']:.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
