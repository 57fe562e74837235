"""The contract's Leads section, as far as a talk makes the record."""

from __future__ import annotations

import pytest

from dialogs import Contact, Lead, Source
from tests.contract.talk import Talk

CONTACT = "- {id: phone, ask: Phone?, contact: {any_of: [phone, email]}}\n"
NAME = "- {id: name, ask: Name?, name: {}}\n"
LAST = "- {id: last, ask: Last?, text: {}}\n"


def lead(talk: Talk) -> Lead:
    assert talk.lead is not None
    return talk.lead


def test_a_name_and_a_contact_make_a_lead() -> None:
    talk = Talk.of(NAME + CONTACT + LAST)
    talk.say("Anna")
    assert not lead(talk).is_lead
    talk.say("ann@example.com")
    assert lead(talk).is_lead
    assert lead(talk).name == "Anna"


def test_a_name_that_came_with_the_shared_contact_counts() -> None:
    talk = Talk.of(CONTACT + LAST).share(first_name="Anna")
    assert lead(talk).is_lead
    assert lead(talk).name == "Anna"


def test_the_platforms_name_and_profile_never_make_a_lead() -> None:
    talk = Talk.of(CONTACT + LAST, profile="https://vk.com/id1").say("+79161234567")
    assert not lead(talk).is_lead
    other = Talk.of(NAME + LAST, profile="https://vk.com/id1").say("Anna")
    assert not lead(other).is_lead


def test_a_profile_counts_where_needs_names_it() -> None:
    talk = Talk.of(NAME + LAST, "lead: {needs: [name, profile]}", profile="https://vk.com/id1").say("Anna")
    assert lead(talk).is_lead


@pytest.mark.parametrize(
    ("needs", "typed", "made"),
    [
        ("[phone]", "+79161234567", True),
        ("[phone]", "ann@example.com", False),
        ("[email]", "ann@example.com", True),
        ("[contact]", "ann@example.com", True),
    ],
)
def test_other_needs(needs: str, typed: str, made: bool) -> None:
    talk = Talk.of(CONTACT + LAST, f"lead: {{needs: {needs}}}").say(typed)
    assert lead(talk).is_lead is made


def test_hot_is_a_lead_that_is_hot_whichever_comes_last() -> None:
    hot = "- {id: q, ask: Q?, options: [{id: x, text: X, score: 9}]}\n"
    first = Talk.of(hot + NAME + CONTACT + LAST).press("X")
    assert lead(first).temperature == "hot"
    assert not lead(first).hot
    first.say("Anna", "+79161234567")
    assert lead(first).hot
    second = Talk.of(NAME + CONTACT + hot + LAST).say("Anna", "+79161234567")
    assert not lead(second).hot
    assert lead(second.press("X")).hot


def test_a_visitor_has_no_name_from_the_platform_in_the_lead() -> None:
    talk = Talk.of(CONTACT + LAST).say("+79161234567")
    assert lead(talk).name is None


QUESTIONS = "".join(f"- {{id: q{number}, ask: Q?, number: {{}}}}\n" for number in range(3))
SLOT = "- {id: t, ask: T?, slot: {days: 3, from: '10:00', to: '19:00', every: 1h}}\n"


@pytest.mark.parametrize(
    ("steps", "typed", "source", "kind"),
    [
        (NAME + CONTACT, ["Anna", "+79161234567"], Source(), "quick"),
        (NAME + CONTACT, ["Anna", "ann@example.com"], Source(), "registration"),
        (QUESTIONS + NAME + CONTACT, ["1", "2", "3", "Anna", "+79161234567"], Source(), "interested"),
        (SLOT + NAME + CONTACT, ["tomorrow at 15:00", "Anna", "+79161234567"], Source(), "interested"),
    ],
)
def test_contact_types(steps: str, typed: list[str], source: Source, kind: str) -> None:
    assert lead(Talk.of(steps + LAST, source=source).say(*typed)).contact_type == kind


def test_a_few_answers_with_a_phone_are_not_quick() -> None:
    talk = Talk.of("- {id: q, ask: Q?, number: {}}\n" + NAME + CONTACT + LAST).say("1", "Anna", "+79161234567")
    assert lead(talk).contact_type in ("registration", "quick")


def test_the_lead_has_answers_contacts_and_the_call_time() -> None:
    talk = Talk.of(QUESTIONS + SLOT + NAME + CONTACT + LAST).say(
        "1", "2", "3", "tomorrow at 15:00", "Anna", "+79161234567"
    )
    one = lead(talk)
    assert set(one.answers) >= {"q0", "q1", "q2", "t"}
    assert one.answers["q0"].value == 1
    assert [(contact.kind, contact.value) for contact in one.contacts if contact.kind == "phone"] == [
        ("phone", "+79161234567")
    ]
    assert one.call_time == "2026-03-03T15:00"


def test_a_contact_given_anew_after_going_back_takes_the_place_of_the_first() -> None:
    talk = Talk.of(NAME + CONTACT + LAST).say("Anna", "+79161234567").say("back")
    assert talk.asked == "phone"
    talk.say("+79167654321")
    assert [contact.value for contact in lead(talk).contacts if contact.kind == "phone"] == ["+79167654321"]


def test_a_known_persons_name_and_contact_are_in_the_lead_of_the_next_talk() -> None:
    talk = Talk.of(NAME + CONTACT + LAST, name="Anna", contacts=(Contact("phone", "+79161234567", "format_ok"),))
    assert talk.asked == "last"
    assert lead(talk).is_lead
