"""The script that is checked, with what all checks ask about it: its ways, its neighbours, its texts and conditions."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dialogs.errors import Fault
from dialogs.expressions import Expression
from dialogs.script import Branch, Give, Handoff, Options, Products, Script, Set, Split, Step, Text
from dialogs.ways import QUESTIONS, REWARD_NAMES, Graph, graph, possibly, reachable, surely


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text or condition stands: its path in the file, its step (None outside the steps), and its number."""

    path: str
    step: str
    number: int | None = None
    gives: bool = False  # whether the reward is given before the text is said


@dataclass(slots=True)
class Subject:
    """One script under check. `callers` are scripts that call it; `files` names the files beside it, where known."""

    script: Script
    others: Sequence[Script] = ()
    files: Container[str] | None = None
    ways: Graph = field(init=False)
    reached: frozenset[int] = field(init=False)
    sure: Mapping[int, frozenset[str]] = field(init=False)
    possible: Mapping[int, frozenset[str]] = field(init=False)
    callers: tuple[Script, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.callers = tuple(other for other in self.others if self.script.id in other.called)
        self.ways = graph(self.script)
        self.reached = reachable(self.ways)
        known = frozenset(name for caller in self.callers for name in names_set_by(caller))
        if self.script.start is None:  # whatever its caller did before
            known |= REWARD_NAMES | {"consent.processing", "consent.ads"}
        self.sure = surely(self.ways, known)
        self.possible = possibly(self.ways, known)

    def line(self, path: str) -> int:
        """The line of a path, or of the nearest that holds it."""
        while path and path not in self.script.lines:
            path = path.rpartition(".")[0]
        return self.script.lines.get(path, 1)

    def fault(self, place: Place, code: str, text: str, todo: str, *, warning: bool = False) -> Fault:
        return Fault(self.script.file, self.line(place.path), place.step, code, text, todo, warning)

    def at(self, number: int, key: str = "") -> Place:
        """The place of a step, or of one of its keys."""
        path = f"steps.{number}.{key}" if key else f"steps.{number}"
        return Place(path, step_name(self.script.steps[number]), number)

    def texts(self) -> Iterator[tuple[Place, Text]]:
        """Every text that prospects may see, but for products' tags."""
        for number, step in enumerate(self.script.steps):
            for key, text in _step_texts(step):
                place = self.at(number, key)
                yield Place(place.path, place.step, number, isinstance(step.kind, Give)), text
        if self.script.reward is not None and self.script.reward.usual_price is not None:
            yield Place("reward.usual_price", ""), self.script.reward.usual_price
        for index, chain in enumerate(self.script.chains):
            for count, message in enumerate(chain.steps):
                yield Place(f"chains.{index}.steps.{count}.say", chain.id, len(self.script.steps)), message.say

    def conditions(self) -> Iterator[tuple[Place, Expression]]:
        for number, step in enumerate(self.script.steps):
            for key, expression in _step_conditions(step):
                yield self.at(number, key), expression
        for index, chain in enumerate(self.script.chains):
            if chain.when is not None:
                yield Place(f"chains.{index}.when", chain.id), chain.when

    def targets(self) -> Iterator[tuple[Place, str]]:
        """Every step that some key leads to."""
        for number, step in enumerate(self.script.steps):
            for key, target in _step_targets(step):
                yield self.at(number, key), target


def step_name(step: Step) -> str:
    """The id in the file; "" where it was made up."""
    return "" if step.id.startswith("_") else step.id


def names_set_by(script: Script) -> frozenset[str]:
    """What a script's questions, `set` and `split` name, with what it calls."""
    found = own_names(script)
    for called in script.called.values():
        found |= own_names(called)
    return found


def own_names(script: Script) -> frozenset[str]:
    """What a script's own questions, `set` and `split` name."""
    found: set[str] = set()
    for step in script.steps:
        match step.kind:
            case Set(values):
                found.update(values)
            case Split(name):
                found.add(name)
            case kind if isinstance(kind, QUESTIONS):
                found.add(step.id)
    return frozenset(found)


def _step_texts(step: Step) -> Iterator[tuple[str, Text]]:
    if step.say is not None:
        yield "say", step.say
    if step.ask is not None:
        yield "ask", step.ask
    if isinstance(step.kind, Options):
        for index, option in enumerate(step.kind.options):
            yield f"options.{index}.text", option.text
    if isinstance(step.kind, Handoff):
        if step.kind.say is not None:
            yield "handoff.say", step.kind.say
        if step.kind.nobody is not None:
            yield "handoff.nobody", step.kind.nobody
    if step.retry.say is not None:
        yield "retry.say", step.retry.say
    for index, reminder in enumerate(step.remind):
        yield f"remind.{index}.say", reminder.say


def _step_conditions(step: Step) -> Iterator[tuple[str, Expression]]:
    if step.when is not None:
        yield "when", step.when
    for index, rule in enumerate(step.score):
        if rule.when is not None:
            yield f"score.{index}.when", rule.when
    if isinstance(step.kind, Branch):
        for index, way in enumerate(step.kind.ways):
            if way.when is not None:
                yield f"branch.{index}.when", way.when
    if isinstance(step.kind, Set):
        for name, expression in step.kind.values.items():
            yield f"set.{name}", expression


def _step_targets(step: Step) -> Iterator[tuple[str, str]]:
    if step.go is not None:
        yield "go", step.go
    if isinstance(step.kind, Options):
        for index, option in enumerate(step.kind.options):
            if option.go is not None:
                yield f"options.{index}.go", option.go
    if isinstance(step.kind, Branch):
        for index, way in enumerate(step.kind.ways):
            yield f"branch.{index}.{'go' if way.when is not None else 'otherwise'}", way.go
    refuse = getattr(step.kind, "refuse", None)
    if isinstance(refuse, str):
        yield "refuse", refuse
    if step.retry.then is not None:
        yield "retry.then", step.retry.then
    if step.give_up is not None and step.give_up.go is not None:
        yield "give_up.go", step.give_up.go


def tags_template(step: Step) -> Text | None:
    """The tags of a products step."""
    return step.kind.tags if isinstance(step.kind, Products) else None
