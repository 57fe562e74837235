"""The ways through a script, for checking: which step may follow which, with which points, and what is known by then.

Conditions are not solved: a step with `when` may be passed over, every line of a branch may be taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .script import (
    Branch,
    Call,
    Consent,
    ContactInput,
    Date,
    FreeText,
    Give,
    Handoff,
    Location,
    Many,
    Name,
    Number,
    Option,
    Options,
    Rating,
    Script,
    Set,
    Slot,
    Split,
    Step,
    Upload,
)

REWARD_NAMES = frozenset({"code", "valid_until"})
QUESTIONS = (Options, Number, FreeText, Name, ContactInput, Consent, Slot, Upload, Rating, Date, Location)
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Passage:
    """From one step to the next. `to` is a step's place, or the number of steps where the talk ends.

    `why`: next, passed (its `when` does not hold), known (the answer is known of the person), failed, gave_up.
    `adds`: names that have a value afterwards. `waits`: the prospect, or a person of the shop, acts in between.
    """

    to: int
    why: str = "next"
    low: float = 0
    high: float = 0
    adds: frozenset[str] = NOTHING
    waits: bool = False


Graph = Sequence[Sequence[Passage]]


def graph(script: Script) -> Graph:
    """The passages out of every step, in the order of the file."""
    return tuple(tuple(_passages(script, place)) for place in range(len(script.steps)))


def reachable(ways: Graph) -> frozenset[int]:
    """The places that some way from the first step comes to; the end among them where it is reached."""
    found: set[int] = set()
    waiting = [0]
    while waiting:
        place = waiting.pop()
        if place in found:
            continue
        found.add(place)
        if place < len(ways):
            waiting += [passage.to for passage in ways[place]]
    return frozenset(found)


def surely(ways: Graph, at_start: frozenset[str]) -> Mapping[int, frozenset[str]]:
    """By place: what is known there on every way that leads to it."""
    return _flow(ways, at_start, lambda one, other: one & other)


def possibly(ways: Graph, at_start: frozenset[str]) -> Mapping[int, frozenset[str]]:
    """By place: what is known there on some way that leads to it."""
    return _flow(ways, at_start, lambda one, other: one | other)


def _flow(
    ways: Graph, at_start: frozenset[str], join: Callable[[frozenset[str], frozenset[str]], frozenset[str]]
) -> Mapping[int, frozenset[str]]:
    known: dict[int, frozenset[str]] = {0: at_start}
    waiting = [0]
    while waiting:
        place = waiting.pop()
        if place >= len(ways):
            continue
        for passage in ways[place]:
            arriving = known[place] | passage.adds
            before = known.get(passage.to)
            joined = arriving if before is None else join(before, arriving)
            if joined != before:
                known[passage.to] = joined
                waiting.append(passage.to)
    return known


# Passages -------------------------------------------------------------------------------------------------------------


def _passages(script: Script, place: int) -> Iterator[Passage]:
    step = script.steps[place]
    if step.when is not None:
        yield Passage(place + 1, "passed")
    after = _after(script, place)
    if isinstance(step.kind, QUESTIONS):
        yield from _answers(script, step, after)
        return
    match step.kind:
        case Branch(ways):
            guarded = frozenset().union(*(way.when.names for way in ways if way.when is not None))
            adds = frozenset(name for name in guarded if name.startswith("consent."))
            for way in ways:
                yield Passage(script.places.get(way.go, after), adds=adds)
            if ways[-1].when is not None:
                yield Passage(after, adds=adds)
        case Give():
            yield Passage(after, adds=REWARD_NAMES)
        case Set(values):
            yield Passage(after, adds=frozenset(values))
        case Split(name):
            yield Passage(after, adds=frozenset({name}))
        case Handoff():
            yield Passage(after, waits=True)
        case Call(id):
            yield _through(script.called.get(id), after)
        case _:
            yield Passage(after)


def _after(script: Script, place: int) -> int:
    step = script.steps[place]
    if step.end:
        return len(script.steps)
    return script.places.get(step.go, place + 1) if step.go is not None else place + 1


def _through(called: Script | None, after: int) -> Passage:
    if called is None or not called.steps:
        return Passage(after)
    ways = graph(called)
    low, high = score_range(called)
    known = surely(ways, NOTHING).get(len(ways), NOTHING)
    asks = any(isinstance(called.steps[place].kind, QUESTIONS) for place in reachable(ways) if place < len(ways))
    return Passage(after, low=low, high=high, adds=known, waits=asks)


def _answers(script: Script, step: Step, after: int) -> Iterator[Passage]:
    answered = frozenset({step.id})
    rule_low, rule_high = _rules(step)

    def to(go: str | None) -> int:
        return after if go is None else script.places.get(go, after)

    match step.kind:
        case Options(options, None):
            for option in options:
                low, high = option.score + rule_low, option.score + rule_high
                yield Passage(to(option.go), low=low, high=high, adds=answered, waits=True)
        case Options(options, many) if many is not None:
            for option in options:
                if option.go is not None:
                    low, high = option.score + rule_low, option.score + rule_high
                    yield Passage(to(option.go), low=low, high=high, adds=answered, waits=True)
            low, high = _several([option for option in options if option.go is None], many)
            yield Passage(after, low=low + rule_low, high=high + rule_high, adds=answered, waits=True)
        case Consent(_, _, purpose, refuse):
            agreed = answered | {f"consent.{purpose}"}
            yield Passage(after, low=rule_low, high=rule_high, adds=agreed, waits=True)
            yield Passage(after, "known", adds=agreed)
            yield Passage(to(refuse), low=rule_low, high=rule_high, adds=answered, waits=True)
        case _:
            yield Passage(after, low=rule_low, high=rule_high, adds=answered, waits=True)
            if isinstance(step.kind, Name | ContactInput):
                yield Passage(after, "known", adds=answered)
    if step.optional:
        yield Passage(after, waits=True)
    needed = isinstance(step.kind, ContactInput) and not step.optional
    if step.retry.then is not None or not (needed or isinstance(step.kind, Consent)):
        yield Passage(to(step.retry.then), "failed", waits=True)
    if step.give_up is not None:
        go = step.give_up.go
        yield Passage(len(script.steps) if go is None else to(go), "gave_up", waits=True)


def _rules(step: Step) -> tuple[float, float]:
    """The least and the greatest points of the step's own `score`."""
    points = [rule.add for rule in step.score]
    if not points or step.score[-1].when is not None:
        points.append(0)
    return min(points), max(points)


