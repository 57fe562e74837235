"""What holds for every reader of answers: it never raises, whatever is typed, and it is quick."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs import answers, languages
from dialogs.script import Option, Slot, Text
from dialogs.words import PACKS

OPTIONS = tuple(
    Option(
        f"o{n}", Text({"ru": (f"Вариант кухни номер {n}",), "en": (f"Kitchen of kind {n}",)}), synonyms=(f"слово{n}",)
    )
    for n in range(10)
)
SLOT = Slot(days=3, start=600, end=1140, every=3600)
NOW = datetime(2027, 3, 24, 12, 30)
CODES = list(PACKS)
READERS: dict[str, Callable[[str, str], object]] = {
    "fold": lambda text, code: languages.fold(text),
    "command": lambda text, code: languages.command(text, [code, "en"]),
    "choose": lambda text, code: languages.choose(CODES, text, code),
    "option": lambda text, code: answers.option(OPTIONS, text, [code]),
    "option_number": lambda text, code: answers.option_number(10, text),
    "near_option": lambda text, code: answers.near_option(OPTIONS, text, [code]),
    "options_many": lambda text, code: answers.options_many(OPTIONS, text, [code], slips=True),
    "number": lambda text, code: answers.number(text, code, 1, 100),
    "rating": lambda text, code: answers.rating(text, 5),
    "date": lambda text, code: answers.date(text, code, NOW.date()),
    "yes_no": lambda text, code: answers.yes_no(text, CODES),
    "name": lambda text, code: answers.name(text, code),
    "slot": lambda text, code: answers.slot(text, SLOT, NOW, code),
}
PIECES = sorted(
    {
        "12",
        "1",
        "3",
        "1 500",
        ",",
        ".",
        "-",
        "/",
        ":",
        "25.03",
        "½",
        "²",
        "٣",
        "Ⅻ",
        "⭐",
        "\0",
        "\u0306",
        "😊",
        " ",
        "\n",
        "{",
        "т.р",
    }
    | {word for known in PACKS.values() for word in (*known.numbers, *known.scales, *known.half, *known.hundred)}
    | {word for known in PACKS.values() for word in (*known.days, *known.after, *known.spans, *known.vague)}
    | {
        word
        for known in PACKS.values()
        for forms in (*known.months, *known.weekdays, *known.ordinals)
        for word in forms
    }
    | {word for known in PACKS.values() for word in (*known.introductions, *known.greetings, *known.evening)}
)
TYPED = st.one_of(
    st.text(),
    st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join),
    st.lists(st.sampled_from(PIECES)).map("".join),
)


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@settings(deadline=None)
@given(text=TYPED, code=st.sampled_from([*CODES, "de"]))
def test_no_text_makes_a_reader_raise(reader: Callable[[str, str], object], text: str, code: str) -> None:
    reader(text, code)


@settings(deadline=None)
@given(text=TYPED)
def test_folding_twice_changes_nothing(text: str) -> None:
    folded = languages.fold(text)
    assert languages.fold(folded) == folded


@settings(deadline=None)
@given(text=TYPED, low=st.integers(-5, 50), code=st.sampled_from(CODES))
def test_a_number_is_within_its_bounds(text: str, low: int, code: str) -> None:
    found = answers.number(text, code, low, low + 50)
    assert isinstance(found, answers.Problem) or low <= found <= low + 50


@settings(deadline=None)
@given(text=TYPED, code=st.sampled_from(CODES))
def test_a_moment_is_on_offer(text: str, code: str) -> None:
    found = answers.slot(text, SLOT, NOW, code)
    if isinstance(found, datetime):
        assert found.time() in answers.slot_times(SLOT, found.date(), NOW)
    else:
        assert found is None or found in answers.slot_days(SLOT, NOW)


@settings(deadline=None)
@given(text=TYPED, code=st.sampled_from(CODES))
def test_a_name_found_is_a_name_again(text: str, code: str) -> None:
    found = answers.name(text, code)
    assert found is None or (0 < len(found) <= 64 and found.strip() == found)


HUGE = {
    "letters": "я" * 20_000,
    "words": "да нет 12 " * 2000,
    "commas": "1," * 10_000,
    "figures": "1" * 20_000,
    "spaces": " " * 20_000,
    "emoji": "👍🏽" * 10_000,
    "distinct": "".join(map(chr, range(0x3000, 0x3000 + 20_000))),
    "marks": "и" + "\u0306" * 19_999,
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_a_huge_text_is_read_in_20_milliseconds(reader: Callable[[str, str], object], text: str) -> None:
    best = min(_seconds(reader, text) for _ in range(3))
    assert best < 0.020


def _seconds(reader: Callable[[str, str], object], text: str) -> float:
    begun = time.perf_counter()
    reader(text, "ru")
    return time.perf_counter() - begun


@pytest.mark.parametrize("name", ["fold", "command", "option", "option_number", "yes_no"])
def test_what_is_done_for_each_message_takes_microseconds(name: str) -> None:
    reader = READERS[name]
    texts = ["Вариант кухни номер 7", "да", "12", "Здравствуйте, сколько стоит кухня?", "назад"]
    for text in texts:
        reader(text, "ru")
    spent = [_seconds(reader, text) for _ in range(200) for text in texts]
    assert median(spent) < 60e-6  # about 5 on an idle machine


def test_a_day_far_away_is_no_day() -> None:
    assert isinstance(answers.date("через 999 недель", "ru", date(9999, 1, 1)), answers.Problem)
