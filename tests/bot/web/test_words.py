"""The words of our pages."""

from __future__ import annotations

import re

import pytest

from bot.web.pages import _HERE
from bot.web.words import CHAT, LANGUAGES, STAFF, Words, words_for


def test_every_word_of_the_chat_is_said_in_all_languages() -> None:
    assert {key for key, row in CHAT.items() if set(row) != set(LANGUAGES)} == set()


def test_every_word_for_staff_is_said_in_russian_and_english() -> None:
    assert {key for key, row in STAFF.items() if set(row) != {"ru", "en"}} == set()


@pytest.mark.parametrize("name", ["chat.js", "connection.js", "view.js"])
def test_the_chats_script_asks_only_for_words_that_there_are(name: str) -> None:
    asked = set(re.findall(r"\bsay\.([a-z_]+)", (_HERE / "static" / name).read_text("utf-8")))
    assert asked <= set(CHAT)


def test_templates_ask_only_for_words_that_there_are() -> None:
    asked: set[str] = set()
    for template in (_HERE / "templates").glob("*.html"):
        asked |= set(re.findall(r"\b[wc]\('([a-z_.]+)'\)", template.read_text("utf-8")))
    assert len(asked) > 40
    assert asked <= set(CHAT) | set(STAFF)


@pytest.mark.parametrize(
    ("wanted", "language"),
    [(["en-US"], "en"), (["de", "uk"], "uk"), (["de"], "ru"), ([], "ru"), (["", "EL"], "el"), (["nl_NL"], "nl")],
)
def test_the_first_language_that_we_speak_is_chosen(wanted: list[str], language: str) -> None:
    assert words_for(wanted).language == language


def test_a_shops_own_status_is_shown_as_it_is() -> None:
    assert Words("ru")("status.measured", "замер") == "замер"
