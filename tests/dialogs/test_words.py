"""The words of the languages: complete, alike, and free of contradictions."""

from __future__ import annotations

import re
from pathlib import Path
from string import ascii_letters

import pytest

import dialogs
from dialogs.languages import fold
from dialogs.words import ALWAYS, COMMANDS, PACKS, PHRASES, SLASH, Pack

LANGUAGES = ("ru", "en", "uk", "fr", "nl", "el")
PLACEHOLDER = re.compile(r"\{(\w+)(:[^{}]*)?\}")

# The table of the script format; the first word is the button's label.
TABLE = {
    "back": "Назад, вернуться|Back, go back|Назад, повернутися|Retour, revenir|Terug, vorige|Πίσω, προηγούμενο",
    "restart": "Заново, сначала|Start over, restart|Спочатку, заново|Recommencer|Opnieuw, opnieuw beginnen|"
    "Από την αρχή, ξανά",
    "stop": "Стоп, отписаться, не пишите|Stop, unsubscribe|Стоп, відписатися, не пишіть|"
    "Stop, arrêter, se désabonner|Stop, stoppen, afmelden|Στοπ, stop, απεγγραφή",
    "human": "Позвать человека, менеджер, оператор|Talk to a person, human, manager|"
    "Покликати людину, менеджер, оператор|Parler à quelqu'un, conseiller|Medewerker spreken, medewerker|"
    "Θέλω άνθρωπο, εκπρόσωπος",
    "skip": "Пропустить|Skip|Пропустити|Passer|Overslaan|Παράλειψη",
    "done": "Готово, всё|Done, that's all|Готово, все|Terminé, c'est tout|Klaar|Έτοιμο, τέλος",
    "yes": "Да, согласен|Yes, I agree|Так, згоден|Oui, d'accord|Ja, akkoord|Ναι, συμφωνώ",
    "no": "Нет, не согласен|No, I don't agree|Ні, не згоден|Non, je refuse|Nee, niet akkoord|Όχι, δεν συμφωνώ",
    "delete": "Удалить мои данные|Delete my data|Видалити мої дані|Supprimer mes données|Verwijder mijn gegevens|"
    "Διαγραφή των δεδομένων μου",
}
WORDS = [
    (language, name, place, word)
    for name, row in TABLE.items()
    for language, words in zip(LANGUAGES, row.split("|"), strict=True)
    for place, word in enumerate(words.split(", "))
]


@pytest.mark.parametrize(("language", "name", "place", "word"), WORDS)
def test_a_command_has_the_words_of_the_format(language: str, name: str, place: int, word: str) -> None:
    phrases = COMMANDS[language][name]
    assert word in phrases
    assert place or phrases[0] == word


def test_every_language_has_every_command_and_every_phrase() -> None:
    assert set(PACKS) == set(LANGUAGES)
    for known in PACKS.values():
        assert set(known.commands) == set(COMMANDS["en"]), known.code
        assert set(known.phrases) == set(PHRASES), known.code


@pytest.mark.parametrize("key", PHRASES)
def test_a_phrase_has_the_same_placeholders_in_all_languages(key: str) -> None:
    names = {language: {found[1] for found in PLACEHOLDER.finditer(text)} for language, text in PHRASES[key].items()}
    assert all(found == names["en"] for found in names.values()), names


@pytest.mark.parametrize("key", PHRASES)
def test_a_phrase_is_written_in_its_own_script(key: str) -> None:
    foreign = re.compile(r"anna@example\.com|e-?mail|MB|\{[^}]*\}")
    for language in ("ru", "uk", "el"):
        text = foreign.sub("", PHRASES[key][language])
        assert not set(text) & set(ascii_letters), (language, text)


@pytest.mark.parametrize("known", PACKS.values(), ids=PACKS)
def test_a_plural_has_as_many_forms_as_the_language_needs(known: Pack) -> None:
    wanted = 3 if known.plural == "east" else 2
    for text in known.phrases.values():
        for found in PLACEHOLDER.finditer(text):
            assert found[2] is None or found[2].count("/") == wanted - 1, text


@pytest.mark.parametrize("known", PACKS.values(), ids=PACKS)
def test_a_word_means_one_command_only(known: Pack) -> None:
    owners: dict[str, str] = {}
    for name, phrases in known.commands.items():
        for words in phrases:
            assert owners.setdefault(fold(words), name) == name, words


@pytest.mark.parametrize("known", PACKS.values(), ids=PACKS)
def test_no_word_says_both_yes_and_no(known: Pack) -> None:
    yes = set(map(fold, (*known.commands["yes"], *known.yes)))
    no = set(map(fold, (*known.commands["no"], *known.no)))
    polite = set(map(fold, known.polite))
    assert not yes & no
    assert not polite & (yes | no)


@pytest.mark.parametrize("known", PACKS.values(), ids=PACKS)
def test_a_year_has_twelve_months_and_a_week_seven_days(known: Pack) -> None:
    assert (len(known.months), len(known.weekdays), len(known.day_names), len(known.ordinals)) == (12, 7, 7, 10)
    for names in (known.months, known.weekdays):
        words = [fold(word) for forms in names for word in set(map(fold, forms))]
        assert len(words) == len(set(words))


@pytest.mark.parametrize("known", PACKS.values(), ids=PACKS)
def test_every_number_to_99_has_words(known: Pack) -> None:
    assert set(range(100)) <= set(known.numbers.values())


def test_every_slash_form_is_a_command() -> None:
    assert set(SLASH.values()) <= set(COMMANDS["en"])
    assert set(COMMANDS["en"]) >= ALWAYS
    assert set(SLASH) == {"/back", "/restart", "/stop", "/human", "/skip", "/done", "/delete", "/language"}


def test_labels_of_commands_fit_a_button() -> None:
    for commands in COMMANDS.values():
        assert all(len(phrases[0]) <= 40 for phrases in commands.values())


def test_whatever_the_engine_says_has_words() -> None:
    sources = [path.read_text("utf-8") for path in Path(dialogs.__file__).parent.rglob("*.py")]
    said = {key for source in sources for key in re.findall(r"\bphrase\(\s*\"(\w+)\"", source)}
    assert "retry_options" in said
    assert said <= set(PHRASES)
