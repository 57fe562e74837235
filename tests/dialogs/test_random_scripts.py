"""The random scripts of the other tests are what they promise: they load, and the schema accepts them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from dialogs.checking import check, score_range
from dialogs.loading import load
from dialogs.schema import schema
from tests.dialogs.random_scripts import CALLABLE, CATALOGUES, scripts

VALIDATOR = Draft202012Validator(schema())
EXPECTED = {"unreachable", "loop"}  # what chance may build, and a person would not


@given(st.booleans().flatmap(lambda back: scripts(back=back)))
def test_a_random_script_loads_and_has_no_faults_but_in_its_ways(source: str) -> None:
    script = load(source, catalogues=CATALOGUES, scripts=CALLABLE)
    faults = [fault for fault in check(script, files={"picture.jpg"}) if not fault.warning]
    assert {fault.code for fault in faults} <= EXPECTED, [str(fault) for fault in faults]
    low, high = score_range(script)
    assert low <= high


@given(scripts())
def test_the_schema_accepts_random_scripts(source: str) -> None:
    assert list(VALIDATOR.iter_errors(YAML(typ="safe", pure=True).load(source))) == []


@given(scripts())
def test_a_script_without_ways_back_has_no_loop(source: str) -> None:
    script = load(source, catalogues=CATALOGUES, scripts=CALLABLE)
    assert "loop" not in {fault.code for fault in check(script)}


@given(scripts())
def test_the_same_source_gives_the_same_script(source: str) -> None:
    one = load(source, catalogues=CATALOGUES, scripts=CALLABLE)
    assert one == load(source, catalogues=CATALOGUES, scripts=CALLABLE)
    assert list(one.places) == [step.id for step in reversed(one.steps)]
