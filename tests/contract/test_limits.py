"""Rules 26 and 27, and the starting of scripts: what fits the channels, what check computes, versions."""

from __future__ import annotations

import pytest

from dialogs import choose, load
from dialogs.checking import score_range
from dialogs.inputs import Wrote
from dialogs.moving import move
from tests.contract.talk import Talk, errors, faults, loaded, quiz, warnings

LAST = "\n- {id: last, say: Last}\n"


def options(count: int, label: str = "Option") -> str:
    rows = ", ".join(f"{{id: o{number}, text: {label} {number}}}" for number in range(1, count + 1))
    return f"- {{id: a, ask: A?, options: [{rows}]}}{LAST}"


def told(steps: str, **more: object) -> list[str]:
    return [str(fault) for fault in warnings(steps, "", **more) if fault.step == "a"]


@pytest.mark.parametrize("count", [2, 7])
def test_a_few_short_options_fit_everywhere(count: int) -> None:
    assert not told(options(count))


@pytest.mark.parametrize("count", [11, 40, 41, 60])
def test_check_says_how_many_options_are_degraded(count: int) -> None:
    (one, *_) = told(options(count))
    assert "VK" in one


def test_up_to_40_an_ordinary_keyboard_and_beyond_a_numbered_list() -> None:
    assert "list" not in " ".join(told(options(11))).lower() or "keyboard" in " ".join(told(options(11))).lower()
    assert told(options(40)) != told(options(60))
    assert "list" in " ".join(told(options(60))).lower() or "number" in " ".join(told(options(60))).lower()


def test_a_label_over_40_letters_is_told() -> None:
    steps = f"- {{id: a, ask: A?, options: [{{id: x, text: {'x' * 41}}}, {{id: y, text: Y}}]}}{LAST}"
    (one, *_) = told(steps)
    assert "40" in one
    assert not told(steps.replace("x" * 41, "x" * 40))


@pytest.mark.parametrize(("label", "long"), [("я" * 41, True), ("я" * 40, False)])
def test_the_length_is_counted_in_letters(label: str, long: bool) -> None:
    assert bool(told(f"- {{id: a, ask: A?, options: [{{id: x, text: {label}}}, {{id: y, text: Y}}]}}{LAST}")) is long


def test_a_text_that_no_channel_takes_is_told() -> None:
    assert faults(f"- {{id: a, say: '{'x' * 5000}'}}")


# What check computes --------------------------------------------------------------------------------------------------


def test_the_least_and_the_greatest_score() -> None:
    script = loaded("""
        - id: a
          ask: A?
          options: [{id: x, text: X, score: 3}, {id: y, text: Y, score: -2, go: c}, {id: z, text: Z}]
        - id: b
          ask: B?
          options: [{id: p, text: P, score: 1}, {id: q, text: Q, score: 2}, {id: r, text: R, score: 4}]
          many: {max: 2}
        - {id: c, ask: C?, number: {}, score: [{when: "c > 5", add: 10}, {when: "c > 2", add: 1}], optional: true}
        - {id: d, say: D}
    """)
    least, greatest = score_range(script)
    assert greatest == 3 + 6 + 10
    assert least == -2


def test_check_says_when_hot_cannot_be_reached() -> None:
    steps = "- {id: a, ask: A?, options: [{id: x, text: X, score: 3}, {id: y, text: Y}]}" + LAST
    assert any("hot" in str(fault) for fault in warnings(steps, "heat: {warm: 2, hot: 8}"))
    assert not any("hot" in str(fault) for fault in warnings(steps, "heat: {warm: 2, hot: 3}"))


def test_unreachable_steps_are_told() -> None:
    found = faults("- {id: a, say: A, go: c}\n- {id: b, say: B}\n- {id: c, say: C}")
    assert [fault for fault in found if fault.step == "b"]
    assert not [fault for fault in found if fault.step in ("a", "c")]


def test_steps_after_the_end_are_unreachable_unless_somebody_goes_there() -> None:
    assert [fault for fault in faults("- {id: a, say: A, end: true}\n- {id: b, say: B}") if fault.step == "b"]
    steps = (
        "- {id: q, ask: Q?, options: [{id: x, text: X, go: b}, {id: y, text: Y}]}\n"
        "- {id: a, say: A, end: true}\n"
        "- {id: b, say: B}"
    )
    assert not [fault for fault in faults(steps) if fault.step == "b"]


def test_targets_of_refuse_then_give_up_and_branches_are_reached() -> None:
    steps = """
        - {id: c, ask: C?, consent: {document: "https://shop.example/p", version: "1"}, refuse: r1}
        - {id: q, ask: Q?, number: {}, retry: {say: R, times: 1, then: r2}, give_up: {after: 1h, go: r3}}
        - {id: f, branch: [{when: "q > 1", go: r4}]}
        - {id: z, say: Z, end: true}
        - {id: r1, say: A, end: true}
        - {id: r2, say: A, end: true}
        - {id: r3, say: A, end: true}
        - {id: r4, say: A, end: true}
    """
    assert not [fault for fault in faults(steps) if fault.step.startswith("r")]


