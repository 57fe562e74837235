"""When and how the writer wants to be reached."""

from __future__ import annotations

import re

_WAYS = (
    ("whatsapp", r"whats ?app|ватс?апп?|вотс?апп?"),
    ("telegram", r"telegram|телеграмм?"),
    ("viber", r"viber|вайбер"),
    ("sms", r"sms|смс"),
    ("call", r"позвон|перезвон|звони|call|appel|bel me|καλέστε"),
)
_AFTER = re.compile(r"(?:после|after|après|apres|na|μετά τις|після)\s+(\d{1,2})(?::(\d\d))?(?![\d.])", re.IGNORECASE)


def find_way(text: str) -> str | None:
    """The one way that the writer asks for, or None."""
    for way, pattern in _WAYS:
        if re.search(pattern, text, re.IGNORECASE):
            return way
    return None


def find_when(text: str) -> tuple[str, ...]:
    """The times at which the writer wants to be reached, in order of mention."""
    return tuple(f"after {int(hour):02d}:{minute or '00'}" for hour, minute in _AFTER.findall(text) if int(hour) < 24)
