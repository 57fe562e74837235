"""`branch: [{when, go}, ..., {otherwise}]`: the first true line; without `otherwise` the next step.

- id: next
  branch:
    - {when: "temperature == 'hot'", go: manager}
    - {otherwise: bye}
"""

from __future__ import annotations

from dialogs.script import Branch, Step
from dialogs.talk import Talk

from .base import Act, Outcome, Way
from .say import present


class DoBranch(Act[Branch]):
    def run(self, talk: Talk, step: Step, kind: Branch) -> Outcome:
        present(talk, step)
        for way in kind.ways:
            if way.when is None or way.when.holds(talk.value):
                return way.go
        return Way.ON
