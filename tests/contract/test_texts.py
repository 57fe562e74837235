"""Rules 23 and 24, the table of built-in variables."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from dialogs import Person, Product, Source
from tests.contract.talk import Talk, errors, faults, loaded


def said(text: str, head: str = "", before: str = "", **more: object) -> str:
    quoted = text.replace("'", "''")
    return Talk.of(f"{before}\n- {{id: out, say: '{quoted}'}}", head, **more).texts[-1]


def test_a_value_its_fallback_and_nothing() -> None:
    assert said("Hi {first_name|guest}!") == "Hi Ann!"
    assert said("Hi {first_name|guest}!", person=Person()) == "Hi guest!"
    assert said("Hi {first_name}!", person=Person()) in ("Hi !", "Hi!")


def test_a_fallback_serves_empty_text_too() -> None:
    assert said("<{x|none}>", before="- set: {x: \"''\"}") == "<none>"


def test_zero_is_no_missing_value() -> None:
    assert said("<{score|none}>") == "<0>"


def test_check_warns_of_a_value_that_may_be_missing_and_has_no_fallback() -> None:
    ask = "- {id: a, ask: A?, number: {}, optional: true}\n"
    assert [fault for fault in faults(ask + "- {id: b, say: 'So {a}'}") if fault.warning and fault.step == "b"]
    assert not [fault for fault in faults(ask + "- {id: b, say: 'So {a|nothing}'}") if fault.step == "b"]
    assert [fault for fault in faults("- {id: b, say: 'So {first_name}'}") if fault.warning and fault.step == "b"]


def test_an_unknown_name_in_a_text_is_a_fault() -> None:
    found = errors("- {id: b, say: 'So {first_nam}'}")
    assert any("first_name" in str(fault) for fault in found)


def test_doubled_braces_print_braces() -> None:
    assert said("{{x}} {first_name}") == "{x} Ann"
    assert said("a {{ b }} c") == "a { b } c"


@pytest.mark.parametrize("text", ["Hi {first_name", "Hi }", "Hi {}", "Hi {first name}", "{score:a/b/c/d}"])
def test_a_broken_placeholder_is_a_fault(text: str) -> None:
    assert errors(f"- {{id: b, say: '{text}'}}")


@pytest.mark.parametrize(
    ("language", "forms", "words"),
    [
        ("ru", "час/часа/часов", {1: "час", 2: "часа", 4: "часа", 21: "час", 22: "часа", 101: "час"}),
        ("ru", "час/часа/часов", dict.fromkeys((0, 5, 11, 12, 14, 25, 100, 111, 112), "часов")),
        ("uk", "година/години/годин", {1: "година", 3: "години", 7: "годин", 11: "годин", 21: "година", 23: "години"}),
        ("en", "hour/hours", {0: "hours", 1: "hour", 2: "hours", 21: "hours"}),
        ("fr", "heure/heures", {0: "heure", 1: "heure", 2: "heures", 21: "heures"}),
        ("nl", "uur/uren", {0: "uren", 1: "uur", 2: "uren"}),
        ("el", "ώρα/ώρες", {0: "ώρες", 1: "ώρα", 2: "ώρες"}),
    ],
)  # fmt: skip
def test_plurals(language: str, forms: str, words: dict[int, str]) -> None:
    script = loaded(f"- {{id: n, ask: N?, number: {{}}}}\n- {{id: out, say: '{{n}} {{n:{forms}}}'}}", language=language)
    for number, word in words.items():
        text = Talk.of(script, person=Person(language=language)).say(str(number)).texts[-1]
        assert text.split(" ")[-1] == word, number


@pytest.mark.parametrize(("language", "forms"), [("ru", "час/часа"), ("en", "a/b/c"), ("fr", "a"), ("uk", "a/b")])
def test_too_many_or_too_few_forms_are_a_fault(language: str, forms: str) -> None:
    assert errors(f"- {{id: n, ask: N?, number: {{}}}}\n- {{id: out, say: '{{n:{forms}}}'}}", language=language)


def test_a_fraction_takes_the_form_of_fractions() -> None:
    talk = Talk.of("- {id: n, ask: N?, number: {}}\n- {id: out, say: '{n} {n:час/часа/часов}'}", language="ru").say(
        "1,5"
    )
    assert talk.texts == ["1,5 часа"]


def test_a_value_is_never_a_placeholder_or_markup_itself() -> None:
    talk = Talk.of("- {id: a, ask: A?, text: {}}\n- {id: b, say: 'You said {a}'}").say("{first_name} {{x}} <b>*_[")
    assert talk.texts == ["You said {first_name} {{x}} <b>*_["]


# Languages ------------------------------------------------------------------------------------------------------------

BOTH = """
- id: a
  ask: {ru: Цвет?, en: Colour?}
  options: [{id: x, text: {ru: Красный, en: Red}}, {id: y, text: {ru: Синий, en: Blue}}]
