from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from bot.channels.base import GroupMessage, Inbound, JoinedGroup, Migrated
from bot.channels.telegram.parse import UnreadableUpdate, decode, parse
from dialogs.inputs import Input, Located, SharedContact, Started, Uploaded, Wrote

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ANNA = {"id": 7, "is_bot": False, "first_name": "Anna"}
PRIVATE = {"id": 7, "type": "private"}
FORUM = {"id": -1007, "type": "supergroup", "is_forum": True}


def read(**update: Any) -> Inbound | None:
    return parse(decode(msgspec.json.encode({"update_id": 1} | update)), "telegram", NOW)


def message(**content: Any) -> Inbound | None:
    return read(message={"message_id": 5, "date": 1_795_000_000, "chat": PRIVATE, "from": ANNA} | content)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("/start", Started()),
        ("/start spring_2027-A", Started("spring_2027-A")),
        ("/start@kitchen_quiz_bot poster", Started("poster")),
        ("/start two words", Started()),
        ("/start " + "x" * 65, Started()),
        ("/starting", Wrote("/starting")),
        ("/back", Wrote("/back")),
        ("Привет", Wrote("Привет")),
    ],
)
def test_a_text_is_a_start_or_what_was_written(text: str, given: Input) -> None:
    inbound = message(text=text)
    assert inbound is not None and inbound.input == given


@pytest.mark.parametrize(
    ("contact", "given"),
    [
        ({"phone_number": "79000000000", "user_id": 7}, SharedContact("+79000000000", True, "Anna")),
        ({"phone_number": "+79000000000", "user_id": 7}, SharedContact("+79000000000", True, "Anna")),
        ({"phone_number": "89000000000", "user_id": 8}, SharedContact("89000000000", False, "Anna")),
        ({"phone_number": "8 900 000-00-00"}, SharedContact("8 900 000-00-00", False, "Anna")),
    ],
)
def test_a_contact_is_own_only_when_its_user_is_the_sender(contact: dict[str, Any], given: Input) -> None:
    inbound = message(contact={"first_name": "Anna"} | contact)
    assert inbound is not None and inbound.input == given


FILE = {"file_id": "F", "file_unique_id": "U", "file_size": 9}


@pytest.mark.parametrize(
    ("content", "given"),
    [
        ({"photo": [{"file_id": "small"}, FILE], "caption": "here"}, Uploaded("photo", "F", size=9, caption="here")),
        ({"document": FILE | {"file_name": "plan.pdf"}}, Uploaded("file", "F", "plan.pdf", 9)),
        ({"animation": FILE, "document": FILE}, Uploaded("video", "F", size=9)),
        ({"video": FILE}, Uploaded("video", "F", size=9)),
        ({"video_note": FILE}, Uploaded("video", "F", size=9)),
        ({"voice": FILE}, Uploaded("voice", "F", size=9)),
        ({"audio": FILE}, Uploaded("audio", "F", size=9)),
        ({"sticker": FILE}, Uploaded("sticker", "F", size=9)),
        ({"poll": {"id": "1"}}, Uploaded("other", "")),
        ({"dice": {"emoji": "🎲", "value": 6}}, Uploaded("other", "")),
        ({"location": {"latitude": 59.9, "longitude": 30.3}}, Located(59.9, 30.3)),
        (
            {
                "location": {"latitude": 59.9, "longitude": 30.3},
                "venue": {"location": {"latitude": 59.9, "longitude": 30.3}, "title": "Showroom"},
            },
            Located(59.9, 30.3, "Showroom"),
        ),
    ],
)
def test_what_is_sent_becomes_an_upload_or_a_place(content: dict[str, Any], given: Input) -> None:
    inbound = message(**content)
    assert inbound is not None and inbound.input == given


@pytest.mark.parametrize(
    "update",
    [
        {"channel_post": {"message_id": 1, "chat": {"id": -100, "type": "channel"}, "text": "news"}},
        {"message": {"message_id": 1, "chat": {"id": -100, "type": "channel"}, "text": "news"}},
        {"message": {"message_id": 1, "chat": PRIVATE, "from": ANNA | {"is_bot": True}, "text": "I am a bot"}},
        {"message": {"message_id": 1, "chat": PRIVATE, "from": ANNA, "pinned_message": {"message_id": 2}}},
        {"edited_message": {"message_id": 1, "chat": PRIVATE, "from": ANNA, "caption": "now so", "photo": [FILE]}},
        {"poll_answer": {"poll_id": "1"}},
    ],
)
def test_what_is_not_meant_for_us_gives_nothing(update: dict[str, Any]) -> None:
    assert read(**update) is None


def test_a_press_of_a_message_that_is_out_of_reach_still_counts() -> None:
    old = {"chat": PRIVATE, "message_id": 3, "date": 0}
    inbound = read(callback_query={"id": "4", "from": ANNA, "message": old, "chat_instance": "1", "data": "2.1"})
    assert inbound is not None
    assert (inbound.address, inbound.message_id, inbound.press_id, inbound.at) == ("7", "3", "4", NOW)


def test_a_group_s_messages_keep_their_thread_and_what_they_reply_to() -> None:
    inbound = message(
        chat=FORUM, text="mine", message_thread_id=4, is_topic_message=True, reply_to_message={"message_id": 2}
    )
    assert inbound is not None and inbound.group and inbound.address == "-1007" and inbound.sender == "7"
    assert inbound.input == GroupMessage("mine", reply_to="2", thread="4")


def test_a_group_tells_of_moving_and_of_invitations() -> None:
    moved = message(chat={"id": -9, "type": "group"}, migrate_to_chat_id=-1009)
    assert moved is not None and (moved.address, moved.input) == ("-9", Migrated("-1009"))
    change = {"chat": FORUM, "from": ANNA, "date": 1, "new_chat_member": {"status": "member"}}
    joined = read(my_chat_member=change)
    left = read(my_chat_member=change | {"new_chat_member": {"status": "kicked"}})
    assert joined is not None and joined.input == JoinedGroup(True)
    assert left is not None and left.input == JoinedGroup(False)


def test_an_unreadable_update_is_known_by_its_number_only() -> None:
    with pytest.raises(UnreadableUpdate, match="update 12 cannot") as caught:
        decode(b'{"update_id": 12, "message": {"text": "secret words"}}')
    assert caught.value.update_id == 12 and "secret" not in str(caught.value)
    with pytest.raises(UnreadableUpdate, match="update 0 cannot"):
        decode(b'{"update_id": "x"}')