def _several(options: Sequence[Option], many: Many) -> tuple[float, float]:
    scores = sorted(option.score for option in options)
    counts = range(min(many.min, len(scores)), min(many.max, len(scores)) + 1)
    return (
        min((sum(scores[:count]) for count in counts), default=0),
        max((sum(scores[len(scores) - count :]) for count in counts), default=0),
    )


# Points and loops -----------------------------------------------------------------------------------------------------


def score_range(script: Script) -> tuple[float, float]:
    """The least and the greatest score that a way to the end may bring; exact where no way leads back."""
    ways = graph(script)
    if not ways:
        return 0, 0
    best: dict[int, tuple[float, float]] = {len(ways): (0, 0)}
    for group in loops_and_steps([[passage.to for passage in passages] for passages in ways]):
        members = frozenset(group)
        inside = [passage for place in group for passage in ways[place] if passage.to in members]
        leaving = [passage for place in group for passage in ways[place] if passage.to not in members]
        if not inside:
            low = min(passage.low + best[passage.to][0] for passage in leaving)
            high = max(passage.high + best[passage.to][1] for passage in leaving)
        else:
            low = sum(min(0, *(passage.low for passage in ways[place])) for place in group)
            high = sum(max(0, *(passage.high for passage in ways[place])) for place in group)
            low += min((best[passage.to][0] for passage in leaving), default=0)
            high += max((best[passage.to][1] for passage in leaving), default=0)
        for place in group:
            best[place] = (low, high)
    return best[0]


def loops_and_steps(followers: Sequence[Iterable[int]]) -> Iterator[tuple[int, ...]]:
    """Groups of places that lead to each other, each after all that it leads to (Tarjan's algorithm, iterative)."""
    order: dict[int, int] = {}
    lowest: dict[int, int] = {}
    open_: list[int] = []
    is_open: set[int] = set()
    for root in range(len(followers)):
        if root in order:
            continue
        work = [(root, iter(followers[root]))]
        order[root] = lowest[root] = len(order)
        open_.append(root)
        is_open.add(root)
        while work:
            place, rest = work[-1]
            for follower in rest:
                if follower >= len(followers):
                    continue
                if follower not in order:
                    order[follower] = lowest[follower] = len(order)
                    open_.append(follower)
                    is_open.add(follower)
                    work.append((follower, iter(followers[follower])))
                    break
                if follower in is_open:
                    lowest[place] = min(lowest[place], order[follower])
            else:
                work.pop()
                if work:
                    lowest[work[-1][0]] = min(lowest[work[-1][0]], lowest[place])
                if lowest[place] == order[place]:
                    group: list[int] = []
                    while not group or group[-1] != place:
                        group.append(open_.pop())
                        is_open.discard(group[-1])
                    yield tuple(sorted(group))
