from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.base import Body, CardOut, Key, Letter, Piece
from bot.channels.vk.keyboard import UnsendableError
from bot.channels.vk.render import Call, Rendered, part_random_id, render, split
from bot.channels.vk.sending import argument, script
from tests.emulators.vk import keyboards, vkscript

from .rig import options

FULL = {"keyboard": True, "inline": True, "callback": True, "link": True, "location": True, "carousel": True}
PLAIN = {"keyboard": True, "link": True}


def rendered(extra: dict[str, Any] | None = None, address: str = "7", random_id: int = 5, **body: Any) -> Rendered:
    letter = Letter(
        1, "vk", address, Body(**({"text": "Вопрос"} | body)), random_id, extra=FULL if extra is None else extra
    )
    return render(letter)


def only(found: Rendered) -> dict[str, Any]:
    assert len(found.calls) == 1
    return dict(found.calls[0].args)


def board(found: Rendered) -> dict[str, Any]:
    return keyboards.keyboard(found.calls[-1].args["keyboard"])


def labels(found: Rendered) -> list[list[str]]:
    return [[key["action"].get("label", key["action"]["type"]) for key in row] for row in board(found)["buttons"]]


def kinds(found: Rendered) -> set[str]:
    return {key["action"]["type"] for row in board(found)["buttons"] for key in row}


def test_buttons_are_inline_where_the_program_shows_callback_buttons_and_text_elsewhere() -> None:
    keys = options("Прямая", "Угловая")
    full = rendered(keys=keys)
    assert board(full)["inline"] and kinds(full) == {"callback"}
    for extra in ({}, PLAIN, {"keyboard": True, "inline": True}):
        plain = rendered(extra, keys=keys)
        assert "inline" not in board(plain) and kinds(plain) == {"text"}
        assert board(plain)["one_time"]
    payload = board(full)["buttons"][0][1]["action"]["payload"]
    assert json.loads(payload) == {"d": "1.1"}


def test_a_program_without_keyboards_gets_numbered_text() -> None:
    keys = (*options("Прямая", "Угловая"), Key("Назад", "1.back", "back"))
    found = rendered({"bare": True}, keys=keys)
    assert only(found)["message"] == "Вопрос\n\n1. Прямая\n2. Угловая\nНазад"
    assert "keyboard" not in only(found) and found.degraded


def test_eleven_options_and_more_take_the_ordinary_keyboard_and_over_forty_become_a_list() -> None:
    eleven = rendered(keys=options(*map(str, range(11))))
    assert "inline" not in board(eleven) and sum(map(len, labels(eleven))) == 11
    forty = rendered(keys=options(*(f"Вариант номер {n}" for n in range(40))))
    assert sum(map(len, labels(forty))) == 40
    keys = (*options(*(f"Вариант {n}" for n in range(41))), Key("Назад", "1.back", "back"))
    listed = rendered(keys=keys)
    assert only(listed)["message"].startswith("Вопрос\n\n1. Вариант 0\n2. Вариант 1\n")
    assert only(listed)["message"].endswith("\n41. Вариант 40")
    assert labels(listed) == [["Назад"]] and "41 options" in listed.degraded


def test_labels_over_forty_characters_stand_in_full_in_the_text_and_numbered_on_the_buttons() -> None:
    long = "Кухня с островом, барной стойкой и встроенной техникой"
    found = rendered(keys=(*options("Прямая", long), Key("Назад", "1.back", "back")))
    assert only(found)["message"] == f"Вопрос\n\n1. Прямая\n2. {long}"
    shown = [label for row in labels(found) for label in row]
    assert shown[0] == "1. Прямая" and shown[2] == "Назад"
    assert shown[1].startswith("2. Кухня с островом") and len(shown[1]) <= 40


def test_back_and_a_person_stand_in_the_last_row_and_are_left_out_first() -> None:
    service = (Key("Назад", "1.back", "back"), Key("Позвать человека", "1.human", "human"))
    assert labels(rendered(keys=(*options("А", "Б"), *service)))[-1] == ["Назад", "Позвать человека"]
    nine = rendered(keys=(*options(*"АБВГДЕЖЗИ"), *service))
    assert board(nine)["inline"] and labels(nine)[-1] == ["Назад"]
    ten = rendered(keys=(*options(*"АБВГДЕЖЗИК"), *service))
    assert board(ten)["inline"] and "Назад" not in str(labels(ten))


