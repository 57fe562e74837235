"""One number out of what people write; marks."""

from __future__ import annotations

import pytest

from dialogs import answers
from dialogs.answers import Problem

ANY = {  # understood alike in every language
    "12": 12, " 12 ": 12, "12!": 12, "~12": 12, "≈ 12": 12, "12 m2": 12, "12м2": 12, "12 м²": 12, "12m²": 12,
    "12,5": 12.5,
    "12.5": 12.5, "-5": -5, "−5": -5, "½": 0.5, "2½": 2.5, "2 ½": 2.5, "1 500": 1500, "1\u00a0500 000": 1_500_000,
    "1.500,50": 1500.5, "1,500.50": 1500.5, "1 500,5": 1500.5, "1'500": 1500, "150 000 ₽": 150_000, "€1500": 1500,
    "100%": 100, "007": 7, "0": 0, "0,125": 0.125, "1.500.000": 1_500_000, "12 😊": 12, "2k": 2000, "2 k": 2000,
    "1.5k": 1500, "12.0": 12, "№5": 5, "12 m": 12,
}  # fmt: skip
SPOKEN = {
    "ru": {
        "12 кв.м": 12, "12 кв. м": 12, "около 12": 12, "где-то 12 метров": 12, "примерно 12-ти": 12, "двенадцать": 12,
        "Двенадцать с половиной": 12.5, "12 с половиной": 12.5, "двадцать пять": 25, "сто двадцать пять": 125,
        "двести": 200, "полтора": 1.5, "полторы тысячи": 1500, "1,5 тыс": 1500, "2 тыс": 2000, "2 тыс.": 2000,
        "2к": 2000, "2 тысячи 500": 2500, "тысяча": 1000, "тысяча двести": 1200, "две с половиной тысячи": 2500,
        "два миллиона триста тысяч": 2_300_000, "1,5 млн": 1_500_000, "150 тыс руб": 150_000, "50 т.р.": 50_000,
        "50тр": 50_000, "минус пять": -5, "ноль": 0, "трёх": 3, "около пяти метров": 5, "до 15": 15, "1.500": 1500,
        "мне 30 лет": 30, "3-комнатная": 3, "сто": 100, "+12": 12, "20+": 20, "10 000,00 руб.": 10_000,
        "1 млн 200 тыс": 1_200_000, "полтора миллиона": 1_500_000, "триста пятьдесят тысяч": 350_000,
        "пятьсот тысяч": 500_000, "12,500": 12.5,
    },
    "en": {
        "about 12": 12, "12 sq m": 12, "twelve": 12, "Twenty-five": 25, "two and a half": 2.5, "half": 0.5,
        "one hundred and twenty": 120, "a hundred": 100, "two thousand five hundred": 2500, "1,500": 1500,
        "12.500": 12.5, "two thousand": 2000, "2 thousand": 2000, "1.5 million": 1_500_000, "a dozen": 12,
        "a room of 12 m2": 12, "a room of twelve": 12, "minus five": -5, "forty": 40, "zero": 0, "up to 20": 20,
    },
    "uk": {
        "близько 12": 12, "дванадцять": 12, "двадцять п’ять": 25, "п'ятдесят": 50, "півтори тисячі": 1500,
        "2 тис": 2000, "двісті": 200, "три з половиною": 3.5, "сто двадцять": 120, "дві тисячі": 2000, "12 кв. м": 12,
    },
    "fr": {
        "environ 12": 12, "douze": 12, "vingt-cinq": 25, "vingt et un": 21, "soixante-dix": 70, "soixante et onze": 71,
        "quatre-vingts": 80, "quatre-vingt-dix-sept": 97, "septante-deux": 72, "deux cents": 200, "cent vingt": 120,
        "deux mille": 2000, "mille deux cents": 1200, "deux et demi": 2.5, "12 mètres carrés": 12, "mille": 1000,
        "une pièce de 12 m2": 12, "moins de 20": 20, "moins cinq": -5, "un": 1, "1 500 €": 1500, "1.500": 1500,
        "cent": 100, "mille cent": 1100,
    },
    "nl": {
        "ongeveer 12": 12, "twaalf": 12, "vijfentwintig": 25, "tweeëntwintig": 22, "honderdvijftig": 150,
        "tweehonderd": 200, "tweeduizend": 2000, "vijftienhonderd": 1500, "twee en een half": 2.5, "anderhalf": 1.5,
        "een kamer van 12 m2": 12, "één": 1, "1.500": 1500, "2 duizend": 2000, "duizend": 1000, "negenennegentig": 99,
    },
    "el": {
        "περίπου 12": 12, "δώδεκα": 12, "δωδεκα": 12, "είκοσι πέντε": 25, "διακόσια": 200, "δύο χιλιάδες": 2000,
        "δυόμισι": 2.5, "δύο και μισό": 2.5, "εκατόν είκοσι": 120, "χίλια διακόσια": 1200, "1.500": 1500, "ένα": 1,
        "ένα δωμάτιο 12 τμ": 12, "ενενήντα εννέα": 99,
    },
}  # fmt: skip
REFUSED = [
    "", " ", "нет", "много", "12 или 13", "12 13", "50-60", "50–60", "от 50 до 60", "15:30", "25.03.2027", "1/2", "3x4",
    "3 на 4", "+7 900 000-00-00", "12 3", "м2", "😊", "1.2.3", "1,2,3", "пять-шесть", "пара тысяч", "не знаю", "12, 13",
    "1e5", "--", "9" * 30, "NaN", "inf", "тысяч 150", "тысячи", "3 к 1", "12 метров 50 см", "8 (900) 000-00-00",
    "1.500.50", "12 " * 500,
]  # fmt: skip


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize(("typed", "value"), ANY.items())
def test_a_number_in_figures_is_understood_in_every_language(language: str, typed: str, value: float) -> None:
    found = answers.number(typed, language)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("language", "typed", "value"),
    [(code, text, value) for code, texts in SPOKEN.items() for text, value in texts.items()],
)
def test_a_number_in_the_words_of_the_language_is_understood(language: str, typed: str, value: float) -> None:
    assert answers.number(typed, language) == value


