"""Rules 10 and 11: back, changed answers, what happens once, presses of old buttons."""

from __future__ import annotations

import pytest

from dialogs import events
from tests.contract.talk import Talk

WAY = """
- {id: hello, say: Hello}
- {id: a, ask: A?, options: [{id: x, text: X, score: 1}, {id: y, text: Y, score: 5}, {id: z, text: Z, go: c}]}
- {id: note, when: "a == 'x'", say: Note for X}
- {id: bx, when: "a == 'x'", ask: B of X?, options: [{id: one, text: One, score: 10}, {id: two, text: Two}]}
- {id: by, when: "a == 'y'", ask: B of Y?, options: [{id: three, text: Three}, {id: four, text: Four}]}
- {id: c, ask: C?, text: {}}
- {id: bye, say: "{score} {bx|-} {by|-} {c}"}
"""


def test_back_clears_the_answer_of_the_question_before_and_asks_it_again() -> None:
    talk = Talk.of(WAY).press("X", "One")
    assert talk.asked == "c"
    talk.say("back")
    assert talk.asked == "bx"
    assert talk.texts == ["B of X?"]
    assert talk.value("bx") is None
    assert talk.value("a") == "x"
    assert talk.score == 1
    talk.say("Back")
    assert talk.asked == "a"
    assert talk.value("a") is None
    assert talk.score == 0


def test_back_at_the_first_question_keeps_it() -> None:
    talk = Talk.of(WAY).say("back")
    assert talk.asked == "a"
    assert talk.texts
    assert talk.press("X").asked == "bx"


def test_messages_before_the_question_are_not_repeated_on_the_way_back() -> None:
    talk = Talk.of(WAY).press("X").say("back").press("X")
    assert talk.told.count("Hello") == 1


def test_messages_are_not_repeated_after_a_changed_answer() -> None:
    talk = Talk.of(WAY).press("X", "One").press("Y", of="a").press("X", of="a")
    assert talk.told.count("Hello") == 1
    assert talk.told.count("Note for X") == 1


def test_back_over_a_skipped_question_asks_that_question() -> None:
    talk = Talk.of("- {id: a, ask: A?, text: {}, optional: true}\n- {id: b, ask: B?, text: {}}").say("skip")
    assert talk.asked == "b"
    assert talk.say("back").asked == "a"


def test_back_from_a_question_reached_by_go_returns_to_the_one_asked_before() -> None:
    talk = Talk.of(WAY).press("Z")
    assert talk.asked == "c"
    assert talk.say("back").asked == "a"


def test_a_changed_answer_replays_the_way_and_passes_standing_answers_silently() -> None:
    talk = Talk.of("""
        - {id: a, ask: A?, options: [{id: x, text: X, score: 1}, {id: y, text: Y, score: 2}]}
        - {id: b, ask: B?, text: {}}
        - {id: m, say: Between}
        - {id: c, ask: C?, text: {}}
        - {id: d, ask: D?, text: {}}
    """)
    talk.press("X").say("bee").say("sea")
    assert talk.asked == "d"
    talk.press("Y", of="a")
    assert talk.asked == "d"
    assert talk.value("a") == "y"
    assert (talk.value("b"), talk.value("c")) == ("bee", "sea")
    assert "B?" not in talk.texts
    assert "C?" not in talk.texts
    assert talk.told.count("Between") == 1
    assert talk.score == 2


def test_answers_off_the_new_way_no_longer_stand() -> None:
    talk = Talk.of(WAY).press("X", "One")
    assert talk.score == 11
    talk.press("Y", of="a")
    assert talk.asked == "by"
    assert talk.value("bx") is None
    assert talk.score == 5
    assert talk.press("Three").say("sea").texts == ["5 - Three sea"]


def test_an_answer_that_came_back_on_the_way_is_asked_or_stands_but_never_counts_off_it() -> None:
    talk = Talk.of(WAY).press("X", "One").press("Y", of="a").press("X", of="a")
    if talk.asked == "bx":
        assert talk.score == 1
        talk.press("One")
    assert talk.asked == "c"
    assert talk.say("sea").texts == ["11 One - sea"]


def test_pressing_the_same_answer_again_changes_nothing() -> None:
    talk = Talk.of(WAY).press("X", "One").press("X", of="a")
    assert talk.asked == "c"
    assert (talk.value("a"), talk.value("bx")) == ("x", "one")


