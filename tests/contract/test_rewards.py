"""Rule 18 and the contract's discount and code."""

from __future__ import annotations

import re
from datetime import timedelta
from random import Random

import pytest

from dialogs import Reward, events
from tests.contract.talk import NOON, Talk, errors, faults, warnings

HEAD = """
reward:
  discount: {start: 3, per_answer: 2, max: 8}
  code: "KUH-{random}"
  valid: 72h
  files: [catalogue.pdf]
"""
STEPS = """
- {id: q1, ask: "Q1 {discount}", options: [{id: x, text: X}, {id: y, text: Y}]}
- {id: q2, ask: "Q2 {discount}", number: {}, optional: true}
- {id: q3, ask: "Q3 {discount}", text: {}}
- {id: before, say: "before {valid_until|none}"}
- {id: gift, give: reward, say: "{discount} {code} {valid_until}"}
- {id: q4, ask: "Q4 {discount} {code}", text: {}}
- {id: last, say: "{discount} {code}"}
"""


def test_the_discount_grows_with_each_answer_up_to_its_most() -> None:
    talk = Talk.of(STEPS, HEAD)
    assert talk.texts == ["Q1 3"]
    assert talk.press("X").texts == ["Q2 5"]
    assert talk.say("1").texts == ["Q3 7"]
    assert talk.say("t").texts[-1].startswith("Q4 8")


def test_skipped_questions_do_not_count() -> None:
    assert Talk.of(STEPS, HEAD).press("X").press("Skip").texts == ["Q3 5"]


def test_a_changed_answer_counts_once_and_back_never_lowers_what_was_shown() -> None:
    talk = Talk.of(STEPS, HEAD).press("X", "Y", "X")
    assert talk.asked == "q2"
    assert talk.say("1").texts == ["Q3 7"]
    talk.say("back")
    assert talk.texts == ["Q2 7"]
    talk.say("back")
    assert talk.texts == ["Q1 7"]
    assert talk.press("X").texts == ["Q2 7"]


@pytest.mark.parametrize(
    ("kind", "typed", "counts"),
    [
        ("options: [{id: x, text: Apple}]", "Apple", True), ("number: {}", "5", True), ("text: {}", "t", True),
        ("date: {}", "tomorrow", True), ("rating: {max: 5}", "5", True), ("location: {}", "Moscow", True),
        ("slot: {days: 3, from: '10:00', to: '19:00', every: 1h}", "tomorrow at 15:00", True),
        ("name: {}", "Ann", False), ("contact: {any_of: [phone]}", "+79161234567", False),
        ("consent: {document: 'https://shop.example/p', version: '1'}", "yes", False),
        ("options: [{id: x, text: Apple}, {id: y, text: Lemon}], many: {}", "1, 2", True),
    ],
)  # fmt: skip
def test_which_answers_count(kind: str, typed: str, counts: bool) -> None:
    talk = Talk.of(f"- {{id: a, ask: A?, {kind}}}\n- {{id: b, say: '{{discount}}'}}", HEAD).say(typed)
    assert talk.texts[-1] == ("5" if counts else "3")


def test_an_upload_counts_once_however_many_files() -> None:
    talk = Talk.of(
        "- {id: a, ask: A?, upload: {kinds: [photo]}}\n- {id: b, ask: B?, text: {}}\n- {id: c, say: '{discount}'}", HEAD
    )
    assert talk.upload().upload().say("x").texts == ["7"]


def given(**more: object) -> Talk:
    return Talk.of(STEPS, HEAD, **more).press("X").say("1", "t")


def test_the_gift_freezes_discount_code_and_deadline() -> None:
    talk = given()
    (reward,) = talk.all(events.Rewarded)
    assert reward.discount == 8
    assert reward.valid_until == NOON + timedelta(hours=72)
    assert reward.code is not None
    assert re.fullmatch(r"KUH-[23456789ABCDEFGHJKMNPQRSTUVWXYZ]{6}", reward.code)
    assert talk.texts[0] == "before none"
    assert talk.texts[1].startswith(f"8 {reward.code} ")
    assert talk.say("more").texts == [f"8 {reward.code}"]


def test_the_discount_stays_as_it_was_given() -> None:
    talk = Talk.of(
        "- {id: a, ask: A?, text: {}}\n"
        "- {id: g, give: reward}\n"
        "- {id: b, ask: B?, text: {}}\n"
        "- {id: c, say: '{discount}'}",
        HEAD,
    )
    assert talk.say("x", "y").texts == ["5"]


def test_the_files_are_sent_in_the_chat_when_it_is_given() -> None:
    talk = given()
    assert [one.name for said in talk.all(events.Said) for one in said.attachments] == ["catalogue.pdf"]


def test_codes_differ_from_one_another() -> None:
    codes = {given(random=Random(seed)).all(events.Rewarded)[0].code for seed in range(50)}
    assert len(codes) == 50


def test_the_deadline_prints_as_a_local_date_and_time() -> None:
    text = given(language="ru").texts[1]
    assert "12:00" in text  # 5 March, in Moscow
    assert "2026-03-05" not in text
    assert "5" in text.split("KUH-")[1]


def test_the_deadline_prints_in_the_prospects_zone_where_it_is_known() -> None:
    assert "19:00" in given(timezone="Asia/Vladivostok").texts[1]