def test_a_contact_is_typed_for_vk_has_no_button_that_shares_a_number() -> None:
    keys = (Key("Поделиться номером", "", "share_contact"), Key("Пропустить", "1.skip", "skip"))
    found = rendered(keys=keys, keyboard="contact")
    assert labels(found) == [["Пропустить"]] and "shares a number" in found.degraded


def test_a_place_is_shared_by_a_button_of_its_own_row_where_the_program_can() -> None:
    keys = (Key("Где вы?", "", "share_location"), Key("Пропустить", "1.skip", "skip"))
    assert labels(rendered(keys=keys)) == [["location"], ["Пропустить"]]
    assert labels(rendered(PLAIN, keys=keys)) == [["Пропустить"]]


def test_a_link_button_has_no_colour_and_becomes_text_where_it_is_not_shown() -> None:
    keys = (Key("Сайт", "", "link", "https://example.com/a"),)
    assert board(rendered(keys=keys))["buttons"][0][0] == {
        "action": {"type": "open_link", "label": "Сайт", "link": "https://example.com/a"}
    }
    assert only(rendered({"keyboard": True}, keys=keys))["message"] == "Вопрос\n\nСайт: https://example.com/a"


def test_no_keyboard_of_before_stands_below_a_typed_question() -> None:
    assert board(rendered(question=3))["buttons"] == []
    assert board(rendered(remove_keyboard=True))["buttons"] == []
    assert "keyboard" not in only(rendered())
    replaced = rendered(remove_keyboard=True, keys=options("Да"))
    assert "inline" not in board(replaced) and labels(replaced) == [["Да"]]


def test_a_long_text_is_cut_at_words_and_only_the_last_part_has_the_keyboard_and_the_letters_random_id() -> None:
    text = " ".join(["слово"] * 2000)
    found = rendered(text=text, keys=options("Да"), random_id=77)
    parts = [call.args for call in found.calls]
    assert " ".join(part["message"] for part in parts) == text
    assert all(len(part["message"]) <= 4096 for part in parts)
    assert [("keyboard" in part, part["random_id"]) for part in parts[-1:]] == [(True, 77)]
    ids = [part["random_id"] for part in parts]
    assert all(-(2**31) <= number < 0 for number in ids[:-1]) and len(set(ids)) == len(ids)
    assert ids == [call.args["random_id"] for call in rendered(text=text, random_id=77).calls]


def test_parts_of_neighbouring_letters_never_share_a_random_id() -> None:
    ids = [part_random_id(2**31 - 50 + letter, part) for letter in range(49) for part in range(16)]
    assert len(set(ids)) == len(ids) and all(-(2**31) <= number < 0 for number in ids)


