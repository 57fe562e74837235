"""Frames of the browser become inbounds."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Acked, Inbound
from bot.channels.web.parse import FRAME_LIMIT, TEXT_LIMIT, FrameError, Hello, decode, inbound, opened, profile_of
from bot.channels.web.session import Upload, sign_upload
from dialogs.inputs import Located, Pressed, Started, Uploaded, Wrote

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
KEY = b"key"
ADDRESS = "a" * 20


def heard(raw: str) -> Inbound:
    return inbound(decode(raw), "web", ADDRESS, KEY, NOW, profile_of("ru-RU"))


def test_words_become_wrote_and_the_clients_id_becomes_the_events() -> None:
    event = heard('{"id": "m-1", "text": "Модерн"}')
    assert event.input == Wrote("Модерн")
    assert (event.channel, event.address, event.sender) == ("web", ADDRESS, ADDRESS)
    assert event.event_id == f"{ADDRESS}/m-1"
    assert event.message_id == "m-1"
    assert event.press_id == ""
    assert event.profile.language == "ru-RU"


def test_two_sessions_that_choose_the_same_id_make_two_events() -> None:
    frame = decode('{"id": "1", "text": "a"}')
    ids = {inbound(frame, "web", who, KEY, NOW, profile_of("")).event_id for who in ("one", "two")}
    assert len(ids) == 2


def test_a_press_carries_its_data_and_wants_an_answer() -> None:
    event = heard('{"id": "p1", "press": "7.2"}')
    assert event.input == Pressed("7.2")
    assert event.press_id == "p1"


def test_a_place_becomes_located() -> None:
    event = heard('{"id": "l1", "location": {"latitude": 55.75, "longitude": 37.62}}')
    assert event.input == Located(55.75, 37.62)


def test_an_acknowledgement_becomes_acked() -> None:
    assert heard('{"ack": 17}').input == Acked(17)


def test_a_signed_upload_becomes_uploaded() -> None:
    signed = sign_upload(Upload("uploads/x/y.png", "photo", "plan.png", 9, ADDRESS), KEY)
    event = heard(msgspec.json.encode({"id": "u1", "upload": signed}).decode())
    assert event.input == Uploaded("photo", "uploads/x/y.png", "plan.png", 9)


@pytest.mark.parametrize("forge", [lambda s: s[:-1] + "A", lambda s: "x" + s, lambda s: "", lambda s: "ключ.ключ"])
def test_a_forged_upload_is_refused(forge: object) -> None:
    assert callable(forge)
    signed = forge(sign_upload(Upload("uploads/x/y.png", "photo", "plan.png", 9, ADDRESS), b"another key"))
    with pytest.raises(FrameError) as caught:
        heard(msgspec.json.encode({"id": "u1", "upload": signed}).decode())
    assert caught.value.code == "upload"


def test_another_sessions_upload_is_refused() -> None:
    signed = sign_upload(Upload("uploads/x/y.png", "photo", "plan.png", 9, "somebody else"), KEY)
    with pytest.raises(FrameError, match="not known"):
        heard(msgspec.json.encode({"id": "u1", "upload": signed}).decode())


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "bad_frame"),
        ("[]", "bad_frame"),
        ("{}", "bad_frame"),
        ('{"id": "1"}', "bad_frame"),
        ('{"text": "no id"}', "bad_frame"),
        ('{"id": "1", "text": "a", "press": "1.1"}', "bad_frame"),
        ('{"id": "with space", "text": "a"}', "bad_frame"),
        ('{"id": "1", "text": 5}', "bad_frame"),
        ('{"id": "1", "press": ""}', "bad_frame"),
        ('{"id": "' + "x" * 65 + '", "text": "a"}', "bad_frame"),
        ('{"id": "1", "text": "' + "x" * (TEXT_LIMIT + 1) + '"}', "too_long"),
        ('{"id": "1", "text": "' + "x" * FRAME_LIMIT + '"}', "too_long"),
    ],
)
def test_a_frame_that_breaks_the_rules_is_refused_with_a_code(raw: str, code: str) -> None:
    with pytest.raises(FrameError) as caught:
        decode(raw)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "raw", ['{"id": "1", "text": "  "}', '{"id": "1", "location": {"latitude": 91, "longitude": 0}}']
)
def test_an_empty_text_and_a_place_off_the_planet_are_refused(raw: str) -> None:
    with pytest.raises(FrameError):
        heard(raw)


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_whatever_arrives_is_a_frame_or_a_refusal(raw: str | bytes) -> None:
    try:
        decode(raw)
    except FrameError as error:
        assert error.code in ("bad_frame", "too_long")


def test_opening_the_chat_is_one_event_per_session_script_and_link() -> None:
    first = opened(Hello(script="kitchen", ref="vk_ads_1", utm={"source": "vk"}), "web", ADDRESS, NOW, profile_of("en"))
    again = opened(Hello(script="kitchen", ref="vk_ads_1"), "web", ADDRESS, NOW, profile_of("en"))
    other = opened(Hello(script="gifts", ref="vk_ads_1"), "web", ADDRESS, NOW, profile_of("en"))
    assert first.input == Started(ref="vk_ads_1")
    assert (first.script, first.ref, first.utm) == ("kitchen", "vk_ads_1", {"source": "vk"})
    assert first.event_id == again.event_id != other.event_id


@pytest.mark.parametrize(
    ("given_tag", "kept"), [("ru-RU", "ru-RU"), ("<script>", ""), ("", ""), ("zh_Hant", "zh_Hant")]
)
def test_only_a_real_language_tag_is_kept(given_tag: str, kept: str) -> None:
    assert profile_of(given_tag).language == kept
