"""Rules 1 to 4: steps, names, conditions, branches."""

from __future__ import annotations

import pytest

from dialogs import events
from tests.contract.talk import Talk, errors, quiz

COLOUR = """
- id: colour
  ask: Colour?
  options: [{id: red, text: Red}, {id: blue, text: Blue, go: last}]
"""
TAIL = """
- {id: middle, say: Middle}
- {id: last, say: Last}
"""


# Rule 1 -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "step",
    [
        "{id: a, ask: Q?, text: {}, give: reward}",
        "{id: a, wait: 2h, until: '09:00'}",
        "{id: a, set: {x: '1'}, call: other}",
        "{id: a, notify: managers, handoff: {}}",
        "{id: a, branch: [{otherwise: b}], split: {ab: {x: 1, y: 1}}}",
    ],
)
def test_a_step_with_two_kinds_is_a_fault(step: str) -> None:
    found = errors(f"- {step}\n- {{id: b, say: B}}")
    assert [fault for fault in found if fault.line and fault.step == "a"]


def test_a_question_has_exactly_one_way_to_answer_it() -> None:
    assert errors("- {id: a, ask: Q?}")
    assert errors("- {id: a, ask: Q?, text: {}, number: {}}")
    assert errors("- {id: a, number: {min: 1}}")
    assert errors("- {id: a, say: S, text: {}}")
    assert not errors("- {id: a, ask: Q?, text: {}}")


def test_a_step_may_speak_before_it_asks_and_go_elsewhere_afterwards() -> None:
    talk = Talk.of(
        "- {id: a, image: 'https://shop.example/a.jpg', say: Hello, ask: Why?, text: {}, go: c}"
        + TAIL.replace("last", "c")
    )
    assert talk.texts == ["Hello", "Why?"]
    said = talk.all(events.Said)
    assert [one.name for event in said for one in event.attachments] == ["https://shop.example/a.jpg"]
    assert said[0].attachments
    talk.say("because")
    assert talk.texts == ["Last"]


def test_the_picture_comes_before_what_is_said_and_both_before_the_question() -> None:
    talk = Talk.of("- {id: a, say: Hello, image: 'https://shop.example/a.jpg', ask: Why?, text: {}}")
    kinds = [
        "media" if isinstance(event, events.Said) and event.attachments else event.text
        for event in talk.events
        if isinstance(event, events.Said | events.Asked)
    ]
    assert kinds in (["media", "Why?"], ["media", "Hello", "Why?"])


def test_a_step_of_no_kind_may_only_say_end_or_go() -> None:
    talk = Talk.of("- {id: a, say: A, go: c}\n- {id: b, say: B}\n- {id: c, say: C, end: true}\n- {id: d, say: D}")
    assert talk.texts == ["A", "C"]
    assert talk.ended


@pytest.mark.parametrize(
    "kind",
    [
        "set: {x: '1'}",
        "notify: managers",
        "split: {ab: {p: 1, q: 1}}",
        "give: reward",
        "branch: [{when: 'false', go: b}]",
    ],
)
def test_any_step_may_say_something_and_go_somewhere(kind: str) -> None:
    talk = Talk.of(
        f"- {{id: a, {kind}, say: S, go: c}}\n- {{id: b, say: B}}\n- {{id: c, say: C}}", "reward: {code: 'A-{random}'}"
    )
    assert talk.texts == ["S", "C"]


def test_steps_that_rest_go_where_they_say_afterwards() -> None:
    rest = "\n- {id: b, say: B}\n- {id: c, say: C}"
    assert Talk.of("- {id: a, wait: 1h, say: S, go: c}" + rest).wait("1h").texts == ["C"]
    assert Talk.of("- {id: a, handoff: {say: H}, say: S, go: c}" + rest).handed_back().texts == ["C"]
    other = quiz("- {id: o, say: O}", id="other", start="")
    assert Talk.of("- {id: a, call: other, say: S, go: c}" + rest, scripts={"other": other}).texts == ["S", "O", "C"]
    shelf = "id,title,tags\nx,X,wood\n"
    step = "- {id: a, products: {from: shelf, tags: [wood], show: 1}, go: c}"
    assert Talk.of(step + rest, catalogues={"shelf": shelf}).texts[-1] == "C"


