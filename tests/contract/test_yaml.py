"""Rule 25: how the YAML is read, and what it would lose silently; the header's keys."""

from __future__ import annotations

import pytest

from dialogs import ScriptError, load
from tests.contract.talk import Talk, errors, faults, faults_of, quiz

BYE = "\n- {id: bye, say: Bye}\n"


def test_plain_values_are_kept_as_written() -> None:
    steps = """
        - id: a
          ask: 10:00
          options:
            - {id: 012, text: 012}
            - {id: no, text: No}
            - {id: b, text: 2026-03-01}
            - {id: c, text: +79161234567}
            - {id: d, text: 1e3}
            - {id: e, text: 0x1F}
            - {id: f, text: 1_000}
            - {id: g, text: yes}
            - {id: h, text: null}
            - {id: i, text: ~}
    """
    talk = Talk.of(steps)
    assert talk.texts[0].startswith("10:00")
    assert talk.labels[:8] == ["012", "No", "2026-03-01", "+79161234567", "1e3", "0x1F", "1_000", "yes"]
    assert talk.say("012").value("a") == "012"
    assert Talk.of(steps).say("No").value("a") == "no"


def test_a_version_that_looks_like_a_number_or_a_date_stays_as_written() -> None:
    from dialogs import events

    for version in ("1.10", "2026-03", "2026-03-01", "007"):
        talk = Talk.of(
            f"- {{id: a, ask: A?, consent: {{document: 'https://shop.example/p', version: {version}}}}}"
        ).press("Yes")
        assert talk.all(events.Consented)[0].version == version


def test_keywords_and_synonyms_that_look_like_something_else() -> None:
    talk = Talk.of(
        "- {id: a, ask: A?, options: [{id: x, text: X, synonyms: [012, yes, 10:00]}, {id: y, text: Y}]}\n"
        "- {id: b, ask: B?, text: {}}"
    )
    assert talk.say("012").value("a") == "x"
    script = load(quiz("- {id: a, say: A}", start="{keywords: [007, no, off]}"))
    assert script.start is not None
    assert list(script.start.keywords) == ["007", "no", "off"]


def test_numbers_and_flags_are_read_where_they_are_expected() -> None:
    talk = Talk.of(
        "- {id: a, ask: A?, options: [{id: x, text: X, score: 3}], optional: True}\n"
        "- {id: b, ask: B?, number: {min: 1.5, max: 3}}"
    )
    assert "Skip" in talk.labels
    assert talk.press("X").score == 3
    assert talk.say("1").asked == "b"


@pytest.mark.parametrize("value", ["three", "'3 points'", "[3]", "{a: 3}", "yes"])
def test_a_number_that_is_none_is_a_fault(value: str) -> None:
    assert errors(f"- {{id: a, ask: A?, options: [{{id: x, text: X, score: {value}}}]}}")


@pytest.mark.parametrize(
    "steps",
    [
        "- {id: a, say: A, say: B}",
        "- id: a\n  say: A\n  say: B",
        "- {id: a, ask: A?, number: {min: 1, min: 2}}",
        "- {id: a, say: {ru: A, ru: B}}",
    ],
)
def test_doubled_keys_are_faults(steps: str) -> None:
    assert errors(steps + BYE)


def test_doubled_keys_of_the_file_are_faults() -> None:
    assert errors("- {id: a, say: A}", "title: Twice")
    assert faults_of(quiz("- {id: a, say: A}") + "steps:\n- {id: b, say: B}\n")


@pytest.mark.parametrize(
    "steps",
    [
        "- {id: a, say: &hello Hello}\n- {id: b, say: *hello}",
        "- &x {id: a, say: A}",
        "- {id: a, say: &x A}",
        "- id: a\n  <<: {say: A}",
    ],
)
def test_anchors_aliases_and_merges_are_faults(steps: str) -> None:
    assert errors(steps)


@pytest.mark.parametrize("source", ["- id: a\n\tsay: A", "- id: a\n  say:\tA", "-\tid: a\n  say: A"])
def test_tabs_are_faults(source: str) -> None:
    found = faults_of(quiz("- {id: z, say: Z}") + source + "\n")
    assert found
    assert not found[0].warning


def test_a_tab_inside_a_text_harms_nobody_or_is_told() -> None:
    found = errors('- {id: a, say: "A\\tB"}')
    assert not found


