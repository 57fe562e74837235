"""What is measured: leadquiz as shipped, and what its peers teach. Each is a command, its environment and its bots."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from benchmarks.web import free_port

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PEERS_PYTHON = ROOT / ".venv-peers" / "bin" / "python"

TELEGRAM_BOTS = 100
VK_GROUPS = 10
"""leadquiz keeps to what a platform allows a bot (30 calls a second; VK: 25 messages in 53 ms), so one bot would be
measured waiting. The peers do not, so one bot has all their prospects, which costs them least."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a variant runs: a folder of its own and the addresses of what it talks to."""

    folder: Path
    api: str
    redis: str = ""
    postgresql: str = ""


Prepared: TypeAlias = tuple[list[str], dict[str, str]]  # command, environment


@dataclass(frozen=True, slots=True)
class Variant:
    """`people` at 200 at once and at 8: so many that a run takes some seconds and no chat hears more than one message
    a second. `cohort` is who is compared with whom."""

    name: str
    title: str
    platform: str
    bots: list[str]
    prepare: Callable[[Place], Prepared]
    people: tuple[int, int]
    rest: float = 0.0
    needs: frozenset[str] = frozenset()


def _leadquiz(place: Place, platform: str, bots: list[str]) -> Prepared:
    rows = [
        f'[[channels]]\nkind = "{platform}"\nname = "bot{number}"\ntoken = "{bot}"\napi_url = "{place.api}"\n'
        + (f"group_id = {bot[2:]}\n" if platform == "vk" else "")
        for number, bot in enumerate(bots)
    ]
    settings = place.folder / "leadquiz.toml"
    settings.write_text("\n".join(rows))
    database = place.postgresql or f"sqlite:///{place.folder}/leadquiz.db"
    port = free_port()
    hooks = {"LEADQUIZ_PUBLIC_URL": f"http://127.0.0.1:{port}"} if platform == "telegram" else {}
    return [sys.executable, "-m", "bot", "run"], {
        "LEADQUIZ_CONFIG": str(settings),
        "LEADQUIZ_DATABASE_URL": database,
        "LEADQUIZ_HTTP_PORT": str(port),
        **hooks,
        "PYTHONPATH": str(ROOT),
    }


def _telegram(place: Place) -> Prepared:
    return _leadquiz(place, "telegram", TELEGRAM)


def _vk(place: Place) -> Prepared:
    return _leadquiz(place, "vk", VK)


def one_bot(platform: str) -> Variant:
    """leadquiz with a single bot."""
    bots = TELEGRAM[:1] if platform == "telegram" else VK[:1]
    return Variant(f"ours-one-{platform}", f"leadquiz, one {platform} bot", platform, bots,
                   lambda place: _leadquiz(place, platform, bots), (0, 0))  # fmt: skip


def _peer(script: str, *arguments: str) -> Callable[[Place], Prepared]:
    def prepare(place: Place) -> Prepared:
        values = {
            "API": place.api,
            "REDIS": place.redis,
            "DATABASE": place.postgresql or _sqlite(place),
            "TOKEN": TOKEN,
        }
        command = [str(PEERS_PYTHON), str(HERE / "peers" / script), *arguments]
        return command, {**values, "PORT": str(free_port()), "PYTHONPATH": ""}

    return prepare


def _sqlite(place: Place) -> str:
    return f"sqlite+aiosqlite:///{place.folder}/peer.db"


TOKEN = "1:bench"
TELEGRAM = [f"{number}:bench" for number in range(1, TELEGRAM_BOTS + 1)]
VK = [f"vk{number}" for number in range(1, VK_GROUPS + 1)]
_OURS, _PEER = (2400, 1200), (200, 40)

VARIANTS = (
    Variant("ours", "leadquiz, SQLite FULL", "telegram", TELEGRAM, _telegram, _OURS, 1.1),
    Variant("ours-pg", "leadquiz, PostgreSQL", "telegram", TELEGRAM, _telegram, _OURS, 1.1, frozenset({"postgresql"})),
    Variant("fsm-sql", "(1) aiogram, Redis, SQLAlchemy on SQLite", "telegram", [TOKEN],
            _peer("aiogram_fsm.py", "sql"), _PEER, 0.0, frozenset({"redis"})),
    Variant("fsm-sql-pg", "(1) the same on PostgreSQL", "telegram", [TOKEN],
            _peer("aiogram_fsm.py", "sql"), _PEER, 0.0, frozenset({"redis", "postgresql"})),
    Variant("fsm", "(2) aiogram, MemoryStorage, no database", "telegram", [TOKEN],
            _peer("aiogram_fsm.py"), _PEER, 0.0),
    Variant("dialog", "(3) aiogram-dialog, MemoryStorage", "telegram", [TOKEN],
            _peer("aiogram_dialogs.py"), _PEER, 0.0),
    Variant("ours-vk", "leadquiz on VK, SQLite FULL", "vk", VK, _vk, (2400, 400), 0.5),
    Variant("vkbottle", "(4) vkbottle, no database", "vk", ["vk1"], _peer("vkbottle_bot.py"), _PEER, 0.0),
)  # fmt: skip
