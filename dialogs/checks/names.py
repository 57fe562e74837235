"""Names in conditions and texts: known ones only, compared with what they can be, printed when they have a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dialogs.errors import Fault
from dialogs.expressions import Compared, Expression
from dialogs.fields import nearest
from dialogs.script import (
    Consent,
    Number,
    Options,
    Placeholder,
    Rating,
    Script,
    Set,
    Split,
    Step,
    Text,
)
from dialogs.values import BUILT_IN_NAMES
from dialogs.ways import QUESTIONS, REWARD_NAMES

from .subject import Place, Subject, own_names, step_name, tags_template

MAY_BE_NONE = frozenset({"first_name", "source", "ref", "product", "status", "loss_reason", "event"})
TEMPERATURES = ("cold", "warm", "hot")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a name's value is: option, list, number, text, date, flag, any. `words`: all that it may be, where known;
    `labels`: the texts of options by id."""

    kind: str
    words: tuple[str, ...] | None = None
    labels: Mapping[str, str] | None = None


_ANY = Kind("any")


def check_names(subject: Subject) -> Iterator[Fault]:
    known = kinds_of_names(subject)
    for place, expression in subject.conditions():
        yield from _condition(subject, place, expression, known)
    for place, text in subject.texts():
        yield from _text(subject, place, text, known)
    for number, step in enumerate(subject.script.steps):
        tags = tags_template(step)
        if tags is not None:
            yield from _placeholders_known(subject, subject.at(number, "products.tags"), tags, known)


def kinds_of_names(subject: Subject) -> Mapping[str, Kind]:
    """Every name that conditions and texts of this script may use."""
    known = dict(_BUILT_IN)
    known["language"] = Kind("text", subject.script.languages)
    scripts = [subject.script, *subject.script.called.values()]
    for caller in subject.callers:
        scripts += [caller, *caller.called.values()]
    tags: set[str] = set()
    for script in reversed(scripts):
        for step in script.steps:
            known |= _names_of_step(script, step)
            if isinstance(step.kind, Options):
                tags.update(tag for option in step.kind.options for tag in option.tags)
    known["tags"] = Kind("list", tuple(sorted(tags)))
    return known


_BUILT_IN: Mapping[str, Kind] = {
    **dict.fromkeys(BUILT_IN_NAMES, Kind("text")),
    **dict.fromkeys(("score", "discount", "weekday", "hour"), Kind("number")),
    **dict.fromkeys(("consent.processing", "consent.ads"), Kind("flag")),
    "product": Kind("any"),
    "valid_until": Kind("any"),
    "today": Kind("date"),
    "temperature": Kind("text", TEMPERATURES),
}


def _names_of_step(script: Script, step: Step) -> Mapping[str, Kind]:
    match step.kind:
        case Set(values):
            return dict.fromkeys(values, Kind("any"))
        case Split(name, weights):
            return {name: Kind("option", tuple(weights))}
        case Options(options, many):
            labels = {
                option.id: "".join(part for part in option.text.by_language[script.language] if isinstance(part, str))
                for option in options
            }
            return {step.id: Kind("list" if many else "option", tuple(labels), labels)}
        case Number() | Rating():
            return {step.id: Kind("number")}
        case Consent():
            return {step.id: Kind("flag")}
        case kind if isinstance(kind, QUESTIONS):
            return {step.id: Kind("date" if type(kind).__name__ in ("Date", "Slot") else "text")}
        case _:
            return {}


# Conditions -----------------------------------------------------------------------------------------------------------


def _condition(subject: Subject, place: Place, expression: Expression, known: Mapping[str, Kind]) -> Iterator[Fault]:
    for name in sorted(expression.names):
        if name not in known:
            yield _unknown(subject, place, name, known, in_condition=True)
    for name in sorted(expression.equated):
        if name in known and known[name].kind == "list":
            option = (known[name].words or ("x",))[0]
            yield subject.fault(
                place, "list-equals", f"`{name}` is a list and equals nothing", f"Write '{option}' in {name}"
            )
    for compared in expression.compared:
        kind = known.get(compared.name)
        if kind is not None and compared.value is not None:
            problem = _problem(compared, kind)
            if problem is not None:
                code, text, todo = problem
                tag = compared.name == "tags"  # a tag may be meant for later
                yield subject.fault(place, code, text, todo, warning=tag and code == "unknown-option")


