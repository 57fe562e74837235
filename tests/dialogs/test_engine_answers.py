"""Answers: how they are read, changed, taken back and missed; rules 8 to 17 of the format."""

from __future__ import annotations

import pytest

from dialogs import Contact, KnownConsent, Person
from dialogs.events import (
    Answered,
    Asked,
    Cleared,
    Consented,
    Finished,
    GaveContact,
    GaveName,
    Rekeyed,
    Remarked,
    Said,
    Slept,
)
from dialogs.inputs import Located, Pressed, Wrote

from .conversation import Conversation

STYLE = (
    "  - {id: style, ask: 'Style?', "
    "options: [{id: classic, text: Classic, score: 1}, {id: modern, text: Modern, score: 2}]}\n"
)
AREA = (
    "  - {id: area, ask: 'Area?', number: {min: 3, max: 100}, "
    "score: [{when: 'area >= 12', add: 2}, {when: 'area >= 8', add: 1}]}\n"
)
TEXT = "  - {id: note, ask: 'Note?', text: {}}\n"
NAME = "  - {id: name, ask: 'Name?', name: {}}\n"
PHONE = "  - {id: phone, ask: 'Phone?', contact: {any_of: [phone]}}\n"
BYE = "  - {id: bye, say: Bye}\n"


def quiz(*steps: str, head: str = "") -> str:
    return head + "steps:\n" + "".join(steps)


# 8. none --------------------------------------------------------------------------------------------------------------


def test_a_skipped_name_is_none() -> None:
    note = "  - {id: note, ask: 'Note?', text: {}, optional: true}\n"
    told = "  - {id: a, say: none, when: note == none}\n  - {id: b, say: some, when: note != none}\n"
    assert Conversation.begin(quiz(note, told)).presses("Skip").texts == ["none"]
    assert Conversation.begin(quiz(note, told)).writes("x").texts == ["some"]


# 9. score -------------------------------------------------------------------------------------------------------------


def test_option_points_and_step_score_add_up() -> None:
    talk = Conversation.begin(quiz(STYLE, AREA, TEXT)).presses("Modern").writes("12")
    assert talk.lead is not None and talk.lead.score == 4
    assert [(one.step, one.points, one.text) for one in talk.lead.reasons] == [
        ("style", 2, "Modern"),
        ("area", 2, "12"),
    ]


def test_the_first_condition_that_holds_gives_the_points() -> None:
    talk = Conversation.begin(quiz(AREA, TEXT)).writes("9")
    assert talk.lead is not None and talk.lead.score == 1


def test_score_is_computed_from_the_answers_that_stand_and_never_accumulated() -> None:
    talk = Conversation.begin(quiz(STYLE, TEXT)).presses("Modern")
    for label in ("Classic", "Modern", "Classic"):
        talk.presses(f"1: {label}")
    assert talk.lead is not None and talk.lead.score == 1


def test_a_negative_total_is_allowed() -> None:
    body = quiz("  - {id: a, ask: 'A?', options: [{id: x, text: X, score: -3}]}\n", TEXT)
    talk = Conversation.begin(body).presses("X")
    assert talk.lead is not None and talk.lead.score == -3 and talk.lead.temperature == "cold"


def test_a_score_rule_may_not_hang_on_the_score_itself() -> None:
    body = quiz("  - {id: a, ask: 'A?', number: {}, score: [{when: 'score >= 0', add: 1}]}\n", TEXT)
    talk = Conversation.begin(body).writes("5")
    assert talk.lead is not None and talk.lead.score == 1


# 10. back and changes -------------------------------------------------------------------------------------------------


def test_back_clears_the_answer_of_the_question_asked_before_and_asks_it_again() -> None:
    talk = Conversation.begin(quiz(STYLE, AREA, TEXT)).presses("Modern").writes("12", "back")
    assert talk.asked.step == "area" and not talk.asked.again and talk.asked.question == 4
    assert talk.of(Cleared) == [Cleared(("area",))]
    assert set(talk.state.answers) == {"style"}


