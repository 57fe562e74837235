"""Rule 14: in what order a message is read; the table of commands in six languages."""

from __future__ import annotations

import pytest

from dialogs import events
from dialogs.inputs import Wrote
from tests.contract.talk import Talk

LAST = "\n- {id: last, ask: Last?, text: {}}\n"
TABLE = {
    "back": {
        "ru": "Назад, вернуться", "en": "Back, go back", "uk": "Назад, повернутися", "fr": "Retour, revenir",
        "nl": "Terug, vorige", "el": "Πίσω, προηγούμενο",
    },
    "restart": {
        "ru": "Заново, сначала", "en": "Start over, restart", "uk": "Спочатку, заново", "fr": "Recommencer",
        "nl": "Opnieuw, opnieuw beginnen", "el": "Από την αρχή, ξανά",
    },
    "stop": {
        "ru": "Стоп, отписаться, не пишите", "en": "Stop, unsubscribe", "uk": "Стоп, відписатися, не пишіть",
        "fr": "Stop, arrêter, se désabonner", "nl": "Stop, stoppen, afmelden", "el": "Στοπ, stop, απεγγραφή",
    },
    "human": {
        "ru": "Позвать человека, менеджер, оператор", "en": "Talk to a person, human, manager",
        "uk": "Покликати людину, менеджер, оператор", "fr": "Parler à quelqu'un, conseiller",
        "nl": "Medewerker spreken, medewerker", "el": "Θέλω άνθρωπο, εκπρόσωπος",
    },
    "skip": {
        "ru": "Пропустить", "en": "Skip", "uk": "Пропустити", "fr": "Passer", "nl": "Overslaan", "el": "Παράλειψη",
    },
    "done": {
        "ru": "Готово, всё", "en": "Done, that's all", "uk": "Готово, все", "fr": "Terminé, c'est tout", "nl": "Klaar",
        "el": "Έτοιμο, τέλος",
    },
    "yes": {
        "ru": "Да, согласен", "en": "Yes, I agree", "uk": "Так, згоден", "fr": "Oui, d'accord", "nl": "Ja, akkoord",
        "el": "Ναι, συμφωνώ",
    },
    "no": {
        "ru": "Нет, не согласен", "en": "No, I don't agree", "uk": "Ні, не згоден", "fr": "Non, je refuse",
        "nl": "Nee, niet akkoord", "el": "Όχι, δεν συμφωνώ",
    },
    "delete": {
        "ru": "Удалить мои данные", "en": "Delete my data", "uk": "Видалити мої дані", "fr": "Supprimer mes données",
        "nl": "Verwijder mijn gegevens", "el": "Διαγραφή των δεδομένων μου",
    },
}  # fmt: skip
SPOKEN = [
    (command, code, word.strip())
    for command, row in TABLE.items()
    for code, words in row.items()
    for word in words.split(",")
]
STEPS = """
- {id: first, ask: "First?", text: {}}
- {id: middle, ask: "Middle?", options: [{id: x, text: "Xxxx"}, {id: y, text: "Yyyy"}], many: {}, optional: true}
- {id: agree, ask: "Agree?", consent: {document: "https://shop.example/p", version: "1"}, refuse: bye}
- {id: last, ask: "Last?", text: {}}
- {id: bye, ask: "Bye?", text: {}}
"""


def obeyed(command: str, typed: str, language: str) -> None:
    """Says the command where it makes sense and checks that it did what it is there for."""
    talk = Talk.of(STEPS, language=language)
    talk.say("one")
    assert talk.asked == "middle"
    match command:
        case "back":
            assert talk.say(typed).asked == "first"
        case "restart":
            assert talk.say(typed).asked == "first"
            assert talk.value("first") is None
        case "stop":
            assert talk.say(typed).has(events.Stopped)
        case "human":
            assert talk.say(typed).has(events.HandedOff)
        case "skip":
            assert talk.say(typed).asked == "agree"
            assert talk.value("middle") is None
        case "done":
            assert talk.say("1").asked == "agree" or talk.press("Xxxx")
            other = Talk.of(STEPS, language=language).say("one").press("Yyyy").say(typed)
            assert other.asked == "agree"
            assert list(other.value("middle") or []) == ["y"]  # type: ignore[call-overload]
        case "yes":
            assert talk.say("1", typed).asked == "last"
        case "no":
            assert talk.say("1", typed).asked == "bye"
        case "delete":
            assert not talk.say(typed).has(events.DeletionAsked)
            assert talk.texts
            assert talk.say(TABLE["yes"][language].split(",")[0]).has(events.DeletionAsked)


