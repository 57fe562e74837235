"""What people type becomes true contacts."""

from __future__ import annotations

from dialogs.contacts import Contacts, Doubt, read


def test_a_phone_and_a_name_are_read() -> None:
    found = read("Анна, 8 (916) 123-45-67", language="ru", region="RU")
    assert found == Contacts(phones=("+79161234567",), name="Анна", ask_again=False)


def test_an_address_is_read_in_lower_case() -> None:
    assert read("Anna.K@Gmail.com", language="en", region="GB").emails == ("anna.k@gmail.com",)


def test_a_misspelt_domain_is_asked_about_and_not_changed() -> None:
    found = read("anna@gmial.com", language="en", region="GB")
    assert found.emails == ("anna@gmial.com",)
    assert found.ask_again
    assert found.doubts == (Doubt("email", "anna@gmial.com", "anna@gmail.com"),)


def test_a_message_without_a_contact_is_asked_again() -> None:
    assert read("Сколько стоит доставка?", language="ru", region="RU").ask_again