def test_back_goes_back_step_by_step_to_the_first_question() -> None:
    talk = Conversation.begin(quiz(STYLE, AREA, TEXT)).presses("Modern").writes("12", "back", "back")
    assert talk.asked.step == "style" and not talk.state.answers
    assert [one.role for one in talk.asked.buttons] == ["option", "option", "human"]
    talk.writes("back")
    assert talk.asked.step == "style" and "first question" in talk.asked.text.lower()


def test_a_press_of_back_takes_the_keyboard_off_and_a_second_one_does_nothing() -> None:
    talk = Conversation.begin(quiz(STYLE, AREA, TEXT)).presses("Modern").writes("12")
    talk.take(Pressed("3.back"))
    assert talk.of(Rekeyed) == [Rekeyed(3, "Note?", ())]
    talk.take(Pressed("3.back"))
    assert talk.toast and not talk.of(Asked) and talk.state.question == 4


def test_questions_whose_answers_stand_are_passed_silently_after_a_change() -> None:
    talk = Conversation.begin(quiz(STYLE, AREA, TEXT)).presses("Modern").writes("12").presses("1: Classic")
    assert [event.step for event in talk.of(Answered)] == ["style"]
    assert talk.asked.step == "note" and talk.asked.again and talk.asked.question == 3
    assert talk.answer("style") == "classic" and talk.answer("area") == 12


def test_messages_are_not_repeated_after_a_change() -> None:
    say = "  - {id: well, say: Well}\n"
    talk = Conversation.begin(quiz(STYLE, say, AREA, say.replace("well", "good"), TEXT)).presses("Modern").writes("12")
    assert talk.presses("1: Classic").texts == ["Note?"]


def test_messages_of_a_new_way_are_said_after_a_change() -> None:
    only = "  - {id: only, say: For classic, when: \"style == 'classic'\"}\n"
    talk = Conversation.begin(quiz(STYLE, AREA, only, TEXT)).presses("Modern").writes("12")
    assert talk.presses("1: Classic").texts == ["For classic", "Note?"]


def test_answers_off_the_new_way_no_longer_stand() -> None:
    area = AREA.replace("number:", "when: \"style == 'modern'\", number:")
    talk = Conversation.begin(quiz(STYLE, area, TEXT)).presses("Modern").writes("12").presses("1: Classic")
    assert talk.answer("area") is None and talk.of(Cleared) == [Cleared(("area",))]
    assert talk.lead is not None and talk.lead.score == 1
    talk.presses("1: Modern")
    assert talk.asked.step == "area"


def test_an_answer_behind_a_new_question_stands_once_the_way_comes_to_it() -> None:
    extra = "  - {id: extra, ask: 'Extra?', text: {}, when: \"style == 'classic'\"}\n"
    talk = Conversation.begin(quiz(STYLE, extra, AREA, TEXT)).presses("Modern").writes("12").presses("1: Classic")
    assert talk.asked.step == "extra" and talk.asked.question == 4
    talk.writes("more")
    assert talk.asked.step == "note" and talk.answer("area") == 12
    assert [event.step for event in talk.of(Answered)] == ["extra", "area"]


def test_variables_are_worked_out_again_after_a_change() -> None:
    head = "  - set: {double: 'area + area'}\n"
    talk = (
        Conversation.begin(quiz(AREA, head, TEXT, "  - {id: z, say: '{double}'}\n"))
        .writes("5")
        .take(Wrote("6", edits=True, question=1))
    )
    assert talk.writes("x").texts == ["12"]


# 11. until when -------------------------------------------------------------------------------------------------------

GIVE = "  - {id: gift, give: reward, say: Given}\n"
REWARD = "reward: {discount: {start: 1, per_answer: 1, max: 9}, code: 'K-{random}'}\n"


