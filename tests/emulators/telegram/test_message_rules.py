"""What a message may hold: each rule refused with the platform's own code and text."""

from __future__ import annotations

from typing import Any

import pytest

from .client import BareBot
from .emulator import TelegramEmulator
from .people import User


def inline(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [[button] for button in buttons]}


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "message text is empty"),
        (" \n", "text must be non-empty"),
        ("x" * 4097, "message is too long"),
    ],
)
async def test_a_text_has_1_to_4096_characters(bot: BareBot, anna: User, text: str, refusal: str) -> None:
    assert await bot.refusal("sendMessage", chat_id=anna.id, text=text) == (400, f"Bad Request: {refusal}")
    await bot.result("sendMessage", chat_id=anna.id, text="Ж" * 4096)


async def test_a_caption_has_at_most_1024_characters(bot: BareBot, anna: User) -> None:
    photo = "https://example.com/a.jpg"
    refusal = await bot.refusal("sendPhoto", chat_id=anna.id, photo=photo, caption="x" * 1025)
    assert refusal == (400, "Bad Request: message caption is too long")
    await bot.result("sendPhoto", chat_id=anna.id, photo=photo, caption="x" * 1024)


@pytest.mark.parametrize(
    ("mode", "text", "refusal"),
    [
        ("HTML", "<b>Anna", 'Can\'t find end tag corresponding to start tag "b"'),
        ("HTML", "I <3 you", 'Unsupported start tag "3" at byte offset 2'),
        ("HTML", "a</b>", "Unexpected end tag at byte offset 1"),
        ("HTML", "<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("MarkdownV2", "Version 1.0", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("MarkdownV2", "Ж_x", "Can't find end of Italic entity at byte offset 2"),
        ("Markdown", "snake_case", "Can't find end of the entity starting at byte offset 5"),
    ],
)
async def test_broken_markup_sends_nothing(bot: BareBot, anna: User, mode: str, text: str, refusal: str) -> None:
    answer = await bot.refusal("sendMessage", chat_id=anna.id, text=text, parse_mode=mode)
    assert answer == (400, f"Bad Request: can't parse entities: {refusal}")
    assert anna.messages == []


@pytest.mark.parametrize(
    ("mode", "text", "seen"),
    [
        ("HTML", '<b>A</b> &amp; <a href="https://example.com">B</a> &lt;3', "A & B <3"),
        ("MarkdownV2", r"*A* \& __B__ 1\.0 [link](https://example.com)", "A & B 1.0 link"),
        ("Markdown", "*A* and `B`", "A and B"),
    ],
)
async def test_good_markup_is_shown_without_its_signs(
    bot: BareBot, anna: User, mode: str, text: str, seen: str
) -> None:
    await bot.result("sendMessage", chat_id=anna.id, text=text, parse_mode=mode)
    assert anna.texts == [seen]


async def test_an_unknown_parse_mode_is_refused(bot: BareBot, anna: User) -> None:
    refusal = await bot.refusal("sendMessage", chat_id=anna.id, text="x", parse_mode="BBCode")
    assert refusal == (400, "Bad Request: unsupported parse_mode")


@pytest.mark.parametrize(
    ("markup", "refusal"),
    [
        (inline({"text": "A", "callback_data": "Ж" * 33}), "BUTTON_DATA_INVALID"),
        (inline({"text": "A", "callback_data": ""}), "BUTTON_DATA_INVALID"),
        (
            inline({"text": "A"}),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            inline({"text": "A", "callback_data": "1", "url": "https://example.com"}),
            "can't parse inline keyboard button: exactly one action is allowed, found url and callback_data",
        ),
        (
            inline({"text": "A", "url": "ftp://example.com"}),
            "inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol",
        ),
        (
            inline({"text": "A", "web_app": {"url": "http://example.com"}}),
            "inline keyboard button Web App URL 'http://example.com' is invalid: Only HTTPS links are allowed",
        ),
        (inline({"text": " ", "callback_data": "1"}), "inline keyboard button text must be non-empty"),
        (inline(*({"text": "A", "callback_data": str(n)} for n in range(101))), "reply markup is too long"),
        ({"keyboard": [[{"text": ""}]]}, "keyboard button text must be non-empty"),
        ({"keyboard": []}, "reply markup must have at least one button"),
    ],
)
async def test_a_wrong_keyboard_is_refused(bot: BareBot, anna: User, markup: dict[str, Any], refusal: str) -> None:
    answer = await bot.refusal("sendMessage", chat_id=anna.id, text="?", reply_markup=markup)
    assert answer == (400, f"Bad Request: {refusal}")


async def test_64_bytes_of_callback_data_are_32_cyrillic_letters(bot: BareBot, anna: User) -> None:
    markup = inline({"text": "A", "callback_data": "Ж" * 32})
    await bot.result("sendMessage", chat_id=anna.id, text="?", reply_markup=markup)


async def test_above_12_in_a_row_and_300_in_all_buttons_vanish_silently(bot: BareBot, anna: User) -> None:
    keys = [[{"text": f"{row}.{place}"} for place in range(13)] for row in range(26)]
    await bot.result("sendMessage", chat_id=anna.id, text="?", reply_markup={"keyboard": keys})
    assert [len(row) for row in anna.keyboard] == [12] * 25


@pytest.mark.parametrize(("field", "what"), [("request_contact", "phone number"), ("request_location", "location")])
async def test_a_number_or_a_place_is_requested_in_private_chats_only(
    telegram: TelegramEmulator, bot: BareBot, field: str, what: str
) -> None:
    markup = {"keyboard": [[{"text": "Share", field: True}]]}
    refusal = await bot.refusal("sendMessage", chat_id=telegram.group().id, text="?", reply_markup=markup)
    assert refusal == (400, f"Bad Request: {what} can be requested in private chats only")


async def test_web_apps_open_in_private_chats_only(telegram: TelegramEmulator, bot: BareBot) -> None:
    markup = inline({"text": "A", "web_app": {"url": "https://example.com"}})
    refusal = await bot.refusal("sendMessage", chat_id=telegram.group().id, text="?", reply_markup=markup)
    assert refusal == (400, "Bad Request: BUTTON_TYPE_INVALID")


async def test_files_have_to_be_known_fetchable_and_of_their_kind(
    telegram: TelegramEmulator, bot: BareBot, anna: User
) -> None:
    telegram.world.broken_links.add("https://example.com/gone.jpg")
    document = anna.document().content["document"]["file_id"]
    for photo, refusal in (
        ("no such id", "wrong file identifier/HTTP URL specified"),
        ("https://example.com/gone.jpg", "failed to get HTTP URL content"),
        (document, "can't use file of type Document as Photo"),
    ):
        answer = await bot.refusal("sendPhoto", chat_id=anna.id, photo=photo)
        assert answer == (400, f"Bad Request: {refusal}")
    await bot.result("sendDocument", chat_id=anna.id, document=document)


@pytest.mark.parametrize(
    ("method", "begin", "size", "refusal"),
    [
        ("sendPhoto", b"", 0, (400, "Bad Request: file must be non-empty")),
        ("sendPhoto", b"no picture", 0, (400, "Bad Request: IMAGE_PROCESS_FAILED")),
        (
            "sendPhoto",
            b"\x89PNG",
            10 << 20,
            (
                400,
                "Bad Request: file of size 10485764 bytes is too big for a photo; the maximum size is 10485760 bytes",
            ),
        ),
        ("sendDocument", b"%PDF", 50 << 20, (413, "Request Entity Too Large")),
    ],
)
async def test_an_upload_has_its_limits(
    bot: BareBot, anna: User, method: str, begin: bytes, size: int, refusal: tuple[int, str]
) -> None:
    part = method.removeprefix("send").lower()
    assert await bot.upload(method, part, begin + bytes(size), chat_id=anna.id) == refusal


async def test_a_download_has_at_most_20_mb(telegram: TelegramEmulator, bot: BareBot, anna: User) -> None:
    big = anna.document(size=(20 << 20) + 1).content["document"]["file_id"]
    assert await bot.refusal("getFile", file_id=big) == (400, "Bad Request: file is too big")
    assert await bot.refusal("getFile", file_id="none") == (400, "Bad Request: invalid file_id")
