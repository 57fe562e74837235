"""Rule 17 and the contract's consents."""

from __future__ import annotations

import pytest

from dialogs import Contact, KnownConsent, events
from tests.contract.talk import Talk, errors, warnings

AGREE = """
- id: agree
  ask: "May we, {first_name}?"
  consent: {document: "https://shop.example/p", version: "1"}
  refuse: bye
"""
ADS = '- {id: ads, ask: "Offers?", consent: {document: "https://shop.example/a", version: "7", purpose: ads}}\n'
REST = """
- {id: a, ask: A?, text: {}}
- {id: state_, say: "{consent.processing} {consent.ads}", end: true}
- {id: bye, say: Bye}
"""


def test_purpose_is_processing_by_default_and_everything_is_kept() -> None:
    talk = Talk.of(AGREE + REST).press("Yes")
    (one,) = talk.all(events.Consented)
    assert (one.purpose, one.document, one.version, one.given) == ("processing", "https://shop.example/p", "1", True)
    assert one.text == "May we, Ann?"


def test_yes_and_no_are_the_buttons() -> None:
    def answers(talk: Talk) -> list[str]:
        return [button.label for button in talk.board[2] if button.role in ("yes", "no")]

    assert answers(Talk.of(AGREE + REST)) == ["Yes", "No"]
    assert answers(Talk.of(AGREE + REST, language="ru")) == ["Да", "Нет"]
    assert Talk.of(AGREE + REST).labels[:2] == ["Yes", "No"]


@pytest.mark.parametrize("typed", ["yes", "Yes!", "I agree", "yes, I agree"])
def test_an_explicit_yes_counts(typed: str) -> None:
    talk = Talk.of(AGREE + REST).say(typed)
    assert talk.asked == "a"
    assert talk.all(events.Consented)[0].given


@pytest.mark.parametrize("typed", ["maybe", "what for?", "yes but no ads", "why not", "👍", "hm", "1234"])
def test_nothing_else_counts_as_a_yes(typed: str) -> None:
    talk = Talk.of(AGREE + REST).say(typed)
    assert talk.asked == "agree"
    assert not [one for one in talk.all(events.Consented) if one.given]
    assert "Yes" in talk.keyboard or talk.texts


def test_no_goes_to_refuse_else_to_the_next_step() -> None:
    refused = Talk.of(AGREE + REST).press("No")
    assert refused.texts == ["Bye"]
    assert refused.all(events.Consented)[0].given is False
    assert Talk.of(ADS + REST).press("No").asked == "a"


def test_conditions_see_both_consents() -> None:
    assert Talk.of(AGREE + REST.replace("{consent.processing} {consent.ads}", "x")).ended is False
    steps = (
        AGREE
        + ADS
        + "- {id: p, when: consent.processing, say: P}\n- {id: q, when: consent.ads, say: Q}\n- {id: bye, say: B}"
    )
    assert Talk.of(steps).press("Yes").press("Yes").texts == ["P", "Q", "B"]
    assert Talk.of(steps).press("Yes").press("No").texts == ["P", "B"]


def test_a_consent_of_the_same_document_and_version_is_passed_over() -> None:
    known = (KnownConsent("https://shop.example/p", "1", "processing"),)
    talk = Talk.of(AGREE + REST, consents=known)
    assert talk.asked == "a"
    assert not talk.has(events.Consented)


@pytest.mark.parametrize(
    "known",
    [
        KnownConsent("https://shop.example/p", "0", "processing"),
        KnownConsent("https://shop.example/other", "1", "processing"),
        KnownConsent("https://shop.example/p", "1", "ads"),
    ],
)
def test_another_version_document_or_purpose_is_asked_anew(known: KnownConsent) -> None:
    assert Talk.of(AGREE + REST, consents=(known,)).asked == "agree"


def test_a_refused_consent_is_asked_again_in_the_next_talk() -> None:
    talk = Talk.of(AGREE + REST).press("No")
    assert talk.ended
    assert talk.say("hi").asked == "agree"


