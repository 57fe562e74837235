"""What people type becomes true contacts: the conventions, one by one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.contacts import Contacts, Doubt, read

NATIONAL = {
    "RU": ("8 900 123-45-67", "+79001234567"),
    "UA": ("067 123 45 67", "+380671234567"),
    "BY": ("8 029 123-45-67", "+375291234567"),
    "KZ": ("8 701 123 45 67", "+77011234567"),
    "GB": ("07911 123456", "+447911123456"),
    "US": ("(212) 555-0123", "+12125550123"),
    "CA": ("604-555-0123", "+16045550123"),
    "AU": ("0412 345 678", "+61412345678"),
    "IE": ("085 123 4567", "+353851234567"),
    "CY": ("99 123456", "+35799123456"),
    "FR": ("06 12 34 56 78", "+33612345678"),
    "BE": ("0470 12 34 56", "+32470123456"),
    "CH": ("079 123 45 67", "+41791234567"),
    "LU": ("621 123 456", "+352621123456"),
    "NL": ("06-12345678", "+31612345678"),
    "GR": ("693 123 4567", "+306931234567"),
    "DE": ("0170 1234567", "+491701234567"),
}


@pytest.mark.parametrize(("region", "typed", "e164"), [(region, *pair) for region, pair in NATIONAL.items()])
def test_a_national_number_is_read_by_the_shops_region(region: str, typed: str, e164: str) -> None:
    assert read(typed, language="en", region=region) == Contacts(phones=(e164,), ask_again=False)


def test_a_phone_and_a_name_are_read() -> None:
    found = read("Анна, 8 (916) 123-45-67", language="ru", region="RU")
    assert found == Contacts(phones=("+79161234567",), name="Анна", ask_again=False)


def test_a_misspelt_domain_is_asked_about_and_not_changed() -> None:
    found = read("anna@gmial.com", language="en", region="GB")
    assert found.emails == ("anna@gmial.com",)
    assert found.ask_again
    assert found.doubts == (Doubt("email", "anna@gmial.com", "anna@gmail.com"),)


def test_one_good_contact_is_enough_whatever_else_is_wrong() -> None:
    found = read("anna@gmial.com, 8 900 123-45, @anna_k", language="ru", region="RU")
    assert not found.ask_again
    assert {doubt.kind for doubt in found.doubts} == {"email", "phone"}


@pytest.mark.parametrize(
    "text",
    [
        "Сколько стоит доставка?",
        "где мой заказ 89001234567",
        "89001234567 — это номер заказа",
        "ваш менеджер звонил мне с 8 495 123-45-67",
        "Uw winkel op 020 1112233 neemt niet op",
        "joan@example.com is not my address, it is your shop's",
        "my booking reference is 07911123456",
        "2800x1500x600",
        "55.755800, 37.617300",
        "https://vk.com/market-12345?w=product-12345_678",
    ],
)
def test_what_the_text_calls_something_else_is_no_phone(text: str) -> None:
    assert read(text, language="ru", region="NL" if "winkel" in text else "RU").phones == ()


@pytest.mark.parametrize(
    "text",
    ["Хочу сделать заказ 89001234567", "Хочу узнать цену 89001234567", "интересует товар 89001234567"],
)
def test_what_the_prospect_wants_is_no_label_of_the_number_after_it(text: str) -> None:
    assert read(text, language="ru", region="RU").phones == ("+79001234567",)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Здравствуйте, Ольга! Мой номер 89001234567", None),
        ("Добрый день, Мария, 89001234567", "Мария"),
        ("Мария, добрый день! Перезвоните 89001234567", None),
        ("менеджер Ольга обещала перезвонить на 89001234567", None),
        ("О. Бендер, 89001234567", "О. Бендер"),
        ("Пётр Ильич Чайковский 89001234567", "Пётр Ильич Чайковский"),
        ("позвоните Льву Толмачёву 89001234567", "Лев Толмачёв"),
        ("от Ивана Сидорова, 89001234567", "Иван Сидоров"),
        ("<jhbc 89001234567", "Борис"),
        ("vtyz pjden Jkmuf, 89001234567", "Ольга"),
        ("от Ярослава Сидорова, 89001234567", "Ярослав Сидоров"),
        ("Ярослава Сидорова, 89001234567", "Ярослава Сидорова"),
        ("спросить Павла, 89001234567", "Павел"),
        ("передайте Виктору, что жду, 89001234567", None),
        ("Жанна на связи 89001234567", "Жанна"),
        ("руководитель 89001234567", None),
        ("snap jo_paints +31612345678", None),
        ("Самара Руслан 89001234567", "Руслан"),
        ("Ли Мин Хо 89001234567", "Ли Мин Хо"),
        ("Van den Berg +31612345678", "Van den Berg"),
        ("Find me on +31612345678", None),
    ],
)
def test_the_name_is_the_writers_own(text: str, name: str | None) -> None:
    assert read(text, language="ru", region="RU").name == name


@pytest.mark.parametrize(
    ("language", "text", "when"),
    [
        ("ru", "пн-чт с 9 до 18, кроме среды", ("mon", "tue", "wed", "thu", "09:00-18:00")),
        ("ru", "после 20:00 не звонить", ("before 20:00",)),
        ("ru", "после шести вечера", ("after 18:00",)),
        ("ru", "Добрый вечер", ()),
        ("fr", "mon numéro", ()),
        ("en", "mon or fri", ("mon", "fri")),
        ("el", "με λένε Παρασκευή", ()),
        ("nl", "ma t/m vr", ("weekdays",)),
    ],
)
def test_times_are_read_and_pleasantries_are_none(language: str, text: str, when: tuple[str, ...]) -> None:
    assert read(text, language=language, region="RU").when == when


def test_profiles_come_in_the_order_of_mention() -> None:
    found = read("Telegram - @mary_p или vk.com/mary.p", language="ru", region="RU")
    assert found.handles == ("t.me/mary_p", "vk.com/mary.p")


@given(st.text(max_size=120), st.sampled_from(sorted(NATIONAL)), st.sampled_from(["ru", "uk", "en", "fr", "nl", "el"]))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_without_an_error_and_twice_alike(text: str, region: str, language: str) -> None:
    found = read(text, language=language, region=region)
    assert found == read(text, language=language, region=region)
    assert all(phone.startswith("+") and phone[1:].isdigit() for phone in found.phones)
    assert len(set(found.phones)) == len(found.phones)


@pytest.mark.parametrize(
    ("language", "region", "text"),
    [
        ("fr", "FR", "numéro client 0678412597"),
        ("fr", "FR", "n° de sécu 2 78 12 75 116 001 12"),
        ("en", "US", "customer number 2015550147"),
        ("el", "GR", "κωδικός προϊόντος 6940248179"),
        ("nl", "NL", "ik heb jullie gebeld op 020 624 8100"),
        ("ru", "RU", "позвонил вам по 8 800 555-35-35, никто не берёт"),
        ("ru", "RU", "8 900 248 17 93 5"),
    ],
)
def test_a_number_of_something_else_or_with_a_digit_too_many_is_asked_again(
    language: str, region: str, text: str
) -> None:
    found = read(text, language=language, region=region)
    assert found.phones == ()
    assert found.ask_again


@pytest.mark.parametrize(
    ("language", "region", "text", "when"),
    [
        ("nl", "NL", "ma t/m wo 06 24817935", ("mon", "tue", "wed")),
        ("fr", "FR", "06 78 41 25 97 les lundis et jeudis soirs", ("mon", "thu", "evening")),
        ("el", "GR", "6940248179 από 10 έως 12 το πρωί", ("10:00-12:00",)),
        ("en", "GB", "07400 248179 any day but Sunday", ()),
    ],
)
def test_days_and_hours_as_people_shorten_them(language: str, region: str, text: str, when: tuple[str, ...]) -> None:
    assert read(text, language=language, region=region).when == when


@pytest.mark.parametrize(
    ("language", "text", "way"),
    [
        ("nl", "liever een appje: 06 24817935", "whatsapp"),
        ("en", "please don't call, email only: kit@example.com", "email"),
        ("en", "Ring 07400 248179 on Monday", "call"),
        ("ru", "позвонил вам вчера, мой номер 89001234567", None),
    ],
)
def test_ways_as_people_name_them(language: str, text: str, way: str | None) -> None:
    assert read(text, language=language, region="GB").way == way


def test_a_count_after_a_number_is_no_part_of_it() -> None:
    found = read("201-555-0147 4 people", language="en", region="US")
    assert (found.phones, found.name, found.ask_again) == (("+12015550147",), None, False)
