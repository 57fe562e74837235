"""Letters become the frames that the page shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.base import Body, CardOut, Key, Piece
from bot.channels.web.render import FeedRow, Told, frame, history, web_link

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def row(body: Body, seq: int = 7, at: datetime = NOW) -> FeedRow:
    return FeedRow(seq, "a", at, body)


def test_a_question_has_its_text_buttons_and_number() -> None:
    body = Body(text="Какой стиль?", keys=(Key("Модерн", "3.1"),), question=3, progress=40, discount=7, language="ru")
    assert frame(row(body)) == {
        "seq": 7,
        "text": "Какой стиль?",
        "buttons": [{"id": "3.1", "text": "Модерн", "role": "option"}],
        "at": "2026-03-02T09:30:00Z",
        "question": 3,
        "keyboard": "options",
        "language": "ru",
        "progress": 40,
        "discount": 7,
    }


def test_an_edit_names_the_question_whose_buttons_change() -> None:
    made = frame(row(Body(act="edit", text="q", keys=(Key("✓ Модерн", "3.1"),), question=3)))
    assert made["edit"] is True
    assert made["question"] == 3
    assert made["buttons"][0]["text"] == "✓ Модерн"


def test_the_answer_to_a_press_is_a_toast() -> None:
    assert frame(row(Body(act="press", text="Уже нельзя", press_id="p1"))) == {
        "seq": 7,
        "toast": "Уже нельзя",
        "press": "p1",
    }


def test_sharing_a_number_is_no_button_here_since_the_field_asks_for_it() -> None:
    made = frame(row(Body(text="Телефон?", keys=(Key("Мой номер", "", "share_contact"),), keyboard="contact")))
    assert made["buttons"] == []
    assert made["keyboard"] == "contact"


def test_files_and_cards_come_with_addresses() -> None:
    body = Body(
        text="",
        pieces=(Piece("image", "кухня 1.jpg", "kitchen"), Piece("file", "https://shop.example/c.pdf")),
        cards=(CardOut("a", "Кухня", "100 ₽", "https://shop.example/a", "a.jpg", "", "5.1"),),
    )
    made = frame(row(body))
    assert [one["url"] for one in made["files"]] == [
        "/media/%D0%BA%D1%83%D1%85%D0%BD%D1%8F%201.jpg",
        "https://shop.example/c.pdf",
    ]
    assert made["cards"] == [
        {
            "id": "5.1",
            "title": "Кухня",
            "price": "100 ₽",
            "description": "",
            "url": "https://shop.example/a",
            "image": "/media/a.jpg",
        }
    ]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "JAVASCRIPT:x", "//evil.example"])
def test_a_link_that_would_run_something_leads_nowhere(url: str) -> None:
    assert web_link(url) == "about:blank"


def test_after_a_reload_the_prospects_words_stand_before_the_answers_of_the_same_moment() -> None:
    later = NOW + timedelta(seconds=5)
    rows = [
        row(Body(text="Стиль?", keys=(Key("Модерн", "1.1"),), question=1), 1),
        row(Body(text="Площадь?", question=2), 2, later),
    ]
    told = [Told(NOW - timedelta(seconds=1), "/start kitchen"), Told(later, "1.1"), Told(later, "и остров")]
    shown = [one.get("text") for one in history(rows, told)]
    assert shown == ["Стиль?", "Модерн", "и остров", "Площадь?"]


def test_ticks_of_a_question_with_several_answers_are_read_again_as_one_answer() -> None:
    keys = (Key("Подсветка", "2.1"), Key("Остров", "2.2"), Key("Мойка", "2.3"), Key("Готово", "2.done", "done"))
    ticked = (Key("✓ Подсветка", "2.1"), Key("✓ Остров", "2.2"), Key("Мойка", "2.3"))
    rows = [row(Body(text="Что важно?", keys=keys, question=2)), row(Body(act="edit", keys=ticked, question=2), 8)]
    told = [Told(NOW, data) for data in ("2.3", "2.3", "2.1", "2.2", "2.done")]
    assert [one["text"] for one in history(rows, told) if "me" in one] == ["Подсветка, Остров"]


def test_a_press_whose_button_is_gone_is_not_shown_as_bare_data() -> None:
    assert history([], [Told(NOW, "9.4")]) == []
