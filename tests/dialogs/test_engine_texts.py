"""Texts and languages: rules 7, 23 and 24 of the format, and the built-in variables."""

from __future__ import annotations

import pytest

from dialogs import KnownConsent, Person, Source

from .conversation import Conversation

TWO = "languages: [en, ru]\n"


def said(text: str, *, head: str = "", person: Person | None = None, **more: object) -> str:
    """What a step says that has this text, written as YAML."""
    body = f"{head}steps:\n  - {{id: z, say: {text}}}\n"
    return Conversation.begin(body, person=person or Person(language="en"), **more).texts[0]


def test_a_placeholder_prints_its_fallback_for_none_or_empty_and_else_nothing() -> None:
    assert said("'Hi {first_name|guest}!'") == "Hi guest!"
    assert said("'Hi {first_name|guest}!'", person=Person(first_name="Ann", language="en")) == "Hi Ann!"
    assert said("'Hi {first_name}!'") == "Hi !"


def test_doubled_braces_print_braces() -> None:
    assert said("'{{first_name}}'") == "{first_name}"


def test_a_value_is_never_read_as_a_template() -> None:
    assert said("'Hi {first_name}'", person=Person(first_name="{code} <b>", language="en")) == "Hi {code} <b>"


def test_a_plural_prints_the_word() -> None:
    body = "language: ru\nsteps:\n  - {id: n, ask: '?', number: {}}\n  - {id: z, say: '{n} {n:час/часа/часов}'}\n"
    head = "schema: 1\nid: quiz\ntitle: Q\nregion: RU\ntimezone: Europe/Moscow\n"
    for typed, words in (("1", "1 час"), ("2", "2 часа"), ("5", "5 часов"), ("21", "21 час"), ("1,5", "1,5 часа")):
        assert Conversation.begin(head + body).writes(typed).texts == [words]


def test_options_print_as_labels_in_the_prospects_language() -> None:
    body = (
        f"{TWO}steps:\n  - id: a\n    ask: {{en: 'A?', ru: 'А?'}}\n    many: {{}}\n"
        "    options: [{id: x, text: {en: Oak, ru: Дуб}}, {id: y, text: {en: Pine, ru: Сосна}}]\n"
        "  - {id: z, say: {en: '{a}', ru: '{a}'}}\n"
    )
    assert Conversation.begin(body).writes("1, 2").texts == ["Oak, Pine"]
    assert Conversation.begin(body, person=Person(language="ru")).writes("oak и сосна").texts == ["Дуб, Сосна"]


def test_the_language_is_the_platforms_if_it_is_listed_else_the_scripts() -> None:
    text = "{en: Hello, ru: Привет}"
    assert said(text, head=TWO, person=Person(language="ru-RU")) == "Привет"
    assert said(text, head=TWO, person=Person(language="de")) == "Hello"


def test_synonyms_and_commands_match_in_all_languages_of_the_script() -> None:
    body = (
        f"{TWO}steps:\n  - {{id: n, ask: {{en: 'N?', ru: 'Ч?'}}, text: {{}}}}\n"
        "  - {id: a, ask: {en: 'A?', ru: 'А?'}, options: [{id: x, text: {en: Oak, ru: Дуб}}]}\n"
    )
    talk = Conversation.begin(body).writes("x", "назад")
    assert talk.asked.step == "n"
    assert talk.writes("x", "дуб").answer("a") == "x"


@pytest.mark.parametrize(
    ("name", "printed"),
    [("language", "en"), ("channel", "vk"), ("source", "yandex"), ("ref", "vk_ads"), ("score", "0"),
     ("temperature", "cold"), ("tags", ""), ("discount", "3"), ("code", ""), ("weekday", "1"), ("hour", "12"),
     ("status", ""), ("product", "")],
)  # fmt: skip
def test_the_built_in_variables(name: str, printed: str) -> None:
    person, source = Person(channel="vk", language="en"), Source("banner", "yandex", ref="vk_ads")
    head = "reward: {discount: {start: 3}}\n"
    assert said(f"'{{{name}}}.'", head=head, person=person, source=source) == f"{printed}."


def test_conditions_see_consents_and_the_day() -> None:
    when = "consent.ads and not consent.processing and today == '2026-03-02'"
    body = f'steps:\n  - {{id: z, say: "yes", when: "{when}"}}\n'
    person = Person(consents=(KnownConsent("d", "1", "ads"),), language="en")
    assert Conversation.begin(body, person=person).texts == ["yes"]


def test_the_words_of_the_engine_are_in_the_prospects_language() -> None:
    body = f"{TWO}steps:\n  - {{id: n, ask: {{en: 'N?', ru: 'Ч?'}}, number: {{}}}}\n"
    talk = Conversation.begin(body, person=Person(language="ru")).writes("хм")
    assert talk.texts == ["Напишите, пожалуйста, одно число, например 12."]


def test_after_another_language_is_chosen_an_open_question_with_values_is_put_in_it() -> None:
    body = TWO + (
        "steps:\n  - id: area\n    ask: {en: '{first_name}, which area?', ru: '{first_name}, какая площадь?'}\n"
        "    number: {}\n"
    )
    talk = Conversation.begin(body, person=Person(language="en", first_name="Ann")).writes("/language", "русский")
    assert talk.texts[-1] == "Ann, какая площадь?"
