"""Random scripts, random inputs: the engine never raises, never loops, and the state survives its JSON form."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs import KnownConsent, Person, Script, Source, State, Turn, advance, decode, encode, start
from dialogs.events import Asked, Failed, LeadChanged, Rekeyed, Said, Shown
from dialogs.inputs import (
    Flooded,
    HandedBack,
    Happened,
    Input,
    Located,
    Pressed,
    Result,
    SharedContact,
    Started,
    TakenOver,
    TimedOut,
    Uploaded,
    Wrote,
)
from dialogs.loading import load

from . import random_scripts

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EXAMPLES = 1500 if os.environ.get("CI") or os.environ.get("SLOW") else 60


def loaded(source: str) -> Script:
    return load(source, scripts=random_scripts.CALLABLE, catalogues=random_scripts.CATALOGUES)


WORDS = st.sampled_from(
    (
        "12|x|1, 2|1 и 3|Красный|Зелёный и синий|красны|Анна|12 м|5|+7 900 000-00-00|anna@gmial.com|да|нет|25.12|завтра"
        "|завтра в 12:00|назад|стоп|пропустить|готово|заново|менеджер|удалить мои данные|продолжить|начать заново"
        "|/language|ru|en|/start|/skip|/done|🙂| ||\0|" + "9" * 40
    ).split("|")
)
BUTTONS = (
    *("1", "2", "3", "done", "skip", "back", "human", "yes", "no", "restart", "continue", "anew", "forget", "keep"),
    *("p0", "p1", "lang0", "lang1", "d20260303", "t202603031200", "profile", "share", "x"),
)
TYPED = st.one_of(WORDS, st.text(max_size=30))
PRESSED = st.one_of(
    st.builds(
        lambda n, w: f"{n}.{w}",
        st.integers(0, 12),
        st.sampled_from(BUTTONS),
    ),
    st.text(max_size=12),
)  # fmt: skip
INPUTS = st.one_of(
    st.builds(Wrote, TYPED),
    st.builds(Wrote, TYPED, edits=st.just(True), question=st.integers(0, 9)),
    st.builds(Pressed, PRESSED),
    st.builds(lambda n: n, st.integers(0, 5)),  # press the n-th button shown
    st.builds(lambda n: n, st.integers(0, 5)),
    st.builds(Started, st.sampled_from(["", "ref"]), st.sampled_from(["", "other2"])),
    st.builds(SharedContact, st.sampled_from(["+79000000000", "abc"]), st.booleans(), st.sampled_from(["", "Ann"])),
    st.builds(Uploaded, st.sampled_from(["photo", "file", "sticker", "voice"]), st.just("f1"), caption=TYPED),
    st.builds(Located, st.floats(-90, 90), st.floats(-180, 180)),
    st.builds(
        TimedOut,
        st.sampled_from(["remind", "give_up", "sleep", "wait", "nobody", "chain", "what"]),
        st.integers(0, 9),
        st.integers(-1, 3),
        st.sampled_from(["", "later"]),
    ),
    st.builds(TakenOver),
    st.builds(HandedBack),
    st.builds(Happened, st.sampled_from(["won", "lost", "contacted", "blocked", "event:x", "what"]), TYPED),
    st.builds(Flooded, st.just(21)),
    st.builds(Result, st.just("x")),
)
WITH_BUTTONS = (Asked, Rekeyed, Said)
STATUSES = {"asking", "waiting", "handed_off", "asleep", "finished"}


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    script=random_scripts.scripts(back=True).map(loaded),
    told=st.lists(st.tuples(INPUTS, st.integers(0, 200_000)), max_size=25),
    seed=st.integers(0, 9),
)
def test_random_talks_never_raise_never_loop_and_survive_their_json_form(
    script: Script, told: list[tuple[Input | int, int]], seed: int
) -> None:
    random, now = Random(seed), START
    person = Person(
        first_name="Ann", language="ru", profile="https://t.me/a", consents=(KnownConsent("d", "1", "ads"),)
    )
    turn = start(script, person, Source(), now, random)
    holds(turn, None)
    shown: list[str] = []
    for heard, seconds in told:
        shown.extend(buttons(turn))
        if isinstance(heard, int):
            heard = Pressed(shown[-1 - heard % len(shown)] if shown else "1.1")
        now += timedelta(seconds=seconds)
        before = decode(encode(turn.state))
        assert before == turn.state
        turn = advance(script, before, heard, now, random)
        holds(turn, before)


def holds(turn: Turn, before: State | None) -> None:
    """What is true of every turn."""
    state = turn.state
    if isinstance(turn.events[0] if turn.events else None, Failed):
        assert "200 steps" in str(turn.events), turn.events  # a loop of the script's own, and nothing else
        assert before is None or state is before
        return
    assert not any(isinstance(event, Failed) for event in turn.events)
    assert state.status in STATUSES
    assert sum(isinstance(event, LeadChanged) for event in turn.events) <= 1
    assert state.question >= (before.question if before is not None else 0)
    open_ = bool(state.trail) and not state.trail[-1].left
    assert open_ or state.status not in ("asking", "asleep")
    assert all(visit.left for visit in state.trail[:-1])
    assert len({visit.step for visit in state.trail}) == len(state.trail)
    assert set(state.answers) <= {visit.step for visit in state.trail if visit.left}
    assert state.locked <= len(state.trail)
    for event in turn.events:
        if isinstance(event, WITH_BUTTONS):
            assert all(len(one.data.encode()) <= 64 for one in event.buttons)
            labels = [one.data for one in event.buttons if one.data]
            assert len(labels) == len(set(labels))


def buttons(turn: Turn) -> list[str]:
    found: list[str] = []
    for event in turn.events:
        if isinstance(event, WITH_BUTTONS):
            found += [one.data for one in event.buttons if one.data]
        elif isinstance(event, Shown):
            found += [card.data for card in event.cards]
    return found