def test_a_given_consent_is_not_asked_again_in_the_next_talk() -> None:
    talk = Talk.of(AGREE + REST).press("Yes").say("x")
    assert talk.ended
    assert talk.say("hi").asked == "a"


KNOWN_ASK = (
    AGREE + "- {id: name, ask: Name?, name: {}}\n"
    "- {id: phone, ask: Phone?, contact: {any_of: [phone]}}\n"
    "- {id: end_, say: 'Thanks {name} {phone}'}\n"
    "- {id: bye, say: Bye}"
)


def test_a_known_name_or_contact_is_passed_over() -> None:
    talk = Talk.of(KNOWN_ASK, name="Anna", contacts=(Contact("phone", "+79161234567", "format_ok"),)).press("Yes")
    assert talk.ended
    assert talk.texts[0].startswith("Thanks Anna")
    assert "Name?" not in talk.told
    assert "Phone?" not in talk.told


def test_a_contact_of_another_kind_is_not_the_one_that_was_asked_for() -> None:
    talk = Talk.of(KNOWN_ASK, name="Anna", contacts=(Contact("email", "ann@example.com", "format_ok"),)).press("Yes")
    assert talk.asked == "phone"


def test_the_platforms_profile_is_no_known_contact() -> None:
    talk = Talk.of(
        KNOWN_ASK, name="Anna", profile="https://vk.com/id1", contacts=(Contact("profile", "https://vk.com/id1"),)
    )
    assert talk.press("Yes").asked == "phone"


def test_what_was_learnt_in_one_talk_is_known_in_the_next() -> None:
    talk = Talk.of(KNOWN_ASK).press("Yes").say("Anna", "+7 916 123-45-67")
    assert talk.ended
    talk.say("hello again")
    assert talk.ended
    assert "Thanks Anna" in talk.texts[0]


@pytest.mark.parametrize("kind", ["name: {}", "contact: {any_of: [phone]}", "upload: {kinds: [photo]}"])
def test_check_warns_where_personal_data_can_be_reached_before_a_yes(kind: str) -> None:
    ask = f"- {{id: mine, ask: M?, {kind}}}\n"
    before = warnings(ask + AGREE + "- {id: bye, say: Bye}", "lead: {needs: [name]}")
    assert [fault for fault in before if fault.step == "mine" and "consent" in str(fault).lower()]
    after = warnings(AGREE + ask + "- {id: z, say: Z, end: true}\n- {id: bye, say: Bye}", "lead: {needs: [name]}")
    assert not [fault for fault in after if fault.step == "mine" and "consent" in str(fault).lower()]


def test_check_warns_where_a_no_leads_to_personal_data_all_the_same() -> None:
    steps = AGREE.replace("  refuse: bye\n", "") + "- {id: mine, ask: M?, name: {}}\n"
    assert [fault for fault in warnings(steps, "lead: {needs: [name]}") if fault.step == "mine"]


def test_an_advertising_consent_is_no_leave_to_process() -> None:
    steps = ADS + "- {id: mine, ask: M?, name: {}}\n"
    assert [fault for fault in warnings(steps, "lead: {needs: [name]}") if fault.step == "mine"]


def test_stop_withdraws_the_consent_for_advertising() -> None:
    talk = Talk.of(AGREE + ADS + REST).press("Yes").press("Yes").say("stop")
    withdrawn = [one for one in talk.all(events.Consented) if not one.given]
    assert [one.purpose for one in withdrawn] == ["ads"]
    assert [known.purpose for known in talk.state.consents] == ["processing"]
    assert len(talk.texts) == 1


def test_an_unknown_purpose_is_a_fault() -> None:
    assert errors(ADS.replace("purpose: ads", "purpose: adverts") + REST)


def test_a_consent_needs_document_and_version() -> None:
    assert errors('- {id: x, ask: Q?, consent: {version: "1"}}')
    assert errors('- {id: x, ask: Q?, consent: {document: "https://shop.example/p"}}')
