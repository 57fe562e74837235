"""Reading what was typed while a question is open.

A message is read in this order: stop and delete (`hearing` does them first); an option's label or synonym; other
commands; an option's number; any other valid answer; small slips of the keys; a script's keyword; a failed attempt.
"""

from __future__ import annotations

from . import commands, languages
from .answering import heed, open_step, skip
from .script import Step
from .steps import QUESTIONS
from .steps.base import Missed, Refused
from .talk import Talk
from .walking import put


def answer(talk: Talk, text: str, command: str | None, offer: str = "") -> None:
    """What was typed while a question is open, in the order of the module's docstring."""
    step = open_step(talk)
    question = QUESTIONS[type(step.kind)]
    reading = question.exact(talk, step, step.kind, text)
    if reading is None and command is not None:
        if commands.offered(talk, command, step):
            _command(talk, command, step)
            return
        if text.lstrip().startswith("/"):
            put(talk, step, talk.phrase("nothing_to_skip") if command == "skip" else None)
            return
    if reading is None:
        reading = question.typed(talk, step, step.kind, text)
    if isinstance(reading, Missed) and not reading.free:
        reading = question.near(talk, step, step.kind, text) or reading
    if isinstance(reading, Missed) and not reading.free:
        script = offer or (talk.root.id if _is_keyword(talk, text) else "")
        if script:
            commands.offer(talk, script)
            return
    heed(talk, reading)


def _command(talk: Talk, command: str, step: Step) -> None:
    if command == "skip":
        skip(talk)
    elif command == "done":
        reading = QUESTIONS[type(step.kind)].pressed(talk, step, step.kind, "done", None)
        heed(talk, Missed(reading.words, free=True) if isinstance(reading, Refused) else reading)
    elif command == "continue":
        commands.go_on(talk)
    elif command == "anew":
        commands.anew(talk)
    else:
        commands.COMMANDS[command](talk)


def _is_keyword(talk: Talk, text: str) -> bool:
    start = talk.root.start
    return start is not None and languages.fold(text) in map(languages.fold, start.keywords)
