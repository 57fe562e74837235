"""Rule 15: optional questions, numbers, dates, ratings, names, contacts, uploads, places."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dialogs import events
from tests.contract.talk import Talk

LAST = "\n- {id: last, ask: Last?, text: {}}\n"


def asking(answer: str, language: str = "en", **more: object) -> Talk:
    return Talk.of(f"- {{id: a, ask: A?, {answer}}}{LAST}", "", language=language, **more)


def test_optional_adds_skip_which_leaves_none_and_gives_no_points() -> None:
    talk = Talk.of(
        "- {id: a, ask: A?, number: {}, optional: true, score: [{when: 'true', add: 5}]}\n"
        "- {id: b, ask: B?, options: [{id: x, text: X, score: 3}], optional: true, "
        "score: [{when: 'b == none', add: 2}]}"
        "\n- {id: c, say: '{score} {a|none} {b|none}'}"
    )
    assert talk.labels == ["Skip"]
    talk.press("Skip")
    assert talk.labels == ["X", "Skip"]
    assert talk.press("Skip").texts == ["0 none none"]


def test_what_is_not_optional_cannot_be_skipped() -> None:
    talk = asking("number: {}")
    assert "Skip" not in talk.labels
    assert talk.say("skip").asked == "a"


@pytest.mark.parametrize(
    ("typed", "good"), [("3", True), ("100", True), ("2.99", False), ("100.5", False), ("2", False)]
)
def test_bounds_are_inclusive(typed: str, good: bool) -> None:
    talk = asking("number: {min: 3, max: 100}").say(typed)
    assert (talk.asked == "last") is good


@pytest.mark.parametrize(
    ("language", "typed", "value"),
    [
        ("ru", "12", 12), ("ru", "12,5 м2", 12.5), ("ru", "двенадцать", 12), ("ru", "12.5", 12.5),
        ("ru", "12 кв. м", 12),
        ("ru", "12 м²", 12), ("ru", "примерно 12 метров", 12), ("ru", "2 тыс", 2000), ("ru", "2 тыс.", 2000),
        ("ru", "2тыс", 2000),
        ("ru", "2 тысячи", 2000), ("ru", "1,5 тыс", 1500), ("ru", "1 500", 1500), ("ru", "150 000 ₽", 150000),
        ("ru", "пять", 5),
        ("ru", "двадцать пять", 25), ("ru", "сто", 100), ("ru", "-5", -5), ("ru", "0", 0), ("ru", "1 млн", 1000000),
        ("ru", "полтора", 1.5), ("ru", ",5", 0.5), ("ru", "12 %", 12), ("ru", "двенадцать с половиной", 12.5),
        ("ru", "+5", 5), ("ru", "½", 0.5), ("ru", "сто двадцать пять", 125), ("ru", "100к", 100000), ("en", ".5", 0.5),
        ("en", "1.5k", 1500), ("en", "a hundred", 100), ("nl", "1.234,50", 1234.5), ("el", "2 χιλιάδες", 2000),
        ("en", "12", 12), ("en", "12.5 m2", 12.5), ("en", "twelve", 12), ("en", "2k", 2000), ("en", "1,500", 1500),
        ("en", "twenty five", 25), ("en", "twenty-five", 25), ("en", "$1,500.50", 1500.5), ("en", "about 12 sq m", 12),
        ("en", "2 thousand", 2000), ("en", "one hundred", 100),
        ("uk", "дванадцять", 12), ("uk", "12,5", 12.5), ("uk", "2 тис", 2000), ("uk", "п'ять", 5),
        ("fr", "douze", 12), ("fr", "12,5 m²", 12.5), ("fr", "1 500 €", 1500), ("fr", "quatre-vingts", 80),
        ("nl", "twaalf", 12), ("nl", "12,5 m2", 12.5), ("nl", "1.500", 1500), ("nl", "2 duizend", 2000),
        ("nl", "vijfentwintig", 25),
        ("el", "δώδεκα", 12), ("el", "12,5 τ.μ.", 12.5), ("el", "1.500 €", 1500), ("el", "δωδεκα", 12),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(language: str, typed: str, value: float) -> None:
    talk = asking("number: {}", language).say(typed)
    assert talk.asked == "last", talk.texts
    assert talk.value("a") == value


@pytest.mark.parametrize("typed", ["50-60", "50–60", "50 - 60", "от 50 до 60", "много", "12 или 13", "", "м2", "10/12"])
def test_what_is_not_one_number_is_not_understood(typed: str) -> None:
    talk = asking("number: {}", "ru").say(typed)
    assert talk.value("a") is None
    assert talk.asked == "a"


# Dates ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "typed", "value"),
    [
        ("ru", "2026-12-31", "2026-12-31"), ("ru", "31.12.2026", "2026-12-31"), ("ru", "31.12", "2026-12-31"),
        ("ru", "01.03", "2027-03-01"), ("ru", "3 марта", "2026-03-03"), ("ru", "1 марта", "2027-03-01"),
        ("ru", "завтра", "2026-03-03"), ("ru", "сегодня", "2026-03-02"), ("ru", "послезавтра", "2026-03-04"),
        ("ru", "31/12/26", "2026-12-31"), ("ru", "29 февраля", "2028-02-29"), ("ru", "02.03", "2026-03-02"),
        ("en", "March 3", "2026-03-03"), ("en", "3 March 2027", "2027-03-03"), ("en", "tomorrow", "2026-03-03"),
        ("en", "1 March", "2027-03-01"), ("en", "31 December", "2026-12-31"), ("en", "Dec 31, 2026", "2026-12-31"),
        ("uk", "31 грудня", "2026-12-31"), ("uk", "завтра", "2026-03-03"), ("fr", "31 décembre", "2026-12-31"),
        ("fr", "demain", "2026-03-03"), ("nl", "31 december", "2026-12-31"), ("nl", "morgen", "2026-03-03"),
        ("el", "31 Δεκεμβρίου", "2026-12-31"), ("el", "αύριο", "2026-03-03"), ("fr", "31/12", "2026-12-31"),
        ("ru", "понедельник", "2026-03-02"), ("ru", "следующий понедельник", "2026-03-09"),
        ("en", "next Monday", "2026-03-09"), ("en", "next Friday", "2026-03-06"), ("ru", "через 3 дня", "2026-03-05"),
        ("ru", "вчера", "2026-03-01"), ("uk", "вчора", "2026-03-01"), ("en", "yesterday", "2026-03-01"),
        ("fr", "hier", "2026-03-01"), ("nl", "gisteren", "2026-03-01"), ("el", "χθες", "2026-03-01"),
    ],
)  # fmt: skip
def test_dates_without_a_year_are_the_next_such_day(language: str, typed: str, value: str) -> None:
    talk = asking("date: {}", language).say(typed)
    assert talk.value("a") == value, talk.texts


@pytest.mark.parametrize("typed", ["31.02.2026", "32.12", "soon", "13.13.2026", "2026-02-30"])
def test_days_that_are_none(typed: str) -> None:
    talk = asking("date: {}").say(typed)
    assert talk.value("a") is None
    assert talk.asked == "a"


def test_the_next_such_day_counts_from_today_in_the_scripts_zone() -> None:
    late = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)  # already the 2nd in Moscow
    assert asking("date: {}", "ru", now=late).say("01.03").value("a") == "2027-03-01"
    assert asking("date: {}", "ru", now=late).say("завтра").value("a") == "2026-03-03"
    early = datetime(2026, 3, 1, 20, 30, tzinfo=UTC)  # still the 1st
    assert asking("date: {}", "ru", now=early).say("завтра").value("a") == "2026-03-02"


# Ratings, names, contacts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value"), [("1", 1), ("5", 5), ("0", None), ("6", None), ("4.5", None), ("great", None)]
)
def test_ratings_are_whole_and_within_bounds(typed: str, value: int | None) -> None:
    talk = asking("rating: {max: 5}").say(typed)
    assert talk.value("a") == value
    assert (talk.asked == "last") is (value is not None)


def test_a_rating_has_a_button_for_each_value() -> None:
    talk = asking("rating: {max: 5}")
    assert len(talk.labels) == 5
    assert talk.press(talk.labels[3]).value("a") == 4


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("Анна", "Анна"),
        ("меня зовут Анна", "Анна"),
        ("Ли", "Ли"),
        ("Анна Петрова", "Анна Петрова"),
        ("Jean-Luc", "Jean-Luc"),
        ("O'Neil", "O'Neil"),
    ],
)
def test_names(typed: str, value: str) -> None:
    talk = asking("name: {}", "ru").say(typed)
    assert talk.value("a") == value
    assert talk.all(events.GaveName)[0].name == value


@pytest.mark.parametrize("typed", ["12345", "https://spam.example", "+7 916 123-45-67", "?", "a@example.com"])
def test_what_is_no_name(typed: str) -> None:
    assert asking("name: {}", "ru").say(typed).asked == "a"


@pytest.mark.parametrize(
    "typed", ["+7 916 123-45-67", "8 (916) 123-45-67", "89161234567", "мой номер 8 916 123 45 67", "9161234567"]
)
def test_phones_of_the_scripts_region(typed: str) -> None:
    talk = asking("contact: {any_of: [phone]}", "ru").say(typed)
    assert talk.asked == "last", talk.texts
    (gave,) = talk.all(events.GaveContact)
    assert (gave.kind, gave.value) == ("phone", "+79161234567")


def test_an_email_where_it_is_wanted_and_not_where_it_is_not() -> None:
    talk = asking("contact: {any_of: [phone, email]}").say("ann@example.com")
    assert talk.asked == "last"
    assert [(gave.kind, gave.value) for gave in talk.all(events.GaveContact)] == [("email", "ann@example.com")]
    assert asking("contact: {any_of: [phone]}").say("ann@example.com").asked == "a"


def test_a_shared_own_number_answers_and_is_confirmed() -> None:
    talk = asking("contact: {any_of: [phone]}").share("+79161234567", first_name="Ann")
    assert talk.asked == "last"
    (gave,) = talk.all(events.GaveContact)
    assert (gave.value, gave.verification) == ("+79161234567", "confirmed")


def test_somebody_elses_card_is_not_trusted_as_ones_own() -> None:
    talk = asking("contact: {any_of: [phone]}").share("+79161234567", own=False)
    confirmed = [gave for gave in talk.all(events.GaveContact) if gave.verification == "confirmed"]
    assert not confirmed


@pytest.mark.parametrize("typed", ["+7 916", "123", "call me", "ann@", "+7 000 000-00-0"])
def test_what_is_no_contact(typed: str) -> None:
    talk = asking("contact: {any_of: [phone, email]}").say(typed)
    assert talk.asked == "a"
    assert not talk.all(events.GaveContact)


def test_a_contact_keyboard_has_a_share_button_and_the_usual_ones() -> None:
    talk = Talk.of(
        "- {id: z, ask: Z?, text: {}}\n- {id: a, ask: A?, contact: {any_of: [phone]}, optional: true}" + LAST
    ).say("z")
    (asked,) = talk.all(events.Asked)
    assert asked.keyboard == "contact"
    roles = [button.role for button in asked.buttons]
    assert {"share_contact", "skip", "back", "human"} <= set(roles)


# Uploads and places -------------------------------------------------------------------------------------------------


def test_the_first_file_answers_and_later_ones_are_added_until_the_next_answer() -> None:
    talk = Talk.of(
        "- {id: a, ask: A?, upload: {kinds: [photo, file], max_mb: 20}}\n"
        "- {id: b, ask: B?, text: {}}\n"
        "- {id: c, ask: C?, text: {}}"
    )
    talk.upload(name="one.jpg")
    assert talk.asked == "b"
    first = talk.value("a")
    talk.upload(name="two.jpg")
    assert talk.asked == "b"
    second = talk.value("a")
    assert second != first
    talk.say("done with it")
    talk.upload(name="three.jpg")
    assert talk.value("a") == second


def test_a_file_of_another_kind_or_too_big_is_refused_with_words() -> None:
    talk = asking("upload: {kinds: [photo], max_mb: 2}").upload("voice")
    assert talk.asked == "a"
    assert talk.texts
    talk.upload("photo", size=3_000_000)
    assert talk.asked == "a"
    assert "2" in talk.text
    assert talk.upload("photo", size=2_000_000).asked == "last"


def test_a_place_answers_and_prints() -> None:
    talk = Talk.of("- {id: a, ask: A?, location: {}}\n- {id: b, say: '<{a}>'}").locate(55.75, 37.62)
    assert "55.75" in talk.texts[-1]


def test_a_sticker_or_voice_gets_a_fitting_reply_and_answers_nothing() -> None:
    for kind in ("sticker", "voice", "other"):
        talk = asking("number: {}").upload(kind)
        assert talk.asked == "a"
        assert talk.texts, kind
