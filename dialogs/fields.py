"""The reader of one map of a script: typed values by key, each slip noted as a fault and answered with a default.

`Report` collects the faults of one file; `Fields` reads one of the tables of `keys`. Nothing is raised, so that one
look at a file finds everything that is wrong with it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from . import expressions, values
from .errors import Fault
from .keys import keys_of
from .script import Template, Text
from .templates import template
from .values import FormError
from .yaml_nodes import QUOTE, Broken, Map, Node, Scalar, Seq

T = TypeVar("T")
LONGEST_TEXT = 4096  # characters: what Telegram and VK take in one message


class Report:
    """The faults of one file, and what its texts need to know: the languages of the script."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.step = ""
        self.language = "ru"
        self.languages: tuple[str, ...] = ("ru",)
        self.faults: list[Fault] = []

    def fault(self, line: int, code: str, text: str, todo: str, *, warning: bool = False) -> None:
        self.faults.append(Fault(self.file, line, self.step, code, text, todo, warning))

    def convert(self, node: Node, convert: Callable[[str], T]) -> T | None:
        """A single value; None where it is none, which is then a fault."""
        if isinstance(node, Broken):
            return None
        if not isinstance(node, Scalar):
            self.fault(node.line, "shape", "A single value is expected here", _quote_advice(node, "Write one value"))
            return None
        if node.null and not node.value:
            self.fault(node.line, "empty", "There is no value", "Write one, or leave the key out")
            return None
        try:
            return convert(node.value.strip())
        except FormError as error:
            self.fault(node.line, "value", error.text, error.todo)
        except expressions.ExpressionError as error:
            self.fault(node.line, "expression", error.text, error.todo)
        return None

    def lost(self, node: Scalar) -> None:
        """A `#` after a plain text makes a comment of the rest of the line."""
        match = re.match(r"( +)#(\s*)\S", node.rest)
        if match is None or node.style:
            return
        lost = f"What follows the `#` is a comment and no part of the text: {node.rest.strip()[:40]}"
        if not match[2]:
            self.fault(node.line, "quotes", lost, QUOTE)
        elif len(match[1]) == 1:
            self.fault(node.line, "quotes", lost, f"{QUOTE}, or write two spaces before the comment", warning=True)

    def word(self, node: Node) -> str | None:
        """A word that prospects write or managers read."""
        if isinstance(node, Scalar):
            self.lost(node)
        return self.convert(node, str)

    def text(self, node: Node, *, limit: int = LONGEST_TEXT, translated: bool = True) -> Text | None:
        """A text in the script's language, or a map of texts by language."""
        if isinstance(node, Map) and not _lost_braces(node):
            return self.text_by_language(node, limit)
        found = self.template(node, self.language, limit)
        if found is None or not isinstance(node, Scalar):
            return None
        rest = [language for language in self.languages if language != self.language]
        if (
            translated
            and rest
            and any(character.isalpha() for part in found if isinstance(part, str) for character in part)
        ):
            languages = ", ".join(rest)
            self.fault(
                node.line,
                "missing-language",
                f"The text is in {self.language} only, prospects who speak {languages} get it so",
                f"Write {{{self.language}: ..., {rest[0]}: ...}}",
                warning=True,
            )
        return Text({self.language: found})

    def text_by_language(self, node: Map, limit: int) -> Text | None:
        found: dict[str, Template] = {}
        for language, value in self.by_language(node).items():
            one = self.template(value, language, limit)
            if one is not None:
                found[language] = one
        return Text(found) if self.language in found else None

    def template(self, node: Node, language: str, limit: int) -> Template | None:
        if isinstance(node, Broken):
            return None
        if not isinstance(node, Scalar):
            self.fault(node.line, "shape", "A text is expected here", _quote_advice(node, "Write a text"))
            return None
        source = node.value.strip("\n")
        if node.null or not source.strip():
            self.fault(node.line, "empty-text", "The text is empty", "Write one, or leave the key out")
            return None
        self.lost(node)
        try:
            found = template(source, language)
        except FormError as error:
            self.fault(node.line, "placeholder", error.text, error.todo)
            return None
        size = sum(len(part) for part in found if isinstance(part, str))
        if size > limit:
            self.fault(
                node.line, "too-long", f"The text has {size} characters, {limit} fit into a message", "Shorten it"
            )
        return found

    def by_language(self, node: Map) -> dict[str, Node]:
        """A value for each language of the script; a missing or a strange one is a fault."""
        found: dict[str, Node] = {}
        for key, value in node.items:
            if key.value in self.languages:
                found[key.value] = value
            else:
                self.fault(
                    key.line,
                    "unknown-language",
                    f"`{key.value}` is no language of this script",
                    f"Write one of {', '.join(self.languages)}, or add it to `languages`",
                )
        for language in self.languages:
            if language not in found:
                self.fault(
                    node.line, "missing-language", f"The text in {language} is missing", f"Add `{language}: ...` to it"
                )
        return found

    def plain_by_language(self, node: Node, convert: Callable[[str], T]) -> dict[str, T]:
        """A file or link in every language: one for all, or one for each."""
        if isinstance(node, Map) and not _lost_braces(node):
            pairs = [(language, self.convert(value, convert)) for language, value in self.by_language(node).items()]
            return {language: value for language, value in pairs if value is not None}
        one = self.convert(node, convert)
        return {} if one is None else dict.fromkeys(self.languages, one)


