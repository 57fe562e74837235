"""Steps and the way through them: rules 1 to 6 of the format, and the acts."""

from __future__ import annotations

from random import Random

from dialogs import Person
from dialogs.events import Asked, Finished, HandedOff, Notified, Said, Shown, SplitDrawn, TimerSet

from .conversation import Conversation, script_of

ASK = "  - {id: %s, ask: '%s?', options: [{id: a, text: A}, {id: b, text: B}]}\n"


def asks(*names: str) -> str:
    return "".join(ASK % (name, name.upper()) for name in names)


def test_order_within_a_step_is_media_say_kind_then_go() -> None:
    body = (
        "steps:\n  - {id: a, image: a.jpg, say: Look, ask: 'A?', options: [{id: x, text: X}], go: c}\n"
        "  - {id: b, say: never}\n  - {id: c, say: end, end: true}\n  - {id: d, say: never}"
    )
    talk = Conversation.begin(body)
    said, asked, _ = talk.events
    assert isinstance(said, Said) and said.text == "Look" and said.attachments[0].name == "a.jpg"
    assert isinstance(asked, Asked) and asked.text == "A?"
    assert talk.presses("X").texts == ["end"]


def test_an_options_go_wins_over_the_steps_own() -> None:
    body = (
        "steps:\n  - {id: a, ask: 'A?', options: [{id: x, text: X, go: c}, {id: y, text: Y}], go: b}\n"
        "  - {id: b, say: step, end: true}\n  - {id: c, say: option, end: true}"
    )
    assert Conversation.begin(body).presses("X").texts == ["option"]
    assert Conversation.begin(body).presses("Y").texts == ["step"]


def test_a_false_when_passes_the_step_over_with_its_go_end_and_give() -> None:
    body = (
        "reward: {code: 'K-{random}'}\nsteps:\n"
        "  - {id: a, say: one, when: 'score > 5', go: z}\n  - {id: b, say: two, when: 'score > 5', end: true}\n"
        "  - {id: c, give: reward, say: three, when: 'score > 5'}\n  - {id: d, say: four}\n  - {id: z, say: last}"
    )
    talk = Conversation.begin(body)
    assert talk.texts == ["four", "last"] and talk.state.reward is None


def test_when_is_false_also_where_the_step_is_reached_by_go() -> None:
    body = (
        "steps:\n  - {go: b}\n  - {id: a, say: never}\n  - {id: b, say: no, when: 'score > 5'}\n  - {id: c, say: next}"
    )
    assert Conversation.begin(body).texts == ["next"]


def test_a_branch_takes_the_first_true_line() -> None:
    body = (
        "steps:\n"
        + asks("a")
        + "  - id: f\n    branch: [{when: \"a == 'a'\", go: one}, {when: \"a != 'x'\", go: two}]\n"
        "  - {id: one, say: one, end: true}\n  - {id: two, say: two, end: true}"
    )
    assert Conversation.begin(body).presses("A").texts == ["one"]
    assert Conversation.begin(body).presses("B").texts == ["two"]


def test_a_branch_without_otherwise_falls_to_the_next_step() -> None:
    body = "steps:\n  - {id: f, branch: [{when: 'score > 5', go: z}]}\n  - {id: n, say: next}\n  - {id: z, say: last}"
    assert Conversation.begin(body).texts == ["next", "last"]


def test_end_and_running_off_the_last_step_and_give_up_without_go_finish_alike() -> None:
    ended = Conversation.begin("steps:\n  - {id: a, say: bye, end: true}\n  - {id: b, say: never}")
    ran_off = Conversation.begin("steps:\n  - {id: a, say: bye}")
    gave_up = Conversation.begin("steps:\n  - {id: a, ask: 'A?', text: {}, give_up: {after: 1d}}\n  - {id: b, say: no}")
    gave_up.waits(days=2)
    assert [talk.of(Finished) for talk in (ended, ran_off, gave_up)] == [
        [Finished("end")], [Finished("end")], [Finished("give_up")],
    ]  # fmt: skip
    assert {talk.state.status for talk in (ended, ran_off, gave_up)} == {"finished"}


