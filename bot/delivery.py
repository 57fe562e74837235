"""The outbox worker: claim the heads of the lanes, let the channels send them, settle what became of them.

One transaction settles a bulk of outcomes and claims the next heads. The sender branches on the kind of an error only;
what a platform's code means stands in its channel.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from bot.channels.base import Body, Channel, Letter, Outcome, SendError, Sent
from storage.database import Database, Transaction
from storage.errors import Conflict, DatabaseAway
from storage.records import OutboxRow

log = logging.getLogger("bot.delivery")

LEASE = timedelta(seconds=60)
IN_FLIGHT = 64  # letters of one channel under lease here: enough to keep its budget busy, few enough to be overtaken
KEEP_TRYING = timedelta(days=3)
POLL = 1.0  # seconds after which another node's rows are looked for
_LINGER = 0.001
_decode = msgspec.json.Decoder(Body).decode


@dataclass(slots=True)
class Delivery:
    """`gone` is told the (channel, address) pairs that may not be written to any more, after the commit.

    `at` is told the points that a crash test may stop at: delivery.claimed, delivery.sent (done, not settled).
    """

    database: Database
    channels: Mapping[str, Channel]  # those that are sent to; the web chat fetches its letters itself
    node: str
    clock: Callable[[], datetime]
    gone: Callable[[list[tuple[str, str]]], None]
    at: Callable[[str], None] = lambda point: None
    _settled: list[tuple[Letter, Outcome]] = field(default_factory=list)
    _rows: dict[int, OutboxRow] = field(default_factory=dict)
    _in_flight: dict[str, int] = field(default_factory=dict)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: bool = False
    _round_lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def wake(self) -> None:
        """There is something new to send."""
        self._woken.set()

    async def run(self) -> None:
        """Sends until cancelled, survives the database's absence."""
        if not self.channels:
            return
        pause = POLL
        while True:
            try:
                async with asyncio.timeout(pause):
                    await self._woken.wait()
                await asyncio.sleep(_LINGER)
            except TimeoutError:
                pass
            self._woken.clear()
            try:
                async with self._round_lock:
                    pause = await self._round()
            except (DatabaseAway, Conflict):
                pause = POLL  # what was settled stays in hand and is written when the database is back
            except Exception:
                log.exception("a round of the delivery failed")
                pause = POLL

    def stop(self) -> None:
        """Claims nothing more; what is in flight goes on."""
        self._stopping = True

    async def close(self) -> None:
        """Writes down what became of the letters in flight, gives the other rows back."""
        self._stopping = True
        try:
            async with self._round_lock:
                settled, self._settled = self._settled, []
                async with self.database.transaction() as tx:
                    await self._settle(tx, settled)
                    await tx.outbox.release(self.node)
        except (DatabaseAway, Conflict):
            log.warning("letters in flight could not be settled; they are sent again after their lease")

    def settle(self, letter: Letter, outcome: Outcome) -> None:
        """A channel says what became of a letter."""
        self.at("delivery.sent")
        self._settled.append((letter, outcome))
        self._woken.set()

    async def _round(self) -> float:
        now = self.clock()
        settled = list(self._settled)
        room = self._room()
        async with self.database.transaction() as tx:
            gone = await self._settle(tx, settled)
            claimed: list[OutboxRow] = []
            for name, free in room.items():
                freed = sum(1 for letter, _ in settled if letter.channel == name)
                if free + freed > 0 and not self._stopping:
                    claimed += await tx.outbox.claim([name], self.node, free + freed, now + LEASE, now)
            # the clock may have jumped beyond a lease: what is in flight here is leased anew, not sent once more
            over = {letter.id for letter, _ in settled}
            claimed = [row for row in claimed if row.id in over or row.id not in self._rows]
            letters = await self._letters(tx, claimed)
            next_at = await tx.outbox.next_at(list(self.channels))
        del self._settled[: len(settled)]
        for letter, _ in settled:
            self._rows.pop(letter.id, None)
            self._in_flight[letter.channel] -= 1
        if gone:
            self.gone(gone)
        for row in claimed:
            self._rows[row.id] = row
            self._in_flight[row.channel] = self._in_flight.get(row.channel, 0) + 1
        if letters:
            self.at("delivery.claimed")
        self._post(letters, now)
        if next_at is None:
            return POLL
        return min(POLL, max(0.005, (next_at - self.clock()).total_seconds()))

    def _room(self) -> dict[str, int]:
        return {name: IN_FLIGHT - self._in_flight.get(name, 0) for name in self.channels}

    async def _letters(self, tx: Transaction, rows: Sequence[OutboxRow]) -> list[Letter]:
        letters = []
        for row in rows:
            body = _decode(row.body)
            if body.act == "edit" and not body.target:
                target = await self._target(tx, row, body)
                body = msgspec.structs.replace(body, target=target)
            letters.append(
                Letter(
                    id=row.id,
                    channel=row.channel,
                    address=row.address,
                    body=body,
                    random_id=row.random_id,
                    tries=row.tries,
                    extra=body.extra,
                    urgent=row.cls < 3,
                )
            )
        return letters

    async def _target(self, tx: Transaction, row: OutboxRow, body: Body) -> str:
        """The platform's id of the message to edit: known only since it was delivered."""
        if body.edits:
            edited = (await tx.outbox.get([body.edits])).get(body.edits)
            return edited.message_id if edited is not None else ""
        if row.conversation_id is not None and body.question:
            return await tx.outbox.message_of(row.conversation_id, body.question)
        return ""

    def _post(self, letters: Sequence[Letter], now: datetime) -> None:
        by_channel: dict[str, list[Letter]] = {}
        for letter in letters:
            row = self._rows[letter.id]
            if row.expires_at is not None and row.expires_at <= now:
                self.settle(letter, SendError("stale", "too old"))
            elif letter.body.act == "edit" and not letter.body.target:
                self.settle(letter, SendError("stale", "the message to edit was never delivered"))
            else:
                by_channel.setdefault(letter.channel, []).append(letter)
        for name, waiting in by_channel.items():
            self.channels[name].post(waiting, self.settle)

    async def _settle(self, tx: Transaction, settled: Sequence[tuple[Letter, Outcome]]) -> list[tuple[str, str]]:
        """Writes outcomes in bulk; the addresses that are gone."""
        now = self.clock()
        sent: list[tuple[int, str]] = []
        again: list[tuple[int, datetime, str]] = []
        over: list[tuple[int, str, str]] = []
        gone: list[tuple[str, str]] = []
        for letter, outcome in settled:
            match outcome:
                case Sent(message_id=message_id):
                    sent.append((letter.id, message_id))
                case SendError(kind="later" | "doubt" as kind, text=text, after=after):
                    row = self._rows[letter.id]
                    if now - row.created_at > KEEP_TRYING:
                        over.append((letter.id, "dead", text))
                        log.error("letter %d of %s was given up after three days", letter.id, letter.channel)
                    else:
                        again.append((letter.id, now + _pause(letter.tries, after), f"{kind}: {text}"))
                case SendError(kind="gone", text=text):
                    over.append((letter.id, "gone", text))
                    gone.append((letter.channel, letter.address))
                case SendError(kind="moved", text=address):
                    await tx.conversations.move(letter.channel, letter.address, address)
                    await tx.settings.set(f"moved:{letter.channel}:{letter.address}", address)
                    await tx.revisions.bump("settings")
                    again.append((letter.id, now, "moved"))
                case SendError(kind="stale", text=text):
                    over.append((letter.id, "stale", text))
                case SendError(kind=_, text=text, code=code):
                    over.append((letter.id, "dead", text))
                    log.error("%s refused letter %d (%s): %s", letter.channel, letter.id, code, text)
        if sent:
            await tx.outbox.sent(sent, now)
        if again:
            await tx.outbox.retry(again)
        if over:
            await tx.outbox.fail(over)
        for channel, address in gone:
            await tx.outbox.stop_address(channel, address, "gone")
            await tx.conversations.set_blocked(channel, address, True, now)
        return gone


def _pause(tries: int, after: float) -> timedelta:
    """What the platform asked for, to the second; else 1, 2, 4 ... at most 300 seconds."""
    return timedelta(seconds=after if after > 0 else min(300.0, 2.0 ** min(tries, 9)))