def test_characters_beyond_the_basic_plane_count_twice() -> None:
    parts = split("🎁" * 5000, 4096)
    assert "".join(parts) == "🎁" * 5000
    assert all(len(part.encode("utf-16-le")) // 2 <= 4096 for part in parts)


def test_more_than_ten_files_leave_in_several_messages() -> None:
    pieces = tuple(Piece("image", f"{number}.jpg") for number in range(12))
    found = rendered(pieces=pieces, keys=options("Да"))
    assert [len(call.pieces) for call in found.calls] == [10, 2]
    assert found.calls[1].args["message"] == "Вопрос" and "keyboard" in found.calls[1].args


def test_a_letter_that_says_nothing_or_has_an_endless_payload_cannot_be_sent() -> None:
    with pytest.raises(UnsendableError, match="says nothing"):
        rendered(text="  ")
    with pytest.raises(UnsendableError, match="255"):
        rendered(keys=(Key("Да", "д" * 300),))


def test_an_edit_goes_by_the_number_in_the_talk_or_by_the_message_id() -> None:
    by_cmid = rendered(act="edit", target="c45", keys=options("Да")).calls[0]
    assert by_cmid.method == "messages.edit" and by_cmid.args["cmid"] == 45
    assert rendered(act="edit", target="678").calls[0].args["message_id"] == 678


def test_an_ordinary_keyboard_is_not_edited_but_put_again() -> None:
    found = rendered(PLAIN, act="edit", target="678", keys=options("✓ Да"), random_id=9)
    assert found.calls[0].method == "messages.send" and found.calls[0].args["random_id"] == 9
    assert labels(found) == [["✓ Да"]] and "put again" in found.degraded


def test_a_press_is_answered_with_a_short_toast_or_silently() -> None:
    call = rendered(act="press", press_id="7:2000000001:ab:cd", text="я" * 100).calls[0]
    assert call.method == "messages.sendMessageEventAnswer"
    assert (call.args["user_id"], call.args["peer_id"], call.args["event_id"]) == (7, 2000000001, "ab:cd")
    data = json.loads(call.args["event_data"])
    assert data["type"] == "show_snackbar" and len(data["text"]) == 90
    assert "event_data" not in rendered(act="press", press_id="7:7:x", text="").calls[0].args


def test_a_chat_is_written_to_by_peer_ids_and_answered_in_its_thread() -> None:
    args = only(rendered({}, address="2000000001", reply_to="c9", keys=options("Взять")))
    assert args["peer_ids"] == "2000000001" and "peer_id" not in args
    assert json.loads(args["forward"])["conversation_message_ids"] == [9]
    assert json.loads(args["keyboard"])["inline"]


def cards(count: int, **fields: str) -> tuple[CardOut, ...]:
    usual = {"price": "99 000 ₽", "url": "https://example.com/p", "description": "Белая"}
    return tuple(
        CardOut(**({"id": str(n), "title": f"Кухня {n}", "data": f"1.{n}"} | usual | fields)) for n in range(count)
    )


def test_cards_are_a_carousel_where_the_program_shows_one_and_text_with_links_elsewhere() -> None:
    template = keyboards.template(only(rendered(cards=cards(3), language="ru"))["template"])
    first = template["elements"][0]
    assert (first["title"], first["description"]) == ("Кухня 0", "99 000 ₽ · Белая")
    assert [button["action"]["label"] for button in first["buttons"]] == ["Выбрать", "Подробнее"]
    flat = rendered(PLAIN, cards=cards(2))
    assert "Кухня 1 · 99 000 ₽\nБелая\nhttps://example.com/p" in only(flat)["message"]
    assert labels(flat) == [["Кухня 0", "Кухня 1"]]
    assert "template" not in only(rendered(cards=cards(11)))


def test_cards_with_pictures_carry_the_plain_form_with_them() -> None:
    call = rendered(cards=cards(2, image="a.jpg")).calls[0]
    assert len(call.photos) == 2 and call.instead
    assert len(call.instead.pieces) == 2 and "template" not in call.instead.args


NASTY = "a\"b\\c'd}{](),;\n\r\t\u2028\u2029\u0000\x1b</script>🎁" + "API.messages.send({})"


def test_any_text_is_safe_inside_vkscript() -> None:
    found = rendered(text=NASTY, keys=(Key(NASTY[:30], NASTY[:40]),))
    read = vkscript.calls(script(found.calls))
    assert read[0][0] == "messages.send" and read[0][1]["random_id"] == 5
    assert read[0][1]["message"].startswith(NASTY[:14])
    keyboards.keyboard(read[0][1]["keyboard"])


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.lists(st.text(min_size=1, max_size=60), max_size=45))
def test_whatever_is_said_the_platform_can_read_it(text: str, names: list[str]) -> None:
    for extra in ({}, FULL, PLAIN, {"bare": True}):
        found = rendered(extra, text=f"?{text}", keys=options(*names))
        for _, args in vkscript.calls(script(found.calls)):
            assert len(args["message"]) <= 4096
            if "keyboard" in args:
                keyboards.keyboard(args["keyboard"])


def test_half_a_character_does_not_stop_a_send() -> None:
    assert json.loads(argument({"message": "a\ud83db"})) == {"message": "ab"}
    call = Call("messages.send", {"message": "a\u2028b"})
    assert vkscript.calls(script([call]))[0][1]["message"] == "a\nb"


def test_a_past_question_without_inline_buttons_is_never_put_again() -> None:
    keys = (Key("✓ Остров", "1.o1"),)
    bare = {"keyboard": True}
    body = Body(act="edit", text="Что важно?", keys=keys, question=1, target="c5", past=True)
    [call] = render(Letter(1, "vk", "7", body, 9, extra=bare)).calls
    assert call.method == "messages.edit" and "keyboard" not in call.args