@pytest.mark.parametrize(("command", "language", "word"), SPOKEN)
def test_every_word_of_the_table(command: str, language: str, word: str) -> None:
    obeyed(command, word, language)


@pytest.mark.parametrize(("command", "language", "word"), SPOKEN)
def test_case_accents_punctuation_and_emoji_do_not_matter(command: str, language: str, word: str) -> None:
    plain = word.upper().replace("Ё", "Е").translate(str.maketrans("ÊÉÀΊΏΈΌΉΎΆ", "EEAΙΩΕΟΗΥΑ"))
    obeyed(command, f"{plain}!!! 🙏", language)


@pytest.mark.parametrize(("command", "row"), [(command, row) for command, row in TABLE.items() if command != "delete"])
def test_the_first_word_is_the_buttons_label(command: str, row: dict[str, str]) -> None:
    for code, words in row.items():
        talk = Talk.of(STEPS, language=code).say("one")
        seen = {button.label for board in talk.boards for button in board[2]}
        talk.say("1")
        seen |= {button.label for board in talk.boards for button in board[2]}
        if command in ("restart", "stop"):
            continue  # they need no button
        assert words.split(",")[0].strip() in seen, code


@pytest.mark.parametrize("language", ["ru", "en", "uk", "fr", "nl", "el"])
@pytest.mark.parametrize("command", ["back", "restart", "stop", "human", "skip", "done", "delete"])
def test_slash_forms_work_everywhere(command: str, language: str) -> None:
    obeyed(command, f"/{command}", language)


def test_the_slash_form_of_language_lets_one_choose() -> None:
    steps = "- {id: a, ask: {ru: Да?, en: Why?, fr: Pourquoi?}, text: {}}"
    talk = Talk.of(steps, "languages: [ru, en, fr]", language="ru").say("/language")
    labels = {button.label for board in talk.boards for button in board[2]}
    english = next(label for label in labels if label.lower().startswith("english"))
    talk.press(english)
    assert talk.has(events.LanguageChosen)
    assert "Why?" in talk.text
    assert talk.state.language == "en"


def test_the_chosen_language_may_be_typed() -> None:
    talk = Talk.of("- {id: a, ask: {ru: Да?, en: Why?}, text: {}}", "languages: [ru, en]", language="ru").say(
        "/language"
    )
    assert "Why?" in talk.say("English").text


@pytest.mark.parametrize("typed", ["stop it please", "please go back", "do not stop", "my manager", "back home"])
def test_commands_match_whole_messages_only(typed: str) -> None:
    talk = Talk.of("- {id: z, ask: Z?, text: {}}\n- {id: a, ask: A?, text: {}}" + LAST).say("z", typed)
    assert talk.asked == "last"
    assert talk.value("a") == typed


# The order -----------------------------------------------------------------------------------------------------------


def options(*labels: str, more: str = "") -> str:
    rows = ", ".join(f"{{id: o{number}, text: '{label}'}}" for number, label in enumerate(labels))
    return f"- {{id: z, ask: Z?, text: {{}}}}\n- {{id: a, ask: A?, options: [{rows}]{more}}}" + LAST


def test_stop_and_delete_come_before_an_options_label() -> None:
    assert Talk.of(options("Stop", "Go")).say("z", "stop").has(events.Stopped)
    talk = Talk.of(options("Delete my data", "Go")).say("z", "delete my data")
    assert talk.value("a") is None
    assert talk.say("yes").has(events.DeletionAsked)


@pytest.mark.parametrize("label", ["Back", "Restart", "Human", "Skip", "Manager"])
def test_an_options_label_comes_before_the_other_commands(label: str) -> None:
    talk = Talk.of(options(label, "Other")).say("z", label.lower())
    assert talk.value("a") == "o0"
    assert talk.asked == "last"


def test_a_synonym_is_as_good_as_a_label() -> None:
    steps = (
        "- {id: z, ask: Z?, text: {}}\n"
        "- {id: a, ask: A?, options: [{id: x, text: X, synonyms: [back, first one]}, {id: y, text: Y}]}"
    )
    assert Talk.of(steps + LAST).say("z", "First one!").value("a") == "x"
    assert Talk.of(steps + LAST).say("z", "back").value("a") == "x"


def test_a_label_that_is_a_number_comes_before_the_options_number() -> None:
    assert Talk.of(options("3", "2", "1")).say("z", "1").value("a") == "o2"
    assert Talk.of(options("3", "2", "1")).say("z", "3").value("a") == "o0"


