"""The words of each language, gathered: commands, what the engine itself says, and the packs behind them.

A new language is one file beside this one and one line in `PACKS`.
"""

from __future__ import annotations

from collections.abc import Mapping

from . import el, en, fr, nl, ru, uk
from .pack import Pack

__all__ = ["ALWAYS", "COMMANDS", "FALLBACK", "PACKS", "PHRASES", "SLASH", "Pack"]

PACKS: Mapping[str, Pack] = {module.PACK.code: module.PACK for module in (ru, en, uk, fr, nl, el)}
FALLBACK = "en"  # for languages that have no pack

COMMANDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {code: pack.commands for code, pack in PACKS.items()}
"""language -> command -> phrases; the first phrase is the button's label."""

PHRASES: Mapping[str, Mapping[str, str]] = {
    key: {code: pack.phrases[key] for code, pack in PACKS.items()} for key in PACKS[FALLBACK].phrases
}
"""key -> language -> what the engine says, with `{name}` and plurals as in scripts."""

ALWAYS = frozenset({"back", "restart", "stop", "human", "delete", "language"})
"""Commands of every step. The others mean something only where they are offered: skip at an optional question,
done at a choice of many, yes and no where one is asked, continue and anew after that question."""

SLASH: Mapping[str, str] = {
    f"/{name}": name for name in ("back", "restart", "stop", "human", "skip", "done", "delete", "language")
}
