"""Turns: load the talks, advance their scripts, apply the events, save the states.

`Turns.take` does it for a batch of updates, `fire` for due timers, `tell` for what managers do. All work inside the
caller's transaction; nothing here touches the network.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from bot.channels.base import Blocked, Inbound, JoinedGroup, Migrated, Profile, Unblocked
from bot.effects import Effects, answer_mark
from bot.scripts import Published
from bot.talks import FLOOD_MESSAGES, Key, Talk, Talks
from dialogs import Person, Script, Source, Turn, advance, events, start
from dialogs.inputs import (
    Flooded,
    Happened,
    Input,
    Located,
    Pressed,
    SharedContact,
    Started,
    TimedOut,
    Uploaded,
    Wrote,
)
from dialogs.leads import CLOSED
from dialogs.leads import source_of as source_class
from dialogs.script import Product, Slot
from dialogs.selection import claims_ref
from dialogs.state import KnownConsent
from storage.database import Transaction
from storage.records import NewConversation, PersonFacts, TimerRow

log = logging.getLogger("bot.turns")

SHARED_FOR = timedelta(minutes=5)  # after another node took a turn of a talk that is kept here


class Stale(Exception):
    """Another node, or an erasure, was faster with some of these talks: roll back, read again, take the turn again."""


@dataclass(slots=True)
class Turns:
    """See the module's docstring. `staff` tells whether (channel, sender) is a member of the staff."""

    published: Published
    random: Random
    kinds: Mapping[str, str]  # channel name -> kind
    staff: Callable[[str, str], bool]
    talks: Talks = field(default_factory=Talks)
    staffed: Callable[[datetime], bool] = lambda at: True  # whether somebody of the shop is there at a moment
    _shared_until: datetime | None = None

    async def take(self, tx: Transaction, inbounds: Sequence[Inbound], effects: Effects) -> None:
        """One turn for each update, those of one conversation in order. Raises Stale."""
        talks = await self._load(tx, inbounds, effects.now)
        touched: dict[Key, Talk] = {}
        try:
            for inbound in inbounds:
                talk = talks[inbound.channel, inbound.address]
                touched[talk.key] = talk
                await self._turn(tx, talk, inbound, effects)
            await self._save(tx, touched, effects.now)
        except BaseException:
            self.talks.forget(list(talks))
            raise

    async def fire(self, tx: Transaction, timers: Sequence[TimerRow], effects: Effects) -> None:
        """Due timers of talks. One that belongs to a question that is no longer open does nothing. Raises Stale."""
        rows = [timer for timer in timers if timer.conversation_id is not None]
        talks = await self._by_id(tx, {row.conversation_id for row in rows if row.conversation_id is not None})
        touched: dict[Key, Talk] = {}
        try:
            for row in rows:
                talk = talks.get(row.conversation_id or 0)
                if talk is None or talk.blocked:
                    continue  # erased meanwhile, or not to be written to
                await self._advance(tx, talk, TimedOut(row.kind, row.question, row.idx, row.name), None, effects)
                touched[talk.key] = talk
            await self._save(tx, touched, effects.now)
        except BaseException:
            self.talks.forget([talk.key for talk in talks.values()])
            raise

    async def tell(self, tx: Transaction, conversation_id: int, heard: Input, effects: Effects) -> None:
        """Something that did not come from the prospect: taken over, handed back, won, lost. Raises Stale."""
        talk = (await self._by_id(tx, {conversation_id})).get(conversation_id)
        if talk is None:
            return
        try:
            await self._advance(tx, talk, heard, None, effects)
            await self._save(tx, {talk.key: talk}, effects.now)
        except BaseException:
            self.talks.forget([talk.key])
            raise

    # loading and saving -----------------------------------------------------------------------------------------------

    async def _load(self, tx: Transaction, inbounds: Sequence[Inbound], now: datetime) -> dict[Key, Talk]:
        talks: dict[Key, Talk] = {}
        missing: dict[Key, Inbound] = {}
        if self._shared_until is not None and now < self._shared_until:
            await self._forget_changed(tx, inbounds, now)
        for inbound in inbounds:
            key = (inbound.channel, inbound.address)
            if (talk := self.talks.get(key)) is not None:
                talks[key] = talk
            else:
                missing.setdefault(key, inbound)
        if missing:
            rows = await tx.conversations.load(list(missing))
            new = [self._new(missing[key], now) for key in missing if key not in rows]
            if new:
                rows = {**rows, **await tx.conversations.add(new)}
            for key, row in rows.items():
                talks[key] = Talk.of(row)
        return talks

    async def _forget_changed(self, tx: Transaction, inbounds: Sequence[Inbound], now: datetime) -> None:
        """Other nodes take turns of the same talks: a talk that is stale here would undo the whole batch."""
        keys = {(inbound.channel, inbound.address) for inbound in inbounds}
        kept = [talk for key in keys if (talk := self.talks.get(key)) is not None]
        standing = await tx.conversations.unchanged((talk.row.id, talk.row.turn) for talk in kept)
        changed = [talk.key for talk in kept if talk.row.id not in standing]
        if changed:
            self.talks.forget(changed)
            self._shared_until = now + SHARED_FOR

    def _new(self, inbound: Inbound, now: datetime) -> NewConversation:
        profile = inbound.profile
        return NewConversation(
            channel=inbound.channel,
            address=inbound.address,
            first_name=profile.first_name,
            last_name=profile.last_name,
            username=profile.username,
            language=profile.language,
            link=profile.link,
            extra=profile.extra,
            at=now,
        )

    async def _by_id(self, tx: Transaction, ids: set[int]) -> dict[int, Talk]:
        rows = await tx.conversations.by_id(sorted(ids))
        talks: dict[int, Talk] = {}
        for id_, row in rows.items():
            kept = self.talks.get((row.channel, row.address))
            talks[id_] = kept if kept is not None and kept.row.turn == row.turn else Talk.of(row)
        return talks

    async def _save(self, tx: Transaction, touched: Mapping[Key, Talk], now: datetime) -> None:
        if not touched:
            return
        saved = await tx.conversations.save([talk.saved() for talk in touched.values()])
        if len(saved) != len(touched):
            if tx.dialect == "postgresql":
                self._shared_until = now + SHARED_FOR
            raise Stale
        # What is rolled back must not be remembered: another node may reach the same turn number with another state.
        self.talks.forget(list(touched))
        tx.after_commit(lambda: self._keep(touched.values()))

    def _keep(self, talks: Iterable[Talk]) -> None:
        for talk in talks:
            talk.row = replace(talk.row, turn=talk.row.turn + 1, lead_id=talk.lead_id)
            self.talks.keep(talk)

    # one turn ---------------------------------------------------------------------------------------------------------

    async def _turn(self, tx: Transaction, talk: Talk, inbound: Inbound, effects: Effects) -> None:
        talk.last_seen_at = effects.now
        self._know(talk, inbound.profile)
        match inbound.input:
            case Blocked():
                await self._blocked(tx, talk, effects)
                return
            case Unblocked():
                talk.blocked = False
                return
            case Migrated(address=address):
                await tx.conversations.move(talk.row.channel, talk.row.address, address)
                return
            case JoinedGroup():
                return
            case Started() | Wrote() | Pressed() | SharedContact() | Uploaded() | Located():
                heard: Input = inbound.input
            case _:
                return  # group talk and acknowledgements are nobody's turn
        talk.blocked = False
        talk.is_test = talk.is_test or self.staff(talk.row.channel, inbound.sender)
        if isinstance(heard, Wrote) and heard.edits and inbound.message_id:
            heard = replace(heard, question=await effects.question_of(tx, talk, inbound.message_id))
        effects.heard(talk, _words(heard), _data(heard, inbound, talk))
        if not isinstance(heard, Pressed | Started) and talk.arrived(effects.now) > FLOOD_MESSAGES:
            if talk.flooded:
                return
            talk.flooded = True
            heard = Flooded(len(talk.arrivals))
        await self._advance(tx, talk, heard, inbound, effects)

    def _know(self, talk: Talk, profile: Profile) -> None:
        if profile.first_name:
            talk.first_name, talk.last_name = profile.first_name, profile.last_name
        talk.username = profile.username or talk.username
        talk.link = profile.link or talk.link
        if profile.language and not talk.language_chosen:
            talk.language = profile.language
        if profile.extra:
            talk.extra = dict(profile.extra)

    async def _blocked(self, tx: Transaction, talk: Talk, effects: Effects) -> None:
        """Nothing more is sent to somebody who blocked us; the answers stay."""
        talk.blocked = True
        await tx.outbox.stop_address(talk.row.channel, talk.row.address, "blocked")
        await tx.timers.cancel([(talk.row.id, ())])
        if talk.state is not None:
            await self._advance(tx, talk, Happened("blocked"), None, effects)

    async def _advance(
        self, tx: Transaction, talk: Talk, heard: Input, inbound: Inbound | None, effects: Effects
    ) -> None:
        """The script's answer to one input; begins a talk where none is open and a script claims the message."""
        state = talk.state
        if state is not None:
            script = await self.published.version(tx, state.script, state.version)
            if script is None:
                log.error("conversation %d stands on a script that is gone", talk.row.id)
                talk.state = state = None
            else:
                heard = self._offered(talk, script, heard, inbound, effects)
                if talk.open or not isinstance(heard, Started):
                    turn = advance(script, state, heard, effects.now, self.random)
                    if turn.events or talk.open:
                        await self._took(tx, talk, script, turn, inbound, effects)
                        return
                    talk.state = turn.state  # a word after the end stops chains and says nothing
        chosen = self._first(heard, inbound)
        if chosen is None:
            effects.answer_press(talk, inbound)
            return
        await self._begin(tx, talk, chosen, inbound, effects)

    def _offered(self, talk: Talk, script: Script, heard: Input, inbound: Inbound | None, effects: Effects) -> Input:
        """Another script's link or keyword in an open talk: the engine asks whether to start anew."""
        if inbound is None or not talk.open:
            return heard
        if isinstance(heard, Wrote) and not heard.edits:
            named = self.published.named(heard.text)
            if named is not None and named.id != script.id:
                heard = replace(heard, offer=named.id)
        if not (_ref(heard, inbound) or inbound.script):
            return heard
        if talk.lead_id is not None:
            effects.came_again(talk.lead_id, self._source(inbound, heard))
        other = self._named(heard, inbound)
        if isinstance(heard, Started) and other is not None and other.id != script.id:
            return Started(heard.ref, offer=other.id)
        return heard

    def _named(self, heard: Input, inbound: Inbound) -> Script | None:
        """The script that a link names: by its id (the web chat), or by a payload that it claims."""
        if inbound.script in self.published.newest:
            return self.published.newest[inbound.script]
        ref = _ref(heard, inbound)
        script = self.published.choose(ref=ref) if ref else None
        return script if script is not None and claims_ref(script, ref) else None

    def _first(self, heard: Input, inbound: Inbound | None) -> Script | None:
        """The script that this message begins."""
        if inbound is None or isinstance(heard, Pressed | Flooded) or (isinstance(heard, Wrote) and heard.edits):
            return None
        if (named := self._named(heard, inbound)) is not None:
            return named
        text = heard.text if isinstance(heard, Wrote) else ""
        return self.published.choose(ref=_ref(heard, inbound), text=text, product=bool(inbound.product))

    async def _begin(
        self, tx: Transaction, talk: Talk, script: Script, inbound: Inbound | None, effects: Effects
    ) -> None:
        facts = (await tx.persons.facts([talk.row.person_id])).get(talk.row.person_id)
        person = self._person(talk, facts)
        source = self._source(inbound, inbound.input if inbound is not None else None)
        product = _product(script, inbound.product) if inbound is not None and inbound.product else None
        lead = (await tx.leads.get(talk.lead_id)) if talk.lead_id is not None else None
        if lead is None or lead.status in CLOSED:
            talk.lead_id = (await tx.ids("leads", 1))[0]
            talk.announced = False
            effects.began(talk, talk.lead_id, script, source)
        elif _tells(source):
            effects.came_again(talk.lead_id or 0, source)
        else:  # by a button or a keyword: the link before it brought the prospect
            source = lead.last_source if _tells(lead.last_source) else lead.source
        talk.stopped = False
        if any(isinstance(step.kind, Slot) and step.kind.places is not None for step in script.steps):
            person = replace(person, booked=await tx.leads.booked(script.id, talk.lead_id or 0))
        turn = start(script, person, source, effects.now, self.random, product=product, before=talk.state)
        await self._took(tx, talk, script, turn, inbound, effects)

    async def _took(
        self,
        tx: Transaction,
        talk: Talk,
        script: Script,
        turn: Turn,
        inbound: Inbound | None,
        effects: Effects,
    ) -> None:
        talk.state = turn.state
        switched: str | None = None
        for event in turn.events:
            if isinstance(event, events.Failed):
                log.error("conversation %d, script %s %d: %s", talk.row.id, script.id, script.version, event.reason)
            elif isinstance(event, events.Switched):
                switched = event.script
        effects.apply(talk, script, self._waited(turn.events, effects.now), inbound)
        if switched is not None and (other_script := self.published.newest.get(switched)) is not None:
            # The press is answered already: the new talk begins as if by itself.
            begun = None if inbound is None else replace(inbound, press_id="")
            await self._begin(tx, talk, other_script, begun, effects)

    def _waited(self, happened: tuple[events.Event, ...], now: datetime) -> tuple[events.Event, ...]:
        """Outside working hours a hand-off says at once that nobody is there, not after its `within`."""
        if not any(isinstance(event, events.HandedOff) for event in happened) or self.staffed(now):
            return happened
        return tuple(
            replace(event, after=0, at=now) if isinstance(event, events.TimerSet) and event.kind == "nobody" else event
            for event in happened
        )

    # facts ------------------------------------------------------------------------------------------------------------

    def _person(self, talk: Talk, facts: PersonFacts | None) -> Person:
        if facts is None:
            return Person(
                channel=talk.row.channel,
                first_name=talk.first_name,
                language=talk.language,
                language_chosen=talk.language_chosen,
                profile=talk.link,
            )
        return Person(
            channel=talk.row.channel,
            first_name=talk.first_name,
            language=talk.language,
            language_chosen=talk.language_chosen,
            name=facts.name,
            contacts=facts.contacts,
            profile=talk.link,
            consents=tuple(KnownConsent(*consent) for consent in facts.consents),
            rewards=facts.rewards,
            splits=facts.splits,
        )

    def _source(self, inbound: Inbound | None, heard: object) -> Source:
        if inbound is None:
            return Source()
        ref = _ref(heard, inbound)
        return source_class(ref, inbound.utm, self.kinds.get(inbound.channel, inbound.channel))