def test_an_old_button_never_answers_another_question() -> None:
    talk = Talk.of(WAY).press("X", "Two")
    talk.press("One", of="bx")
    assert talk.value("bx") == "one"
    assert talk.value("c") is None
    assert talk.asked == "c"


def test_the_button_of_a_question_that_was_asked_twice_never_answers_another() -> None:
    talk = Talk.of(WAY).press("X").say("back").press("Y")
    first = next(board for board in reversed(talk.boards) if board[0] == "a")
    assert first
    talk.press("Y", of="a")
    assert talk.asked == "by"


def test_an_edited_message_changes_that_answer() -> None:
    talk = Talk.of("- {id: a, ask: A?, number: {}}\n- {id: b, ask: B?, text: {}}\n- {id: c, say: '{a} {b}'}").say("5")
    first = talk.state.question - 1
    talk.edit("6", first)
    assert talk.value("a") == 6
    assert talk.asked == "b"
    assert talk.say("bee").texts == ["6 bee"]


def test_a_question_that_a_go_comes_back_to_is_asked_again_and_cleared_with_what_followed() -> None:
    talk = Talk.of("""
        - {id: a, ask: A?, text: {}}
        - {id: b, ask: B?, text: {}}
        - {id: c, ask: Again?, options: [{id: again, text: Again, go: a}, {id: fine, text: Fine}]}
        - {id: d, say: "{a} {b} {c}"}
    """)
    talk.say("one", "two").press("Again")
    assert talk.asked == "a"
    assert talk.value("a") is None
    assert talk.value("b") is None
    assert talk.value("c") is None
    talk.say("three")
    assert talk.asked == "b"
    assert talk.say("four").press("Fine").texts == ["three four Fine"]


def test_reward_notice_and_hand_off_happen_once_in_a_conversation() -> None:
    talk = Talk.of(
        """
        - {id: a, ask: A?, options: [{id: x, text: X}, {id: y, text: Y}]}
        - {id: tell, notify: managers}
        - {id: b, ask: B?, text: {}}
    """
    )
    assert talk.press("X").has(events.Notified)
    for _ in range(3):
        talk.say("back")
        assert not talk.press("Y").has(events.Notified)


LOCKED = "reward: {discount: {start: 3, per_answer: 2, max: 15}, code: 'A-{random}', valid: 1d}"


@pytest.mark.parametrize("kind", ["give: reward", "handoff: {say: A person comes}"])
def test_after_the_reward_or_a_hand_off_an_old_button_changes_nothing(kind: str) -> None:
    talk = Talk.of(
        f"""
        - {{id: a, ask: A?, options: [{{id: x, text: X, score: 1}}, {{id: y, text: Y, score: 2}}]}}
        - {{id: lock, {kind}}}
        - {{id: b, ask: B?, text: {{}}}}
    """,
        LOCKED,
    )
    talk.press("X")
    talk.press("Y", of="a")
    assert talk.value("a") == "x"
    assert talk.score == 1
    if kind.startswith("give"):
        assert "can no longer be changed" in (talk.toast + talk.text).lower()
        assert talk.asked == "b"


def test_after_the_end_an_old_button_is_told_that_it_is_too_late() -> None:
    talk = Talk.of("- {id: a, ask: A?, options: [{id: x, text: X}, {id: y, text: Y}]}\n- {id: b, say: Bye}").press("X")
    talk.press("Y", of="a")
    assert "can no longer be changed" in (talk.toast + talk.text).lower()
    assert talk.value("a") == "x"
    assert talk.ended


def test_an_answer_after_the_reward_is_still_given_and_may_be_changed() -> None:
    talk = Talk.of(
        """
        - {id: a, ask: A?, options: [{id: x, text: X}, {id: y, text: Y}]}
        - {id: lock, give: reward}
        - {id: b, ask: B?, options: [{id: p, text: P}, {id: q, text: Q}]}
        - {id: c, ask: C?, text: {}}
    """,
        LOCKED,
    )
    talk.press("X", "P")
    assert talk.asked == "c"
    assert talk.value("b") == "p"


CONSENT = """
- {id: agree, ask: May we?, consent: {document: "https://shop.example/p", version: "1"}, refuse: bye}
- {id: ads, ask: Offers?, consent: {document: "https://shop.example/a", version: "1", purpose: ads}}
- {id: a, ask: A?, text: {}}
- {id: lock, give: reward}
- {id: b, ask: B?, text: {}}
- {id: bye, say: "Bye {a|-}"}
"""


