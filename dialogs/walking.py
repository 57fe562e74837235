"""The way through a script: from step to step, until a question, a wait, a hand-off or the end.

A question is put here, put again here, and passed silently where its answer stands already.
"""

from __future__ import annotations

from . import chains
from .events import Answered, Asked, Button, Cleared, Finished, TimerSet
from .leads import Answer
from .script import ContactInput, Options, Slot, Step
from .state import Visit
from .steps import ACTS, QUESTIONS
from .steps.base import AnyQuestion, Way
from .talk import Talk

STEP_LIMIT = 200  # steps in one turn; more is a loop without a question
MOST_KEYBOARDS = 50  # question numbers up to which keyboards are kept ready
MOST_NUMBERS = 300  # questions whose old buttons are understood


class LoopError(Exception):
    """The script goes round without asking anything."""


def walk(talk: Talk) -> None:
    """Goes on from the present step until the talk rests. Raises LoopError after too many steps."""
    talk.status = "walking"
    for _ in range(STEP_LIMIT):
        steps = talk.here.steps
        if talk.at >= len(steps):
            if not come_back(talk):
                return
            continue
        step = steps[talk.at]
        if step.when is not None and not step.when.holds(talk.value):
            talk.at += 1
            continue
        if step.ask is not None:
            outcome = _reach(talk, step, QUESTIONS[type(step.kind)])
        else:
            outcome = ACTS[type(step.kind)].run(talk, step, step.kind)
        if outcome is Way.REST:
            return
        if outcome is not Way.MOVED and not leave(talk, step, "" if outcome is Way.ON else outcome):
            return
    raise LoopError(f"more than {STEP_LIMIT} steps without a question, last at {talk.here.id}")


def leave(talk: Talk, step: Step, go: str = "") -> bool:
    """Takes the step's way on: `go`, else the step's own, else its end, else the next step. False when it ended."""
    target = go or step.go
    if target:
        talk.at = talk.here.places[target]
    elif step.end:
        return come_back(talk)
    else:
        talk.at += 1
    return True


def come_back(talk: Talk) -> bool:
    """The end of a script: back to its caller's next step, or the end of the talk, which gives False."""
    if not talk.below:
        finish(talk)
        return False
    frame = talk.below[-1]
    talk.below = talk.below[:-1]
    talk.here, talk.at = talk.plan.scripts[frame.script], frame.step
    return leave(talk, talk.here.steps[talk.at])


def finish(talk: Talk) -> None:
    """The talk is over; what is to follow it begins to count."""
    talk.quiet()
    talk.status = "finished"
    talk.lock()
    how = "give_up" if talk.gave_up else "end"
    talk.tell(Finished(how))
    chains.begin(talk, "abandoned" if talk.gave_up else "finished")


# Questions ------------------------------------------------------------------------------------------------------------


def _reach(talk: Talk, step: Step, question: AnyQuestion) -> Way | str:
    stood = talk.standing.get(step.id)
    if stood is not None:
        talk.standing = {other: it for other, it in talk.standing.items() if other != step.id}
        if stood.visit.left in ("answered", "skipped"):
            return _pass(talk, step, question, stood.visit, stood.answer)
        if not stood.visit.left and stood.visit.number == talk.question:
            talk.standing = {}  # back at the open question: what was not passed is off the way
            open_question(talk, step, number=talk.question)
            return Way.REST
    before = next((place for place, visit in enumerate(talk.trail) if visit.step == step.id), None)
    if before is None and step.id not in talk.asked:
        took = question.known(talk, step, step.kind)
        if took is not None:
            visit = Visit(talk.question, step.id, "known", below=talk.below, variables=talk.variables)
            talk.trail = (*talk.trail, visit)
            talk.keep(step.id, took.value, took.text)
            talk.tell(Answered(step.id, talk.question, took.value, took.text))
            return question.leads_to(talk, step, step.kind, took.value) or Way.ON
    if before is not None:
        forget(talk, before)
    if step.say is not None or step.media:
        new = talk.mark(step.id)
        if new or not talk.standing:
            talk.present(step, step.say)
    open_question(talk, step)
    return Way.REST


def _pass(talk: Talk, step: Step, question: AnyQuestion, visit: Visit, answer: Answer | None) -> Way | str:
    """The answer stands: the question is passed silently."""
    talk.trail = (*talk.trail, Visit(visit.number, step.id, visit.left, visit.text, talk.below, talk.variables))
    if answer is None:
        return Way.ON
    talk.restore(step.id, answer)
    if step.id not in talk.held:  # it was put aside, and cleared, in an earlier turn
        talk.tell(Answered(step.id, visit.number, answer.value, answer.text))
    return question.leads_to(talk, step, step.kind, answer.value) or Way.ON


