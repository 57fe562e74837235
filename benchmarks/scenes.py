"""At the platform's limit: everybody writes at the same moment, and nobody may be lost."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from benchmarks.measuring import Bench, Servers, VoidError, started
from benchmarks.prospects import Drive, crowd
from benchmarks.variants import Variant, one_bot


@dataclass(frozen=True, slots=True)
class Scene:
    """So many prospects answer a question at once; the platform refuses what is over its limit."""

    title: str
    platform: str
    people: int
    within: float  # seconds


@dataclass(frozen=True, slots=True)
class Shown:
    """`seconds` until the last one was answered."""

    answered: int
    seconds: float
    refused: int


SCENES = (
    Scene("300 Telegram prospects at once, 30 calls a second allowed", "telegram", 300, 12.0),
    Scene("1,000 VK prospects at once, 20 calls a second allowed", "vk", 1000, 3.5),
)


async def play(scene: Scene, servers: Servers) -> Shown:
    """Everybody comes to the first question first; then all answer it at the same moment."""
    async with started(one_bot(scene.platform), servers) as bench:
        people = crowd(scene.people, bench.variant.bots, 700_000_001)
        await _pass(bench, Drive(bench.side.write, people, 25, 0.0, steps=1), 120)
        await asyncio.sleep(3)  # the budgets are full again
        for one in people:
            one.step = 1
        bench.side.limited, bench.side.refused = True, 0
        began = time.perf_counter()
        crush = Drive(bench.side.write, people, scene.people, 0.0, steps=2)
        await _pass(bench, crush, 60)
        answered = len(crush.seconds)
        return Shown(answered, max(one.answered_at for one in people) - began, bench.side.refused)


async def _pass(bench: Bench, drive: Drive, seconds: float) -> None:
    bench.drive = drive
    drive.begin()
    try:
        async with asyncio.timeout(seconds):
            await drive.done.wait()
    except TimeoutError:
        pass  # who was not answered is counted
    if drive.wrong:
        raise VoidError(f"{bench.variant.title}: {drive.wrong[0]} (log: {bench.running.log})")


async def open_conversations(variant: Variant, servers: Servers, people: int) -> tuple[float, float]:
    """Memory in MB before, and with so many conversations left open after two turns."""
    async with started(variant, servers) as bench:
        before = bench.memory
        await bench.run(people, 400, steps=2)
        await asyncio.sleep(3)
        return before, bench.memory
