"""An open talk moves to a new version of its script by step id."""

from __future__ import annotations

from dataclasses import replace

from dialogs.moving import move

from .conversation import Conversation, script_of

OLD = """
steps:
  - {id: style, ask: "Style?", options: [{id: old, text: Old, score: 1}, {id: new, text: New}]}
  - {id: area, ask: "Area?", number: {}}
  - {id: note, ask: "Note?", text: {}}
"""
NEW = """
steps:
  - {id: hello, say: Hello}
  - {id: style, ask: "Which style?", options: [{id: old, text: Old, score: 5}]}
  - {id: area, ask: "Which area?", number: {}}
  - {id: more, ask: "More?", text: {}}
  - {id: note, ask: "Which note?", text: {}}
"""


def moved(talk: Conversation, body: str) -> Conversation | None:
    script = replace(script_of(body), version=2)
    state = move(talk.state, talk.script, script)
    if state is None:
        return None
    talk.script, talk.state = script, state
    return talk


def test_an_open_talk_goes_on_with_the_new_version() -> None:
    talk = moved(Conversation.begin(OLD).presses("Old"), NEW)
    assert talk is not None and talk.state.version == 2
    assert talk.writes("12").asked.text == "More?"
    assert talk.lead is not None and talk.lead.score == 5
    assert talk.writes("back").asked.text == "Which area?"


def test_an_answer_whose_option_is_gone_no_longer_stands() -> None:
    talk = moved(Conversation.begin(OLD).presses("New"), NEW)
    assert talk is not None and talk.answer("style") is None and talk.state.status == "asking"


def test_a_question_that_is_gone_leaves_the_trail() -> None:
    without = OLD.replace("id: style", "id: other")
    talk = moved(Conversation.begin(OLD).presses("New"), without)
    assert talk is not None and [visit.step for visit in talk.state.trail] == ["area"]
    assert talk.writes("12").asked.step == "note"


def test_a_talk_whose_open_question_is_gone_or_another_one_stays() -> None:
    assert moved(Conversation.begin(OLD), OLD.replace("id: style", "id: other")) is None
    assert moved(Conversation.begin(OLD).presses("Old"), OLD.replace("number: {}", "text: {}")) is None


def test_a_talk_that_is_over_moves_too() -> None:
    talk = moved(Conversation.begin(OLD).presses("Old").writes("12", "x"), NEW)
    assert talk is not None and talk.state.status == "finished" and talk.writes("hm").events == ()
