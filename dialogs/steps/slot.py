"""`slot: {days: 3, from: "10:00", to: "19:00", every: 1h}`: a time to call; the day is asked first, then the time.

    - id: call_time
      ask: When may we call?
      slot: {days: 3, from: "10:00", to: "19:00", every: 1h}

The value is 'YYYY-MM-DDTHH:MM' by the script's clock. A button carries its moment, so that it never means another.
"""

from __future__ import annotations

from datetime import date, datetime, time

from dialogs import answers
from dialogs.events import Button
from dialogs.languages import show_datetime, show_day
from dialogs.leads import Answer
from dialogs.script import Slot, Step
from dialogs.talk import Talk
from dialogs.variables import MOMENT

from .base import Missed, Partly, Question, Reading, Refused, Took, ticked

DAY, TIME = "%Y%m%d", "%Y%m%d%H%M"


class AskSlot(Question[Slot]):
    keyboard = "options"
    choice = True

    def buttons(self, talk: Talk, step: Step, kind: Slot, number: int) -> tuple[Button, ...]:
        now = talk.local()
        if talk.day:
            return self._times(talk, step, kind, number, date.fromisoformat(talk.day))
        days = self._days(talk, step, kind)
        return tuple(Button(show_day(day, now.date(), talk.language), f"{number}.d{day.strftime(DAY)}") for day in days)

    def words(self, talk: Talk, step: Step, kind: Slot) -> str | None:
        return self._which(talk, date.fromisoformat(talk.day)) if talk.day else None

    def typed(self, talk: Talk, step: Step, kind: Slot, text: str) -> Reading:
        now = talk.local()
        chosen = date.fromisoformat(talk.day) if talk.day else None
        found = answers.slot(text, kind, now, talk.language, chosen)
        numbered = self._numbered(talk, step, kind, text, found)
        if numbered is not None:
            return numbered
        if found is None:
            return Missed(talk.phrase("retry_slot" if answers.slot_days(kind, now) else "slot_none"))
        if isinstance(found, datetime):
            free = found.time() in self._free(talk, step, kind, found.date())
            return self._took(talk, found) if free else Missed(talk.phrase("slot_taken"), free=True)
        return self._day(talk, found)

    def pressed(self, talk: Talk, step: Step, kind: Slot, word: str, old: Answer | None) -> Reading:
        now = talk.local()
        day = _read(word[1:], DAY) if word.startswith("d") else None
        if day is not None and old is None:
            if day.date() in answers.slot_days(kind, now) and self._free(talk, step, kind, day.date()):
                return self._day(talk, day.date())
            return Refused(talk.phrase("slot_taken"))
        moment = _read(word[1:], TIME) if word.startswith("t") else None
        if moment is None:
            return Refused(talk.phrase("not_now"))
        if moment.time() in self._free(talk, step, kind, moment.date()):
            return self._took(talk, moment)
        return Refused(talk.phrase("slot_taken"))

    def marked(self, talk: Talk, step: Step, kind: Slot, number: int, value: object) -> tuple[Button, ...]:
        moment = datetime.fromisoformat(str(value))
        chosen = f"{number}.t{moment.strftime(TIME)}"
        return tuple(ticked(one, one.data == chosen) for one in self._times(talk, step, kind, number, moment.date()))

    def took(self, talk: Talk, step: Step, kind: Slot, answer: Took) -> None:
        talk.day = ""

    def _numbered(self, talk: Talk, step: Step, kind: Slot, text: str, found: datetime | date | None) -> Reading | None:
        """The number of a day or time on the list, for screens without buttons. "15" is an hour that is on offer."""
        if not talk.day:
            days = self._days(talk, step, kind)
            place = answers.option_number(len(days), text)
            return None if place is None else self._day(talk, days[place])
        day = date.fromisoformat(talk.day)
        times = self._free(talk, step, kind, day)
        place = answers.option_number(len(times), text)
        if place is None or (isinstance(found, datetime) and found.hour == place + 1):
            return None
        return self._took(talk, datetime.combine(day, times[place]))

    def _days(self, talk: Talk, step: Step, kind: Slot) -> list[date]:
        return [day for day in answers.slot_days(kind, talk.local()) if self._free(talk, step, kind, day)]

    def _times(self, talk: Talk, step: Step, kind: Slot, number: int, day: date) -> tuple[Button, ...]:
        return tuple(
            Button(f"{moment:%H:%M}", f"{number}.t{datetime.combine(day, moment).strftime(TIME)}")
            for moment in self._free(talk, step, kind, day)
        )

    def _free(self, talk: Talk, step: Step, kind: Slot, day: date) -> list[time]:
        """The times of that day that are still to come and have a place left."""
        times = answers.slot_times(kind, day, talk.local())
        booked = talk.person.booked
        if kind.places is None or not booked:
            return times
        places = kind.places
        return [
            moment
            for moment in times
            if booked.get(f"{step.id} {datetime.combine(day, moment).strftime(MOMENT)}", 0) < places
        ]

    def _day(self, talk: Talk, day: date) -> Reading:
        talk.day = day.isoformat()
        return Partly(self._which(talk, day))

    def _which(self, talk: Talk, day: date) -> str:
        return talk.phrase("slot_time", day=show_day(day, talk.local().date(), talk.language))

    def _took(self, talk: Talk, moment: datetime) -> Took:
        return Took(moment.strftime(MOMENT), show_datetime(moment, talk.language))


def _read(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form) if text.isascii() and text.isdigit() else None
    except ValueError:
        return None
