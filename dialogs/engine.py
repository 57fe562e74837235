"""The engine: a script, a state and an input become a new state and events.

Pure: it awaits nothing, reads no clock, draws no chance of its own, calls nobody. The same script, inputs, clock and
seed give the same talk. It never raises: a loop or a state that does not fit the script gives `Failed` and keeps the
old state.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random

from . import hearing
from .events import Event, Failed, TimersCancelled
from .inputs import Input
from .leads import Source
from .script import Product, Script
from .state import Person, State
from .talk import Talk, fresh
from .walking import walk

SLEEP_AFTER = 30 * 86_400
"""Seconds without a word after which an open question without `give_up` sleeps: the caller's sweep then gives
`TimedOut("sleep", question)`. There is no timer for it, so that a turn costs none."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one input came to. With `Failed` among the events the state is the old one, and nothing was said."""

    state: State
    events: tuple[Event, ...]


def start(
    script: Script,
    person: Person,
    source: Source,
    now: datetime,
    random: Random,
    *,
    product: Product | None = None,
    before: State | None = None,
) -> Turn:
    """Begins a talk. `before` is the state of the conversation's talk before this one, if there was one: question
    numbers go on from it, so that an old button never answers a new question."""
    state = fresh(script, person, source, now, product=None if product is None else product.title, before=before)
    try:
        talk = Talk.of(script, state, now, random)
        if before is not None and (before.timed or before.chains or before.status != "finished"):
            talk.tell(TimersCancelled())
        walk(talk)
        return Turn(talk.close(None), tuple(talk.events))
    except Exception as error:
        return Turn(state, (Failed(_reason(error)),))


def advance(script: Script, state: State, input: Input, now: datetime, random: Random) -> Turn:
    """Takes one input. The script must be the version that the state began with, or was moved to."""
    try:
        talk = Talk.of(script, state, now, random)
        hearing.hear(talk, input)
        return Turn(talk.close(state), tuple(talk.events))
    except Exception as error:
        return Turn(state, (Failed(_reason(error)),))


def _reason(error: Exception) -> str:
    """Words for the log: never a prospect's, which the text of an unknown error may hold."""
    if type(error).__module__.startswith("dialogs"):
        return str(error)
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} at {place}: the state does not fit the script, or the engine is at fault"
