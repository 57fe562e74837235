"""Golden transcripts of the scripts that come along: `leadquiz play SCRIPT TRANSCRIPT --update` rewrites one."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs import Script, check, load
from dialogs.loading import needed
from dialogs.transcripts import difference, play

FOLDER = Path(__file__).parents[2] / "dialogs" / "scripts"
TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))
SCRIPTS = sorted(FOLDER.glob("*.yaml"))


def script_called(name: str) -> Script:
    source = (FOLDER / f"{name}.yaml").read_text("utf-8")
    catalogues = {one: (FOLDER / f"{one}.csv").read_text("utf-8") for one in needed(source).catalogues}
    return load(source, file=f"{name}.yaml", catalogues=catalogues)


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda path: path.stem)
def test_the_talk_goes_as_written(transcript: Path) -> None:
    script = script_called(transcript.stem.split(".")[0])
    wanted = transcript.read_text("utf-8")
    assert difference(wanted, play(script, wanted)) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_every_shipped_script_is_without_fault_and_has_a_transcript(path: Path) -> None:
    script = script_called(path.stem)
    others = [script_called(other.stem) for other in SCRIPTS if other != path]
    assert [fault for fault in check(script, others=others) if not fault.warning] == []
    assert any(transcript.stem.split(".")[0] == path.stem for transcript in TRANSCRIPTS)


def test_one_script_answers_first_messages_and_two_speak_english() -> None:
    scripts = [script_called(path.stem) for path in SCRIPTS]
    assert [script.id for script in scripts if script.start is not None and script.start.default] == ["kitchen"]
    assert sum("en" in script.languages for script in scripts) >= 2
