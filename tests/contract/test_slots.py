"""Rule 15: slots."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.contract.talk import Talk

LAST = "\n- {id: last, ask: Last?, text: {}}\n"
SLOT = "slot: {days: 3, from: '10:00', to: '19:00', every: 1h"


def asking(
    more: str = "", hour: int = 9, minute: int = 0, *, language: str = "en", day: int = 2, **rest: object
) -> Talk:
    """The question at this UTC time of March 2026; Moscow is 3 hours ahead, the 2nd a Monday."""
    now = datetime(2026, 3, day, hour, minute, tzinfo=UTC)
    return Talk.of(f"- {{id: a, ask: When?, {SLOT}{more}}}}}{LAST}", "", language=language, now=now, **rest)


def test_the_day_is_asked_first_then_the_time() -> None:
    talk = asking()
    assert len(talk.labels) == 3
    assert "3" in "".join(talk.labels) or "tomorrow" in "".join(talk.labels).lower()
    talk.press(talk.labels[1])
    assert talk.asked == "a"
    assert talk.value("a") is None
    times = [label for label in talk.labels if ":" in label]
    assert times[0] == "10:00"
    talk.press("15:00")
    assert talk.value("a") == "2026-03-03T15:00"
    assert talk.asked == "last"


def test_today_counts_and_the_past_is_hidden() -> None:
    talk = asking(hour=9, minute=30)  # 12:30 in Moscow
    talk.press(talk.labels[0])
    times = [label for label in talk.labels if ":" in label]
    assert times[0] == "13:00"
    talk.press("13:00")
    assert talk.value("a") == "2026-03-02T13:00"


def test_all_hours_of_another_day_are_offered() -> None:
    talk = asking()
    talk.press(talk.labels[1])
    times = [label for label in talk.labels if ":" in label]
    assert times[:9] == [f"{hour}:00" for hour in range(10, 19)]
    assert times[9:] in ([], ["19:00"])


def test_a_day_without_a_time_left_is_not_offered() -> None:
    talk = asking(hour=17)  # 20:00 in Moscow
    talk.press(talk.labels[0])
    talk.press("10:00")
    assert talk.value("a") == "2026-03-03T10:00"


def test_around_midnight_the_day_is_that_of_the_scripts_zone() -> None:
    late = asking(hour=20, minute=59)  # 23:59 on the 2nd
    late.press(late.labels[0])
    late.press("10:00")
    assert late.value("a") == "2026-03-03T10:00"
    after = asking(hour=21, minute=1)  # 00:01 on the 3rd
    after.press(after.labels[0])
    after.press("10:00")
    assert after.value("a") == "2026-03-03T10:00"
    assert len(after.labels) >= 0


def test_a_far_zone_has_its_own_today() -> None:
    now = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # the 3rd, 01:00 in Vladivostok
    talk = Talk.of(f"- {{id: a, ask: When?, {SLOT}}}}}{LAST}", "timezone: Asia/Vladivostok", now=now)
    talk.press(talk.labels[0]).press("10:00")
    assert talk.value("a") == "2026-03-03T10:00"


@pytest.mark.parametrize(
    ("language", "typed", "value"),
    [
        ("en", "tomorrow at 15:00", "2026-03-03T15:00"), ("en", "today 16:00", "2026-03-02T16:00"),
        ("en", "tomorrow at 3 pm", "2026-03-03T15:00"), ("ru", "завтра в 15:00", "2026-03-03T15:00"),
        ("ru", "сегодня в 16", "2026-03-02T16:00"), ("ru", "завтра в 15", "2026-03-03T15:00"),
        ("ru", "вт 12:00", "2026-03-03T12:00"), ("ru", "в среду в 12:00", "2026-03-04T12:00"),
        ("ru", "3 марта 11:00", "2026-03-03T11:00"), ("ru", "03.03 11:00", "2026-03-03T11:00"),
    ],
)  # fmt: skip
def test_day_and_time_may_be_typed_at_once(language: str, typed: str, value: str) -> None:
    talk = asking(language=language).say(typed)
    assert talk.value("a") == value, talk.texts


def test_day_and_time_may_be_typed_one_after_the_other() -> None:
    talk = asking(language="ru").say("завтра")
    assert talk.asked == "a"
    assert talk.say("15:00").value("a") == "2026-03-03T15:00"


@pytest.mark.parametrize(
    "typed", ["сегодня в 11:00", "завтра в 09:00", "завтра в 22:00", "20 марта в 12:00", "вчера в 12:00"]
)
def test_what_is_not_offered_cannot_be_typed(typed: str) -> None:
    talk = asking(language="ru").say(typed)
    assert talk.value("a") is None
    assert talk.asked == "a"


def test_a_time_that_passed_meanwhile_can_no_longer_be_taken() -> None:
    talk = asking()  # 12:00
    talk.press(talk.labels[0])
    talk.wait("2h")
    talk.press("13:00")
    assert talk.value("a") is None
    assert talk.asked == "a"


def test_only_the_weekdays_that_are_named_are_offered() -> None:
    talk = asking(", weekdays: [3, 4]")  # Wednesday the 4th, Thursday the 5th
    talk.press(talk.labels[0])
    talk.press("10:00")
    assert talk.value("a") == "2026-03-04T10:00"


def test_skip_stands_on_both_keyboards_of_an_optional_slot() -> None:
    now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    talk = Talk.of(f"- {{id: a, ask: When?, {SLOT}}}, optional: true}}{LAST}", now=now)
    assert talk.labels[-1] == "Skip"
    talk.press(talk.labels[1])
    assert "Skip" in talk.labels
    assert talk.press("Skip").asked == "last"
    assert talk.value("a") is None


def test_a_chosen_slot_prints_in_the_prospects_form() -> None:
    now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    talk = Talk.of(f"- {{id: a, ask: When?, {SLOT}}}}}\n- {{id: b, say: '{{a}}'}}", language="ru", now=now).say(
        "завтра в 15:00"
    )
    assert "15:00" in talk.texts[-1]
    assert "2026-03-03T15:00" not in talk.texts[-1]


@pytest.mark.parametrize("weekday", ["[0]", "[8]", "[monday]"])
def test_impossible_weekdays_are_faults(weekday: str) -> None:
    from tests.contract.talk import errors

    assert errors(f"- {{id: a, ask: When?, {SLOT}, weekdays: {weekday}}}}}{LAST}")


def test_a_slot_that_ends_before_it_begins_is_a_fault() -> None:
    from tests.contract.talk import errors

    assert errors(f"- {{id: a, ask: When?, slot: {{days: 3, from: '19:00', to: '10:00', every: 1h}}}}{LAST}")


def test_days_and_times_may_be_named_by_their_numbers_where_a_screen_has_no_buttons() -> None:
    talk = asking()
    assert talk.say("2").value("a") is None
    assert talk.say("3").value("a") == "2026-03-03T12:00"
    assert asking().say("2.", "1)").value("a") == "2026-03-03T10:00"


def test_an_hour_on_offer_is_no_number_of_the_list() -> None:
    assert asking().say("2", "10").value("a") == "2026-03-03T10:00"
    assert asking().say("2", "15").value("a") == "2026-03-03T15:00"
    assert asking().say("tomorrow", "3 pm").value("a") == "2026-03-03T15:00"