def test_a_question_or_a_hand_off_may_be_the_end() -> None:
    rest = "\n- {id: b, say: B}"
    assert Talk.of("- {id: a, ask: A?, text: {}, end: true}" + rest).say("x").ended
    assert Talk.of("- {id: a, handoff: {say: H}, end: true}" + rest).handed_back().ended


def test_the_go_of_an_option_wins_over_the_go_of_its_step() -> None:
    steps = COLOUR.rstrip() + "\n  go: middle\n- {id: skipped, say: Skipped}\n" + TAIL
    assert Talk.of(steps).press("Blue").texts == ["Last"]
    assert Talk.of(steps).press("Red").texts == ["Middle", "Last"]


def test_an_unknown_key_names_file_line_and_the_nearest_known_key() -> None:
    steps = "- id: a\n  asq: Why?\n  text: {}\n"
    fault = errors(steps)[0]
    assert fault.file == "script.yaml"
    assert quiz(steps).splitlines()[fault.line - 1].strip() == "asq: Why?"
    assert "asq" in fault.text
    assert "ask" in str(fault).replace("asq", "")


def test_an_unknown_key_of_the_file_an_option_or_an_inner_table_is_a_fault_too() -> None:
    assert any("titel" in str(fault) for fault in errors("- {id: a, say: A}", "titel: x"))
    assert any("scor" in str(fault) for fault in errors("- {id: a, ask: Q?, options: [{id: x, text: X, scor: 1}]}"))
    assert any("mim" in str(fault) for fault in errors("- {id: a, ask: Q?, number: {mim: 1}}"))


# Rule 2 -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["call-time", "Call", "1st", "_a", "a" * 33, "имя"])
def test_a_bad_step_name_is_a_fault(name: str) -> None:
    assert errors(f"- {{id: {name}, say: A}}")


@pytest.mark.parametrize("name", ["a", "a1_b", "a" * 32, "name", "phone"])
def test_a_good_step_name_is_none(name: str) -> None:
    assert not errors(f"- {{id: {name}, say: A}}")


BUILT_IN = [
    "first_name",
    "language",
    "channel",
    "source",
    "ref",
    "product",
    "score",
    "temperature",
    "tags",
    "discount",
    "code",
    "valid_until",
    "status",
    "loss_reason",
    "event",
    "today",
    "weekday",
    "hour",
    "and",
    "or",
    "not",
    "in",
    "true",
    "false",
    "none",
]


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_names_and_words_of_expressions_are_reserved(name: str) -> None:
    assert errors(f"- {{id: {name}, say: A}}")
    assert errors(f"- set: {{{name}: '1'}}")
    assert errors(f"- {{id: a, split: {{{name}: {{x: 1, y: 1}}}}}}")


@pytest.mark.parametrize(("option", "good"), [("2x", True), ("_", True), ("a" * 32, True), ("12", True)])
def test_good_option_ids(option: str, good: bool) -> None:
    assert (not errors(f"- {{id: a, ask: Q?, options: [{{id: {option}, text: X}}, {{id: other, text: Y}}]}}")) is good


@pytest.mark.parametrize("option", ["Red", "a-b", "a" * 33, "красный"])
def test_bad_option_ids(option: str) -> None:
    assert errors(f"- {{id: a, ask: Q?, options: [{{id: {option}, text: X}}, {{id: other, text: Y}}]}}")


def test_the_same_step_or_option_name_twice_is_a_fault() -> None:
    assert errors("- {id: a, say: A}\n- {id: a, say: B}")
    assert errors("- {id: a, ask: Q?, options: [{id: x, text: X}, {id: x, text: Y}]}")


@pytest.mark.parametrize("step", ["set: {x: '1'}", "go: z", "notify: managers"])
def test_a_name_may_be_missing_on_set_go_and_notify(step: str) -> None:
    assert not errors(f"- {step}\n- {{id: z, say: Z}}")


