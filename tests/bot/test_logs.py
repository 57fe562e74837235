"""Secrets and personal data never reach the log."""

from __future__ import annotations

import logging

import pytest

from bot.logs import mask


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("POST /bot123456:AAEexampleexampleexample/sendMessage", "AAEexample"),
        ("token 123456789:AAEexampleexampleexample12345 refused", "AAEexample"),
        ("https://api.example/method/x?access_token=vk1.a.verysecret&v=5.199", "verysecret"),
        ("postgresql://leadquiz:hunter2@db/leadquiz", "hunter2"),
        ("from anna@example.com", "anna@"),
        ("call +7 900 000-00-01 today", "900 000"),
    ],
)
def test_what_looks_like_a_secret_or_a_contact_is_masked(text: str, secret: str) -> None:
    assert secret not in mask(text)


def test_a_traceback_names_places_and_no_values(capsys: pytest.CaptureFixture[str]) -> None:
    from bot.logs import set_up

    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        set_up("json", "INFO")
        try:
            raise ValueError("the prospect wrote: my secret words")
        except ValueError:
            logging.getLogger("bot.test").exception("a turn failed")
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    said = capsys.readouterr().err
    assert "ValueError in test_a_traceback" in said and "secret words" not in said
