"""The scripts of this installation: read from the folder, published as immutable versions, loaded once each.

A conversation stays on the version that it began with, so old versions are loaded again from the database on demand.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dialogs import Fault, Script, ScriptError, check, load
from dialogs.languages import fold
from dialogs.loading import needed
from dialogs.selection import choose

if TYPE_CHECKING:  # `leadquiz check` must not wait for a database's modules
    from storage.database import Database, Transaction
    from storage.records import ScriptRow

log = logging.getLogger("bot.scripts")

_DEEPEST_CALL = 8
_LONGEST_KEYWORD = 200  # characters of a message that may be one


@dataclass(frozen=True, slots=True)
class ScriptFile:
    """One file of the folder with all that it needs: `files` holds `catalogue:NAME` and `script:ID` sources."""

    path: Path
    source: str
    files: Mapping[str, str]
    script: Script | None
    faults: tuple[Fault, ...]

    @property
    def good(self) -> bool:
        return self.script is not None and all(fault.warning for fault in self.faults)

    @property
    def digest(self) -> str:
        content = json.dumps([self.source, sorted(self.files.items())], ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()


def read_folder(folder: Path) -> list[ScriptFile]:
    """Every script file of the folder, in the order of their names, loaded and checked beside the others."""
    return read_files(script_paths(folder))


def read_files(paths: Sequence[Path]) -> list[ScriptFile]:
    """These files, loaded and checked beside each other, as they would be published together."""
    files = [read_file(path) for path in paths]
    scripts = [file.script for file in files if file.script is not None]
    checked = []
    for file in files:
        faults = file.faults
        if file.script is not None:
            others = [script for script in scripts if script is not file.script]
            present = {path.name for path in file.path.parent.iterdir() if path.is_file()}
            faults = tuple(check(file.script, others=others, files=present))
        checked.append(ScriptFile(file.path, file.source, file.files, file.script, faults))
    return checked


def script_paths(folder: Path) -> list[Path]:
    """The script files of a folder, in the order of their names."""
    return sorted(p for p in folder.glob("[!.]*") if p.suffix in (".yaml", ".yml") and p.is_file())


def read_file(path: Path) -> ScriptFile:
    """One script file, loaded but not yet checked. A file that cannot be read is a fault like any other."""
    try:
        source = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else "cannot be read"
        fault = Fault(str(path), 1, "", "unreadable", f"The file {reason}", "Save it as a UTF-8 text")
        return ScriptFile(path, "", {}, None, (fault,))
    files = _needed_files(path, source)
    try:
        return ScriptFile(path, source, files, _load(source, str(path), files), ())
    except ScriptError as error:
        return ScriptFile(path, source, files, None, error.faults)


def _needed_files(path: Path, source: str) -> dict[str, str]:
    """Catalogues and called scripts that lie beside the file, those of the called scripts too."""
    found: dict[str, str] = {}
    waiting = [(source, 0)]
    by_id: dict[str, Path] | None = None
    while waiting:
        text, depth = waiting.pop()
        wants = needed(text)
        for name in wants.catalogues:
            beside = path.parent / f"{name}.csv"
            if f"catalogue:{name}" not in found and beside.is_file():
                found[f"catalogue:{name}"] = beside.read_text("utf-8-sig", errors="replace")
        for name in wants.scripts:
            by_id = _by_id(path.parent) if by_id is None else by_id
            if f"script:{name}" not in found and name in by_id and depth < _DEEPEST_CALL:
                found[f"script:{name}"] = by_id[name].read_text("utf-8-sig", errors="replace")
                waiting.append((found[f"script:{name}"], depth + 1))
    return found


def _by_id(folder: Path) -> dict[str, Path]:
    """Where each script id of the folder is written; a called script is found by its id, not by its file's name."""
    places: dict[str, Path] = {}
    for path in script_paths(folder):
        try:
            lines = path.read_text("utf-8-sig", errors="replace").splitlines()
        except OSError:  # its own turn to be read tells so
            continue
        for line in lines:
            if line.startswith("id:"):
                places.setdefault(line[3:].split("#")[0].strip().strip("\"'"), path)
                break
    return places


def _load(source: str, file: str, files: Mapping[str, str], version: int = 0) -> Script:
    catalogues = {key.removeprefix("catalogue:"): text for key, text in files.items() if key.startswith("catalogue:")}
    scripts = {key.removeprefix("script:"): text for key, text in files.items() if key.startswith("script:")}
    return load(source, file=file, catalogues=catalogues, scripts=scripts, version=version)