def _unknown(subject: Subject, place: Place, name: str, known: Mapping[str, Kind], *, in_condition: bool) -> Fault:
    if name in subject.script.places:
        return subject.fault(
            place, "unknown-name", f"The step `{name}` asks nothing and has no value", "Name a question"
        )
    if in_condition and any(name in (kind.words or ()) for kind in known.values()):
        return subject.fault(
            place, "unknown-name", f"`{name}` is not known; it is an option's id", f"Put it in quotes: '{name}'"
        )
    near = nearest(name, known)
    todo = f"Perhaps you mean `{near}`" if near else "Write the id of a question, or a name that `set` gives"
    return subject.fault(place, "unknown-name", f"`{name}` is not known", todo)


def _problem(compared: Compared, kind: Kind) -> tuple[str, str, str] | None:
    """Why a comparison can never hold, or always does."""
    name, op, value = compared.name, compared.op, compared.value
    text = isinstance(value, str)
    if kind.kind == "list":
        if op not in ("has", "has not"):
            if op in ("==", "!="):
                return None  # said already, of the name as a whole
            return "list-compared", f"`{name}` is a list", f"Write 'x' in {name}"
        return _unknown_word(name, value, kind)
    if op in ("has", "has not"):
        if kind.kind in ("number", "flag"):
            return "not-a-list", f"`{name}` is no list and no text", f"Write {name} == ..."
        return _unknown_word(name, value, kind) if kind.kind == "option" else None
    if kind.kind == "any":
        return None
    if kind.kind == "flag":
        if isinstance(value, bool):
            return None
        return "kind", f"`{name}` is true or false and never {value!r}", f"Write `{name}`, or `not {name}`"
    if kind.kind == "number":
        if not text and not isinstance(value, bool):
            return None
        return "kind", f"`{name}` is a number and never {value!r}", f"Write {name} == 5, without quotes"
    if not text:
        return "kind", f"`{name}` is a text and never {value!r}", f"Write {name} == '{value}'"
    if kind.kind == "date" and not re.match(r"\d{4}-\d\d-\d\d", str(value)):
        return "kind", f"`{name}` is a date such as 2026-03-25 and never {value!r}", "Write it as 'YYYY-MM-DD'"
    return _unknown_word(name, value, kind)


def _unknown_word(name: str, value: object, kind: Kind) -> tuple[str, str, str] | None:
    if kind.words is None or value in kind.words:
        return None
    if kind.labels is not None:
        by_label = next((id for id, label in kind.labels.items() if label == value), None)
        if by_label is not None:
            return "unknown-option", f"{value!r} is a label, conditions take ids", f"Write '{by_label}'"
    if not kind.words:
        return "unknown-option", f"`{name}` is never {value!r}", "Give an option this tag"
    near = nearest(str(value), kind.words)
    todo = f"Perhaps you mean '{near}'" if near else f"Write one of {', '.join(map(repr, kind.words[:8]))}"
    return "unknown-option", f"`{name}` is never {value!r}", todo


# Texts ----------------------------------------------------------------------------------------------------------------


def _text(subject: Subject, place: Place, text: Text, known: Mapping[str, Kind]) -> Iterator[Fault]:
    yield from _placeholders_known(subject, place, text, known)
    for name, bare in _placeholders(text).items():
        if name in known:
            yield from _value(subject, place, name, bare, known[name])


def _placeholders_known(subject: Subject, place: Place, text: Text, known: Mapping[str, Kind]) -> Iterator[Fault]:
    for name in _placeholders(text):
        if name not in known:
            yield _unknown(subject, place, name, known, in_condition=False)
    for template in text.by_language.values():
        for part in template:
            if not isinstance(part, Placeholder) or not part.forms:
                continue
            if known.get(part.name, _ANY).kind not in ("number", "any"):
                yield subject.fault(
                    place, "plural", f"`{part.name}` is no number to count by", "Use the name of a number", warning=True
                )


def _placeholders(text: Text) -> Mapping[str, bool]:
    """The names that a text prints, and whether some place has no fallback for it."""
    found: dict[str, bool] = {}
    for template in text.by_language.values():
        for part in template:
            if isinstance(part, Placeholder):
                found[part.name] = found.get(part.name, False) or (part.fallback is None and not part.forms)
    return found


