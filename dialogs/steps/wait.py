"""`wait: 2h` and `until: "09:00"`: the talk goes on later.

    - id: pause
      wait: 2h
    - id: morning
      until: "09:00"          # the next time that the script's clock shows it

Passed at once on a way that is gone again after an answer was changed, unless the wait itself is not over.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dialogs.events import TimerSet
from dialogs.script import Step, Until, Wait
from dialogs.talk import Talk

from .base import Act, Outcome, Way
from .say import present


class DoWait(Act[Wait]):
    def run(self, talk: Talk, step: Step, kind: Wait) -> Outcome:
        return rest(talk, step, talk.now + timedelta(seconds=kind.seconds))


class DoUntil(Act[Until]):
    def run(self, talk: Talk, step: Step, kind: Until) -> Outcome:
        return rest(talk, step, next_time(talk.local(), kind.minutes))


def rest(talk: Talk, step: Step, until: datetime) -> Outcome:
    """Waits, once on each way: the moment of a wait that is not over stays."""
    present(talk, step)
    if not talk.mark(f"{step.id}!") and talk.standing:
        if talk.wait_until is None or talk.wait_until <= talk.now:
            return Way.ON
        until = talk.wait_until
    talk.status, talk.wait_until = "waiting", until
    talk.tell(TimerSet("wait", talk.question, at=until))
    return Way.REST


def next_time(local: datetime, minutes: int) -> datetime:
    """The next moment, in UTC, at which this clock shows so many minutes after midnight; never the present one."""
    day = local.date()
    for ahead in range(3):
        moment = datetime.combine(day + timedelta(days=ahead), datetime.min.time(), local.tzinfo)
        moment = moment.replace(hour=minutes // 60 % 24, minute=minutes % 60).astimezone(UTC)
        if moment > local:
            return moment
    raise AssertionError("every clock shows every time within two days")
