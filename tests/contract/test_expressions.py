"""Rules 7 to 9: what conditions mean, what `none` means, what is computed from the answers."""

from __future__ import annotations

import pytest

from tests.contract.talk import Talk, errors, faults, loaded

QUESTIONS = """
- id: style
  ask: Style?
  options:
    - {id: classic, text: Classic, score: 1}
    - {id: modern, text: Modern, score: 2, tags: [premium]}
    - {id: odd, text: Odd, score: -9}
  optional: true
- id: area
  ask: Area?
  number: {}
  optional: true
  score: [{when: "area >= 12", add: 2}, {when: "area >= 8", add: 1}]
- id: features
  ask: Features?
  options:
    - {id: light, text: Light}
    - {id: sink, text: Sink}
    - {id: island, text: Island, score: 2, tags: [big, premium]}
  many: {}
  optional: true
- {id: stars, ask: Stars?, rating: {max: 5}, optional: true}
- {id: day, ask: Day?, date: {}, optional: true}
"""


def talk_with(condition: str) -> str:
    return QUESTIONS + f"- {{id: yes_, when: \"{condition}\", say: 'Yes', end: true}}\n- {{id: no_, say: 'No'}}\n"


def truth(condition: str, *answers: str) -> bool:
    """Whether the condition holds after these answers to style, area, features, stars, day; "" skips."""
    talk = Talk.of(talk_with(condition))
    for answer in (*answers, *[""] * (5 - len(answers))):
        talk.say(answer or "skip")
    assert talk.ended, talk.text
    return talk.text == "Yes"


ALL = ("Modern", "10", "light, island", "4", "2026-12-31")


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("style == 'modern'", True), ("style == 'classic'", False), ("style != 'classic'", True),
        ("area == 10", True), ("area < 10", False), ("area <= 10", True), ("area > 10", False), ("area >= 10", True),
        ("area + 2 == 12", True), ("area - 2 == 8", True), ("area * 2 == 20", True), ("area / 4 == 2.5", True),
        ("-area < 0", True), ("2 + 3 * 2 == 8", True), ("(2 + 3) * 2 == 10", True), ("10 - 4 - 3 == 3", True),
        ("'island' in features", True), ("'sink' in features", False), ("'sink' not in features", True),
        ("'light' not in features", False), ("stars >= 4", True), ("stars == 4", True),
        ("day == '2026-12-31'", True), ("day > '2026-01-01'", True), ("day < '2026-12-31'", False),
        ("style == 'modern' and area > 4", True), ("style == 'classic' or area > 4", True),
        ("not style == 'classic'", True), ("not (style == 'modern')", False),
        ("style == 'modern' or style == 'classic' and area > 99", True),
        ("(style == 'modern' or style == 'classic') and area > 99", False),
        ("true", True), ("false", False), ("none", False), ("not none", True), ("1", True), ("0", False),
        ("'premium' in tags", True), ("'big' in tags", True), ("'nothing' in tags", False),
        ("style in ['classic', 'modern']", True), ("style not in ['classic', 'odd']", True),
        ('style == \\"modern\\"', True), ("12.5 > area", True), ("4 < area and area < 12", True),
    ],
)  # fmt: skip
def test_conditions(condition: str, holds: bool) -> None:
    assert truth(condition, *ALL) is holds


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("style == 'modern'", False), ("style != 'modern'", True), ("area < 5", False), ("area <= 5", False),
        ("area > 5", False), ("area >= 5", False), ("area == 5", False), ("area != 5", True),
        ("'sink' in features", False), ("'sink' not in features", True), ("style in ['modern']", False),
        ("style not in ['modern']", True), ("style == none", True), ("style != none", False), ("none == style", True),
        ("area + 1 == none", True), ("area * 0 == none", True), ("1 - area == none", True), ("-area == none", True),
        ("area / 2 == none", True), ("area + 1 > 0", False), ("area + 1 != 5", True), ("style", False),
        ("not style", True), ("area or stars", False), ("not area and not stars", True), ("day == none", True),
        ("stars == none", True), ("features == none", True),
    ],
)  # fmt: skip
def test_conditions_on_what_was_skipped(condition: str, holds: bool) -> None:
    assert truth(condition) is holds


@pytest.mark.parametrize(
    ("condition", "holds"),
    [("style == none", False), ("style != none", True), ("area", True), ("features", True), ("style", True)],
)
def test_none_is_told_from_an_answer(condition: str, holds: bool) -> None:
    assert truth(condition, *ALL) is holds


@pytest.mark.parametrize("empty", ["none", "false", "0", "''", "[]", "tags", "score", "ref", "0.0"])
def test_these_count_as_false(empty: str) -> None:
    talk = Talk.of(f'- {{id: a, when: "{empty}", say: A}}\n- {{id: b, when: "not {empty}", say: B}}')
    assert talk.texts == ["B"]


