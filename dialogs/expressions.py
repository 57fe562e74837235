"""The small safe language of conditions: `style != 'unsure' and area > 4`.

Comparison, `and or not in`, arithmetic, names, literals; no calls, bounded size (rules 7 and 8 of the format). A source
is compiled to closures once, so that a turn pays for a few calls only; evaluation never raises.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

MAX_LENGTH = 1000
MAX_DEPTH = 30
WORDS = frozenset({"and", "or", "not", "in", "true", "false", "none"})

Names: TypeAlias = Callable[[str], object]
Run: TypeAlias = Callable[[Names], object]
Literal: TypeAlias = str | int | float | bool | None


class ExpressionError(ValueError):
    """The source is no expression. `text` says what is wrong, `todo` what to do, `at` where (from 0)."""

    def __init__(self, text: str, todo: str, at: int = 0) -> None:
        super().__init__(f"{text}. {todo}.")
        self.text, self.todo, self.at = text, todo, at


@dataclass(frozen=True, slots=True)
class Compared:
    """A name that is compared with a literal, for static checks.

    `op` is `== != < <= > >=` as if the name stood on the left; `in` and `not in` where the name is looked up in a list,
    one for each of its items; `has` and `has not` where the literal is looked up in the name.
    """

    name: str
    op: str
    value: Literal


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
    if len(source) > MAX_LENGTH:
        raise ExpressionError(
            f"The condition has {len(source)} characters", f"Write at most {MAX_LENGTH}; `set` can keep a part of it"
        )
    reader = _Reader(source)
    node = reader.either(0)
    reader.finish()
    return Expression(
        source, frozenset(reader.names), tuple(reader.compared), frozenset(reader.equated), _compiled(node)
    )


# Words of a source ----------------------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d+)?)(?![\w.])
    | (?P<string>'[^']*'|"[^"]*")
    | (?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)
    | (?P<op>==|!=|<=|>=|[<>+\-*/(),\[\]])
    )""",
    re.VERBOSE | re.ASCII,
)
_HINTS = (  # how a wrong source goes on -> what is wrong, what to do
    ("=", "`=` does not compare", "Write `==`"),
    ("<>", "`<>` is not known", "Write `!=`"),
    ("&", "`&` is not known", "Write `and`"),
    ("|", "`|` is not known", "Write `or`"),
    ("!", "`!` is not known", "Write `not`, or `!=` to compare"),
    ("'", "A text is not closed", "Put a `'` at its end"),
    ('"', "A text is not closed", 'Put a `"` at its end'),
    ("≥", "`≥` is not known", "Write `>=`"),
    ("≤", "`≤` is not known", "Write `<=`"),
    ("≠", "`≠` is not known", "Write `!=`"),
    ("−", "`−` is not known", "Write `-`"),
    ("–", "`–` is not known", "Write `-`"),
    ("×", "`×` is not known", "Write `*`"),
    *((quote, f"`{quote}` is no quote of the format", "Write texts in straight quotes: 'text'") for quote in "‘’“”«»`"),
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # number, string, name, op, word, end
    text: str
    at: int


def _tokens(source: str) -> list[_Token]:
    tokens: list[_Token] = []
    at, end = 0, len(source.rstrip())
    while at < end:
        match = _TOKEN.match(source, at)
        if match is None:
            raise _unreadable(source, at)
        kind = match.lastgroup or ""
        text = match[kind]
        if kind == "op" and text in "<>" and source[match.end() : match.end() + 1] == ">":
            raise ExpressionError("`<>` is not known", "Write `!=`", match.start(kind))
        if kind == "name" and text.lower() in WORDS:
            if text not in WORDS:
                raise ExpressionError(
                    f"`{text}` is not known", f"Write `{text.lower()}` in small letters", match.start(kind)
                )
            kind = "word"
        tokens.append(_Token(kind, text, match.start(match.lastgroup or 0)))
        at = match.end()
    return [*tokens, _Token("end", "", len(source))]


def _unreadable(source: str, at: int) -> ExpressionError:
    at += len(source[at:]) - len(source[at:].lstrip())
    rest = source[at:]
    for beginning, text, todo in _HINTS:
        if rest.startswith(beginning):
            return ExpressionError(text, todo, at)
    if rest[0].isdigit():
        number = (re.match(r"[\w.]+", rest) or [rest])[0]
        return ExpressionError(f"`{number}` is no number", "Write a number as 12 or 12.5, a text in quotes", at)
    if rest[0].isalpha():
        word = (re.match(r"[^\W\d]\w*", rest) or [rest[0]])[0]
        return ExpressionError(
            f"`{word}` is not known", f"Write a text in quotes: '{word}'; names have Latin letters only", at
        )
    return ExpressionError(f"`{rest[0]}` is not known", "Use names, numbers, 'texts' and == != < > + - * /", at)


# The tree -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Constant:
    value: object


@dataclass(frozen=True, slots=True)
class _Name:
    name: str


@dataclass(frozen=True, slots=True)
class _List:
    items: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Not:
    item: _Node


@dataclass(frozen=True, slots=True)
class _Joined:
    """`op` is and, or."""

    op: str
    items: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Chain:
    """`1 < x < 9`: one item more than operators."""

    items: tuple[_Node, ...]
    ops: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sum:
    """Arithmetic of one rank, from left to right; `rest` holds the operator of each further item."""

    first: _Node
    rest: tuple[tuple[str, _Node], ...]


_Node: TypeAlias = _Constant | _Name | _List | _Not | _Joined | _Chain | _Sum
_CONSTANTS: dict[str, Literal] = {"true": True, "false": False, "none": None}
_NONE = _Constant(None)
_TURNED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


class _Reader:
    """Reads one source into a tree, by falling rank: or, and, not, comparison, + -, * /, minus, atom."""

    def __init__(self, source: str) -> None:
        self.tokens = _tokens(source)
        self.at = 0
        self.names: set[str] = set()
        self.equated: set[str] = set()
        self.compared: list[Compared] = []
        if len(self.tokens) == 1:
            raise ExpressionError("The condition is empty", "Write one, or leave the key out")

    @property
    def token(self) -> _Token:
        return self.tokens[self.at]

    def take(self, *texts: str) -> str | None:
        token = self.token
        if token.kind in ("op", "word") and token.text in texts:
            self.at += 1
            return token.text
        return None

    def finish(self) -> None:
        token = self.token
        if token.kind == "end":
            return
        if token.text == "(":
            raise ExpressionError("There are no calls in conditions", "Write `and`, `or` or a comparison", token.at)
        raise ExpressionError(
            f"`{token.text}` is not expected here",
            "Join conditions with `and` or `or`, quote texts",
            token.at,
        )

    def either(self, depth: int) -> _Node:
        if depth > MAX_DEPTH:
            raise ExpressionError("The condition is nested too deeply", "Keep a part of it with `set`", self.token.at)
        items = [self.both(depth)]
        while self.take("or"):
            items.append(self.both(depth))
        return items[0] if len(items) == 1 else _Joined("or", tuple(items))

    def both(self, depth: int) -> _Node:
        items = [self.negation(depth)]
        while self.take("and"):
            items.append(self.negation(depth))
        return items[0] if len(items) == 1 else _Joined("and", tuple(items))

    def negation(self, depth: int) -> _Node:
        times = 0
        while self.take("not"):
            times += 1
        node = self.comparison(depth)
        if not times:
            return node
        return _Not(node) if times % 2 else _Not(_Not(node))

    def comparison(self, depth: int) -> _Node:
        items, ops = [self.sum(depth)], []
        while op := self.operator():
            items.append(self.sum(depth))
            ops.append(op)
            self.note(items[-2], op, items[-1])
        return _Chain(tuple(items), tuple(ops)) if ops else items[0]

    def operator(self) -> str | None:
        if self.token.text == "not" and self.tokens[self.at + 1].text == "in":
            self.at += 2
            return "not in"
        return self.take("==", "!=", "<", "<=", ">", ">=", "in")

    def note(self, left: _Node, op: str, right: _Node) -> None:
        if op in ("==", "!=") and _NONE not in (left, right):
            self.equated.update(item.name for item in (left, right) if isinstance(item, _Name))
        if op in ("in", "not in"):
            if isinstance(left, _Constant) and isinstance(right, _Name):
                self.compare(right, "has" if op == "in" else "has not", left)
            elif isinstance(left, _Name) and isinstance(right, _List):
                for item in right.items:
                    if isinstance(item, _Constant):
                        self.compare(left, op, item)
        elif isinstance(left, _Name) and isinstance(right, _Constant):
            self.compare(left, op, right)
        elif isinstance(left, _Constant) and isinstance(right, _Name):
            self.compare(right, _TURNED[op], left)

    def compare(self, name: _Name, op: str, constant: _Constant) -> None:
        value = constant.value
        assert value is None or isinstance(value, str | int | float)
        self.compared.append(Compared(name.name, op, value))

    def sum(self, depth: int) -> _Node:
        return self.rank(("+", "-"), self.product, depth)

    def product(self, depth: int) -> _Node:
        return self.rank(("*", "/"), self.signed, depth)

    def rank(self, ops: tuple[str, str], item: Callable[[int], _Node], depth: int) -> _Node:
        first, rest = item(depth), []
        while op := self.take(*ops):
            rest.append((op, item(depth)))
        return _Sum(first, tuple(rest)) if rest else first

    def signed(self, depth: int) -> _Node:
        negative = False
        while sign := self.take("-", "+"):
            negative ^= sign == "-"
        node = self.atom(depth)
        if not negative:
            return node
        if isinstance(node, _Constant) and _is_number(node.value):
            return _Constant(_calculated("-", 0, node.value))
        return _Sum(_Constant(0), (("-", node),))

    def atom(self, depth: int) -> _Node:
        token = self.token
        self.at += 1
        match token.kind:
            case "number":
                return _Constant(_finite(float(token.text)))
            case "string":
                return _Constant(token.text[1:-1])
            case "name":
                if self.token.text == "(":
                    raise ExpressionError(
                        f"`{token.text}(` is a call, and there are none in conditions",
                        "Compare names with values: area > 4",
                        token.at,
                    )
                self.names.add(token.text)
                return _Name(token.text)
            case "word" if token.text in _CONSTANTS:
                return _Constant(_CONSTANTS[token.text])
            case "op" if token.text == "(":
                node = self.either(depth + 1)
                self.close(")", token)
                return node
            case "op" if token.text == "[":
                return self.list(depth, token)
            case "end":
                self.at -= 1
                raise ExpressionError("The condition breaks off", "Write what is compared on both sides", token.at)
            case _:
                raise ExpressionError(
                    f"`{token.text}` is not expected here", "Write a name, a number or a 'text' before it", token.at
                )

    def list(self, depth: int, opening: _Token) -> _Node:
        items: list[_Node] = []
        while not self.take("]"):
            items.append(self.either(depth + 1))
            if not self.take(","):
                self.close("]", opening)
                break
        return _List(tuple(items))

    def close(self, bracket: str, opening: _Token) -> None:
        if not self.take(bracket):
            raise ExpressionError(f"`{opening.text}` is not closed", f"Put a `{bracket}` behind it", opening.at)


# Evaluation -----------------------------------------------------------------------------------------------------------


def _compiled(node: _Node) -> Run:
    match node:
        case _Constant(value):
            return lambda names: value
        case _Name(name):
            return lambda names: names(name)
        case _List(items):
            runs = tuple(map(_compiled, items))
            return lambda names: [run(names) for run in runs]
        case _Not(item):
            run = _compiled(item)
            return lambda names: not run(names)
        case _Joined(op, items):
            return _joined(op, tuple(map(_compiled, items)))
        case _Chain(items, ops):
            return _chained(items, ops)
        case _Sum(first, rest):
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


def _chained(items: tuple[_Node, ...], ops: tuple[str, ...]) -> Run:
    if len(ops) == 1:
        return _compared(items[0], ops[0], items[1])
    pairs = tuple(_compared(left, op, right) for left, op, right in zip(items, ops, items[1:], strict=False))
    return lambda names: all(pair(names) for pair in pairs)


def _compared(left: _Node, op: str, right: _Node) -> Run:
    a, b = _compiled(left), _compiled(right)
    if op in ("==", "!="):
        wanted = op == "=="
        if right == _NONE:
            return lambda names: (a(names) is None) is wanted
        if left == _NONE:
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