@pytest.mark.parametrize(
    "steps",
    [quiz(STYLE, GIVE, TEXT, head=REWARD), quiz(STYLE, "  - {id: h, handoff: {say: Wait}}\n"), quiz(STYLE, BYE)],
    ids=["given", "handed off", "ended"],
)
def test_an_answer_may_be_changed_until_the_reward_is_given_a_handoff_begins_or_the_talk_ends(steps: str) -> None:
    talk = Conversation.begin(steps).presses("Modern").presses("1: Classic")
    assert talk.toast == "This can no longer be changed." and talk.answer("style") == "modern"


def test_back_does_not_go_behind_the_reward() -> None:
    talk = Conversation.begin(quiz(STYLE, GIVE, TEXT, head=REWARD)).presses("Modern")
    assert "back" not in [one.role for one in talk.asked.buttons]
    assert talk.writes("back").asked.step == "note"


def test_a_press_of_an_older_question_changes_that_answer_and_never_answers_another() -> None:
    two = "  - {id: two, ask: 'Two?', options: [{id: x, text: X}, {id: y, text: Y}]}\n"
    talk = Conversation.begin(quiz(STYLE, two, TEXT)).presses("Modern").take(Pressed("1.1"))
    assert talk.answer("style") == "classic" and talk.answer("two") is None and talk.asked.step == "two"


def test_a_press_of_a_question_that_is_off_the_way_answers_nothing() -> None:
    two = "  - {id: two, ask: 'Two?', options: [{id: x, text: X}], when: \"style == 'modern'\"}\n"
    talk = Conversation.begin(quiz(STYLE, two, TEXT)).presses("Modern").take(Pressed("1.1")).take(Pressed("2.1"))
    assert talk.toast and talk.answer("two") is None


def test_a_second_press_of_the_same_option_repeats_nothing() -> None:
    talk = Conversation.begin(quiz(STYLE, TEXT)).presses("Modern").take(Pressed("1.2"))
    assert talk.events == (Remarked("You chose: Modern"),) or len(talk.of(Remarked)) == len(talk.events) == 1


@pytest.mark.parametrize(
    "data", ["", ".", "1", "1.", "1.0", "1.99", "1.-1", "x.1", "9.1", "1.p9", "1.lang9", "0.1", "1.²"]
)
def test_an_unknown_button_is_answered_and_does_nothing(data: str) -> None:
    talk = Conversation.begin(quiz(STYLE, TEXT)).take(Pressed(data))
    assert talk.toast and talk.state.question == 1 and not talk.state.answers


AGREE = "  - {id: agree, ask: 'Agree?', consent: {document: 'https://shop.example/p', version: '1'}}\n"


def test_consent_can_be_withdrawn_at_any_time() -> None:
    talk = Conversation.begin(quiz(AGREE, BYE)).presses("Yes")
    assert talk.state.status == "finished" and talk.state.consents
    talk.presses("1: No")
    assert [(one.given, one.purpose) for one in talk.of(Consented)] == [(False, "processing")]
    assert talk.toast and not talk.state.consents and talk.answer("agree") is False
    assert talk.presses("1: Yes").toast == "This can no longer be changed."


def test_an_edited_message_is_a_change_of_that_answer() -> None:
    talk = Conversation.begin(quiz(AREA, STYLE, TEXT)).writes("12").presses("Modern")
    talk.take(Wrote("20", edits=True, question=1))
    assert talk.answer("area") == 20 and talk.asked.step == "note"


def test_an_edit_of_an_unknown_message_answers_nothing() -> None:
    talk = Conversation.begin(quiz(AREA, TEXT)).writes("12").take(Wrote("20", edits=True))
    assert talk.answer("area") == 12 and talk.answer("note") is None


def test_an_edit_that_is_no_answer_says_why() -> None:
    talk = Conversation.begin(quiz(AREA, TEXT)).writes("12").take(Wrote("200", edits=True, question=1))
    assert talk.answer("area") == 12 and "100" in talk.texts[0]


def test_an_edit_of_a_failed_attempt_answers_the_open_question() -> None:
    talk = Conversation.begin(quiz(AREA, TEXT)).writes("what").take(Wrote("12", edits=True, question=1))
    assert talk.answer("area") == 12


# 12. many -------------------------------------------------------------------------------------------------------------