def forget(talk: Talk, place: int) -> tuple[str, ...]:
    """Cuts the trail there: the answers from that question on no longer stand."""
    gone = tuple(visit.step for visit in talk.trail[place:] if visit.step in talk.answers)
    talk.trail = talk.trail[:place]
    if gone:
        talk.drop(set(gone))
        talk.tell(Cleared(gone))
    return gone


def open_question(talk: Talk, step: Step, *, number: int | None = None) -> None:
    """Puts a question: another one gets the next number, the same one keeps its own."""
    again = number is not None
    if number is None:
        number = talk.question + 1
        talk.question = number
        talk.asked = (*talk.asked, step.id)
        if len(talk.asked) > MOST_NUMBERS:
            talk.asked, talk.earlier = talk.asked[1:], talk.earlier + 1
    talk.status, talk.fails, talk.ticks, talk.day, talk.doubt = "asking", 0, (), "", ()
    assert step.ask is not None
    text = talk.text(step.ask)
    fixed = talk.plan.fixed_text(step.ask, talk.language) is not None
    visit = Visit(number, step.id, "", "" if fixed else text, talk.below, talk.variables)
    talk.trail = (*talk.trail, visit)
    put(talk, step, text, again=again)


def put(talk: Talk, step: Step, text: str | None = None, *, again: bool = True) -> None:
    """Says the open question, or `text` in its place, with its keyboard; its timers count from this message."""
    question = QUESTIONS[type(step.kind)]
    if text is None:
        text = question.words(talk, step, step.kind) or question_text(talk, talk.trail[-1], step)
    buttons = keyboard(talk, step)
    talk.quiet()
    nature = question.keyboard
    if nature == "contact" and not any(button.role == "share_contact" for button in buttons):
        nature = "options"
    talk.tell(Asked(talk.question, step.id, text, buttons, nature, again))
    arm(talk, step, from_delivery=True)


def question_text(talk: Talk, visit: Visit, step: Step) -> str:
    """A question's words as they were put."""
    assert step.ask is not None
    return visit.text or talk.text(step.ask)


def arm(talk: Talk, step: Step, *, from_delivery: bool) -> None:
    """Sets the open question's reminders, each of them once in a talk, and its end."""
    for index, reminder in enumerate(step.remind):
        if f"{step.id}@{index}" not in talk.done:
            talk.timed = True
            talk.tell(TimerSet("remind", talk.question, reminder.after, index=index, from_delivery=from_delivery))
    if step.give_up is not None:
        talk.timed = True
        talk.tell(TimerSet("give_up", talk.question, step.give_up.after, from_delivery=from_delivery))


# Keyboards ------------------------------------------------------------------------------------------------------------


def keyboard(talk: Talk, step: Step) -> tuple[Button, ...]:
    """The open question's buttons: its own, then skip, then back and "a person, please"."""
    back = can_go_back(talk)
    plain = not talk.ticks and not isinstance(step.kind, ContactInput | Slot) and talk.question <= MOST_KEYBOARDS
    key = (step.id, talk.language, talk.question, back)
    if plain and key in talk.plan.keyboards:
        return talk.plan.keyboards[key]
    number = talk.question
    buttons = list(QUESTIONS[type(step.kind)].buttons(talk, step, step.kind, number))
    if step.optional:
        buttons.append(Button(talk.command("skip"), f"{number}.skip", "skip"))
    if back:
        buttons.append(Button(talk.command("back"), f"{number}.back", "back"))
    buttons.append(Button(talk.command("human"), f"{number}.human", "human"))
    made = tuple(buttons)
    if plain and _all_fixed(talk, step):
        talk.plan.keyboards[key] = made
    return made


def can_go_back(talk: Talk) -> bool:
    """Whether a question of before may still be asked again."""
    return previous(talk) is not None


def previous(talk: Talk) -> int | None:
    """The place on the trail of the question asked before the open one, or of the last one where none is open."""
    last = len(talk.trail) - (1 if talk.trail and not talk.trail[-1].left else 0)
    for place in range(last - 1, talk.locked - 1, -1):
        if talk.trail[place].left != "known":
            return place
    return None


def _all_fixed(talk: Talk, step: Step) -> bool:
    options = step.kind.options if isinstance(step.kind, Options) else ()
    return all(talk.plan.fixed_text(option.text, talk.language) is not None for option in options)
