"""`leadquiz check`: the faults of scripts and settings, one a line. It opens no database."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.cli import FAULTS, GOOD, USAGE, complain
from bot.config import PACKAGED_SCRIPTS, Settings, SettingsError, load
from bot.scripts import ScriptFile, read_file, read_files, script_paths
from dialogs import Fault


def check(args: argparse.Namespace) -> int:
    """Prints `FILE:LINE: STEP: fault. What to do.` for each fault; settings are checked where no path is given."""
    status = GOOD
    paths: Sequence[Path] = args.path
    if not paths:
        settings, problems = _settings(args.config)
        print(*problems, sep="\n", end="\n" * bool(problems))
        status = FAULTS if problems else GOOD
        paths = [settings.scripts_dir]
    files = collected(paths)
    if isinstance(files, str):
        return complain(files, USAGE)
    for file in files:
        for fault in file.faults:
            print(told(fault))
        if not file.good:
            status = FAULTS
    if status == GOOD:
        print(f"{len(files)} scripts are good." if len(files) > 1 else f"{files[0].path} is good.", file=sys.stderr)
    return status


def told(fault: Fault) -> str:
    """The fault's line; a warning, which keeps nothing from being published, says that it is one."""
    if not fault.warning:
        return str(fault)
    place = f"{fault.file}:{fault.line}: " + (f"{fault.step}: " if fault.step else "")
    return f"{place}warning: {str(fault).removeprefix(place)}"


def collected(paths: Iterable[Path]) -> list[ScriptFile] | str:
    """The script files that the paths name, each once, checked beside each other; or what is wrong with a path."""
    found: dict[Path, Path] = {}
    for path in paths:
        if not path.exists():
            return f"{path} does not exist. Name a script file or a folder of scripts."
        inside = script_paths(path) if path.is_dir() else [path]
        if not inside:
            return f"{path} holds no script. A script is a file whose name ends in .yaml."
        for one in inside:
            found.setdefault(one.resolve(), one)
    return read_files([*found.values()])


def find_script(name: str, folder: Path) -> Path | None:
    """A script file by its path, or by the id of a script in `folder` or among the packaged ones."""
    path = Path(name)
    if path.is_file():
        return path
    for place in (folder, PACKAGED_SCRIPTS):
        for file in script_paths(place):
            if file.stem == name:
                return file
    for place in (folder, PACKAGED_SCRIPTS):
        for file in script_paths(place):
            found = read_file(file).script
            if found is not None and found.id == name:
                return file
    return None


def _settings(file: Path | None) -> tuple[Settings, list[str]]:
    """The settings and everything wrong with them; with faults in them the scripts are still looked for."""
    try:
        settings = load(os.environ, file)
    except SettingsError as error:
        folder = Path(os.environ.get("LEADQUIZ_SCRIPTS_DIR", ""))
        known = folder if folder.name and folder.is_dir() else PACKAGED_SCRIPTS
        return Settings(scripts_dir=known), error.problems
    return settings, [
        f"LEADQUIZ_MANAGERS_CHAT names the channel {chat.channel}, which is not configured. "
        f"Configure it, or take {chat.channel}:{chat.address} out."
        for chat in settings.strange_chats
    ]
