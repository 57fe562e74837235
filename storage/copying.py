"""Copies of a live database: one file out of it, and a database out of that file.

An SQLite copy is an SQLite file; that of PostgreSQL is a zip of COPY texts (`copying_postgresql.py`). Both are taken
from one snapshot while nodes write. A copy holds personal data, so its file is its owner's alone.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import copying_postgresql, migrating
from .database import sqlite_file
from .errors import BadCopy, NotEmpty
from .migrations import HEAD
from .sqlite import translated

Progress = Callable[[float], None]
_PAGES = 500  # copied at a time, between two words of progress
_WAIT = 30.0  # seconds to wait for another process's transaction
_MAGIC = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class Copy:
    """What a copy holds. size in bytes, revision of the tables."""

    kind: str
    revision: str
    leads: int
    size: int


def backup(url: str, path: Path, progress: Progress) -> Copy:
    """Copies the database into the file, which is replaced at the very end. `progress` is told 0.0 to 1.0. Call these
    two outside of an event loop.

    Raises BadCopy, DatabaseAway, BadDatabaseUrl, OSError.
    """
    if not url.startswith("sqlite:"):
        with _beside(path) as made:
            revision, leads = asyncio.run(copying_postgresql.write(url, made, progress))
        return Copy("postgresql", revision, leads, path.stat().st_size)
    source = sqlite_file(url)
    if not source.exists():
        raise BadCopy(f"{source} does not exist: there is nothing to copy. Check LEADQUIZ_DATABASE_URL")
    if path.resolve() == source.resolve():
        raise BadCopy(f"{path} is the database itself: name another file for the copy")
    with _beside(path) as made:
        revision, leads = _backup(source, made, progress)
    return Copy("sqlite", revision, leads, path.stat().st_size)


def restore(url: str, path: Path, *, replace: bool, progress: Progress) -> Copy:
    """Makes the database what the copy holds, brings it up to this version, draws VK's random ids anew.

    With `replace` what was there is gone, else NotEmpty is raised; nodes that run take the new contents within a
    second. All or nothing: after an error the database is as it was. Raises BadCopy, NewerDatabase, DatabaseAway.
    """
    with path.open("rb") as file:
        kind = "sqlite" if file.read(len(_MAGIC)) == _MAGIC else "postgresql"
    wanted = "sqlite" if url.startswith("sqlite:") else "postgresql"
    if kind == "postgresql":
        copying_postgresql.look(path)
    if kind != wanted:
        raise BadCopy(f"{path} is a copy of a {kind} database, but LEADQUIZ_DATABASE_URL names a {wanted} one")
    size = path.stat().st_size
    if kind == "postgresql":
        revision, leads = asyncio.run(copying_postgresql.read(url, path, replace=replace, progress=progress))
        return Copy(kind, revision, leads, size)
    target = sqlite_file(url)
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.resolve() == target.resolve():
        raise BadCopy(f"{path} is the database itself: there is nothing to restore")
    made = target.with_name(f".{target.name}.{secrets.token_hex(4)}.restoring")
    try:
        _prepare(path, made)
        if _revision(made) != HEAD:
            asyncio.run(migrating.upgrade(f"sqlite:///{made.absolute()}"))
        leads = _put(made, target, replace, progress)
    finally:
        _remove(made)
    return Copy(kind, HEAD, leads, size)


# SQLite ---------------------------------------------------------------------------------------------------------------


def _backup(source: Path, made: Path, progress: Progress) -> tuple[str, int]:
    with translated(), closing(_open(source, "ro")) as live, closing(_open(made, "rw")) as copy:
        live.execute("BEGIN")  # held, so that a writer meanwhile does not make the copy begin again
        live.execute("SELECT count(*) FROM sqlite_master").fetchone()
        live.backup(copy, pages=_PAGES, progress=lambda _, left, of: progress(1 - left / max(1, of)), sleep=0.0)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, not three
    revision = _sound(made)
    return revision, _leads(made)


def _prepare(path: Path, made: Path) -> None:
    _sound(path)
    os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with translated(), closing(_open(path, "ro")) as copy, closing(_open(made, "rw")) as own:
        copy.backup(own)
        own.execute("PRAGMA journal_mode = DELETE")


def _put(made: Path, target: Path, replace: bool, progress: Progress) -> int:
    with translated():
        if not target.exists():
            with closing(_open(made, "rw")) as own:
                _renew(own, {}, {})
            _sync(made)
            made.rename(target)
            progress(1.0)
            return _leads(target)
        with closing(_open(target, "rw")) as live:
            if not replace and _holds(live):
                raise NotEmpty(str(target))
            with closing(_open(made, "rw")) as own:
                _renew(own, _pairs(live, "counters"), _pairs(live, "revisions"))
                # one transaction of the live file: nodes that have it open see all of it or nothing
                own.backup(live, progress=lambda _, left, of: progress(1 - left / max(1, of)), sleep=0.05)
            return int(live.execute("SELECT count(*) FROM leads").fetchone()[0])


def _renew(own: sqlite3.Connection, counters: dict[str, int], revisions: dict[str, int]) -> None:
    """Ids that were given since the copy are not given again; nodes that run notice what is new."""
    own.execute("BEGIN IMMEDIATE")
    for name, value in counters.items():
        own.execute("UPDATE counters SET value = max(value, ?) WHERE name = ?", (value, name))
    standing = _pairs(own, "revisions")
    for topic in {*copying_postgresql.NOTICED, *standing, *revisions}:
        value = max(standing.get(topic, 0), revisions.get(topic, 0)) + 1
        own.execute("INSERT OR REPLACE INTO revisions (topic, value) VALUES (?, ?)", (topic, value))
    own.execute(
        "INSERT OR REPLACE INTO settings (key, value) VALUES ('random_start', ?)",
        (str(secrets.randbelow(2**31 - 1)),),
    )
    own.execute("COMMIT")


def _sound(path: Path) -> str:
    """The revision of a copy that is whole. Raises BadCopy, NewerDatabase."""
    try:
        with closing(_open(path, "ro")) as copy:
            ((verdict,), *_) = copy.execute("PRAGMA integrity_check").fetchall()
    except sqlite3.DatabaseError as error:
        raise BadCopy(f"{path} is damaged ({error}): take another copy") from error
    if verdict != "ok":
        raise BadCopy(f"{path} is damaged ({verdict}): take another copy")
    revision = _revision(path)
    copying_postgresql.known(revision, str(path))
    return revision


def _revision(path: Path) -> str:
    try:
        with closing(_open(path, "ro")) as copy:
            found = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        raise BadCopy(f"{path} is no database of leadquiz") from error
    return str(found[0]) if found else ""


def _leads(path: Path) -> int:
    with translated(), closing(_open(path, "ro")) as copy:
        return int(copy.execute("SELECT count(*) FROM leads").fetchone()[0])


def _holds(live: sqlite3.Connection) -> bool:
    there = {name for (name,) in live.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return any(
        live.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone() for name in copying_postgresql.HOLDS if name in there
    )


def _pairs(live: sqlite3.Connection, table: str) -> dict[str, int]:
    if not live.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone():
        return {}
    return dict(live.execute(f"SELECT * FROM {table}").fetchall())


def _open(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=_WAIT)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A file of mode 600 beside `path` that takes its place when all went well."""
    made = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield made
        _sync(made)
        made.rename(path)
    finally:
        _remove(made)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _remove(made: Path) -> None:
    for name in (made.name, f"{made.name}-journal", f"{made.name}-wal", f"{made.name}-shm"):
        made.with_name(name).unlink(missing_ok=True)