MANY = (
    "  - id: f\n    ask: 'F?'\n    many: {min: 1, max: 2}\n    options: [{id: a, text: Alpha}, {id: b, text: Beta}, "
    "{id: c, text: Gamma, score: 2}, {id: none_, text: Nothing, go: bye}]\n"
)


def test_a_press_ticks_and_unticks_and_edits_the_keyboard() -> None:
    talk = Conversation.begin(quiz(MANY, TEXT, BYE)).presses("Beta")
    assert talk.labels == ["Alpha", "✓ Beta", "Gamma", "Nothing", "Done"]
    assert talk.presses("Beta").labels == ["Alpha", "Beta", "Gamma", "Nothing", "Done"]
    assert len(talk.events) == 1


def test_done_ends_the_choice_and_the_value_is_the_ids_in_the_scripts_order() -> None:
    talk = Conversation.begin(quiz(MANY, TEXT, BYE)).presses("Gamma", "Alpha", "Done")
    assert talk.answer("f") == ["a", "c"] and talk.of(Answered)[0].text == "Alpha, Gamma"
    assert talk.lead is not None and talk.lead.score == 2


def test_reaching_max_does_not_end_the_choice_and_more_is_explained() -> None:
    talk = Conversation.begin(quiz(MANY, TEXT, BYE)).presses("Alpha", "Beta")
    assert talk.answer("f") is None
    talk.presses("Gamma")
    assert talk.toast == "You can choose at most 2." and talk.state.ticks == ("a", "b") and talk.state.fails == 0


def test_below_min_is_explained_and_is_no_failed_attempt() -> None:
    talk = Conversation.begin(quiz(MANY, TEXT, BYE)).presses("Done")
    assert talk.toast == "Please choose at least 1." and talk.state.fails == 0
    talk.writes("done")
    assert talk.asked.text == "Please choose at least 1." and talk.state.fails == 0


def test_typed_numbers_or_several_labels_are_the_whole_choice() -> None:
    assert Conversation.begin(quiz(MANY, TEXT, BYE)).writes("1, 3").answer("f") == ["a", "c"]
    assert Conversation.begin(quiz(MANY, TEXT, BYE)).presses("Alpha").writes("gamma and beta").answer("f") == ["b", "c"]


def test_typed_above_max_is_explained_and_is_no_failed_attempt() -> None:
    talk = Conversation.begin(quiz(MANY, TEXT, BYE)).writes("1, 2, 3")
    assert talk.asked.text == "You can choose at most 2." and talk.asked.again and talk.state.fails == 0


def test_an_option_with_go_excludes_the_others_and_finishes_at_once() -> None:
    talk = Conversation.begin(quiz(MANY, TEXT, BYE)).presses("Alpha", "Nothing")
    assert talk.answer("f") == ["none_"] and talk.texts == ["Bye"]


def test_many_without_bounds_takes_one_to_all() -> None:
    body = quiz("  - {id: f, ask: 'F?', many: {}, options: [{id: a, text: Alpha}, {id: b, text: Beta}]}\n", TEXT)
    assert Conversation.begin(body).presses("Done").toast == "Please choose at least 1."
    assert Conversation.begin(body).presses("Alpha", "Beta", "Done").answer("f") == ["a", "b"]


def test_a_press_at_an_answered_choice_of_many_changes_it() -> None:
    talk = Conversation.begin(quiz(MANY, TEXT, BYE)).presses("Alpha", "Done").presses("1: Gamma")
    assert talk.answer("f") == ["a", "c"] and talk.asked.step == "note"
    talk.presses("1: Alpha").presses("1: Gamma")
    assert talk.toast == "Please choose at least 1." and talk.answer("f") == ["c"]


# 13. retry ------------------------------------------------------------------------------------------------------------


def test_retry_defaults_to_three_failed_answers_and_then_the_next_step() -> None:
    talk = Conversation.begin(quiz(AREA, TEXT)).writes("a", "b")
    assert talk.asked.step == "area" and talk.asked.again
    talk.writes("c")
    assert talk.asked.step == "note" and talk.answer("area") is None


