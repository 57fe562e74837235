"""The language of conditions, rule by rule."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.expressions import MAX_LENGTH, Compared, ExpressionError, parse

ANSWERS: dict[str, object] = {
    "style": "modern",
    "area": 12,
    "features": ["light", "island"],
    "skipped": None,
    "empty": "",
    "nothing": [],
    "zero": 0,
    "consent.ads": True,
    "today": "2026-03-01",
}


def holds(source: str) -> bool:
    return parse(source).holds(ANSWERS.get)


def value(source: str) -> object:
    return parse(source).value(ANSWERS.get)


@pytest.mark.parametrize(
    "source",
    [
        "style == 'modern'",
        'style == "modern"',
        "style != 'unsure' and area > 4",
        "area >= 12 and area <= 12",
        "not area < 12",
        "8 <= area < 20",
        "'island' in features",
        "'sink' not in features",
        "style in ['classic', 'modern']",
        "style not in ['classic',]",
        "area / 2 == 6",
        "(area + 3) * 2 - 1 == 29",
        "2 + 3 * 4 == 14",
        "-area < -11.5",
        "area - -1 == 13",
        "0.1 + 0.2 == 0.3",
        "consent.ads",
        "consent.ads == true",
        "today > '2026-02-28'",
        "style == 'classic' or area == 12",
        "true or false and false",
        "not not true",
        "'mod' in style",
        " area>4 ",
    ],
)
def test_a_true_condition_holds(source: str) -> None:
    assert holds(source)


@pytest.mark.parametrize("source", ["none", "false", "0", "''", "[]", "empty", "nothing", "zero", "skipped", "unknown"])
def test_none_false_zero_and_the_empty_count_as_false(source: str) -> None:
    assert not holds(source)
    assert holds(f"not {source}")


@pytest.mark.parametrize("op", ["==", "<", "<=", ">", ">=", "in"])
@pytest.mark.parametrize(
    "pair", ["skipped {} 1", "1 {} skipped", "skipped {} skipped", "'a' {} skipped", "skipped {} []"]
)
def test_a_comparison_with_an_unanswered_name_is_false(op: str, pair: str) -> None:
    assert value(pair.format(op)) is False


@pytest.mark.parametrize(
    "source", ["skipped != 'a'", "skipped != skipped", "'a' not in skipped", "skipped not in ['a']"]
)
def test_unequal_and_not_in_hold_for_an_unanswered_name(source: str) -> None:
    assert holds(source)


def test_only_the_word_none_tests_for_an_unanswered_name() -> None:
    assert holds("skipped == none")
    assert holds("none == skipped")
    assert not holds("skipped != none")
    assert holds("area != none")
    assert not holds("area == none")


@pytest.mark.parametrize(
    "source", ["skipped + 1", "1 - skipped", "-skipped", "2 * skipped / 3", "1 / 0", "area / zero"]
)
def test_arithmetic_with_none_or_by_zero_gives_none(source: str) -> None:
    assert value(source) is None


@pytest.mark.parametrize(
    "source", ["style > 3", "area == 'twelve'", "features < 3", "3 in area", "true < 2", "true == 1"]
)
def test_comparing_what_cannot_be_compared_is_false(source: str) -> None:
    assert value(source) is False


def test_arithmetic_on_texts_and_truths_gives_none() -> None:
    assert value("style + 1") is None
    assert value("'a' + 'b'") is None
    assert value("true + 1") is None


def test_whole_results_are_whole_numbers() -> None:
    assert repr(value("area / 4")) == "3"
    assert repr(value("area / 8")) == "1.5"


def test_numbers_stay_finite_however_often_they_are_multiplied() -> None:
    number: object = 9e200
    grown = parse("n * n").value(lambda name: number)
    assert grown is None


def test_and_and_or_give_the_value_that_decided() -> None:
    assert value("skipped or 10") == 10
    assert value("area and style") == "modern"


def test_names_are_listed_for_checking() -> None:
    assert parse("style == 'a' and consent.ads or area + 1 > hour").names == {"style", "consent.ads", "area", "hour"}


def test_comparisons_with_literals_are_listed_for_checking() -> None:
    assert parse("style != 'a' or 'b' in features or 3 < area or style in ['x', 'y']").compared == (
        Compared("style", "!=", "a"),
        Compared("features", "has", "b"),
        Compared("area", ">", 3),
        Compared("style", "in", "x"),
        Compared("style", "in", "y"),
    )


def test_a_test_for_none_does_not_count_as_an_equation() -> None:
    assert parse("features == none or style == 'a' or area != zero").equated == {"style", "area", "zero"}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("area = 4", "Write `==`"),
        ("area <> 4", "Write `!=`"),
        ("area && style", "Write `and`"),
        ("area || style", "Write `or`"),
        ("!area", "Write `not`"),
        ("style == ‘modern’", "straight quotes"),
        ("style == 'modern", "not closed"),
        ("style == модерн", "'модерн'"),
        ("area == None", "`none` in small letters"),
        ("a AND b", "`and` in small letters"),
        ("len(features) > 1", "call"),
        ("(area)(1)", "call"),
        ("area > 4,5", "not expected"),
        ("area > 12px", "no number"),
        ("(area > 4", "not closed"),
        ("[1, 2", "not closed"),
        ("area >", "breaks off"),
        ("", "empty"),
        ("  ", "empty"),
        ("area style", "not expected"),
        ("== 4", "not expected"),
        ("a.b.c", "not known"),
        ("area ** 2", "not expected"),
        ("area ; 2", "not known"),
        ("(" * 100 + "1" + ")" * 100, "deeply"),
        ("1+" * MAX_LENGTH + "1", "at most"),
    ],
)
def test_a_wrong_source_is_answered_in_words(source: str, words: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        parse(source)
    assert words in str(raised.value)


@pytest.mark.parametrize(
    "source", ["not " * 240 + "x", "-" * 990 + "1", "1" + "+1" * 499, "x" + " or x" * 190, "1" + "<1" * 400]
)
def test_a_long_source_does_not_exhaust_the_stack(source: str) -> None:
    parse(source).value(lambda name: None)


WORDS = ["style", "area", "features", "skipped", "consent.ads", "1", "2.5", "'a'", "none", "true", "false", "and", "or"]
WORDS += ["not", "in", "not in", "==", "!=", "<", ">=", "+", "-", "*", "/", "(", ")", "[", "]", ",", "=", "é", "'"]
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text() | st.integers()))


@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join), VALUES, VALUES)
def test_no_source_and_no_values_raise(source: str, one: object, other: object) -> None:
    try:
        expression = parse(source)
    except ExpressionError as error:
        assert error.text and error.todo
        return
    names: Callable[[str], object] = {"style": one, "area": other}.get
    assert expression.holds(names) in (True, False)
    assert expression.value(names) == expression.value(names) or one != one or other != other


@given(st.text(max_size=60))
def test_any_text_is_parsed_or_refused_in_words(source: str) -> None:
    try:
        parse(source)
    except ExpressionError as error:
        assert 0 <= error.at <= len(source)
