"""What a prospect can always say, whatever is being asked: stop, delete my data, restart, language, a person, back.

Each is a function of the talk; `COMMANDS` is the table that words, slash forms and buttons share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from . import chains
from .answering import back, open_step
from .events import (
    Button,
    Cleared,
    Consented,
    DeletionAsked,
    LanguageChosen,
    Restarted,
    Resumed,
    Stopped,
    Switched,
)
from .languages import choose, fold, language_name
from .script import Many, Options, Step
from .state import known
from .steps.handoff import WITHIN, hand_off
from .talk import Talk, fresh
from .walking import leave, put, walk


def stop(talk: Talk) -> None:
    """No timers, no chains, no advertising; said once. The open question waits for the prospect's return."""
    first = not talk.stopped
    talk.timed, talk.pending = False, ""
    talk.cancel_timers()
    chains.stop(talk, "stop")
    for consent in talk.consents:
        if consent.purpose == "ads":
            talk.tell(Consented(consent.purpose, consent.document, consent.version, False, ""))
    talk.consents = tuple(consent for consent in talk.consents if consent.purpose != "ads")
    talk.stopped = True
    if talk.status in ("asking", "asleep"):
        talk.status, talk.slept = "asleep", "stop"
    elif talk.status == "waiting":
        talk.wait_until = None
    if first:
        talk.tell(Stopped())
        talk.say(talk.phrase("stopped"))


def resume(talk: Talk) -> None:
    """Whoever writes after a stop is spoken to again; after the end of a talk only a new one does that."""
    if talk.stopped and talk.status != "finished":
        talk.stopped = False
        talk.tell(Resumed())


def pick_up(talk: Talk) -> None:
    """A wait or a hand-off that a stop left behind is over once the prospect writes again."""
    if talk.status == "waiting" and talk.wait_until is None and leave(talk, talk.here.steps[talk.at]):
        walk(talk)


def ask_delete(talk: Talk) -> None:
    """Deletion is confirmed first."""
    talk.pending = "delete"
    buttons = (
        Button(talk.command("yes"), f"{talk.question}.forget", "yes"),
        Button(talk.command("no"), f"{talk.question}.keep", "no"),
    )
    talk.say(talk.phrase("delete_confirm"), buttons=buttons)


def delete(talk: Talk) -> None:
    talk.pending, talk.timed = "", False
    talk.cancel_timers()
    chains.stop(talk, "stop")
    talk.say(talk.phrase("deleted"))
    talk.tell(DeletionAsked())


def keep(talk: Talk) -> None:
    """The deletion was not meant."""
    talk.pending = ""
    talk.say(talk.phrase("deletion_cancelled"))
    repeat(talk)


def restart(talk: Talk) -> None:
    """The same script anew: the person, the source, the reward, the splits and the consents stay."""
    if talk.stopped:
        talk.tell(Resumed())
    talk.timed = False
    talk.tell(Restarted())
    talk.cancel_timers()
    if talk.answers:
        talk.tell(Cleared(tuple(talk.answers)))
    before = talk.state()
    talk.begin(fresh(talk.root, known(before), talk.source, talk.now, product=talk.product, before=before))
    walk(talk)


def anew(talk: Talk) -> None:
    """ "Start anew", after /start with another script's link: the caller begins that one."""
    script, talk.offer, talk.pending = talk.offer, "", ""
    if not script or script == talk.root.id:
        restart(talk)
        return
    talk.timed = False
    talk.cancel_timers()
    talk.tell(Switched(script))


def go_on(talk: Talk) -> None:
    """ "Continue": the open question again."""
    talk.offer, talk.pending = "", ""
    repeat(talk)


def offer(talk: Talk, script: str) -> None:
    """Another script's link, or a script's keyword, while a question is open: continue, or start anew?"""
    talk.pending, talk.offer = "anew", script
    buttons = (
        Button(talk.command("continue"), f"{talk.question}.continue", "continue"),
        Button(talk.command("anew"), f"{talk.question}.anew", "restart"),
    )
    talk.say(talk.phrase("continue_or_anew"), buttons=buttons)


def welcome_back(talk: Talk) -> None:
    """A sleeping prospect's return: an offer to continue, and the open question with the answers kept."""
    buttons = (
        Button(talk.command("continue"), f"{talk.question}.continue", "continue"),
        Button(talk.command("restart"), f"{talk.question}.restart", "restart"),
    )
    talk.say(talk.phrase("welcome_back"), buttons=buttons)
    repeat(talk)


def call_human(talk: Talk) -> None:
    """ "A person, please" works as a hand-off; then the open question is asked again."""
    step = talk.trail[-1].step if talk.trail and talk.status in ("asking", "asleep") else ""
    talk.say(talk.phrase("human_called"))
    hand_off(talk, step, WITHIN, asked=True)


def ask_language(talk: Talk) -> None:
    """Which language? With a single one there is nothing to choose."""
    if len(talk.root.languages) < 2:
        talk.say(talk.phrase("language_chosen"))
        repeat(talk)
        return
    talk.pending = "language"
    buttons = tuple(
        Button(language_name(language), f"{talk.question}.lang{place}")
        for place, language in enumerate(talk.root.languages)
    )
    talk.say(talk.phrase("choose_language"), buttons=buttons)


def choose_language(talk: Talk, language: str) -> None:
    talk.pending, talk.language = "", language
    if talk.status in ("asking", "asleep") and talk.trail[-1].text:
        ask = open_step(talk).ask
        assert ask is not None
        visit = msgspec.structs.replace(talk.trail[-1], text=talk.text(ask))
        talk.trail = (*talk.trail[:-1], visit)
    talk.tell(LanguageChosen(language))
    talk.say(talk.phrase("language_chosen"))
    repeat(talk)


def named_language(talk: Talk, text: str) -> str | None:
    """The script's language that this text names: its code, or its name in itself."""
    wanted = fold(text)
    for language in talk.root.languages:
        if wanted in (language.lower(), fold(language_name(language))):
            return language
    return choose(talk.root.languages, text.strip(), "") or None if len(wanted) in (2, 5) else None


def go_back(talk: Talk) -> None:
    """Back; the first question says that there is nothing before it."""
    if not back(talk):
        if talk.status in ("asking", "asleep"):
            talk.status = "asking"
            put(talk, open_step(talk), talk.phrase("nothing_to_go_back"))
        else:
            talk.say(talk.phrase("nothing_to_go_back" if not talk.locked else "too_late_to_change"))


def repeat(talk: Talk) -> None:
    """The open question once more, where there is one."""
    if talk.status in ("asking", "asleep"):
        talk.status, talk.slept = "asking", ""
        put(talk, open_step(talk))


COMMANDS: Mapping[str, Callable[[Talk], None]] = {
    "stop": stop,
    "delete": ask_delete,
    "restart": restart,
    "human": call_human,
    "language": ask_language,
    "back": go_back,
}
"""Those of every step. skip, done, yes, no, continue and anew mean something only where they are offered."""
FIRST = frozenset({"stop", "delete"})  # read before anything else, and during a hand-off
ALWAYS = frozenset({"stop", "delete", "restart", "human", "language"})  # in a talk that is over


def offered(talk: Talk, command: str, step: Step) -> bool:
    """Whether the word is a command at this question."""
    if command in COMMANDS:
        return True
    if command == "skip":
        return step.optional
    if command == "done":
        return isinstance(step.kind, Options) and isinstance(step.kind.many, Many)
    return command in ("continue", "anew") and bool(talk.pending)
