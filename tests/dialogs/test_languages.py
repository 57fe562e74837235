"""What matching ignores, which language is spoken, how values look in it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from dialogs import languages
from dialogs.script import Placeholder, Text
from dialogs.words import COMMANDS

FOLDED = {
    "  Да!!  ": "да",
    "Ёлка": "елка",
    "Ещё": "еще",
    "ЙОГУРТ": "йогурт",
    "и\u0306огурт": "йогурт",  # й as two characters, as some keyboards send it
    "Їжак і ґанок": "їжак і ґанок",
    "п’ять": "пять",
    "Café — crème": "cafe creme",
    "Όχι": "οχι",
    "ΤΈΛΟΣ": "τελοσ",
    "τέλος": "τελοσ",
    "хай-тек": "хай тек",
    "That's all 👍🏽": "thats all",
    "2️⃣": "2",
    "12\u00a0м²": "12 м2",
    "150–300 000 ₽": "150 300 000",
    "Straße": "strasse",
    "а\u200bб": "аб",
    "🤷‍♀️": "",
    "": "",
}
COMMANDS_TYPED = {
    "НаЗАд!!! 😊": "back",
    "  назад ": "back",
    "/back": "back",
    "/Back@leadquiz_bot": "back",
    "/назад": "back",
    "ПрОпУсТиТь": "skip",
    "всё": "done",
    "Все": "done",
    "that’s all": "done",
    "ЗАНОВО.": "restart",
    "не пишите!": "stop",
    "/language": "language",
    "Удалить мои данные": "delete",
    "go back": "back",
}


@pytest.mark.parametrize(("text", "folded"), FOLDED.items())
def test_folding_keeps_what_people_mean(text: str, folded: str) -> None:
    assert languages.fold(text) == folded
    assert languages.fold(folded) == folded


@pytest.mark.parametrize(("typed", "meant"), COMMANDS_TYPED.items())
def test_a_whole_message_is_a_command_whatever_its_case_signs_and_emoji(typed: str, meant: str) -> None:
    assert languages.command(typed, ["ru", "en"]) == meant


@pytest.mark.parametrize("language", COMMANDS)
def test_every_word_of_a_command_is_understood_and_so_is_its_label(language: str) -> None:
    for name, phrases in COMMANDS[language].items():
        assert languages.label(name, language) == phrases[0]
        for words in phrases:
            assert languages.command(f" {words.upper()}! ", [language]) == name


@pytest.mark.parametrize(
    "typed", ["хочу вернуться назад домой", "менеджер по продажам", "", "?!", "/start", "/back now", "назад " * 50]
)
def test_a_command_word_inside_of_a_sentence_is_no_command(typed: str) -> None:
    assert languages.command(typed, ["ru", "en"]) is None


def test_a_command_of_a_language_that_the_script_lacks_is_no_command() -> None:
    assert languages.command("Retour", ["ru", "en"]) is None
    assert languages.command("Retour", ["ru", "fr"]) == "back"


def test_a_language_without_words_of_its_own_has_english_commands() -> None:
    assert languages.label("back", "de") == "Back"
    assert languages.command("Back", ["de"]) == "back"
    assert languages.phrase("today", "de") == "Today"
    assert languages.language_name("de") == "de"


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        ("en", "en"), ("en-US", "en"), ("EN", "en"), ("pt-br", "pt-BR"), ("pt_BR", "pt-BR"), ("de", "ru"), ("", "ru"),
        ("zh-Hant-TW", "zh-Hant"), ("english", "ru"), ("-", "ru"),
    ],
)  # fmt: skip
def test_a_language_is_chosen_by_its_code_else_the_default_holds(wanted: str, chosen: str) -> None:
    assert languages.choose(["ru", "en", "pt-BR", "zh-Hant"], wanted, "ru") == chosen


@pytest.mark.parametrize(
    ("n", "word"),
    [(0, "часов"), (1, "час"), (2, "часа"), (5, "часов"), (11, "часов"), (12, "часов"), (21, "час"), (22, "часа"),
     (111, "часов"), (1.5, "часа"), (-1, "час"), (1000000, "часов")],
)  # fmt: skip
def test_russian_and_ukrainian_have_three_plural_forms(n: float, word: str) -> None:
    assert languages.plural(n, ["час", "часа", "часов"], "ru") == word
    assert languages.plural(n, ["час", "часа", "часов"], "uk") == word


@pytest.mark.parametrize(("language", "single"), [("en", {1}), ("nl", {1}), ("el", {1}), ("fr", {0, 1, 1.5})])
def test_the_others_have_two_plural_forms(language: str, single: set[float]) -> None:
    for n in (0, 1, 1.5, 2, 5, 21):
        assert languages.plural(n, ["one", "many"], language) == ("one" if n in single else "many")


def test_a_plural_with_too_few_forms_uses_the_last_one() -> None:
    assert languages.plural(5, ["час"], "ru") == "час"
    assert languages.plural(5, [], "ru") == ""


HOURS = Text(
    {
        "ru": ("Ещё ", Placeholder("hours"), " ", Placeholder("hours", forms=("час", "часа", "часов")), "."),
        "en": (Placeholder("hours"), " ", Placeholder("hours", forms=("hour", "hours")), " left, ", Placeholder("x")),
    }
)


@pytest.mark.parametrize(
    ("language", "hours", "text"),
    [("ru", 22, "Ещё 22 часа."), ("ru", 1.5, "Ещё 1,5 часа."), ("en", 1, "1 hour left, "), ("fr", 5, "Ещё 5 часов.")],
)
def test_a_text_is_shown_in_the_language_with_its_numbers_and_plurals(language: str, hours: float, text: str) -> None:
    assert languages.render(HOURS, language, "ru", {"hours": hours}.get) == text


@pytest.mark.parametrize(
    ("value", "text"), [(None, "гость"), ("", "гость"), ([], "гость"), ("Анна", "Анна"), (0, "0"), (False, "Нет")]
)
def test_a_fallback_stands_in_for_what_is_none_or_empty(value: object, text: str) -> None:
    greeting = Text({"ru": (Placeholder("first_name", "гость"),)})
    assert languages.render(greeting, "ru", "ru", lambda name: value) == text


def test_a_value_is_shown_as_the_caller_shows_it() -> None:
    text = Text({"ru": ("Стиль: ", Placeholder("style"))})
    shown = languages.render(text, "ru", "ru", lambda name: "modern", lambda name, value: f"{name}={value}")
    assert shown == "Стиль: style=modern"


def test_a_value_is_never_read_as_a_template() -> None:
    text = Text({"ru": (Placeholder("name"),)})
    assert languages.render(text, "ru", "ru", {"name": "{score} {{"}.get) == "{score} {{"


@pytest.mark.parametrize(
    ("value", "ru", "en"),
    [
        (12, "12", "12"), (12.5, "12,5", "12.5"), (12.0, "12", "12"), (0.1 + 0.2, "0,3", "0.3"), (-0.0, "0", "0"),
        (True, "Да", "Yes"), (None, "", ""), (["a", 1.5], "a, 1,5", "a, 1.5"), ("2027-03-25",) * 3,
        (date(2027, 3, 25), "25.03.2027", "25 Mar 2027"),
        (datetime(2027, 3, 25, 9, 5), "25.03.2027 09:05", "25 Mar 2027 09:05"), (float("nan"), "", ""),
    ],
)  # fmt: skip
def test_values_look_as_people_of_the_language_write_them(value: object, ru: str, en: str) -> None:
    assert languages.show(value, "ru") == ru
    assert languages.show(value, "en") == en


@pytest.mark.parametrize(
    ("language", "first", "second", "third"),
    [
        ("ru", "Сегодня", "Завтра", "пт 26.03"), ("en", "Today", "Tomorrow", "Fri 26 Mar"),
        ("uk", "Сьогодні", "Завтра", "пт 26.03"), ("fr", "Aujourd’hui", "Demain", "ven. 26/03"),
        ("nl", "Vandaag", "Morgen", "vr 26-03"), ("el", "Σήμερα", "Αύριο", "Παρ 26/03"),
    ],
)  # fmt: skip
def test_a_day_on_a_button_is_named(language: str, first: str, second: str, third: str) -> None:
    today = date(2027, 3, 24)
    shown = [languages.show_day(date(2027, 3, day), today, language) for day in (24, 25, 26)]
    assert shown == [first, second, third]


def test_a_phrase_agrees_with_its_number() -> None:
    assert languages.phrase("retry_text_long", "ru", max=21).endswith("в 21 знак.")
    assert languages.phrase("retry_text_long", "en", max=1).endswith("1 character.")
    assert languages.phrase("retry_number_range", "ru", min=2.5, max=100) == (
        "Напишите, пожалуйста, число от 2,5 до 100."
    )


def test_a_phrase_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError, match="no_such"):
        languages.phrase("no_such", "ru")
