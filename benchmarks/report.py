"""The figures as a table, and what is held to which floor."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measuring import Figures
from benchmarks.scenes import Scene, Shown
from benchmarks.variants import TELEGRAM_BOTS, VK_GROUPS, Variant


@dataclass(frozen=True, slots=True)
class Line:
    """One variant: at 200 turns in flight, at 8, and its memory at start in MB."""

    variant: Variant
    many: Figures
    few: Figures
    memory: float


@dataclass(slots=True)
class Result:
    """`open`: memory before and with the open conversations, in MB. `good` once `table` was made."""

    lines: dict[str, Line]
    open: dict[str, tuple[float, float]] = field(default_factory=dict)
    without_telegram: float = 0.0
    one_telegram: float = 0.0
    scenes: dict[Scene, Shown] = field(default_factory=dict)
    good: bool = True


# ours, the peer, how many times less bot CPU a turn
_CPU_FLOORS = (
    ("ours", "fsm-sql", 8.0),
    ("ours", "fsm", 3.0),
    ("ours", "dialog", 5.0),
    ("ours-vk", "vkbottle", 2.5),
    ("ours-pg", "fsm-sql-pg", 8.0),
)


def table(result: Result, conversations: int) -> str:
    """Markdown: the figures, the floors with PASS or FAIL."""
    now = datetime.now(UTC)
    rows = [
        "# Benchmarks",
        "",
        f"Made by `make bench` on {now:%Y-%m-%d %H:%M} UTC: {_machine()}, Python {platform.python_version()}.",
        "The kitchen quiz, 11 typed turns a prospect, every reply checked for its step. A bot has core 0; the",
        "platform's stand-in, the prospects, Redis and PostgreSQL have core 1. Telegram by webhook, VK by Long Poll.",
        "Medians of the rounds, 200 turns in flight, then 8. leadquiz keeps to the platforms' limits, so its prospects",
        f"are spread over {TELEGRAM_BOTS} Telegram bots or {VK_GROUPS} communities in one process; a peer has them all",
        "in one bot, which costs it least.",
        "",
        "| | turns/s | p50 ms | p99 ms | CPU ms/turn | at 8: p50 | p99 | CPU | services' CPU | driver's CPU "
        "| calls/turn | MB at start |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
        *(_row(line) for line in result.lines.values()),
        "",
        "| floor | figure | |",
        "|---|--:|---|",
    ]
    for name, figure, good in _floors(result, conversations):
        result.good &= good
        rows.append(f"| {name} | {figure} | {'PASS' if good else 'FAIL'} |")
    return "\n".join(rows) + "\n"


def _row(line: Line) -> str:
    many, few = line.many, line.few
    return (
        f"| {line.variant.title} | {many.turns_a_second:.0f} | {many.p50:.1f} | {many.p99:.1f} | {many.cpu:.3f} "
        f"| {few.p50:.1f} | {few.p99:.1f} | {few.cpu:.3f} | {many.servers_cpu:.3f} | {many.driver_cpu:.3f} "
        f"| {many.calls:.2f} | {line.memory:.0f} |"
    )


def _floors(result: Result, conversations: int) -> Iterator[tuple[str, str, bool]]:
    lines = result.lines
    for ours, peer, floor in _CPU_FLOORS:
        if ours in lines and peer in lines:
            ratio = lines[peer].many.cpu / lines[ours].many.cpu
            yield f"CPU a turn, {floor:g} times less than {lines[peer].variant.title}", f"{ratio:.1f}", ratio >= floor
    if "ours" in lines and "fsm" in lines:
        ratio = lines["fsm"].few.p50 / lines["ours"].few.p50
        yield "p50 with 8 at once, a third of (2)'s", f"1/{ratio:.1f}", ratio >= 3
    if "ours" in lines and "fsm-sql" in lines:
        ratio = lines["fsm-sql"].few.p99 / lines["ours"].few.p99
        yield "p99 with 8 at once, a fifth of (1)'s", f"1/{ratio:.1f}", ratio >= 5
    if result.one_telegram and "fsm" in lines:
        more = result.one_telegram - lines["fsm"].memory
        yield "MB more at start than (2), 40 at most", f"{more:+.0f}", more <= 40
        part = result.without_telegram / lines["fsm"].memory
        yield "memory at start without Telegram, half of (2)'s", f"{part:.2f}", part <= 0.5
    if "ours" in result.open:
        before, after = result.open["ours"]
        each = (after - before) * 1024 / conversations
        yield f"KB for each of {conversations} open conversations, 3 at most", f"{each:.1f}", each <= 3
    for scene, shown in result.scenes.items():
        good = shown.answered == scene.people and shown.refused == 0 and shown.seconds <= scene.within
        figure = f"{shown.answered} in {shown.seconds:.1f} s, {shown.refused} refused"
        yield f"{scene.title}: all within {scene.within:g} s, none refused", figure, good


def _machine() -> str:
    model = "an unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    cores = len([line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("processor")])
    return f"{cores} cores of {model}"
