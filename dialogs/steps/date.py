"""`date: {}`: a day, typed in any usual way. Without a year it is the next such day.

- id: moving
  ask: When do you move in?
  date: {}
"""

from __future__ import annotations

from dialogs import answers
from dialogs.languages import show_date
from dialogs.script import Date, Step
from dialogs.talk import Talk

from .base import Missed, Question, Reading, Took


class AskDate(Question[Date]):
    def typed(self, talk: Talk, step: Step, kind: Date, text: str) -> Reading:
        day = answers.date(text, talk.language, talk.local().date())
        if isinstance(day, answers.Problem):
            return Missed(talk.phrase(day.key, **day.values))
        return Took(day.isoformat(), show_date(day, talk.language))
