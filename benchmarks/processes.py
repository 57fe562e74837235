"""A bot under measurement: a process of its own on core 0, its CPU time and memory as the kernel counts them."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

BOT_CORE, OTHER_CORE = 0, 1
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Running:
    """A process that was started here. Ended by `stop`."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(command: Sequence[str], environment: Mapping[str, str], folder: Path, core: int = BOT_CORE) -> Running:
    log = folder / f"{Path(command[-1]).stem}-{time.monotonic_ns()}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            ["taskset", "-c", str(core % (os.cpu_count() or 1)), *command],
            env={**os.environ, **environment}, cwd=folder, stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
    return Running(process, log)


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its threads; 0 where there is none."""
    try:
        values = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(values[11]) + int(values[12])) / _TICK


def tree_cpu_seconds(pid: int) -> float:
    """The same with the processes that it started: PostgreSQL has one for each connection."""
    children = [
        int(child) for task in Path(f"/proc/{pid}/task").glob("*/children") for child in task.read_text().split()
    ]
    return cpu_seconds(pid) + sum(map(tree_cpu_seconds, children))


def memory_mb(pid: int) -> float:
    """Resident memory."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