class Fields:
    """One map, read by the table of its keys. Absent keys and `null` give None or the default."""

    def __init__(self, report: Report, node: Node, table: str, what: str) -> None:
        self.report, self.table, self.line = report, table, node.line
        self.nodes: dict[str, Node] = {}
        self.lines: dict[str, int] = {}
        self.broken = isinstance(node, Broken)
        if not isinstance(node, Map):
            if not self.broken:
                keys = ", ".join(list(keys_of(table))[:4])
                todo = f"Write {{{keys}}}" if keys else "Write {}"
                report.fault(node.line, "shape", f"{what} is expected here", todo)
                self.broken = True
            return
        for key, value in node.items:
            self.take(node, key, value)
        for known in keys_of(table).values():
            if known.required and known.name not in self.lines:
                report.fault(node.line, "missing-key", f"{what} has no `{known.name}`", f"Add it: {known.about}")

    def take(self, node: Map, key: Scalar, value: Node) -> None:
        known = keys_of(self.table)
        self.lines[key.value] = key.line
        if key.value in known:
            if not (isinstance(value, Scalar) and value.null and value.value):
                self.nodes[key.value] = value
            return
        if node.flow and isinstance(value, Scalar) and value.null and not value.value:
            self.report.fault(key.line, "quotes", f"`{key.value}` was cut off from the text before it", QUOTE)
            return
        if node.flow and not key.value.isascii():
            self.report.fault(key.line, "quotes", f"`{key.value}` is read as a key", QUOTE)
            return
        near = nearest(key.value, known, anyway=True)
        self.report.fault(
            key.line,
            "unknown-key",
            f"`{key.value}` is no key here",
            f"Perhaps you mean `{near}`" if near else "Delete it, or see the page of the format",
        )

    def __contains__(self, key: str) -> bool:
        return key in self.nodes

    def line_of(self, key: str) -> int:
        return self.lines.get(key, self.line)

    def fault(self, key: str, code: str, text: str, todo: str, *, warning: bool = False) -> None:
        self.report.fault(self.line_of(key), code, text, todo, warning=warning)

    def value(self, key: str, convert: Callable[[str], T]) -> T | None:
        node = self.nodes.get(key)
        return None if node is None else self.report.convert(node, convert)

    def text(self, key: str, *, limit: int = LONGEST_TEXT) -> Text | None:
        node = self.nodes.get(key)
        return None if node is None else self.report.text(node, limit=limit)

    def condition(self, key: str) -> expressions.Expression | None:
        return self.value(key, expressions.parse)

    def flag(self, key: str) -> bool:
        return bool(self.value(key, values.flag))

    def whole(self, key: str, least: int, most: int) -> int | None:
        value = self.value(key, values.whole)
        if value is not None and not least <= value <= most:
            self.fault(key, "range", f"`{key}` is {value}", f"Write a number from {least} to {most}")
            return None
        return value

    def list(self, key: str, *, empty: bool = False) -> tuple[Node, ...]:
        """The items of a list; an empty one is a fault unless it is allowed."""
        node = self.nodes.get(key)
        if node is None or isinstance(node, Broken):
            return ()
        if not isinstance(node, Seq):
            todo = f"Write [{node.value}]" if isinstance(node, Scalar) and node.value else "Write a list: [..., ...]"
            self.fault(key, "shape", f"`{key}` is no list", todo)
            return ()
        if not node.items and not empty:
            self.fault(key, "empty", f"`{key}` is empty", "Write something into it, or leave the key out")
        return node.items

    def values(self, key: str, convert: Callable[[str], T]) -> tuple[T, ...]:
        found = [self.report.convert(node, convert) for node in self.list(key)]
        return tuple(value for value in found if value is not None)

    def choices(self, key: str, known: Iterable[str]) -> tuple[str, ...]:
        """A list of words out of a known set, each once."""
        return tuple(dict.fromkeys(self.values(key, one_of(key, known))))

    def words(self, key: str) -> tuple[str, ...]:
        """A list of words, or a map of such lists by language: they count in all languages."""
        node = self.nodes.get(key)
        if not isinstance(node, Map):
            items = self.list(key)
        else:
            items = ()
            for part in self.report.by_language(node).values():
                if isinstance(part, Seq):
                    items += part.items
                else:
                    self.report.fault(part.line, "shape", "A list is expected here", "Write [..., ...]")
        return tuple(dict.fromkeys(word for item in items if (word := self.report.word(item)) is not None))

    def fields(self, key: str, table: str) -> Fields | None:
        node = self.nodes.get(key)
        return None if node is None else Fields(self.report, node, table, f"`{key}`")


def one_of(key: str, known: Iterable[str]) -> Callable[[str], str]:
    """A converter that takes only these words."""
    words = tuple(known)

    def convert(source: str) -> str:
        if source not in words:
            raise FormError(f"`{source}` is not known in `{key}`", f"Write one of {', '.join(words)}")
        return source

    return convert


def nearest(word: str, known: Iterable[str], *, anyway: bool = False) -> str | None:
    """The known word that was most likely meant; `anyway` the nearest, however far it is."""
    words, word = list(known), word.lower()
    found = difflib.get_close_matches(word, words, n=1, cutoff=0.5)
    found += [each for each in words if word and each.startswith(word)]
    if anyway:
        found += difflib.get_close_matches(word, words, n=1, cutoff=0)
    return found[0] if found else None


def _lost_braces(node: Map) -> bool:
    """`{first_name}` without quotes: a map of one key that has no value."""
    return (
        node.flow and bool(node.items) and all(isinstance(v, Scalar) and v.null and not v.value for _, v in node.items)
    )


def _quote_advice(node: Node, advice: str) -> str:
    flow = isinstance(node, Map | Seq) and node.flow
    return QUOTE if flow else advice