def _value(subject: Subject, place: Place, name: str, bare: bool, kind: Kind) -> Iterator[Fault]:
    """Whether the name has a value by the time the text is said."""
    script = subject.script
    if name in REWARD_NAMES:
        fault = _reward_value(subject, place, name, bare)
        if fault is not None:
            yield fault
        return
    if name == "discount":
        offer = script.reward.discount if script.reward else None
        if offer is None and script.start is not None and bare:
            yield _prints_nothing(subject, place, name, "the reward has no discount")
        return
    if not bare or _guarded(subject, place, name):
        return
    if name in MAY_BE_NONE:
        yield _prints_nothing(subject, place, name, "it may be unknown")
    if name in BUILT_IN_NAMES or place.number is None or place.number not in subject.reached:
        return
    if name not in subject.sure[place.number]:
        yield _prints_nothing(subject, place, name, "it may have no value by then")


def _reward_value(subject: Subject, place: Place, name: str, bare: bool) -> Fault | None:
    script = subject.script
    if script.start is None:
        return None
    key = "code" if name == "code" else "valid"
    if script.reward is None or getattr(script.reward, key) is None:
        return subject.fault(place, "no-reward", f"The reward has no `{key}` to print", f"Add `{key}` to `reward`")
    if (
        place.gives
        or place.number is None
        or (place.number not in subject.reached and place.number < len(script.steps))
    ):
        return None
    if place.number == len(script.steps):
        given = frozenset().union(*subject.possible.values())
        sure = subject.sure.get(place.number, frozenset())
    else:
        given, sure = subject.possible[place.number], subject.sure[place.number]
    if name not in given:
        return subject.fault(
            place, "before-reward", f"`{{{name}}}` is printed before it is given", "Print it after `give: reward`"
        )
    if name not in sure and bare and not _guarded(subject, place, name):
        return _prints_nothing(subject, place, name, "the reward may not be given by then")
    return None


def _guarded(subject: Subject, place: Place, name: str) -> bool:
    """Whether the step is only reached where a condition speaks of the name."""
    if place.number is None or place.number >= len(subject.script.steps):
        return any(
            chain.when is not None and name in chain.when.names
            for index, chain in enumerate(subject.script.chains)
            if place.path.startswith(f"chains.{index}.")
        )
    when = subject.script.steps[place.number].when
    return when is not None and name in when.names


def _prints_nothing(subject: Subject, place: Place, name: str, why: str) -> Fault:
    return subject.fault(
        place,
        "no-fallback",
        f"`{{{name}}}` prints nothing where there is no value: {why}",
        f"Write {{{name}|another word}}",
        warning=True,
    )


def check_doubled_names(subject: Subject) -> Iterator[Fault]:
    """A name has one meaning in a script and all that it calls (rule 5)."""
    script = subject.script
    taken: dict[str, str] = {}
    for step in script.steps:
        if step_name(step):
            taken.setdefault(step.id, f"the step in line {step.line}")
    weights: dict[str, Mapping[str, float]] = {}
    for number, step in enumerate(script.steps):
        match step.kind:
            case Set(values):
                for name in values:
                    if name in taken or name in weights:
                        yield _doubled(subject, subject.at(number, f"set.{name}"), name, taken.get(name, "a `split`"))
            case Split(name, drawn):
                if name in taken or weights.setdefault(name, drawn) != drawn:
                    place = subject.at(number, f"split.{name}")
                    yield _doubled(subject, place, name, taken.get(name, "another `split`"))
    everywhere = dict.fromkeys(_all_names(script), script.id)
    for called in sorted(script.called.values(), key=lambda each: each.id):
        number = next((n for n, step in enumerate(script.steps) if getattr(step.kind, "script", "") == called.id), 0)
        for name in sorted(_all_names(called)):
            if name in everywhere:
                yield _doubled(subject, subject.at(number), name, f"`{everywhere[name]}`, and `{called.id}` is called")
            everywhere.setdefault(name, called.id)


def _all_names(script: Script) -> frozenset[str]:
    return own_names(script) | frozenset(filter(None, map(step_name, script.steps)))


def _doubled(subject: Subject, place: Place, name: str, taken: str) -> Fault:
    return subject.fault(place, "doubled-name", f"The name `{name}` is taken by {taken}", "Take another name")
