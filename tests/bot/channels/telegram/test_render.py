from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Body, CardOut, Key, Piece
from bot.channels.telegram.render import ABILITIES, cut, render, split


def keys(*labels: str) -> tuple[Key, ...]:
    return tuple(Key(label, f"7.{number}") for number, label in enumerate(labels, 1))


def rows(body: Body, address: str = "7") -> list[list[str]]:
    markup = render(address, body).calls[-1].args["reply_markup"]
    return [[key["text"] for key in row] for row in markup.get("inline_keyboard") or markup["keyboard"]]


def test_short_labels_share_a_row_and_long_ones_stand_alone() -> None:
    assert rows(Body(text="?", keys=keys("Round", "Square", "Oval"))) == [["Round", "Square"], ["Oval"]]
    assert rows(Body(text="?", keys=keys("Round", "With a drawer below"))) == [["Round"], ["With a drawer below"]]
    assert rows(Body(text="?", keys=keys("1", "2", "3", "4", "5"))) == [["1", "2", "3", "4", "5"]]


def test_a_tick_does_not_change_the_layout() -> None:
    before, after = keys("Eighteen letters s", "Oval"), keys("✓ Eighteen letters s", "Oval")
    assert [len(row) for row in rows(Body(text="?", keys=before))] == [2]
    assert [len(row) for row in rows(Body(text="?", keys=after))] == [2]
    ticked = keys("✓ " + "x" * ABILITIES.label)
    assert rows(Body(text="?", keys=ticked)) == [[ticked[0].label]]


def test_done_and_skip_stand_alone_yes_and_no_side_by_side_back_and_human_last() -> None:
    named = [
        Key("Back", "b", "back"),
        Key("A person, please", "h", "human"),
        *keys("Oak"),
        Key("Done", "d", "done"),
        Key("Skip", "s", "skip"),
        Key("Yes", "y", "yes"),
        Key("No", "n", "no"),
    ]
    wanted = [["Oak"], ["Yes", "No"], ["Done"], ["Skip"], ["Back", "A person, please"]]
    assert rows(Body(text="?", keys=tuple(named))) == wanted


def test_texts_go_out_without_markup() -> None:
    [call] = render("7", Body(text="<b>*_[")).calls
    assert call.args == {"chat_id": 7, "text": "<b>*_["}


def test_long_labels_are_numbered_and_cut_and_stand_in_the_text() -> None:
    long = "A very long label that no telephone would ever show in full, not even a wide one"
    shown = render("7", Body(text="Which?", keys=keys("Short", long)))
    [call] = shown.calls
    assert call.args["text"] == f"Which?\n\n1. Short\n2. {long}"
    labels = [row[0]["text"] for row in call.args["reply_markup"]["inline_keyboard"]]
    assert labels[0] == "1. Short" and labels[1].startswith("2. A very long") and len(labels[1]) == ABILITIES.label
    assert "cut" in shown.degraded


def test_too_many_options_become_a_numbered_list() -> None:
    shown = render("7", Body(text="Which?", keys=(*keys(*map(str, range(120))), Key("Back", "b", "back"))))
    [call] = shown.calls
    assert "120. 119" in call.args["text"] and "numbered list" in shown.degraded
    assert [row[0]["text"] for row in call.args["reply_markup"]["inline_keyboard"]] == ["Back"]


def test_a_group_gets_no_share_button() -> None:
    body = Body(text="?", keys=(Key("My number", "c", "share_contact"), *keys("Later")), keyboard="contact")
    assert rows(body, "-7") == [["Later"]]


def test_a_share_keyboard_tells_its_links_in_the_text() -> None:
    body = Body(
        text="Your number?",
        keys=(Key("My number", "c", "share_contact"), Key("Policy", "", "link", "https://example.com/policy")),
        keyboard="contact",
    )
    [call] = render("7", body).calls
    assert call.args["text"] == "Your number?\nPolicy: https://example.com/policy"
    assert call.args["reply_markup"]["keyboard"] == [[{"text": "My number", "request_contact": True}]]


