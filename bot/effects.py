"""Events become rows: the only place that knows what an event costs.

`Effects` gathers the rows of a whole batch of turns; `write` puts them into the transaction table by table, so that
every effect is stored together with its cause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import assert_never

import msgspec

from bot.channels.base import Body, CardOut, Inbound, Key, Piece
from bot.notices import Notices
from bot.talks import Talk
from dialogs import Script, Source, events
from dialogs.inputs import Pressed
from dialogs.leads import Contact, Lead, best_verification
from dialogs.script import Slot
from storage.database import Transaction
from storage.records import (
    HistoryRow,
    LeadUpdate,
    NewAnswer,
    NewConsent,
    NewLead,
    NewLetter,
    NewReward,
    NewTimer,
    Receipt,
)

PRESS, REPLY, REMINDER, BROADCAST = 0, 1, 2, 3  # the outbox's classes; edits go with the reminders
_CLASS = {"reply": REPLY, "reminder": REMINDER, "broadcast": BROADCAST}
PRESS_LIVES = timedelta(seconds=50)  # VK forgets a press after a minute, Telegram after 150 s in its queue
_encode = msgspec.json.Encoder().encode
replace_body = msgspec.structs.replace


def answer_mark(message_id: str) -> str:
    """How the history's `data` of a written message begins; the number of the question open then follows."""
    return f"message:{message_id}:"


@dataclass(slots=True)
class _Card:
    """What managers are to be told of a lead when the batch is written."""

    announce: bool = False
    edit: bool = False
    wanted: bool = False  # a person is wanted, by a handoff step or by the prospect
    asked: bool = False  # by the prospect, after the lead was announced


