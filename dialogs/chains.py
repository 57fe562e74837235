"""Chains: what is sent after the talk is over, until the prospect writes, is won, is lost or says stop.

One timer at a time: the one for the chain's next message. A timer of a chain that was stopped does nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from .events import TimerSet
from .script import Chain, Placeholder, Text
from .state import ChainRun
from .talk import Talk

DEADLINE_NAMES = frozenset({"code", "valid_until"})
SENDING = ("finished", "asleep")  # statuses in which a chain may speak


def begin(talk: Talk, trigger: str) -> None:
    """Starts the first chain of this trigger whose condition holds, with the consent that chains need."""
    if talk.stopped or not talk.consented("ads"):
        return
    for chain in talk.root.chains:
        if chain.trigger == trigger and chain.id not in talk.chains and chain.steps and _holds(talk, chain):
            talk.chains = {**talk.chains, chain.id: ChainRun(talk.now)}
            _set_timer(talk, chain, talk.now, 0)
            return


def stop(talk: Talk, cause: str) -> None:
    """Stops the chains that stop on this: wrote, won, lost, contacted, event:NAME. "stop" and "blocked" stop all."""
    if not talk.chains:
        return
    every = cause in ("stop", "blocked")
    kept = {id_: run for id_, run in talk.chains.items() if not every and not _stops(talk, id_, cause)}
    if len(kept) != len(talk.chains):
        talk.chains = kept


def due(talk: Talk, name: str, index: int) -> None:
    """The timer of a chain's message: it is sent if all that it needs still holds, then the next one is set."""
    chain = next((chain for chain in talk.root.chains if chain.id == name), None)
    run = talk.chains.get(name)
    if chain is None or run is None or run.next != index or index >= len(chain.steps):
        return
    hours = chain.hours
    if hours is not None and within_hours(talk, talk.now, hours) > talk.now:
        _set_timer(talk, chain, run.since, index)
        return
    text = chain.steps[index].say
    if talk.status in SENDING and talk.consented("ads") and _holds(talk, chain) and not _outdated(talk, text):
        talk.say(talk.text(text), step=chain.id, kind="broadcast")
    if index + 1 < len(chain.steps):
        talk.chains = {**talk.chains, name: ChainRun(run.since, index + 1)}
        _set_timer(talk, chain, run.since, index + 1)
    else:
        talk.chains = {id_: other for id_, other in talk.chains.items() if id_ != name}


def within_hours(talk: Talk, moment: datetime, hours: tuple[int, int]) -> datetime:
    """The moment itself, or the next one at which the prospect's clock, else the script's, is within these hours.

    `hours` are minutes after midnight; a span over midnight ("20:00-02:00") holds both ends.
    """
    start, end = hours
    local = talk.their(moment)
    minutes = local.hour * 60 + local.minute
    inside = start <= minutes < end if start <= end else minutes >= start or minutes < end
    if inside or start == end:
        return moment
    opening = datetime.combine(local.date(), datetime.min.time(), local.tzinfo)
    opening = opening.replace(hour=start // 60 % 24, minute=start % 60)
    if opening <= local:
        opening += timedelta(days=1)
    return opening.astimezone(UTC)


def _set_timer(talk: Talk, chain: Chain, since: datetime, index: int) -> None:
    moment = max(since + timedelta(seconds=chain.steps[index].after), talk.now)
    if chain.hours is not None:
        moment = within_hours(talk, moment, chain.hours)
    talk.tell(TimerSet("chain", talk.question, at=moment, index=index, name=chain.id))


def _holds(talk: Talk, chain: Chain) -> bool:
    return chain.when is None or chain.when.holds(talk.value)


def _stops(talk: Talk, id_: str, cause: str) -> bool:
    chain = next((chain for chain in talk.root.chains if chain.id == id_), None)
    return chain is None or (cause in chain.stop_on and cause != chain.trigger)


def _outdated(talk: Talk, text: Text) -> bool:
    """It names a code or a deadline that there is not, or no longer."""
    template = text.by_language.get(talk.language) or text.by_language.get(talk.root.language, ())
    if not any(isinstance(part, Placeholder) and part.name in DEADLINE_NAMES for part in template):
        return False
    reward = talk.reward
    return reward is None or (reward.valid_until is not None and reward.valid_until <= talk.now)
