"""`make bench`: leadquiz beside its peers, one run, one machine, one stand-in platform; a table and its floors.

    python -m benchmarks.bench [--rounds 3] [--only NAME,...] [--no-memory] [--no-scenes] [--out FILE]

The bot runs on core 0; the platform, the prospects, Redis and PostgreSQL on core 1. Updates come by webhook on
Telegram and by Long Poll on VK. Variants take turns within a round; the figures are medians of the rounds.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from contextlib import ExitStack
from dataclasses import fields
from pathlib import Path
from statistics import median

import uvloop

from benchmarks import report
from benchmarks.measuring import FEW, SATURATED, Figures, Servers, VoidError, started
from benchmarks.processes import OTHER_CORE
from benchmarks.scenes import SCENES, open_conversations, play
from benchmarks.services import MissingError, postgresql, redis_server
from benchmarks.variants import PEERS_PYTHON, VARIANTS, Variant, one_bot

CONVERSATIONS = 50_000


async def measure(variants: list[Variant], rounds: int, servers: Servers) -> dict[str, report.Line]:
    """Medians of every variant. One that failed is void, with its reason."""
    many: dict[str, list[Figures]] = {one.name: [] for one in variants}
    few: dict[str, list[Figures]] = {one.name: [] for one in variants}
    memory: dict[str, list[float]] = {one.name: [] for one in variants}
    void: dict[str, str] = {}
    for number in range(rounds):
        for one in variants:
            if one.name in void:
                continue
            try:
                async with started(one, servers) as bench:
                    memory[one.name].append(bench.memory)
                    await bench.run(2 * max(40, len(one.bots)), 40)  # connections, pools, caches
                    many[one.name].append(await bench.run(one.people[0], SATURATED))
                    few[one.name].append(await bench.run(one.people[1], FEW))
            except VoidError as error:
                void[one.name] = str(error)
                say(f"VOID {error}")
                continue
            shown = many[one.name][-1]
            say(f"round {number + 1}: {one.title}: {shown.cpu:.3f} ms, {shown.turns_a_second:.0f} turns/s")
    return {
        one.name: report.Line(one, _medians(many[one.name]), _medians(few[one.name]), median(memory[one.name]))
        for one in variants
        if one.name not in void
    }


def _medians(several: list[Figures]) -> Figures:
    return Figures(*(median(getattr(one, field.name) for one in several) for field in fields(Figures)))


async def run(options: argparse.Namespace, servers: Servers) -> int:
    wanted = [one for one in VARIANTS if not options.only or one.name in options.only.split(",")]
    lines = await measure(wanted, options.rounds, servers)
    result = report.Result(lines)
    if options.memory:
        for name, title in (("ours", "leadquiz"), ("fsm", "(2) aiogram")):
            variant = next(one for one in VARIANTS if one.name == name)
            before, after = await open_conversations(variant, servers, CONVERSATIONS)
            result.open[name] = (before, after)
            say(f"{title}: {before:.0f} MB, with {CONVERSATIONS} open conversations {after:.0f} MB")
        async with started(one_bot("vk"), servers) as bench:
            result.without_telegram = bench.memory
        async with started(one_bot("telegram"), servers) as bench:
            result.one_telegram = bench.memory
    if options.scenes:
        for scene in SCENES:
            result.scenes[scene] = await play(scene, servers)
            say(f"{scene.title}: {result.scenes[scene]}")
    text = report.table(result, CONVERSATIONS)
    say("\n" + text)
    if options.out:
        Path(options.out).write_text(text, "utf-8")
    return 0 if result.good else 1


def say(text: str) -> None:
    print(text, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", description="leadquiz beside its peers")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="names of variants, with commas")
    parser.add_argument("--no-memory", dest="memory", action="store_false")
    parser.add_argument("--no-scenes", dest="scenes", action="store_false")
    parser.add_argument("--out", default="", help="a file for the table")
    options = parser.parse_args()
    if not PEERS_PYTHON.exists():
        say("The peers' environment is missing: say `make bench`, which makes it.")
        return 2
    os.sched_setaffinity(0, {OTHER_CORE % (os.cpu_count() or 1)})
    gc.freeze()
    try:
        with ExitStack() as stack:
            redis, redis_pid = stack.enter_context(redis_server())
            database, database_pid = stack.enter_context(postgresql())
            return uvloop.run(run(options, Servers(redis, redis_pid, database, database_pid)))
    except MissingError as error:
        say(str(error))
        return 2


if __name__ == "__main__":
    sys.exit(main())
