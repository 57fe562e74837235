"""The built-in names of conditions and texts, and how values print: the table of the format, one line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from .languages import show, show_date, show_datetime
from .script import Date, Location, Options, Slot, Upload

if TYPE_CHECKING:
    from .talk import Talk

BUILT_IN: Mapping[str, Callable[[Talk], object]] = {
    "first_name": lambda talk: talk.person.first_name or None,
    "language": lambda talk: talk.language,
    "channel": lambda talk: talk.person.channel,
    "source": lambda talk: talk.source.source or None,
    "ref": lambda talk: talk.source.ref or None,
    "product": lambda talk: talk.product,
    "score": lambda talk: talk.count().score,
    "temperature": lambda talk: talk.temperature(),
    "tags": lambda talk: list(talk.count().tags),
    "discount": lambda talk: talk.discount(),
    "code": lambda talk: talk.reward.code if talk.reward is not None else None,
    "valid_until": lambda talk: _valid_until(talk),
    "consent.processing": lambda talk: talk.consented("processing"),
    "consent.ads": lambda talk: talk.consented("ads"),
    "status": lambda talk: talk.lead_status or None,
    "loss_reason": lambda talk: talk.loss_reason or None,
    "event": lambda talk: talk.event or None,
    "today": lambda talk: talk.local().date().isoformat(),
    "weekday": lambda talk: talk.local().isoweekday(),
    "hour": lambda talk: talk.local().hour,
}


def _valid_until(talk: Talk) -> str | None:
    """'YYYY-MM-DDTHH:MM' by the prospect's clock, comparable as text like the other moments of the format."""
    if talk.reward is None or talk.reward.valid_until is None:
        return None
    return talk.their(talk.reward.valid_until).strftime(MOMENT)


def shown(talk: Talk, name: str, value: object) -> str:
    """A value as it prints: labels for option ids, local numbers, days and moments."""
    place = talk.plan.places.get(name)
    answer = talk.answers.get(name) if place is not None else None
    if place is not None and answer is not None:
        match place.step.kind:
            case Options():
                options = talk.plan.options[name]
                ids = value if isinstance(value, list | tuple) else (value,)
                return ", ".join(talk.label(options[id_]) if id_ in options else str(id_) for id_ in ids)
            case Date() if isinstance(value, str):
                return show_date(date.fromisoformat(value), talk.language)
            case Slot() if isinstance(value, str):
                return show_datetime(datetime.fromisoformat(value), talk.language)
            case Upload() | Location():
                return answer.text
            case _:
                pass
    if name == "valid_until" and isinstance(value, str):
        return show_datetime(datetime.fromisoformat(value), talk.language)
    if name == "today" and isinstance(value, str):
        return show_date(date.fromisoformat(value), talk.language)
    return show(value, talk.language)


MOMENT = "%Y-%m-%dT%H:%M"