@dataclass(slots=True)
class Effects:
    """The rows of a batch. `woken` are the lanes that have something to send, for the wake-up after the commit."""

    now: datetime
    notices: Notices
    kinds: Mapping[str, str]  # channel name -> kind
    letters: list[NewLetter] = field(default_factory=list)
    woken: set[tuple[str, str]] = field(default_factory=set)
    erased: set[int] = field(default_factory=set)
    receipts: list[Receipt] = field(default_factory=list)  # of the erasures, once they are written
    _last_words: list[NewLetter] = field(default_factory=list)
    _timers: list[tuple[NewTimer, int | None]] = field(default_factory=list)
    _cancels: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    _new_leads: list[NewLead] = field(default_factory=list)
    _leads: dict[int, LeadUpdate] = field(default_factory=dict)
    _answers: list[NewAnswer] = field(default_factory=list)
    _cleared: list[tuple[int, str]] = field(default_factory=list)
    _booked: dict[tuple[str, str, int], str] = field(default_factory=dict)  # "" frees the hour
    _names: list[tuple[int, str]] = field(default_factory=list)
    _contacts: list[tuple[int, Contact, datetime]] = field(default_factory=list)
    _splits: list[tuple[int, str, str]] = field(default_factory=list)
    _consents: list[NewConsent] = field(default_factory=list)
    _withdrawn: list[int] = field(default_factory=list)
    _rewards: list[NewReward] = field(default_factory=list)
    _history: list[HistoryRow] = field(default_factory=list)
    _cards: dict[int, _Card] = field(default_factory=dict)
    _sources: list[tuple[int, Source]] = field(default_factory=list)

    # gathering --------------------------------------------------------------------------------------------------------

    def began(self, talk: Talk, lead_id: int, script: Script, source: Source) -> None:
        """A talk began with a record of its own: a visitor, until it meets what `lead: needs` asks for."""
        row = talk.row
        self._new_leads.append(
            NewLead(
                id=lead_id,
                person_id=row.person_id,
                conversation_id=row.id,
                channel=row.channel,
                channel_kind=self.kinds.get(row.channel, row.channel),
                address=row.address,
                profiles=(talk.link,) if talk.link else (),
                script=script.id,
                script_version=script.version,
                source=source,
                is_test=talk.is_test,
                started_at=self.now,
            )
        )

    def came_again(self, lead_id: int, source: Source) -> None:
        """The first source is kept, the last one is updated."""
        self._sources.append((lead_id, source))

    def heard(self, talk: Talk, text: str, data: str = "") -> None:
        """What came in, for the timeline."""
        self._history.append(HistoryRow(talk.row.id, self.now, "prospect", text, data))

    async def question_of(self, tx: Transaction, talk: Talk, message_id: str) -> int:
        """The question that was open when this message was written, 0 where that is not known."""
        begins = answer_mark(message_id)
        here = [row.data for row in self._history if row.conversation_id == talk.row.id and row.data.startswith(begins)]
        data = here[-1] if here else await tx.history.marked(talk.row.id, begins)
        return int(data.removeprefix(begins) or 0)

    def say(self, talk: Talk, body: Body, cls: int = REPLY) -> int:
        """One more letter to the prospect; its index among the batch's letters."""
        return self.post(talk.row.channel, talk.row.address, body, cls, talk.row.id, talk.lead_id)

    def post(
        self,
        channel: str,
        address: str,
        body: Body,
        cls: int = REPLY,
        conversation_id: int | None = None,
        lead_id: int | None = None,
    ) -> int:
        """One more letter to any address; its index among the batch's letters."""
        lane = f"{channel}:{address}"
        expires = None
        if cls == PRESS and self.kinds.get(channel) != "web":  # outside the lanes: a lane of its own
            lane, expires = f"{lane}:press:{body.press_id}", self.now + PRESS_LIVES
        self.letters.append(
            NewLetter(
                lane=lane,
                cls=cls,
                channel=channel,
                address=address,
                body=_encode(body).decode(),
                conversation_id=conversation_id,
                lead_id=lead_id,
                question=body.question,
                available_at=self.now,
                expires_at=expires,
                created_at=self.now,
            )
        )
        self.woken.add((channel, address))
        return len(self.letters) - 1

    def remind_manager(self, lead_id: int, due: datetime, payload: str) -> None:
        """A manager's "remind me"."""
        self._timers.append((NewTimer(kind="snooze", lead_id=lead_id, due_at=due, payload=payload), None))

    def apply(self, talk: Talk, script: Script, happened: Sequence[events.Event], inbound: Inbound | None) -> None:
        """The events of one turn of one talk, in their order."""
        last: int | None = None  # the turn's last letter: timers count from its delivery
        toast, hot, changed, wanted, asked = "", False, False, False, False
        row = talk.row
        lead_id = talk.lead_id or 0
        first = len(self.letters)
        ended = any(isinstance(event, events.Finished | events.HandedOff) for event in happened)
        for event in happened:
            match event:
                case events.Said():
                    pieces = tuple(Piece(a.kind, a.name, script.id) for a in event.attachments)
                    body = self._body(talk, event.text, event.buttons, pieces=pieces)
                    body = replace_body(body, progress=100 if ended else 0, discount=_discount(talk))
                    last = self.say(talk, body, _CLASS[event.kind])
                case events.Asked():
                    body = self._body(talk, event.text, event.buttons, event.keyboard, question=event.question)
                    body = replace_body(body, progress=_progress(script, event.step), discount=_discount(talk))
                    last = self.say(talk, body, REMINDER if inbound is None and event.again else REPLY)
                    talk.recent = event.keyboard if event.keyboard in ("contact", "location") else ""
                case events.Shown():
                    cards = tuple(
                        CardOut(c.id, c.title, c.price, c.url, c.image, c.description, c.data) for c in event.cards
                    )
                    last = self.say(talk, self._body(talk, event.text, (), cards=cards))
                case events.Rekeyed():
                    self.say(talk, self._edit(talk, event, inbound), REMINDER)
                case events.Remarked():
                    if inbound is not None and inbound.press_id and not toast:
                        toast = event.text
                    else:
                        last = self.say(talk, self._body(talk, event.text, ()))
                case events.Answered():
                    value = _encode(event.value).decode()
                    self._answers.append(NewAnswer(lead_id, event.step, value, event.text, self.now))
                    if event.step in _booked_steps(script):
                        self._booked[script.id, event.step, lead_id] = str(event.value or "")
                case events.Cleared():
                    self._cleared.extend((lead_id, step) for step in event.steps)
                    for step in _booked_steps(script).intersection(event.steps):
                        self._booked[script.id, step, lead_id] = ""
                case events.GaveName():
                    self._names.append((row.person_id, event.name))
                case events.GaveContact():
                    contact = Contact(event.kind, event.value, event.verification)
                    self._contacts.append((row.person_id, contact, self.now))
                case events.Consented():
                    self._consents.append(self._consent(talk, event, inbound))
                case events.LeadChanged():
                    changed, hot = True, event.lead.hot
                    self._leads[lead_id] = self._update(talk, lead_id, event.lead)
                case events.Rewarded():
                    self._rewarded(talk, script, event)
                case events.SplitDrawn():
                    self._splits.append((row.person_id, f"{script.id}.{event.name}", event.value))
                case events.HandedOff():
                    wanted, asked = True, event.asked
                case events.Notified():
                    wanted = True
                case events.TimerSet():
                    self._timer(talk, event, last)
                case events.TimersCancelled():
                    self._cancels.append((row.id, event.kinds))
                case events.LanguageChosen():
                    talk.language, talk.language_chosen = event.language, True
                case events.Stopped():
                    talk.stopped = True
                    self._withdrawn.append(row.person_id)
                    self._cancels.append((row.id, ()))
                case events.Resumed():
                    talk.stopped = False
                case events.DeletionAsked():
                    self.erased.add(row.person_id)
                case events.Forwarded() | events.Restarted() | events.Switched() | events.Finished() | events.Slept():
                    pass  # the words are in the history; the rest stands in the saved state
                case events.Failed():
                    pass  # nothing was said; `turns` logs it
                case _:
                    assert_never(event)
        self._tell(talk, hot, changed, wanted, asked)
        self.answer_press(talk, inbound, toast)
        if row.person_id in self.erased:
            # What confirms the erasure must outlive it: it goes without a word of whose it was.
            self._last_words += [replace(x, conversation_id=None, lead_id=None) for x in self.letters[first:]]
            del self.letters[first:]
            self._timers = [(timer, at) for timer, at in self._timers if at is None or at < first]

    def answer_press(self, talk: Talk, inbound: Inbound | None, toast: str = "") -> None:
        """Every press is answered, or the button would go on spinning."""
        if inbound is not None and inbound.press_id:
            self.say(talk, Body(act="press", text=toast, press_id=inbound.press_id, extra=talk.extra), PRESS)

    def _body(
        self,
        talk: Talk,
        text: str,
        buttons: Sequence[events.Button],
        keyboard: str = "options",
        *,
        question: int = 0,
        pieces: tuple[Piece, ...] = (),
        cards: tuple[CardOut, ...] = (),
    ) -> Body:
        # A reply keyboard of before (share my number) stays on the phone until a message takes it off.
        remove = bool(talk.recent) and keyboard not in ("contact", "location")
        if remove:
            talk.recent = ""
        return Body(
            text=text,
            keys=tuple(Key(b.label, b.data, b.role, b.url) for b in buttons),
            keyboard=keyboard,
            remove_keyboard=remove,
            pieces=pieces,
            cards=cards,
            question=question,
            language=talk.state.language if talk.state else talk.language,
            extra=talk.extra,
        )

    def _edit(self, talk: Talk, event: events.Rekeyed, inbound: Inbound | None) -> Body:
        # A text button is a message of the prospect's own: only a real press names the message that it is part of.
        same = (
            inbound is not None
            and bool(inbound.press_id)
            and isinstance(inbound.input, Pressed)
            and inbound.input.data.startswith(f"{event.question}.")
        )
        return Body(
            act="edit",
            text=event.text,
            keys=tuple(Key(b.label, b.data, b.role, b.url) for b in event.buttons),
            question=event.question,
            past=talk.state is not None and event.question != talk.state.question,
            target=inbound.message_id if same and inbound is not None else "",
            extra=talk.extra,
        )

    def _consent(self, talk: Talk, event: events.Consented, inbound: Inbound | None) -> NewConsent:
        return NewConsent(
            person_id=talk.row.person_id,
            purpose=event.purpose,
            document=event.document,
            version=event.version,
            given=event.given,
            text=event.text,
            at=self.now,
            channel=talk.row.channel,
            message_id=inbound.message_id if inbound is not None else "",
        )

    def _update(self, talk: Talk, lead_id: int, lead: Lead) -> LeadUpdate:
        return LeadUpdate(
            id=lead_id,
            at=self.now,
            is_lead=lead.is_lead,
            name=lead.name,
            contacts=lead.contacts,
            contact_type=lead.contact_type,
            verification=best_verification(lead.contacts),
            temperature=lead.temperature,
            score=lead.score,
            reasons=lead.reasons,
            tags=lead.tags,
            reward=lead.reward,
            product=lead.product,
            call_time=lead.call_time,
            is_test=talk.is_test,
            script=lead.script,
            script_version=lead.version,
            profiles=(talk.link,) if talk.link else None,
        )

    def _tell(self, talk: Talk, hot: bool, changed: bool, wanted: bool, asked: bool) -> None:
        """Announced once, when it is first both a lead and hot, or when a person is wanted; edited from then on."""
        if talk.lead_id is None or not self.notices.chats or not (hot or changed or wanted):
            return
        card = self._cards.setdefault(talk.lead_id, _Card())
        if not talk.announced and (hot or wanted):
            talk.announced = card.announce = True
            card.wanted = wanted
        elif talk.announced and not card.announce:
            card.edit = True
            card.asked = card.asked or asked

    def _rewarded(self, talk: Talk, script: Script, event: events.Rewarded) -> None:
        if event.code is None or talk.lead_id is None:
            return
        self._rewards.append(
            NewReward(
                code=event.code,
                person_id=talk.row.person_id,
                lead_id=talk.lead_id,
                script=script.id,
                discount=event.discount,
                valid_until=event.valid_until,
                at=self.now,
            )
        )

    def _timer(self, talk: Talk, event: events.TimerSet, last: int | None) -> None:
        due = event.at
        delay: int | None = None
        if due is None and event.from_delivery and last is not None:
            delay = event.after * 1000
        elif due is None:
            due, last = self.now + timedelta(seconds=event.after), None
        else:
            last = None
        timer = NewTimer(
            kind=event.kind,
            conversation_id=talk.row.id,
            question=event.question,
            idx=event.index,
            name=event.name,
            due_at=due,
            delay_ms=delay,
        )
        self._timers.append((timer, last))

    # writing ----------------------------------------------------------------------------------------------------------

    async def write(self, tx: Transaction) -> None:
        """Puts all rows into the transaction, table by table."""
        if self._new_leads:
            await tx.leads.add(self._new_leads)
        if self._leads:
            await tx.leads.update(list(self._leads.values()))
        if self._sources:
            await tx.leads.came_again(self._sources)
        if self._cleared:
            await tx.leads.clear_answers(self._cleared)
        if self._answers:
            await tx.leads.set_answers(self._answers)
        if self._booked:
            await tx.leads.unbook([key for key, moment in self._booked.items() if not moment])
            await tx.leads.book([(*key, moment) for key, moment in self._booked.items() if moment])
        if self._names:
            await tx.persons.set_name(self._names)
        if self._contacts:
            await tx.persons.add_contacts(self._contacts)
        if self._splits:
            await tx.persons.add_splits(self._splits)
        if self._consents:
            await tx.consents.record(self._consents)
        for person_id in self._withdrawn:
            await tx.consents.withdraw(person_id, "ads", self.now)
        if self._rewards:
            await tx.rewards.add(self._rewards)
        if self._history:
            await tx.history.add(self._history)
        if self._cancels:
            await tx.timers.cancel(self._cancels)
        tell = await self._tell_managers(tx)
        if self.letters:
            ids = await tx.outbox.add(self.letters)
            if self._timers:
                await tx.timers.add(
                    [t if index is None else replace(t, outbox_id=ids[index]) for t, index in self._timers]
                )
            for lead_id, index in tell:
                letter = self.letters[index]
                await tx.leads.announced(lead_id, [(ids[index], letter.channel, letter.address)])
        elif self._timers:
            await tx.timers.add([timer for timer, _ in self._timers])
        if self.erased:
            await self._forget(tx)

    async def _forget(self, tx: Transaction) -> None:
        """Erases persons, and what managers read of them in their chats."""
        notices = []
        for person_id in sorted(self.erased):
            for lead in await tx.leads.of_person(person_id):
                notices += await tx.leads.notices(lead.id)
            self.receipts.append(await tx.erasure.forget(person_id, self.now))
        self.letters = self._last_words
        for notice in notices:
            if notice.message_id:
                body = self.notices.erased(notice.lead_id, notice.message_id)
                self.post(notice.channel, notice.address, body, REMINDER)
        await tx.outbox.add(self.letters)

    async def _tell_managers(self, tx: Transaction) -> list[tuple[int, int]]:
        """Announcements and edits of cards; (lead, letter's index) of each announcement."""
        told: list[tuple[int, int]] = []
        for lead_id, card in self._cards.items():
            row = await tx.leads.get(lead_id) if card.announce or card.edit or card.asked else None
            if row is None:
                continue
            for chat in self.notices.chats:
                if card.announce:
                    body = self.notices.card(row, card.wanted)
                    told.append((lead_id, self.post(chat.channel, chat.address, body, lead_id=lead_id)))
                elif card.asked:
                    self.post(chat.channel, chat.address, self.notices.asked_for_person(row), lead_id=lead_id)
            if card.edit:
                await self.edit_cards(tx, lead_id)
        return told

    async def edit_cards(self, tx: Transaction, lead_id: int) -> None:
        """Brings what managers see of this lead up to date, in every chat where it was announced."""
        row = await tx.leads.get(lead_id)
        if row is None:
            return
        for notice in await tx.leads.notices(lead_id):
            body = self.notices.card(row, False)
            edit = replace_body(body, act="edit", edits=notice.outbox_id, target=notice.message_id)
            self.post(notice.channel, notice.address, edit, REMINDER, lead_id=lead_id)


def _discount(talk: Talk) -> int:
    """The discount as the prospect sees it: fixed by the reward, growing before it; 0 for none."""
    if talk.state is None:
        return 0
    fixed = talk.state.reward.discount if talk.state.reward is not None else None
    return talk.state.shown_discount if fixed is None else fixed


def _progress(script: Script, step_id: str) -> int:
    """How far through the quiz a question stands, in percent of the script's questions."""
    questions = [step.id for step in script.steps if step.ask is not None]
    return 100 * questions.index(step_id) // len(questions) if step_id in questions else 0


def _booked_steps(script: Script) -> frozenset[str]:
    """The steps that offer only so many places an hour."""
    kinds = ((step.id, step.kind) for step in script.steps)
    return frozenset(id_ for id_, kind in kinds if isinstance(kind, Slot) and kind.places is not None)
