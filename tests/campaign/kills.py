"""Nodes die at named points while prospects chat; what is true afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from storage.database import Database
from tests.campaign.nodes import KILLED, Node, Nursery, nursery
from tests.campaign.town import ACTS, Town, scripts, town

POINTS = (
    "intake.inserted", "intake.batch", "intake.committed", "delivery.claimed", "delivery.sent", "timers.fired",
)  # fmt: skip
CROWD = 16
REACHED = 8.0  # seconds in which a point is to be reached; else the node is killed wherever it is
LEASES = 61.0  # seconds: every lease of a dead node is over then
DRAIN = 30.0  # seconds in which everybody gets through once nobody dies any more
_MOST = 8  # a point is passed up to so often before its node dies
_SELDOM = {"timers.fired": 2}  # the clock ticks twice a second only


class Lost(AssertionError):
    """Something was lost, or done twice."""


@dataclass(slots=True)
class Figures:
    """What a campaign counted. `in_flight` is the bound of Telegram's repeats."""

    database: str
    nodes: int
    kills: Counter[str] = field(default_factory=Counter)
    prospects: int = 0
    events: int = 0
    leads: int = 0
    telegram_repeats: int = 0
    in_flight: int = 0
    vk_repeats: int = 0
    seconds: float = 0.0


async def campaign(
    folder: Path,
    url: str,
    points: list[str],
    *,
    nodes: int,
    build: str = "shipped",
    seed: int = 1,
    drain: float = DRAIN,
) -> Figures:
    """Kills a node at each of `points`, lets everybody get through, and looks. Raises Lost."""
    figures = Figures(url.partition(":")[0], nodes)
    began = time.monotonic()
    async with town() as place:
        order = {"database_url": url, "channels": place.channels, "scripts_dir": str(scripts(folder))}
        async with nursery(folder, order) as ward:
            database = await Database.open(url, migrate=True)
            try:
                await _first(place, ward)
                wrong = await _under_fire(place, ward, database, figures, points, nodes, build, Random(seed), drain)
                wrong = wrong or await _judge(place, database, figures)
            finally:
                await database.close()
    figures.seconds = time.monotonic() - began
    if wrong:
        raise Lost("; ".join(wrong[:10]))
    return figures


async def _first(place: Town, ward: Nursery) -> None:
    """One whole node's life, so that both platforms have a place from which they are listened to."""
    node = await ward.start()
    async with asyncio.timeout(60):
        await place.vk.until(lambda: bool(place.vk.calls_of("groups.getLongPollServer")), 30)
        await place.come("telegram").talk()
        await place.come("vk").talk()
    await node.kill(15)


async def _under_fire(
    place: Town, ward: Nursery, database: Database, figures: Figures, points: list[str], nodes: int, build: str,
    random: Random, drain: float,
) -> list[str]:  # fmt: skip
    """What was lost, in words: nothing if all is well."""
    left, ended = list(points), 0
    random.shuffle(left)

    async def post() -> None:
        nonlocal ended
        while left and figures.kills["elsewhere"] <= len(points) // 3 + 2:  # beyond that, nobody chats any more
            point = left.pop()
            node = await ward.start(f"{point}:{random.randint(1, _SELDOM.get(point, _MOST))}", build)
            if not await node.wait(REACHED):
                await node.kill()
                figures.kills["elsewhere"] += 1
                left.append(point)
            elif node.code == KILLED:
                figures.kills[point] += 1
            else:
                ended += 1
            figures.in_flight += await _in_flight(database, node)
            if nodes > 1:
                ward.advance(LEASES)

    async with asyncio.TaskGroup() as tasks:
        crowd = tasks.create_task(place.crowd(CROWD))
        async with asyncio.TaskGroup() as posts:
            for _ in range(nodes):
                posts.create_task(post())
        place.full = False
        last = [await ward.start("", build) for _ in range(nodes)]
        ward.advance(LEASES)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(drain):
                await asyncio.wait({crowd})
        crowd.cancel()
        stuck = Counter(f"{one.channel} after message {one.heard}" for one in place.waiting)
        for node in last:
            await node.kill(15)
    wrong = [f"{ended} nodes ended by themselves, see {ward.log}"] if ended else []
    if stuck:
        wrong.append(f"{stuck.total()} of {len(place.people)} prospects were left without an answer: {dict(stuck)}")
    return wrong


async def _in_flight(database: Database, node: Node) -> int:
    """How many letters the dead node had under lease for Telegram: each may be shown once more."""
    async with database.reading() as tx:
        return sum(1 for row in (await tx.outbox.leased("telegram")) if row.startswith(f"{node.pid}-"))


async def _judge(place: Town, database: Database, figures: Figures) -> list[str]:
    figures.prospects = len(place.people)
    wrong: list[str] = []
    for person in place.people:
        key = (person.channel, str(person.user.id))
        async with database.reading() as tx:
            talk = (await tx.conversations.load([key])).get(key)
            if talk is None:
                wrong.append(f"{key}: no talk")
                continue
            leads = await tx.leads.of_person(talk.person_id)
            heard = await tx.history.of_conversation(talk.id)
        figures.leads += len(leads)
        figures.events += len(heard)
        whole = [
            lead for lead in leads
            if lead.is_lead and lead.name == person.name and [one.value for one in lead.contacts] == [person.phone]
            and set(lead.answers) >= {"style", "area"}
        ]  # fmt: skip
        if len(leads) != 1 or len(whole) != 1:
            wrong.append(f"{key}: {len(leads)} leads, {len(whole)} of them complete")
        if len(heard) != ACTS:
            wrong.append(f"{key}: {len(heard)} events handled in place of {ACTS}")
        if person.channel == "vk":
            figures.vk_repeats += person.repeats()
        else:
            figures.telegram_repeats += person.repeats()
    if figures.vk_repeats:
        wrong.append(f"{figures.vk_repeats} messages stand twice on VK")
    if figures.telegram_repeats > figures.in_flight:
        wrong.append(f"{figures.telegram_repeats} repeats on Telegram, but {figures.in_flight} letters were in flight")
    return wrong
