"""Rules 21 and 22: chains after the talk; durations and clock times."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dialogs import events
from tests.contract.talk import Talk, errors

STEPS = """
- {id: agree, ask: Agree?, consent: {document: "https://shop.example/p", version: "1"}}
- {id: ads, ask: Ads?, consent: {document: "https://shop.example/a", version: "1", purpose: ads}}
- {id: q, ask: Q?, options: [{id: cold, text: Cold}, {id: hot, text: Hot, score: 9}]}
- {id: bye, say: Bye}
"""
CHAINS = """
chains:
  - id: hot_one
    when: "temperature == 'hot'"
    steps: [{after: 2h, say: Hot news}]
  - id: cold_one
    when: "temperature == 'cold'"
    steps: [{after: 1d, say: "First {first_name}"}, {after: 3d, say: Second}]
  - id: anybody
    steps: [{after: 1d, say: Anybody}]
"""


def over(answer: str = "Cold", ads: str = "Yes", chains: str = CHAINS, steps: str = STEPS, **more: object) -> Talk:
    talk = Talk.of(steps, chains, **more).press("Yes").press(ads).press(answer)
    assert talk.ended
    return talk


def test_times_count_from_the_end_of_the_talk() -> None:
    talk = over()
    assert talk.wait("23h59m").texts == []
    assert talk.wait("1m").texts == ["First Ann"]
    assert talk.wait("1d").texts == []
    assert talk.wait("23h59m").texts == []
    assert talk.wait("1m").texts == ["Second"]
    assert talk.wait("30d").texts == []


def test_they_are_broadcasts() -> None:
    assert {said.kind for said in over().wait("1d").all(events.Said)} == {"broadcast"}


def test_the_first_chain_whose_condition_holds_runs_alone() -> None:
    assert over("Hot").wait("30d").texts == ["Hot news"]
    assert over().wait("30d").texts == ["First Ann", "Second"]


def test_a_chain_needs_the_consent_for_advertising_whatever_its_condition() -> None:
    assert over(ads="No").wait("30d").texts == []


@pytest.mark.parametrize("what", ["won", "lost"])
def test_it_stops_when_the_lead_is_won_or_lost(what: str) -> None:
    assert over().wait("1d").happens(what).wait("30d").texts == []


def test_it_stops_as_soon_as_the_prospect_writes() -> None:
    talk = over(start="{keywords: [quiz]}").wait("1d").say("thanks")
    assert talk.wait("30d").texts == []


def test_it_stops_when_the_prospect_says_stop() -> None:
    talk = over().wait("1d").say("stop")
    assert talk.has(events.Stopped)
    assert talk.wait("30d").texts == []


def test_it_stops_when_the_consent_is_withdrawn_by_its_old_button() -> None:
    talk = over().wait("1d").press("No", of="ads")
    assert talk.wait("30d").texts == []


def test_its_condition_is_checked_before_each_message() -> None:
    chains = """
        chains:
          - id: one
            when: "hour < 13"
            steps: [{after: 1h, say: At 13}, {after: 24h, say: At 12}]
    """
    talk = over(chains=chains)
    assert talk.wait("1h").texts == []
    assert talk.wait("23h").texts in ([], ["At 12"])  # stopped for good, or only this message was not sent


def test_it_keeps_to_its_hours() -> None:
    chains = 'chains: [{id: one, steps: [{after: 10h, say: Late}], hours: "10:00-20:00"}]'
    talk = over(chains=chains)  # the talk ends at 12:00 in Moscow, so 22:00 is too late
    assert talk.wait("21h59m").texts == []
    assert talk.wait("1m").texts == ["Late"]


def test_its_hours_are_those_of_the_prospects_zone_where_it_is_known() -> None:
    chains = 'chains: [{id: one, steps: [{after: 2h, say: Late}], hours: "10:00-20:00"}]'
    talk = over(chains=chains, timezone="Asia/Vladivostok")  # 14:00 in Moscow is 21:00 there
    assert talk.wait("14h59m").texts == []
    assert talk.wait("1m").texts == ["Late"]


REWARD = """
reward: {discount: {start: 5, per_answer: 1, max: 9}, code: "A-{random}", valid: 2d}
chains:
  - id: one
    steps:
      - {after: 1d, say: "Use {code}"}
      - {after: 3d, say: "Late {code}"}
      - {after: 4d, say: "Until {valid_until}"}
      - {after: 5d, say: Plain}