- {id: b, say: {ru: "Вы выбрали {a}", en: "You chose {a}"}, file: {ru: ru.pdf, en: en.pdf}}
"""


@pytest.mark.parametrize(
    ("person", "asked"),
    [
        (Person(language="ru"), "Цвет?"), (Person(language="en"), "Colour?"), (Person(language="en-US"), "Colour?"),
        (Person(language="de"), "Цвет?"), (Person(language=""), "Цвет?"), (Person(language="fr-FR"), "Цвет?"),
        (Person(language="en", language_chosen=True), "Colour?"),
    ],
)  # fmt: skip
def test_the_persons_language_where_it_is_listed_else_the_scripts(person: Person, asked: str) -> None:
    assert Talk.of(BOTH, "languages: [ru, en]", language="ru", person=person).texts == [asked]


def test_labels_texts_and_files_are_of_that_language() -> None:
    talk = Talk.of(BOTH, "languages: [ru, en]", language="ru", person=Person(language="en"))
    assert talk.labels == ["Red", "Blue"]
    talk.press("Red")
    assert talk.texts == ["You chose Red"]
    from dialogs import events

    assert [one.name for event in talk.all(events.Said) for one in event.attachments] == ["en.pdf"]


@pytest.mark.parametrize(
    "step",
    [
        "{id: a, say: {ru: Да}}",
        "{id: a, ask: {ru: Да, en: A}, options: [{id: x, text: {ru: Да}}, {id: y, text: {ru: Нет, en: No}}]}",
        "{id: a, say: {ru: Да, en: Yes}, image: {ru: a.jpg}}",
        "{id: a, ask: {ru: Да, en: A}, text: {}, remind: [{after: 1h, say: {ru: Да}}]}",
        "{id: a, ask: {ru: Да, en: A}, text: {}, retry: {say: {ru: Да}}}",
        "{id: a, handoff: {say: {ru: Да}}}",
        "{id: a, ask: {ru: Да, en: A}, consent: {document: {ru: 'https://shop.example/ru'}, version: '1'}}",
        "{id: a, say: {en: Yes}}",
    ],
)
def test_a_missing_language_is_a_fault(step: str) -> None:
    assert errors(f"- {step}", "languages: [ru, en]", language="ru")


def test_a_language_that_is_not_listed_is_a_fault() -> None:
    assert errors("- {id: a, say: {ru: Да, en: Yes, fr: Oui}}", "languages: [ru, en]", language="ru")


def test_a_plain_text_serves_every_language_of_the_script() -> None:
    assert not errors("- {id: a, say: Да}", "languages: [ru, en]", language="ru")
    talk = Talk.of("- {id: a, say: Да}", "languages: [ru, en]", language="ru", person=Person(language="en"))
    assert talk.texts == ["Да"]


# Built-in variables ---------------------------------------------------------------------------------------------------


def test_what_is_known_of_the_person_and_the_source() -> None:
    talk = Talk.of(
        "- {id: a, say: '{first_name} {language} {channel} {source|-} {ref|-}'}",
        source=Source(kind="social", source="vk", ref="vk_ads_7"),
        channel="telegram",
    )
    assert talk.texts == ["Ann en telegram vk vk_ads_7"]


def test_first_name_source_ref_and_product_may_be_none() -> None:
    steps = (
        "- {id: a, when: 'first_name == none and source == none and ref == none and product == none', say: None}\n"
        "- {id: b, say: B}"
    )
    assert Talk.of(steps, person=Person()).texts == ["None", "B"]
    assert Talk.of(steps).texts == ["B"]


def test_the_product() -> None:
    assert said("{product}", product=Product(id="7", title="Red shoes")) == "Red shoes"
    assert said("{product|none}") == "none"


def test_score_temperature_and_tags() -> None:
    steps = (
        "- {id: q, ask: Q?, options: [{id: x, text: X, score: 5, tags: [b2b, rich]}]}\n"
        "- {id: a, when: \"temperature == 'warm' and score == 5 and 'rich' in tags\", say: '{score} {tags}'}"
    )
    assert Talk.of(steps).press("X").texts == ["5 b2b, rich"]


def test_the_discount_is_a_whole_percent_without_a_sign() -> None:
    assert said("{discount} %", "reward: {discount: {start: 3, per_answer: 2, max: 15}}") == "3 %"
    assert said("<{discount|none}>") in ("<none>", "<0>")


def test_consents_are_true_or_false() -> None:
    steps = "- {id: a, when: 'consent.processing == false and not consent.ads', say: No}\n- {id: b, say: B}"
    assert Talk.of(steps).texts == ["No", "B"]


def test_status_reason_and_event_are_none_in_a_talk() -> None:
    steps = "- {id: a, when: 'status == none and loss_reason == none and event == none', say: None}\n- {id: b, say: B}"
    assert Talk.of(steps).texts[0] == "None"


@pytest.mark.parametrize(
    ("now", "zone", "values"),
    [
        (datetime(2026, 3, 2, 9, 0, tzinfo=UTC), "Europe/Moscow", ("2026-03-02", 1, 12)),
        (datetime(2026, 3, 1, 21, 0, tzinfo=UTC), "Europe/Moscow", ("2026-03-02", 1, 0)),
        (datetime(2026, 3, 1, 20, 59, tzinfo=UTC), "Europe/Moscow", ("2026-03-01", 7, 23)),
        (datetime(2026, 3, 1, 15, 0, tzinfo=UTC), "Asia/Vladivostok", ("2026-03-02", 1, 1)),
    ],
)
def test_today_weekday_and_hour_are_of_the_scripts_zone(now: datetime, zone: str, values: tuple[str, int, int]) -> None:
    day, weekday, hour = values
    steps = (
        f"- {{id: a, when: \"today == '{day}' and weekday == {weekday} and hour == {hour}\", "
        "say: 'Right {weekday} {hour}'}\n"
        f"- {{id: b, say: B}}"
    )
    talk = Talk.of(steps, f"timezone: {zone}", now=now, timezone="America/New_York")
    assert talk.texts[0] == f"Right {weekday} {hour}"


def test_a_place_and_a_file_are_texts_only() -> None:
    steps = (
        "- {id: p, ask: P?, location: {}}\n- {id: f, ask: F?, upload: {kinds: [photo]}}\n- {id: b, say: '<{p}> <{f}>'}"
    )
    talk = Talk.of(steps).locate(55.75, 37.62).upload(name="plan.jpg")
    assert re.fullmatch(r"<.*55\.75.*> <.+>", talk.texts[-1])
    assert not errors("- {id: p, ask: P?, location: {}}\n- {id: b, when: 'p != none', say: B}")


def test_skipped_answers_print_their_fallback() -> None:
    talk = Talk.of("- {id: a, ask: A?, text: {}, optional: true}\n- {id: b, say: '<{a|no words}>'}").press("Skip")
    assert talk.texts == ["<no words>"]


def test_an_empty_fallback_is_one() -> None:
    assert not [
        fault for fault in faults("- {id: b, say: 'So {first_name|}'}") if fault.step == "b" and "|" in fault.todo
    ]


def test_a_chosen_language_stays_after_a_restart_and_in_the_next_talk() -> None:
    talk = Talk.of(BOTH, "languages: [ru, en]", language="ru", person=Person(language="ru")).say("/language", "English")
    assert "Colour?" in talk.text
    assert talk.say("restart").texts == ["Colour?"]
    assert talk.press("Red").ended
    assert talk.say("hi").texts == ["Colour?"]


@pytest.mark.parametrize(
    ("language", "day", "number"),
    [
        ("ru", "31.12.2026", "12,5"),
        ("uk", "31.12.2026", "12,5"),
        ("en", "31 Dec 2026", "12.5"),
        ("fr", "31/12/2026", "12,5"),
        ("nl", "31-12-2026", "12,5"),
        ("el", "31/12/2026", "12,5"),
    ],
)
def test_dates_and_numbers_print_in_the_form_of_the_language(language: str, day: str, number: str) -> None:
    steps = "- {id: a, ask: A?, date: {}}\n- {id: n, ask: N?, number: {}}\n- {id: z, say: '{a} / {n}'}"
    assert Talk.of(steps, language=language).say("2026-12-31", "12.5").texts == [f"{day} / {number}"]