def test_one_picture_takes_a_short_text_as_its_caption() -> None:
    [call] = render("7", Body(text="Look", pieces=(Piece("image", "https://example.com/a.jpg"),))).calls
    assert (call.method, call.args["photo"], call.args["caption"]) == ("sendPhoto", "https://example.com/a.jpg", "Look")


def test_a_long_text_a_keyboard_or_a_second_picture_keep_text_and_picture_apart() -> None:
    piece = Piece("image", "https://example.com/a.jpg")
    for body in (
        Body(text="x" * 1025, pieces=(piece,)),
        Body(text="Look", pieces=(piece,), keys=keys("Go on")),
        Body(text="Look", pieces=(piece, piece)),
    ):
        methods = [call.method for call in render("7", body).calls]
        assert methods[-1] == "sendMessage" and set(methods[:-1]) == {"sendPhoto"}


def test_cards_become_paragraphs_with_a_button_each() -> None:
    cards = (
        CardOut("1", "Lamp", "900 ₽", "https://example.com/lamp", "lamp.jpg", "Warm light", "5.1"),
        CardOut("2", "Rug", url="https://example.com/rug"),
    )
    shown = render("7", Body(text="For you:", cards=cards))
    [call] = shown.calls
    first = "1. Lamp — 900 ₽\nWarm light\nhttps://example.com/lamp"
    assert call.args["text"] == f"For you:\n\n{first}\n\n2. Rug\nhttps://example.com/rug"
    assert [key for row in call.args["reply_markup"]["inline_keyboard"] for key in row] == [
        {"text": "1. Lamp", "callback_data": "5.1"},
        {"text": "2. Rug", "url": "https://example.com/rug"},
    ]
    assert "pictures" in shown.degraded


def test_a_topic_and_a_reply_are_kept_but_general_is_never_named() -> None:
    [call] = render("-7", Body(text="hello", thread="4", reply_to="9")).calls
    assert call.args["message_thread_id"] == 4
    assert call.args["reply_parameters"] == {"message_id": 9, "allow_sending_without_reply": True}
    [call] = render("-7", Body(text="hello", thread="1")).calls
    assert "message_thread_id" not in call.args


def test_the_edit_of_a_long_text_changes_its_last_part() -> None:
    text = "\n".join(f"line {number} of a long offer" for number in range(300))
    parts = [call.args["text"] for call in render("7", Body(text=text, keys=keys("Yes"))).calls]
    [edit] = render("7", Body(act="edit", target="5", text=text, keys=keys("✓ Yes"))).calls
    assert edit.args["text"] == parts[-1]


def test_a_toast_is_cut_to_what_the_platform_takes() -> None:
    [call] = render("7", Body(act="press", press_id="1", text="x" * 300)).calls
    assert len(call.args["text"]) == 200
    [call] = render("7", Body(act="press", press_id="1")).calls
    assert call.args == {"callback_query_id": "1"}


def test_nothing_to_say_makes_no_call() -> None:
    assert render("7", Body(text="  ")).calls == ()


@given(st.text(alphabet=st.sampled_from("ab \n👩"), max_size=400), st.integers(5, 60))
def test_a_text_in_parts_loses_nothing_but_blanks_at_the_borders(text: str, length: int) -> None:
    parts = split(text, length)
    assert all(len(part) <= max(length, 1) for part in parts) or not text.strip()
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(st.text(max_size=80), st.integers(1, 70))
def test_a_cut_text_fits(text: str, length: int) -> None:
    assert len(cut(text, length)) <= length


def test_each_state_of_a_keyboard_fits_what_the_platform_takes() -> None:
    roles = ("option", "done", "skip", "yes", "no", "back", "human", "restart", "continue", "link", "card")
    for first, second in itertools.product(roles, roles):
        body = Body(text="?", keys=(Key("Ж" * 40, "", first), Key("B", "x", second)))
        for row in render("7", body).calls[-1].args["reply_markup"]["inline_keyboard"]:
            assert 1 <= len(row) <= 8 and all(len(key["callback_data"].encode()) <= 64 for key in row)