@pytest.mark.parametrize("typed", REFUSED)
def test_what_is_not_one_number_is_a_problem(typed: str) -> None:
    assert answers.number(typed, "ru") == Problem("retry_number")


@pytest.mark.parametrize(
    ("language", "typed"),
    [("en", "12 or 13"), ("en", "two, three"), ("en", "a couple"), ("fr", "12 ou 13"), ("fr", "deux ou trois"),
     ("nl", "12 of 13"), ("nl", "een paar"), ("uk", "12 чи 13"), ("uk", "кілька"), ("el", "12 ή 13"),
     ("el", "πέντε έξι")],
)  # fmt: skip
def test_alternatives_and_vague_words_are_a_problem_in_every_language(language: str, typed: str) -> None:
    assert answers.number(typed, language) == Problem("retry_number")


def test_bounds_are_inclusive_and_named_in_the_problem() -> None:
    assert answers.number("3", "ru", 3, 100) == 3
    assert answers.number("100", "ru", 3, 100) == 100
    assert answers.number("2,9", "ru", 3, 100) == Problem("retry_number_range", {"min": 3, "max": 100})
    assert answers.number("2", "ru", min=3) == Problem("retry_number_min", {"min": 3})
    assert answers.number("101", "ru", max=100) == Problem("retry_number_max", {"max": 100})


@pytest.mark.parametrize("language", SPOKEN)
def test_every_number_in_words_to_99_is_itself(language: str) -> None:
    from dialogs.words import PACKS

    for words, value in PACKS[language].numbers.items():
        assert answers.number(words, language) == value, words


@pytest.mark.parametrize(
    ("typed", "mark"),
    [("5", 5), ("5!", 5), ("5/5", 5), ("4 из 5", 4), ("на 5", 5), ("пять", 5), ("Пять звёзд", 5), ("⭐⭐⭐⭐", 4),
     ("★★★", 3), ("4+", 4), ("3 out of 5", 3), ("five", 5), ("cinq", 5), ("vier", 4), ("πέντε", 5), ("5️⃣", 5),
     ("твёрдая 4", None), ("0", None), ("6", None), ("4.5", None), ("4,5", None), ("3 из 10", None), ("-5", None),
     ("3-4", None), ("", None), ("хорошо", None), ("⭐⭐⭐⭐⭐⭐", None), ("⭐ 3", None), ("три или четыре", None)],
)  # fmt: skip
def test_a_mark_is_a_whole_number_up_to_the_best(typed: str, mark: int | None) -> None:
    assert answers.rating(typed, 5) == mark
