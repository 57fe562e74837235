"""The sets of messages in tests/data are read as their rules say; the figures are those that README promises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dialogs.contacts import Contacts, read

DATA = Path(__file__).resolve().parent.parent / "data"
FIELDS = ("phones", "emails", "name", "handles", "way", "when", "ask_again")


def cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def as_written(found: Contacts) -> dict[str, Any]:
    values = {name: getattr(found, name) for name in FIELDS}
    values["doubts"] = [[doubt.kind, doubt.suggestion] for doubt in found.doubts]
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


@pytest.mark.parametrize("case", cases("messages.jsonl"), ids=lambda case: str(case["id"]))
def test_a_message_is_read_as_its_rule_says(case: dict[str, Any]) -> None:
    found = read(case["text"], language=case["language"], region=case["region"])
    assert as_written(found) == case["want"], case["why"]


@pytest.mark.parametrize("name", ["messages_held_out.jsonl", "messages_blind.jsonl"])
def test_a_set_that_was_kept_out_of_sight_is_read_exactly_at_least_97_times_in_100(name: str) -> None:
    results = [
        as_written(read(case["text"], language=case["language"], region=case["region"])) == case["want"]
        for case in cases(name)
    ]
    assert sum(results) >= 0.97 * len(results)


def test_nothing_is_read_out_of_messages_without_a_contact() -> None:
    negatives = [
        case
        for name in ("messages.jsonl", "messages_held_out.jsonl", "messages_blind.jsonl")
        for case in cases(name)
        if case["kind"] == "negative" and not case["want"]["phones"]
    ]
    clean = 0
    for case in negatives:
        found = read(case["text"], language=case["language"], region=case["region"])
        clean += not (found.phones or found.emails or found.handles)
    assert clean >= 0.99 * len(negatives)


def test_the_blind_set_holds_every_region() -> None:
    regions = "RU UA BY KZ GB US CA AU IE CY FR BE CH LU NL GR DE"
    assert {case["region"] for case in cases("messages_blind.jsonl")} == set(regions.split())


def test_the_sets_are_large_and_cover_every_language_and_region() -> None:
    everything = [*cases("messages.jsonl"), *cases("messages_held_out.jsonl")]
    assert len(everything) >= 300
    assert {case["language"] for case in everything} == {"ru", "uk", "en", "fr", "nl", "el"}
    assert all(case["why"] for case in everything)
