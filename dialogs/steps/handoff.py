"""`handoff: {say, within, nobody}`: a person takes over; the script is silent until the talk is handed back.

    - id: manager
      handoff: {say: A manager joins you now., within: 15m, nobody: "Nobody is in, we answer tomorrow from 10:00."}

Once per conversation. The talk rests on this step, and goes on with the next one.
"""

from __future__ import annotations

from dialogs.events import HandedOff, TimerSet
from dialogs.script import Handoff, Step
from dialogs.talk import Talk

from .base import Act, Outcome, Way
from .say import present

WITHIN = 900  # seconds, where nothing is said


class DoHandoff(Act[Handoff]):
    def run(self, talk: Talk, step: Step, kind: Handoff) -> Outcome:
        if not talk.mark(f"{step.id}!"):
            return Way.ON
        present(talk, step)
        if kind.say is not None:
            talk.say(talk.text(kind.say), step=step.id)
        hand_off(talk, step.id, kind.within, asked=False)
        talk.under = "next"
        return Way.REST


def hand_off(talk: Talk, step: str, within: int, *, asked: bool) -> None:
    """A person is wanted: the script says nothing from now on. `under` keeps the status of before."""
    talk.quiet()
    talk.lock()
    talk.under, talk.status, talk.nobody = talk.status, "handed_off", False
    talk.tell(HandedOff(step, within, asked))
    talk.tell(TimerSet("nobody", talk.question, after=within))