def test_before_the_gift_code_and_deadline_are_none() -> None:
    talk = Talk.of(
        "- {id: a, when: 'code == none and valid_until == none', say: None yet}\n"
        "- {id: g, give: reward}\n"
        "- {id: b, when: 'code != none', say: Some}",
        HEAD,
    )
    assert talk.texts == ["None yet", "Some"]


def test_one_code_per_person_and_script_ever() -> None:
    talk = given()
    code = talk.all(events.Rewarded)[0].code
    talk.say("restart").press("Y").say("2", "u")
    again = [event.code for event in talk.all(events.Rewarded)]
    assert again in ([], [code])
    assert any(str(code) in text for text in talk.texts)


def test_a_later_gift_shows_the_code_while_it_is_valid_and_is_passed_over_afterwards() -> None:
    old = Reward(8, "KUH-OLDOLD", NOON + timedelta(hours=1))
    talk = given(rewards={"quiz": old})
    assert any(text.startswith("8 KUH-OLDOLD") for text in talk.texts)
    late = given(rewards={"quiz": Reward(8, "KUH-OLDOLD", NOON - timedelta(hours=1))})
    assert not any("KUH-" in text and "Q4" not in text for text in late.texts)
    assert not [event for event in late.all(events.Rewarded) if event.code != "KUH-OLDOLD"]
    assert late.asked == "q4"


def test_a_code_of_another_script_is_no_code_of_this_one() -> None:
    talk = given(rewards={"other": Reward(8, "KUH-OLDOLD", NOON + timedelta(hours=1))})
    assert talk.all(events.Rewarded)[0].code != "KUH-OLDOLD"


def test_each_part_of_a_reward_is_optional() -> None:
    for head, text in (
        ("reward: {discount: {start: 3, per_answer: 2, max: 15}}", "3 none none"),
        ("reward: {code: 'A-{random}'}", "none A-"),
        ("reward: {files: [a.pdf]}", "none none none"),
    ):
        talk = Talk.of("- {id: g, give: reward, say: '{discount|none} {code|none} {valid_until|none}'}", head)
        assert talk.texts[-1].startswith(text) or talk.texts[0].startswith(text)


def test_the_code_before_the_gift_is_a_fault() -> None:
    found = faults("- {id: a, say: 'Your code {code}'}\n- {id: g, give: reward}", HEAD)
    assert [fault for fault in found if fault.step == "a" and not fault.warning]
    assert not errors("- {id: g, give: reward}\n- {id: a, say: 'Your code {code}'}", HEAD)
    assert not errors("- {id: g, give: reward, say: 'Your code {code}'}", HEAD)


def test_a_gift_without_a_reward_is_a_fault() -> None:
    assert errors("- {id: g, give: reward}")


@pytest.mark.parametrize(
    "discount",
    [
        "{start: 90, per_answer: 20, max: 101}",
        "{start: 101, per_answer: 0, max: 101}",
        "{start: 200, per_answer: 1, max: 5}",
    ],
)
def test_discounts_over_a_hundred_are_told(discount: str) -> None:
    assert faults("- {id: a, ask: A?, text: {}}\n- {id: g, give: reward}", f"reward: {{discount: {discount}}}")


def test_a_code_needs_its_random_part() -> None:
    assert errors("- {id: g, give: reward}", "reward: {code: KUH}")


def test_the_lead_carries_the_reward() -> None:
    talk = given()
    assert talk.lead is not None
    assert talk.lead.reward.discount == 8
    assert talk.lead.reward.code == talk.all(events.Rewarded)[0].code


def test_no_warnings_of_a_good_script() -> None:
    assert not [
        fault
        for fault in warnings(
            "- {id: a, ask: A?, text: {}}\n- {id: g, give: reward, say: '{code} {valid_until}'}", HEAD
        )
        if "code" in fault.text
    ]


def test_a_gift_that_is_passed_again_shows_the_same_code_while_it_is_valid_and_later_nothing() -> None:
    talk = Talk.of(
        """
        - {id: a, ask: A?, text: {}}
        - {id: g, give: reward, say: "Code {code}"}
        - {id: b, ask: B?, options: [{id: x, text: Again, go: g}, {id: y, text: Y}]}
    """,
        "reward: {code: 'A-{random}', valid: 1h}",
    ).say("x")
    (code,) = [reward.code for reward in talk.all(events.Rewarded)]
    talk.press("Again")
    assert not [reward for reward in talk.all(events.Rewarded) if reward.code != code]
    assert all(str(code) in text for text in talk.texts if text.startswith("Code"))
    talk.wait("2h").press("Again")
    assert not [text for text in talk.texts if text.startswith("Code")]


@pytest.mark.parametrize("text", ["{code}", "{code|later}", "{valid_until}"])
def test_neither_code_nor_deadline_is_printed_before_the_gift_whatever_the_fallback(text: str) -> None:
    found = faults(f"- {{id: a, say: '{text}'}}\n- {{id: g, give: reward}}", HEAD)
    assert [fault for fault in found if fault.step == "a"]


def test_a_code_that_only_some_ways_give_is_told_as_a_warning() -> None:
    steps = """
        - {id: q, ask: Q?, options: [{id: x, text: X, go: g}, {id: y, text: Y}]}
        - {id: a, say: No code, go: z}
        - {id: g, give: reward}
        - {id: z, say: "{code}"}
    """
    assert [fault for fault in warnings(steps, HEAD) if fault.step == "z"]