def test_a_step_that_was_passed_over_is_none() -> None:
    talk = Talk.of("""
        - {id: a, when: "false", ask: A?, number: {}}
        - {id: b, when: "a == none", say: "none: {a|nothing}"}
    """)
    assert talk.texts == ["none: nothing"]


def test_division_by_zero_harms_nobody() -> None:
    talk = Talk.of("- {id: a, ask: A?, number: {}}\n- {id: b, when: '1 / a > 1', say: B}\n- {id: c, say: C}").say("0")
    assert talk.texts[-1] == "C"


@pytest.mark.parametrize(
    "condition",
    [
        "stile == 'modern'",  # an unknown name
        "style == 'modrn'",  # an unknown option
        "style != 'modrn'",
        "'modrn' == style",
        "'islnd' in features",
        "'islnd' not in features",
        "style in ['modern', 'clasic']",
        "style = 'modern'",  # = for ==
        "features == 'light'",  # == on a list
        "features == ['light']",
        "features != 'light'",
        "tags == 'premium'",
        "len(features) > 1",  # a call
        "style.upper() == 'X'",
        "style == ",
        "(area > 1",
        "area >",
        "area ** 2 > 1",
        "lambda: 1",
        "area > 1; area",
        "__import__('os')",
        "temperature == 'lukewarm'",
        "first_name.__class__",
        "features[0] == 'light'",
        "consent.spam",
        "area > 1 and " * 400 + "true",
        "(" * 300 + "1" + ")" * 300,
    ],
)
def test_a_faulty_condition_is_a_fault_of_the_script(condition: str) -> None:
    found = errors(talk_with(condition))
    assert found
    assert any(fault.step == "yes_" for fault in found)


def test_faults_of_conditions_are_found_wherever_conditions_stand() -> None:
    bad = "nobody > 1"
    assert errors(f"- {{id: b, branch: [{{when: '{bad}', go: c}}]}}\n- {{id: c, say: C}}")
    assert errors(f"- {{id: b, ask: B?, number: {{}}, score: [{{when: '{bad}', add: 1}}]}}")
    assert errors(f"- set: {{x: '{bad}'}}\n- {{id: c, say: C}}")
    assert errors("- {id: c, say: C}", f"chains: [{{id: x, when: '{bad}', steps: [{{after: 1d, say: A}}]}}]")


def test_an_equals_sign_is_answered_with_the_right_one() -> None:
    assert any("==" in fault.todo or "==" in fault.text for fault in faults(talk_with("style = 'modern'")))


# Values ---------------------------------------------------------------------------------------------------------------


def test_what_each_answer_is_as_a_value() -> None:
    talk = Talk.of(QUESTIONS + "- {id: bye, say: Bye}").say(*ALL)
    assert talk.value("style") == "modern"
    assert talk.value("area") == 10
    assert talk.value("features") in (["light", "island"], ("light", "island"))
    assert talk.value("stars") == 4
    assert talk.value("day") == "2026-12-31"


def test_a_slot_is_a_day_and_a_time() -> None:
    talk = Talk.of(
        "- {id: t, ask: T?, slot: {days: 3, from: '10:00', to: '19:00', every: 1h}}\n"
        "- {id: b, when: \"t == '2026-03-03T15:00'\", say: B}"
    )
    talk.say("завтра в 15:00" if False else "tomorrow at 15:00")
    assert talk.value("t") == "2026-03-03T15:00"
    assert talk.texts[-1] == "B"


def test_in_texts_answers_print_as_labels_numbers_and_dates_of_the_prospects_language() -> None:
    steps = """
        - id: style
          ask: {ru: Стиль?, en: Style?}
          options: [{id: a, text: {ru: Модерн, en: Modern}}, {id: b, text: {ru: Другой, en: Other}}]
        - {id: area, ask: {ru: Площадь?, en: Area?}, number: {}}
        - id: many_
          ask: {ru: Что?, en: What?}
          options: [{id: x, text: {ru: Свет, en: Light}}, {id: y, text: {ru: Остров, en: Island}}]
          many: {}
        - {id: day, ask: {ru: День?, en: Day?}, date: {}}
        - {id: out, say: {ru: "{style}; {area}; {many_}; {day}", en: "{style}; {area}; {many_}; {day}"}}
    """
    script = loaded(steps, "languages: [ru, en]", language="ru")
    russian = Talk.of(script, language="ru").say("1", "12,5", "1, 2", "2026-12-31").texts[-1]
    assert russian.startswith("Модерн; 12,5; Свет, Остров; ")
    assert "31" in russian.split("; ")[-1]
    assert "2026-12-31" not in russian
    assert "12" in russian.split("; ")[-1] or "декабр" in russian
    from dialogs import Person

    talk = Talk.of(script, person=Person(first_name="Ann", language="en"))
    english = talk.say("1", "12.5", "1, 2", "2026-12-31").texts[-1]
    assert english.startswith("Modern; 12.5; Light, Island; ")
    assert "2026-12-31" not in english


