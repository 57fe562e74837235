"""Tokens, addresses, signed uploads."""

from __future__ import annotations

import pytest

from bot.channels.web.session import Upload, address_of, is_token, new_token, open_upload, safe_name, sign_upload


def test_tokens_are_new_each_time_and_have_the_form_of_a_token() -> None:
    first, second = new_token(), new_token()
    assert first != second
    assert is_token(first)
    assert not is_token(first[:-1])
    assert not is_token(first + "x")


def test_the_address_is_the_same_for_a_token_and_does_not_hold_it() -> None:
    token = new_token()
    assert address_of(token) == address_of(token) != address_of(new_token())
    assert len(address_of(token)) == 20
    assert token[:8] not in address_of(token)


def test_an_upload_survives_signing() -> None:
    upload = Upload("uploads/a/b.png", "photo", "план кухни.png", 5, "a")
    assert open_upload(sign_upload(upload, b"k"), b"k", "a") == upload


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("plan.png", "plan.png"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\x\plan.png", "plan.png"),
        ("a\x00b\n<i>.pdf", "a b i .pdf"),
        ("", "file"),
        ("...", "file"),
    ],
)
def test_a_files_name_loses_paths_and_control_characters(given: str, safe: str) -> None:
    assert safe_name(given) == safe
