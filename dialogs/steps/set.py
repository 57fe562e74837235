"""`set: {segment: "'b2b'"}`: keeps values under names of the script's own.

- set: {segment: "'b2b'", big: "area > 20"}
"""

from __future__ import annotations

from dialogs.script import Set, Step
from dialogs.talk import Talk

from .base import Act, Outcome, Way
from .say import present


class DoSet(Act[Set]):
    def run(self, talk: Talk, step: Step, kind: Set) -> Outcome:
        present(talk, step)
        for name, expression in kind.values.items():
            value = expression.value(talk.value)
            talk.variables = {**talk.variables, name: list(value) if isinstance(value, tuple) else value}
        return Way.ON