def test_retry_says_its_words_and_then_goes_where_it_says() -> None:
    area = AREA.replace("number:", "retry: {say: 'A number, please', times: 2, then: bye}, number:")
    talk = Conversation.begin(quiz(area, TEXT, BYE)).writes("a")
    assert talk.texts == ["A number, please"] and talk.asked.question == 1
    assert talk.writes("b").texts == ["Bye"]


def test_after_the_retries_a_consent_is_as_if_no() -> None:
    agree = AGREE.replace("consent:", "refuse: bye, consent:")
    talk = Conversation.begin(quiz(agree, TEXT, BYE)).writes("hm", "hm", "hm")
    assert talk.texts == ["Bye"] and talk.answer("agree") is False


def test_after_the_retries_a_required_contact_makes_the_talk_sleep_and_a_good_one_still_counts() -> None:
    talk = Conversation.begin(quiz(PHONE, TEXT)).writes("a", "b", "c")
    assert talk.state.status == "asleep" and talk.of(Slept)
    talk.writes("+7 900 000-00-00")
    assert talk.asked.step == "note" and talk.answer("phone") == "+79000000000"


def test_after_the_retries_an_optional_contact_is_left_out() -> None:
    phone = PHONE.replace("contact:", "optional: true, contact:")
    assert Conversation.begin(quiz(phone, TEXT)).writes("a", "b", "c").asked.step == "note"


def test_commands_are_no_failed_attempts() -> None:
    talk = Conversation.begin(quiz(STYLE, AREA, TEXT)).presses("Modern").writes("a", "b", "/language", "/skip", "c")
    assert talk.asked.step == "note"
    talk = Conversation.begin(quiz(STYLE, AREA, TEXT)).presses("Modern").writes("a", "b", "/skip")
    assert talk.asked.step == "area" and talk.state.fails == 2


# 14. the order --------------------------------------------------------------------------------------------------------


def test_stop_is_read_before_an_option_of_that_name() -> None:
    body = quiz("  - {id: a, ask: 'A?', options: [{id: s, text: Stop}, {id: g, text: Go on}]}\n", TEXT)
    talk = Conversation.begin(body).writes("stop")
    assert talk.answer("a") is None and talk.state.stopped


def test_an_options_label_is_read_before_the_other_commands() -> None:
    body = quiz(STYLE, "  - {id: a, ask: 'A?', options: [{id: b, text: Back}, {id: g, text: Go on}]}\n", TEXT)
    assert Conversation.begin(body).presses("Modern").writes("back").answer("a") == "b"


def test_a_command_is_read_before_an_options_number_and_slips() -> None:
    body = quiz("  - {id: a, ask: 'A?', options: [{id: x, text: Bank}, {id: y, text: House}]}\n", TEXT)
    talk = Conversation.begin(body).writes("back")
    assert talk.answer("a") is None
    assert talk.writes("hause").answer("a") == "y"


def test_an_options_number_counts_from_one() -> None:
    assert Conversation.begin(quiz(STYLE, TEXT)).writes("2").answer("style") == "modern"


def test_an_option_called_like_a_number_is_meant_before_its_place() -> None:
    body = quiz("  - {id: a, ask: 'A?', options: [{id: two, text: '2'}, {id: one, text: '1'}]}\n", TEXT)
    assert Conversation.begin(body).writes("1").answer("a") == "one"


def test_small_slips_of_the_keys_are_understood() -> None:
    assert Conversation.begin(quiz(STYLE, TEXT)).writes("modrn").answer("style") == "modern"


def test_a_keyword_of_a_script_is_no_failed_attempt_and_never_starts_one_while_a_question_is_open() -> None:
    talk = Conversation.begin(quiz(AREA, TEXT, head="start: {keywords: [kitchen]}\n")).writes("Kitchen!")
    assert talk.state.fails == 0 and talk.labels == ["Continue", "Start anew"]
    assert talk.writes("continue").asked.step == "area"
    talk.writes("kitchen")
    assert talk.presses("Start anew").asked.step == "area" and talk.state.question == 2


