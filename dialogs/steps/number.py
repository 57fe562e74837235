"""`number: {min: 3, max: 100}`: a number, bounds included, units ignored.

- id: area
  ask: Which area, m²?
  number: {min: 3, max: 100}
"""

from __future__ import annotations

from dialogs import answers
from dialogs.script import Number, Step
from dialogs.talk import Talk

from .base import Missed, Question, Reading, Took

LARGEST_WHOLE = 2**53  # what JSON readers still know exactly


class AskNumber(Question[Number]):
    def typed(self, talk: Talk, step: Step, kind: Number, text: str) -> Reading:
        found = answers.number(text, talk.language, kind.min, kind.max)
        if isinstance(found, answers.Problem):
            return Missed(talk.phrase(found.key, **found.values))
        if abs(found) > LARGEST_WHOLE:
            found = float(found)
        return Took(found, text.strip())
