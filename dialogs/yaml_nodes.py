"""YAML to nodes that remember their lines and how they were written. Nothing is converted: 012 stays "012".

Anchors, aliases, tags, tabs, doubled keys and further documents are faults (rule 25); a file that is no YAML at all is
answered with one fault that says which line to look at. Nothing is raised, whatever the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

MAX_SIZE = 1_000_000
MAX_DEPTH = 20
QUOTE = "Put the text in quotes"


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value. `style` is "" for a plain one, else its quote or `|` or `>`; `rest` what follows in its line."""

    value: str
    line: int
    style: str = ""
    rest: str = ""

    @property
    def null(self) -> bool:
        return not self.style and self.value in ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class Map:
    """`flow` where it was written in braces. Keys are unique."""

    items: tuple[tuple[Scalar, Node], ...]
    line: int
    flow: bool = False


@dataclass(frozen=True, slots=True)
class Seq:
    items: tuple[Node, ...]
    line: int
    flow: bool = False


@dataclass(frozen=True, slots=True)
class Broken:
    """What could not be read and is already a fault."""

    line: int


Node: TypeAlias = Scalar | Map | Seq | Broken
Report: TypeAlias = Callable[[int, str, str, str], None]  # line, code, what is wrong, what to do


def read(source: str, report: Report) -> Node | None:
    """The root node, or None where the text is no YAML; `report` hears of every fault."""
    if len(source) > MAX_SIZE:
        report(1, "too-large", f"The file has {len(source)} characters", f"Divide it: at most {MAX_SIZE} are read")
        return None
    source = source.removeprefix("\ufeff")
    lines = _LINE_BREAK.split(source)
    tabs = [number for number, line in enumerate(lines, 1) if "\t" in line]
    for number in tabs:
        report(number, "tab", "There is a tab in the line", "Write spaces")
    source = source.replace("\t", " ")
    try:
        return _Builder(source, lines, report).build(YAML(typ="safe", pure=True).parse(source))
    except MarkedYAMLError as error:
        if not tabs:
            report(*_explained(error, lines))
    except ReaderError as error:
        line = len(_LINE_BREAK.split(source[: error.position]))
        report(line, "character", "The line has a character that no text may have", "Delete it and type the text anew")
    except YAMLError as error:
        report(1, "yaml", f"This is no YAML: {error}", "Compare it with a script that works")
    except _TooDeep as deep:
        report(deep.line, "depth", "Brackets or indents are nested too deeply", "Compare it with a script that works")
    except (ValueError, IndexError, OverflowError, AttributeError, RecursionError):  # the parser's own slips
        report(1, "yaml", "This is no YAML", "Compare it with a script that works")
    return None


_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


# Building -------------------------------------------------------------------------------------------------------------


class _TooDeep(Exception):
    def __init__(self, line: int) -> None:
        self.line = line


@dataclass(slots=True)
class _Open:
    """A map or list whose end has not come yet."""

    line: int
    flow: bool
    mapping: bool
    nodes: list[Node] = field(default_factory=list)


