"""Faults of a script that loads: what would surprise its admin or its prospects, found without running it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence

from .checks.flow import (
    check_branches,
    check_consent,
    check_lead,
    check_loops,
    check_reached,
    check_reminders,
    check_reward,
    check_score,
    check_silent_ends,
    check_targets,
)
from .checks.limits import check_limits
from .checks.names import check_doubled_names, check_names
from .checks.neighbours import check_calls, check_files, check_products, check_start
from .checks.subject import Subject
from .errors import Fault
from .script import Script
from .ways import score_range

__all__ = ["check", "score_range"]

_CHECKS: Sequence[Callable[[Subject], Iterator[Fault]]] = (
    check_targets,
    check_names,
    check_doubled_names,
    check_reached,
    check_loops,
    check_silent_ends,
    check_consent,
    check_lead,
    check_score,
    check_reward,
    check_reminders,
    check_branches,
    check_limits,
    check_start,
    check_calls,
    check_products,
    check_files,
)


def check(script: Script, *, others: Sequence[Script] = (), files: Container[str] | None = None) -> tuple[Fault, ...]:
    """Everything wrong with a loaded script, warnings too, in the order of the file.

    `others` are the scripts beside it (it may be among them), `files` the names of the files beside it; None where
    they are not known, which leaves that check out. A warning keeps nobody from publishing.
    """
    others = tuple(other for other in others if other is not script and other != script)
    subject = Subject(script, others, files)
    found: dict[Fault, None] = dict.fromkeys(script.remarks)
    for part in _CHECKS:
        found.update(dict.fromkeys(part(subject)))
    return tuple(sorted(found))
