"""What the engine does with each kind of input, in each status of the talk."""

from __future__ import annotations

from typing import assert_never

from . import answers, chains, commands, languages
from .answering import extend, heed, open_step, rearm
from .events import Forwarded, GaveName
from .inputs import (
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
from .outside import handed_back, happened, taken_over, timed_out
from .pressing import edited, press
from .reading import answer
from .script import ContactInput, FreeText, Location, Name, Upload
from .steps import QUESTIONS
from .steps.base import Partly, Reading, Took
from .steps.contact import AskContact, keep_contacts, shared_phone
from .steps.location import AskLocation
from .steps.upload import AskUpload
from .talk import Talk
from .walking import put


def hear(talk: Talk, heard: Input) -> None:
    """One input."""
    match heard:
        case Wrote():
            _arrived(talk)
            _wrote(talk, heard)
            rearm(talk)
        case Pressed():
            _arrived(talk)
            commands.resume(talk)
            press(talk, heard)
            rearm(talk)
        case Started() | SharedContact() | Uploaded() | Located() | Flooded():
            _arrived(talk)
            commands.resume(talk)
            match heard:
                case Started():
                    _started(talk, heard)
                case SharedContact():
                    _shared(talk, heard)
                case Uploaded():
                    _uploaded(talk, heard)
                case Located():
                    _located(talk, heard)
                case Flooded():
                    _say_or_put(talk, "flooded")
            rearm(talk)
        case TimedOut():
            timed_out(talk, heard)
        case TakenOver():
            taken_over(talk)
        case HandedBack():
            handed_back(talk)
        case Happened():
            happened(talk, heard.name, clean(heard.reason))
        case Result():
            pass  # no step of today waits for one
        case _:
            assert_never(heard)


def _arrived(talk: Talk) -> None:
    """Any message cancels the reminders of the open question, and chains."""
    chains.stop(talk, "wrote")
    if talk.status == "asking":
        talk.quiet()


# Words ----------------------------------------------------------------------------------------------------------------


def _wrote(talk: Talk, heard: Wrote) -> None:
    text = clean(heard.text)
    command = languages.command(text, talk.languages)
    if command is not None and command in commands.FIRST:
        commands.COMMANDS[command](talk)
        return
    commands.resume(talk)
    if heard.edits and talk.status != "handed_off":
        edited(talk, text, heard.question)
        return
    if talk.pending and (talk.status != "handed_off" or talk.pending == "delete") and _confirmed(talk, text, command):
        return
    match talk.status:
        case "asking":
            answer(talk, text, command, heard.offer)
        case "asleep":
            _returned(talk, text, command)
        case "handed_off":
            if command == "restart":
                commands.restart(talk)
            else:
                talk.tell(Forwarded(text))
        case "waiting":
            if command is not None and command in commands.COMMANDS:
                commands.COMMANDS[command](talk)
            else:
                commands.pick_up(talk)
        case _:
            if command is not None and command in commands.ALWAYS:
                commands.COMMANDS[command](talk)


def _confirmed(talk: Talk, text: str, command: str | None) -> bool:
    """Whether the words answer what is being asked beside the question."""
    asked, talk.pending = talk.pending, ""
    if asked == "delete":
        sure = answers.yes_no(text, talk.languages)
        if sure is not None:
            (commands.delete if sure else commands.keep)(talk)
            return True
    elif asked == "language":
        language = commands.named_language(talk, text)
        if language is not None:
            commands.choose_language(talk, language)
            return True
    elif asked == "anew" and command in ("continue", "anew", "restart"):
        (commands.go_on if command == "continue" else commands.anew)(talk)
        return True
    return False


def _returned(talk: Talk, text: str, command: str | None) -> None:
    """A sleeping prospect writes. After failed attempts or a stop a good answer is still taken."""
    if command is not None and command in commands.COMMANDS:
        commands.COMMANDS[command](talk)
        return
    step = open_step(talk)
    if command != "continue" and talk.slept != "time" and not isinstance(step.kind, FreeText | Name):
        question = QUESTIONS[type(step.kind)]
        reading = question.exact(talk, step, step.kind, text) or question.typed(talk, step, step.kind, text)
        if isinstance(reading, Took | Partly):
            talk.status, talk.slept = "asking", ""
            heed(talk, reading)
            return
    if command == "continue":
        commands.go_on(talk)
    else:
        commands.welcome_back(talk)


def clean(text: str) -> str:
    """Without what no database and no platform takes: NUL and halves of characters."""
    if text.isascii():
        return text.replace("\0", "")
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


# Other things that a prospect does ------------------------------------------------------------------------------------


def _started(talk: Talk, heard: Started) -> None:
    """/start in an open talk repeats the question; with another script's payload it asks what is meant."""
    if talk.status not in ("asking", "asleep", "waiting"):
        return
    if heard.offer and heard.offer != talk.root.id:
        commands.offer(talk, heard.offer)
    elif talk.status == "asleep":
        commands.welcome_back(talk)
    elif talk.status == "waiting":
        commands.pick_up(talk)
    else:
        commands.go_on(talk)


def _shared(talk: Talk, heard: SharedContact) -> None:
    """A contact card. A foreign one is read as typed text, with a remark; the sender's own is kept in any case."""
    heard = SharedContact(clean(heard.phone), heard.own, clean(heard.first_name), clean(heard.last_name))
    if heard.own:
        _name_of(talk, heard)
    open_ = talk.status in ("asking", "asleep")
    step = open_step(talk) if open_ else None
    if step is not None and isinstance(step.kind, ContactInput):
        talk.status, talk.slept = "asking", ""
        question = QUESTIONS[ContactInput]
        assert isinstance(question, AskContact)
        if heard.own:
            heed(talk, question.shared(talk, step, step.kind, heard), pressed=False)
        else:
            talk.say(talk.phrase("shared_contact_foreign"))
            heed(talk, question.typed(talk, step, step.kind, heard.phone))
        return
    contact = shared_phone(talk, heard) if heard.own else None
    if contact is not None:
        keep_contacts(talk, "", [contact])
    if talk.status == "handed_off":
        talk.tell(Forwarded(heard.phone))
    elif open_:
        if not heard.own:
            talk.say(talk.phrase("shared_contact_foreign"))
        commands.repeat(talk)


def _name_of(talk: Talk, heard: SharedContact) -> None:
    name = f"{heard.first_name} {heard.last_name}".strip()
    if name and talk.name is None:
        talk.name = name
        talk.tell(GaveName(name))


def _uploaded(talk: Talk, heard: Uploaded) -> None:
    """A file: an answer, one more for the upload just answered, or something that cannot be read here."""
    heard = Uploaded(heard.kind, clean(heard.ref), clean(heard.name), heard.size, clean(heard.caption))
    if talk.status == "handed_off":
        talk.tell(Forwarded(heard.caption, heard.ref))
        return
    question = QUESTIONS[Upload]
    assert isinstance(question, AskUpload)
    step = open_step(talk) if talk.status in ("asking", "asleep") else None
    if step is not None and isinstance(step.kind, Upload):
        talk.status, talk.slept = "asking", ""
        heed(talk, question.uploaded(talk, step, step.kind, heard, None))
        return
    place = _last_answer(talk)
    before = talk.plan.places[talk.trail[place].step].step if place is not None else None
    if place is not None and before is not None and isinstance(before.kind, Upload) and heard.kind in before.kind.kinds:
        reading = question.uploaded(talk, before, before.kind, heard, talk.answers[before.id])
        if isinstance(reading, Took):
            extend(talk, place, reading)
            return
    if step is None:
        return
    if talk.status == "asleep":
        commands.welcome_back(talk)
    elif heard.caption:
        answer(talk, heard.caption, languages.command(heard.caption, talk.languages))
    else:
        put(talk, step, talk.phrase(_MEDIA.get(heard.kind, "cannot_read_media")))


_MEDIA = {"sticker": "sticker_reply", "voice": "cannot_hear_voice"}


def _last_answer(talk: Talk) -> int | None:
    """The place of the question answered last, whether it may be changed or not."""
    for place in range(len(talk.trail) - 1, -1, -1):
        visit = talk.trail[place]
        if visit.left in ("answered", "failed", "skipped"):
            return place if visit.step in talk.answers else None
    return None


def _located(talk: Talk, heard: Located) -> None:
    point = Located(heard.latitude, heard.longitude, clean(heard.title))
    if talk.status == "handed_off":
        talk.tell(Forwarded(f"{point.title} {point.latitude:.6f}, {point.longitude:.6f}".strip()))
        return
    if talk.status not in ("asking", "asleep"):
        return
    step = open_step(talk)
    question = QUESTIONS[type(step.kind)]
    if isinstance(step.kind, Location) and isinstance(question, AskLocation):
        talk.status, talk.slept = "asking", ""
        reading: Reading = question.located(talk, step, step.kind, point)
        heed(talk, reading)
    else:
        _say_or_put(talk, "cannot_read_media")


def _say_or_put(talk: Talk, key: str) -> None:
    """Words in the place of the open question, else on their own."""
    if talk.status == "asking":
        put(talk, open_step(talk), talk.phrase(key))
    elif talk.status == "asleep":
        commands.welcome_back(talk)
    elif talk.status != "handed_off":
        talk.say(talk.phrase(key))
