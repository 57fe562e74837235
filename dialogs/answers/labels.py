"""The labels and synonyms of a question's options, ready to be looked up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialogs.languages import fold
from dialogs.script import Option, Template

Places = frozenset[int]


@dataclass(frozen=True, slots=True)
class Labels:
    """Label -> the options that it may mean: as typed but for case, and folded."""

    exact: Mapping[str, Places]
    folded: Mapping[str, Places]


@dataclass(frozen=True, slots=True)
class Index:
    """`spoken` by language, `every` for all languages together; synonyms belong to each. `words` are the folded
    labels and synonyms, each with the option that it belongs to."""

    spoken: Mapping[str, Labels]
    every: Labels
    words: tuple[tuple[int, str], ...]


def indexed(options: Sequence[Option]) -> Index:
    """The index of these options. A tuple is indexed once: the options of a loaded script never change."""
    if not isinstance(options, tuple):
        return _index(options)
    known = _KNOWN.get(id(options))
    if known is not None and known[0] is options:
        return known[1]
    if len(_KNOWN) >= _MOST:
        _KNOWN.clear()
    index = _index(options)
    _KNOWN[id(options)] = (options, index)  # holding the options keeps their id from being used again
    return index


_MOST = 4096
_KNOWN: dict[int, tuple[Sequence[Option], Index]] = {}


def _index(options: Sequence[Option]) -> Index:
    languages = {language for choice in options for language in choice.text.by_language}
    spoken = {language: _labels([_written(choice, [language]) for choice in options]) for language in languages}
    written = [_written(choice, choice.text.by_language) for choice in options]
    words = {(place, fold(label)) for place, labels in enumerate(written) for label in labels}
    return Index(spoken, _labels(written), tuple(sorted(words)))


def _written(choice: Option, languages: Mapping[str, Template] | Sequence[str]) -> list[str]:
    templates = choice.text.by_language
    return [*(_plain(templates[language]) for language in languages if language in templates), *choice.synonyms]


def _plain(template: Template) -> str:
    return "".join(part if isinstance(part, str) else part.fallback or "" for part in template).strip()


def _labels(written: Sequence[Sequence[str]]) -> Labels:
    exact: dict[str, set[int]] = {}
    folded: dict[str, set[int]] = {}
    for place, labels in enumerate(written):
        for label in labels:
            exact.setdefault(label.strip().casefold(), set()).add(place)
            if plain := fold(label):
                folded.setdefault(plain, set()).add(place)
    return Labels(_frozen(exact), _frozen(folded))


def _frozen(places: Mapping[str, set[int]]) -> dict[str, Places]:
    return {label: frozenset(found) for label, found in places.items()}