CALLED = "schema: 1\nid: other\ntitle: O\nlanguage: en\nregion: RU\ntimezone: Europe/Moscow\nsteps:\n"


def test_call_works_through_the_other_script_and_comes_back_to_the_step_after() -> None:
    other = (
        CALLED + "  - {id: q, ask: 'Q?', options: [{id: x, text: X, score: 3}], end: true}\n  - {id: n, say: never}\n"
    )
    body = "steps:\n  - {id: a, say: one}\n  - {id: b, call: other}\n  - {id: c, say: 'back with {q}, {score}'}"
    talk = Conversation.begin(script_of(body, scripts={"other": other}))
    assert talk.texts == ["one", "Q?"]
    assert talk.presses("X").texts == ["back with X, 3"]


def test_give_up_in_a_called_script_returns_to_the_step_after_call() -> None:
    other = CALLED + "  - {id: q, ask: 'Q?', text: {}, give_up: {after: 1d}}\n"
    body = "steps:\n  - {id: b, call: other}\n  - {id: c, ask: 'C?', text: {}}"
    talk = Conversation.begin(script_of(body, scripts={"other": other})).waits(days=1)
    assert talk.texts == ["C?"]


def test_an_answer_given_in_a_called_script_can_be_changed_from_the_callers_question() -> None:
    other = CALLED + asks("q")
    body = "steps:\n  - {id: b, call: other}\n  - {id: c, ask: 'C?', text: {}}\n  - {id: d, say: '{q}'}"
    talk = Conversation.begin(script_of(body, scripts={"other": other})).presses("A").presses("1: B")
    assert talk.asked.step == "c" and talk.answer("q") == "b"
    assert talk.writes("x").texts == ["B"]


def test_the_callers_discount_counts_the_called_scripts_answers() -> None:
    other = CALLED + asks("q")
    body = (
        "reward: {discount: {start: 1, per_answer: 2, max: 9}}\nsteps:\n  - {id: b, call: other}\n"
        "  - {id: c, ask: 'At {discount} %?', text: {}}"
    )
    assert Conversation.begin(script_of(body, scripts={"other": other})).presses("A").texts == ["At 3 %?"]


SPLIT = (
    "steps:\n  - {id: s, split: {ab: {short: 1, long: 1}}}\n"
    "  - {id: a, say: long, when: \"ab == 'long'\"}\n  - {id: z, say: end}"
)


def test_a_split_is_drawn_once_per_person_script_and_variable() -> None:
    talk = Conversation.begin(SPLIT)
    drawn = talk.of(SplitDrawn)[0]
    assert drawn.name == "ab" and drawn.value in ("short", "long")
    for seed in range(8):
        again = Conversation.begin(SPLIT, person=Person(splits={"quiz.ab": "long"}), random=Random(seed))
        assert again.texts == ["long", "end"] and not again.of(SplitDrawn)


def test_a_split_draws_by_relative_weight() -> None:
    script = script_of("steps:\n  - {id: s, split: {ab: {short: 3, long: 1}}}\n  - {id: z, say: '{ab}'}")
    texts = [Conversation.begin(script, random=Random(seed)).texts[0] for seed in range(400)]
    assert 260 < texts.count("short") < 340


def test_set_keeps_values_that_conditions_and_texts_see() -> None:
    body = "steps:\n  - set: {n: '2 + 3', who: \"'b2b'\"}\n  - {id: a, say: '{n} {who}', when: 'n == 5'}"
    assert Conversation.begin(body).texts == ["5 b2b"]


def test_wait_goes_on_later() -> None:
    talk = Conversation.begin("steps:\n  - {id: w, wait: 2h}\n  - {id: a, say: later}")
    assert talk.texts == [] and talk.state.status == "waiting"
    assert talk.waits(minutes=119).texts == []
    assert talk.waits(minutes=1).texts == ["later"] and talk.state.status == "finished"