def _tells(source: Source) -> bool:
    """Whether the prospect came by a link that says something."""
    return bool(source.ref or source.utm)


def _ref(heard: object, inbound: Inbound | None) -> str:
    if isinstance(heard, Started) and heard.ref:
        return heard.ref
    return inbound.ref if inbound is not None else ""


def _product(script: Script, title: str) -> Product | None:
    """A product card's title: the catalogue's own row where it has one."""
    for products in script.catalogues.values():
        for product in products:
            if title in (product.id, product.title, product.url):
                return product
    return Product(id=title[:64], title=title)


def _words(heard: Input) -> str:
    match heard:
        case Wrote(text=text):
            return text
        case Started(ref=ref):
            return f"/start {ref}".rstrip()
        case Uploaded(caption=caption):
            return caption
        case SharedContact(phone=phone):
            return phone
        case Located(title=title):
            return title
        case _:
            return ""


def _data(heard: Input, inbound: Inbound, talk: Talk) -> str:
    match heard:
        case Pressed(data=data):
            return f"press:{data}"
        case Uploaded(kind=kind, ref=ref):
            return f"upload:{kind}:{ref}"
        case Wrote(edits=True):
            return "edited"
        case Wrote() if inbound.message_id:
            return f"{answer_mark(inbound.message_id)}{talk.state.question if talk.state is not None else 0}"
        case _:
            return ""
