"""The public door of the dialog engine."""

from __future__ import annotations

from .checking import check
from .engine import SLEEP_AFTER, Turn, advance, start
from .errors import DialogError, Fault, InputError, ScriptError, StateError
from .leads import Contact, Lead, Reward, Source
from .loading import load
from .script import Product, Script
from .selection import choose
from .state import Frame, KnownConsent, Person, State, decode, encode

__all__ = [
    "SLEEP_AFTER", "Contact", "DialogError", "Fault", "Frame", "InputError", "KnownConsent", "Lead", "Person",
    "Product", "Reward", "Script", "ScriptError", "Source", "State", "StateError", "Turn", "advance", "check", "choose",
    "decode", "encode", "load", "start",
]  # fmt: skip
