"""Rule 13: failed attempts."""

from __future__ import annotations

import pytest

from dialogs import events
from tests.contract.talk import Talk

LAST = "\n- {id: last, ask: Last?, text: {}}\n- {id: simpler, ask: Simpler?, text: {}}"
KINDS = {
    "options": "options: [{id: x, text: Apple}, {id: y, text: Lemon}]",
    "many": "options: [{id: x, text: Apple}, {id: y, text: Lemon}], many: {}",
    "number": "number: {min: 3, max: 9}",
    "rating": "rating: {max: 5}",
    "date": "date: {}",
    "slot": "slot: {days: 3, from: '10:00', to: '19:00', every: 1h}",
    "location": "location: {}",
    "upload": "upload: {kinds: [photo]}",
    "name": "name: {}",
    "contact": "contact: {any_of: [phone]}, optional: true",
    "consent": "consent: {document: 'https://shop.example/p', version: '1'}",
}
NONSENSE = {"name": "12345"}


def step(kind: str, more: str = "") -> str:
    return f"- {{id: a, ask: A?, {KINDS[kind]}{more}}}{LAST}"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("location", "contact")])
def test_after_three_failed_answers_the_next_step_follows(kind: str) -> None:
    talk = Talk.of(step(kind))
    wrong = NONSENSE.get(kind, "qwerty asdf")
    for _ in range(2):
        talk.say(wrong)
        assert talk.asked == "a"
        assert talk.texts
    talk.say(wrong)
    assert talk.asked == "last"
    assert talk.value("a") in (None, False)


def test_an_optional_contact_goes_on_too() -> None:
    talk = Talk.of(step("contact")).say("qwerty", "qwerty", "qwerty")
    assert talk.asked == "last"
    assert talk.value("a") is None


def test_a_required_contact_sleeps_after_the_failed_answers_and_is_asked_again_on_return() -> None:
    talk = Talk.of("- {id: a, ask: A?, contact: {any_of: [phone]}}" + LAST).say("qwerty", "qwerty", "qwerty")
    assert talk.has(events.Slept)
    assert talk.state.status == "asleep"
    assert talk.value("a") is None
    talk.say("hello")
    assert "A?" in talk.text


def test_a_required_contact_may_still_be_given_after_the_sleep() -> None:
    talk = Talk.of("- {id: a, ask: A?, contact: {any_of: [phone]}}" + LAST).say("qwerty", "qwerty", "qwerty")
    talk.say("+7 916 123-45-67")
    assert talk.value("a") is not None or "A?" in talk.text


def test_a_required_contact_with_then_goes_there() -> None:
    more = ", retry: {say: Again, times: 2, then: simpler}"
    talk = Talk.of(f"- {{id: a, ask: A?, contact: {{any_of: [phone]}}{more}}}{LAST}").say("qwerty")
    assert talk.text.startswith("Again")
    assert talk.say("qwerty").asked == "simpler"


@pytest.mark.parametrize("kind", ["options", "number", "date"])
def test_own_words_times_and_target(kind: str) -> None:
    talk = Talk.of(step(kind, ", retry: {say: Try again please., times: 2, then: simpler}")).say("qwerty asdf")
    assert "Try again please." in talk.text
    assert talk.asked == "a"
    talk.say("qwerty asdf")
    assert talk.asked == "simpler"
    assert talk.value("a") is None


def test_once_is_at_once() -> None:
    assert Talk.of(step("number", ", retry: {say: No, times: 1}")).say("qwerty").asked == "last"


def test_own_words_keep_the_default_of_three() -> None:
    talk = Talk.of(step("number", ", retry: {say: Hm}")).say("q", "q")
    assert talk.asked == "a"
    assert talk.say("q").asked == "last"


def test_own_words_may_hold_values() -> None:
    assert "Hm, Ann" in Talk.of(step("number", ", retry: {say: 'Hm, {first_name}'}")).say("q").text


def test_a_consent_without_an_answer_is_a_no() -> None:
    ask = "- {id: a, ask: May we?, consent: {document: 'https://shop.example/p', version: '1'}, refuse: simpler}" + LAST
    talk = Talk.of(ask).say("qwerty", "qwerty", "qwerty")
    assert talk.asked == "simpler"
    assert not [known for known in talk.state.consents if known.purpose == "processing"]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "location"])
@pytest.mark.parametrize("language", ["en", "ru", "uk", "fr", "nl", "el"])
def test_there_are_words_of_our_own_for_each_kind_and_language(kind: str, language: str) -> None:
    talk = Talk.of(step(kind), language=language, person=None)
    (words, *_) = talk.say(NONSENSE.get(kind, "qwerty asdf")).texts
    assert words
    if language != "en":
        english = Talk.of(step(kind), language="en").say(NONSENSE.get(kind, "qwerty asdf")).texts[0]
        assert words != english


def test_the_words_of_a_number_out_of_bounds_name_the_bounds() -> None:
    text = Talk.of(step("number")).say("100").text
    assert "3" in text
    assert "9" in text


@pytest.mark.parametrize("command", ["back", "/back", "human", "/language", "delete my data"])
def test_commands_are_no_failed_attempts(command: str) -> None:
    talk = Talk.of("- {id: z, ask: Z?, text: {}}\n" + step("number")).say("z", "q", "q")
    talk.say(command)
    if command in ("back", "/back"):
        talk.say("z")
        assert talk.asked == "a"
        return
    if talk.state.status == "handed_off":
        talk.handed_back()
    if command == "delete my data":
        talk.say("no")
    assert talk.asked == "a"
    assert talk.state.fails <= 2


def test_a_good_answer_after_failed_ones_counts_and_the_next_question_starts_afresh() -> None:
    talk = Talk.of("- {id: a, ask: A?, number: {}}\n- {id: b, ask: B?, number: {}}\n- {id: c, ask: C?, text: {}}")
    talk.say("q", "q", "5")
    assert talk.asked == "b"
    talk.say("q", "q")
    assert talk.asked == "b"
    assert talk.say("6").asked == "c"


def test_a_failed_question_gives_no_points_and_no_discount() -> None:
    talk = Talk.of(
        "- {id: a, ask: A?, number: {}, score: [{when: 'true', add: 5}]}\n- {id: b, say: '{score} {discount}'}",
        "reward: {discount: {start: 3, per_answer: 2, max: 15}}",
    )
    assert talk.say("q", "q", "q").texts[-1] == "0 3"
