"""Presses and edited messages: they name their question, so that they never answer another one by accident."""

from __future__ import annotations

from . import commands
from .answering import back, change, heed, skip
from .events import Answered, Forwarded, Rekeyed
from .inputs import Pressed
from .leads import Answer
from .reading import answer
from .script import Consent, Step
from .steps import QUESTIONS
from .steps.base import Missed, Refused, Took
from .steps.consent import agree
from .steps.products import product_of
from .talk import Talk
from .walking import put, question_text

OPEN = ("asking", "asleep")  # statuses with an open question
CHANGING = ("asking", "asleep", "waiting")  # statuses in which older answers may be changed


def press(talk: Talk, heard: Pressed) -> None:
    """A button: of the open question, of an older one, or a command's."""
    head, _, word = heard.data.partition(".")
    number = int(head) if head.isascii() and head.isdigit() and len(head) < LONGEST_NUMBER else 0
    if _command(talk, number, word):
        return
    step_id = step_of(talk, number)
    place = talk.plan.places.get(step_id)
    if place is None:
        talk.toast(talk.phrase("too_late_to_change"))
        return
    step = place.step
    if talk.status in OPEN and talk.trail and talk.trail[-1].step == step_id and not talk.trail[-1].left:
        _at_open(talk, step, number, word)
    elif word == "back" and number == talk.question and talk.status == "waiting":
        commands.go_back(talk)
    else:
        _at_older(talk, step, word)


LONGEST_NUMBER = 12  # digits


def step_of(talk: Talk, number: int) -> str:
    """The step that a question number belonged to; "" where it is of an earlier talk."""
    index = number - talk.earlier - 1
    return talk.asked[index] if 0 <= index < len(talk.asked) else ""


def place_of(talk: Talk, step_id: str) -> int | None:
    """The place on the trail of a question whose answer may still be changed."""
    if talk.status not in CHANGING:
        return None
    for place in range(talk.locked, len(talk.trail)):
        if talk.trail[place].step == step_id and talk.trail[place].left:
            return place
    return None


def edited(talk: Talk, text: str, number: int) -> None:
    """An edited message is a change of the answer that it was."""
    step_id = step_of(talk, number)
    place = place_of(talk, step_id) if step_id else None
    if place is not None:
        step = talk.plan.places[step_id].step
        question = QUESTIONS[type(step.kind)]
        reading = question.exact(talk, step, step.kind, text) or question.typed(talk, step, step.kind, text)
        if isinstance(reading, Missed):
            reading = question.near(talk, step, step.kind, text) or reading
        if isinstance(reading, Took):
            if not _same(talk, step_id, reading):
                change(talk, place, reading, pressed=False)
        elif isinstance(reading, Missed):
            talk.say(reading.words)
        return
    if talk.status in OPEN and step_id and talk.trail[-1].step == step_id:
        talk.status, talk.slept = "asking", ""
        answer(talk, text, None)
    elif talk.status in ("asking", "asleep", "waiting", "finished") and talk.trail:
        talk.say(talk.phrase("too_late_to_change"))


def _command(talk: Talk, number: int, word: str) -> bool:
    """Whether the button was a command's that needs no question."""
    match word:
        case "restart":
            commands.restart(talk)
        case "human":
            if talk.status == "handed_off":
                talk.toast(talk.phrase("human_called"))
            else:
                commands.call_human(talk)
        case "anew" if talk.pending == "anew":
            commands.anew(talk)
        case "continue" if talk.status in OPEN:
            commands.go_on(talk)
        case "forget" if talk.pending == "delete":
            commands.delete(talk)
        case "keep" if talk.pending == "delete":
            commands.keep(talk)
        case "anew" | "continue" | "forget" | "keep":
            talk.toast(talk.phrase("not_now"))
        case _ if word.startswith("lang") and word[4:].isdecimal():
            place = int(word[4:7])
            if place < len(talk.root.languages) and talk.status != "handed_off":
                commands.choose_language(talk, talk.root.languages[place])
            else:
                talk.toast(talk.phrase("not_now"))
        case _ if word.startswith("p") and word[1:].isdecimal():
            _tap(talk, word)
        case _:
            return False
    return True


def _tap(talk: Talk, word: str) -> None:
    """A product's card: the lead is about this product now."""
    product = product_of(talk, word)
    if product is None:
        talk.toast(talk.phrase("not_now"))
    else:
        talk.product = product.title
        talk.toast(talk.phrase("your_choice", text=product.title))


def _at_open(talk: Talk, step: Step, number: int, word: str) -> None:
    current = number == talk.question
    if word in ("back", "skip") and not current:
        talk.toast(talk.phrase("not_now"))
        return
    talk.status, talk.slept = "asking", ""
    if word == "back":
        if not back(talk, pressed=True):
            put(talk, step, talk.phrase("nothing_to_go_back"))
    elif word == "skip" and step.optional:
        skip(talk, pressed=True)
    else:
        heed(talk, QUESTIONS[type(step.kind)].pressed(talk, step, step.kind, word, None), pressed=True)


def _at_older(talk: Talk, step: Step, word: str) -> None:
    question = QUESTIONS[type(step.kind)]
    place = place_of(talk, step.id)
    old = talk.answers.get(step.id)
    if place is None:
        if isinstance(step.kind, Consent) and word == "no" and old is not None and old.value is True:
            _withdraw(talk, step, step.kind)
        elif talk.status == "handed_off" and talk.trail and talk.trail[-1].step == step.id and not talk.trail[-1].left:
            _forward(talk, step, word)
        else:
            talk.toast(talk.phrase("too_late_to_change"))
        return
    reading = question.pressed(talk, step, step.kind, word, old or Answer(None, "", talk.now))
    if isinstance(reading, Refused):
        talk.toast(reading.words)
    elif isinstance(reading, Took):
        if _same(talk, step.id, reading):
            talk.toast(talk.phrase("your_choice", text=reading.text))
        else:
            change(talk, place, reading, pressed=True)


def _same(talk: Talk, step_id: str, took: Took) -> bool:
    held = talk.answers.get(step_id)
    return held is not None and held.value == took.value


def _withdraw(talk: Talk, step: Step, kind: Consent) -> None:
    """Consent can be withdrawn at any time; where the way can no longer change, only the consent does."""
    no = talk.command("no")
    visit = next((visit for visit in talk.trail if visit.step == step.id), None)
    talk.keep(step.id, False, no)
    number = talk.question if visit is None else visit.number
    talk.tell(Answered(step.id, number, False, no))
    agree(talk, step, kind, given=False)
    if visit is not None:
        buttons = QUESTIONS[Consent].marked(talk, step, kind, number, False)
        talk.tell(Rekeyed(number, question_text(talk, visit, step), buttons))
    talk.toast(talk.phrase("consent_withdrawn"))


def _forward(talk: Talk, step: Step, word: str) -> None:
    """A press of the open question while a person has the talk: the label is for the manager."""
    reading = QUESTIONS[type(step.kind)].pressed(talk, step, step.kind, word, Answer(None, "", talk.now))
    if isinstance(reading, Took):
        talk.tell(Forwarded(reading.text))
    else:
        talk.toast(talk.phrase("not_now"))
