"""A turn in the making: the state's fields, open to change, and the events so far. `engine` opens and closes it.

Nothing of it outlives the turn: `state()` gives the new value, and a turn that fails is simply dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from operator import attrgetter
from random import Random

from .events import Attachment, Button, Event, LeadChanged, Remarked, Said, TimersCancelled
from .languages import choose, label, phrase, render
from .leads import Answer, Contact, Lead, Reward, Source, Tally, contact_type, discount_of, is_lead, tally, temperature
from .plan import Plan, plan_of, zone_of
from .script import Media, Option, Script, Step, Text
from .state import ChainRun, Frame, KnownConsent, Person, Standing, State, Visit
from .variables import BUILT_IN, shown


@dataclass(slots=True)
class Talk:
    """The fields of `State`, in its order, then the turn's own."""

    script: str
    version: int
    status: str
    frames: tuple[Frame, ...]
    question: int
    answers: Mapping[str, Answer]
    variables: Mapping[str, object]
    person: Person
    source: Source
    language: str
    name: str | None
    contacts: tuple[Contact, ...]
    reward: Reward | None
    shown_discount: int
    product: str | None
    started_at: datetime | None
    trail: tuple[Visit, ...]
    locked: int
    standing: Mapping[str, Standing]
    asked: tuple[str, ...]
    earlier: int
    done: tuple[str, ...]
    ticks: tuple[str, ...]
    day: str
    doubt: tuple[str, ...]
    fails: int
    timed: bool
    under: str
    nobody: bool
    slept: str
    pending: str
    offer: str
    stopped: bool
    wait_until: datetime | None
    consents: tuple[KnownConsent, ...]
    given: Mapping[str, tuple[str, ...]]
    cards: tuple[str, ...]
    chains: Mapping[str, ChainRun]
    lead_status: str
    loss_reason: str
    event: str

    root: Script
    plan: Plan
    now: datetime
    random: Random
    here: Script  # the script at work: the root, or one that it called
    at: int  # index of its step
    below: tuple[Frame, ...]  # its callers
    events: list[Event] = field(default_factory=list)
    gave_up: bool = False  # the turn began with a question that waited too long
    held: frozenset[str] = frozenset()  # steps whose answers were put aside in this turn
    _tally: Tally | None = None
    _counting: bool = False

    @classmethod
    def of(cls, script: Script, state: State, now: datetime, random: Random) -> Talk:
        """Opens the state. Raises LookupError where it does not fit the script."""
        plan = plan_of(script)
        now = now.replace(tzinfo=UTC) if now.tzinfo is None else now
        top = state.frames[-1] if state.frames else Frame(script.id, 0)
        turn = (script, plan, now, random, plan.scripts[top.script], top.step, state.frames[:-1])
        return cls(*(*_READ(state), *turn))

    def state(self) -> State:
        """The state after the turn."""
        self.frames = (*self.below, Frame(self.here.id, self.at))
        return State(*_READ(self))

    def begin(self, state: State) -> None:
        """Puts a fresh state in the place of the one so far; the events stay."""
        for name, value in zip(_FIELDS, _READ(state), strict=True):
            setattr(self, name, value)
        self.here, self.at, self.below, self._tally = self.root, 0, (), None

    # names and texts ----------------------------------------------------------------------------------------------

    def value(self, name: str) -> object:
        """What conditions and texts see under a name; None for `none`."""
        answer = self.answers.get(name)
        if answer is not None:
            return answer.value
        if name in self.variables:
            return self.variables[name]
        built_in = BUILT_IN.get(name)
        return None if built_in is None else built_in(self)

    def text(self, text: Text) -> str:
        """The text in the prospect's language, values put in."""
        fixed = self.plan.fixed_text(text, self.language)
        if fixed is not None:
            return fixed
        return render(text, self.language, self.root.language, self._printed, self._show)

    def _printed(self, name: str) -> object:
        value = self.value(name)
        if name == "discount" and isinstance(value, int):
            self.shown_discount = max(self.shown_discount, value)
        return value

    def _show(self, name: str, value: object) -> str:
        return shown(self, name, value)

    def phrase(self, key: str, **values: object) -> str:
        """What the engine itself says."""
        return phrase(key, self.language, **values)

    def label(self, option: Option) -> str:
        """What stands on the option's button."""
        return self.text(option.text)

    def command(self, name: str) -> str:
        """What stands on the command's button."""
        return label(name, self.language)

    @property
    def languages(self) -> tuple[str, ...]:
        """The prospect's language, then the script's others."""
        return self.plan.spoken.get(self.language) or (self.language, *self.root.languages)

    def local(self) -> datetime:
        """Now, by the script's clock."""
        return self.now.astimezone(self.plan.zone)

    def their(self, moment: datetime) -> datetime:
        """A moment by the prospect's clock, else the script's."""
        return moment.astimezone(zone_of(self.person.timezone) or self.plan.zone)

    def file(self, by_language: Mapping[str, str]) -> str:
        """The file's name or the link in the prospect's language."""
        found = by_language.get(self.language) or by_language.get(self.root.language)
        return found or next(iter(by_language.values()), "")

    # what happens -------------------------------------------------------------------------------------------------

    def tell(self, event: Event) -> None:
        self.events.append(event)

    def say(
        self,
        text: str,
        *,
        step: str = "",
        attachments: tuple[Attachment, ...] = (),
        buttons: tuple[Button, ...] = (),
        kind: str = "reply",
    ) -> None:
        if text or attachments:
            self.events.append(Said(text, step, attachments, buttons, kind))

    def toast(self, words: str) -> None:
        """A short note that answers a press."""
        self.events.append(Remarked(words))

    def present(self, step: Step, say: Text | None) -> None:
        """The step's media and text: the first two things of a step."""
        if step.media or say is not None:
            text = "" if say is None else self.text(say)
            self.say(text, step=step.id, attachments=tuple(map(self._attachment, step.media)))

    def _attachment(self, media: Media) -> Attachment:
        return Attachment(media.kind, self.file(media.name))

    def mark(self, key: str) -> bool:
        """Whether this happens for the first time in the talk; it has happened from now on."""
        if key in self.done:
            return False
        self.done = (*self.done, key)
        return True

    def cancel_timers(self, *kinds: str) -> None:
        """Timers of these kinds do nothing any more; all of them where none is named."""
        if not kinds:
            self.events = [event for event in self.events if not isinstance(event, TimersCancelled)]
        self.events.append(TimersCancelled(kinds))

    def quiet(self) -> None:
        """The open question's timers do nothing any more."""
        if self.timed:
            self.timed = False
            self.cancel_timers("remind", "give_up", "sleep")

    def lock(self) -> None:
        """The answers so far can no longer be changed."""
        open_ = bool(self.trail) and not self.trail[-1].left
        self.locked = max(self.locked, len(self.trail) - open_)
        self.standing = {}

    # answers ------------------------------------------------------------------------------------------------------

    def keep(self, step: str, value: object, text: str) -> None:
        """The step's answer from now on."""
        self.answers = {**self.answers, step: Answer(value, text, self.now)}
        self._tally = None

    def restore(self, step: str, answer: Answer) -> None:
        """An answer of before stands again."""
        self.answers = {**self.answers, step: answer}
        self._tally = None

    def drop(self, steps: set[str]) -> None:
        """These steps' answers no longer stand."""
        self.answers = {step: answer for step, answer in self.answers.items() if step not in steps}
        self._tally = None

    def consented(self, purpose: str) -> bool:
        return any(consent.purpose == purpose for consent in self.consents)

    # the lead -----------------------------------------------------------------------------------------------------

    def count(self) -> Tally:
        """What the standing answers come to, once per change. A score rule that asks for the score sees none."""
        if self._tally is None:
            if self._counting:
                return Tally(0, (), (), 0, None)
            self._counting = True
            self._tally = tally(self.plan.worths, self.answers, self.value)
            self._counting = False
        return self._tally

    def temperature(self) -> str:
        return temperature(self.count().score, self.root.heat.warm, self.root.heat.hot)

    def discount(self) -> int | None:
        if self.reward is not None:
            return self.reward.discount
        offer = self.root.reward.discount if self.root.reward is not None else None
        return discount_of(offer, self.count().counted, self.shown_discount)

    def lead(self) -> Lead:
        counts = self.count()
        return Lead(
            script=self.script,
            version=self.version,
            is_lead=is_lead(self.root.lead, self.name, self.contacts, self.person.profile),
            name=self.name,
            contacts=self.contacts,
            score=counts.score,
            reasons=counts.reasons,
            temperature=self.temperature(),
            tags=counts.tags,
            contact_type=contact_type(self.source, counts, self.name, self.contacts),
            answers=self.answers,
            reward=self.reward or Reward(self.discount()),
            product=self.product,
            call_time=counts.call_time,
        )

    def close(self, before: State | None) -> State:
        """Ends the turn: the lead is told if it changed."""
        state = self.state()
        if before is None or _SHOWS(before) != _SHOWS(state):
            self.events.append(LeadChanged(self.lead()))
        elif before.variables != state.variables:  # a score rule may hang on them
            lead = self.lead()
            if lead != Talk.of(self.root, before, self.now, self.random).lead():
                self.events.append(LeadChanged(lead))
        return state


def fresh(
    script: Script,
    person: Person,
    source: Source,
    now: datetime,
    *,
    product: str | None = None,
    before: State | None = None,
) -> State:
    """A talk before its first step. `before` is the talk before it, whose question numbers it goes on from."""
    earlier = 0 if before is None else before.question
    return State(
        script=script.id,
        version=script.version,
        status="waiting",
        frames=(Frame(script.id, 0),),
        question=earlier,
        person=person,
        source=source,
        language=choose(script.languages, person.language, script.language),
        product=product,
        started_at=now,
        earlier=earlier,
        consents=person.consents,
    )


_FIELDS = tuple(part.name for part in fields(State))
_READ = attrgetter(*_FIELDS)
_SHOWS = attrgetter("answers", "name", "contacts", "reward", "product")  # what a lead shows as it stands
