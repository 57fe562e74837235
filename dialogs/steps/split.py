"""`split: {ab: {short: 50, long: 50}}`: draws once per person, script and variable, by relative weight.

    - id: test
      split: {ab: {short: 50, long: 50}}

It jumps nowhere: `when: "ab == 'long'"` does. New weights move only new people.
"""

from __future__ import annotations

from dataclasses import replace

from dialogs.events import SplitDrawn
from dialogs.script import Split, Step
from dialogs.talk import Talk

from .base import Act, Outcome, Way
from .say import present


class DoSplit(Act[Split]):
    def run(self, talk: Talk, step: Step, kind: Split) -> Outcome:
        present(talk, step)
        key = f"{talk.root.id}.{kind.name}"
        drawn = talk.person.splits.get(key)
        if drawn is None:
            drawn = talk.random.choices(list(kind.weights), list(kind.weights.values()))[0]
            talk.person = replace(talk.person, splits={**talk.person.splits, key: drawn})
            talk.tell(SplitDrawn(kind.name, drawn))
        talk.variables = {**talk.variables, kind.name: drawn}
        return Way.ON
