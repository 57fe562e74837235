"""The small safe language of conditions: `style != 'unsure' and area > 4`.

Comparison, `and or not in`, arithmetic, names, literals; no calls, bounded size (rules 7 and 8 of the format). A source
is compiled to closures once, so that a turn pays for a few calls only; evaluation never raises.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from .expression_tree import (
    MAX_LENGTH,
    NONE,
    WORDS,
    Chain,
    Compared,
    Constant,
    ExpressionError,
    Joined,
    Listed,
    Literal,
    Name,
    Node,
    Not,
    Sum,
    read,
)

__all__ = ["MAX_LENGTH", "WORDS", "Compared", "Expression", "ExpressionError", "Literal", "Names", "parse"]

Names: TypeAlias = Callable[[str], object]
Run: TypeAlias = Callable[[Names], object]


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed condition or value. Two are equal when their sources are."""

    source: str
    names: frozenset[str] = field(compare=False)
    compared: tuple[Compared, ...] = field(compare=False, repr=False)
    equated: frozenset[str] = field(
        compare=False, repr=False
    )  # names that stand beside == or != without a literal none
    _run: Run = field(compare=False, repr=False)

    def value(self, names: Names) -> object:
        """The value, where `names` gives each name's value and None for `none`. Numbers are finite."""
        return self._run(names)

    def holds(self, names: Names) -> bool:
        """Whether it counts as true: `none`, false, 0, "" and [] do not."""
        return bool(self._run(names))


def parse(source: str) -> Expression:
    """Compiles a source; raises ExpressionError in words for an admin."""
    tree = read(source)
    return Expression(source, tree.names, tree.compared, tree.equated, _compiled(tree.root))


# Evaluation -----------------------------------------------------------------------------------------------------------


def _compiled(node: Node) -> Run:
    match node:
        case Constant(value):
            return lambda names: value
        case Name(name):
            return lambda names: names(name)
        case Listed(items):
            runs = tuple(map(_compiled, items))
            return lambda names: [run(names) for run in runs]
        case Not(item):
            run = _compiled(item)
            return lambda names: not run(names)
        case Joined(op, items):
            return _joined(op, tuple(map(_compiled, items)))
        case Chain(items, ops):
            return _chained(items, ops)
        case Sum(first, rest):
            return _summed(_compiled(first), tuple((op, _compiled(item)) for op, item in rest))


def _joined(op: str, runs: tuple[Run, ...]) -> Run:
    ends_on = op == "or"

    def run(names: Names) -> object:
        value: object = None
        for item in runs:
            value = item(names)
            if bool(value) is ends_on:
                break
        return value

    return run


def _chained(items: tuple[Node, ...], ops: tuple[str, ...]) -> Run:
    if len(ops) == 1:
        return _compared(items[0], ops[0], items[1])
    pairs = tuple(_compared(left, op, right) for left, op, right in zip(items, ops, items[1:], strict=False))
    return lambda names: all(pair(names) for pair in pairs)


def _compared(left: Node, op: str, right: Node) -> Run:
    a, b = _compiled(left), _compiled(right)
    if op in ("==", "!="):
        wanted = op == "=="
        if right == NONE:
            return lambda names: (a(names) is None) is wanted
        if left == NONE:
            return lambda names: (b(names) is None) is wanted
        return lambda names: _equal(a(names), b(names)) is wanted
    if op in ("in", "not in"):
        wanted = op == "in"
        return lambda names: _contains(b(names), a(names)) is wanted
    return lambda names: _ordered(a(names), op, b(names))


def _summed(first: Run, rest: Sequence[tuple[str, Run]]) -> Run:
    def run(names: Names) -> object:
        value = first(names)
        for op, item in rest:
            value = _calculated(op, value, item(names))
        return value

    return run


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _equal(a: object, b: object) -> bool:
    """`none` equals nothing but the literal `none`; true is no 1."""
    if a is None or b is None or isinstance(a, bool) is not isinstance(b, bool):
        return False
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(_equal(x, y) for x, y in zip(a, b, strict=True))
    return bool(a == b)


def _contains(whole: object, part: object) -> bool:
    if isinstance(whole, str):
        return isinstance(part, str) and part in whole
    if isinstance(whole, list | tuple | set | frozenset):
        return any(_equal(item, part) for item in whole)
    return False


def _ordered(a: object, op: str, b: object) -> bool:
    if isinstance(a, str) and isinstance(b, str):
        return ((a > b) - (a < b)) in _SIGNS[op]
    if isinstance(a, int | float) and isinstance(b, int | float) and _is_number(a) and _is_number(b):
        return ((a > b) - (a < b)) in _SIGNS[op]
    return False


_SIGNS = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (1, 0)}


def _calculated(op: str, a: object, b: object) -> object:
    """Arithmetic of two numbers; none where one is no number, by zero, and where the result is too large."""
    if not (isinstance(a, int | float) and isinstance(b, int | float) and _is_number(a) and _is_number(b)):
        return None
    try:
        match op:
            case "+":
                value = float(a) + float(b)
            case "-":
                value = float(a) - float(b)
            case "*":
                value = float(a) * float(b)
            case _:
                value = float(a) / float(b)
    except (ZeroDivisionError, OverflowError):
        return None
    return _finite(value)


def _finite(value: float) -> int | float | None:
    """Whole numbers as int; ten digits after the point are kept, so that 0.1 + 0.2 is 0.3."""
    if not math.isfinite(value):
        return None
    value = round(value, 10)
    return int(value) if value.is_integer() and abs(value) < 2**53 else value
