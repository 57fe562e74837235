"""What matching ignores, which language is spoken, how values look in it."""

from __future__ import annotations

import pytest

from dialogs import languages

COMMANDS_TYPED = {
    "НаЗАд!!! 😊": "back",
    "  назад ": "back",
    "/back": "back",
    "/Back@leadquiz_bot": "back",
    "ПрОпУсТиТь": "skip",
    "всё": "done",
    "Все": "done",
    "that’s all": "done",
    "ЗАНОВО.": "restart",
    "не пишите!": "stop",
    "/language": "language",
    "Удалить мои данные": "delete",
}


@pytest.mark.parametrize(("typed", "meant"), COMMANDS_TYPED.items())
def test_a_whole_message_is_a_command_whatever_its_case_signs_and_emoji(typed: str, meant: str) -> None:
    assert languages.command(typed, ["ru", "en"]) == meant


@pytest.mark.parametrize("typed", ["хочу вернуться назад домой", "менеджер по продажам", "", "/start", "назад " * 50])
def test_a_command_word_inside_of_a_sentence_is_no_command(typed: str) -> None:
    assert languages.command(typed, ["ru", "en"]) is None
