"""Our words for managers: the same keys and values in every language, and a text for whatever is said."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

import bot
from bot.texts import AVAILABLE, Texts
from dialogs.leads import CLOSED, SOURCE_CLASSES

SAID = re.compile(r"""(?:\btexts|\bsay|_toast)\((?:\w+, )?f?"([a-z_]+\.[a-z_]+[^"]*)""")


def said() -> set[str]:
    """The keys that the program says, without what it puts together as it goes (`code.{state}`)."""
    sources = Path(bot.__file__).parent.glob("*.py")
    return {key for path in sources for key in SAID.findall(path.read_text("utf-8")) if "{" not in key}


def test_whatever_the_program_says_has_a_text() -> None:
    keys = said()
    assert "notice.not_allowed" in keys
    assert keys <= set(Texts.load("en"))


def test_every_language_has_the_same_keys_and_wants_the_same_values() -> None:
    english = Texts.load("en")
    for language in AVAILABLE:
        texts = Texts.load(language)
        assert list(texts) == list(english), language
        for key in texts:
            assert texts.wanted(key) == english.wanted(key), (language, key)


@pytest.mark.parametrize("language", AVAILABLE)
def test_no_text_is_empty_or_keeps_a_brace(language: str) -> None:
    texts = Texts.load(language)
    for key in texts:
        text = texts(key, **dict.fromkeys(texts.wanted(key), 1))
        assert text.strip() == text != "", key
        assert "{" not in text, key


@pytest.mark.parametrize("language", AVAILABLE)
def test_keys_put_together_by_the_program_have_texts(language: str) -> None:
    texts = Texts.load(language)
    assert set(texts.table("status")) == CLOSED
    assert set(texts.table("source")) == set(SOURCE_CLASSES)
    assert {"code.valid", "code.used", "code.expired", "code.unknown"} <= set(texts)
    assert {"code.used_short", "code.expired_short", "code.unknown_short"} <= set(texts)
    assert {"button.snooze_15m", "button.snooze_1h", "button.snooze_tomorrow"} <= set(texts)


def test_labels_of_buttons_fit_both_platforms() -> None:
    assert all(len(label) <= 40 for language in AVAILABLE for label in Texts.load(language).table("button").values())


def test_a_word_agrees_with_its_number() -> None:
    texts = Texts("ru", {"leads": "{n} {n:лид/лида/лидов}"})
    assert [texts("leads", n=n) for n in (1, 2, 5, 21)] == ["1 лид", "2 лида", "5 лидов", "21 лид"]


def test_values_are_written_as_the_language_does() -> None:
    until = datetime(2027, 3, 25, 15, 0)
    assert Texts.load("ru")("notice.until", until=until) == "действует до 25.03.2027 15:00"
    assert Texts.load("en")("notice.score_bare", score=7.50) == "Score: 7.5"


def test_a_value_is_never_read_as_a_text() -> None:
    assert Texts.load("en")("notice.name", name="{score}") == "Name: {score}"


def test_a_language_without_a_catalogue_speaks_english() -> None:
    assert Texts.load("de").language == "en"
    assert Texts.load("ru-RU").language == "ru"


def test_an_unknown_key_and_a_missing_value_are_errors() -> None:
    texts = Texts.load("ru")
    with pytest.raises(KeyError, match="no such"):
        texts("no such")
    with pytest.raises(KeyError, match=r"notice\.name wants name"):
        texts("notice.name")