@pytest.mark.parametrize(
    "step",
    [
        "say: A", "ask: Q?\n  text: {}", "wait: 2h", "until: '09:00'", "split: {ab: {x: 1, y: 1}}",
        "branch: [{otherwise: z}]", "handoff: {say: H}", "end: true",
    ],
)  # fmt: skip
def test_every_other_step_needs_a_name(step: str) -> None:
    assert errors(f"- {step}\n- {{id: z, say: Z}}")


def test_callback_data_is_short_and_carries_no_names() -> None:
    long = "a" * 32
    talk = Talk.of(
        f"- {{id: {long}, ask: Q?, options: [{{id: {long}, text: X}}, {{id: b{long[1:]}, text: Y}}], many: {{}}}}"
    )
    for button in talk.board[2]:
        assert len(button.data.encode()) <= 64
        assert "aaa" not in button.data


# Rule 3 -------------------------------------------------------------------------------------------------------------


def test_a_step_whose_condition_is_false_does_nothing_at_all() -> None:
    talk = Talk.of("""
        - {id: a, when: "1 > 2", say: A, go: d}
        - {id: b, when: "1 > 2", say: B, end: true}
        - {id: c, say: C}
        - {id: d, say: D}
    """)
    assert talk.texts == ["C", "D"]


def test_a_reward_behind_a_false_condition_is_not_given() -> None:
    talk = Talk.of(
        """
        - {id: a, when: "1 > 2", give: reward}
        - {id: b, say: "{code|none yet}"}
    """,
        "reward: {code: 'A-{random}', valid: 1h}",
    )
    assert talk.texts == ["none yet"]
    assert not talk.has(events.Rewarded)


def test_a_false_condition_also_passes_over_a_step_that_was_reached_by_go() -> None:
    talk = Talk.of("""
        - {id: a, say: A, go: c}
        - {id: b, say: B}
        - {id: c, when: "1 > 2", say: C, go: b}
        - {id: d, say: D}
    """)
    assert talk.texts == ["A", "D"]


def test_a_condition_is_evaluated_once_on_reaching_the_step() -> None:
    talk = Talk.of("""
        - {id: a, when: "hour < 13", ask: Why?, number: {}, score: [{when: "true", add: 2}]}
        - {id: b, say: B}
    """)
    talk.wait("2h").say("nonsense")
    assert talk.asked == "a"
    talk.say("5")
    assert talk.texts == ["B"]
    assert talk.value("a") == 5


# Rule 4 -------------------------------------------------------------------------------------------------------------


def test_a_branch_takes_the_first_true_line() -> None:
    talk = Talk.of("""
        - id: fork
          branch:
            - {when: "1 > 2", go: a}
            - {when: "2 > 1", go: b}
            - {when: "3 > 1", go: a}
            - {otherwise: a}
        - {id: a, say: A, end: true}
        - {id: b, say: B, end: true}
    """)
    assert talk.texts == ["B"]


def test_a_branch_without_a_true_line_falls_to_the_next_step_unless_there_is_an_otherwise() -> None:
    fork = "- id: fork\n  branch:\n    - {when: '1 > 2', go: b}\n"
    rest = "- {id: a, say: A, end: true}\n- {id: b, say: B, end: true}\n"
    assert Talk.of(fork + rest).texts == ["A"]
    assert Talk.of(fork + "    - {otherwise: b}\n" + rest).texts == ["B"]


def test_end_running_off_and_giving_up_finish_alike() -> None:
    ask = "- {id: a, ask: Q?, text: {}, give_up: {after: 1h}}\n"
    talks = (
        Talk.of(ask + "- {id: b, end: true}\n- {id: c, say: C}").say("x"),
        Talk.of(ask).say("x"),
        Talk.of(ask + "- {id: c, say: C}").wait("1h"),
    )
    for talk in talks:
        assert talk.ended
        assert talk.has(events.Finished)
        assert not talk.texts
