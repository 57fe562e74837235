"""The big sample of the format: it loads, and the quiz that it describes can be answered from end to end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from dialogs import Lead, Person, Script, check, events, load
from tests.contract.talk import NOON, Talk

SAMPLE = (Path(__file__).parents[1] / "dialogs" / "sample.yaml").read_text(encoding="utf-8")
CHAIN = """
chains:
  - id: cold_nurture
    when: "temperature == 'cold' and consent.ads"
    steps: [{after: 1d, say: Первое}, {after: 3d, say: Второе}]
    hours: "10:00-20:00"
"""
SHELF = "id,title,price,currency,url,image,tags,description\nk1,Осло,99000,RUB,https://shop.example/1,,premium,Дуб\n"


@pytest.fixture(scope="module")
def sample() -> Script:
    return load(SAMPLE + ("" if "\nchains:" in SAMPLE else CHAIN), catalogues={"catalogue": SHELF})


def begun(sample: Script) -> Talk:
    return Talk.of(sample, person=Person(first_name="Анна", language="ru", channel="telegram"))


def answered(sample: Script, *, style: str = "Модерн", area: str = "12,5 м2", budget: str = "от 300 000 ₽") -> Talk:
    talk = begun(sample).say(style, area)
    talk.say("1, 3")
    talk.press(budget)
    talk.press("Да").press("Нет")
    return talk.say("Анна", "8 916 123-45-67").press("Пропустить")


def lead(talk: Talk) -> Lead:
    assert talk.lead is not None
    return talk.lead


def test_it_has_no_faults(sample: Script) -> None:
    assert not [str(fault) for fault in check(sample) if not fault.warning]


def test_it_greets_by_name_with_a_fallback(sample: Script) -> None:
    talk = begun(sample)
    assert talk.texts[0].startswith("Здравствуйте, Анна! Несколько вопросов")
    assert talk.texts[1] == "В каком стиле кухня?"
    assert talk.labels == ["Классика", "Модерн", "Пока не знаю"]
    assert [one.name for said in talk.all(events.Said) for one in said.attachments] == ["hello.jpg"]
    assert Talk.of(sample, person=Person(language="ru")).texts[0].startswith("Здравствуйте, гость!")


def test_the_whole_way_of_a_hot_prospect(sample: Script) -> None:
    talk = answered(sample)
    assert talk.asked == "photo"
    assert lead(talk).score == 2 + 2 + 2 + 4
    assert lead(talk).hot
    assert lead(talk).tags == ("premium",)
    talk.upload("photo", name="план.jpg").press("Пропустить")
    (reward,) = talk.all(events.Rewarded)
    assert reward.discount == min(15, 3 + 2 * 5)
    assert reward.code is not None
    assert reward.valid_until == NOON + timedelta(hours=72)
    gift = next(text for text in talk.texts if text.startswith("Ваша скидка"))
    assert gift.startswith(f"Ваша скидка 13 %, код {reward.code}, действует до ")
    assert [card.id for shown in talk.all(events.Shown) for card in shown.cards] == ["k1"]
    assert talk.texts[-1] == "Сейчас подключится менеджер."
    assert talk.wait("15m").texts == ["Сейчас никого нет, ответим завтра с 10:00."]
    assert talk.handed_back().texts == ["Спасибо! Напишите «кухня», чтобы пройти ещё раз."]
    assert talk.ended
    assert talk.say("Кухня").asked == "style"


def test_the_phone_question_prints_the_discount_so_far(sample: Script) -> None:
    talk = begun(sample).say("Модерн", "12", "1").press("до 150 000 ₽").press("Да").press("Нет").say("Анна")
    assert talk.texts == ["Куда отправить расчёт и закрепить скидку 11 %?"]
    assert talk.wait("15m").texts == ["Осталось одно: куда отправить расчёт?"]
    assert talk.wait("1d").texts == ["Ваша скидка 11 % ещё действует."]
    assert talk.wait("2d").texts == ["Спасибо! Напишите «кухня», чтобы пройти ещё раз."]
    assert talk.ended


def test_an_unsure_prospect_goes_to_the_features_and_is_asked_no_budget(sample: Script) -> None:
    talk = begun(sample).say("пока не знаю")
    assert talk.asked == "features"
    assert lead(talk).score == -1
    assert talk.say("Подсветка").asked == "agree"


def test_no_area_no_budget(sample: Script) -> None:
    talk = begun(sample).say("Классика", "4", "1")
    assert talk.asked == "agree"
    other = begun(sample).say("Классика", "4,5", "1")
    assert other.asked == "budget"


def test_a_refused_consent_ends_at_the_farewell(sample: Script) -> None:
    talk = begun(sample).say("пока не знаю", "Подсветка").press("Нет")
    assert talk.texts == ["Спасибо! Напишите «кухня», чтобы пройти ещё раз."]
    assert talk.ended
    assert not lead(talk).is_lead


def test_two_failed_answers_about_the_style_call_a_manager(sample: Script) -> None:
    talk = begun(sample).say("абракадабра")
    assert talk.texts == ["Нажмите кнопку или напишите вариант словами."]
    talk.say("абракадабра")
    assert talk.texts == ["Сейчас подключится менеджер."]
    assert [call.step for call in talk.all(events.HandedOff)] == ["manager"]


@pytest.mark.parametrize("typed", ["2", "модерн", "МОДЕРН!", "Современный", "хай-тек", "хайтек", "модерм"])
def test_the_style_may_be_typed_in_many_ways(sample: Script, typed: str) -> None:
    assert begun(sample).say(typed).value("style") == "modern"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12", 12),
        ("12,5 м2", 12.5),
        ("двенадцать", 12),
        ("3", 3),
        ("100", 100),
        ("2", None),
        ("101", None),
        ("50-60", None),
    ],
)
def test_the_area(sample: Script, typed: str, value: float | None) -> None:
    talk = begun(sample).say("Модерн", typed)
    assert talk.value("area") == value


def test_a_temperate_prospect_without_an_island_gets_the_farewell(sample: Script) -> None:
    talk = begun(sample).say("Классика", "3", "1").press("Да").press("Нет").say("Анна", "ann@example.com")
    for _ in range(3):
        talk.press("Пропустить")
    assert talk.ended
    assert lead(talk).temperature == "cold"
    assert lead(talk).is_lead


def test_english_speakers_get_russian_texts_where_there_are_no_others(sample: Script) -> None:
    talk = Talk.of(sample, person=Person(first_name="Ann", language="en"))
    assert talk.texts[0].startswith("Здравствуйте, Ann!")
    assert talk.keyboard[-1] == "Talk to a person"


@pytest.mark.parametrize("text", ["кухня", "КВИЗ", "Кухня!"])
def test_its_keywords(sample: Script, text: str) -> None:
    from dialogs import choose

    chosen = choose([sample], ref="", text=text, product=False)
    assert chosen is not None
