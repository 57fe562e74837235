"""Days and times out of what people write."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from dialogs import answers
from dialogs.answers import Problem
from dialogs.script import Slot

TODAY = date(2027, 3, 24)  # a Wednesday
FIGURES = {
    "25.03": "2027-03-25", "25.3": "2027-03-25", "25/03": "2027-03-25", "25-03": "2027-03-25", "25.03.": "2027-03-25",
    "25.03.2027": "2027-03-25", "25/03/2027": "2027-03-25", "25-03-2027": "2027-03-25", "2027-03-25": "2027-03-25",
    "25.03.27": "2027-03-25", "24.03": "2027-03-24", "23.03": "2028-03-23", "29.02": "2028-02-29", "1.1": "2028-01-01",
    "03/25": "2027-03-25", "25.03.1985": "1985-03-25", "25.03.85": "1985-03-25", " 25.03!": "2027-03-25",
    "2028/1/5": "2028-01-05", "31.12.2026": "2026-12-31",
}  # fmt: skip
SPOKEN = {
    "ru": {
        "сегодня": "2027-03-24", "Завтра!": "2027-03-25", "послезавтра": "2027-03-26", "25 марта": "2027-03-25",
        "25 марта 2028 года": "2028-03-25", "25-го марта": "2027-03-25", "1 января": "2028-01-01",
        "пятница": "2027-03-26",
        "в пятницу": "2027-03-26", "пт": "2027-03-26", "в ср": "2027-03-24", "вторник": "2027-03-30",
        "через 3 дня": "2027-03-27", "через неделю": "2027-03-31", "через две недели": "2027-04-07",
        "25-го": "2027-03-25",
        "25 числа": "2027-03-25", "23 числа": "2027-04-23", "25": "2027-03-25", "31": "2027-03-31",
        "мая 9": "2027-05-09",
        "двадцать пятое марта": "2027-03-25", "первого мая": "2027-05-01", "8 мар": "2028-03-08",
        "в пт 26.03": "2027-03-26",
        "давайте 25 марта": "2027-03-25", "12мая": "2027-05-12",
        "12 мая 2027 г.": "2027-05-12", "25.03 в 15:00": "2027-03-25", "завтра в 15:00": "2027-03-25",
    },
    "en": {
        "today": "2027-03-24", "Tomorrow": "2027-03-25", "the day after tomorrow": "2027-03-26",
        "25 March": "2027-03-25",
        "March 25": "2027-03-25", "March 25th, 2028": "2028-03-25", "25th of March": "2027-03-25",
        "on Friday": "2027-03-26",
        "fri": "2027-03-26", "in 3 days": "2027-03-27", "in two weeks": "2027-04-07", "the 25th": "2027-03-25",
        "first of May": "2027-05-01", "May 9": "2027-05-09",
    },
    "uk": {
        "сьогодні": "2027-03-24", "завтра": "2027-03-25", "післязавтра": "2027-03-26", "25 березня": "2027-03-25",
        "п’ятниця": "2027-03-26", "у неділю": "2027-03-28", "через 3 дні": "2027-03-27",
    },
    "fr": {
        "aujourd’hui": "2027-03-24", "demain": "2027-03-25", "après-demain": "2027-03-26", "le 25 mars": "2027-03-25",
        "1er mai": "2027-05-01", "vendredi": "2027-03-26", "dans 3 jours": "2027-03-27", "25 aout": "2027-08-25",
        "le premier mai": "2027-05-01", "le dix-sept avril": "2027-04-17",
    },
    "nl": {
        "vandaag": "2027-03-24", "morgen": "2027-03-25", "overmorgen": "2027-03-26", "25 maart": "2027-03-25",
        "op vrijdag": "2027-03-26", "over 3 dagen": "2027-03-27", "1 mei": "2027-05-01",
    },
    "el": {
        "σήμερα": "2027-03-24", "αύριο": "2027-03-25", "αυριο": "2027-03-25", "μεθαύριο": "2027-03-26",
        "25 Μαρτίου": "2027-03-25", "την Παρασκευή": "2027-03-26", "σε 3 μέρες": "2027-03-27", "ΤΡΙΤΗ": "2027-03-30",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize(("typed", "day"), FIGURES.items())
def test_a_date_in_figures_is_understood_in_every_language(language: str, typed: str, day: str) -> None:
    assert answers.date(typed, language, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("language", "typed", "day"), [(code, text, day) for code, texts in SPOKEN.items() for text, day in texts.items()]
)
def test_a_date_in_the_words_of_the_language_is_understood(language: str, typed: str, day: str) -> None:
    assert answers.date(typed, language, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "typed",
    ["", "не знаю", "31.02", "32 марта", "0.0", "25.13", "25.03.99999", "25 или 26 марта", "25-26 марта", "25.03-27.03",
     "пн или вт", "в понедельник и вторник", "через 3", "3 дня", "15:30", "100", "марта", "25.03.2027 и 26.03.2027",
     "завтра или послезавтра", "2027-02-30", "0000-00-00", "999 999", "+7 900 000-00-00", "1.2.3.4", "25 " * 500],
)  # fmt: skip
def test_what_is_not_one_day_is_a_problem(typed: str) -> None:
    assert answers.date(typed, "ru", TODAY) == Problem("retry_date")


def test_a_date_is_still_found_at_the_end_of_time() -> None:
    assert answers.date("через 999 недель", "ru", date(9999, 12, 31)) == Problem("retry_date")
    assert answers.date("завтра", "ru", date(9999, 12, 31)) == Problem("retry_date")


HOURLY = Slot(days=3, start=600, end=1140, every=3600)
NOON = datetime(2027, 3, 24, 12, 30)


def test_today_counts_and_the_past_is_hidden() -> None:
    assert answers.slot_days(HOURLY, NOON) == [date(2027, 3, 24), date(2027, 3, 25), date(2027, 3, 26)]
    assert answers.slot_times(HOURLY, TODAY, NOON)[0] == time(13)
    assert answers.slot_times(HOURLY, date(2027, 3, 25), NOON)[0] == time(10)
    assert answers.slot_times(HOURLY, date(2027, 3, 25), NOON)[-1] == time(19)
    assert answers.slot_times(HOURLY, date(2027, 3, 23), NOON) == []


def test_a_time_that_is_just_now_is_past() -> None:
    assert answers.slot_times(HOURLY, TODAY, datetime(2027, 3, 24, 13))[0] == time(14)


def test_a_day_without_a_time_left_is_not_offered() -> None:
    assert answers.slot_days(HOURLY, datetime(2027, 3, 24, 19)) == [date(2027, 3, 25), date(2027, 3, 26)]


def test_only_the_weekdays_named_count() -> None:
    workdays = Slot(days=3, start=600, end=1140, every=3600, weekdays=(1, 2, 3, 4, 5))
    friday = datetime(2027, 3, 26, 12, 30)
    assert answers.slot_days(workdays, friday) == [date(2027, 3, 26), date(2027, 3, 29), date(2027, 3, 30)]
    assert answers.slot_times(workdays, date(2027, 3, 27), friday) == []


def test_odd_spans_give_what_fits() -> None:
    assert answers.slot_times(Slot(days=1, start=600, end=690, every=2700), date(2027, 3, 25), NOON) == [
        time(10), time(10, 45), time(11, 30),
    ]  # fmt: skip
    assert answers.slot_times(Slot(days=1, start=1380, end=1440, every=3600), date(2027, 3, 25), NOON) == [time(23)]
    assert answers.slot_days(Slot(days=0, start=600, end=690, every=60), NOON) == []


@pytest.mark.parametrize(
    ("language", "typed", "moment"),
    [
        ("ru", "завтра в 15:00", "2027-03-25 15:00"), ("ru", "15:00", "2027-03-24 15:00"),
        ("ru", "15.00", "2027-03-24 15:00"),
        ("ru", "10:00", "2027-03-25 10:00"), ("ru", "чт 12:00", "2027-03-25 12:00"),
        ("ru", "в 3 дня", "2027-03-24 15:00"),
        ("ru", "завтра в 3", "2027-03-25 15:00"), ("ru", "в пятницу в 11 утра", "2027-03-26 11:00"),
        ("ru", "25.03 15:00", "2027-03-25 15:00"), ("ru", "25 марта в 15", "2027-03-25 15:00"),
        ("ru", "послезавтра в полдень", "2027-03-26 12:00"), ("ru", "в 6 вечера", "2027-03-24 18:00"),
        ("ru", "16", "2027-03-24 16:00"), ("ru", "16 часов", "2027-03-24 16:00"), ("ru", "15-00", "2027-03-24 15:00"),
        ("en", "tomorrow at 3 pm", "2027-03-25 15:00"), ("en", "3pm", "2027-03-24 15:00"),
        ("en", "Fri 11 am", "2027-03-26 11:00"),
        ("en", "noon tomorrow", "2027-03-25 12:00"), ("en", "tomorrow at 5", "2027-03-25 17:00"),
        ("en", "4 p.m.", "2027-03-24 16:00"), ("uk", "завтра о 15:00", "2027-03-25 15:00"),
        ("uk", "завтра о 3 дня", "2027-03-25 15:00"), ("fr", "demain à 15h", "2027-03-25 15:00"),
        ("fr", "vendredi 15h00", "2027-03-26 15:00"), ("fr", "demain midi", "2027-03-25 12:00"),
        ("nl", "morgen om 15 uur", "2027-03-25 15:00"), ("nl", "morgen om 3 uur 's middags", "2027-03-25 15:00"),
        ("el", "αύριο στις 15:00", "2027-03-25 15:00"), ("el", "αύριο στις 5 το απόγευμα", "2027-03-25 17:00"),
    ],
)  # fmt: skip
def test_a_time_on_offer_is_understood(language: str, typed: str, moment: str) -> None:
    assert answers.slot(typed, HOURLY, NOON, language) == datetime.fromisoformat(moment)


@pytest.mark.parametrize("typed", ["завтра", "Завтра!", "25.03", "в четверг", "25 марта"])
def test_a_day_alone_is_a_day(typed: str) -> None:
    assert answers.slot(typed, HOURLY, NOON, "ru") == date(2027, 3, 25)


@pytest.mark.parametrize(
    "typed",
    ["", "когда угодно", "15:30", "9:00", "завтра в 23:00", "пн 12:00", "через неделю", "сегодня в 11:00", "25:00",
    "12:75",
     "15:00 или 16:00", "в 15:00 или завтра в 16:00", "15:00-16:00", "7 900 000 00 00", "1" * 500],
)  # fmt: skip
def test_a_time_that_is_not_on_offer_is_not_understood(typed: str) -> None:
    assert answers.slot(typed, HOURLY, NOON, "ru") is None


def test_a_time_alone_belongs_to_the_day_chosen_before() -> None:
    assert answers.slot("15:00", HOURLY, NOON, "ru", date(2027, 3, 26)) == datetime(2027, 3, 26, 15)
    assert answers.slot("15:00", HOURLY, NOON, "ru", date(2027, 3, 29)) is None
    assert answers.slot("завтра в 15:00", HOURLY, NOON, "ru", date(2027, 3, 26)) == datetime(2027, 3, 25, 15)


def test_a_moment_has_the_time_zone_of_the_clock_that_was_given() -> None:
    now = NOON.replace(tzinfo=UTC)
    assert answers.slot_times(HOURLY, TODAY, now)[0] == time(13)
    assert answers.slot("15:00", HOURLY, now, "ru") == datetime(2027, 3, 24, 15, tzinfo=UTC)
