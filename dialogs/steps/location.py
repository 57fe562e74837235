"""`location: {}`: a place, sent with the platform's button or typed as an address.

    - id: place
      ask: Where shall we measure?
      location: {}

The value is the text: the typed address, or "latitude, longitude" with the title that came with it.
"""

from __future__ import annotations

from dialogs.events import Button
from dialogs.inputs import Located
from dialogs.script import Location, Step
from dialogs.talk import Talk

from .base import Missed, Question, Reading, Took

LONGEST = 500  # characters


class AskLocation(Question[Location]):
    keyboard = "location"

    def buttons(self, talk: Talk, step: Step, kind: Location, number: int) -> tuple[Button, ...]:
        return (Button(talk.phrase("share_location_button"), f"{number}.share", "share_location"),)

    def typed(self, talk: Talk, step: Step, kind: Location, text: str) -> Reading:
        words = " ".join(text.split())
        if not words or len(words) > LONGEST or not any(map(str.isalnum, words)):
            return Missed(talk.phrase("retry_location"))
        return Took(words, words)

    def located(self, talk: Talk, step: Step, kind: Location, place: Located) -> Reading:
        """A place sent with the platform's button."""
        point = f"{place.latitude:.6f}, {place.longitude:.6f}"
        text = f"{place.title} ({point})" if place.title else point
        return Took(text, text)
