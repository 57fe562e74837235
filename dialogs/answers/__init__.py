"""What a typed answer means: which option, number, date, time, name, yes or no.

Every reader is pure, takes any text whatever its length, and never raises. What it cannot read is None, or a
`Problem` whose words are `words.PHRASES[problem.key]`.
"""

from __future__ import annotations

from .agreement import yes_no
from .dates import date
from .names import name
from .numbers import number, rating
from .options import near_option, option, option_number, options_many
from .problem import Problem
from .slots import slot, slot_days, slot_times

__all__ = [
    "Problem", "date", "name", "near_option", "number", "option", "option_number", "options_many", "rating", "slot",
    "slot_days", "slot_times", "yes_no",
]  # fmt: skip
