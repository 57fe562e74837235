"""How the source of a condition becomes a tree: its words, its nodes, its reader.

Whatever is wrong is answered as ExpressionError in words for an admin. `expressions` compiles the tree.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

MAX_LENGTH = 1000
MAX_DEPTH = 30
WORDS = frozenset({"and", "or", "not", "in", "true", "false", "none"})

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
class Constant:
    value: object


@dataclass(frozen=True, slots=True)
class Name:
    name: str


@dataclass(frozen=True, slots=True)
class Listed:
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    item: Node


@dataclass(frozen=True, slots=True)
class Joined:
    """`op` is and, or."""

    op: str
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """`1 < x < 9`: one item more than operators."""

    items: tuple[Node, ...]
    ops: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """Arithmetic of one rank, from left to right; `rest` holds the operator of each further item."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


Node: TypeAlias = Constant | Name | Listed | Not | Joined | Chain | Sum
NONE = Constant(None)


@dataclass(frozen=True, slots=True)
class Tree:
    """A source that was read. `equated`: names beside == or !=, but for a literal none."""

    root: Node
    names: frozenset[str]
    compared: tuple[Compared, ...]
    equated: frozenset[str]


def read(source: str) -> Tree:
    """Reads a source; raises ExpressionError."""
    if len(source) > MAX_LENGTH:
        raise ExpressionError(
            f"The condition has {len(source)} characters", f"Write at most {MAX_LENGTH}; `set` can keep a part of it"
        )
    reader = _Reader(source)
    root = reader.either(0)
    reader.finish()
    return Tree(root, frozenset(reader.names), tuple(reader.compared), frozenset(reader.equated))


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

    def either(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise ExpressionError("The condition is nested too deeply", "Keep a part of it with `set`", self.token.at)
        items = [self.both(depth)]
        while self.take("or"):
            items.append(self.both(depth))
        return items[0] if len(items) == 1 else Joined("or", tuple(items))

    def both(self, depth: int) -> Node:
        items = [self.negation(depth)]
        while self.take("and"):
            items.append(self.negation(depth))
        return items[0] if len(items) == 1 else Joined("and", tuple(items))

    def negation(self, depth: int) -> Node:
        times = 0
        while self.take("not"):
            times += 1
        node = self.comparison(depth)
        if not times:
            return node
        return Not(node) if times % 2 else Not(Not(node))

    def comparison(self, depth: int) -> Node:
        items, ops = [self.sum(depth)], []
        while op := self.operator():
            items.append(self.sum(depth))
            ops.append(op)
            self.note(items[-2], op, items[-1])
        return Chain(tuple(items), tuple(ops)) if ops else items[0]

    def operator(self) -> str | None:
        if self.token.text == "not" and self.tokens[self.at + 1].text == "in":
            self.at += 2
            return "not in"
        return self.take("==", "!=", "<", "<=", ">", ">=", "in")

    def note(self, left: Node, op: str, right: Node) -> None:
        if op in ("==", "!=") and NONE not in (left, right):
            self.equated.update(item.name for item in (left, right) if isinstance(item, Name))
        if op in ("in", "not in"):
            if isinstance(left, Constant) and isinstance(right, Name):
                self.compare(right, "has" if op == "in" else "has not", left)
            elif isinstance(left, Name) and isinstance(right, Listed):
                for item in right.items:
                    if isinstance(item, Constant):
                        self.compare(left, op, item)
        elif isinstance(left, Name) and isinstance(right, Constant):
            self.compare(left, op, right)
        elif isinstance(left, Constant) and isinstance(right, Name):
            self.compare(right, _TURNED[op], left)

    def compare(self, name: Name, op: str, constant: Constant) -> None:
        value = constant.value
        assert value is None or isinstance(value, str | int | float)
        self.compared.append(Compared(name.name, op, value))

    def sum(self, depth: int) -> Node:
        return self.rank(("+", "-"), self.product, depth)

    def product(self, depth: int) -> Node:
        return self.rank(("*", "/"), self.signed, depth)

    def rank(self, ops: tuple[str, str], item: Callable[[int], Node], depth: int) -> Node:
        first, rest = item(depth), []
        while op := self.take(*ops):
            rest.append((op, item(depth)))
        return Sum(first, tuple(rest)) if rest else first

    def signed(self, depth: int) -> Node:
        negative = False
        while sign := self.take("-", "+"):
            negative ^= sign == "-"
        node = self.atom(depth)
        if not negative:
            return node
        if isinstance(node, Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
            return Constant(-node.value)
        return Sum(Constant(0), (("-", node),))

    def atom(self, depth: int) -> Node:
        token = self.token
        self.at += 1
        match token.kind:
            case "number":
                return Constant(_number(token))
            case "string":
                return Constant(token.text[1:-1])
            case "name":
                if self.token.text == "(":
                    raise ExpressionError(
                        f"`{token.text}(` is a call, and there are none in conditions",
                        "Compare names with values: area > 4",
                        token.at,
                    )
                self.names.add(token.text)
                return Name(token.text)
            case "word" if token.text in _CONSTANTS:
                return Constant(_CONSTANTS[token.text])
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

    def list(self, depth: int, opening: _Token) -> Node:
        items: list[Node] = []
        while not self.take("]"):
            items.append(self.either(depth + 1))
            if not self.take(","):
                self.close("]", opening)
                break
        return Listed(tuple(items))

    def close(self, bracket: str, opening: _Token) -> None:
        if not self.take(bracket):
            raise ExpressionError(f"`{opening.text}` is not closed", f"Put a `{bracket}` behind it", opening.at)


def _number(token: _Token) -> int | float:
    value = float(token.text)
    if not math.isfinite(value):
        raise ExpressionError("A number is too large", "Write a smaller one", token.at)
    return int(value) if value.is_integer() else value


_CONSTANTS: dict[str, Literal] = {"true": True, "false": False, "none": None}
_TURNED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


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
