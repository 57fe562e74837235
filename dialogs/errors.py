"""What can go wrong in `dialogs`, and whose fault it is.

DialogError
├── ScriptError          the admin's file: carries every Fault found in it
├── StateError           a stored state that this version cannot read
└── InputError           the caller broke the rules of the engine: a bug of ours
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in a script, in words for the admin who wrote it.

    `line` counts from 1; `step` is empty where no step is to blame. `code` is stable, for programs.
    A warning does not keep a script from being published.
    """

    file: str
    line: int
    step: str
    code: str
    text: str
    todo: str
    warning: bool = False

    def __str__(self) -> str:
        """`FILE:LINE: STEP: fault. What to do.` as `leadquiz check` prints it."""
        place = f"{self.file}:{self.line}: "
        step = f"{self.step}: " if self.step else ""
        return f"{place}{step}{self.text.rstrip('.')}. {self.todo.rstrip('.')}."


class DialogError(Exception):
    """The root of what this package raises."""


class ScriptError(DialogError):
    """The script cannot be loaded; `faults` lists everything wrong with it, in the order of the file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class StateError(DialogError):
    """A stored conversation state is of an unknown version or damaged."""


class InputError(DialogError):
    """The engine was called in a way that it forbids."""
