"""What the program must know of a language to talk in it: one `Pack` for each, tables and nothing else.

Words are written as people write them; whoever matches them folds them first (`languages.fold`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pack:
    """One language. Every tuple of words goes from the usual one to the rare ones."""

    code: str
    name: str  # of the language, in the language itself
    commands: Mapping[str, tuple[str, ...]]  # command -> phrases, the first is the button's label
    phrases: Mapping[str, str]  # what the engine itself says

    # Answers in words
    yes: tuple[str, ...]  # beside the command of that name, where a yes or no is expected
    no: tuple[str, ...]
    polite: tuple[str, ...]  # may stand beside yes or no and changes nothing
    choice: tuple[str, ...]  # "option" in "option 2"
    ordinals: tuple[tuple[str, ...], ...]  # first to tenth, every form of each
    conjunctions: tuple[str, ...]  # "and" between two choices

    # Numbers
    decimal: str
    numbers: Mapping[str, float]  # 0 to 99 in words, and words for whole hundreds where the language has them
    hundred: tuple[str, ...]  # multiplies what stands before it
    scales: Mapping[str, int]  # "thousand", "k", "million"
    half: tuple[str, ...]  # adds a half: "and a half"
    minus: tuple[str, ...]
    vague: tuple[str, ...]  # with one of these it is no number: "or", "several", "not"

    # Days and times
    months: tuple[tuple[str, ...], ...]  # January to December
    weekdays: tuple[tuple[str, ...], ...]  # Monday to Sunday
    days: Mapping[str, int]  # "tomorrow" -> 1, "yesterday" -> -1
    after: tuple[str, ...]  # "in" of "in 3 days"
    spans: Mapping[str, int]  # "week" -> 7
    clock: Mapping[str, int]  # "noon" -> minutes after midnight
    morning: tuple[str, ...]  # after an hour: before noon
    evening: tuple[str, ...]  # after an hour: after noon
    date_form: str  # of strftime
    day_names: tuple[str, ...]  # short, Monday to Sunday, for buttons
    day_form: str = "%d.%m"  # beside a day's short name

    # Names
    introductions: tuple[str, ...] = ()  # "my name is"
    greetings: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()  # what people write instead of a name
    articles: tuple[str, ...] = ()  # words for 1 that mean nothing beside another number
    plural: str = "one"  # which rule: east (3 forms), one (1 is singular), below_two (0 and 1 are singular)


def composed(
    units: tuple[str, ...], tens: tuple[str, ...], *, pattern: str = "{ten} {unit}", start: int = 2
) -> dict[str, float]:
    """`units` are 0 to 19, `tens` 20, 30, ... 90; gives the words of 0 to 99. Slashes divide forms of one number."""
    words: dict[str, float] = {}
    for value, forms in enumerate(units):
        for form in forms.split("/"):
            words[form] = value
    for place, forms in enumerate(tens, start):
        for ten in forms.split("/"):
            words[ten] = place * 10
            for unit in range(1, 10):
                for form in units[unit].split("/"):
                    words[pattern.format(ten=ten, unit=form)] = place * 10 + unit
    return words
