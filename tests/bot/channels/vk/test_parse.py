from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.base import Blocked, GroupMessage, Inbound, JoinedGroup, Unblocked
from bot.channels.vk.longpoll import read
from bot.channels.vk.parse import capabilities, parse
from dialogs.inputs import Located, Pressed, Started, Uploaded, Wrote

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
CHAT = 2_000_000_001


def event(kind: str, body: dict[str, Any], event_id: str = "e1") -> dict[str, Any]:
    return {"type": kind, "group_id": 123, "event_id": event_id, "v": "5.199", "object": body}


def message(**fields: Any) -> dict[str, Any]:
    usual = {"id": 10, "date": 1_800_000_000, "peer_id": 7, "from_id": 7, "out": 0, "conversation_message_id": 3}
    return usual | {"text": "Привет", "attachments": []} | fields


def parsed(**fields: Any) -> Inbound:
    found = parse("vk", event("message_new", {"message": message(**fields), "client_info": {}}), NOW)
    assert found
    return found


def attached(kind: str, body: dict[str, Any], **fields: Any) -> Inbound:
    return parsed(attachments=[{"type": kind, kind: body}], **fields)


def test_a_message_has_one_key_in_every_way_of_receipt() -> None:
    by_longpoll = parse("vk", event("message_new", {"message": message()}, "e1"), NOW)
    without_id = parse("vk", {"type": "message_new", "object": {"message": message()}}, NOW)
    old_form = parse("vk", event("message_new", message()), NOW)
    assert by_longpoll and without_id and old_form
    assert by_longpoll.event_id == without_id.event_id == old_form.event_id == "message:7:10:3"
    assert parsed(conversation_message_id=4).event_id != by_longpoll.event_id
    assert by_longpoll.at == datetime.fromtimestamp(1_800_000_000, UTC)


def test_the_start_button_and_the_ref_of_a_link_are_understood() -> None:
    started = parsed(text="Начать", payload='{"command":"start"}', ref="spring", ref_source="vk_ads")
    assert started.input == Started("spring")
    assert (started.ref, started.ref_source) == ("spring", "vk_ads")
    wrote = parsed(ref="spring")
    assert (wrote.input, wrote.ref) == (Wrote("Привет"), "spring")


def test_a_button_of_ours_is_a_press_whether_it_was_text_or_callback() -> None:
    assert parsed(text="Угловая", payload='{"d":"7.2"}').input == Pressed("7.2")
    for payload in ({"d": "7.2"}, '{"d":"7.2"}'):
        body = {"user_id": 7, "peer_id": CHAT, "event_id": "ab:cd", "payload": payload, "conversation_message_id": 3}
        found = parse("vk", event("message_event", body), NOW)
        assert found and found.input == Pressed("7.2")
        assert (found.press_id, found.message_id, found.event_id) == (f"7:{CHAT}:ab:cd", "c3", "e1")
        assert (found.address, found.sender, found.group) == (str(CHAT), "7", True)


def test_a_press_of_somebody_elses_button_is_still_to_be_answered() -> None:
    found = parse("vk", event("message_event", {"user_id": 7, "peer_id": 7, "event_id": "x", "payload": "old"}), NOW)
    assert found and found.input == Pressed("") and found.press_id == "7:7:x"
    assert parsed(payload="{broken").input == Wrote("Привет")


def test_leave_to_write_and_its_withdrawal() -> None:
    allowed = parse("vk", event("message_allow", {"user_id": 7, "key": "k"}, ""), NOW)
    denied = parse("vk", event("message_deny", {"user_id": 7}), NOW)
    assert allowed and denied
    assert (allowed.input, allowed.address, allowed.event_id) == (Unblocked(), "7", "message_allow:7:k")
    assert (denied.input, denied.sender, denied.event_id) == (Blocked(), "7", "e1")


def test_an_edited_message_changes_that_answer() -> None:
    found = parse("vk", event("message_edit", message(text="Нет", update_time=1_800_000_060)), NOW)
    assert found and found.input == Wrote("Нет", edits=True)
    assert found.event_id == "e1" and found.message_id == "c3"


@pytest.mark.parametrize(
    "ignored",
    [
        event("message_reply", message(from_id=-123, out=1, admin_author_id=9)),
        event("message_new", {"message": message(from_id=-123, out=1)}),
        event("message_new", {"message": message(from_id=-999)}),
        event("message_edit", message(from_id=-123, out=1)),
        event("group_join", {"user_id": 7, "join_type": "join"}),
        event("something_new", {}),
        {"type": "wall_post_new"},
        event("message_new", {"message": message(peer_id=CHAT, action={"type": "chat_title_update", "text": "x"})}),
    ],
)
def test_what_concerns_nobody_is_nothing(ignored: dict[str, Any]) -> None:
    assert parse("vk", ignored, NOW) is None


