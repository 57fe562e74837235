"""The ways through a script: targets that exist, steps that are reached, loops, silent ends, consent, points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dialogs.errors import Fault
from dialogs.fields import nearest
from dialogs.script import (
    Branch,
    Call,
    Consent,
    ContactInput,
    Give,
    Handoff,
    Name,
    Products,
    Script,
    Set,
    Step,
    Until,
    Upload,
    Wait,
)
from dialogs.ways import QUESTIONS, graph, loops_and_steps, score_range, surely

from .subject import Place, Subject, step_name


def check_targets(subject: Subject) -> Iterator[Fault]:
    script = subject.script
    for place, target in subject.targets():
        if target in script.places:
            continue
        key = place.path.rpartition(".")[2]
        elsewhere = [other for other in (*script.called.values(), *subject.callers) if target in other.places]
        if elsewhere:
            yield subject.fault(
                place,
                "leaves-file",
                f"`{key}: {target}` leads into the script `{elsewhere[0].id}`, and no step may leave its file",
                "Name a step of this file, or use `call`",
            )
            continue
        near = nearest(target, (name for name in script.places if not name.startswith("_")))
        todo = f"Perhaps you mean `{near}`" if near else "Write the id of a step"
        yield subject.fault(place, "unknown-step", f"There is no step `{target}`", todo)


def check_reached(subject: Subject) -> Iterator[Fault]:
    for number in range(len(subject.script.steps)):
        if number not in subject.reached and (number == 0 or number - 1 in subject.reached):
            until = number
            while until + 1 < len(subject.script.steps) and until + 1 not in subject.reached:
                until += 1
            more = f", nor are the {until - number} steps after it" if until > number else ""
            yield subject.fault(
                subject.at(number),
                "unreachable",
                f"The step is never reached{more}",
                "Lead to it by `go`, or delete it",
            )


def check_loops(subject: Subject) -> Iterator[Fault]:
    """Ways that lead back without a question (rule 26)."""
    script = subject.script
    steps = script.steps
    firm = [
        [p.to for p in passages if not p.waits and not isinstance(steps[number].kind, QUESTIONS)]
        for number, passages in enumerate(subject.ways)
    ]
    told: set[int] = set()
    for group in _loops(firm, subject.reached):
        told.update(group)
        changes = any(isinstance(steps[number].kind, Set | Wait | Until) for number in group)
        leaves = any(p.to not in group for number in group for p in subject.ways[number])
        yield subject.fault(
            subject.at(group[0]),
            "loop",
            f"The talk may go round without a question: {_names(steps, group)}",
            "Ask something on the way, or lead out of it",
            warning=changes and leaves,
        )
    loose = [[p.to for p in passages if not p.waits] for passages in subject.ways]
    for group in _loops(loose, subject.reached):
        if told.isdisjoint(group):
            yield subject.fault(
                subject.at(group[0]),
                "loop",
                f"Where the questions are passed over the talk goes round: {_names(steps, group)}",
                "Ask something on the way that is never passed over",
                warning=True,
            )


def _loops(followers: list[list[int]], reached: frozenset[int]) -> Iterator[tuple[int, ...]]:
    for group in loops_and_steps(followers):
        if group[0] in reached and (len(group) > 1 or group[0] in followers[group[0]]):
            yield group


def _names(steps: tuple[Step, ...], group: tuple[int, ...]) -> str:
    names = [step_name(steps[number]) or f"line {steps[number].line}" for number in group]
    return ", ".join(names[:6]) + (", ..." if len(names) > 6 else "")


def check_silent_ends(subject: Subject) -> Iterator[Fault]:
    """A question after whose answer the talk ends without a word."""
    script = subject.script
    if script.start is None:
        return
    end = len(script.steps)
    silent = {end}
    grown = True
    while grown:
        grown = False
        for number, step in enumerate(script.steps):
            if number not in silent and not _speaks(step) and any(p.to in silent for p in subject.ways[number]):
                silent.add(number)
                grown = True
    for number, step in enumerate(script.steps):
        if number not in subject.reached or not isinstance(step.kind, QUESTIONS):
            continue
        if any(p.to in silent for p in subject.ways[number] if p.why == "next"):
            yield subject.fault(
                subject.at(number),
                "dead-end",
                "After the answer the talk ends without a word",
                "Let a step follow that says something",
                warning=True,
            )


def _speaks(step: Step) -> bool:
    return bool(step.say or step.media or isinstance(step.kind, (*QUESTIONS, Handoff, Give, Products, Call)))


# Consent and contacts -------------------------------------------------------------------------------------------------


def check_consent(subject: Subject) -> Iterator[Fault]:
    """Personal data before a yes (rule 17)."""
    for number, what in _before_consent(subject.script, subject.ways, subject.sure):
        yield subject.fault(
            subject.at(number),
            "consent",
            f"{what} is asked for where nobody agreed to the processing of data yet",
            "Ask a `consent` before it, and lead a no elsewhere with `refuse`",
            warning=True,
        )
    chains = [index for index, chain in enumerate(subject.script.chains)]
    everyone = (subject.script, *subject.script.called.values())
    asked = any(isinstance(s.kind, Consent) and s.kind.purpose == "ads" for each in everyone for s in each.steps)
    if chains and not asked:
        yield subject.fault(
            Place(f"chains.{chains[0]}", subject.script.chains[0].id),
            "chain-consent",
            "No message of the chains is ever sent: no step asks for the consent to advertising",
            "Add a `consent` with `purpose: ads`",
            warning=True,
        )


def _before_consent(script: Script, ways: object, sure: Mapping[int, frozenset[str]]) -> Iterator[tuple[int, str]]:
    agreements = {step.id for step in script.steps if isinstance(step.kind, Consent)} | {"consent.processing"}
    for number, step in enumerate(script.steps):
        known = sure.get(number)
        if known is None or "consent.processing" in known:
            continue
        if step.when is not None and not agreements.isdisjoint(step.when.names):
            continue
        match step.kind:
            case Name():
                yield number, "A name"
            case ContactInput():
                yield number, "A contact"
            case Upload():
                yield number, "A file"
            case Call(id) if id in script.called:
                called = script.called[id]
                if any(_before_consent(called, None, surely(graph(called), known))):
                    yield number, f"In `{id}` a name, contact or file"


def check_lead(subject: Subject) -> Iterator[Fault]:
    """Whether a lead can come out of it at all."""
    script = subject.script
    if script.start is None:
        return
    kinds = [s.kind for each in (script, *script.called.values()) for s in each.steps]
    contacts = {kind for each in kinds if isinstance(each, ContactInput) for kind in each.any_of}
    for need in script.lead.needs:
        if need == "name":
            met = bool(contacts) or any(isinstance(each, Name) for each in kinds)
        elif need == "contact":
            met = bool(contacts)
        else:
            met = need in contacts or need == "profile"
        if not met:
            yield subject.fault(
                Place("lead.needs", ""),
                "no-lead",
                f"Nobody becomes a lead: `{need}` is needed and never asked for",
                "Ask for it, or change `lead: {needs: ...}`",
                warning=True,
            )


# Points ---------------------------------------------------------------------------------------------------------------


def check_score(subject: Subject) -> Iterator[Fault]:
    script = subject.script
    if script.start is None:
        return
    low, high = score_range(script)
    uses = any({"temperature", "score"} & expression.names for _, expression in subject.conditions())
    if not (uses or low or high or "heat" in script.lines):
        return
    for name, least in (("hot", script.heat.hot), ("warm", script.heat.warm)):
        if high < least:
            yield subject.fault(
                Place("heat", ""),
                f"{name}-unreachable",
                f"No lead is ever {name}: scores go from {low:g} to {high:g}, {name} begins at {least:g}",
                f"Give more points, or lower `{name}` in `heat`",
                warning=True,
            )
            return
    if low >= script.heat.hot:
        yield subject.fault(
            Place("heat", ""),
            "always-hot",
            f"Every lead is hot: scores go from {low:g} to {high:g}, hot begins at {script.heat.hot:g}",
            "Raise `hot` in `heat`",
            warning=True,
        )


def check_reward(subject: Subject) -> Iterator[Fault]:
    script = subject.script
    gives = [n for n, step in enumerate(script.steps) if isinstance(step.kind, Give)]
    if script.reward is None:
        offered = script.start is not None or any(caller.reward is not None for caller in subject.callers)
        if gives and offered and script.start is not None:
            yield subject.fault(
                subject.at(gives[0], "give"), "no-reward", "There is no reward to give", "Describe it in `reward`"
            )
        return
    discount = script.reward.discount
    if discount is not None:
        for key, value in (("start", discount.start), ("per_answer", discount.per_answer), ("max", discount.max)):
            if value > 100:
                yield subject.fault(
                    Place(f"reward.discount.{key}", ""),
                    "discount",
                    f"A discount of {value} percent is more than the price",
                    "Write 100 at most",
                )
        if discount.start > discount.max:
            yield subject.fault(
                Place("reward.discount.start", ""),
                "discount",
                f"The discount begins at {discount.start} percent, above its greatest of {discount.max}",
                "Write `start` below `max`",
            )
    called = [step for each in script.called.values() for step in each.steps if isinstance(step.kind, Give)]
    if script.start is not None and not gives and not called:
        yield subject.fault(
            Place("reward", ""), "reward-unused", "The reward is never given", "Add a step `give: reward`", warning=True
        )


def check_reminders(subject: Subject) -> Iterator[Fault]:
    for number, step in enumerate(subject.script.steps):
        for index, reminder in enumerate(step.remind):
            if step.give_up is not None and reminder.after >= step.give_up.after:
                yield subject.fault(
                    subject.at(number, f"remind.{index}.after"),
                    "reminder",
                    "The reminder is due when the bot has given up already, and is never sent",
                    "Write it shorter than `give_up`",
                    warning=True,
                )


def check_branches(subject: Subject) -> Iterator[Fault]:
    """A branch with `otherwise` needs no `go`."""
    for number, step in enumerate(subject.script.steps):
        closed = isinstance(step.kind, Branch) and step.kind.ways[-1].when is None
        if step.go is not None and closed:
            yield subject.fault(
                subject.at(number, "go"),
                "unused-go",
                "`go` is never followed: every line of the branch leads elsewhere",
                "Delete it, or `otherwise`",
                warning=True,
            )
