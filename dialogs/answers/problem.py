"""Why an answer was not taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """`phrase(problem.key, language, **problem.values)` are the words for the prospect."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