@pytest.mark.parametrize("typed", ["2", "2.", "2)", " 2 "])
def test_an_options_number(typed: str) -> None:
    assert Talk.of(options("Apple", "Lemon")).say("z", typed).value("a") == "o1"


@pytest.mark.parametrize("typed", ["0", "3", "-1", "22"])
def test_a_number_beyond_the_options_is_none(typed: str) -> None:
    talk = Talk.of(options("Apple", "Lemon")).say("z", typed)
    assert talk.value("a") is None
    assert talk.asked == "a"


@pytest.mark.parametrize(
    ("label", "typed"),
    [("Классика", "класика"), ("Модерн", "модренр"), ("Modern", "moderm"), ("Classic", "clasic"), ("Lemon", "lemno")],
)
def test_small_slips_of_the_keys(label: str, typed: str) -> None:
    talk = Talk.of(options(label, "Something else")).say("z", typed)
    if typed == "модренр":
        assert talk.asked in ("a", "last")  # two slips in a short word: either is fair
    else:
        assert talk.value("a") == "o0"


def test_a_slip_that_fits_two_options_equally_is_asked_again() -> None:
    talk = Talk.of(options("Marina", "Karina")).say("z", "darina")
    assert talk.asked == "a"


def test_case_accents_yo_punctuation_and_emoji_of_a_label_do_not_matter() -> None:
    for typed in ("ЕЛКА", "ёлка!", "🎄 елка", "«Ёлка».", "Елка"):
        assert Talk.of(options("Ёлка", "Другое"), language="ru").say("z", typed).value("a") == "o0", typed
    assert Talk.of(options("Crème brûlée", "Autre"), language="fr").say("z", "creme brulee").value("a") == "o0"


def test_labels_synonyms_and_commands_are_understood_in_all_languages_of_the_script() -> None:
    steps = """
        - {id: z, ask: {ru: Я?, en: Z?}, text: {}}
        - id: a
          ask: {ru: А?, en: A?}
          options:
            - {id: x, text: {ru: Яблоко, en: Apple}, synonyms: {ru: [ранет], en: [pippin]}}
            - {id: y, text: {ru: Лимон, en: Lemon}}
        - {id: last, ask: {ru: Конец?, en: Last?}, text: {}}
    """
    for typed in ("Яблоко", "apple", "ранет", "Pippin"):
        assert Talk.of(steps, "languages: [ru, en]", language="ru").say("z", typed).value("a") == "x", typed
    for typed in ("назад", "back"):
        assert Talk.of(steps, "languages: [ru, en]", language="ru").say("z", typed).asked == "z", typed


def test_a_keyword_of_a_script_comes_after_valid_answers() -> None:
    talk = Talk.of(options("Quiz", "Other"), start="{default: true, keywords: [quiz]}").say("z", "quiz")
    assert talk.value("a") == "o0"
    text = Talk.of("- {id: a, ask: A?, text: {}}" + LAST).take(Wrote("quiz", offer="other"))
    assert text.value("a") == "quiz"
    assert text.asked == "last"


def test_another_scripts_keyword_that_answers_nothing_is_no_failed_attempt() -> None:
    talk = Talk.of(options("Apple", "Lemon")).say("z")
    for _ in range(4):
        talk.take(Wrote("kitchen", offer="kitchen"))
        assert talk.value("a") is None
        assert talk.asked == "a"


@pytest.mark.parametrize("typed", ["2", "quiz", "yes", "no", "+7 916 123-45-67", "👍", "tomorrow", "?"])
def test_a_text_question_takes_everything_but_commands(typed: str) -> None:
    talk = Talk.of("- {id: a, ask: A?, text: {}}" + LAST).say(typed)
    assert talk.value("a") == typed
    assert talk.asked == "last"


def test_a_text_question_does_not_take_commands() -> None:
    talk = Talk.of("- {id: z, ask: Z?, text: {}}\n- {id: a, ask: A?, text: {}}" + LAST)
    assert talk.say("z", "back").asked == "z"
    assert talk.say("z", "human").has(events.HandedOff)


def test_a_long_text_is_not_taken_and_the_most_is() -> None:
    steps = "- {id: a, ask: A?, text: {max: 10}}" + LAST
    talk = Talk.of(steps).say("x" * 11)
    assert talk.asked == "a"
    assert "10" in talk.text
    assert talk.say("x" * 10).asked == "last"


def test_what_fits_nothing_is_a_failed_attempt() -> None:
    talk = Talk.of(options("Apple", "Lemon")).say("z", "something entirely different")
    assert talk.asked == "a"
    assert talk.state.fails == 1
    assert talk.texts
