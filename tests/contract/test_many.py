"""Rule 12 and the contract's `many`: ticks, Done, typed choices, options that go elsewhere."""

from __future__ import annotations

import pytest

from dialogs import events
from tests.contract.talk import Talk

HEAD = "- {id: f, ask: What?, options: [{id: light, text: Light}, {id: sink, text: Sink}, {id: island, text: Island}"
LAST = "- {id: last, ask: Last?, text: {}}"


def talk(many: str = "{}", more: str = "]") -> Talk:
    return Talk.of(f"{HEAD}{more}, many: {many}}}\n{LAST}")


def test_a_press_ticks_and_edits_the_keyboard_and_another_unticks() -> None:
    one = talk().press("Light")
    assert one.asked == "f"
    (board,) = one.all(events.Rekeyed)
    labels = [button.label for button in board.buttons]
    assert labels[0] == "✓ Light"
    assert labels[1:3] == ["Sink", "Island"]
    one.press("Light")
    assert next(button.label for button in one.all(events.Rekeyed)[0].buttons) == "Light"


def test_done_is_the_last_button_and_ends_it() -> None:
    one = talk()
    assert one.labels == ["Light", "Sink", "Island", "Done"]
    one.press("Island", "Light", "Done")
    assert one.asked == "last"


def test_the_value_is_in_the_order_of_the_script() -> None:
    one = talk().press("Island", "Light", "Done")
    assert list(one.value("f") or []) == ["light", "island"]  # type: ignore[call-overload]
    two = talk().say("3, 1")
    assert list(two.value("f") or []) == ["light", "island"]  # type: ignore[call-overload]


def test_without_bounds_one_at_least_and_all_at_most() -> None:
    one = talk().press("Done")
    assert one.asked == "f"
    assert one.press("Light", "Sink", "Island", "Done").asked == "last"


def test_reaching_the_most_does_not_end_it_and_more_is_explained() -> None:
    one = talk("{min: 1, max: 2}").press("Light", "Sink")
    assert one.asked == "f"
    one.press("Island")
    assert one.asked == "f"
    assert "2" in one.toast + one.text
    assert one.press("Done").asked == "last"
    assert list(one.value("f") or []) == ["light", "sink"]  # type: ignore[call-overload]


def test_below_the_least_is_explained_with_the_number() -> None:
    one = talk("{min: 2}").press("Light", "Done")
    assert one.asked == "f"
    assert "2" in one.toast + one.text


def test_too_many_or_too_few_are_no_failed_attempts() -> None:
    one = talk("{min: 2, max: 2}")
    for _ in range(5):
        one.press("Done").say("1").say("1, 2, 3").say("done")
        assert one.asked == "f"
    assert one.say("1, 2").asked == "last"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1, 3", ["light", "island"]), ("1,3", ["light", "island"]), ("1 3", ["light", "island"]),
        ("3 and 1", ["light", "island"]), ("Light, Island", ["light", "island"]), ("light and sink", ["light", "sink"]),
        ("Island", ["island"]), ("2", ["sink"]), ("light\nsink", ["light", "sink"]),
        ("LIGHT; ISLAND", ["light", "island"]),
        ("1, 1", ["light"]),
    ],
)  # fmt: skip
def test_what_is_typed_is_the_whole_choice(typed: str, value: list[str]) -> None:
    one = talk().say(typed)
    assert one.asked == "last"
    assert list(one.value("f") or []) == value  # type: ignore[call-overload]


def test_typing_replaces_what_was_ticked() -> None:
    one = talk().press("Light").say("2, 3")
    assert one.asked == "last"
    assert list(one.value("f") or []) == ["sink", "island"]  # type: ignore[call-overload]


def test_a_number_that_is_no_option_is_a_failed_attempt() -> None:
    one = talk().say("1, 7")
    assert one.asked == "f"
    assert one.texts


@pytest.mark.parametrize("word", ["done", "Done", "that's all", "/done", "DONE!"])
def test_done_may_be_typed(word: str) -> None:
    assert talk().press("Sink").say(word).asked == "last"


def test_min_zero_lets_nothing_be_chosen() -> None:
    one = talk("{min: 0}").press("Done")
    assert one.asked == "last"
    assert not one.value("f")


WITH_GO = ", {id: nothing, text: Nothing, go: end_}]"


def test_an_option_that_goes_elsewhere_excludes_the_others_and_finishes_at_once() -> None:
    one = Talk.of(f"{HEAD}{WITH_GO}, many: {{}}}}\n{LAST}\n- {{id: end_, ask: End?, text: {{}}}}")
    one.press("Light").press("Nothing")
    assert one.asked == "end_"
    assert list(one.value("f") or []) == ["nothing"]  # type: ignore[call-overload]


def test_typing_an_option_that_goes_elsewhere_does_the_same() -> None:
    one = Talk.of(f"{HEAD}{WITH_GO}, many: {{min: 2}}}}\n{LAST}\n- {{id: end_, ask: End?, text: {{}}}}")
    one.press("Light").say("Nothing")
    assert one.asked == "end_"
    assert list(one.value("f") or []) == ["nothing"]  # type: ignore[call-overload]


def test_points_of_all_that_was_chosen_count() -> None:
    one = Talk.of(
        "- id: f\n  ask: F?\n  many: {}\n"
        "  options: [{id: a, text: A, score: 2}, {id: b, text: B, score: 3}, {id: c, text: C, score: 9}]\n"
        "- {id: z, say: '{score}'}"
    )
    assert one.say("1, 2").texts == ["5"]


def test_without_many_one_press_is_the_answer() -> None:
    one = Talk.of(f"{HEAD}]}}\n{LAST}").press("Light")
    assert one.asked == "last"
    assert one.value("f") == "light"


def test_an_old_tick_changes_the_finished_answer_or_opens_it_but_never_answers_another_question() -> None:
    one = talk().press("Light", "Done")
    one.press("Sink", of="f")
    assert one.value("last") is None
    assert one.asked in ("f", "last")


def test_a_label_may_hold_an_and_or_a_comma() -> None:
    steps = (
        "- {id: f, ask: F?, options: [{id: x, text: Bread and butter}, {id: y, text: Bread}, {id: z, text: Butter}, "
        "{id: w, text: 'Yes, please'}], many: {}}\n"
    )
    assert Talk.of(steps + LAST).say("bread and butter").value("f") == ["x"]
    assert Talk.of(steps + LAST).say("Yes, please").value("f") == ["w"]
    assert Talk.of(steps + LAST).say("Yes, please, butter").value("f") == ["z", "w"]


def test_ticks_stay_after_a_failed_attempt() -> None:
    one = talk().press("Light").say("nonsense")
    assert one.labels[0] == "✓ Light"
    assert one.press("Done").value("f") == ["light"]
