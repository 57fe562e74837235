"""`name: {}`: how to address the prospect. Passed over where the name is known of this person.

- id: name
  ask: How may we call you?
  name: {}
"""

from __future__ import annotations

from dialogs import answers
from dialogs.events import GaveName
from dialogs.script import Name, Step
from dialogs.talk import Talk

from .base import Missed, Question, Reading, Took


class AskName(Question[Name]):
    def known(self, talk: Talk, step: Step, kind: Name) -> Took | None:
        name = talk.name or talk.person.name
        if not name:
            return None
        talk.name = name
        return Took(name, name)

    def typed(self, talk: Talk, step: Step, kind: Name, text: str) -> Reading:
        name = answers.name(text, talk.language)
        return Took(name, name) if name else Missed(talk.phrase("retry_name"))

    def took(self, talk: Talk, step: Step, kind: Name, answer: Took) -> None:
        name = str(answer.value)
        if name != talk.name:
            talk.name = name
            talk.tell(GaveName(name))
