"""Our words outside of the dialog: the same keys and values in every language."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.texts import AVAILABLE, Texts
from dialogs.leads import KINDS, SOURCE_CLASSES, STATUSES, TRANSITIONS, VERIFICATIONS


def test_every_language_has_the_same_keys_and_wants_the_same_values() -> None:
    english = Texts.load("en")
    for language in AVAILABLE:
        texts = Texts.load(language)
        assert list(texts) == list(english), language
        for key in texts:
            assert texts.wanted(key) == english.wanted(key), (language, key)


@pytest.mark.parametrize("language", AVAILABLE)
def test_no_text_is_empty_or_ends_in_space(language: str) -> None:
    texts = Texts.load(language)
    for key in texts:
        text = texts(key, **dict.fromkeys(texts.wanted(key), 1))
        assert text.strip() == text != "", key
        assert "{" not in text, key


@pytest.mark.parametrize("language", AVAILABLE)
def test_every_value_of_a_lead_has_a_word(language: str) -> None:
    texts = Texts.load(language)
    assert set(texts.table("status")) == set(STATUSES)
    assert set(texts.table("source")) == set(SOURCE_CLASSES)
    assert set(texts.table("kind")) == set(KINDS)
    assert set(texts.table("verification")) == set(VERIFICATIONS)
    assert {act for acts in TRANSITIONS.values() for act in acts} <= set(texts.table("button"))


def test_a_word_agrees_with_its_number() -> None:
    assert [Texts.load("ru")("leads.count", n=n) for n in (1, 2, 5, 21)] == ["1 лид", "2 лида", "5 лидов", "21 лид"]
    assert [Texts.load("en")("leads.count", n=n) for n in (1, 2)] == ["1 lead", "2 leads"]


def test_values_are_written_as_the_language_does() -> None:
    until = datetime(2027, 3, 25, 15, 0)
    assert Texts.load("ru")("leads.until", at=until) == "до 25.03.2027 15:00"
    assert Texts.load("en")("notice.score", score=7.50) == "Score: 7.5"


def test_a_value_is_never_read_as_a_text() -> None:
    assert Texts.load("en")("notice.name", name="{score}") == "Name: {score}"


def test_a_language_without_a_catalogue_speaks_english() -> None:
    assert Texts.load("de").language == "en"
    assert Texts.load("ru-RU").language == "ru"


def test_an_unknown_key_and_a_missing_value_are_errors() -> None:
    texts = Texts.load("ru")
    assert "notice.hot" in texts
    with pytest.raises(KeyError, match="no such"):
        texts("no such")
    with pytest.raises(KeyError, match=r"notice\.name wants name"):
        texts("notice.name")