@dataclass(slots=True)
class Published:
    """The published scripts, in memory: the newest version of each, and older ones as talks ask for them."""

    newest: dict[str, Script] = field(default_factory=dict)
    _keywords: dict[str, Script] = field(default_factory=dict)
    _versions: dict[tuple[str, int], Script] = field(default_factory=dict)

    async def reload(self, database: Database) -> None:
        """Reads which versions are the newest now; called at the start and when another process published."""
        async with database.reading() as tx:
            rows = await tx.scripts.newest()
        self.newest = {script.id: script for row in rows if (script := self._readable(row)) is not None}
        self._keywords = {}
        for script in self.newest.values():
            for keyword in script.start.keywords if script.start is not None else ():
                self._keywords.setdefault(fold(keyword), script)

    def named(self, text: str) -> Script | None:
        """The script of which the whole text is a keyword. Asked for every message, so it reads an index."""
        return self._keywords.get(fold(text)) if len(text) <= _LONGEST_KEYWORD else None

    async def version(self, tx: Transaction, script_id: str, version: int) -> Script | None:
        """The script of a talk, of the version it began with; None when that was never published."""
        known = self._versions.get((script_id, version))
        if known is not None:
            return known
        row = await tx.scripts.get(script_id, version)
        return None if row is None else self._loaded(row)

    def choose(self, *, ref: str = "", text: str = "", product: bool = False) -> Script | None:
        """The script that a first message, a link's payload or a product card starts, by the rules of `start:`."""
        return choose(tuple(self.newest.values()), ref=ref, text=text, product=product)

    def _readable(self, row: ScriptRow) -> Script | None:
        """One script that this version of the program refuses must not keep the others from working."""
        try:
            return self._loaded(row)
        except ScriptError as error:
            for fault in error.faults:
                log.error("version %d is out of use: %s", row.version, fault)
            return None

    def _loaded(self, row: ScriptRow) -> Script:
        key = (row.id, row.version)
        if key not in self._versions:
            self._versions[key] = _load(row.source, f"{row.id}.yaml", row.files, row.version)
        return self._versions[key]


async def publish(
    database: Database, file: ScriptFile, note: str, at: datetime, folder: Path | None = None
) -> tuple[int, bool]:
    """Publishes a good file: its version, and whether that is new (the newest version's content makes none).

    `folder` is SCRIPTS_DIR: a file that lies in it counts as taken from there, see `publish_folder`.
    """
    if file.script is None:
        raise ScriptError(file.faults)
    taken = folder is not None and _inside(file.path, folder)
    async with database.transaction() as tx:
        if taken:
            await tx.settings.set(_taken(file.script.id), file.digest)
        version, new = await tx.scripts.publish(file.script.id, file.source, dict(file.files), file.digest, note, at)
        if new:
            await tx.revisions.bump("scripts")
    return version, new


async def publish_folder(database: Database, folder: Path, at: datetime) -> Sequence[ScriptFile]:
    """Publishes every valid file that changed since it was last taken from the folder; returns the files that were
    refused, with their faults.

    What was last taken is remembered apart from the versions: after a rollback, or after another file was published
    in its place, an unchanged file must not come back by itself; a file that was changed back must.
    """
    files = read_folder(folder)
    async with database.transaction() as tx:
        changed = False
        for file in files:
            if file.script is None or not file.good:
                continue
            script_id = file.script.id
            if await tx.settings.get(_taken(script_id)) == file.digest:
                continue
            await tx.settings.set(_taken(script_id), file.digest)
            note = "from the folder"
            _, new = await tx.scripts.publish(script_id, file.source, dict(file.files), file.digest, note, at)
            changed = changed or new
        if changed:
            await tx.revisions.bump("scripts")
    return [file for file in files if not file.good]


async def roll_back(database: Database, script_id: str, version: int, folder: Path, at: datetime) -> int | None:
    """Publishes an old version's content anew: the version that is now the newest, None where there is no such one.

    What `folder` (SCRIPTS_DIR) holds now counts as taken: only a changed file replaces the old content again."""
    standing = {file.script.id: file.digest for file in read_folder(folder) if file.script is not None}
    async with database.transaction() as tx:
        new = await tx.scripts.rollback(script_id, version, at)
        if new is None:
            return None
        if script_id in standing:
            await tx.settings.set(_taken(script_id), standing[script_id])
        await tx.revisions.bump("scripts")
    return new


def _inside(path: Path, folder: Path) -> bool:
    return path.resolve().parent == folder.resolve()


def _taken(script_id: str) -> str:
    """The settings key of the digest that was last taken from the folder."""
    return f"folder:{script_id}"
