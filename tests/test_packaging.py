"""`pip install .` gives a working `leadquiz` with its scripts, pages, locales and migrations inside, and so does the
source distribution; the lock names no registry."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import tomllib
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "dialogs", "integrations", "storage")
CODE = (*PACKAGES, "pyproject.toml", "README.md", "LICENSE")
BUILD = "import sys, setuptools.build_meta as build; build.build_{kind}(sys.argv[1])"
SOURCES = {".py", ".yaml", ".csv", ".html", ".css", ".js", ".svg", ".toml", ".json", ".mako", ".ini"}


def contents() -> set[str]:
    """Every file of the packages that has to travel, by its path."""
    files = (path for name in PACKAGES for path in (ROOT / name).rglob("*") if path.is_file())
    return {str(p.relative_to(ROOT)) for p in files if "__pycache__" not in p.parts and p.suffix in SOURCES}


def clean(environ: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if not name.startswith(("LEADQUIZ_", "PYTHON"))}


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a clone has, so that building leaves nothing behind here."""
    copy = tmp_path_factory.mktemp("tree")
    for name in CODE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, copy / name)
    return copy


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory, tree: Path) -> Path:
    """A fresh virtual environment into which `pip install .` was done."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "setuptools>=77", str(tree))
    return python


def run(*command: str | Path, cwd: Path | None = None, status: int = 0) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=clean(dict(os.environ)), capture_output=True, text=True
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_every_dependency_of_the_project_is_locked_with_hashes_and_no_registry_is_named() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text()
        locked = set(re.findall(r"^([a-z0-9.-]+)==", text, re.M))
        assert {re.split(r"[<>=; ]", name)[0].lower().replace(".", "-") for name in wanted} <= locked
        assert "://" not in text and "--index" not in text and "--find-links" not in text
        blocks = re.split(r"\n(?=\S)", text.strip())
        assert all("--hash=sha256:" in block for block in blocks if not block.startswith("#"))


def test_what_travels_is_named_in_the_project_file() -> None:
    found = contents()
    for needed in (
        "dialogs/scripts/kitchen.yaml",
        "dialogs/scripts/gifts.csv",
        "bot/locales/ru.toml",
        "bot/web/templates/chat.html",
        "bot/web/static/chat.js",
        "storage/migrations/versions/v0001_initial.py",
    ):
        assert needed in found


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_wheel_and_source_distribution_hold_every_file_of_the_packages(
    tree: Path, python: Path, tmp_path: Path
) -> None:
    for kind in ("sdist", "wheel"):
        run(python, "-c", BUILD.format(kind=kind), tmp_path, cwd=tree)
    (wheel,), (source,) = tmp_path.glob("*.whl"), tmp_path.glob("*.tar.gz")
    in_wheel = set(zipfile.ZipFile(wheel).namelist())
    with tarfile.open(source) as archive:
        in_source = {name.partition("/")[2] for name in archive.getnames()}
    assert contents() - in_wheel == set() and contents() - in_source == set()
    assert {"README.md", "LICENSE", "pyproject.toml"} <= in_source
    assert not [name for name in in_wheel if name.startswith("tests")]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_source_distribution_installs_too(tree: Path, python: Path, tmp_path: Path) -> None:
    run(python, "-c", BUILD.format(kind="sdist"), tmp_path, cwd=tree)
    (source,) = tmp_path.glob("*.tar.gz")
    target = tmp_path / "target"
    run(python, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--target", target, source)
    assert contents() - {str(path.relative_to(target)) for path in target.rglob("*")} == set()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_an_installed_leadquiz_works_from_an_empty_folder(python: Path, tmp_path: Path) -> None:
    leadquiz = python.with_name("leadquiz")
    assert "scripts are good" in run(leadquiz, "check", cwd=tmp_path)
    assert "All is well." in run(leadquiz, "doctor", cwd=tmp_path)
    assert list(tmp_path.iterdir()) == []
    run(leadquiz, "migrate", cwd=tmp_path)
    demo = subprocess.Popen(
        [leadquiz, "demo", "--port", "0"], cwd=tmp_path, env=clean(dict(os.environ)), stdout=subprocess.PIPE, text=True
    )
    try:
        assert demo.stdout is not None
        chat, leads = demo.stdout.readline().split(), demo.stdout.readline().split()
        assert (chat[0], leads[0]) == ("Chat:", "Leads:")
        for address in (chat[1], leads[1], leads[1].partition("/sign-in")[0] + "/widget.js"):
            with urllib.request.urlopen(address, timeout=10) as page:
                assert page.status == 200
        demo.send_signal(signal.SIGINT)
        assert demo.wait(12) == 0
        demo.stdout.close()
    finally:
        if demo.poll() is None:
            demo.kill()
            demo.wait()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_the_program_runs_as_a_module_too() -> None:
    done = subprocess.run([sys.executable, "-m", "bot", "--help"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and "COMMAND" in done.stdout
