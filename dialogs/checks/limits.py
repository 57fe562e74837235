"""What channels can show: keyboards, labels, captions, files; and labels that a typed answer could not tell apart."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.errors import Fault
from dialogs.fields import LONGEST_TEXT
from dialogs.languages import command, fold
from dialogs.script import Options, Rating, Slot, Step, Template, Upload

from .subject import Subject

VK_INLINE, VK_ORDINARY, TELEGRAM_INLINE = 10, 40, 100  # buttons
VK_LABEL = 40  # characters
TELEGRAM_CAPTION = 1024  # characters
TELEGRAM_UPLOAD = 20  # megabytes that a bot may fetch
ALWAYS_OBEYED = ("stop", "delete")  # read before labels (rule 14)


def check_limits(subject: Subject) -> Iterator[Fault]:
    for number, step in enumerate(subject.script.steps):
        yield from _keyboard(subject, number, step)
        yield from _labels(subject, number, step)
        yield from _whole_list(subject, number, step)
        if step.media and step.say is not None:
            longest = max(map(length, step.say.by_language.values()))
            if longest > TELEGRAM_CAPTION:
                yield subject.fault(
                    subject.at(number, "say"),
                    "caption",
                    f"The text has {longest} characters, {TELEGRAM_CAPTION} fit below a picture: two messages are sent",
                    "Shorten it where it should be one",
                    warning=True,
                )
        if isinstance(step.kind, Upload) and step.kind.max_mb > TELEGRAM_UPLOAD:
            yield subject.fault(
                subject.at(number, "upload"),
                "upload-size",
                f"Files above {TELEGRAM_UPLOAD} MB cannot be fetched from Telegram and are refused there",
                f"Write max_mb: {TELEGRAM_UPLOAD} or less",
                warning=True,
            )


def length(template: Template) -> int:
    """Characters of a text without what its placeholders will print."""
    return sum(len(part) for part in template if isinstance(part, str))


def buttons(step: Step) -> int:
    """How many buttons the question shows at most, without back and "a person, please", which are left out first."""
    match step.kind:
        case Options(options, many):
            count = len(options) + (many is not None)
        case Rating(most):
            count = most
        case Slot(days, start, end, every):
            count = max(days, -((start - end) * 60 // every))
        case _:
            return 0
    return count + step.optional


def _keyboard(subject: Subject, number: int, step: Step) -> Iterator[Fault]:
    count = buttons(step)
    if count > VK_ORDINARY:
        shown = f"on VK its {count} buttons become a numbered list in the text"
        if count > TELEGRAM_INLINE:
            shown += ", on Telegram too"
    elif count > VK_INLINE:
        shown = f"on VK its {count} buttons become a keyboard below the chat, above {VK_INLINE} none fit to the message"
    else:
        return
    key = next(key for key in ("options", "rating", "slot") if f"steps.{number}.{key}" in subject.script.lines)
    yield subject.fault(
        subject.at(number, key),
        "keyboard",
        f"The question is shown in another way: {shown}",
        f"Offer {VK_INLINE} or fewer where it should look alike everywhere",
        warning=True,
    )


def _labels(subject: Subject, number: int, step: Step) -> Iterator[Fault]:
    """Labels that are too long for a button, and answers that nobody could type."""
    if not isinstance(step.kind, Options):
        return
    script = subject.script
    owner: dict[str, int] = {}
    for index, option in enumerate(step.kind.options):
        place = subject.at(number, f"options.{index}.text")
        labels = {
            language: "".join(part for part in template if isinstance(part, str))
            for language, template in option.text.by_language.items()
        }
        longest = max(labels.values(), key=len)
        if len(longest) > VK_LABEL:
            yield subject.fault(
                place,
                "label",
                "On VK the text lists the options, buttons show number and a cut label",
                f"Write at most {VK_LABEL} characters, it has {len(longest)}",
                warning=True,
            )
        said = {fold(word): word for word in (*labels.values(), *option.synonyms)}
        for folded, word in said.items():
            if folded and owner.setdefault(folded, index) != index:
                other = step.kind.options[owner[folded]].id
                yield subject.fault(
                    place,
                    "same-answer",
                    f"{word!r} also means the option `{other}`: a typed answer cannot tell them apart",
                    "Change a label or a synonym",
                )
            meant = command(word, script.languages)
            if meant in ALWAYS_OBEYED:
                yield subject.fault(
                    place,
                    "command",
                    f"{word!r} is the command `{meant}`, typed it never means the option",
                    "Change the label or the synonym",
                    warning=True,
                )


def _whole_list(subject: Subject, number: int, step: Step) -> Iterator[Fault]:
    """Where the options become a list in the text, question and list must fit into one message."""
    if not isinstance(step.kind, Options) or step.ask is None:
        return
    longest = 0
    listed = buttons(step) > VK_ORDINARY
    for language, ask in step.ask.by_language.items():
        sizes = [length(option.text.by_language.get(language, ())) for option in step.kind.options]
        if listed or max(sizes) > VK_LABEL:
            longest = max(longest, length(ask) + sum(size + 6 for size in sizes))
    if longest > LONGEST_TEXT:
        yield subject.fault(
            subject.at(number, "options"),
            "too-long",
            f"Question and options have {longest} characters together, {LONGEST_TEXT} fit into a message",
            "Shorten the labels, or divide the question",
        )
