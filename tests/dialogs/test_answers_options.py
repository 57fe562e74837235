"""Which option was meant; yes and no."""

from __future__ import annotations

import pytest

from dialogs import answers
from dialogs.script import Option, Placeholder, Text


def option(ident: str, ru: str, en: str = "", *synonyms: str) -> Option:
    return Option(ident, Text({"ru": (ru,)} | ({"en": (en,)} if en else {})), synonyms=synonyms)


STYLES = (
    option("classic", "Классика", "Classic"),
    option("modern", "Модерн", "Modern", "современный", "хай-тек"),
    option("unsure", "Пока не знаю", "Not sure yet"),
)
BUDGETS = (
    option("low", "до 150 000 ₽"),
    option("mid", "150–300 000 ₽"),
    option("high", "от 300 000 ₽"),
)
EXTRAS = (
    option("light", "Подсветка"),
    option("sink", "Каменная мойка"),
    option("both", "Стол и стулья"),
    option("island", "Остров, большой"),
)
RU = ("ru", "en")


@pytest.mark.parametrize(
    ("typed", "ident"),
    [
        ("Классика", "classic"), ("  классика!!! ", "classic"), ("КЛАССИКА 😊", "classic"), ("classic", "classic"),
        ("хай тек", "modern"), ("Хай-Тек.", "modern"), ("Современный", "modern"), ("пока не знаю", "unsure"),
        ("Not sure yet", "unsure"),
    ],
)  # fmt: skip
def test_a_label_or_synonym_is_its_option_in_any_language(typed: str, ident: str) -> None:
    found = answers.option(STYLES, typed, RU)
    assert found is not None
    assert STYLES[found].id == ident


@pytest.mark.parametrize("typed", ["", " ", "!!!", "😊", "классика и модерн", "не классика", "2", "классик" * 100])
def test_what_is_no_label_is_no_option(typed: str) -> None:
    assert answers.option(STYLES, typed, RU) is None


def test_labels_made_of_signs_are_told_apart() -> None:
    plans = [option(name, name) for name in ("C", "C++", "C#", "👍", "👎", "> 100", "< 100")]
    for index, name in enumerate(("C", "C++", "C#", "👍", "👎", "> 100", "< 100")):
        assert answers.option(plans, f" {name} ", ["ru"]) == index
    assert answers.option(plans, "c++", ["ru"]) == 1
    assert answers.option(plans, "100", ["ru"]) is None


def test_a_word_that_means_different_options_goes_by_the_language_spoken() -> None:
    pets = [
        Option("cat", Text({"en": ("Cat",), "fr": ("Chat",)})),
        Option("talk", Text({"en": ("Chat",), "fr": ("Parler",)})),
    ]
    assert answers.option(pets, "chat", ["fr", "en"]) == 0
    assert answers.option(pets, "chat", ["en", "fr"]) == 1
    assert answers.option(pets, "parler", ["en", "fr"]) == 1


def test_a_label_with_a_placeholder_is_matched_by_its_fallback() -> None:
    options = [Option("a", Text({"ru": ("Для ", Placeholder("name", "меня"))}))]
    assert answers.option(options, "для меня", ["ru"]) == 0


@pytest.mark.parametrize(
    "typed",
    ["2", "2.", "2)", "(2)", "#2", "№2", "№ 2", " 2 ", "2-й", "2-я", "вариант 2", "Вариант №2", "второй", "ВТОРАЯ",
     "2️⃣", "②", "02", "option 2", "second", "the second one", "2nd", "numéro 2", "n° 2", "deuxième", "la deuxième",
     "optie 2", "tweede", "de tweede", "2e", "варіант 2", "другий", "другу", "επιλογή 2", "δεύτερη", "το δεύτερο"],
)  # fmt: skip
def test_a_number_names_the_option_in_its_place(typed: str) -> None:
    assert answers.option_number(3, typed) == 1


@pytest.mark.parametrize(
    "typed", ["", "0", "4", "четвёртый", "-2", "2.5", "2 и 3", "22", "два слова", "2 кухни", "9" * 99]
)
def test_a_number_without_an_option_names_none(typed: str) -> None:
    assert answers.option_number(3, typed) is None


@pytest.mark.parametrize(
    ("typed", "index"),
    [("клссика", 0), ("Класика", 0), ("Клсасика", 0), ("модрен", 1), ("мдоерн", 1), ("пока незнаю", 2),
    ("пака незнаю", 2),
     ("Clasic", 0), ("современый", 1)],
)  # fmt: skip
def test_a_slip_of_the_keys_still_names_the_option(typed: str, index: int) -> None:
    assert answers.near_option(STYLES, typed, RU) == index


@pytest.mark.parametrize("typed", ["", "к", "мдрен", "клск", "кухня", "не классика", "модерновый", "м" * 20_000])
def test_too_many_slips_name_no_option(typed: str) -> None:
    assert answers.near_option(STYLES, typed, RU) is None


def test_two_options_equally_near_are_neither() -> None:
    options = [option("a", "столы"), option("b", "стулы")]
    assert answers.near_option(options, "стлы", ["ru"]) is None
    assert answers.near_option(options, "столыы", ["ru"]) == 0


