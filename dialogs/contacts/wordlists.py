"""Word lists are written as running text, which stays readable where a list of a thousand lines does not."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of `text`, each once."""
    return frozenset(text.split())
