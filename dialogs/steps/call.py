"""`call: other_script`: works through another script, then comes back to the step after.

    - id: contacts
      call: ask_contacts

The called script's names are the caller's too; the caller's reward, heat, lead, chains and time zone hold.
"""

from __future__ import annotations

from dialogs.script import Call, Step
from dialogs.state import Frame
from dialogs.talk import Talk

from .base import Act, Outcome, Way
from .say import present

DEEPEST = 8


class DoCall(Act[Call]):
    def run(self, talk: Talk, step: Step, kind: Call) -> Outcome:
        present(talk, step)
        if len(talk.below) >= DEEPEST:
            raise RecursionError(f"more than {DEEPEST} scripts call one another")
        talk.below = (*talk.below, Frame(talk.here.id, talk.at))
        talk.here, talk.at = talk.plan.scripts[kind.script], 0
        return Way.MOVED
