"""Rules 5 and 6: calls and splits."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from dialogs import choose, events, load
from tests.contract.talk import Talk, errors, faults, loaded, quiz

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
