"""What `check` says of scripts that load: each fault once, at its line and step, with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs.checking import check, score_range
from dialogs.errors import Fault
from dialogs.loading import load
from dialogs.script import Script
from tests.dialogs.samples import CATALOGUE, HEADER, KITCHEN, script

TALK = """\
  - {id: yes, consent: {document: "https://shop.example/p", version: "1"}, ask: Можно?, refuse: bye}
  - {id: contact_me, ask: Куда ответить?, contact: {}}
"""
BYE = "  - {id: bye, say: Спасибо, end: true}\n"
STYLE = "  - {id: style, ask: Стиль?, options: [{id: classic, text: Классика}, {id: modern, text: Модерн}]}\n"
MANY = "  - {id: wishes, ask: Что?, options: [{id: light, text: Свет}, {id: sink, text: Мойка}], many: {}}\n"
AREA = "  - {id: area, ask: Площадь?, number: {}}\n"


def found(steps: str, header: str = HEADER) -> tuple[Fault, ...]:
    return check(script(steps, header))


def only(steps: str, header: str = HEADER) -> Fault:
    """The one fault of a script, which must have no other."""
    faults = found(steps, header)
    assert len(faults) == 1, [str(fault) for fault in faults]
    return faults[0]


def line_of(text: str, steps: str, header: str = HEADER) -> int:
    return f"{header}steps:\n{steps}".split(text)[0].count("\n") + 1


def test_the_sample_has_no_fault_but_texts_in_one_language() -> None:
    sample = load(KITCHEN, file="kitchen.yaml", catalogues={"catalogue": CATALOGUE})
    faults = check(sample, files={"hello.jpg", "catalogue.pdf"})
    assert {fault.code for fault in faults} == {"missing-language"}
    assert all(fault.warning for fault in faults)


def test_a_sound_script_has_no_fault() -> None:
    assert found(TALK + BYE) == ()


def test_a_fault_is_printed_with_file_line_step_and_what_to_do() -> None:
    steps = TALK + "  - {id: hi, say: Привет, go: byee}\n" + BYE
    fault = next(fault for fault in found(steps) if fault.code == "unknown-step")
    assert str(fault) == "shop.yaml:11: hi: There is no step `byee`. Perhaps you mean `bye`."


@pytest.mark.parametrize(
    "step",
    [
        "{id: q, ask: А?, options: [{id: a, text: А, go: nowhere}, {id: b, text: Б}]}",
        "{id: q, ask: А?, text: {}, retry: {then: nowhere}}",
        "{id: q, ask: А?, text: {}, give_up: {after: 1d, go: nowhere}}",
        "{id: q, branch: [{when: 'hour > 9', go: nowhere}, {otherwise: bye}]}",
        "{id: q, branch: [{when: 'hour > 9', go: bye}, {otherwise: nowhere}]}",
        '{id: q, ask: А?, consent: {document: "https://shop.example/p", version: "1"}, refuse: nowhere}',
        "{go: nowhere}",
    ],
)
def test_every_key_that_leads_to_an_unknown_step_is_a_fault(step: str) -> None:
    assert "unknown-step" in {fault.code for fault in found(f"{TALK}  - {step}\n{BYE}")}


def test_a_step_that_no_way_leads_to_is_a_fault() -> None:
    steps = TALK + "  - {id: jump, say: Да, go: bye}\n  - {id: lost, say: Нет}\n  - {id: lost_too, say: Нет}\n" + BYE
    fault = only(steps)
    assert (fault.code, fault.step, fault.line, fault.warning) == (
        "unreachable",
        "lost",
        line_of("{id: lost,", steps),
        False,
    )


def test_a_step_behind_options_that_all_lead_elsewhere_is_still_reached_by_a_failed_answer() -> None:
    steps = "  - {id: q, ask: А?, options: [{id: a, text: А, go: bye}, {id: b, text: Б, go: bye}]}\n"
    assert found(TALK + steps + "  - {id: then, say: Понятно}\n" + BYE) == ()


@pytest.mark.parametrize(
    "steps",
    [
        "  - {id: one, say: А}\n  - {id: two, say: Б, go: one}\n",
        "  - {id: one, say: А, go: one}\n",
        "  - {id: one, branch: [{when: 'hour > 9', go: one}, {otherwise: two}]}\n  - {id: two, say: А, end: true}\n",
    ],
)
def test_a_loop_without_a_question_is_a_fault(steps: str) -> None:
    faults = [fault for fault in found(TALK + steps) if fault.code == "loop"]
    assert [(fault.step, fault.warning) for fault in faults] == [("one", False)]


def test_a_loop_over_a_question_is_none() -> None:
    again = "  - {id: again, ask: Ещё?, options: [{id: a, text: А, go: again}, {id: b, text: Б}]}\n"
    assert found(TALK + again + BYE) == ()


def test_a_loop_whose_only_question_may_be_passed_over_is_a_warning() -> None:
    steps = "  - {id: q, ask: А?, number: {}, when: 'hour > 9'}\n  - {id: back, branch: [{when: 'hour > 8', go: q}]}\n"
    faults = [fault for fault in found(TALK + steps + BYE) if fault.code == "loop"]
    assert [fault.warning for fault in faults] == [True]


def test_an_answer_that_ends_the_talk_in_silence_is_a_warning() -> None:
    fault = only("  - {id: sorry, say: Здравствуйте}\n" + TALK.replace("refuse: bye", "refuse: sorry"))
    assert (fault.code, fault.step, fault.warning) == ("dead-end", "contact_me", True)


# Names ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "code", "advice"),
    [
        ("stile == 'modern'", "unknown-name", "Perhaps you mean `style`"),
        ("style == modern", "unknown-name", "in quotes: 'modern'"),
        ("bye == 1", "unknown-name", "Name a question"),
        ("consent.adds", "unknown-name", "consent.ads"),
        ("style == 'modren'", "unknown-option", "Perhaps you mean 'modern'"),
        ("style == 'Модерн'", "unknown-option", "Write 'modern'"),
        ("style in ['modern', 'x']", "unknown-option", "Write one of"),
        ("'lite' in wishes", "unknown-option", "'light'"),
        ("wishes == 'light'", "list-equals", "'light' in wishes"),
        ("wishes != style", "list-equals", "'light' in wishes"),
        ("tags == 'a'", "list-equals", "in tags"),
        ("wishes > 2", "list-compared", "in wishes"),
        ("area == 'big'", "kind", "without quotes"),
        ("style > 3", "kind", "Write style == '3'"),
        ("temperature == 'heiß'", "unknown-option", "Write one of"),
        ("consent.ads == 'yes'", "kind", "not consent.ads"),
        ("today == 'monday'", "kind", "YYYY-MM-DD"),
        ("'a' in area", "not-a-list", "area =="),
    ],
)
def test_a_condition_that_can_never_mean_what_it_says_is_a_fault(when: str, code: str, advice: str) -> None:
    steps = TALK + STYLE + MANY + AREA + f'  - {{id: hm, say: Так, when: "{when}"}}\n' + BYE
    (fault,) = [fault for fault in found(steps) if fault.code != "hot-unreachable"]
    assert (fault.code, fault.step, fault.line, fault.warning) == (code, "hm", line_of("{id: hm", steps), False)
    assert advice in fault.todo


@pytest.mark.parametrize(
    "when",
    [
        "style == 'modern' and 'light' in wishes and 'sink' not in wishes",
        "wishes == none or wishes != none",
        "area >= 3.5 and hour < 12 and weekday in [6, 7]",
        "discount > 0 or valid_until != none",
        "consent.ads and consent.processing == true and yes",
        "first_name == none or source == 'vk' or ref != none",
        "language == 'ru' and today > '2026-01-01'",
    ],
)
def test_a_good_condition_is_no_fault(when: str) -> None:
    assert found(TALK + STYLE + MANY + AREA + f'  - {{id: hm, say: Так, when: "{when}"}}\n' + BYE) == ()


def test_values_of_set_and_split_are_known() -> None:
    steps = "  - {set: {segment: \"'b2b'\"}}\n  - {id: s, split: {ab: {short: 1, long: 1}}}\n"
    assert found(TALK + steps + "  - {id: hm, say: '{segment} {ab}', when: \"ab == 'long'\"}\n" + BYE) == ()
    fault = only(TALK + steps + "  - {id: hm, say: Так, when: \"ab == 'wide'\"}\n" + BYE)
    assert fault.code == "unknown-option"


def test_an_unknown_placeholder_is_a_fault() -> None:
    fault = only(TALK + "  - {id: hm, say: 'Да, {first_nam|гость}'}\n" + BYE)
    assert (fault.code, fault.step, fault.todo) == ("unknown-name", "hm", "Perhaps you mean `first_name`")


@pytest.mark.parametrize("name", ["first_name", "source", "ref", "product", "style"])
def test_a_placeholder_that_may_print_nothing_is_a_warning(name: str) -> None:
    steps = TALK + STYLE + "  - {id: hm, say: '{%s} да'}\n" + BYE
    fault = only(steps % name)
    assert (fault.code, fault.step, fault.warning) == ("no-fallback", "hm", True)
    assert found(steps % f"{name}|друг") == ()


def test_a_required_contact_has_a_value_afterwards() -> None:
    printed = "  - {id: hm, say: 'Ответим на {contact_me}'}\n"
    assert found(TALK + printed + BYE) == ()
    assert only(TALK.replace("contact: {}", "contact: {}, optional: true") + printed + BYE).code == "no-fallback"


REWARD = HEADER + 'reward: {code: "A-{random}", valid: 3d, discount: {start: 5}}\n'
GIVE = "  - {id: gift, give: reward, say: 'Код {code} до {valid_until}, {discount} %'}\n"


def test_the_step_that_gives_the_code_may_print_it_and_later_ones_too() -> None:
    steps = "  - {id: hm, say: Да}\n" + TALK.replace("refuse: bye", "refuse: hm") + GIVE
    assert found(steps + "  - {id: later, say: 'Код {code}'}\n" + BYE, REWARD) == ()


@pytest.mark.parametrize("text", ["{code}", "{valid_until|скоро}"])
def test_a_code_before_it_is_given_is_a_fault(text: str) -> None:
    fault = only(f"  - {{id: hm, say: 'Код {text}'}}\n" + TALK + GIVE + BYE, REWARD)
    assert (fault.code, fault.step, fault.warning) == ("before-reward", "hm", False)


def test_a_code_that_may_not_be_given_yet_is_a_warning() -> None:
    faults = found(TALK + GIVE.replace("give:", "when: 'hour > 9', give:") + BYE.replace("Спасибо", "'{code}'"), REWARD)
    assert [(fault.code, fault.step, fault.warning) for fault in faults] == [("no-fallback", "bye", True)]


def test_a_code_that_the_reward_does_not_have_is_a_fault() -> None:
    fault = only(TALK + "  - {id: gift, give: reward, say: 'Код {code}'}\n" + BYE, HEADER + "reward: {valid: 3d}\n")
    assert (fault.code, fault.step) == ("no-reward", "gift")


def test_giving_a_reward_that_does_not_exist_is_a_fault() -> None:
    assert only(TALK + "  - {id: gift, give: reward}\n" + BYE).code == "no-reward"


def test_a_name_for_two_things_is_a_fault() -> None:
    assert only(TALK + STYLE + "  - {set: {style: '1'}}\n" + BYE).code == "doubled-name"


# Consent, leads, points -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ["name: {}", "contact: {}", "upload: {}"])
def test_personal_data_before_a_yes_is_a_warning(question: str) -> None:
    faults = found(f"  - {{id: q, ask: А?, {question}}}\n" + TALK + BYE)
    assert [(fault.code, fault.step, fault.warning) for fault in faults] == [("consent", "q", True)]


def test_a_no_that_leads_on_to_the_contact_is_a_warning() -> None:
    assert {fault.code for fault in found(TALK.replace(", refuse: bye", "") + BYE)} == {"consent"}


def test_a_contact_asked_only_of_those_who_agreed_is_fine() -> None:
    steps = TALK.replace(", refuse: bye", "").replace("contact: {}", "contact: {}, when: consent.processing")
    assert found(steps + BYE) == ()


def test_a_script_that_never_asks_for_a_contact_is_a_warning() -> None:
    faults = found(STYLE + BYE)
    assert {fault.code for fault in faults} == {"no-lead"}


def test_scores_add_up_along_the_ways() -> None:
    sample = load(KITCHEN, catalogues={"catalogue": CATALOGUE})
    assert score_range(sample) == (-1, 10)


def test_hot_that_no_answers_reach_is_a_warning() -> None:
    scored = STYLE.replace("text: Модерн", "text: Модерн, score: 3")
    fault = only(TALK + scored + BYE, HEADER + "heat: {warm: 2, hot: 4}\n")
    assert (fault.code, fault.warning, fault.line) == ("hot-unreachable", True, 8)
    assert "from 0 to 3" in fault.text
    assert found(TALK + scored + BYE, HEADER + "heat: {warm: 2, hot: 3}\n") == ()


def test_points_of_ways_that_exclude_each_other_do_not_add_up() -> None:
    steps = (
        "  - {id: q, ask: А?, options: [{id: a, text: А, score: 1}, {id: b, text: Б, score: 2, go: more}]}\n"
        "  - {id: less, ask: А?, options: [{id: a, text: А, score: 5}], go: bye}\n"
        "  - {id: more, ask: А?, options: [{id: a, text: А, score: 3}]}\n"
    )
    assert score_range(script(TALK + steps + BYE)) == (0, 6)


def test_a_choice_of_several_counts_what_may_be_chosen_together() -> None:
    options = "[{id: a, text: А, score: 3}, {id: b, text: Б, score: 2}, {id: c, text: В, score: 1}]"
    steps = f"  - {{id: q, ask: А?, options: {options}, many: {{min: 1, max: 2}}}}\n"
    assert score_range(script(TALK + steps + BYE)) == (0, 5)


@pytest.mark.parametrize("key", ["start", "per_answer", "max"])
def test_a_discount_over_a_hundred_is_a_fault(key: str) -> None:
    header = HEADER + "reward: {discount: {start: 1, per_answer: 1, max: 100}}\n"
    header = header.replace(f"{key}: 1", f"{key}: 101").replace("101001", "101").replace("10100", "101")
    faults = [
        fault for fault in found(TALK + "  - {id: gift, give: reward}\n" + BYE, header) if fault.code == "discount"
    ]
    assert faults and faults[0].line == 8 and not faults[0].warning


# Channels -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "words"), [(11, "keyboard below the chat"), (41, "numbered list")])
def test_too_many_buttons_are_a_warning_that_says_how_they_are_shown(count: int, words: str) -> None:
    options = ", ".join(f"{{id: o{n}, text: Вариант {n}}}" for n in range(count))
    fault = only(TALK + f"  - {{id: q, ask: А?, options: [{options}]}}\n" + BYE)
    assert (fault.code, fault.step, fault.warning) == ("keyboard", "q", True)
    assert words in fault.text and "VK" in fault.text


def test_ten_buttons_are_fine_and_skip_makes_them_eleven() -> None:
    options = ", ".join(f"{{id: o{n}, text: Вариант {n}}}" for n in range(10))
    steps = TALK + f"  - {{id: q, ask: А?, options: [{options}]%s}}\n" + BYE
    assert found(steps % "") == ()
    assert only(steps % ", optional: true").code == "keyboard"


def test_a_long_label_is_a_warning_that_says_how_it_is_shown() -> None:
    fault = only(TALK + STYLE.replace("Модерн", "М" * 41) + BYE)
    assert (fault.code, fault.warning) == ("label", True)
    assert "number and a cut label" in fault.text
    assert found(TALK + STYLE.replace("Модерн", "М" * 40) + BYE) == ()


def test_a_long_text_beside_a_picture_is_a_warning() -> None:
    assert only(TALK + f"  - {{id: hm, image: a.jpg, say: {'а' * 1025}}}\n" + BYE).code == "caption"


def test_options_that_a_typed_answer_cannot_tell_apart_are_a_fault() -> None:
    fault = only(TALK + STYLE.replace("Модерн", "'КЛАССИКА!'") + BYE)
    assert (fault.code, fault.warning) == ("same-answer", False)


def test_a_label_that_is_the_stop_command_is_a_warning() -> None:
    assert only(TALK + STYLE.replace("Модерн", "Стоп") + BYE).code == "command"


def test_a_reminder_after_giving_up_is_a_warning() -> None:
    steps = "  - {id: q, ask: А?, text: {}, remind: [{after: 2d, say: Ау}], give_up: {after: 1d, go: bye}}\n"
    assert only(TALK + steps + BYE).code == "reminder"


# Neighbours -----------------------------------------------------------------------------------------------------------


def other(start: str, id: str = "other", file: str = "other.yaml") -> Script:
    header = HEADER.replace("id: shop", f"id: {id}").replace("{default: true}", start)
    return load(f"{header}steps:\n{TALK}{BYE}", file=file)


@pytest.mark.parametrize(
    ("start", "claim"),
    [
        ("{default: true}", "default"),
        ("{keywords: [КУХНЯ!]}", "keyword"),
        ("{refs: ['vk_*']}", "ref"),
        ("{products: ['*']}", "product"),
    ],
)
def test_what_two_scripts_claim_is_a_fault(start: str, claim: str) -> None:
    own = "{default: true, keywords: [кухня], refs: ['vk_*'], products: ['*']}"
    one = load(f"{HEADER.replace('{default: true}', own)}steps:\n{TALK}{BYE}", file="shop.yaml")
    faults = check(one, others=[one, other(start)])
    assert [(fault.code, fault.line, fault.warning) for fault in faults] == [("claimed-twice", 7, False)]
    assert claim in faults[0].text


def test_a_keyword_that_is_a_command_is_a_fault() -> None:
    assert only(TALK + BYE, HEADER.replace("{default: true}", "{keywords: [Назад]}")).code == "keyword"


def test_two_files_with_one_id_are_a_fault() -> None:
    faults = check(script(TALK + BYE), others=[other("{keywords: [а]}", id="shop", file="copy.yaml")])
    assert [fault.code for fault in faults] == ["doubled-script"]


INNER = "schema: 1\nid: inner\nlanguage: ru\nsteps:\n"


def with_inner(inner: str, steps: str = "  - {id: sub, call: inner}\n") -> Script:
    return script(TALK + steps + BYE, scripts={"inner": INNER + inner})


def test_a_called_script_gives_and_takes_names() -> None:
    steps = "  - {id: sub, call: inner}\n  - {id: hm, say: Так, when: 'size > 3'}\n"
    outer = with_inner('  - {id: size, ask: Размер?, number: {}, when: "contact_me != none"}\n', steps)
    assert check(outer) == ()
    assert check(outer.called["inner"], others=[outer]) == ()
    assert [fault.code for fault in check(outer.called["inner"])] == ["unknown-name"]


def test_a_name_that_the_called_script_has_too_is_a_fault() -> None:
    faults = check(with_inner("  - {id: contact_me, ask: Размер?, number: {}}\n"))
    assert [(fault.code, fault.step) for fault in faults] == [("doubled-name", "sub")]


def test_a_way_out_of_the_called_file_is_a_fault() -> None:
    outer = with_inner("  - {id: size, ask: Размер?, number: {}, go: bye}\n")
    faults = check(outer.called["inner"], others=[outer])
    assert [(fault.code, fault.step) for fault in faults] == [("leaves-file", "size")]


def test_a_call_of_an_unknown_script_is_a_fault() -> None:
    fault = only(TALK + "  - {id: sub, call: inner}\n" + BYE)
    assert (fault.code, fault.step) == ("unknown-script", "sub")


def test_a_contact_in_a_called_script_before_a_yes_is_a_warning() -> None:
    steps = "  - {id: sub, call: inner}\n" + TALK + BYE
    outer = script(steps, scripts={"inner": INNER + "  - {id: phone, ask: Куда?, contact: {}}\n"})
    assert [(fault.code, fault.step) for fault in check(outer)] == [("consent", "sub")]


def test_a_missing_catalogue_is_a_fault_and_one_without_the_tags_a_warning() -> None:
    tagged = STYLE.replace("text: Модерн", "text: Модерн, tags: [oak]")
    steps = TALK + tagged + "  - {id: pick, products: {from: kitchens}}\n" + BYE
    assert [(fault.code, fault.warning) for fault in found(steps)] == [("no-catalogue", False)]
    assert check(script(steps, catalogues={"kitchens": "id,title,tags\n1,А,oak\n"})) == ()
    assert [f.code for f in check(script(steps, catalogues={"kitchens": "id,title\n1,А\n"}))] == ["no-products"]


def test_a_missing_file_is_a_fault_where_the_files_are_known() -> None:
    one = script(TALK + "  - {id: hm, image: a.jpg}\n  - {id: hm2, video: 'https://shop.example/v.mp4'}\n" + BYE)
    assert check(one) == ()
    assert [(fault.code, fault.step) for fault in check(one, files=set())] == [("no-file", "hm")]
    assert check(one, files={"a.jpg"}) == ()


def test_chains_without_a_consent_to_advertising_are_a_warning() -> None:
    chains = "chains: [{id: later, steps: [{after: 1d, say: Ау}]}]\n"
    fault = only(TALK + BYE, HEADER + chains)
    assert (fault.code, fault.step, fault.warning) == ("chain-consent", "later", True)


def test_the_ready_made_scripts_have_no_faults() -> None:
    folder = Path(__file__).parents[2] / "dialogs" / "scripts"
    for path in sorted(folder.glob("*.yaml")):
        catalogues = {each.stem: each.read_text(encoding="utf-8") for each in folder.glob("*.csv")}
        scripts = {each.stem: each.read_text(encoding="utf-8") for each in folder.glob("*.yaml")}
        loaded = load(path.read_text(encoding="utf-8"), file=path.name, catalogues=catalogues, scripts=scripts)
        assert [str(fault) for fault in check(loaded) if not fault.warning] == []