def test_an_event_that_cannot_be_read_does_not_hold_back_the_others() -> None:
    broken = event("message_new", {"message": {"text": "no author"}})
    assert [
        found.input for found in read("vk", [broken, "odd", event("message_new", {"message": message()})], NOW)
    ] == [Wrote("Привет")]


def test_files_photos_and_voices_are_uploads() -> None:
    sizes = [
        {"url": "https://example.com/s", "width": 75, "height": 75},
        {"url": "https://example.com/w", "width": 900},
    ]
    photo = attached("photo", {"id": 1, "owner_id": 7, "sizes": [sizes[0], sizes[1] | {"height": 600}]}, text="Вот")
    assert photo.input == Uploaded("photo", "https://example.com/w", caption="Вот")
    doc = {"id": 2, "owner_id": 7, "title": "plan.pdf", "size": 99, "url": "https://example.com/d"}
    assert attached("doc", doc, text="").input == Uploaded("file", "https://example.com/d", "plan.pdf", 99)
    voice = {"id": 3, "owner_id": 7, "link_ogg": "https://example.com/v.ogg"}
    assert attached("audio_message", voice, text="").input == Uploaded("voice", "https://example.com/v.ogg")
    video = {"id": 4, "owner_id": 7, "access_key": "k", "title": "Кухня"}
    assert attached("video", video, text="").input == Uploaded("video", "video7_4_k", "Кухня")
    assert attached("sticker", {"sticker_id": 9012}, text="").input == Uploaded("sticker", "9012")
    assert attached("poll", {"id": 5, "owner_id": 7}, text="").input == Uploaded("other", "poll7_5")


def test_a_message_from_a_product_card_carries_the_product() -> None:
    market = {"id": 55, "owner_id": -123, "title": "Кухня «Лофт»"}
    found = attached("market", market, text="Ещё продаёте?")
    assert found.input == Wrote("Ещё продаёте?")
    assert found.product == "Кухня «Лофт» https://vk.com/product-123_55"
    link = {"url": "https://vk.com/market-123?w=product-123_55", "title": "Кухня"}
    assert attached("link", link).product == "Кухня https://vk.com/market-123?w=product-123_55"
    assert attached("link", {"url": "https://example.com/market", "title": "x"}).product == ""


def test_a_place_is_a_location() -> None:
    geo = {"type": "point", "coordinates": {"latitude": 59.94, "longitude": 30.31}, "place": {"title": "Петербург"}}
    assert parsed(text="", geo=geo).input == Located(59.94, 30.31, "Петербург")


def test_an_empty_message_is_still_a_message() -> None:
    assert parsed(text="").input == Wrote("")
    assert parsed(text="", fwd_messages=[{"text": "x"}]).input == Uploaded("other", "")


def test_a_chat_of_several_persons_gives_group_messages_without_the_mention() -> None:
    found = parsed(peer_id=CHAT, text="[club123|@kitchens], взял", reply_message={"conversation_message_id": 9})
    assert found.input == GroupMessage("взял", reply_to="c9")
    assert (found.address, found.sender, found.group) == (str(CHAT), "7", True)
    pressed = parsed(peer_id=CHAT, text="[club123|@kitchens] Взять", payload='{"d":"take:5"}')
    assert pressed.input == Pressed("take:5")


def test_the_community_is_invited_to_a_chat_and_put_out_of_it() -> None:
    invited = parsed(peer_id=CHAT, action={"type": "chat_invite_user", "member_id": -123})
    kicked = parsed(peer_id=CHAT, action={"type": "chat_kick_user", "member_id": -123})
    assert (invited.input, kicked.input) == (JoinedGroup(True), JoinedGroup(False))


def test_client_info_becomes_capabilities_and_a_language() -> None:
    info = {
        "button_actions": ["text", "callback", "open_link"],
        "keyboard": True,
        "inline_keyboard": True,
        "lang_id": 3,
    }
    found = parse("vk", event("message_new", {"message": message(), "client_info": info}), NOW)
    assert found and found.profile.language == "en"
    assert found.profile.extra == {"keyboard": True, "inline": True, "callback": True, "link": True}
    assert found.profile.link == "https://vk.com/id7"
    assert capabilities({"keyboard": False, "button_actions": []}) == {"bare": True}
    assert capabilities(None) == {}
