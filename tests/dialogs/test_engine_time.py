"""Reward, time and people: rules 18 to 22 of the format, and what the contract says of talks and timers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dialogs import KnownConsent, Person, Reward
from dialogs.events import (
    Asked,
    Cleared,
    Consented,
    DeletionAsked,
    Finished,
    Forwarded,
    HandedOff,
    LeadChanged,
    Restarted,
    Resumed,
    Rewarded,
    Said,
    Slept,
    Stopped,
    Switched,
    TimersCancelled,
    TimerSet,
)
from dialogs.inputs import Flooded, Pressed, Started, TakenOver, TimedOut, Uploaded, Wrote

from .conversation import NOON, Conversation

ASK = "  - {id: a, ask: 'A?', options: [{id: x, text: X, score: 1}, {id: y, text: Y}]}\n"
AREA = "  - {id: area, ask: 'Area?', number: {}}\n"
NOTE = "  - {id: note, ask: 'Note?', text: {}}\n"
BYE = "  - {id: bye, say: Bye, end: true}\n"
REWARD = "reward: {discount: {start: 3, per_answer: 2, max: 6}, code: 'KUH-{random}', valid: 72h}\n"
GIVE = "  - {id: gift, give: reward, say: '{discount} {code} {valid_until}'}\n"


def quiz(*steps: str, head: str = "") -> str:
    return head + "steps:\n" + "".join(steps)


# 18. reward -----------------------------------------------------------------------------------------------------------


def test_give_reward_freezes_discount_code_and_valid_until() -> None:
    talk = Conversation.begin(quiz(ASK, GIVE, AREA, NOTE, "  - {id: z, say: '{discount}'}\n", head=REWARD)).presses("X")
    given = talk.of(Rewarded)[0]
    assert given.discount == 5 and given.valid_until == NOON + timedelta(hours=72)
    assert given.code is not None and given.code.startswith("KUH-") and len(given.code) == 10
    assert set(given.code[4:]) <= set("23456789ABCDEFGHJKMNPQRSTUVWXYZ")
    assert talk.texts[0].startswith(f"5 {given.code} ") and "12:00" in talk.texts[0]  # by the script's clock
    assert talk.writes("12", "x").texts == ["5"]


def test_before_it_code_and_valid_until_are_none() -> None:
    body = quiz("  - {id: z, say: none, when: code == none and valid_until == none and discount == 3}\n", head=REWARD)
    assert Conversation.begin(body).texts == ["none"]


def test_valid_until_prints_in_the_prospects_zone() -> None:
    talk = Conversation.begin(quiz(GIVE, head=REWARD), person=Person(timezone="Asia/Vladivostok", language="en"))
    assert "19:00" in talk.texts[0]


def test_one_code_per_person_and_script_ever_is_shown_while_valid() -> None:
    held = Reward(9, "KUH-OLDONE", NOON + timedelta(hours=1))
    talk = Conversation.begin(quiz(GIVE, BYE, head=REWARD), person=Person(rewards={"quiz": held}))
    assert talk.texts[0].startswith("9 KUH-OLDONE") and not talk.of(Rewarded)


def test_after_the_deadline_a_later_give_is_passed_over() -> None:
    held = Reward(9, "KUH-OLDONE", NOON)
    talk = Conversation.begin(quiz(GIVE, BYE, head=REWARD), person=Person(rewards={"quiz": held}))
    assert talk.texts == ["Bye"] and not talk.of(Rewarded) and talk.state.reward is None


def test_a_restart_keeps_the_code() -> None:
    talk = Conversation.begin(quiz(ASK, GIVE, BYE, head=REWARD)).presses("X")
    code = talk.state.reward.code if talk.state.reward is not None else ""
    talk.writes("/restart").presses("Y")
    assert code and code in talk.texts[0] and not talk.of(Rewarded)


def test_files_of_the_reward_are_sent_in_the_chat() -> None:
    talk = Conversation.begin(quiz(GIVE, head=REWARD.replace("valid:", "files: [catalogue.pdf], valid:")))
    assert [one.name for said in talk.of(Said) for one in said.attachments] == ["catalogue.pdf"]


def test_the_discount_grows_with_every_answered_question_up_to_its_max() -> None:
    consent = "  - {id: c, ask: 'C?', consent: {document: 'https://shop.example/p', version: '1'}}\n"
    name = "  - {id: n, ask: '{discount}', name: {}}\n"
    note = "  - {id: m, ask: '{discount}', text: {}, optional: true}\n"
    talk = Conversation.begin(quiz(consent, ASK, name, note, AREA, "  - {id: z, say: '{discount}'}\n", head=REWARD))
    talk.presses("Yes")
    assert talk.presses("X").texts == ["5"]  # the consent does not count
    assert talk.writes("Ann").texts == ["5"]  # neither does the name
    assert talk.presses("Skip").texts == ["Area?"]
    assert talk.writes("12").texts == ["6"]


def test_a_changed_answer_counts_once_and_going_back_never_lowers_what_was_shown() -> None:
    shown = "  - {id: m, ask: 'At {discount}', text: {}}\n"
    talk = Conversation.begin(quiz(ASK, AREA, shown, head=REWARD)).presses("X").presses("1: Y").writes("12")
    assert talk.texts == ["At 6"]
    talk.writes("back", "back")
    talk.presses("X")
    assert talk.lead is not None and talk.lead.reward.discount == 6


def test_a_discount_that_was_never_shown_goes_down_with_the_answers() -> None:
    talk = Conversation.begin(quiz(ASK, AREA, head=REWARD)).presses("X").writes("back")
    assert talk.lead is not None and talk.lead.reward.discount == 3


# 19. reminders --------------------------------------------------------------------------------------------------------

REMIND = (
    "  - {id: q, ask: 'Q?', options: [{id: x, text: X}], remind: [{after: 15m, say: One}, {after: 1d, say: Two}], "
    "give_up: {after: 3d, go: bye}}\n"
)


def test_remind_and_give_up_count_from_the_delivery_of_the_question() -> None:
    talk = Conversation.begin(quiz(REMIND, BYE))
    assert [(one.kind, one.after, one.index, one.question, one.from_delivery) for one in talk.of(TimerSet)] == [
        ("remind", 900, 0, 1, True), ("remind", 86_400, 1, 1, True), ("give_up", 259_200, 0, 1, True),
    ]  # fmt: skip
    talk.waits(minutes=15)
    assert [(one.text, one.kind) for one in talk.of(Said)] == [("One", "reminder")]
    assert talk.waits(days=1).texts == ["Two"]
    assert talk.waits(days=2).texts == ["Bye"] and talk.of(Finished) == [Finished("give_up")]


def test_any_message_cancels_them_and_asked_again_they_start_anew_but_each_is_sent_once() -> None:
    talk = Conversation.begin(quiz(REMIND, BYE)).waits(minutes=15).writes("what")
    assert talk.events[0] == TimersCancelled(("remind", "give_up", "sleep"))
    assert [(one.kind, one.index) for one in talk.of(TimerSet)] == [("remind", 1), ("give_up", 0)]
    assert talk.waits(hours=23).texts == []
    assert talk.waits(hours=1).texts == ["Two"]


def test_an_answer_cancels_them_for_good() -> None:
    talk = Conversation.begin(quiz(REMIND, NOTE)).presses("X")
    assert talk.of(TimersCancelled) and talk.waits(days=9).texts == []


def test_a_press_that_answers_nothing_starts_them_anew_from_now() -> None:
    body = quiz(REMIND.replace("remind:", "many: {}, remind:"), BYE)
    talk = Conversation.begin(body).presses("X")
    assert [(one.kind, one.from_delivery) for one in talk.of(TimerSet)] == [
        ("remind", False), ("remind", False), ("give_up", False),
    ]  # fmt: skip


def test_a_timer_does_nothing_once_another_question_is_asked() -> None:
    talk = Conversation.begin(quiz(REMIND, NOTE, BYE)).presses("X")
    for kind in ("remind", "give_up", "sleep", "wait", "nobody"):
        assert talk.take(TimedOut(kind, 1)).events == ()


def test_a_retry_and_a_repeat_leave_the_number_of_the_question() -> None:
    talk = Conversation.begin(quiz(REMIND, BYE)).writes("what")
    assert talk.asked.question == 1
    assert talk.take(TimedOut("remind", 1, 0)).texts == ["One"]
    assert talk.take(TimedOut("remind", 1, 0)).events == ()


def test_none_runs_during_a_handoff_and_after_it_the_open_question_is_asked_again() -> None:
    talk = Conversation.begin(quiz(REMIND, BYE)).writes("manager")
    assert talk.waits(minutes=10).texts == []
    talk.handed_back()
    assert talk.asked.step == "q" and talk.asked.again and talk.asked.question == 1
    assert [one.kind for one in talk.of(TimerSet)] == ["remind", "remind", "give_up"]


def test_after_the_thirty_day_sleep_the_open_question_is_repeated_with_the_answers_kept() -> None:
    talk = Conversation.begin(quiz(ASK, AREA, BYE)).presses("X").take(TimedOut("sleep", 2))
    assert talk.of(Slept) and talk.state.status == "asleep" and talk.texts == []
    talk.writes("12")
    assert talk.asked.step == "area" and talk.answer("a") == "x" and talk.answer("area") is None
    offer = talk.of(Said)[0]
    assert [one.role for one in offer.buttons] == ["continue", "restart"]
    assert talk.presses("Continue").asked.step == "area"
    assert talk.writes("12").answer("area") == 12


def test_a_press_of_the_open_question_wakes_a_sleeping_talk() -> None:
    talk = Conversation.begin(quiz(ASK, AREA)).take(TimedOut("sleep", 1)).take(Pressed("1.1"))
    assert talk.answer("a") == "x" and talk.asked.step == "area"


def test_a_question_that_gives_up_by_itself_does_not_sleep() -> None:
    assert Conversation.begin(quiz(REMIND, BYE)).take(TimedOut("sleep", 1)).events == ()


# 20. hand-off ---------------------------------------------------------------------------------------------------------

HANDOFF = "  - {id: h, handoff: {say: A manager comes, within: 10m, nobody: Nobody}}\n"


def test_handoff_silences_the_script_and_handed_back_it_goes_on_with_the_next_step() -> None:
    talk = Conversation.begin(quiz(ASK, HANDOFF, NOTE)).presses("X")
    assert talk.texts == ["A manager comes"] and talk.of(HandedOff) == [HandedOff("h", 600, False)]
    assert talk.writes("hello", "/start").texts == [] and talk.events == (Forwarded("/start"),)
    assert talk.handed_back().asked.step == "note" and talk.of(Resumed)


def test_a_file_during_a_handoff_is_the_managers() -> None:
    talk = Conversation.begin(quiz(HANDOFF, NOTE)).uploads("f1")
    assert talk.events == (Forwarded("", "f1"),)


def test_nobody_is_said_once_after_within_and_the_handoff_stays_open() -> None:
    talk = Conversation.begin(quiz(HANDOFF, NOTE))
    assert talk.waits(minutes=10).texts == ["Nobody"] and talk.state.status == "handed_off"
    assert talk.take(TimedOut("nobody", 0)).texts == []


def test_nobody_is_not_said_once_a_manager_took_over() -> None:
    talk = Conversation.begin(quiz(HANDOFF, NOTE)).take(TakenOver("Ivan"))
    assert talk.waits(hours=1).texts == []


def test_only_stop_and_delete_work_during_a_handoff() -> None:
    talk = Conversation.begin(quiz(HANDOFF, NOTE)).writes("back", "human", "/language")
    assert [type(event) for event in talk.events] == [Forwarded]
    assert talk.writes("delete my data").labels == ["Yes", "No"]
    assert talk.writes("stop").of(Stopped)


def test_a_person_please_works_as_a_handoff_then_the_open_question_is_asked_again() -> None:
    talk = Conversation.begin(quiz(ASK, AREA)).presses("X").presses("Talk to a person")
    assert talk.of(HandedOff) == [HandedOff("area", 900, True)] and len(talk.texts) == 1
    assert [one.kind for one in talk.of(TimerSet)] == ["nobody"]
    assert talk.waits(minutes=15).texts != []
    assert talk.handed_back().asked.step == "area"


def test_a_manager_may_take_over_at_any_time() -> None:
    talk = Conversation.begin(quiz(ASK, AREA)).presses("X").take(TakenOver("Ivan"))
    assert talk.writes("12").events == (Forwarded("12"),)
    assert talk.handed_back().asked.step == "area"
    over = Conversation.begin(quiz(BYE)).take(TakenOver("Ivan"))
    assert over.writes("thanks").events == (Forwarded("thanks"),)
    assert over.handed_back().state.status == "finished"


def test_handed_back_without_a_handoff_does_nothing() -> None:
    assert Conversation.begin(quiz(ASK)).handed_back().events == ()


def test_a_wait_that_ends_during_a_handoff_goes_on_when_it_is_handed_back() -> None:
    talk = Conversation.begin(quiz("  - {id: w, wait: 1h}\n", BYE)).writes("manager").waits(hours=2)
    assert "Bye" not in talk.heard
    assert talk.handed_back().texts == ["Bye"]


# 21. chains -----------------------------------------------------------------------------------------------------------

CHAINS = (
    "chains:\n  - {id: hot, when: \"temperature == 'hot'\", steps: [{after: 1d, say: Hot}]}\n"
    "  - {id: cold, when: \"temperature == 'cold'\", steps: [{after: 1d, say: One}, {after: 3d, say: Two}]}\n"
)
ADS = Person(consents=(KnownConsent("https://shop.example/a", "1", "ads"),), language="en")


def test_chain_times_count_from_the_end_of_the_talk_and_the_first_that_holds_runs() -> None:
    talk = Conversation.begin(quiz(ASK, BYE, head=CHAINS), person=ADS).presses("X")
    assert [(one.name, one.at) for one in talk.of(TimerSet)] == [("cold", NOON + timedelta(days=1))]
    talk.waits(days=1)
    assert [(one.text, one.kind) for one in talk.of(Said)] == [("One", "broadcast")]
    assert talk.waits(days=1).texts == []
    assert talk.waits(days=1).texts == ["Two"] and not talk.state.chains


def test_chains_need_consent_ads_whatever_when_says() -> None:
    talk = Conversation.begin(quiz(ASK, BYE, head=CHAINS)).presses("X")
    assert not talk.of(TimerSet)


def test_when_and_the_consent_are_checked_before_each_message() -> None:
    agree = "  - {id: ads, ask: 'Ads?', consent: {document: 'https://shop.example/a', version: '1', purpose: ads}}\n"
    talk = Conversation.begin(quiz(agree, BYE, head=CHAINS)).presses("Yes")
    talk.state = talk.take(Pressed("1.no")).state
    assert talk.waits(days=9).texts == []


@pytest.mark.parametrize("cause", ["wrote", "won", "lost", "stop", "blocked"])
def test_a_chain_stops_by_itself(cause: str) -> None:
    talk = Conversation.begin(quiz(ASK, BYE, head=CHAINS), person=ADS).presses("X")
    if cause in ("wrote", "stop"):
        talk.writes("hello" if cause == "wrote" else "stop")
    else:
        talk.happens(cause)
    assert not talk.state.chains and talk.waits(days=9).texts == []


def test_chains_wait_for_their_trigger_and_are_not_stopped_by_it() -> None:
    head = "chains: [{id: a, trigger: lost, when: \"loss_reason == 'price'\", steps: [{after: 2d, say: Cheaper}]}]\n"
    talk = Conversation.begin(quiz(BYE, head=head), person=ADS).happens("lost", "price")
    assert talk.state.chains and talk.waits(days=2).texts == ["Cheaper"]
    assert not Conversation.begin(quiz(BYE, head=head), person=ADS).happens("lost", "moved").state.chains


def test_an_event_of_the_shops_own_starts_its_chain() -> None:
    head = "chains: [{id: a, trigger: 'event:delivered', steps: [{after: 1h, say: 'How was {event}?'}]}]\n"
    talk = Conversation.begin(quiz(BYE, head=head), person=ADS).happens("event:delivered")
    assert talk.waits(hours=1).texts == ["How was delivered?"]


def test_an_abandoned_talk_starts_its_chain() -> None:
    head = "chains: [{id: a, trigger: abandoned, steps: [{after: 1h, say: Still there?}]}]\n"
    talk = Conversation.begin(quiz(ASK, head=head), person=ADS).take(TimedOut("sleep", 1))
    assert talk.waits(hours=1).texts == ["Still there?"]
    gave_up = Conversation.begin(quiz(REMIND, BYE, head=head), person=ADS).waits(days=3)
    assert gave_up.waits(hours=1).texts == ["Still there?"]


def test_a_chain_keeps_to_its_hours_in_the_prospects_zone_else_the_scripts() -> None:
    head = "chains: [{id: a, hours: '10:00-20:00', steps: [{after: 10h, say: Now}]}]\n"
    talk = Conversation.begin(quiz(BYE, head=head), person=ADS)  # ends at 12:00 in Moscow
    assert talk.of(TimerSet)[0].at == datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
    there = Person(consents=ADS.consents, timezone="America/New_York")
    talk = Conversation.begin(quiz(BYE, head=head), person=there)  # 14:00 there
    assert talk.of(TimerSet)[0].at == NOON + timedelta(hours=10)


def test_a_chains_timer_that_comes_too_late_in_the_day_waits_for_the_morning() -> None:
    head = "chains: [{id: a, hours: '10:00-20:00', steps: [{after: 1h, say: Now}]}]\n"
    talk = Conversation.begin(quiz(BYE, head=head), person=ADS)
    talk.now = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
    talk.take(TimedOut("chain", 0, 0, "a"))
    assert talk.texts == [] and talk.of(TimerSet)[0].at == datetime(2026, 3, 3, 7, 0, tzinfo=UTC)


def test_a_message_that_uses_code_or_valid_until_is_dropped_after_the_deadline() -> None:
    steps = "{after: 1d, say: 'Code {code}'}, {after: 4d, say: 'Code {code}'}, {after: 5d, say: Bye}"
    head = f"{REWARD}chains: [{{id: a, steps: [{steps}]}}]\n"
    talk = Conversation.begin(quiz(GIVE, head=head), person=ADS)
    assert talk.waits(days=1).texts[0].startswith("Code KUH-")
    assert talk.waits(days=3).texts == []
    assert talk.waits(days=1).texts == ["Bye"]


def test_a_chain_that_was_left_does_not_speak_into_a_new_talk() -> None:
    talk = Conversation.begin(quiz(ASK, BYE, head=CHAINS), person=ADS).presses("X").writes("/restart")
    assert talk.take(TimedOut("chain", 0, 0, "cold")).events == ()


# Commands -------------------------------------------------------------------------------------------------------------


def test_stop_cancels_timers_and_chains_withdraws_the_ads_consent_and_is_confirmed_once() -> None:
    talk = Conversation.begin(quiz(REMIND, BYE), person=ADS).writes("stop")
    assert talk.of(TimersCancelled) == [TimersCancelled(())] and talk.of(Stopped) and len(talk.texts) == 1
    assert [(one.purpose, one.given) for one in talk.of(Consented)] == [("ads", False)]
    assert not talk.state.consents
    assert talk.writes("stop").texts == [] and talk.waits(days=9).texts == []


def test_whoever_writes_after_a_stop_is_spoken_to_again() -> None:
    talk = Conversation.begin(quiz(AREA, BYE)).writes("stop", "12")
    assert talk.of(Resumed) and talk.answer("area") == 12


def test_words_after_the_end_leave_no_event_that_would_keep_a_script_from_starting() -> None:
    talk = Conversation.begin(quiz(ASK, BYE, head=CHAINS), person=ADS).presses("X")
    assert talk.writes("quiz").events == () and not talk.state.chains
    talk.writes("stop")
    assert talk.of(Stopped) and talk.writes("quiz").events == ()


def test_a_restart_after_a_stop_speaks_again() -> None:
    talk = Conversation.begin(quiz(BYE)).writes("stop", "/restart")
    assert talk.of(Resumed) and not talk.state.stopped


def test_delete_is_confirmed_first() -> None:

    talk = Conversation.begin(quiz(AREA, BYE)).writes("Delete my data")
    assert not talk.of(DeletionAsked)
    assert talk.writes("no").asked.step == "area"
    talk.writes("/delete")
    assert talk.presses("Yes").of(DeletionAsked)
    assert Conversation.begin(quiz(AREA)).writes("/delete", "yes").of(DeletionAsked)


def test_after_delete_anything_else_is_an_answer() -> None:
    talk = Conversation.begin(quiz(AREA, BYE)).writes("/delete", "12")
    assert talk.answer("area") == 12


@pytest.mark.parametrize("status", ["asking", "asleep", "handed_off", "waiting", "finished"])
def test_restart_always_works(status: str) -> None:

    talk = Conversation.begin(quiz(ASK, "  - {id: w, wait: 1h}\n", BYE))
    match status:
        case "asleep":
            talk.take(TimedOut("sleep", 1))
        case "handed_off":
            talk.writes("manager")
        case "waiting":
            talk.presses("X")
        case "finished":
            talk.presses("X").waits(hours=1)
        case _:
            pass
    assert talk.state.status == status
    talk.writes("/restart")
    assert talk.of(Restarted) and talk.asked.step == "a" and talk.state.status == "asking" and not talk.state.answers


def test_restart_begins_anew_in_the_same_turn_and_keeps_person_source_consents_and_numbers() -> None:
    talk = Conversation.begin(quiz(ASK, AREA), person=ADS).presses("X").writes("start over")
    assert talk.of(Cleared) == [Cleared(("a",))] and talk.asked.question == 3
    assert talk.state.consents == ADS.consents and isinstance(talk.events[-1], LeadChanged)
    assert talk.take(Pressed("1.2")).toast == "This can no longer be changed."


def test_another_scripts_link_in_an_open_talk_asks_continue_or_start_anew() -> None:

    talk = Conversation.begin(quiz(AREA, BYE)).take(Started("other", offer="other"))
    assert talk.labels == ["Continue", "Start anew"] and not talk.of(Asked)
    assert talk.presses("Continue").asked.step == "area"
    talk.take(Started("other", offer="other"))
    assert talk.presses("Start anew").of(Switched) == [Switched("other")]
    assert Conversation.begin(quiz(AREA)).take(Started("o", offer="o")).writes("12").answer("area") == 12


def test_another_scripts_keyword_offers_it_where_it_is_no_answer() -> None:
    talk = Conversation.begin(quiz(AREA, BYE)).take(Wrote("gift", offer="gifts"))
    assert talk.labels == ["Continue", "Start anew"] and talk.state.fails == 0


def test_the_language_is_the_prospects_choice() -> None:
    head = "languages: [en, ru]\n"
    body = quiz("  - {id: note, ask: {en: 'Note?', ru: 'Ещё?'}, text: {}}\n", head=head)
    talk = Conversation.begin(body).writes("/language")
    assert talk.labels == ["English", "Русский"]
    assert talk.presses("Русский").texts[-1] == "Ещё?" and talk.state.language == "ru"
    assert Conversation.begin(body).writes("/language", "русский").state.language == "ru"


def test_stickers_and_voice_get_a_fitting_reply_and_the_question_stays() -> None:
    talk = Conversation.begin(quiz(AREA)).uploads("s", kind="sticker")
    assert talk.asked.again and talk.state.fails == 0
    first = talk.asked.text
    assert talk.uploads("v", kind="voice").asked.text != first


def test_a_caption_is_read_as_words() -> None:

    assert Conversation.begin(quiz(AREA, NOTE)).take(Uploaded("photo", "f", caption="12")).answer("area") == 12


def test_a_flood_is_answered_once_with_the_open_question_kept() -> None:

    talk = Conversation.begin(quiz(AREA)).take(Flooded(21))
    assert len(talk.texts) == 1 and talk.asked.question == 1 and talk.asked.again
