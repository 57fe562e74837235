"""Rule 19: reminders, giving up, the 30-day sleep."""

from __future__ import annotations

from dialogs import events
from tests.contract.talk import Talk

ASK = """
- {id: z, ask: Z?, text: {}}
- id: a
  ask: A?
  number: {}
  remind:
    - {after: 15m, say: "First {first_name}"}
    - {after: 1d, say: Second}
  give_up: {after: 3d, go: bye}
- {id: b, ask: B?, text: {}}
- {id: bye, say: Bye}
"""


def asking() -> Talk:
    return Talk.of(ASK).say("z")


def test_reminders_count_from_the_delivery_of_the_question() -> None:
    talk = asking()
    assert all(timer.from_delivery for timer in talk.all(events.TimerSet))
    assert talk.wait("14m").texts == []
    assert talk.wait("1m").texts == ["First Ann"]
    assert talk.wait("23h44m").texts == []
    assert talk.wait("1m").texts == ["Second"]
    assert talk.wait("1d").texts == []
    assert talk.wait("1d").texts == ["Bye"]
    assert talk.ended


def test_a_reminder_is_sent_as_one() -> None:
    talk = asking().wait("15m")
    assert [event.kind for event in talk.all(events.Said)] == ["reminder"]
    assert talk.asked == "a"


def test_an_answer_cancels_them() -> None:
    talk = asking().say("5").wait("10d")
    assert "First Ann" not in talk.told
    assert "Bye" not in talk.texts


def test_any_message_cancels_them_and_asking_again_starts_them_anew() -> None:
    talk = asking().wait("10m").say("nonsense")
    assert talk.wait("14m").texts == []
    assert talk.wait("1m").texts == ["First Ann"]


def test_each_reminder_is_sent_once() -> None:
    talk = asking().wait("15m")
    talk.say("nonsense")
    assert talk.wait("23h59m").texts == []
    assert talk.wait("1m").texts == ["Second"]
    talk.say("nonsense again")
    assert talk.wait("2d").texts == []
    assert talk.told.count("First Ann") == 1
    assert talk.told.count("Second") == 1


def test_giving_up_counts_anew_after_a_message() -> None:
    talk = asking().wait("2d").say("nonsense").wait("2d")
    assert talk.asked == "a"
    assert "Bye" in talk.wait("1d").texts


def test_each_reminder_is_sent_once_after_going_back_and_forth_too() -> None:
    talk = asking().wait("15m").say("back").say("z")
    assert talk.asked == "a"
    talk.wait("1h")
    assert talk.told.count("First Ann") == 1


def test_giving_up_without_a_target_ends_the_talk() -> None:
    talk = Talk.of("- {id: a, ask: A?, text: {}, give_up: {after: 1h}}\n- {id: b, say: B}").wait("1h")
    assert talk.ended
    assert talk.texts == []
    assert talk.value("a") is None


def test_after_giving_up_a_new_message_is_matched_to_start() -> None:
    talk = asking().wait("3d")
    assert talk.ended
    assert talk.say("5").texts == ["Z?"]


def test_after_an_end_a_new_message_is_matched_to_start() -> None:
    talk = Talk.of("- {id: a, ask: A?, text: {}}\n- {id: b, say: B}", start="{keywords: [again]}").say("x")
    assert talk.ended
    assert talk.say("whatever").texts == []
    assert talk.say("Again!").texts == ["A?"]


def test_the_answer_after_the_end_of_the_time_is_too_late_for_the_question() -> None:
    talk = asking().wait("3d")
    assert talk.value("a") is None


def test_without_give_up_the_talk_sleeps_after_30_days_and_keeps_its_answers() -> None:
    talk = Talk.of("- {id: z, ask: Z?, text: {}}\n- {id: a, ask: A?, number: {}}\n- {id: b, say: '{z} {a}'}").say("zed")
    talk.wait("29d")
    assert talk.asked == "a"
    talk.wait("1d")
    assert talk.has(events.Slept)
    assert talk.state.status == "asleep"
    talk.wait("20d").say("hello")
    assert "A?" in talk.text
    assert talk.value("z") == "zed"
    assert talk.say("5").texts == ["zed 5"]