LOSSES = {
    "a comment": "- id: a\n  say: Кухня #1",
    "a map instead of a placeholder": "- id: a\n  say: {first_name}",
    "a comma in a flow map": "- id: a\n  ask: A?\n  options: [{id: x, text: Да, конечно}]",
    "a folded text": "- id: a\n  say: >5",
    "a comment in an option": "- id: a\n  ask: A?\n  options:\n    - id: x\n      text: Номер #1",
}


@pytest.mark.parametrize("steps", list(LOSSES.values()), ids=list(LOSSES))
def test_check_says_to_put_the_text_in_quotes(steps: str) -> None:
    found = faults(steps + BYE)
    assert any("quotes" in str(fault).lower() for fault in found), found
    assert any(
        quiz(steps + BYE).splitlines()[fault.line - 1].strip().startswith(("say", "text", "options")) for fault in found
    )


@pytest.mark.parametrize(
    "steps",
    [
        "- id: a\n  say: A  # a comment of the admin's own",
        "# first\n- id: a  # second\n  say: A",
        "- id: a\n  say: 'Кухня #1'",
        '- id: a\n  say: "{first_name|x}"',
        "- id: a\n  say: >\n    Folded\n    text",
        "- id: a\n  say: |\n    A text # with a hash\n",
        "- id: a\n  say: Кухня#1",
    ],
)
def test_what_is_no_loss_is_not_told(steps: str) -> None:
    assert not [fault for fault in faults(steps + BYE) if "quotes" in str(fault).lower()]


def test_every_fault_is_told_at_once_with_its_line() -> None:
    source = quiz("- {id: A, say: x}\n- {id: b, saay: x}\n- {id: c, go: nowhere}\n- {id: d, when: 'x = 1', say: x}")
    with pytest.raises(ScriptError) as raised:
        load(source)
    lines = {fault.line for fault in raised.value.faults}
    assert len(lines) >= 3


def test_a_go_to_nowhere_is_a_fault_that_names_the_nearest() -> None:
    found = errors("- {id: first, say: A, go: finsh}\n- {id: middle, say: M}\n- {id: finish, say: B}")
    assert any("finish" in str(fault) for fault in found)


@pytest.mark.parametrize(
    "source",
    ["", "a", "[]", "- a", "schema: 1", "schema: 1\nid: x\nsteps: []", "schema: 1\nid: x\nsteps: {}",
     "{", "schema: 99\nid: x\nsteps:\n"
"- {id: a, say: A}",
     "schema: 1\nid: X Y\nsteps:\n"
"- {id: a, say: A}", "schema: 1\nid: x\ntimezone: Mars/Base\nsteps:\n"
"- {id: a, say: A}",
     "schema: 1\nid: x\nlanguage: xx\nsteps:\n"
"- {id: a, say: A}", "\x00", "schema: 1\nid: " + "x" * 33 + "\nsteps:\n"
"- {id: a, say: A}"],
)  # fmt: skip
def test_what_is_no_script_is_a_fault_with_a_line(source: str) -> None:
    found = faults_of(source)
    assert found
    assert all(fault.line >= 1 and fault.todo for fault in found)


def test_a_fault_prints_as_file_line_step_and_what_to_do() -> None:
    (fault, *_) = errors("- {id: first, say: A, go: finsh}\n- {id: finish, say: B}")
    assert str(fault).startswith(f"script.yaml:{fault.line}: first: ")
    assert str(fault).endswith(".")


@pytest.mark.parametrize("many", ["{min: 2, max: 1}", "{min: 5}", "{max: 9}"])
def test_impossible_bounds_of_many_are_told(many: str) -> None:
    assert faults(f"- {{id: a, ask: A?, options: [{{id: x, text: X}}, {{id: y, text: Y}}], many: {many}}}")


def test_impossible_bounds_of_a_number_are_a_fault() -> None:
    assert errors("- {id: a, ask: A?, number: {min: 5, max: 1}}")


def test_two_options_that_are_written_alike_are_told() -> None:
    assert faults("- {id: a, ask: A?, options: [{id: x, text: Ёлка}, {id: y, text: елка!}]}")
    assert faults("- {id: a, ask: A?, options: [{id: x, text: X, synonyms: [red]}, {id: y, text: Red}]}")
