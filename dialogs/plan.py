"""What is worked out once per script, so that a turn pays for look-ups only: places, worths, fixed texts, keyboards.

A `Plan` is found again by the script's identity; it holds the script, so that the identity cannot be taken twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .events import Button
from .languages import render
from .leads import ScoreReason, Worth
from .script import Date, FreeText, Location, Number, Option, Options, Rating, Script, Slot, Step, Text, Upload

QUIZ_KINDS = (Options, Number, FreeText, Date, Slot, Rating, Location, Upload)
"""Questions whose valid answers raise the discount and count as quiz answers."""

MOST_PLANS = 256


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step stands: the script that it is in, its index there."""

    script: Script
    index: int
    step: Step


@dataclass(frozen=True, slots=True)
class Plan:
    """`places` holds the steps with an id of the script and of all that it can call: they share one set of names."""

    script: Script
    scripts: Mapping[str, Script]
    places: Mapping[str, Place]
    worths: Mapping[str, Worth]
    options: Mapping[str, Mapping[str, Option]]  # step -> option id -> option
    spoken: Mapping[str, tuple[str, ...]]  # language -> it first, then the script's others
    zone: ZoneInfo
    fixed: dict[tuple[int, str], str | None] = field(default_factory=dict)
    keyboards: dict[tuple[str, str, int, bool], tuple[Button, ...]] = field(default_factory=dict)

    def fixed_text(self, text: Text, language: str) -> str | None:
        """The text where it holds no values, else None."""
        key = (id(text), language)
        try:
            return self.fixed[key]
        except KeyError:
            template = text.by_language.get(language) or text.by_language.get(self.script.language)
            if template is None:
                template = next(iter(text.by_language.values()), ())
            found = "".join(map(str, template)) if all(isinstance(part, str) for part in template) else None
            self.fixed[key] = found
            return found


def plan_of(script: Script) -> Plan:
    """The script's plan; made when the script is first seen."""
    plan = _PLANS.get(id(script))
    if plan is None or plan.script is not script:
        while len(_PLANS) >= MOST_PLANS:
            _PLANS.pop(next(iter(_PLANS)), None)
        plan = _PLANS[id(script)] = _made(script)
    return plan


_PLANS: dict[int, Plan] = {}


def _made(script: Script) -> Plan:
    places: dict[str, Place] = {}
    for part in (*script.called.values(), script):
        for index, step in enumerate(part.steps):
            places[step.id] = Place(part, index, step)
    options = {
        id_: {option.id: option for option in place.step.kind.options}
        for id_, place in places.items()
        if isinstance(place.step.kind, Options)
    }
    return Plan(
        script=script,
        scripts={**script.called, script.id: script},
        places=places,
        worths=dict(_worths(places, script.language)),
        options=options,
        spoken={one: (one, *(other for other in script.languages if other != one)) for one in script.languages},
        zone=zone_of(script.timezone) or ZoneInfo("UTC"),
    )


def zone_of(name: str) -> ZoneInfo | None:
    """The time zone of this name; None where there is none."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _worths(places: Mapping[str, Place], language: str) -> Iterator[tuple[str, Worth]]:
    for id_, place in places.items():
        step = place.step
        if step.ask is None:
            continue
        options = step.kind.options if isinstance(step.kind, Options) else ()
        yield (
            id_,
            Worth(
                options={option.id: (_reason(id_, option, language), option.tags) for option in options},
                rules=step.score,
                counts=isinstance(step.kind, QUIZ_KINDS),
                slot=isinstance(step.kind, Slot),
            ),
        )


def _reason(step: str, option: Option, language: str) -> ScoreReason | None:
    if not option.score:
        return None
    return ScoreReason(step, option.score, render(option.text, language, language, lambda name: None))