def test_until_waits_for_the_scripts_clock() -> None:
    talk = Conversation.begin("steps:\n  - {id: u, until: '09:00'}\n  - {id: a, say: morning}")
    due = talk.of(TimerSet)[0].at  # it is 12:00 in Moscow on the second
    assert due is not None and due.isoformat() == "2026-03-03T06:00:00+00:00"
    assert talk.waits(hours=21).texts == ["morning"]


def test_words_during_a_wait_change_nothing_but_commands_work() -> None:
    talk = Conversation.begin("steps:\n" + asks("a") + "  - {id: w, wait: 2h}\n  - {id: z, say: later}").presses("A")
    assert talk.writes("hello").texts == []
    assert talk.writes("back").asked.step == "a"
    assert talk.waits(hours=3).texts == []  # the wait was left


def test_notify_happens_once_per_conversation() -> None:
    body = "steps:\n  - notify: managers\n" + asks("a") + "  - {id: f, branch: [{when: \"a == 'a'\", go: a}]}"
    talk = Conversation.begin(body)
    assert len(talk.of(Notified)) == 1
    body = "steps:\n" + asks("a") + "  - notify: managers\n  - {id: f, branch: [{when: \"a == 'a'\", go: a}]}"
    talk = Conversation.begin(body).presses("A")
    assert len(talk.of(Notified)) == 1
    assert not talk.presses("A").of(Notified)


CATALOGUE = (
    "id,title,price,currency,url,image,tags,description\n"
    'k1,Oak,100,RUB,https://shop.example/k1,,"wood",Fine\n'
    'k2,Pine,50,RUB,,,"wood,light",\nk3,Steel,70,RUB,,,"metal",\nk4,Birch,60,RUB,,,"light,wood",\n'
)
PICK = """
steps:
  - id: a
    ask: "A?"
    options: [{id: x, text: X, tags: [wood, light]}, {id: y, text: Y, tags: [glass]}]
  - {id: pick, products: {from: shop, tags: "{tags}", show: 2}, say: These}
  - {id: z, ask: "Z?", text: {}}
"""


def test_products_match_any_tag_most_shared_first_then_the_catalogues_order() -> None:
    talk = Conversation.begin(script_of(PICK, catalogues={"shop": CATALOGUE})).presses("X")
    shown = talk.of(Shown)[0]
    assert shown.text == "These" and [card.id for card in shown.cards] == ["k2", "k4"]
    assert talk.asked.step == "z"  # it does not wait


def test_products_are_passed_over_where_none_fits() -> None:
    talk = Conversation.begin(script_of(PICK, catalogues={"shop": CATALOGUE})).presses("Y")
    assert not talk.of(Shown) and talk.texts == ["Z?"]


def test_tapping_a_card_sets_product_even_after_the_end() -> None:
    talk = Conversation.begin(script_of(PICK, catalogues={"shop": CATALOGUE})).presses("X")
    talk.presses("Birch")
    assert talk.state.product == "Birch" and talk.lead is not None and talk.lead.product == "Birch"
    talk.writes("bye")
    assert talk.state.status == "finished"
    talk.presses("Pine")
    assert talk.lead.product == "Birch" or talk.lead.product == "Pine"
    assert talk.state.product == "Pine"


def test_a_handoff_happens_once_per_conversation() -> None:
    body = "steps:\n  - {id: h, handoff: {say: Wait}}\n" + asks("a") + "  - {go: h}"
    talk = Conversation.begin(body)
    assert talk.of(HandedOff)[0].step == "h"
    talk.handed_back().presses("A")
    assert not talk.of(HandedOff) and talk.asked.step == "a"


def test_a_go_to_an_answered_question_asks_it_again_and_clears_it_and_what_followed() -> None:
    body = "steps:\n" + asks("a", "b") + "  - {id: f, branch: [{when: \"b == 'b'\", go: a}]}\n" + asks("c")
    talk = Conversation.begin(body).presses("A").presses("B")
    assert talk.asked.step == "a" and talk.asked.question == 3 and not talk.state.answers
    talk.presses("B").presses("A")
    assert talk.asked.step == "c" and talk.answer("a") == "b"
