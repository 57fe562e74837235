"""Which script a first message starts."""

from __future__ import annotations

from collections.abc import Sequence

from .languages import fold
from .script import Script


def choose(scripts: Sequence[Script], *, ref: str, text: str, product: bool) -> Script | None:
    """The script that claims the message: by the link's `ref` (a whole one before a prefix, a longer prefix before a
    shorter), by a keyword that is the whole text, by a product card that it was written from, else the default one.

    None where no script claims it. A script without `start` can only be called.
    """
    starting = [script for script in scripts if script.start is not None]
    return (
        (_by_ref(starting, ref) if ref else None)
        or _by_keyword(starting, text)
        or (_by_product(starting) if product else None)
        or next((script for script in starting if script.start is not None and script.start.default), None)
    )


def claims_ref(script: Script, ref: str) -> bool:
    """Whether this link's payload is one of the script's own."""
    return _fits(script, ref) > 0


def by_keyword(scripts: Sequence[Script], text: str) -> Script | None:
    """The script of which the whole text is a keyword."""
    return _by_keyword([script for script in scripts if script.start is not None], text)


def _by_ref(scripts: Sequence[Script], ref: str) -> Script | None:
    best = max(scripts, key=lambda script: _fits(script, ref), default=None)
    return best if best is not None and _fits(best, ref) > 0 else None


def _fits(script: Script, ref: str) -> int:
    """How closely: 0 not at all, the number of letters before the `*`, more for the whole."""
    fits = 0
    for rule in script.start.refs if script.start is not None else ():
        if rule == ref:
            return WHOLE
        if rule.endswith("*") and ref.startswith(rule[:-1]):
            fits = max(fits, len(rule))
    return fits


WHOLE = 1_000_000


def _by_keyword(scripts: Sequence[Script], text: str) -> Script | None:
    folded = fold(text)
    if not folded:
        return None
    for script in scripts:
        if script.start is not None and folded in map(fold, script.start.keywords):
            return script
    return None


def _by_product(scripts: Sequence[Script]) -> Script | None:
    for script in scripts:
        if script.start is not None and script.start.products:
            return script
    return None
