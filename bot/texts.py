"""Our words for managers: cards of leads, buttons, answers to their commands.

One TOML file a language in `locales/`; a key is `table.key`. What the dialog itself says stands in `dialogs.words`.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources

from dialogs import languages

FALLBACK = "en"
AVAILABLE = ("ru", "en")


class Texts:
    """The texts of one language: `texts("notice.name", name="Анна")`."""

    def __init__(self, language: str, texts: Mapping[str, str]) -> None:
        self.language = language
        self._texts = texts
        self._wanted = {key: languages.names(text) for key, text in texts.items()}

    @classmethod
    def load(cls, language: str) -> Texts:
        """The catalogue of `language` ("en-US" is "en"), of English where there is none."""
        return _loaded(languages.choose(AVAILABLE, language, FALLBACK))

    def __call__(self, key: str, **values: object) -> str:
        """The text with its values filled in, plain, numbers and dates as the language writes them.

        Raises KeyError for an unknown key and for a value that the text wants and did not get.
        """
        text = self._texts[key]
        missing = self._wanted[key].difference(values)
        if missing:
            raise KeyError(f"{key} wants {', '.join(sorted(missing))}")
        return languages.fill(text, self.language, values) if self._wanted[key] else text

    def __iter__(self) -> Iterator[str]:
        """The keys."""
        return iter(self._texts)

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def wanted(self, key: str) -> frozenset[str]:
        """The names of the values that the text wants."""
        return self._wanted[key]

    def table(self, name: str) -> dict[str, str]:
        """The texts of one table without its name, as written: what a page's script is given."""
        start = f"{name}."
        return {key.removeprefix(start): text for key, text in self._texts.items() if key.startswith(start)}


@functools.cache
def _loaded(language: str) -> Texts:
    source = resources.files("bot").joinpath("locales", f"{language}.toml").read_text("utf-8")
    return Texts(language, dict(_flat(tomllib.loads(source))))


def _flat(tables: Mapping[str, object], start: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tables.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{start}{key}.")
        else:
            yield f"{start}{key}", str(value)
