"""Golden transcripts: played, they are written again as they are."""

from __future__ import annotations

import pytest

from dialogs.transcripts import TranscriptError, difference, play

from .conversation import script_of

SCRIPT = script_of(
    """
start: {default: true, keywords: [quiz]}
reward: {discount: {start: 5}, code: "K-{random}", valid: 1d}
steps:
  - {id: hello, say: "Hello\\nthere", image: hello.jpg}
  - {id: style, ask: "Style?", options: [{id: old, text: Old}, {id: new, text: New}]}
  - {id: phone, ask: "Phone?", contact: {any_of: [phone]},
     remind: [{after: 15m, say: Still there?}], give_up: {after: 1d}}
  - {id: photo, ask: "Photo?", upload: {}, optional: true}
  - {id: gift, give: reward, say: "{discount} % {code}"}
  - {id: h, handoff: {say: A manager comes}}
  - {id: bye, say: Bye}
"""
)
GOLDEN = """\
# The whole way
> /start vk_spring
< Hello
  there
  (image hello.jpg)
< Style?
[Old] [New] [Talk to a person]

> [New]
< Phone?
[Share my number] [Back] [Talk to a person]

@+15m
< Still there?

> (contact +7 900 000-00-00 Ann)
< Photo?
[Skip] [Back] [Talk to a person]

> (photo plan.jpg)
! rewarded 5 % K-6MWUT4 until 2026-03-03 09:15 UTC
< 5 % K-6MWUT4
< A manager comes
! handed off at h

> and when?
  today?
! forwarded: and when?
  today?

! handed back
< Bye
! finished: end
"""


def test_a_golden_transcript_is_written_again_as_it_is() -> None:
    played = play(SCRIPT, GOLDEN, seed=1)
    assert difference(GOLDEN, played) == []
    assert play(SCRIPT, played, seed=1) == played


def test_only_the_inputs_of_a_transcript_are_played() -> None:
    golden = GOLDEN.replace("\n  today?", "")
    inputs = "\n".join(line for line in golden.splitlines() if line.startswith((">", "@", "! handed back")))
    assert difference(golden, play(SCRIPT, inputs, seed=1)) == []


def test_another_seed_draws_another_code() -> None:
    assert play(SCRIPT, GOLDEN, seed=2) != play(SCRIPT, GOLDEN, seed=1)


def test_a_talk_that_is_over_begins_anew_with_what_is_known() -> None:
    played = play(SCRIPT, GOLDEN + "\n> quiz\n> [New]\n", seed=1)
    assert played.endswith("> [New]\n< Photo?\n[Skip] [Back] [Talk to a person]\n")  # the phone is known


def test_the_clock_fires_timers_and_the_thirty_day_sleep() -> None:
    played = play(SCRIPT, "> /start\n@+31d\n> hello\n")
    assert "! slept" in played and "[Continue]" in played
    gave_up = play(SCRIPT, "> /start\n> 1\n@+2d 1h\n")
    assert "! finished: give_up" in gave_up


def test_older_buttons_edits_and_raw_presses_can_be_written() -> None:
    played = play(SCRIPT, "> /start\n> [New]\n> [Old]\n> (edit 1: new)\n> (press 1.1)\n")
    assert played.count("< Phone?") == 4


@pytest.mark.parametrize(
    ("line", "words"),
    [("> [Red]", "line 2: no button \\[Red\\]"), ("hello", "line 2: 'hello' is none of"), ("@+5x", "is no clock"),
     ("> (contact me)", "cannot be done"), ("> (location here)", "cannot be done")],
)  # fmt: skip
def test_a_line_that_cannot_be_played_is_named(line: str, words: str) -> None:
    with pytest.raises(TranscriptError, match=words):
        play(SCRIPT, f"> /start\n{line}\n> end\n")


def test_a_difference_shows_the_place() -> None:
    assert difference("> a\n< b\n< c\n", "> a\n\n< b\n< d\n") == ["  > a", "  < b", "- < c", "+ < d"]
    assert difference("> a\n< b\n", "> a\n< b\n! finished: end\n") == []
    assert difference("> a\n! finished: end\n", "> a\n") != []
