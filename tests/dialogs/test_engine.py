"""The engine's door: what it gives, in which order, and that it never raises."""

from __future__ import annotations

from datetime import datetime
from random import Random

from dialogs import Person, Product, Source, State, advance, start
from dialogs.events import (
    Answered,
    Asked,
    Failed,
    Finished,
    LeadChanged,
    Rekeyed,
    Said,
    TimersCancelled,
)
from dialogs.inputs import Pressed, Result, Started, Wrote
from dialogs.state import Frame

from .conversation import NOON, Conversation, script_of

STYLE = """
steps:
  - {id: hello, say: "Hello, {first_name|guest}!", image: hello.jpg}
  - id: style
    ask: Which style?
    options:
      - {id: classic, text: Classic, score: 1}
      - {id: modern, text: Modern, score: 2, synonyms: [new], tags: [premium]}
  - {id: area, ask: "Which area?", number: {min: 3, max: 100}}
  - {id: bye, say: "Thanks, {style}, {area}."}
"""


def test_a_talk_begins_with_what_is_said_and_the_first_question() -> None:
    talk = Conversation.begin(STYLE)
    said, asked, changed = talk.events
    assert isinstance(said, Said) and said.text == "Hello, Ann!"
    assert [(one.kind, one.name) for one in said.attachments] == [("image", "hello.jpg")]
    assert isinstance(asked, Asked) and (asked.question, asked.step, asked.again) == (1, "style", False)
    assert isinstance(changed, LeadChanged) and not changed.lead.is_lead


def test_the_same_script_inputs_clock_and_seed_give_the_same_talk() -> None:
    one, other = (Conversation.begin(STYLE).presses("Modern").writes("12") for _ in range(2))
    assert one.heard == other.heard and one.state == other.state


def test_a_press_answers_marks_the_choice_and_asks_the_next_question() -> None:
    talk = Conversation.begin(STYLE).presses("Modern")
    answered, rekeyed, asked, changed = talk.events
    assert answered == Answered("style", 1, "modern", "Modern")
    assert isinstance(rekeyed, Rekeyed) and [one.label for one in rekeyed.buttons] == ["Classic", "✓ Modern"]
    assert isinstance(asked, Asked) and asked.question == 2
    assert isinstance(changed, LeadChanged) and changed.lead.score == 2


def test_a_typed_choice_marks_the_keyboard_too() -> None:
    talk = Conversation.begin(STYLE).writes("new")
    assert [one.label for one in talk.of(Rekeyed)[0].buttons] == ["Classic", "✓ Modern"]


def test_a_typed_number_leaves_no_keyboard_to_mark() -> None:
    talk = Conversation.begin(STYLE).presses("Modern").writes("12")
    assert not talk.of(Rekeyed)


def test_callback_data_carries_question_and_option_numbers_and_never_ids() -> None:
    talk = Conversation.begin(STYLE)
    assert [button.data for button in talk.asked.buttons] == ["1.1", "1.2", "1.human"]


def test_the_keyboard_ends_with_back_and_a_person_please_and_the_first_question_has_no_back() -> None:
    talk = Conversation.begin(STYLE)
    assert [button.role for button in talk.asked.buttons] == ["option", "option", "human"]
    talk.presses("Modern")
    assert [button.role for button in talk.asked.buttons] == ["back", "human"]


def test_a_talk_ends_after_its_last_step() -> None:
    talk = Conversation.begin(STYLE).presses("Modern").writes("12,5 m2")
    assert talk.texts == ["Thanks, Modern, 12.5."]
    assert talk.of(Finished) == [Finished("end")] and talk.state.status == "finished"


def test_the_lead_is_told_once_a_turn_and_only_when_it_changed() -> None:
    talk = Conversation.begin(STYLE).presses("Modern")
    assert len(talk.of(LeadChanged)) == 1
    talk.writes("what?")
    assert not talk.of(LeadChanged)


def test_start_without_payload_in_an_open_talk_repeats_the_question() -> None:
    talk = Conversation.begin(STYLE).presses("Modern").take(Started())
    assert talk.asked.text == "Which area?" and talk.asked.again and talk.asked.question == 2


def test_a_talk_that_is_over_says_nothing_more() -> None:
    talk = Conversation.begin(STYLE).presses("Modern").writes("12")
    for heard in (Wrote("hello"), Started(), Result("x")):
        assert talk.take(heard).events == ()


def test_a_product_card_that_the_talk_came_from_is_the_product() -> None:
    body = 'steps:\n  - {id: hello, say: "About {product|nothing}"}\n  - {id: more, ask: "More?", text: {}}'
    talk = Conversation.begin(body, product=Product("p1", "Oak table"))
    assert talk.texts[0] == "About Oak table"
    assert talk.lead is not None and talk.lead.product == "Oak table"


def test_question_numbers_go_on_from_the_talk_before() -> None:
    first = Conversation.begin(STYLE).presses("Modern").writes("12")
    again = Conversation.begin(STYLE, before=first.state)
    assert again.asked.question == 3
    assert again.take(Pressed("1.1")).toast == "This can no longer be changed."
    assert again.answer("style") is None


def test_a_loop_without_a_question_fails_and_keeps_the_old_state() -> None:
    script = script_of("steps:\n  - {id: a, ask: 'Go?', text: {}}\n  - {id: b, say: Round}\n  - {go: b}")
    talk = Conversation.begin(script)
    turn = advance(script, talk.state, Wrote("go"), NOON, Random(1))
    assert turn.state is talk.state
    assert len(turn.events) == 1 and isinstance(turn.events[0], Failed) and "200 steps" in turn.events[0].reason


def test_a_damaged_state_fails_in_words_without_the_prospects_own() -> None:
    script = script_of(STYLE)
    damaged = State("quiz", status="asking", frames=(Frame("gone", 99),))
    turn = advance(script, damaged, Wrote("my secret"), NOON, Random(1))
    assert turn.state is damaged and isinstance(turn.events[0], Failed)
    assert "secret" not in turn.events[0].reason


def test_a_clock_without_a_zone_is_read_as_utc() -> None:
    script = script_of(STYLE)
    turn = start(script, Person(), Source(), datetime(2026, 3, 2, 9, 0), Random(1))
    assert turn.state.status == "asking"


def test_nul_and_halves_of_characters_do_not_get_into_the_state() -> None:
    talk = Conversation.begin("steps:\n  - {id: a, ask: 'Go?', text: {}}\n  - {id: b, ask: 'And?', text: {}}")
    talk.writes("a\0b\ud83d")
    assert talk.answer("a") == "ab"


def test_a_talk_before_that_left_timers_is_cancelled_by_the_next() -> None:
    body = "steps:\n  - {id: a, ask: 'Go?', text: {}, give_up: {after: 1d}}"
    first = Conversation.begin(body)
    assert isinstance(Conversation.begin(body, before=first.state).events[0], TimersCancelled)