def test_whole_numbers_print_without_a_fraction() -> None:
    assert Talk.of("- {id: a, ask: A?, number: {}}\n- {id: b, say: '<{a}>'}").say("12").texts == ["<12>"]
    assert Talk.of("- {id: a, ask: A?, number: {}}\n- {id: b, say: '<{a}>'}").say("12.0").texts == ["<12>"]


def test_what_set_keeps_can_be_used_and_printed() -> None:
    talk = Talk.of("""
        - {id: a, ask: A?, number: {}}
        - set: {double: "a * 2", segment: "'b2b'", big: "a > 3"}
        - {id: b, when: "segment == 'b2b' and big", say: "{double} {segment}"}
    """).say("4")
    assert talk.texts == ["8 b2b"]


# Rule 9 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        (("Classic", "7", "Light"), 1), (("Modern", "7.99", "Light"), 2), (("Modern", "8", "Light"), 3),
        (("Modern", "12", "Light"), 4), (("Modern", "12", "Light, Island"), 6), (("Odd", "12", "Island"), -5),
        (("", "12", ""), 2), (("", "", ""), 0), (("Odd", "", ""), -9),
    ],
)  # fmt: skip
def test_points_of_options_and_steps_add_up(answers: tuple[str, ...], score: float) -> None:
    talk = Talk.of(QUESTIONS + "- {id: bye, say: 'score {score}'}")
    for answer in (*answers, "", ""):
        talk.say(answer or "skip")
    assert talk.score == score
    assert talk.texts == [f"score {score}".replace("-", talk.texts[0][6] if score < 0 else "-")]


def test_an_option_may_have_points_beside_those_of_its_step() -> None:
    talk = Talk.of("""
        - id: a
          ask: A?
          options: [{id: x, text: X, score: 3}, {id: y, text: Y}]
          score: [{when: "a == 'x'", add: 4}, {when: "true", add: 1}]
        - {id: b, say: "{score}"}
    """)
    assert talk.press("X").texts == ["7"]


def test_score_tags_temperature_and_discount_follow_a_changed_answer() -> None:
    talk = Talk.of(
        """
        - id: a
          ask: A?
          options: [{id: x, text: X, score: 9, tags: [rich]}, {id: y, text: Y, score: 1}]
        - {id: b, ask: B?, text: {}}
        - {id: c, say: "{score} {temperature} {tags|untagged} {discount}"}
    """,
        "reward: {discount: {start: 3, per_answer: 2, max: 15}}",
    )
    talk.press("X", "Y", "X", "Y", "X", "Y")
    assert talk.asked == "b"
    assert talk.say("fine").texts == ["1 cold untagged 7"]


def test_points_of_several_conditions_are_those_of_the_first_that_holds() -> None:
    steps = (
        "- {id: a, ask: A?, number: {}, score: [{when: 'a > 1', add: 1}, {when: 'a > 2', add: 10}]}\n"
        "- {id: b, say: '{score}'}"
    )
    assert Talk.of(steps).say("5").texts == ["1"]


@pytest.mark.parametrize(
    ("points", "word"), [(3, "cold"), (4, "warm"), (7, "warm"), (8, "hot"), (-2, "cold"), (100, "hot")]
)
def test_heat_is_warm_at_4_and_hot_at_8_unless_told_otherwise(points: int, word: str) -> None:
    steps = f"- {{id: a, ask: A?, options: [{{id: x, text: X, score: {points}}}]}}\n- {{id: b, say: '{{temperature}}'}}"
    (text,) = Talk.of(steps).press("X").texts
    value = (
        Talk.of(steps.replace("say: '{temperature}'", f"when: \"temperature == '{word}'\", say: Right"))
        .press("X")
        .texts
    )
    assert value == ["Right"]
    assert text


def test_the_reasons_of_a_score_name_step_points_and_words() -> None:
    talk = Talk.of(QUESTIONS + "- {id: bye, say: Bye}").say("Modern", "12", "Island")
    assert talk.lead is not None
    reasons = {reason.step: (reason.points, reason.text) for reason in talk.lead.reasons}
    assert reasons["style"][0] == 2
    assert "Modern" in reasons["style"][1]
    assert reasons["area"][0] == 2
    assert reasons["features"][0] == 2


def test_tags_stand_once_each() -> None:
    talk = Talk.of(QUESTIONS + "- {id: bye, say: Bye}").say("Modern", "12", "Island")
    assert talk.lead is not None
    assert sorted(talk.lead.tags) == ["big", "premium"]
