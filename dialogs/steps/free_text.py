"""`text: {max: 1000}`: takes everything but commands.

- id: comment
  ask: What else should we know?
  text: {max: 1000}
  optional: true
"""

from __future__ import annotations

from dialogs.script import FreeText, Step
from dialogs.talk import Talk

from .base import Missed, Question, Reading, Took

LONGEST = 4000  # characters, where the script gives no bound


class AskText(Question[FreeText]):
    def typed(self, talk: Talk, step: Step, kind: FreeText, text: str) -> Reading:
        words = text.strip()
        most = kind.max or LONGEST
        if not words:
            return Missed(talk.phrase("retry_text"))
        if len(words) > most:
            return Missed(talk.phrase("retry_text_long", max=most))
        return Took(words, words)
