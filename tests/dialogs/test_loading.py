"""Reading scripts: the whole format, every slip of an admin answered with its line, and never another error."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.checking import check
from dialogs.errors import Fault, ScriptError
from dialogs.expressions import parse
from dialogs.loading import Needed, load, needed
from dialogs.script import (
    Call,
    Consent,
    ContactInput,
    Date,
    Handoff,
    Heat,
    LeadRule,
    Location,
    Notify,
    Number,
    Options,
    Placeholder,
    Products,
    Rating,
    Retry,
    Say,
    Set,
    Slot,
    Split,
    Text,
    Until,
    Upload,
    Wait,
)
from dialogs.upgrades import Upgrade, upgraded
from dialogs.yaml_nodes import Map, Scalar, read
from tests.dialogs.samples import CATALOGUE, HEADER, KITCHEN, faults, script


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


def only(steps: str, header: str = HEADER) -> Fault:
    found = faults(steps, header)
    assert len(found) == 1, [str(fault) for fault in found]
    return found[0]


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        ("{set: {segment: \"'b2b'\"}}", Set({"segment": parse("'b2b'")})),
        ("{go: a}", Say()),
        ("{id: w, wait: 2h}", Wait(7200)),
        ('{id: w, until: "09:00"}', Until(540)),
        ("{id: w, until: 09:00}", Until(540)),
        ("{id: w, call: other_script}", Call("other_script")),
        ("{id: w, split: {ab: {short: 50, long: 50}}}", Split("ab", {"short": 50, "long": 50})),
        ("{id: w, ask: А?, rating: {max: 5}}", Rating(5)),
        ("{id: w, ask: А?, date: {}}", Date()),
        ("{id: w, ask: А?, location: {}}", Location()),
        ("{notify: managers}", Notify()),
        ("{id: w, ask: А?, contact: {}}", ContactInput(("phone", "email"))),
        ("{id: w, ask: А?, upload: {}}", Upload(("photo", "file"), 20)),
        ("{id: w, ask: А?, number: {min: 012, max: 1000}}", Number(12, 1000)),
        ("{id: w, handoff: {}}", Handoff(None, 900, None)),
    ],
)
def test_every_kind_of_step_can_be_written_in_one_line(step: str, kind: object) -> None:
    assert script(f"  - {{id: a, say: Да}}\n  - {step}\n").steps[1].kind == kind


def test_defaults_are_those_of_the_page() -> None:
    loaded = script("  - {id: a, ask: А?, text: {}}\n")
    assert loaded.languages == ("ru",)
    assert loaded.heat == Heat(4, 8)
    assert loaded.lead == LeadRule(("name", "contact"))
    assert loaded.steps[0].retry == Retry(None, 3, None)
    assert (loaded.reward, loaded.chains, loaded.steps[0].give_up) == (None, (), None)


def test_a_step_without_an_id_is_named_after_its_line() -> None:
    assert [step.id for step in script("  - {id: a, say: Да}\n  - {go: a}\n").steps] == ["a", "_10"]


# What YAML would lose -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "step",
    [
        "- id: a\n    say: Кухня #1",
        "- id: a\n    say: {first_name}",
        "- id: a\n    say: {first_name}, привет",
        "- {id: a, ask: А?, options: [{id: yes, text: Да, конечно}]}",
        "- {id: a, ask: А?, options: [{id: yes, text: Кухня #1}]}",
        "- id: a\n    say: >5",
        "- id: a\n    say: >5\n    end: true",
        "- id: a\n    say: >50 тысяч",
        "- id: a\n    say: Внимание: скидка",
        "- id: a\n    say: *важно*",
        "- id: a\n    say: *важно",
        "- id: a\n    say: &важно да",
        "- id: a\n    say: !важно да",
        "- id: a\n    say: @shop",
        "- id: a\n    say: [по 15 мая]",
    ],
)
def test_a_text_that_yaml_would_cut_or_break_is_answered_with_put_it_in_quotes(step: str) -> None:
    found = faults(f"  {step}\n  - {{id: b, say: Да}}\n")
    assert any("Put the text in quotes" in fault.todo for fault in found), [str(fault) for fault in found]
    quoted = next(fault for fault in found if "quotes" in fault.todo)
    assert quoted.line in (9, 10)
    assert quoted.step == "a"


def test_a_comment_after_a_value_is_no_loss() -> None:
    loaded = script("  - id: a     # the first\n    say: Кухня   # what it says\n    end: true #done\n")
    assert loaded.steps[0].say == Text({"ru": ("Кухня",)})
    assert loaded.remarks == ()


def test_a_comment_with_one_space_after_a_text_is_a_warning() -> None:
    assert [(fault.line, fault.warning) for fault in script("  - id: a\n    say: Кухня # 1\n").remarks] == [(10, True)]


@pytest.mark.parametrize(
    ("steps", "code", "line"),
    [
        ("  - {id: a, say: Да, say: Нет}\n", "doubled-key", 9),
        ("  - {id: a, say: &x Да}\n", "anchor", 9),
        ("  - {id: a, say: Да}\n  - {id: b, say:\tНет}\n", "tab", 10),
        ("  - {id: a, say: Да}\n\t- {id: b, say: Нет}\n", "tab", 10),
        ("  - {id: a, say: !!str Да}\n", "tag", 9),
        ("  - {id: a, say: Да}\n---\nid: b\n", "documents", 10),
        ("  - {id: a, say: 'Да}\n", "yaml", 9),
        ("  - {id: a, say: \x07}\n", "character", 9),
    ],
)
def test_what_the_format_leaves_out_of_yaml_is_a_fault(steps: str, code: str, line: int) -> None:
    assert (code, line) in [(fault.code, fault.line) for fault in faults(steps)]


def test_plain_values_are_kept_as_written() -> None:
    loaded = script(
        "  - {id: a, ask: А?, options: [{id: 012, text: no}, {id: 'x', text: 10:00}, {id: y, text: 2026-03-01}]}\n"
        '  - {id: b, ask: Б?, consent: {document: "https://shop.example", version: 2026-03-01}}\n'
        "  - {id: c, say: 0x1F}\n  - {id: d, say: True}\n  - {id: e, say: 1_000}\n"
    )
    kind = loaded.steps[0].kind
    assert isinstance(kind, Options)
    assert [(option.id, option.text.by_language["ru"]) for option in kind.options] == [
        ("012", ("no",)),
        ("x", ("10:00",)),
        ("y", ("2026-03-01",)),
    ]
    assert loaded.steps[1].kind == Consent({"ru": "https://shop.example"}, "2026-03-01")
    says = [step.say for step in loaded.steps[2:]]
    assert says == [Text({"ru": ("0x1F",)}), Text({"ru": ("True",)}), Text({"ru": ("1_000",)})]


# Keys and values ------------------------------------------------------------------------------------------------------


def test_an_unknown_key_names_file_line_step_and_the_nearest_key() -> None:
    fault = only("  - {id: a, say: Да}\n  - id: b\n    aks: Как?\n    say: Нет\n")
    assert str(fault) == "shop.yaml:11: b: `aks` is no key here. Perhaps you mean `ask`."


def test_the_nearest_key_is_named_however_far_it_is() -> None:
    assert "Perhaps you mean `" in only("  - {id: a, say: Да, zzz: 1}\n").todo


@pytest.mark.parametrize(
    ("header", "near"),
    [("starts: {}", "start"), ("rewards: {}", "reward"), ("zone: UTC", "timezone"), ("chain: []", "chains")],
)
def test_an_unknown_key_of_the_script_is_a_fault_too(header: str, near: str) -> None:
    fault = only("  - {id: a, say: Да}\n", f"{HEADER}{header}\n")
    assert (fault.line, fault.code) == (8, "unknown-key")
    assert f"`{near}`" in fault.todo


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ("{id: a, ask: А?}", "no-input"),
        ("{id: a, number: {}}", "no-ask"),
        ("{id: a, ask: А?, number: {}, text: {}}", "two-inputs"),
        ("{id: a, give: reward, notify: managers}", "two-kinds"),
        ("{id: a, ask: А?, text: {}, notify: managers}", "two-kinds"),
        ("{id: a}", "empty-step"),
        ("{id: a, when: 'hour > 1'}", "empty-step"),
        ("{say: Да}", "no-id"),
        ("{wait: 2h}", "no-id"),
        ("{go: a, say: Да}", "no-id"),
        ("{id: a, say: Да, end: true, go: a}", "end-and-go"),
        ("{id: a, say: Да, optional: true}", "misplaced-key"),
        ("{id: a, ask: А?, text: {}, many: {}}", "misplaced-key"),
        ("{id: a, ask: А?, text: {}, refuse: a}", "misplaced-key"),
        ('{id: a, ask: А?, consent: {document: "https://a.example", version: 1}, optional: true}', "optional-consent"),
        ("{id: call-time, say: Да}", "value"),
        ("{id: Style, say: Да}", "value"),
        ("{id: 1st, say: Да}", "value"),
        ("{id: score, say: Да}", "value"),
        ("{id: none, say: Да}", "value"),
        ("{id: abcdefghijklmnopqrstuvwxyz_012345, say: Да}", "value"),
        ("{id: a, wait: 2 h}", "value"),
        ("{id: a, wait: 2}", "value"),
        ("{id: a, wait: 0s}", "value"),
        ("{id: a, wait: 9999w}", "value"),
        ("{id: a, until: '25:00'}", "value"),
        ("{id: a, until: 600}", "value"),
        ("{id: a, say: Да, when: area = 4}", "expression"),
        ("{id: a, say: Да, when: }", "empty"),
        ("{id: a, say: }", "empty-text"),
        ("{id: a, say: ''}", "empty-text"),
        ("{id: a, say: '{First}'}", "placeholder"),
        ("{id: a, say: 'а } б'}", "placeholder"),
        ("{id: a, say: 'а { б'}", "placeholder"),
        ("{id: a, say: '{}'}", "placeholder"),
        ("{id: a, say: '{n:час/часа}'}", "placeholder"),
        ("{id: a, ask: А?, options: []}", "empty"),
        ("{id: a, ask: А?, options: да}", "shape"),
        ("{id: a, ask: А?, options: [да]}", "shape"),
        ("{id: a, ask: А?, options: [{id: x, text: А}, {id: x, text: Б}]}", "doubled-option"),
        ("{id: a, ask: А?, options: [{id: x}]}", "missing-key"),
        ("{id: a, ask: А?, options: [{id: Х, text: А}]}", "value"),
        ("{id: a, ask: А?, options: [{id: x, text: А, score: много}]}", "value"),
        ("{id: a, ask: А?, options: [{id: x, text: А, score: '2,5'}]}", "value"),
        ("{id: a, ask: А?, options: [{id: x, text: А}], many: {max: 2}}", "range"),
        ("{id: a, ask: А?, options: [{id: x, text: А}], many: {min: 2}}", "range"),
        ("{id: a, ask: А?, number: {min: 5, max: 4}}", "range"),
        ("{id: a, ask: А?, rating: {max: 1}}", "range"),
        ("{id: a, ask: А?, text: {max: 0}}", "range"),
        ("{id: a, ask: А?, name: {min: 5}}", "unknown-key"),
        ("{id: a, ask: А?, contact: {any_of: [fax]}}", "value"),
        ("{id: a, ask: А?, consent: {version: 1}}", "missing-key"),
        ("{id: a, ask: А?, consent: {document: privacy, version: 1}}", "value"),
        ("{id: a, ask: А?, slot: {days: 3, from: '19:00', to: '10:00', every: 1h}}", "range"),
        ("{id: a, ask: А?, slot: {days: 3, from: '10:00', to: '19:00', every: 1s}}", "range"),
        ("{id: a, ask: А?, slot: {days: 3, from: '10:00', to: '19:00', every: 1h, weekdays: [8]}}", "value"),
        ("{id: a, ask: А?, text: {}, retry: {times: 0}}", "range"),
        ("{id: a, ask: А?, text: {}, remind: [{say: Ау}]}", "missing-key"),
        ("{id: a, ask: А?, text: {}, score: [{when: 'a == none'}]}", "missing-key"),
        ("{id: a, branch: [{when: 'hour > 1'}]}", "branch"),
        ("{id: a, branch: [{otherwise: a}, {when: 'hour > 1', go: a}]}", "branch"),
        ("{id: a, set: {score: '1'}}", "value"),
        ("{id: a, set: x}", "shape"),
        ("{id: a, split: {ab: {x: 1}}}", "range"),
        ("{id: a, split: {ab: {x: 0, y: 0}}}", "range"),
        ("{id: a, split: {ab: {x: 1, y: 1}, cd: {x: 1, y: 1}}}", "shape"),
        ("{id: a, give: gift}", "value"),
        ("{id: a, notify: all}", "value"),
        ("{id: a, image: ../secret.jpg}", "value"),
        ("{id: a, image: /etc/passwd}", "value"),
        ("{id: a, products: {from: list.csv}}", "value"),
        (f"{{id: a, say: {'а' * 4097}}}", "too-long"),
        ("- да", "shape"),
    ],
)
def test_a_wrong_step_is_answered_at_its_line(step: str, code: str) -> None:
    fault = only(f"  - {{id: before, say: Да}}\n  - {step}\n")
    assert (fault.code, fault.line) == (code, 10)
    assert fault.todo


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (HEADER.replace("id: shop", "id: Shop!"), "value"),
        (HEADER.replace("id: shop\n", ""), "missing-key"),
        (HEADER.replace("schema: 1", "schema: 2"), "schema"),
        (HEADER.replace("schema: 1", "schema: eins"), "schema"),
        (HEADER.replace("region: RU", "region: UK"), "value"),
        (HEADER.replace("Europe/Moscow", "Moscow"), "value"),
        (HEADER.replace("Europe/Moscow", "../../etc/passwd"), "value"),
        (HEADER.replace("language: ru", "language: russian"), "value"),
        (HEADER + "languages: [en, uk]\n", "language"),
        (HEADER + "heat: {warm: 9, hot: 4}\n", "range"),
        (HEADER + "lead: {needs: [money]}\n", "value"),
        (HEADER + "reward: {code: KUH}\n", "value"),
        (HEADER + "reward: {valid: soon}\n", "value"),
        (HEADER + "reward: {discount: {max: 2.5}}\n", "value"),
        (HEADER.replace("{default: true}", "{refs: ['a b']}"), "value"),
        (HEADER.replace("{default: true}", "{refs: ['a*b']}"), "value"),
        (HEADER.replace("{default: true}", f"{{refs: ['{'a' * 65}']}}"), "value"),
        (HEADER.replace("{default: true}", "{default: yes}"), "value"),
        (HEADER.replace("{default: true}", "{}"), "empty"),
        (HEADER + "chains: [{id: a, steps: [{after: 1d, say: Ау}], trigger: later}]\n", "value"),
        (HEADER + "chains: [{id: a, steps: [{after: 1d, say: Ау}], stop_on: [sleep]}]\n", "value"),
        (HEADER + "chains: [{id: a, steps: [{after: 1d, say: Ау}], hours: '10-20'}]\n", "value"),
        (HEADER + "chains: [{id: a, steps: []}]\n", "empty"),
    ],
)
def test_a_wrong_header_is_answered(header: str, code: str) -> None:
    assert code in {fault.code for fault in faults("  - {id: a, say: Да}\n", header)}


def test_doubled_step_ids_are_a_fault_at_the_second() -> None:
    fault = only("  - {id: a, say: Да}\n  - {id: a, say: Нет}\n")
    assert (fault.code, fault.line, fault.step) == ("doubled-step", 10, "a")


def test_every_fault_is_found_at_once_in_the_order_of_the_file() -> None:
    steps = "  - {id: a, sya: Да}\n  - {id: b, wait: 2}\n  - {id: c, say: Да, when: a = 1}\n  - {id: d}\n"
    found = faults(steps, HEADER.replace("region: RU", "region: ru"))
    assert [(fault.line, fault.step) for fault in found] == [(5, ""), (9, "a"), (10, "b"), (11, "c"), (12, "d")]


# Texts and languages --------------------------------------------------------------------------------------------------


def test_placeholders_are_split_from_their_text() -> None:
    say = script("  - {id: a, say: 'Да, {first_name|гость}! {{скоро}} {n} {n:час/часа/часов}'}\n").steps[0].say
    assert say == Text(
        {
            "ru": (
                "Да, ",
                Placeholder("first_name", "гость"),
                "! {скоро} ",
                Placeholder("n"),
                " ",
                Placeholder("n", None, ("час", "часа", "часов")),
            )
        }
    )


BOTH = HEADER + "languages: [ru, en]\n"


def test_a_text_may_be_given_in_every_language() -> None:
    loaded = script("  - {id: a, say: {ru: 'Через {n} {n:час/часа/часов}', en: '{n} {n:hour/hours}'}}\n", BOTH)
    assert loaded.steps[0].say is not None
    assert set(loaded.steps[0].say.by_language) == {"ru", "en"}
    assert loaded.remarks == ()


@pytest.mark.parametrize(
    "step",
    [
        "{id: a, say: {ru: Да}}",
        "{id: a, ask: {ru: Да, en: Yes}, options: [{id: x, text: {en: X}}]}",
        "{id: a, image: {ru: a.jpg}}",
        "{id: a, ask: {ru: Да, en: Yes}, options: [{id: x, text: '1', synonyms: {ru: [один]}}]}",
        "{id: a, ask: {ru: А, en: A}, consent: {document: {en: 'https://a.example'}, version: 1}}",
    ],
)
def test_a_missing_language_is_a_fault(step: str) -> None:
    fault = only(f"  - {step}\n", BOTH)
    assert (fault.code, fault.step) == ("missing-language", "a")


def test_a_language_that_the_script_does_not_have_is_a_fault() -> None:
    assert only("  - {id: a, say: {ru: Да, en: Yes, fr: Oui}}\n", BOTH).code == "unknown-language"


def test_plural_forms_are_counted_by_language() -> None:
    assert only("  - {id: a, say: {ru: Да, en: '{n:hour/hours/hours}'}}\n", BOTH).code == "placeholder"


def test_keywords_and_synonyms_of_all_languages_count_together() -> None:
    header = BOTH.replace("{default: true}", "{keywords: {ru: [кухня], en: [kitchen]}}")
    loaded = script("  - {id: a, say: {ru: Да, en: Yes}}\n", header)
    assert loaded.start is not None
    assert loaded.start.keywords == ("кухня", "kitchen")


# Calls, catalogues, versions ------------------------------------------------------------------------------------------


def callable_script(id: str, steps: str) -> str:
    return f"schema: 1\nid: {id}\nlanguage: ru\nsteps:\n{steps}"


def test_called_scripts_are_loaded_with_those_that_they_call() -> None:
    scripts = {
        "one": callable_script("one", "  - {id: a1, call: two}\n"),
        "two": callable_script("two", "  - {id: a2, say: Да}\n"),
    }
    assert set(script("  - {id: a, call: one}\n", scripts=scripts).called) == {"one", "two"}


def test_a_call_that_leads_back_is_a_fault() -> None:
    scripts = {
        "one": callable_script("one", "  - {id: a1, call: two}\n"),
        "two": callable_script("two", "  - {id: a2, call: one}\n"),
    }
    with pytest.raises(ScriptError) as raised:
        script("  - {id: a, call: one}\n", scripts=scripts)
    assert [(fault.file, fault.line, fault.code) for fault in raised.value.faults] == [
        ("two.yaml", 5, "call-recursion")
    ]
    with pytest.raises(ScriptError):
        script("  - {id: a, call: shop}\n", scripts={"shop": callable_script("shop", "  - {id: b, say: Да}\n")})


def test_calls_nest_eight_deep_and_no_deeper() -> None:
    def nested(depth: int) -> dict[str, str]:
        scripts = {f"s{n}": callable_script(f"s{n}", f"  - {{id: a{n}, call: s{n + 1}}}\n") for n in range(1, depth)}
        return scripts | {f"s{depth}": callable_script(f"s{depth}", "  - {id: last, say: Да}\n")}

    assert len(script("  - {id: a, call: s1}\n", scripts=nested(8)).called) == 8
    with pytest.raises(ScriptError) as raised:
        script("  - {id: a, call: s1}\n", scripts=nested(9))
    assert [fault.code for fault in raised.value.faults] == ["call-depth"]


def test_faults_of_called_scripts_and_catalogues_name_their_own_files() -> None:
    with pytest.raises(ScriptError) as raised:
        load(
            f"{HEADER}steps:\n  - {{id: a, call: one}}\n  - {{id: b, products: {{from: list}}}}\n  - {{id: c}}\n",
            file="scripts/shop.yaml",
            scripts={"one": callable_script("one", "  - {id: x}\n")},
            catalogues={"list": "id\n"},
        )
    assert [(fault.file, fault.line) for fault in raised.value.faults] == [
        ("scripts/shop.yaml", 11),
        ("scripts/list.csv", 1),
        ("scripts/one.yaml", 5),
    ]


def test_an_older_version_is_upgraded_step_by_step() -> None:
    def renamed(old: str, new: str) -> Upgrade:
        return lambda root: replace(
            root, items=tuple((replace(k, value=new) if k.value == old else k, v) for k, v in root.items)
        )

    root = read("schema: 1\nfirst: x\n", lambda *fault: None)
    assert isinstance(root, Map)
    newest = upgraded(root, 1, upgrades={1: renamed("first", "second"), 2: renamed("second", "third")}, newest=3)
    assert [(key.value, key.line) for key, _ in newest.items] == [("schema", 1), ("third", 2)]
    stamp = newest.items[0][1]
    assert isinstance(stamp, Scalar)
    assert stamp.value == "3"
    with pytest.raises(KeyError):
        upgraded(root, 0, upgrades={1: renamed("a", "b")}, newest=2)


# Whatever is written --------------------------------------------------------------------------------------------------


def survives(source: str) -> None:
    try:
        loaded = load(source, file="any.yaml")
    except ScriptError as error:
        assert error.faults
        assert all(fault.line >= 1 and fault.text and fault.todo and not fault.warning for fault in error.faults)
        return
    check(loaded)


@given(st.text())
def test_no_text_makes_load_raise_anything_else(source: str) -> None:
    survives(source)
    needed(source)


PIECES = ["schema: 1", "id: a", "steps:", "  - ", "{", "}", "[", "]", ": ", ", ", "\n", "'", '"', "#", "&a", "*a", "!x"]
PIECES += ["|", ">", "\t", "? ", "- ", "say", "ask", "options", "null", "~", "---", "...", "%YAML 1.1", "{x}", "<<"]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_no_heap_of_yaml_makes_load_raise_anything_else(source: str) -> None:
    survives(source)


CUT = st.integers(0, len(KITCHEN))


@given(CUT, st.integers(0, 40), st.sampled_from([*PIECES, "", "х", "0", "-1", "\n\n", "\x85", " "]))
def test_no_change_of_the_sample_makes_load_or_check_raise_anything_else(at: int, length: int, new: str) -> None:
    survives(KITCHEN[:at] + new + KITCHEN[at + length :])


@given(CUT, CUT, st.integers(1, 200))
def test_no_piece_of_the_sample_in_another_place_makes_load_or_check_raise(to: int, at: int, length: int) -> None:
    survives(KITCHEN[:to] + KITCHEN[at : at + length] + KITCHEN[to:])


@given(st.data())
def test_no_missing_or_moved_line_of_the_sample_makes_load_or_check_raise(data: st.DataObject) -> None:
    lines = KITCHEN.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        line = lines.pop(data.draw(st.integers(0, len(lines) - 1)))
        if data.draw(st.booleans()):
            lines.insert(data.draw(st.integers(0, len(lines))), line)
    survives("\n".join(lines))
