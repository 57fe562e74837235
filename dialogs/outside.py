"""What does not come from the prospect: due timers, managers who take over and hand back, what chains wait for."""

from __future__ import annotations

from . import chains, commands
from .answering import give_up, open_step, sleep
from .events import Resumed
from .inputs import TimedOut
from .leads import STATUSES
from .script import Handoff
from .talk import Talk
from .walking import leave, walk


def timed_out(talk: Talk, heard: TimedOut) -> None:
    """A timer is due. It belongs to a question: once another one is asked it does nothing."""
    if heard.kind == "chain":
        chains.due(talk, heard.name, heard.index)
        return
    if heard.question != talk.question:
        return
    match (heard.kind, talk.status):
        case ("remind", "asking"):
            step = open_step(talk)
            if 0 <= heard.index < len(step.remind) and talk.mark(f"{step.id}@{heard.index}"):
                talk.say(talk.text(step.remind[heard.index].say), step=step.id, kind="reminder")
        case ("give_up", "asking"):
            if open_step(talk).give_up is not None:
                give_up(talk)
        case ("sleep", "asking"):
            if open_step(talk).give_up is None:
                talk.quiet()
                sleep(talk, "time")
                chains.begin(talk, "abandoned")
        case ("wait", "waiting"):
            if talk.wait_until is not None and talk.wait_until <= talk.now:
                _next(talk)
        case ("nobody", "handed_off"):
            if not talk.nobody:
                talk.nobody = True
                talk.say(_nobody(talk))
        case _:
            pass


def _nobody(talk: Talk) -> str:
    if talk.under == "next" and isinstance(handoff := talk.here.steps[talk.at].kind, Handoff) and handoff.nobody:
        return talk.text(handoff.nobody)
    return talk.phrase("nobody_there")


def _next(talk: Talk) -> None:
    talk.wait_until = None
    if leave(talk, talk.here.steps[talk.at]):
        walk(talk)


def taken_over(talk: Talk) -> None:
    """A manager talks: the script is silent, and nobody need be excused."""
    talk.quiet()
    talk.cancel_timers("nobody")
    talk.nobody = True
    if talk.status != "handed_off":
        talk.lock()
        talk.under, talk.status = talk.status, "handed_off"


def handed_back(talk: Talk) -> None:
    """The script goes on: after a hand-off step with the next one, else where it stood. After a stop it is silent
    until the prospect writes."""
    if talk.status != "handed_off":
        return
    under, talk.under, talk.nobody = talk.under, "", False
    talk.cancel_timers("nobody")
    if not talk.stopped:
        talk.tell(Resumed())
    match under:
        case "next" | "waiting" if talk.stopped:
            talk.status, talk.wait_until = "waiting", None
        case "asking" | "asleep" if talk.stopped:
            talk.status, talk.slept = "asleep", "stop"
        case "next":
            _next(talk)
        case "asking" | "asleep":
            talk.status = "asleep"
            commands.repeat(talk)
        case "waiting" if talk.wait_until is not None and talk.wait_until <= talk.now:
            _next(talk)
        case _:
            talk.status = under or "finished"


def happened(talk: Talk, name: str, reason: str) -> None:
    """Won, lost, contacted, blocked, or an event of the shop's own: what chains wait for, and stop on."""
    if name in STATUSES:
        talk.lead_status = name
        talk.loss_reason = reason if name == "lost" else ""
    if name.startswith("event:"):
        talk.event = name.removeprefix("event:")
    chains.stop(talk, name)
    if name == "blocked":
        talk.timed = False
        talk.cancel_timers()
    else:
        chains.begin(talk, name)
