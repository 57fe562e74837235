"""`notify: managers`: tells the managers of the lead, once per conversation.

- notify: managers
"""

from __future__ import annotations

from dialogs.events import Notified
from dialogs.script import Notify, Step
from dialogs.talk import Talk

from .base import Act, Outcome, Way
from .say import present


class DoNotify(Act[Notify]):
    def run(self, talk: Talk, step: Step, kind: Notify) -> Outcome:
        present(talk, step)
        if talk.mark(f"{talk.here.id}/{step.id}!"):
            talk.tell(Notified(step.id))
        return Way.ON
