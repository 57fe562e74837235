"""What becomes of an answer: taken, missed, skipped, changed, taken back.

1. An answer to the open question is kept, and the talk walks on.
2. An answer to an older question is changed: the way is walked again from there; what stood is passed silently.
3. Back clears the answer of the question asked before, and asks it again.
"""

from __future__ import annotations

from .events import Answered, Cleared, Rekeyed, Slept
from .script import Consent, ContactInput, Step
from .state import Standing, Visit
from .steps import QUESTIONS
from .steps.base import Missed, Partly, Reading, Refused, Ticked, Took
from .talk import Talk
from .walking import arm, forget, keyboard, leave, open_question, previous, put, question_text, walk


def open_step(talk: Talk) -> Step:
    """The step of the open question."""
    return talk.plan.places[talk.trail[-1].step].step


def heed(talk: Talk, reading: Reading, *, pressed: bool = False) -> None:
    """What a reading of the open question comes to."""
    step = open_step(talk)
    match reading:
        case Took():
            take(talk, reading, pressed=pressed)
        case Missed(words=words, free=free):
            miss(talk, words, free=free)
        case Partly(words=words):
            put(talk, step, words)
        case Ticked():
            visit = talk.trail[-1]
            talk.tell(Rekeyed(visit.number, question_text(talk, visit, step), keyboard(talk, step)))
        case Refused(words=words):
            talk.toast(words)


def take(talk: Talk, took: Took, *, pressed: bool = False, left: str = "answered") -> None:
    """Keeps the answer to the open question and walks on."""
    step = open_step(talk)
    question = QUESTIONS[type(step.kind)]
    visit = talk.trail[-1]
    text = question_text(talk, visit, step)
    talk.quiet()
    _close(talk, left)
    talk.keep(step.id, took.value, took.text)
    talk.tell(Answered(step.id, visit.number, took.value, took.text))
    question.took(talk, step, step.kind, took)
    if pressed or question.choice:
        buttons = question.marked(talk, step, step.kind, visit.number, took.value)
        talk.tell(Rekeyed(visit.number, text, buttons))
    _on(talk, step, question.leads_to(talk, step, step.kind, took.value))


def miss(talk: Talk, words: str, *, free: bool = False) -> None:
    """A failed attempt; after the last one the script's `then`, else what suits the kind of question."""
    step = open_step(talk)
    if free:
        put(talk, step, words)
        return
    talk.fails += 1
    if step.retry.say is not None:
        words = talk.text(step.retry.say)
    if talk.fails < step.retry.times:
        put(talk, step, words)
    elif step.retry.then:
        talk.quiet()
        _close(talk, "failed")
        _on(talk, step, step.retry.then)
    elif isinstance(step.kind, Consent):
        take(talk, Took(False, talk.command("no")), left="failed")
    elif isinstance(step.kind, ContactInput) and not step.optional:
        put(talk, step, words)
        talk.quiet()
        sleep(talk, "failures")
    else:
        talk.quiet()
        _close(talk, "failed")
        _on(talk, step, "")


def skip(talk: Talk, *, pressed: bool = False) -> None:
    """Leaves the open question without an answer."""
    step = open_step(talk)
    visit = talk.trail[-1]
    talk.quiet()
    _close(talk, "skipped")
    if pressed:
        talk.tell(Rekeyed(visit.number, question_text(talk, visit, step), ()))
    _on(talk, step, "")


def give_up(talk: Talk) -> None:
    """The open question waited too long: its `give_up` says where to go, else the script ends."""
    step = open_step(talk)
    talk.timed = False
    talk.gave_up = True
    _close(talk, "gave_up")
    rule = step.give_up
    if rule is not None and rule.go:
        talk.at = talk.here.places[rule.go]
    else:
        talk.at = len(talk.here.steps)
    walk(talk)


def sleep(talk: Talk, why: str) -> None:
    """The open question waits for the prospect's return."""
    talk.status, talk.slept = "asleep", why
    talk.tell(Slept())


def back(talk: Talk, *, pressed: bool = False) -> bool:
    """Clears the answer of the question asked before and asks it again. False where there is none."""
    place = previous(talk)
    if place is None:
        return False
    if pressed and not talk.trail[-1].left:
        visit = talk.trail[-1]
        talk.tell(Rekeyed(visit.number, question_text(talk, visit, open_step(talk)), ()))
    visit = talk.trail[place]
    talk.quiet()
    forget(talk, place)
    _rewind(talk, visit)
    open_question(talk, talk.here.steps[talk.at])
    return True


def change(talk: Talk, place: int, took: Took, *, pressed: bool) -> None:
    """Changes an older answer and walks the way again from there."""
    visit = talk.trail[place]
    step = talk.plan.places[visit.step].step
    question = QUESTIONS[type(step.kind)]
    later = talk.trail[place + 1 :]
    text = question_text(talk, visit, step)
    talk.quiet()
    talk.standing = {
        **talk.standing,
        **{one.step: Standing(one, talk.answers.get(one.step)) for one in later if one.left != "known"},
    }
    held = {one.step: talk.answers[one.step] for one in later if one.step in talk.answers}
    talk.held = frozenset(held)
    talk.drop(set(held))
    talk.trail = (*talk.trail[:place], _left(visit, "answered"))
    _rewind(talk, visit)
    talk.keep(step.id, took.value, took.text)
    talk.tell(Answered(step.id, visit.number, took.value, took.text))
    question.took(talk, step, step.kind, took)
    if pressed or question.choice:
        talk.tell(Rekeyed(visit.number, text, question.marked(talk, step, step.kind, visit.number, took.value)))
    _on(talk, step, question.leads_to(talk, step, step.kind, took.value))
    gone = tuple(step for step in held if step not in talk.answers)
    if gone:
        talk.tell(Cleared(gone))


def extend(talk: Talk, place: int, took: Took) -> None:
    """Adds to an older answer without walking anywhere: one more file."""
    visit = talk.trail[place]
    talk.keep(visit.step, took.value, took.text)
    talk.tell(Answered(visit.step, visit.number, took.value, took.text))


def rearm(talk: Talk) -> None:
    """A message cancelled the open question's timers and it was not asked again: they count from now."""
    if talk.status == "asking" and not talk.timed:
        arm(talk, open_step(talk), from_delivery=False)


def _close(talk: Talk, left: str) -> None:
    talk.trail = (*talk.trail[:-1], _left(talk.trail[-1], left))
    talk.fails, talk.ticks, talk.day, talk.doubt = 0, (), "", ()


def _left(visit: Visit, left: str) -> Visit:
    return Visit(visit.number, visit.step, left, visit.text, visit.below, visit.variables)


def _rewind(talk: Talk, visit: Visit) -> None:
    """Puts the talk back to where this question was reached."""
    place = talk.plan.places[visit.step]
    talk.here, talk.at, talk.below = place.script, place.index, visit.below
    talk.variables = visit.variables


def _on(talk: Talk, step: Step, go: str) -> None:
    if leave(talk, step, go):
        walk(talk)