class _Builder:
    def __init__(self, source: str, lines: list[str], report: Report) -> None:
        self.source, self.lines, self.report = source, lines, report

    def build(self, events: Iterator[Any]) -> Node:
        """Iterative, so that no nesting exhausts the stack."""
        stack = [_Open(1, False, False)]
        documents = 0
        for event in events:
            kind = type(event).__name__
            line = event.start_mark.line + 1
            match kind:
                case "DocumentStartEvent":
                    documents += 1
                    if documents > 1:
                        self.report(line, "documents", "A second document begins here", "Write one script a file")
                        break
                case "ScalarEvent":
                    stack[-1].nodes.append(self.scalar(event, line))
                case "AliasEvent":
                    self.report(line, "alias", f"`*{event.anchor}` would repeat another place", QUOTE)
                    stack[-1].nodes.append(Broken(line))
                case "MappingStartEvent" | "SequenceStartEvent":
                    self.decorations(event, line)
                    stack.append(_Open(line, bool(event.flow_style), kind == "MappingStartEvent"))
                    if len(stack) > MAX_DEPTH:
                        raise _TooDeep(line)
                case "MappingEndEvent" | "SequenceEndEvent":
                    done = stack.pop()
                    stack[-1].nodes.append(self.closed(done))
                case _:
                    pass
        nodes = stack[0].nodes
        return nodes[0] if nodes else Scalar("", 1)

    def scalar(self, event: Any, line: int) -> Node:
        self.decorations(event, line)
        style = event.style or ""
        end = event.end_mark
        rest = ""
        if not style and end.line < len(self.lines):
            rest = self.lines[end.line].replace("\t", " ")[end.column :]
        if style in ("|", ">"):
            header = self.source[event.start_mark.index :]
            header = _LINE_BREAK.split(header, maxsplit=1)[0]
            header = header[header.find(style) :]
            if re.match(r"[|>][+-]?\d", header):
                self.report(line, "quotes", f"`{header.strip()}` is read as a format, not as a text", QUOTE)
                return Broken(line)
        return Scalar(event.value, line, style, rest)

    def decorations(self, event: Any, line: int) -> None:
        if event.anchor is not None:
            self.report(line, "anchor", f"`&{event.anchor}` names a place, it is no text", QUOTE)
        if event.tag is not None:
            self.report(line, "tag", f"`{event.tag}` is read as a type, not as a text", QUOTE)

    def closed(self, done: _Open) -> Node:
        if not done.mapping:
            return Seq(tuple(done.nodes), done.line, done.flow)
        items: dict[str, tuple[Scalar, Node]] = {}
        for key, value in zip(done.nodes[::2], done.nodes[1::2], strict=True):
            if not isinstance(key, Scalar):
                if not isinstance(key, Broken):
                    self.report(key.line, "quotes", "A bracket stands where a key is expected", QUOTE)
            elif key.value in items:
                first = items[key.value][0].line
                self.report(
                    key.line, "doubled-key", f"`{key.value}` is here twice, first in line {first}", "Keep one of them"
                )
            else:
                items[key.value] = (key, value)
        return Map(tuple(items.values()), done.line, done.flow)


# Explaining -----------------------------------------------------------------------------------------------------------

_PROBLEMS = (  # a piece of the parser's words -> ours, what to do
    ("mapping values are not allowed", "There is a second `: ` in the line, or its indentation is wrong", QUOTE),
    ("cannot start any token", "A text begins with a character that YAML keeps for itself", QUOTE),
    ("chomping or indentation", "`>` or `|` is read as a format, not as a text", QUOTE),
    ("expected a comment or a line break", "`>` or `|` is read as a format, not as a text", QUOTE),
    ("alphabetic or numeric character", "A text begins with a character that YAML keeps for itself", QUOTE),
    ("undefined alias", "A text begins with `*`", QUOTE),
    ("expected ',' or ']'", "The list is not closed by `]`", "Close it, or put the text in quotes"),
    ("expected ',' or '}'", "The braces are not closed by `}`", "Close them, or put the text in quotes"),
    ("escape", "`\\` in double quotes begins a special character", "Use single quotes for the text"),
    ("unexpected end of stream", "A quote or bracket is not closed", "Close it"),
    ("document separator", "A quote or bracket is not closed", "Close it"),
    (
        "could not find expected ':'",
        "The line is no `key: value`",
        "Put the text in quotes, or indent it below its key",
    ),
    (
        "expected <block end>",
        "The line does not fit into the indentation",
        "Indent it like its neighbours, or quote it",
    ),
    ("found undefined tag", "A text begins with `!`", QUOTE),
)
_LOSSES = re.compile(  # how a text without quotes breaks a line
    r"""^[\s-]*\w+:\ +[{\[][^}\]]*[}\]]\ *[^\s\#] | :\ +(?:[|>]\s*[^\s|>+\-\#] | [@`%*&!]) | [^\s'"]\ +\#\S""",
    re.VERBOSE,
)


def _explained(error: MarkedYAMLError, lines: list[str]) -> tuple[int, str, str, str]:
    problem = str(error.problem or error.context or "")
    mark = error.problem_mark or error.context_mark
    if "quoted scalar" in str(error.context or "") and error.context_mark is not None:
        mark = error.context_mark
    line = mark.line if mark is not None else 0
    text, todo = f"The line cannot be read: {problem}", "Check its brackets, quotes and indentation"
    for piece, words, advice in _PROBLEMS:
        if piece in problem:
            text, todo = words, advice
            break
    starts = {line, line - 1, error.context_mark.line if error.context_mark is not None else line}
    for suspect in sorted((n for n in starts if 0 <= n < len(lines)), reverse=True):
        if _LOSSES.search(lines[suspect]):
            return suspect + 1, "quotes", "A part of the text would be lost, or breaks the line", QUOTE
    return min(line, max(len(lines) - 1, 0)) + 1, "quotes" if todo == QUOTE else "yaml", text, todo