"""


def test_a_message_with_the_code_is_dropped_after_the_deadline() -> None:
    talk = over(chains=REWARD, steps=STEPS.replace("say: Bye", "give: reward, say: Bye"))
    (first,) = talk.wait("1d").texts
    assert first.startswith("Use A-")
    assert talk.wait("3d").texts == []
    assert talk.wait("1d").texts == ["Plain"]


def test_other_triggers() -> None:
    for trigger, reason in (("lost", "too dear"), ("won", ""), ("contacted", ""), ("event:delivered", "")):
        chains = f"chains: [{{id: one, trigger: '{trigger}', steps: [{{after: 1d, say: 'Since {trigger[:4]}'}}]}}]"
        talk = over(chains=chains)
        assert talk.wait("5d").texts == []
        talk.happens(trigger, reason)
        assert talk.wait("23h59m").texts == []
        assert talk.wait("1m").texts == [f"Since {trigger[:4]}"], trigger


def test_status_and_reason_can_be_asked_in_a_chain() -> None:
    chains = """
        chains:
          - id: dear
            trigger: lost
            when: "status == 'lost' and loss_reason == 'price'"
            steps: [{after: 1d, say: Cheaper}]
          - {id: other, trigger: lost, steps: [{after: 1d, say: Other}]}
    """
    assert over(chains=chains).happens("lost", "price").wait("2d").texts == ["Cheaper"]
    assert over(chains=chains).happens("lost", "place").wait("2d").texts == ["Other"]


def test_abandoned_is_a_trigger() -> None:
    chains = "chains: [{id: one, trigger: abandoned, steps: [{after: 1d, say: Come back}]}]"
    talk = (
        Talk.of(STEPS.replace("say: Bye", "ask: Bye?, text: {}, give_up: {after: 1h}"), chains)
        .press("Yes")
        .press("Yes")
        .press("Cold")
    )
    talk.wait("1h")
    assert talk.ended
    assert talk.wait("2d").texts == ["Come back"]
    assert over(chains=chains).wait("5d").texts == []


def test_stop_on_can_be_narrowed_but_stop_always_stops() -> None:
    chains = "chains: [{id: one, stop_on: [won], steps: [{after: 1d, say: First}, {after: 3d, say: Second}]}]"
    talk = over(chains=chains, start="{keywords: [quiz]}").wait("1d").say("thanks").happens("lost")
    assert talk.wait("3d").texts == ["Second"]
    assert over(chains=chains).wait("1d").happens("won").wait("9d").texts == []
    assert over(chains=chains).wait("1d").say("stop").wait("9d").texts == []


def test_a_new_talk_stops_the_chain_of_the_old() -> None:
    talk = over().say("hi")
    assert talk.asked == "q"
    assert talk.wait("2d").texts == []


# Rule 22 --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("span", "long"), [("90s", 90), ("15m", 900), ("2h", 7200), ("1d", 86_400), ("1w", 604_800), ("72h", 259_200)]
)
def test_durations(span: str, long: int) -> None:
    talk = Talk.of(f"- {{id: w, wait: {span}}}\n- {{id: b, say: B}}")
    assert talk.wait(f"{long - 1}s").texts == []
    assert talk.wait("1s").texts == ["B"]


@pytest.mark.parametrize("span", ["15", "15 min", "2hours", "-1h", "h", "1y", "PT1H", "0x1h", "1M"])
def test_what_is_no_duration(span: str) -> None:
    assert errors(f"- {{id: w, wait: '{span}'}}\n- {{id: b, say: B}}")


@pytest.mark.parametrize("clock", ["24:00", "9", "09:60", "9am", "ab:cd", "09:00:00"])
def test_what_is_no_clock_time(clock: str) -> None:
    assert errors(f"- {{id: w, until: '{clock}'}}\n- {{id: b, say: B}}")


def test_a_clock_time_is_that_of_the_wall_clock_when_summer_time_begins() -> None:
    now = datetime(2026, 3, 28, 11, 0, tzinfo=UTC)  # 12:00 in Berlin, the day before the clocks go forward
    talk = Talk.of("- {id: w, until: '09:00'}\n- {id: b, say: B}", "timezone: Europe/Berlin", now=now)
    assert talk.wait("19h59m").texts == []
    assert talk.wait("1m").texts == ["B"]


def test_a_day_is_24_hours_also_when_summer_time_begins() -> None:
    now = datetime(2026, 3, 28, 11, 0, tzinfo=UTC)
    talk = Talk.of("- {id: w, wait: 1d}\n- {id: b, say: B}", "timezone: Europe/Berlin", now=now)
    assert talk.wait("23h59m").texts == []
    assert talk.wait("1m").texts == ["B"]


def test_hours_may_span_midnight() -> None:
    talk = over(chains='chains: [{id: one, steps: [{after: 1h, say: Night}], hours: "22:00-06:00"}]')
    assert talk.wait("9h59m").texts == []
    assert talk.wait("1m").texts == ["Night"]


def test_the_event_can_be_asked_and_printed() -> None:
    chains = """
        chains:
          - id: one
            trigger: "event:delivered"
            when: "event == 'delivered'"
            steps: [{after: 1d, say: "After {event}"}]
    """
    assert over(chains=chains).happens("event:delivered").wait("1d").texts == ["After delivered"]