def test_a_text_question_takes_everything_but_commands() -> None:
    body = quiz(STYLE, TEXT, BYE, head="start: {keywords: [kitchen]}\n")
    for words in ("kitchen", "yes", "2", "skip", "+7 900 000-00-00", "done"):
        assert Conversation.begin(body).presses("Modern").writes(words).answer("note") == words
    assert Conversation.begin(body).presses("Modern").writes("Go back!").asked.step == "style"


def test_commands_match_whole_messages() -> None:
    talk = Conversation.begin(quiz(TEXT, BYE)).writes("please do not stop")
    assert talk.answer("note") == "please do not stop"


# 15. kinds ------------------------------------------------------------------------------------------------------------


def test_optional_adds_skip_leaves_none_and_gives_no_points() -> None:
    note = TEXT.replace("text:", "optional: true, score: [{when: 'note == none', add: 5}], text:")
    talk = Conversation.begin(quiz(note, STYLE))
    assert talk.labels == ["Skip"]
    talk.presses("Skip")
    assert talk.answer("note") is None and talk.asked.step == "style"
    assert talk.lead is not None and talk.lead.score == 0


def test_skip_is_offered_only_where_the_question_is_optional() -> None:
    talk = Conversation.begin(quiz(AREA, TEXT)).writes("/skip")
    assert talk.asked.step == "area" and "skip" in talk.asked.text.lower()


def test_a_date_is_read_and_printed_in_the_language() -> None:
    body = quiz("  - {id: day, ask: 'Day?', date: {}}\n", "  - {id: z, say: '{day}'}\n")
    talk = Conversation.begin(body).writes("25.12")
    assert talk.answer("day") == "2026-12-25" and "25" in talk.texts[0] and "2026-12-25" not in talk.texts[0]


def test_a_slot_asks_the_day_first_then_the_time_and_hides_the_past() -> None:
    slot = "  - {id: call, ask: 'When?', slot: {days: 2, from: '10:00', to: '14:00', every: 1h}}\n"
    talk = Conversation.begin(quiz(slot, "  - {id: z, say: '{call}'}\n"))  # it is 12:00 in Moscow
    assert talk.labels == ["Today", "Tomorrow"]
    assert talk.presses("Today").labels == ["13:00", "14:00"]
    assert talk.asked.again and talk.asked.question == 1
    talk.presses("13:00")
    assert talk.answer("call") == "2026-03-02T13:00" and "13:00" in talk.texts[0]
    assert talk.lead is not None and talk.lead.call_time == "2026-03-02T13:00"
    assert talk.lead.contact_type == "interested"


def test_a_typed_slot_needs_no_button() -> None:
    slot = "  - {id: call, ask: 'When?', slot: {days: 3, from: '10:00', to: '14:00', every: 1h}}\n"
    assert Conversation.begin(quiz(slot, TEXT)).writes("tomorrow at 11:00").answer("call") == "2026-03-03T11:00"
    assert Conversation.begin(quiz(slot, TEXT)).writes("tomorrow", "12:00").answer("call") == "2026-03-03T12:00"


def test_an_older_time_button_changes_the_time_and_a_past_one_does_not() -> None:
    slot = "  - {id: call, ask: 'When?', slot: {days: 2, from: '10:00', to: '14:00', every: 1h}}\n"
    talk = Conversation.begin(quiz(slot, TEXT)).presses("Today", "13:00").presses("1: 14:00")
    assert talk.answer("call") == "2026-03-02T14:00"
    talk.waits(hours=1, minutes=30).take(Pressed("1.t202603021300"))
    assert talk.toast and talk.answer("call") == "2026-03-02T14:00"


