"""Leads: what makes one, what it is worth, which kind it is, where it came from."""

from __future__ import annotations

import pytest

from dialogs import Contact, Person, Source
from dialogs.events import LeadChanged
from dialogs.leads import (
    CLOSED,
    STATUSES,
    TRANSITIONS,
    Tally,
    best_verification,
    contact_type,
    discount_of,
    is_lead,
    source_of,
    temperature,
)
from dialogs.script import Discount, LeadRule

from .conversation import Conversation

PHONE, MAIL = Contact("phone", "+79000000000", "format_ok"), Contact("email", "a@example.com", "none")
PROFILE = Contact("profile", "https://t.me/ann", "confirmed")
NOTHING = Tally(0, (), (), 0, None)


def test_a_lead_needs_a_name_and_a_contact() -> None:
    rule = LeadRule()
    assert is_lead(rule, "Ann", (PHONE,), "") and is_lead(rule, "Ann", (MAIL,), "")
    assert not is_lead(rule, None, (PHONE,), "") and not is_lead(rule, "Ann", (), "")


def test_the_platforms_own_profile_never_makes_a_lead_by_itself() -> None:
    assert not is_lead(LeadRule(), "Ann", (), "https://t.me/ann")


def test_a_profile_counts_where_needs_names_it_or_it_was_given() -> None:
    assert is_lead(LeadRule(("name", "profile")), "Ann", (), "https://t.me/ann")
    assert is_lead(LeadRule(), "Ann", (PROFILE,), "")


def test_needs_may_name_a_kind_of_contact() -> None:
    assert not is_lead(LeadRule(("phone",)), None, (MAIL,), "") and is_lead(LeadRule(("phone",)), None, (PHONE,), "")


def test_a_name_known_from_the_platform_makes_no_lead() -> None:
    body = "steps:\n  - {id: phone, ask: 'Phone?', contact: {any_of: [phone]}}\n  - {id: n, ask: 'N?', text: {}}"
    talk = Conversation.begin(body, person=Person(first_name="Ann", profile="https://t.me/ann"))
    talk.writes("+7 900 000-00-00")
    assert talk.lead is not None and not talk.lead.is_lead and talk.lead.name is None


def test_a_record_is_hot_when_it_is_both_a_lead_and_hot() -> None:
    body = (
        "heat: {warm: 1, hot: 3}\nlead: {needs: [phone]}\nsteps:\n"
        "  - {id: a, ask: 'A?', options: [{id: x, text: X, score: 3}]}\n"
        "  - {id: phone, ask: 'Phone?', contact: {any_of: [phone]}}\n  - {id: n, ask: 'N?', text: {}}"
    )
    talk = Conversation.begin(body).presses("X")
    assert talk.lead is not None and talk.lead.temperature == "hot" and not talk.lead.hot
    talk.writes("+7 900 000-00-00")
    assert talk.of(LeadChanged)[0].lead.hot


@pytest.mark.parametrize(("score", "heat"), [(-5, "cold"), (3.5, "cold"), (4, "warm"), (7.9, "warm"), (8, "hot")])
def test_the_temperature_follows_the_score(score: float, heat: str) -> None:
    assert temperature(score, 4, 8) == heat


@pytest.mark.parametrize(("counted", "shown", "percent"), [(0, 0, 3), (2, 0, 7), (9, 0, 15), (0, 11, 11)])
def test_discount_is_start_plus_per_answer_up_to_max_and_never_below_what_was_shown(
    counted: int, shown: int, percent: int
) -> None:
    assert discount_of(Discount(3, 2, 15), counted, shown) == percent
    assert discount_of(None, counted, shown) is None


@pytest.mark.parametrize(
    ("source", "counts", "name", "contacts", "kind"),
    [
        (Source(source="qr"), Tally(0, (), (), 9, None), "Ann", (PHONE,), "promo"),
        (Source(), Tally(0, (), (), 0, "2026-03-02T10:00"), None, (), "interested"),
        (Source(), Tally(0, (), (), 3, None), "Ann", (PHONE,), "interested"),
        (Source(), Tally(0, (), (), 2, None), "Ann", (PHONE,), "quick"),
        (Source(), NOTHING, "Ann", (PHONE, MAIL), "registration"),
        (Source(), NOTHING, None, (PHONE,), "registration"),
    ],
)
def test_the_contact_type_is_the_first_that_holds(
    source: Source, counts: Tally, name: str | None, contacts: tuple[Contact, ...], kind: str
) -> None:
    assert contact_type(source, counts, name, contacts) == kind


def test_the_verification_of_a_lead_is_the_best_of_its_contacts() -> None:
    assert best_verification((MAIL, PHONE)) == "format_ok" and best_verification(()) == "none"


def test_tags_come_from_the_standing_answers_each_once() -> None:
    body = (
        "steps:\n  - {id: a, ask: 'A?', options: [{id: x, text: X, tags: [one, two]}, {id: y, text: Y}]}\n"
        "  - {id: b, ask: 'B?', options: [{id: x, text: X, tags: [two, three]}]}\n  - {id: n, ask: 'N?', text: {}}"
    )
    talk = Conversation.begin(body).presses("1: X").presses("2: X")
    before, after = talk.lead, talk.presses("1: Y").lead
    assert before is not None and before.tags == ("one", "two", "three")
    assert after is not None and after.tags == ("two", "three")


@pytest.mark.parametrize(
    ("ref", "utm", "kind", "source", "campaign"),
    [
        ("", {}, "unknown", "", ""),
        ("kitchen", {}, "unknown", "", ""),
        ("vk_ads_may", {}, "banner", "mytarget", "may"),
        ("vk_spring", {}, "social", "vk", "spring"),
        ("qr_shop_12", {}, "direct", "qr", "shop_12"),
        ("email-march", {}, "email", "email", "march"),
        ("", {"utm_source": "yandex", "utm_medium": "cpc", "utm_campaign": "k1"}, "search", "yandex", "k1"),
        ("", {"source": "google", "medium": "organic"}, "search", "google", ""),
        ("x", {"utm_source": "newsletter", "utm_medium": "email"}, "email", "newsletter", ""),
        ("", {"utm_source": "vk", "utm_medium": "social_cpc"}, "social", "vk", ""),
        ("", {"utm_source": "rsya", "utm_medium": "banner"}, "banner", "rsya", ""),
        ("vkusno", {}, "unknown", "", ""),
        ("ABC_Xyz", {}, "unknown", "", ""),
    ],
)
def test_the_source_is_guessed_from_the_link(
    ref: str, utm: dict[str, str], kind: str, source: str, campaign: str
) -> None:
    found = source_of(ref, utm, "telegram")
    assert (found.kind, found.source, found.campaign, found.ref) == (kind, source, campaign, ref)


def test_every_transition_leads_to_a_status_that_there_is() -> None:
    assert set(TRANSITIONS) == set(STATUSES)
    assert {status for acts in TRANSITIONS.values() for status in acts.values()} <= set(STATUSES)
    assert all(set(TRANSITIONS[status]) == {"reopen"} for status in CLOSED)
