"""The contract's Talks section, as far as the engine keeps it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dialogs import events
from dialogs.inputs import Flooded, Wrote
from tests.contract.talk import Talk

STEPS = """
- {id: z, ask: Z?, text: {}}
- {id: a, ask: A?, options: [{id: x, text: X}, {id: y, text: Y}], optional: true}
- {id: b, ask: B?, number: {}}
- {id: c, say: C}
"""


def at(step: str) -> Talk:
    talk = Talk.of(STEPS)
    for name, typed in (("z", "zed"), ("a", "X"), ("b", "5")):
        if name == step:
            break
        talk.say(typed)
    return talk


def test_start_without_payload_in_an_open_talk_repeats_the_question() -> None:
    talk = at("a")
    number = talk.state.question
    talk.open()
    assert talk.texts == ["A?"]
    assert talk.state.question == number
    assert talk.value("z") == "zed"


def test_the_own_payload_again_repeats_the_question_too() -> None:
    talk = at("a").open("kitchen")
    assert talk.texts == ["A?"]


def test_another_scripts_payload_asks_whether_to_continue_or_to_start_anew() -> None:
    talk = at("a").open("other", offer="other")
    roles = {button.role for said in talk.all(events.Said) for button in said.buttons}
    assert {"continue", "restart"} <= roles
    labels = {button.role: button.label for said in talk.all(events.Said) for button in said.buttons}
    talk.press(labels["continue"])
    assert "A?" in talk.text
    assert talk.value("z") == "zed"


def test_starting_anew_switches_to_the_other_script() -> None:
    talk = at("a").open("other", offer="other")
    labels = {button.role: button.label for said in talk.all(events.Said) for button in said.buttons}
    talk.press(labels["restart"])
    assert [event.script for event in talk.all(events.Switched)] == ["other"]


@pytest.mark.parametrize("step", ["z", "a", "b"])
@pytest.mark.parametrize("word", ["restart", "/restart", "Start over"])
def test_restart_works_in_every_step(step: str, word: str) -> None:
    talk = at(step).say(word)
    assert talk.asked == "z"
    assert talk.value("z") is None
    assert talk.lead is None or not talk.lead.answers


@pytest.mark.parametrize("word", ["restart", "/restart"])
def test_restart_works_after_the_end_and_after_the_sleep(word: str) -> None:
    assert at("").say(word).asked == "z"
    assert at("b").wait("31d").say(word).asked == "z"


def test_back_and_a_person_are_the_last_row() -> None:
    (asked,) = at("b").all(events.Asked)
    assert [button.role for button in asked.buttons][-2:] == ["back", "human"]
    assert [button.label for button in asked.buttons][-2:] == ["Back", "Talk to a person"]


def test_stop_is_confirmed_once_and_cancels_timers() -> None:
    talk = Talk.of("- {id: a, ask: A?, number: {}, remind: [{after: 1h, say: R}], give_up: {after: 2h}}").say("stop")
    assert len(talk.texts) == 1
    assert talk.has(events.TimersCancelled) or not talk.timers
    assert talk.wait("1d").texts == []
    talk.say("stop")
    assert len(talk.texts) <= 1


def test_after_stop_a_message_comes_back_to_the_talk() -> None:
    talk = at("b").say("stop").say("hello")
    assert talk.texts


def test_delete_is_confirmed_first() -> None:
    talk = at("b").say("delete my data")
    assert not talk.has(events.DeletionAsked)
    assert talk.say("yes").has(events.DeletionAsked)
    other = at("b").say("delete my data").say("no")
    assert not other.has(events.DeletionAsked)
    assert other.asked == "b"
    assert other.say("5").texts == ["C"]


def test_something_else_than_yes_deletes_nothing() -> None:
    talk = at("b").say("delete my data").say("5")
    assert not talk.has(events.DeletionAsked)
    assert not talk.say("yes").has(events.DeletionAsked)


def test_a_flood_is_answered_once() -> None:
    talk = at("b").take(Flooded(21))
    assert len(talk.texts) == 1
    assert talk.asked == "b"


def test_an_edited_message_is_a_change_of_that_answer() -> None:
    talk = Talk.of("- {id: a, ask: A?, number: {}}\n- {id: b, ask: B?, number: {}}\n- {id: c, ask: C?, text: {}}").say(
        "1", "2"
    )
    talk.edit("7", 1)
    assert talk.value("a") == 7
    assert talk.value("b") == 2
    assert talk.asked == "c"


def test_an_edit_of_unknown_origin_harms_nothing() -> None:
    talk = Talk.of("- {id: a, ask: A?, number: {}}\n- {id: b, ask: B?, text: {}}").say("1")
    talk.take(Wrote("7", edits=True))
    assert talk.value("b") is None


def test_an_edit_that_is_no_answer_changes_nothing() -> None:
    talk = Talk.of("- {id: a, ask: A?, number: {}}\n- {id: b, ask: B?, text: {}}").say("1")
    talk.edit("rubbish", 1)
    assert talk.value("a") == 1
    assert talk.asked == "b"


def test_the_same_inputs_clock_and_seed_give_the_same_talk() -> None:
    def played() -> tuple[str, ...]:
        talk = Talk.of(
            "- {id: s, split: {ab: {p: 1, q: 1}}}\n"
            "- {id: a, ask: '{ab}', text: {}}\n"
            "- {id: g, give: reward, say: '{code}'}",
            "reward: {code: 'A-{random}'}",
        )
        return tuple(talk.say("x").told)

    assert played() == played()


def test_time_is_an_argument() -> None:
    now = datetime(2031, 5, 5, 5, 5, tzinfo=UTC)
    assert Talk.of("- {id: a, say: '{hour}'}", now=now).texts == ["8"]


WAITING = "- {id: w, wait: 2h}\n- {id: a, ask: A?, text: {}}"
HANDED = "- {id: w, handoff: {}}\n- {id: a, ask: A?, text: {}}"


def test_a_stop_during_a_wait_ends_it_and_the_talk_goes_on_with_the_next_message() -> None:
    talk = Talk.of(WAITING).say("stop")
    assert talk.wait("5h").texts == []
    talk.say("hello again")
    assert talk.asked == "a"
    assert talk.value("a") is None
    assert Talk.of(WAITING).say("stop").open().asked == "a"


def test_after_a_stop_during_a_hand_off_the_script_is_silent_until_the_prospect_writes() -> None:
    talk = Talk.of(HANDED).say("stop").handed_back()
    assert not talk.texts
    assert not talk.has(events.Resumed)
    assert talk.wait("2d").texts == []
    assert talk.say("hello again").asked == "a"
    open_ = at("b").say("human", "stop").handed_back()
    assert not open_.texts
    assert "B?" in open_.say("hello again").text


@pytest.mark.parametrize("word", ["restart", "/restart"])
def test_restart_works_during_a_wait_and_after_a_stop(word: str) -> None:
    assert Talk.of(STEPS).say("z", "stop", word).asked == "z"
    talk = Talk.of("- {id: z, ask: Z?, text: {}}\n" + WAITING).say("z", "stop", word)
    assert talk.asked == "z"
    assert talk.texts == ["Z?"]


def test_delete_works_while_waiting_asleep_and_after_the_end() -> None:
    for talk in (Talk.of(WAITING), at("b").wait("31d"), at("")):
        assert talk.say("delete my data", "yes").has(events.DeletionAsked)
