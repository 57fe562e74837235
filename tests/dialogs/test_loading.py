"""Reading scripts: the whole format, every slip of an admin answered with its line, and never another error."""

from __future__ import annotations

from dialogs.loading import Needed, load, needed
from dialogs.script import Options, Products, Slot
from tests.dialogs.samples import CATALOGUE, KITCHEN


def test_the_sample_with_every_key_loads() -> None:
    script = load(KITCHEN, file="kitchen.yaml", catalogues={"catalogue": CATALOGUE}, version=3)
    assert (script.id, script.language, script.languages, script.version) == ("kitchen", "ru", ("ru", "en"), 3)
    assert len(script.steps) == 17
    style = script.steps[script.places["style"]]
    assert isinstance(style.kind, Options)
    assert [option.score for option in style.kind.options] == [1, 2, -1]
    assert (style.retry.times, style.retry.then) == (2, "manager")
    assert script.steps[script.places["call_time"]].kind == Slot(3, 600, 1140, 3600)
    pick = script.steps[script.places["pick"]].kind
    assert isinstance(pick, Products)
    assert script.catalogues[pick.catalogue][0].tags == ("premium", "oak")


def test_the_caller_is_told_what_must_be_handed_over() -> None:
    found = needed(KITCHEN + "  \n")
    assert found == Needed(frozenset({"catalogue"}), frozenset(), frozenset({"hello.jpg", "catalogue.pdf"}))
    assert needed("steps: [") == Needed()
    assert needed("steps: [{id: a, call: other}]").scripts == {"other"}