def test_a_slot_offers_no_time_whose_places_are_taken() -> None:
    slot = "  - {id: call, ask: 'When?', slot: {days: 1, from: '13:00', to: '14:00', every: 1h, places: 2}}\n"
    person = Person(language="en", booked={"call 2026-03-02T13:00": 2, "call 2026-03-02T14:00": 1})
    talk = Conversation.begin(quiz(slot, TEXT), person=person)
    assert talk.presses("Today").labels == ["14:00"]
    assert talk.take(Pressed("1.t202603021300")).toast and talk.writes("13:00").asked.step == "call"
    assert talk.presses("14:00").answer("call") == "2026-03-02T14:00"


def test_a_rating_is_a_number() -> None:
    body = quiz("  - {id: mark, ask: 'Mark?', rating: {max: 5}}\n", TEXT)
    assert Conversation.begin(body).labels == ["1", "2", "3", "4", "5"]
    assert Conversation.begin(body).presses("4").answer("mark") == 4
    assert Conversation.begin(body).writes("6").asked.again


UPLOAD = "  - {id: photo, ask: 'Photo?', upload: {kinds: [photo, file], max_mb: 2}}\n"


def test_the_first_file_answers_an_upload_and_later_ones_are_added_until_the_next_question_is_answered() -> None:
    talk = Conversation.begin(quiz(UPLOAD, TEXT, AREA)).uploads("f1", name="a.jpg")
    assert talk.asked.step == "note"
    talk.uploads("f2", name="b.jpg")
    assert talk.answer("photo") == "f1 f2" and not talk.of(Asked)
    talk.writes("ok").uploads("f3")
    assert talk.answer("photo") == "f1 f2" and talk.asked.step == "area"


def test_later_files_are_added_even_where_the_upload_was_the_last_question() -> None:
    talk = Conversation.begin(quiz(UPLOAD, BYE)).uploads("f1").uploads("f2")
    assert talk.state.status == "finished" and talk.answer("photo") == "f1 f2"


def test_a_file_too_large_or_of_another_kind_is_explained() -> None:
    talk = Conversation.begin(quiz(UPLOAD, TEXT)).uploads("f1", size=3_000_000)
    assert "2 MB" in talk.asked.text
    talk.uploads("f1", kind="voice")
    assert "photo, file" in talk.asked.text


def test_a_location_is_text() -> None:
    body = quiz("  - {id: place, ask: 'Where?', location: {}}\n", "  - {id: z, say: '{place}'}\n")
    talk = Conversation.begin(body)
    assert talk.asked.keyboard == "location" and talk.asked.buttons[0].role == "share_location"
    assert talk.take(Located(55.75, 37.62, "Home")).texts == ["Home (55.750000, 37.620000)"]
    assert Conversation.begin(body).writes("Main street 5").texts == ["Main street 5"]


# 17. consent, name, contact -------------------------------------------------------------------------------------------


def test_only_an_explicit_yes_counts() -> None:
    talk = Conversation.begin(quiz(AGREE, TEXT)).writes("maybe")
    assert talk.asked.step == "agree" and not talk.state.consents
    talk.writes("I agree")
    event = talk.of(Consented)[0]
    assert (event.purpose, event.document, event.version, event.given) == (
        "processing", "https://shop.example/p", "1", True,
    )  # fmt: skip
    assert event.text == "Agree?"


def test_no_goes_to_refuse_else_to_the_next_step() -> None:
    refused = AGREE.replace("consent:", "refuse: bye, consent:")
    assert Conversation.begin(quiz(refused, TEXT, BYE)).presses("No").texts == ["Bye"]
    assert Conversation.begin(quiz(AGREE, TEXT, BYE)).presses("No").texts == ["Note?"]


def test_the_document_stands_on_a_link_beside_yes_and_no() -> None:
    buttons = Conversation.begin(quiz(AGREE, TEXT)).asked.buttons
    assert [(one.label, one.role) for one in buttons[:2]] == [("Yes", "yes"), ("No", "no")]
    assert buttons[2].role == "link" and buttons[2].url == "https://shop.example/p"


