"""The JSON Schema says the same of a file as `load`."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from dialogs.keys import TABLES
from dialogs.schema import schema
from tests.dialogs.samples import HEADER, KITCHEN, faults

VALIDATOR = Draft202012Validator(schema())


def errors(source: str) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(YAML(typ="safe", pure=True).load(source))]


def test_the_schema_is_a_schema_and_plain_json() -> None:
    Draft202012Validator.check_schema(schema())
    assert json.loads(json.dumps(schema())) == schema()


def test_the_sample_is_valid() -> None:
    assert errors(KITCHEN) == []


def test_every_key_has_a_description() -> None:
    found = schema()
    definitions = found["$defs"]
    assert isinstance(definitions, dict)
    for name, keys in TABLES.items():
        table: object = found if name == "script" else definitions[name]
        assert isinstance(table, dict)
        for key in keys:
            properties = table["properties"]
            assert isinstance(properties, dict)
            assert properties[key.name]["description"]


@pytest.mark.parametrize(
    "step",
    [
        "{set: {segment: \"'b2b'\"}}",
        "{go: a}",
        "{id: w, wait: 2h}",
        '{id: w, until: "09:00"}',
        "{id: w, call: other-script}",
        "{id: w, split: {ab: {short: 50, long: 50}}}",
        "{id: w, ask: А?, rating: {max: 5}}",
        "{id: w, ask: А?, date: {}}",
        "{id: w, ask: А?, location: {}}",
        "{notify: managers}",
        "{id: w, say: 150, end: true}",
    ],
)
def test_what_loads_is_valid(step: str) -> None:
    steps = f"  - {{id: a, say: Да}}\n  - {step}\n"
    assert faults(steps) == ()
    assert errors(f"{HEADER}steps:\n{steps}") == []


@pytest.mark.parametrize(
    "step",
    [
        "{id: w, sya: Да}",
        "{id: w, ask: А?}",
        "{id: w, number: {}}",
        "{id: w, ask: А?, number: {}, text: {}}",
        "{id: w, wait: 2h, notify: managers}",
        "{id: w, wait: 2 hours}",
        "{id: w, until: '9 Uhr'}",
        "{id: call-time, say: Да}",
        "{id: score, say: Да}",
        "{say: Да}",
        "{id: w, ask: А?, options: []}",
        "{id: w, ask: А?, options: [{id: a}]}",
        "{id: w, ask: А?, text: {}, many: {}}",
        "{id: w, say: Да, optional: true}",
        "{id: w, say: Да, end: true, go: a}",
        "{id: w, branch: [{when: 'hour > 1'}]}",
        "{id: w, give: discount}",
        "{id: w, ask: А?, rating: {max: 50}}",
        "{id: w, ask: А?, contact: {any_of: [fax]}}",
    ],
)
def test_what_does_not_load_is_not_valid(step: str) -> None:
    steps = f"  - {{id: a, say: Да}}\n  - {step}\n"
    assert faults(steps) != ()
    assert errors(f"{HEADER}steps:\n{steps}") != []
