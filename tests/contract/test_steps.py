"""Rules 1 to 6: steps, names, conditions, branches, calls, splits."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from dialogs import choose, events, load
from tests.contract.talk import Talk, errors, faults, loaded, quiz

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


CALLED = quiz(
    "- {id: inner, ask: Inner?, text: {}, give_up: {after: 1h}}\n- {id: inside, say: Inside}", id="other", start=""
)
CALLER = "- {id: one, say: One}\n- {id: two, call: other}\n- {id: three, say: Three}"


@pytest.mark.parametrize("ending", ["", "- {id: stop_here, end: true}\n- {id: never, say: Never}"])
def test_in_a_called_script_the_end_returns_to_the_step_after_the_call(ending: str) -> None:
    talk = Talk.of(CALLER, scripts={"other": CALLED + ending})
    assert talk.texts == ["One", "Inner?"]
    talk.say("x")
    assert talk.texts == ["Inside", "Three"]
    assert talk.ended


def test_giving_up_in_a_called_script_returns_to_the_caller_too() -> None:
    talk = Talk.of(CALLER, scripts={"other": CALLED}).wait("1h")
    assert talk.texts == ["Three"]
    assert talk.ended


# Rule 5 -------------------------------------------------------------------------------------------------------------


INNER = """
- {id: i1, ask: I1?, options: [{id: x, text: X}, {id: y, text: Y}]}
- {id: i2, ask: I2?, text: {}}
"""
OUTER = """
- {id: a, ask: A?, text: {}}
- {id: c, call: other}
- {id: b, ask: B?, text: {}}
- {id: z, say: "{a} {i1} {i2} {b}"}
"""


def test_back_and_changes_cross_the_bounds_of_a_call() -> None:
    talk = Talk.of(OUTER, scripts={"other": quiz(INNER, id="other", start="")}).say("one").press("X").say("two")
    assert talk.asked == "b"
    assert talk.press("Y", of="i1").asked == "b"
    assert (talk.value("i1"), talk.value("i2")) == ("y", "two")
    assert [talk.say("back").asked for _ in range(3)] == ["i2", "i1", "a"]
    assert talk.say("1").press("X").say("2", "3").texts == ["1 X 2 3"]


def test_chains_of_a_called_script_do_not_run() -> None:
    ads = '- {id: ads, ask: Ads?, consent: {document: "https://shop.example/a", version: "1", purpose: ads}}\n'
    other = quiz("- {id: i2, say: I2}", "chains: [{id: k, steps: [{after: 1d, say: Inner}]}]", id="other", start="")
    talk = Talk.of(ads + "- {id: c, call: other}", scripts={"other": other}).press("Yes")
    assert talk.ended
    assert talk.wait("9d").texts == []


def test_names_of_the_called_script_are_seen_by_the_caller_and_the_other_way_round() -> None:
    other = quiz("- {id: inner, say: 'X is {x}'}\n- set: {y: 'x + 1'}", id="other", start="")
    talk = Talk.of(
        "- set: {x: '1'}\n- {id: two, call: other}\n- {id: three, say: 'Y is {y}'}", scripts={"other": other}
    )
    assert talk.texts == ["X is 1", "Y is 2"]


def test_the_same_name_in_caller_and_called_is_a_fault() -> None:
    other = quiz("- {id: one, say: Again}", id="other", start="")
    assert errors(CALLER, scripts={"other": other})


def test_the_same_name_further_down_is_a_fault_too() -> None:
    scripts = {
        "other": quiz("- {id: between, call: deep}", id="other", start=""),
        "deep": quiz("- {id: three, say: Again}", id="deep", start=""),
    }
    assert any("three" in str(fault) for fault in errors(CALLER, scripts=scripts))
    scripts["deep"] = quiz("- {id: four, say: Again}", id="deep", start="")
    assert not errors(CALLER, scripts=scripts)


def test_a_script_may_be_called_twice() -> None:
    talk = Talk.of(
        "- {id: one, call: other}\n- {id: two, call: other}",
        scripts={"other": quiz("- {id: hm, say: Hm}", id="other", start="")},
    )
    assert not errors(
        "- {id: one, call: other}\n- {id: two, call: other}",
        scripts={"other": quiz("- {id: hm, say: Hm}", id="other", start="")},
    )
    assert talk.texts in (["Hm", "Hm"], ["Hm"])


def test_scripts_that_call_each_other_are_a_fault() -> None:
    other = quiz("- {id: inner, call: quiz}", id="other", start="")
    assert errors(CALLER, scripts={"other": other, "quiz": quiz(CALLER)})
    assert errors("- {id: a, call: quiz}", scripts={"quiz": quiz("- {id: a, call: quiz}")})


@pytest.mark.parametrize(("deep", "good"), [(8, True), (9, False)])
def test_calls_nest_eight_deep(deep: int, good: bool) -> None:
    scripts = {
        f"s{i}": quiz(
            f"- {{id: c{i}, call: s{i + 1}}}" if i < deep else "- {id: bottom, say: Bottom}", id=f"s{i}", start=""
        )
        for i in range(1, deep + 1)
    }
    assert (not errors("- {id: top, call: s1}", scripts=scripts)) is good


def test_an_unknown_called_script_is_a_fault() -> None:
    assert any("other" in str(fault) for fault in errors(CALLER))


def test_what_is_called_is_frozen_with_the_version_of_the_caller() -> None:
    scripts = {"other": CALLED}
    script = loaded(CALLER, scripts=scripts)
    scripts["other"] = CALLED.replace("Inner?", "Changed?")
    assert Talk.of(script).texts == ["One", "Inner?"]


def test_reward_heat_and_time_zone_of_the_caller_hold_in_the_called_script() -> None:
    other = quiz(
        "- {id: q, ask: Q?, options: [{id: x, text: X, score: 3}]}\n- {id: t, say: '{temperature} {discount} {hour}'}",
        "timezone: Asia/Vladivostok\nheat: {warm: 1, hot: 2}\nreward: {discount: {start: 50, per_answer: 1, max: 90}}",
        id="other",
        start="",
    )
    head = "heat: {warm: 3, hot: 30}\nreward: {discount: {start: 3, per_answer: 2, max: 15}}"
    talk = Talk.of("- {id: two, call: other}", head, scripts={"other": other}).press("X")
    assert talk.texts == ["warm 5 12"]


@pytest.mark.parametrize(
    "step",
    [
        "{id: q, say: Q, go: three}",
        "{id: q, ask: Q?, options: [{id: x, text: X, go: three}]}",
        "{id: q, ask: Q?, text: {}, retry: {say: R, times: 1, then: three}}",
        "{id: q, ask: Q?, consent: {document: 'https://shop.example/p', version: '1'}, refuse: three}",
    ],
)
def test_a_called_script_cannot_go_to_a_step_of_its_caller(step: str) -> None:
    assert errors(CALLER, scripts={"other": quiz(f"- {step}", id="other", start="")})


def test_a_caller_cannot_go_into_the_called_script() -> None:
    assert errors("- {id: one, say: One, go: inner}\n- {id: two, call: other}", scripts={"other": CALLED})


def test_a_script_without_start_can_only_be_called() -> None:
    alone = load(quiz("- {id: a, say: A}", start=""))
    assert choose([alone], ref="", text="anything", product=False) is None
    assert choose([load(quiz("- {id: a, say: A}"))], ref="", text="anything", product=False) is not None


# Rule 6 -------------------------------------------------------------------------------------------------------------

SPLIT = """
- {id: draw, split: {ab: {short: 30, long: 90}}}
- {id: short_way, when: "ab == 'short'", say: Short}
- {id: long_way, when: "ab == 'long'", say: Long}
"""


def test_a_split_draws_by_relative_weight_and_jumps_nowhere() -> None:
    script = loaded(SPLIT)
    drawn = Counter(Talk.of(script, random=Random(seed)).text for seed in range(1200))
    assert set(drawn) == {"Short", "Long"}
    assert 240 < drawn["Short"] < 360


def test_a_split_is_drawn_once_for_a_person() -> None:
    script = loaded(SPLIT + "- {id: q, ask: Again?, text: {}}\n")
    for seed in range(8):
        talk = Talk.of(script, random=Random(seed))
        first = talk.texts[0]
        for _ in range(3):
            talk.say("restart")
            assert talk.texts[0] == first


def test_the_draw_is_told_so_that_it_can_be_kept_for_the_person() -> None:
    (drawn,) = Talk.of(SPLIT).all(events.SplitDrawn)
    assert drawn.name == "ab"
    assert drawn.value in ("short", "long")


def test_new_weights_move_only_new_people() -> None:
    changed = SPLIT.replace("short: 30", "short: 0").replace("long: 90", "long: 1")
    assert Talk.of(changed, splits={"quiz.ab": "short"}).texts == ["Short"]
    assert {Talk.of(changed, random=Random(seed)).text for seed in range(20)} == {"Long"}


def test_another_variable_is_drawn_for_itself() -> None:
    script = loaded(
        "- {id: a, split: {x: {p: 1, q: 1}}}\n- {id: b, split: {y: {p: 1, q: 1}}}\n- {id: c, say: '{x}{y}'}"
    )
    assert {Talk.of(script, random=Random(seed)).text for seed in range(60)} == {"pp", "pq", "qp", "qq"}


def test_a_draw_of_another_script_is_another_draw() -> None:
    script = loaded(SPLIT)
    assert {Talk.of(script, random=Random(seed), splits={"other.ab": "short"}).text for seed in range(30)} == {
        "Short",
        "Long",
    }


def test_an_unknown_group_in_a_condition_is_a_fault() -> None:
    assert any("longg" in str(fault) for fault in faults(SPLIT.replace("'long'", "'longg'")))