def test_a_consent_a_name_and_a_contact_already_known_of_this_person_are_passed_over() -> None:
    person = Person(
        name="Ann",
        contacts=(Contact("phone", "+79000000000", "confirmed"),),
        consents=(KnownConsent("https://shop.example/p", "1", "processing"),),
    )
    talk = Conversation.begin(quiz(AGREE, NAME, PHONE, "  - {id: z, say: '{name} {phone}'}\n"), person=person)
    assert talk.texts == ["Ann +79000000000"]
    assert not talk.of(Consented) and not talk.of(GaveContact) and not talk.of(GaveName)
    assert talk.lead is not None and talk.lead.is_lead


def test_a_consent_to_another_version_is_asked_for() -> None:
    person = Person(consents=(KnownConsent("https://shop.example/p", "0", "processing"),))
    assert Conversation.begin(quiz(AGREE, TEXT), person=person).asked.step == "agree"


def test_a_name_is_understood_within_a_sentence() -> None:
    talk = Conversation.begin(quiz(NAME, TEXT)).writes("my name is anna")
    assert talk.of(GaveName) == [GaveName("Anna")] and talk.answer("name") == "Anna"


def test_a_shared_contact_of_the_prospects_own_is_confirmed_and_brings_the_name() -> None:
    talk = Conversation.begin(quiz(PHONE, NAME, TEXT))
    assert talk.asked.keyboard == "contact" and talk.asked.buttons[0].role == "share_contact"
    talk.shares("79000000000", first_name="Ann")
    assert talk.of(GaveContact) == [GaveContact("phone", "+79000000000", "confirmed")]
    assert talk.of(GaveName) == [GaveName("Ann")] and talk.asked.step == "note"


def test_a_foreign_shared_contact_is_treated_as_typed_text_with_a_remark() -> None:
    talk = Conversation.begin(quiz(PHONE, TEXT)).shares("+79000000000", own=False)
    assert talk.of(GaveContact) == [GaveContact("phone", "+79000000000", "format_ok")]
    assert isinstance(talk.of(Said)[0], Said) and talk.asked.step == "note"


def test_a_contact_shared_at_another_question_is_kept_and_the_question_repeated() -> None:
    talk = Conversation.begin(quiz(TEXT, PHONE, AREA)).shares("+79000000000")
    assert talk.asked.step == "note" and talk.asked.again
    assert talk.writes("x").asked.step == "area"


def test_a_misspelt_domain_is_asked_about_once() -> None:
    mail = "  - {id: mail, ask: 'Mail?', contact: {any_of: [email]}}\n"
    talk = Conversation.begin(quiz(mail, TEXT)).writes("anna@gmial.com")
    assert talk.state.fails == 0 and talk.labels == ["anna@gmail.com", "anna@gmial.com"]
    assert talk.presses("anna@gmail.com").answer("mail") == "anna@gmail.com"
    talk = Conversation.begin(quiz(mail, TEXT)).writes("anna@gmial.com", "anna@gmial.com")
    assert talk.answer("mail") == "anna@gmial.com"


def test_a_contact_given_anew_takes_the_place_of_the_one_before() -> None:
    talk = (
        Conversation.begin(quiz(PHONE, TEXT))
        .writes("+7 900 000-00-00")
        .take(Wrote("+7 900 000-00-01", edits=True, question=1))
    )
    assert [one.value for one in talk.state.contacts] == ["+79000000001"]


def test_a_profile_counts_where_any_of_names_it() -> None:
    body = quiz(
        "  - {id: way, ask: 'How?', contact: {any_of: [phone, profile]}}\n", TEXT, head="lead: {needs: [contact]}\n"
    )
    talk = Conversation.begin(body, person=Person(profile="https://t.me/ann", language="en"))
    button = next(one for one in talk.asked.buttons if one.data == "1.profile")
    talk.presses(button.label)
    assert talk.of(GaveContact) == [GaveContact("profile", "https://t.me/ann", "confirmed")]
    assert talk.lead is not None and talk.lead.is_lead


def test_the_talk_does_not_end_while_an_answer_is_open() -> None:
    talk = Conversation.begin(quiz(STYLE, BYE))
    assert not talk.of(Finished) and talk.state.status == "asking"
