"""RESULTS.md: what the last campaign counted, with date and machine."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

FILE = Path(__file__).with_name("RESULTS.md")
ROWS = Path(__file__).parents[2] / ".venv" / "campaign.json"


def keep(name: str, row: Mapping[str, object]) -> None:
    """Remembers a row until `write`; the same name again takes its place."""
    rows = _rows()
    rows[name] = {key: str(value) for key, value in row.items()}
    ROWS.parent.mkdir(exist_ok=True)
    ROWS.write_text(json.dumps(rows, indent=1))


def write() -> str:
    """Writes RESULTS.md and returns it."""
    rows = _rows()
    made = [
        "# Crash and fault campaign", "",
        f"{datetime.now(UTC):%d.%m.%Y}, {os.cpu_count()} cores, {platform.machine()}, {platform.system()}, "
        f"Python {platform.python_version()}. Run it with `make campaign`.", "",
        "| What | Figures |", "|---|---|",
    ]  # fmt: skip
    for name, row in rows.items():
        made.append(f"| {name} | {'; '.join(f'{key}: {value}' for key, value in row.items())} |")
    text = "\n".join(made) + "\n"
    FILE.write_text(text)
    return text


def _rows() -> dict[str, dict[str, str]]:
    return json.loads(ROWS.read_text()) if ROWS.exists() else {}


if __name__ == "__main__":
    print(write())
