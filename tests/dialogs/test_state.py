"""A stored state is read again as it was, older versions are upgraded, damage is told from them."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest

from dialogs import Contact, Frame, KnownConsent, Person, Reward, Source, State, StateError, decode, encode
from dialogs.leads import Answer
from dialogs.state import STATE_VERSION, ChainRun, Standing, Visit, known
from dialogs.talk import Talk

NOW = datetime(2026, 3, 2, 9, 0, 0, 123_456, tzinfo=UTC)
FULL = State(
    "kitchen",
    version=3,
    status="asking",
    frames=(Frame("kitchen", 1), Frame("other", 0)),
    question=4,
    answers={"a": Answer(["x", "y"], "X, Y", NOW), "b": Answer(12.5, "12,5", NOW), "c": Answer(True, "да", NOW)},
    variables={"n": 5, "who": "b2b", "nothing": None},
    person=Person("vk", "Анна", "ru", splits={"kitchen.ab": "long"}, rewards={"kitchen": Reward(5, "K-1", NOW)}),
    source=Source("banner", "yandex", "may", "vk_ads_may", {"utm_source": "yandex"}),
    contacts=(Contact("phone", "+79000000000", "confirmed"),),
    reward=Reward(5, "K-1", NOW),
    trail=(Visit(1, "a", "answered", below=(Frame("kitchen", 1),), variables={"n": 1}), Visit(4, "b", "", "Text")),
    standing={"z": Standing(Visit(3, "z", "answered"), Answer("q", "Q", NOW))},
    consents=(KnownConsent("d", "1", "ads"),),
    given={"phone": ("+79000000000",)},
    chains={"cold": ChainRun(NOW, 1)},
    wait_until=NOW,
)


def test_a_state_survives_its_json_form() -> None:
    assert decode(encode(FULL)) == FULL
    assert decode(encode(State("a"))) == State("a")


def test_fields_that_have_their_default_are_left_out() -> None:
    assert encode(State("a")) == '{"v":1,"script":"a"}'


def test_the_form_of_version_1_is_still_read() -> None:
    text = (
        '{"v":1,"script":"kitchen","version":2,"status":"asking","frames":[{"script":"kitchen","step":1}],"question":1,'
        '"answers":{"a":{"value":"x","text":"X","at":"2026-03-02T09:00:00Z"}},"trail":[[1,"a","answered","",[],{}]]}'
    )
    state = decode(text)
    assert state.answers["a"].at == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    assert state.trail == (Visit(1, "a", "answered"),)


def test_fields_that_are_not_known_are_passed_over() -> None:
    assert decode('{"v":1,"script":"a","of_a_later_build":5}') == State("a")


def test_an_older_version_is_upgraded_step_by_step() -> None:
    def first(told: dict[str, Any]) -> dict[str, Any]:
        return {**told, "name": told["called"]}

    upgrades = {version: first if version == STATE_VERSION - 2 else dict for version in range(-1, STATE_VERSION)}
    assert decode(f'{{"v":{STATE_VERSION - 2},"script":"a","called":"Ann"}}', upgrades) == State("a", name="Ann")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "{}", '{"v":1}', '{"v":99,"script":"a"}', '{"v":0,"script":"a"}', '{"v":"1","script":"a"}',
     '{"v":1,"script":"a","frames":5}', '{"v":1,"script":"a","trail":[["x"]]}', '{"v":true,"script":"a"}',
     "[" * 100_000],
)  # fmt: skip
def test_anything_else_is_a_state_error_in_words(text: str) -> None:
    with pytest.raises(StateError, match="stored state"):
        decode(text)


def test_an_error_never_shows_what_was_stored() -> None:
    with pytest.raises(StateError) as raised:
        decode('{"v":1,"script":"a","name":["secret"]}')
    assert "secret" not in str(raised.value)


def test_what_is_known_of_a_person_after_a_talk() -> None:
    person = Person(name="A", contacts=(Contact("email", "a@example.com"),))
    phone, consent = Contact("phone", "+79000000000"), KnownConsent("d", "1", "ads")
    after = known(State("a", name="Anna", person=person, contacts=(phone,), consents=(consent,)))
    assert after.name == "Anna" and [one.kind for one in after.contacts] == ["email", "phone"] and after.consents


def test_a_turn_in_the_making_has_the_states_fields_in_the_states_order() -> None:
    names = [part.name for part in fields(State)]
    assert [part.name for part in fields(Talk)][: len(names)] == names