def test_a_loop_without_a_question_is_a_fault() -> None:
    assert errors("- {id: a, say: A}\n- {id: b, say: B, go: a}")
    assert errors("- {id: a, say: A, go: a}")
    assert not errors(
        "- {id: a, say: A}\n- {id: q, ask: Q?, options: [{id: x, text: X, go: a}, {id: y, text: Y}]}\n- {id: z, say: Z}"
    )


def test_a_loop_at_run_time_harms_nobody() -> None:
    from random import Random

    from dialogs import Person, Source, start
    from tests.contract.talk import NOON

    turn = start(loaded("- {id: a, say: A}\n- {id: b, say: B, go: a}"), Person(), Source(), NOON, Random(1))
    assert len(turn.events) < 1000


# Rule 27, and which script a message starts ---------------------------------------------------------------------------


OLD = "- {id: a, ask: A?, text: {}}\n- {id: b, ask: Old?, text: {}}\n- {id: z, say: '{a} {b}'}"
NEW = """
- {id: n, say: N}
- {id: a, ask: A?, text: {}}
- {id: m, say: M}
- {id: b, ask: Newer?, text: {}}
- {id: y, say: Y}
- {id: z, say: "{a} {b}!"}
"""


def test_a_talk_stays_on_the_version_it_began_with() -> None:
    talk = Talk.of(load(quiz(OLD), version=1)).say("x")
    assert talk.state.version == 1
    assert talk.asked == "b"


def test_an_open_talk_can_be_moved_to_another_version_by_step_id() -> None:
    old, new = load(quiz(OLD), version=1), load(quiz(NEW), version=2)
    talk = Talk.of(old).say("one")
    state = move(talk.state, old, new)
    assert state is not None
    talk.state, talk.script = state, new
    assert state.version == 2
    assert talk.say("two").texts == ["Y", "one two!"]
    gone = load(quiz("- {id: a, ask: A?, text: {}}\n- {id: z, say: Z}"), version=3)
    assert move(Talk.of(old).say("one").state, old, gone) is None


@pytest.mark.parametrize(
    ("ref", "text", "found"),
    [
        ("kitchen", "", "one"), ("vk_ads_7", "", "one"), ("vk_ads_", "", "one"), ("vk_ad", "", "two"),
        ("other", "", "two"),
        ("", "кухня", "one"), ("", "КУХНЯ!", "one"), ("", "хочу кухня", "two"), ("", "hello", "two"),
        ("kitchen", "зима", "one"), ("unknown", "", "two"),
    ],
)  # fmt: skip
def test_links_keywords_and_the_default(ref: str, text: str, found: str) -> None:
    one = load(
        quiz(
            "- {id: a, say: A}",
            id="one",
            start='{keywords: [кухня, квиз], refs: [kitchen, "vk_ads_*"], products: ["*"]}',
        )
    )
    two = load(quiz("- {id: a, say: A}", id="two", start="{default: true, refs: [other], keywords: [зима]}"))
    chosen = choose([one, two], ref=ref, text=text, product=False)
    assert chosen is not None
    assert chosen.id == found


def test_a_product_card_starts_the_script_that_wants_products() -> None:
    one = load(quiz("- {id: a, say: A}", id="one", start='{products: ["*"]}'))
    two = load(quiz("- {id: a, say: A}", id="two", start="{default: true}"))
    chosen = choose([one, two], ref="", text="hello", product=True)
    assert chosen is not None
    assert chosen.id == "one"


def test_two_default_scripts_are_a_fault() -> None:
    from dialogs.checking import check

    one = load(quiz("- {id: a, say: A}", id="one"))
    two = load(quiz("- {id: a, say: A}", id="two"))
    assert check(one, others=[two])


def test_keywords_start_a_script_only_when_no_question_is_open() -> None:
    talk = Talk.of(
        "- {id: a, ask: A?, text: {}}\n- {id: b, ask: B?, text: {}}", start="{default: true, keywords: [quiz]}"
    )
    assert talk.take(Wrote("quiz")).asked == "b"
    assert talk.value("a") == "quiz"


@pytest.mark.parametrize(
    "steps",
    [
        "- {id: a, say: A}\n- {id: b, when: 'hour > 5', say: B, go: a}\n- {id: z, say: Z}",
        "- {id: a, say: A}\n- {id: b, branch: [{when: 'hour > 5', go: a}]}\n- {id: z, say: Z}",
        "- {id: a, say: A}\n- {id: w, wait: 1d, go: a}",
    ],
)
def test_loops_behind_conditions_and_waits_are_told_too(steps: str) -> None:
    assert any("without a question" in str(fault) for fault in errors(steps))


def test_a_loop_through_a_question_or_a_person_is_none() -> None:
    assert not errors("- {id: a, say: A}\n- {id: h, handoff: {}, go: a}")
    assert not errors("- {id: a, ask: A?, text: {}, go: a}")
