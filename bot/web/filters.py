"""The filters of the API and of the leads page: a query string becomes `LeadFilters`, or an error that names the
field. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from multidict import MultiMapping

from dialogs.leads import STATUSES
from storage.records import LeadFilters

TEMPERATURES = ("hot", "warm", "cold")
LIMIT_DEFAULT, LIMIT_MOST = 50, 200
_NAME = re.compile(r"[a-z0-9_-]{1,32}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")


class QueryError(Exception):
    """A query parameter that cannot be used; `field` names it."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


_KNOWN: Mapping[str, Callable[[str], bool]] = {
    "status": lambda text: text in STATUSES,
    "temperature": lambda text: text in TEMPERATURES,
    "script": lambda text: _NAME.fullmatch(text) is not None,
    "channel": lambda text: _NAME.fullmatch(text) is not None,
}
_WORDS: Mapping[str, str] = {
    "status": f"must be one of {', '.join(STATUSES)}",
    "temperature": f"must be one of {', '.join(TEMPERATURES)}",
    "script": "must be the id of a script",
    "channel": "must be the name of a channel",
}


def filters_of(query: MultiMapping[str]) -> LeadFilters:
    """A filter given twice means "or". Raises `QueryError`."""
    chosen: dict[str, tuple[str, ...]] = {}
    for name, good in _KNOWN.items():
        values = tuple(dict.fromkeys(query.getall(name, [])))
        for value in values:
            if not good(value):
                raise QueryError(name, f"{name} {_WORDS[name]}")
        chosen[name] = values
    return LeadFilters(**chosen, since=_since(query))


def limit_of(query: MultiMapping[str]) -> int:
    """How many leads a page has. Raises `QueryError`."""
    text = _single(query, "limit")
    if text is None:
        return LIMIT_DEFAULT
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= LIMIT_MOST):
        raise QueryError("limit", f"limit must be a whole number from 1 to {LIMIT_MOST}")
    return int(text)


def cursor_of_query(query: MultiMapping[str]) -> str | None:
    """The page to go on from; an empty one is the first."""
    return _single(query, "cursor") or None


def check_names(query: MultiMapping[str]) -> None:
    """A misspelt filter would silently give everything. Raises `QueryError`."""
    known = {*_KNOWN, "since", "limit", "cursor"}
    for name in query:
        if name not in known:
            raise QueryError(name, f"there is no parameter {name[:40]}; known: {', '.join(sorted(known))}")


def _since(query: MultiMapping[str]) -> datetime | None:
    text = _single(query, "since")
    if text is None:
        return None
    text = text.replace(" ", "+") if "T" in text.upper() else text  # a + that was not encoded arrives as a space
    try:
        if not _MOMENT.fullmatch(text):
            raise ValueError
        return datetime.fromisoformat(text.upper().replace("Z", "+00:00"))
    except ValueError:
        raise QueryError("since", "since must be a time of RFC 3339, such as 2026-03-01T00:00:00Z") from None


def _single(query: MultiMapping[str], name: str) -> str | None:
    values = query.getall(name, [])
    if len(values) > 1:
        raise QueryError(name, f"{name} may be given once")
    return values[0] if values else None
