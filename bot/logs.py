"""The log: one line an event, as text or JSON; secrets and personal data never reach it.

Code logs short constant sentences with ids; a filter masks whatever still looks like a token, a phone or an e-mail.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime

_MASKS = (
    (re.compile(r"\bbot\d{3,}:[A-Za-z0-9_-]{10,}"), "bot***"),
    (re.compile(r"\b\d{3,}:[A-Za-z0-9_-]{20,}"), "***"),
    (re.compile(r"\bvk1\.a\.[A-Za-z0-9_-]+"), "vk1.***"),
    (re.compile(r"((?:access_token|token|secret|key|password)=)[^&\s\"']+", re.I), r"\1***"),
    (re.compile(r"(://[^:/@\s]+:)[^@/\s]+@"), r"\1***@"),
    (re.compile(r"[\w.+-]{1,64}@[\w-]+\.[\w.-]{2,}"), "***@***"),
    (re.compile(r"\+\d[\d ()-]{8,}\d"), "+***"),
)


def mask(text: str) -> str:
    """`text` with everything that looks like a secret, a phone or an e-mail masked."""
    for pattern, put in _MASKS:
        text = pattern.sub(put, text)
    return text


def set_up(form: str = "text", level: str = "INFO") -> None:
    """Sends the whole program's log to standard error. form: text or json."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Text())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("aiohttp.access", "aiohttp.server", "apscheduler", "alembic", "asyncio", "urllib3", "aiogram"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%d %H:%M:%S")
        line = f"{at} {record.levelname.lower():7} {record.name.removeprefix('bot.')}: {record.getMessage()}"
        return mask(line + _trace(record))


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        fields = {
            "at": at.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "where": record.name.removeprefix("bot."),
            "text": mask(record.getMessage() + _trace(record)),
        }
        return json.dumps(fields, ensure_ascii=False)


def _trace(record: logging.LogRecord) -> str:
    """Where it broke, without the values: an exception's own words may quote what a prospect wrote."""
    if not record.exc_info or record.exc_info[1] is None:
        return ""
    error = record.exc_info[1]
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    way = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    return f" [{type(error).__name__} in {way}]"