def test_a_sleeping_prospects_return_offers_to_continue() -> None:
    talk = Talk.of("- {id: a, ask: A?, number: {}}\n- {id: b, say: B}").wait("30d").say("hello")
    buttons = [button.label for said in talk.all(events.Said) for button in said.buttons]
    roles = [button.role for said in talk.all(events.Said) for button in said.buttons]
    assert "continue" in roles or "A?" in talk.text, buttons


def test_reminders_of_the_next_question_are_its_own() -> None:
    steps = """
        - {id: a, ask: A?, text: {}, remind: [{after: 10m, say: RA}]}
        - {id: b, ask: B?, text: {}, remind: [{after: 20m, say: RB}]}
    """
    talk = Talk.of(steps).wait("5m").say("x")
    assert talk.wait("19m").texts == []
    assert talk.wait("1m").texts == ["RB"]


def test_none_runs_during_a_hand_off_and_the_question_is_asked_again_after_it() -> None:
    talk = asking().taken_over()
    assert talk.wait("2d").texts == []
    talk.handed_back()
    assert "A?" in talk.texts
    assert talk.asked == "a"
    assert talk.wait("15m").texts == ["First Ann"]


def test_a_reminder_does_not_change_the_number_of_the_question() -> None:
    talk = asking()
    number = talk.state.question
    talk.wait("15m").say("nonsense").wait("1d")
    assert talk.state.question == number
    assert talk.say("5").state.question == number + 1


def test_a_timer_of_an_older_question_does_nothing() -> None:
    from dialogs.inputs import TimedOut

    talk = asking()
    number = talk.state.question
    talk.say("5")
    for kind in ("remind", "give_up", "sleep"):
        talk.take(TimedOut(kind, number, 0))
        assert not talk.texts
        assert talk.asked == "b"


def test_reminders_stop_with_the_talk() -> None:
    talk = asking().say("stop")
    assert talk.wait("10d").texts == []


def test_a_wait_lets_time_pass_and_goes_on() -> None:
    talk = Talk.of("- {id: a, say: A}\n- {id: w, wait: 2h}\n- {id: b, say: B}")
    assert talk.texts == ["A"]
    assert not talk.ended
    assert talk.wait("1h59m").texts == []
    assert talk.wait("1m").texts == ["B"]
    assert talk.ended


def test_until_waits_for_the_next_such_time_in_the_scripts_zone() -> None:
    talk = Talk.of("- {id: w, until: '09:00'}\n- {id: b, say: B}")  # it is 12:00
    assert talk.wait("20h59m").texts == []
    assert talk.wait("1m").texts == ["B"]
    later = Talk.of("- {id: w, until: '13:30'}\n- {id: b, say: B}")
    assert later.wait("1h29m").texts == []
    assert later.wait("1m").texts == ["B"]


def test_a_message_during_a_wait_is_no_answer_to_anything() -> None:
    talk = Talk.of("- {id: w, wait: 2h}\n- {id: b, ask: B?, text: {}}").say("hello")
    assert talk.value("b") is None
    talk.wait("2h")
    assert talk.asked == "b"


def test_the_start_button_cancels_them_and_they_start_anew() -> None:
    talk = Talk.of("- {id: a, ask: A?, text: {}, remind: [{after: 10m, say: R}]}").wait("5m").open()
    assert talk.wait("9m").texts == []
    assert talk.wait("1m").texts == ["R"]


def test_a_wait_that_ends_during_a_hand_off_goes_on_after_it() -> None:
    talk = Talk.of("- {id: a, say: A}\n- {id: w, wait: 2h}\n- {id: b, ask: B?, text: {}}").say("human")
    assert "B?" not in talk.wait("3h").texts
    assert talk.handed_back().texts == ["B?"]
