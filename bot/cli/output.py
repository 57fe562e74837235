"""How lists are printed: as a table for people, JSON or CSV for programs."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def print_rows(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], form: str) -> None:
    """form: table, json, csv. Missing values are empty; csv guards against formulas in a spreadsheet."""
    if form == "json":
        print(json.dumps(list(rows), ensure_ascii=False, indent=2, default=str))
    elif form == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([_safe(_plain(row.get(column))) for column in columns])
    else:
        _table(columns, [[_plain(row.get(column)) for column in columns] for row in rows])


def print_record(record: Mapping[str, Any]) -> None:
    """One thing for a person: a line a key, lists with a line an item; what is empty is left out."""
    width = max(map(len, record), default=0)
    for key, value in record.items():
        items = value if isinstance(value, list | tuple) else [value]
        for place, line in enumerate(filter(None, map(_plain, items))):
            print(f"{key.replace('_', ' ') if place == 0 else '':{width}}  {line}")


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [min(40, max([len(name), *(len(row[i]) for row in rows)])) for i, name in enumerate(columns)]
    for line in [[name.upper().replace("_", " ") for name in columns], *rows]:
        cells = (
            cell if len(cell) <= width else cell[: width - 1] + "…" for cell, width in zip(line, widths, strict=True)
        )
        print("  ".join(f"{cell:{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip())


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(_plain, value))
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return " ".join(str(value).split())


def _safe(text: str) -> str:
    """A cell that a spreadsheet would take for a formula becomes text; a phone number stays a phone number."""
    if text[:1] in ("=", "@", "\t", "\r") or (text[:1] in ("+", "-") and not text[1:].isdigit()):
        return f"'{text}"
    return text
