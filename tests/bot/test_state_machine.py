"""Intake, turns and delivery against a model: whatever comes in whatever order, and whatever the platform answers."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.channels.base import Inbound, Letter, Outcome, SendError, Sent, Settle, Unavailable
from bot.delivery import Delivery
from dialogs.inputs import Started, Wrote
from storage.database import Database
from storage.errors import DatabaseAway
from storage.records import OutboxRow
from tests.bot.core import MANAGERS, Core, running
from tests.bot.test_delivery import Pigeon

T = TypeVar("T")
ADDRESSES = ("1", "2", "3")
RIGHT = (Started(), Wrote("модерн"), Wrote("Анна"))  # what leads on from each stage; then comes the phone
ASKED, FINISHED = "Какой стиль?", 4
REMINDER_AFTER = timedelta(minutes=15)
OUTCOMES: dict[str, Outcome] = {
    "sent": Sent("m1"),
    "later": SendError("later", "502"),
    "throttled": SendError("later", "429", after=30),
    "doubt": SendError("doubt", "cut"),
    "refused": SendError("refused", "can't parse", "400"),
    "stale": SendError("stale", "too old"),
    "gone": SendError("gone", "blocked", "403"),
}
ENDS = {"sent": "sent", "refused": "dead", "stale": "stale", "gone": "gone"}


@dataclass
class Talker:
    """What the model knows of a prospect. stage 0: nobody yet; 1 style, 2 name, 3 phone asked; 4 finished."""

    stage: int = 0
    events: int = 0
    delivered: datetime | None = None  # when the open question for the style reached the phone
    reminders: int = 0
    finished: bool = False


@dataclass
class Mailbox(Pigeon):
    """Keeps what it is to send until the test says what becomes of it."""

    air: dict[int, tuple[Letter, Settle]] = field(default_factory=dict)

    def post(self, letters: Sequence[Letter], settle: Settle) -> None:
        for letter in letters:
            lanes = {one.address for one, _ in self.air.values() if one.body.act != "press"}
            assert letter.body.act == "press" or letter.address not in lanes, "two letters of one lane at a time"
            assert letter.id not in self.air, "a letter is sent twice at a time"
            self.air[letter.id] = (letter, settle)


class Quizzes(RuleBasedStateMachine):
    """The machine. Every rule leaves the database at rest; the invariants read it."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.talkers = {address: Talker() for address in ADDRESSES}
        self.past: list[Inbound] = []
        self.ended: dict[int, str] = {}  # letter -> the state that it must have
        self.trap = ""
        self.loop(self.open())

    def loop(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    async def open(self) -> None:
        self.database = await Database.open(f"sqlite:///{self.folder.name}/a.db", migrate=True)
        self.core = await Core.made(self.database, Path(self.folder.name))
        self.core.intake.at = self.at
        self.mail = Mailbox()
        core = self.core
        self.delivery = Delivery(self.database, {"telegram": self.mail}, "n1", lambda: core.now, self.gone)

    def gone(self, addresses: list[tuple[str, str]]) -> None:
        self.core.turns.talks.forget(addresses)

    def at(self, point: str) -> None:
        if point == self.trap:
            self.trap = ""
            raise DatabaseAway("the test's own") if point == "intake.batch" else ConnectionError("after the commit")

    @initialize()
    def somebody_comes(self) -> None:
        self.hear("1", "", False)

    @rule(address=st.sampled_from(ADDRESSES), trap=st.sampled_from(["", "", "", "intake.batch", "intake.committed"]),
          again=st.booleans())  # fmt: skip
    def hear(self, address: str, trap: str, again: bool) -> None:
        """The right answer comes in; a trap makes the transaction fail, or the answer to the platform."""
        talker = self.talkers[address]
        stage = 0 if talker.stage == FINISHED else talker.stage
        heard = RIGHT[stage] if stage < len(RIGHT) else Wrote(f"+7 900 000-00-0{address}")
        self.trap = trap
        self.take([self.core.event(heard, address)] * (1 + again))
        talker.events += 1
        talker.stage = stage + 1
        talker.finished |= talker.stage == FINISHED
        talker.delivered = None

    @precondition(lambda self: self.past)
    @rule(data=st.data())
    def hear_again(self, data: st.DataObject) -> None:
        """The platform repeats something old: nothing happens."""
        self.take([data.draw(st.sampled_from(self.past))])

    @rule(addresses=st.lists(st.sampled_from(ADDRESSES), min_size=2, max_size=6))
    def start_together(self, addresses: list[str]) -> None:
        """Many press Start in one batch: an open question is put again, a finished talk goes anew."""
        self.take([self.core.event(Started(), address) for address in addresses])
        for address in addresses:
            talker = self.talkers[address]
            talker.events += 1
            if talker.stage in (0, FINISHED):
                talker.stage, talker.delivered = 1, None

    @rule()
    def send(self) -> None:
        """A round of the delivery: what it takes has to be the head of its lane."""
        before = self.loop(self.core.rows())
        known = set(self.mail.air)
        self.loop(self.delivery._round())
        for id_ in set(self.mail.air) - known:
            row = next(row for row in before if row.id == id_)
            if row.cls == 0:
                continue
            ahead = [one for one in before if one.lane == row.lane and is_open(one) and one.cls > 0]
            settled_now = {one for one, state in self.ended.items() if state}
            ahead = [one for one in ahead if one.id not in settled_now]
            assert (row.cls, row.id) == min((one.cls, one.id) for one in ahead), "not the head of its lane"

    @precondition(lambda self: self.mail.air)
    @rule(data=st.data(), kind=st.sampled_from([*OUTCOMES, "sent", "sent", "sent"]))
    def land(self, data: st.DataObject, kind: str) -> None:
        """The platform answers for one letter."""
        id_ = data.draw(st.sampled_from(sorted(self.mail.air)))
        self.settle(id_, kind)

    @rule(minutes=st.sampled_from([1, 16, 40]))
    def wait(self, minutes: int) -> None:
        """Time passes and the timers that are due fire."""
        self.loop(self.delivery._round())
        self.core.advance(minutes=minutes)
        self.loop(self.core.intake.fire(500))
        for talker in self.talkers.values():
            due = talker.delivered is not None and self.core.now >= talker.delivered + REMINDER_AFTER
            if due and talker.stage == 1:
                talker.reminders += 1
                talker.delivered = None

    def settle(self, id_: int, kind: str) -> None:
        letter, settle = self.mail.air.pop(id_)
        rows = {row.id: row for row in self.loop(self.core.rows())}
        self.loop(self.answer(settle, letter, OUTCOMES[kind]))
        if rows[id_].settled_at is not None:
            return  # its address was given up while it was under way
        if kind in ENDS:
            self.ended[id_] = ENDS[kind]
        if kind == "gone":
            for row in rows.values():
                if row.address == letter.address and row.settled_at is None:
                    self.ended[row.id] = "gone"
            self.silent(letter.address)
        elif kind == "sent" and letter.body.text.startswith(ASKED) and letter.address in self.talkers:
            talker = self.talkers[letter.address]
            asked = max(row.question for row in rows.values() if row.address == letter.address and ASKED in row.body)
            if talker.stage == 1 and letter.body.question == asked and talker.delivered is None:
                self.arrived(talker, asked)

    def arrived(self, talker: Talker, question: int) -> None:
        address = next(key for key, one in self.talkers.items() if one is talker)
        timers = self.loop(self.timers(address))
        if timers:
            talker.delivered = self.core.now

    async def timers(self, address: str) -> list[str]:
        async with self.database.reading() as tx:
            talk = (await tx.conversations.load([("telegram", address)]))["telegram", address]
            return [
                row.kind for row in await tx.timers.of_conversations([talk.id]) if row.kind == "remind" and row.due_at
            ]

    def silent(self, address: str) -> None:
        if address in self.talkers:
            self.talkers[address].delivered = None

    async def answer(self, settle: Settle, letter: Letter, outcome: Outcome) -> None:
        settle(letter, outcome)
        await self.delivery._round()

    def take(self, inbounds: list[Inbound]) -> None:
        self.loop(self.taken(inbounds))
        self.past += [one for one in inbounds if one not in self.past]

    async def taken(self, inbounds: list[Inbound]) -> None:
        async with running(self.core):
            try:
                await self.core.intake.take(inbounds)
            except Unavailable:
                await self.core.intake.take(inbounds)  # the platform sends again

    @invariant()
    def every_event_is_handled_once(self) -> None:
        for address, talker in self.talkers.items():
            assert self.loop(self.handled(address)) == talker.events

    @invariant()
    def every_letter_is_accounted_for(self) -> None:
        for row in self.loop(self.core.rows()):
            if row.id in self.ended:
                assert row.state == self.ended[row.id], row
            else:
                assert is_open(row) and (row.state == "sending") == (row.id in self.mail.air), row

    @invariant()
    def leads_are_what_the_model_says(self) -> None:
        for address, talker in self.talkers.items():
            leads = self.loop(self.core.leads(address))
            assert len(leads) == (1 if talker.stage else 0)
            assert [lead.is_lead for lead in leads] == [talker.finished] * len(leads)
            if talker.finished:
                (lead,) = leads
                assert lead.name == "Анна" and [one.value for one in lead.contacts] == [f"+7900000000{address}"]
                assert lead.temperature == "hot" and lead.answers["style"].value == "modern"

    @invariant()
    def hot_leads_are_announced_once(self) -> None:
        cards = [
            row for row in self.loop(self.core.rows()) if row.address == MANAGERS.address and '"act"' not in row.body
        ]
        assert len(cards) == sum(talker.finished for talker in self.talkers.values())

    def teardown(self) -> None:
        try:
            self.everything_goes_out()
        finally:
            self.loop(self.database.close())
            self.runner.close()
            self.folder.cleanup()

    def everything_goes_out(self) -> None:
        for _ in range(400):
            self.loop(self.delivery._round())
            for id_ in sorted(self.mail.air):
                self.settle(id_, "sent")
            if not any(is_open(row) for row in self.loop(self.core.rows())):
                break
            self.core.advance(seconds=200)
        assert not [row for row in self.loop(self.core.rows()) if is_open(row)], "letters are left for ever"
        self.every_letter_is_accounted_for()

    async def handled(self, address: str) -> int:
        async with self.database.reading() as tx:
            talk = (await tx.conversations.load([("telegram", address)])).get(("telegram", address))
            return 0 if talk is None else len(await tx.history.of_conversation(talk.id))


def is_open(row: OutboxRow) -> bool:
    return row.settled_at is None


def play(examples: int, steps: int) -> None:
    profile = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Quizzes, settings=profile)


@pytest.mark.skipif("LEADQUIZ_TEST_CAMPAIGN" not in os.environ, reason="run it by `make campaign`")
def test_the_core_does_what_the_model_says() -> None:
    play(8, 15)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif("LEADQUIZ_TEST_CAMPAIGN" not in os.environ, reason="run it by `make campaign`")
def test_the_core_does_what_the_model_says_for_long() -> None:
    play(150, 40)