def test_short_labels_are_never_nearly_meant() -> None:
    assert answers.near_option([option("a", "Дом"), option("b", "Дача")], "Дам", ["ru"]) is None


@pytest.mark.parametrize("typed", ["до 160 000 ₽", "до 250 000", "от 200 000 ₽"])
def test_a_wrong_figure_is_no_slip(typed: str) -> None:
    assert answers.near_option(BUDGETS, typed, ["ru"]) is None


@pytest.mark.parametrize(("label", "typed"), [("интересно", "неинтересно"), ("не нужна доставка", "нужна доставка")])
def test_the_opposite_is_no_slip(label: str, typed: str) -> None:
    assert answers.near_option([option("a", label)], typed, ["ru"]) is None


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("1, 3", (0, 2)), ("3,1", (0, 2)), ("1 и 3", (0, 2)), ("1 3", (0, 2)), ("1;3", (0, 2)), ("1\n3", (0, 2)),
        ("1, 1", (0,)), ("2", (1,)), ("подсветка", (0,)), ("Подсветка, каменная мойка", (0, 1)),
        ("подсветка и каменная мойка", (0, 1)), ("Стол и стулья", (2,)), ("стол и стулья и подсветка", (0, 2)),
        ("Подсветка, стол и стулья", (0, 2)), ("остров, большой, подсветка", (0, 3)), ("1, 2 и 4", (0, 1, 3)),
        ("первый и третий", (0, 2)), ("подсветка + 2", (0, 1)), ("подсветка,", (0,)), ("1.3", None), ("1, 9", None),
        ("подсветка и бассейн", None), ("", None), ("и", None), (", ,", None), ("1-3", None), ("подсвтка, мойка", None),
    ],
)  # fmt: skip
def test_several_numbers_or_labels_are_the_whole_choice(typed: str, chosen: tuple[int, ...] | None) -> None:
    assert answers.options_many(EXTRAS, typed, RU) == chosen


@pytest.mark.parametrize(
    ("typed", "language"), [("1 and 3", "en"), ("1 et 3", "fr"), ("1 en 3", "nl"), ("1 та 3", "uk"), ("1 και 3", "el")]
)
def test_and_divides_in_every_language(typed: str, language: str) -> None:
    assert answers.options_many(EXTRAS, typed, [language]) == (0, 2)


def test_slips_count_in_a_list_only_where_they_are_asked_for() -> None:
    typed = "подсвтка, каменая мойка"
    assert answers.options_many(EXTRAS, typed, RU) is None
    assert answers.options_many(EXTRAS, typed, RU, slips=True) == (0, 1)


YES = {
    "ru": [
        "да",
        "Да!",
        " ДА ",
        "ок",
        "ага",
        "Угу)",
        "да, конечно",
        "Да, согласен",
        "согласна",
        "да да",
        "+",
        "да, спасибо",
    ],
    "en": ["yes", "Yes!", "YEAH", "ok", "sure", "Yes, please", "I agree", "yes, I agree.", "Of course"],
    "uk": ["так", "Так!", "згодна", "звісно", "ага", "так, дякую"],
    "fr": ["oui", "D’accord", "d'accord", "Bien sûr !", "oui merci", "OK", "j’accepte"],
    "nl": ["ja", "Akkoord", "ja, graag", "natuurlijk", "Ja hoor!", "prima"],
    "el": ["ναι", "ΝΑΙ", "Συμφωνώ", "εντάξει", "ναι, ευχαριστώ", "βεβαια"],
}
NO = {
    "ru": ["нет", "Нет, спасибо", "не согласен", "неа", "не надо", "-", "нет нет"],
    "en": ["no", "No thanks", "I don't agree", "I do not agree", "nope"],
    "uk": ["ні", "ні, дякую", "не згоден", "не треба"],
    "fr": ["non", "non merci", "je refuse", "pas d’accord"],
    "nl": ["nee", "nee, dank u", "niet akkoord", "liever niet"],
    "el": ["όχι", "ΟΧΙ", "όχι ευχαριστώ", "δεν συμφωνώ"],
}
NEITHER = ["", "?", "может быть", "да нет", "да, но не звоните", "зачем?", "да " * 60, "наверное", "maybe",
"yes and no",
           "oui mais", "ja nee", "ναι και όχι", "не да", "👍", "дай", "yesterday"]  # fmt: skip


@pytest.mark.parametrize(("language", "typed"), [(code, text) for code, texts in YES.items() for text in texts])
def test_yes_is_yes(language: str, typed: str) -> None:
    assert answers.yes_no(typed, [language]) is True


@pytest.mark.parametrize(("language", "typed"), [(code, text) for code, texts in NO.items() for text in texts])
def test_no_is_no(language: str, typed: str) -> None:
    assert answers.yes_no(typed, [language]) is False


@pytest.mark.parametrize("typed", NEITHER)
def test_whatever_is_not_explicit_is_neither_yes_nor_no(typed: str) -> None:
    assert answers.yes_no(typed, list(YES)) is None


def test_yes_in_another_language_of_the_script_counts() -> None:
    assert answers.yes_no("yes", ["ru", "en"]) is True
    assert answers.yes_no("oui", ["ru", "en"]) is None
