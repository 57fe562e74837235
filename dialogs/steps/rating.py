"""`rating: {max: 5}`: a mark from 1 to `max`.

- id: mark
  ask: How did we do?
  rating: {max: 5}
"""

from __future__ import annotations

from dialogs import answers
from dialogs.events import Button
from dialogs.leads import Answer
from dialogs.script import Rating, Step
from dialogs.talk import Talk

from .base import Missed, Question, Reading, Refused, Took, ticked


class AskRating(Question[Rating]):
    keyboard = "options"
    choice = True

    def buttons(self, talk: Talk, step: Step, kind: Rating, number: int) -> tuple[Button, ...]:
        return tuple(Button(str(mark), f"{number}.{mark}") for mark in range(1, kind.max + 1))

    def typed(self, talk: Talk, step: Step, kind: Rating, text: str) -> Reading:
        mark = answers.rating(text, kind.max)
        return Missed(talk.phrase("retry_rating", max=kind.max)) if mark is None else Took(mark, str(mark))

    def pressed(self, talk: Talk, step: Step, kind: Rating, word: str, old: Answer | None) -> Reading:
        mark = int(word) if word.isascii() and word.isdigit() else 0
        return Took(mark, str(mark)) if 1 <= mark <= kind.max else Refused(talk.phrase("not_now"))

    def marked(self, talk: Talk, step: Step, kind: Rating, number: int, value: object) -> tuple[Button, ...]:
        return tuple(
            ticked(button, str(value) == str(mark))
            for mark, button in enumerate(self.buttons(talk, step, kind, number), 1)
        )
