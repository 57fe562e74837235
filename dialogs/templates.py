"""Texts with placeholders: `{x}`, `{x|fallback}`, `{x:one/few/many}`, `{{` and `}}` for braces (rule 23)."""

from __future__ import annotations

import re

from .script import Placeholder, Template
from .values import FormError

PLURAL_FORMS = {"ru": 3, "uk": 3}  # language -> forms of a word after a number; 2 in all others
_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?", re.ASCII)
_BRACE = re.compile(r"[{}]")


def plural_forms(language: str) -> int:
    return PLURAL_FORMS.get(language, 2)


def template(source: str, language: str) -> Template:
    """Splits a text at its placeholders; raises FormError."""
    parts: list[str | Placeholder] = []
    literal = ""
    at = 0
    while match := _BRACE.search(source, at):
        literal += source[at : match.start()]
        at = match.end()
        if source[at : at + 1] == match[0]:
            literal += match[0]
            at += 1
            continue
        if match[0] == "}":
            raise FormError("There is a `}` without a `{`", "Write {name} for a value, }} for a brace")
        end = source.find("}", at)
        if end < 0:
            raise FormError("There is a `{` without a `}`", "Write {name} for a value, {{ for a brace")
        if literal:
            parts.append(literal)
            literal = ""
        parts.append(_placeholder(source[at:end], language))
        at = end + 1
    literal += source[at:]
    if literal:
        parts.append(literal)
    return tuple(parts)


def _placeholder(inside: str, language: str) -> Placeholder:
    match = _NAME.match(inside)
    name = match[0] if match else ""
    rest = inside[len(name) :]
    if name and not rest:
        return Placeholder(name)
    if name and rest[0] == "|" and "{" not in rest:
        return Placeholder(name, rest[1:])
    if name and rest[0] == ":" and "{" not in rest:
        forms = tuple(form.strip() for form in rest[1:].split("/"))
        wanted = plural_forms(language)
        if len(forms) != wanted or not all(forms):
            example = "час/часа/часов" if wanted == 3 else "hour/hours"
            raise FormError(
                f"`{{{inside}}}` has {len(forms)} forms of a word, {language} has {wanted}",
                f"Write {{{name}:{example}}}",
            )
        return Placeholder(name, None, forms)
    raise FormError(f"`{{{inside[:40]}}}` is no placeholder", "Write {name}, {name|fallback}, or {{ and }} for braces")
