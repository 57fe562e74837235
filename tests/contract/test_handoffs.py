"""Rule 20: hand-offs."""

from __future__ import annotations

import pytest

from dialogs import events
from tests.contract.talk import Talk

STEPS = """
- {id: a, ask: A?, number: {}}
- {id: person, handoff: {say: A person comes., within: 30m, nobody: "Nobody is there, {first_name}."}}
- {id: b, ask: B?, text: {}}
- {id: c, say: C}
"""


def test_it_says_its_words_and_calls_a_person() -> None:
    talk = Talk.of(STEPS).say("5")
    assert talk.texts == ["A person comes."]
    (call,) = talk.all(events.HandedOff)
    assert (call.step, call.within, call.asked) == ("person", 1800, False)
    assert talk.state.status == "handed_off"


@pytest.mark.parametrize("typed", ["hello", "5", "back", "skip", "human", "/back", "yes", "quiz"])
def test_the_script_is_silent_and_the_words_go_to_the_manager(typed: str) -> None:
    talk = Talk.of(STEPS).say("5", typed)
    assert not talk.texts
    assert [event.text for event in talk.all(events.Forwarded)] == [typed]
    assert talk.state.status == "handed_off"


def test_restart_always_works() -> None:
    assert Talk.of(STEPS).say("5", "restart").asked == "a"


def test_stop_and_delete_still_work() -> None:
    assert Talk.of(STEPS).say("5", "stop").has(events.Stopped)
    assert Talk.of(STEPS).say("5", "delete my data", "yes").has(events.DeletionAsked)


def test_handed_back_it_continues_with_the_next_step() -> None:
    talk = Talk.of(STEPS).say("5", "hello").handed_back()
    assert talk.texts == ["B?"]
    assert talk.say("bee").texts == ["C"]


def test_a_handoff_with_go_continues_there() -> None:
    talk = Talk.of("- {id: person, handoff: {say: H}, go: c}\n- {id: b, say: B}\n- {id: c, say: C}").handed_back()
    assert talk.texts == ["C"]


def test_nobody_is_said_once_after_within_and_the_handoff_stays_open() -> None:
    talk = Talk.of(STEPS).say("5")
    assert talk.wait("29m").texts == []
    assert talk.wait("1m").texts == ["Nobody is there, Ann."]
    assert talk.wait("5d").texts == []
    assert talk.state.status == "handed_off"
    talk.say("hello?")
    assert talk.wait("1d").texts == []


def test_within_is_15_minutes_by_default() -> None:
    talk = Talk.of("- {id: person, handoff: {say: H, nobody: Nobody}}\n- {id: b, say: B}")
    assert talk.wait("14m").texts == []
    assert talk.wait("1m").texts == ["Nobody"]


def test_nobody_is_not_said_where_somebody_took_it() -> None:
    talk = Talk.of(STEPS).say("5").wait("10m").taken_over()
    assert talk.wait("1d").texts == []


def test_a_person_please_works_as_a_handoff_and_the_open_question_is_asked_again() -> None:
    talk = Talk.of(STEPS).say("human")
    (call,) = talk.all(events.HandedOff)
    assert call.asked
    assert talk.texts
    talk.say("I have a question")
    assert not talk.texts
    talk.handed_back()
    assert "A?" in talk.texts
    assert talk.asked == "a"
    assert talk.say("5").texts == ["A person comes."]


def test_a_press_during_a_handoff_answers_nothing() -> None:
    steps = "- {id: a, ask: A?, options: [{id: x, text: X}, {id: y, text: Y}]}\n- {id: b, ask: B?, text: {}}"
    talk = Talk.of(steps).say("human").press("X", of="a")
    assert talk.value("a") is None
    assert talk.state.status == "handed_off"


def test_a_manager_may_take_over_at_any_question_and_hand_it_back() -> None:
    talk = Talk.of(STEPS).taken_over().say("5")
    assert talk.value("a") is None
    assert not talk.texts
    talk.handed_back()
    assert "A?" in talk.text
    assert talk.say("5").value("a") == 5


def test_files_go_to_the_manager_too() -> None:
    talk = Talk.of(STEPS).say("5").upload()
    assert talk.has(events.Forwarded)


def test_a_handoff_happens_once_in_a_conversation() -> None:
    talk = Talk.of("""
        - {id: person, handoff: {say: H}}
        - {id: a, ask: A?, options: [{id: again, text: Again, go: person}, {id: fine, text: Fine}]}
        - {id: b, say: B}
    """).handed_back()
    talk.press("Again")
    assert not talk.has(events.HandedOff)
    assert talk.state.status != "handed_off"


def test_the_default_words_exist_where_the_script_has_none() -> None:
    talk = Talk.of("- {id: person, handoff: {}}\n- {id: b, say: B}")
    assert talk.has(events.HandedOff)


def test_two_hand_offs_each_have_their_own_time() -> None:
    talk = Talk.of(STEPS).say("human").wait("5m").handed_back().say("5")
    assert talk.texts == ["A person comes."]
    assert talk.wait("29m").texts == []
    assert talk.wait("1m").texts == ["Nobody is there, Ann."]


def test_a_sleeping_prospect_may_ask_for_a_person() -> None:
    talk = Talk.of("- {id: a, ask: A?, number: {}}").wait("30d").say("human")
    assert talk.has(events.HandedOff)
    assert talk.handed_back().asked == "a"
