"""A person's name out of what people write."""

from __future__ import annotations

import pytest

from dialogs import answers

NAMES: dict[str, dict[str, str | None]] = {
    "ru": {
        "Анна": "Анна", " анна ": "Анна", "АННА": "Анна", "меня зовут Анна": "Анна",
        "Меня зовут анна петрова!": "Анна Петрова",
        "Здравствуйте, меня зовут Пётр.": "Пётр", "Я Ли": "Ли", "Ия": "Ия", "я": None, "Это Ян": "Ян", "Ng": "Ng",
        "Можно просто Саша 😊": "Саша", "Имя: Ольга": "Ольга", "Анна-Мария": "Анна-Мария", "анна-мария": "Анна-Мария",
        "Д'Артаньян": "Д'Артаньян", "Anna_*[<&": "Anna_*[<&", "Мамедов Али оглы": "Мамедов Али оглы",
        "Øyvind": "Øyvind",
        "李雷": "李雷", "Привет! Я Катя": "Катя", "Яна": "Яна", "Иван, 35": "Иван", "я Анна, хочу кухню": "Анна",
        "Иванов И.И.": "Иванов И.И.",
        "Саша (Александр)": "Саша (Александр)", "Иван И.": "Иван И.", "My name is John": "John", "Эторе": "Эторе",
        "Стоп Иван": "Стоп Иван",
    },
    "en": {
        "My name is Anna": "Anna", "I'm Anna": "Anna", "I’m anna": "Anna", "Hi, I am Bo": "Bo", "call me Al": "Al",
        "Ian": "Ian", "jan van der berg": "Jan van der Berg", "O'Brien": "O'Brien", "McDonald": "McDonald",
    },
    "uk": {"мене звати Їжак": "Їжак", "Я Олена": "Олена", "моє ім’я Юрій": "Юрій"},
    "fr": {"je m’appelle Zoé": "Zoé", "Bonjour, moi c'est Luc": "Luc", "Je suis Anne": "Anne", "jean-luc": "Jean-Luc"},
    "nl": {"ik heet Jo": "Jo", "Mijn naam is Jan de Vries": "Jan de Vries", "Ik ben Bo": "Bo"},
    "el": {"με λένε Μαρία": "Μαρία", "Με λενε Νίκο": "Νίκο", "είμαι η Ελένη": "Ελένη"},
}  # fmt: skip
REFUSED = {
    "ru": ["", " ", "12", "+7 900 000-00-00", "да", "Нет!", "назад", "/stop", "менеджер", "привет", "Здравствуйте!",
    "не скажу",
           "https://shop.example", "shop.ru", "anna@example.com", "@anna", "зачем вам?", "😊", "...", "а" * 65,
           "Анна 89000000000", "хочу узнать сколько стоит кухня у вас", "первая\nвторая", "ок", "Анна " * 5000],
    "en": ["yes", "No", "back", "hello", "why", "none of your business", "www.example.com", "123"],
    "fr": ["oui", "bonjour", "retour"], "nl": ["ja", "hallo", "terug"], "el": ["ναι", "γεια σας", "πίσω"],
    "uk": ["так", "добрий день", "назад"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "typed", "name"), [(code, text, name) for code, texts in NAMES.items() for text, name in texts.items()]
)
def test_a_name_is_found_however_it_is_said(language: str, typed: str, name: str | None) -> None:
    assert answers.name(typed, language) == name


@pytest.mark.parametrize(("language", "typed"), [(code, text) for code, texts in REFUSED.items() for text in texts])
def test_what_is_no_name_is_refused(language: str, typed: str) -> None:
    assert answers.name(typed, language) is None


def test_a_name_of_64_characters_is_a_name() -> None:
    assert answers.name("А" + "б" * 63, "ru") == "А" + "б" * 63