def test_consent_can_be_withdrawn_at_any_time() -> None:
    talk = Talk.of(CONSENT, LOCKED).press("Yes").press("Yes").say("x")
    talk.press("No", of="ads")
    assert talk.all(events.Consented)[-1].given is False
    assert talk.all(events.Consented)[-1].purpose == "ads"
    assert [known.purpose for known in talk.state.consents] == ["processing"]


def test_consent_withdrawn_before_the_lock_follows_the_new_way() -> None:
    talk = Talk.of(CONSENT, LOCKED).press("Yes").press("Yes")
    assert talk.asked == "a"
    talk.press("No", of="agree")
    assert talk.ended
    assert not [known for known in talk.state.consents if known.purpose == "processing"]


def test_after_a_hand_off_nothing_before_it_can_be_changed() -> None:
    talk = Talk.of("""
        - {id: a, ask: A?, options: [{id: x, text: X}, {id: y, text: Y}]}
        - {id: h, handoff: {say: H}}
        - {id: b, ask: B?, text: {}}
    """)
    talk.press("X").handed_back().press("Y", of="a")
    assert talk.value("a") == "x"
    assert "can no longer be changed" in talk.toast
    assert talk.say("back").asked == "b"
    assert talk.value("a") == "x"


@pytest.mark.parametrize("rest", ["{id: h, handoff: {say: H}}", "{id: h, say: End}", "{id: h, wait: 1d}"])
def test_consent_can_be_withdrawn_in_a_hand_off_after_the_end_and_while_waiting(rest: str) -> None:
    ads = '- {id: ads, ask: Ads?, consent: {document: "https://shop.example/a", version: "1", purpose: ads}}\n'
    talk = Talk.of(ads + f"- {rest}").press("Yes").press("No", of="ads")
    assert talk.all(events.Consented)[-1].given is False
    assert not talk.state.consents


def test_a_message_of_the_new_way_is_said_and_one_of_the_old_is_not_said_again() -> None:
    talk = Talk.of("""
        - {id: a, ask: A?, options: [{id: x, text: X}, {id: y, text: Y}]}
        - {id: m, when: "a == 'x'", say: For X}
        - {id: n, when: "a == 'y'", say: For Y}
        - {id: b, ask: B?, text: {}}
    """)
    assert talk.press("X").texts[0] == "For X"
    assert talk.press("Y", of="a").texts[0] == "For Y"
    assert "For X" not in talk.press("X", of="a").texts


def test_a_change_may_lead_into_a_hand_off_and_clears_what_is_off_the_way() -> None:
    talk = Talk.of("""
        - {id: a, ask: A?, options: [{id: x, text: X}, {id: y, text: Y, go: h}]}
        - {id: b, ask: B?, text: {}}
        - {id: c, ask: C?, text: {}, go: z}
        - {id: h, handoff: {say: H}}
        - {id: z, say: Z}
    """).press("X")
    talk.say("bee").press("Y", of="a")
    assert talk.texts == ["H"]
    assert talk.state.status == "handed_off"
    assert talk.value("b") is None


def test_a_name_that_a_go_comes_back_to_is_asked_again_though_it_is_known() -> None:
    talk = Talk.of("""
        - {id: name, ask: Name?, name: {}}
        - {id: a, ask: A?, options: [{id: x, text: X}, {id: y, text: Again, go: name}]}
        - {id: z, say: "{name}"}
    """)
    assert talk.say("Anna").press("Again").asked == "name"
    assert talk.say("Boris").press("X").texts == ["Boris"]


def test_back_from_the_target_of_a_retry_asks_the_failed_question_again() -> None:
    talk = Talk.of("""
        - {id: a, ask: A?, number: {}, retry: {say: R, times: 1, then: simple}}
        - {id: b, say: B, end: true}
        - {id: simple, ask: Simple?, text: {}}
    """).say("nonsense")
    assert talk.asked == "simple"
    assert talk.say("back").asked == "a"


def test_an_answer_may_be_changed_while_the_script_waits() -> None:
    talk = Talk.of(
        "- {id: a, ask: A?, options: [{id: x, text: X}, {id: y, text: Y}]}\n- {id: w, wait: 2h}\n- {id: b, say: '{a}'}"
    )
    talk.press("X").press("Y", of="a")
    assert talk.value("a") == "y"
    assert talk.wait("2h").texts == ["Y"]
