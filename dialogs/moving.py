"""Moving an open talk to another version of its script, by step id (rule 27)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .plan import Plan, plan_of
from .script import Options, Script
from .state import Frame, State, Visit


def move(state: State, old: Script, new: Script) -> State | None:
    """The state as if the talk had begun with `new`; None where the step that it rests on is gone there.

    Answers to questions that are gone, or that ask for something else now, no longer stand. The old version is
    needed since a state counts steps, and only the script knows their ids.
    """
    before, after = plan_of(old), plan_of(new)
    frames = _frames(state.frames, before, after)
    if frames is None:
        return None
    trail = tuple(moved for visit in state.trail if (moved := _visit(visit, before, after)) is not None)
    open_ = bool(state.trail) and not state.trail[-1].left
    if open_ and (not trail or trail[-1].step != state.trail[-1].step):
        return None
    kept = {visit.step for visit in trail}
    return replace(
        state,
        version=new.version,
        frames=frames,
        trail=trail,
        locked=sum(visit.step in kept for visit in state.trail[: state.locked]),
        answers={
            step: answer for step, answer in state.answers.items() if step in kept and _fits(step, answer.value, after)
        },
        standing={},
        chains={id_: run for id_, run in state.chains.items() if any(chain.id == id_ for chain in new.chains)},
    )


def _frames(frames: Sequence[Frame], before: Plan, after: Plan) -> tuple[Frame, ...] | None:
    moved = []
    for frame in frames:
        script = before.scripts.get(frame.script)
        target = after.scripts.get(frame.script)
        if script is None or target is None:
            return None
        if frame.step >= len(script.steps):  # behind the last step
            moved.append(Frame(frame.script, len(target.steps)))
            continue
        place = target.places.get(script.steps[frame.step].id)
        if place is None or type(target.steps[place].kind) is not type(script.steps[frame.step].kind):
            return None
        moved.append(Frame(frame.script, place))
    return tuple(moved)


def _visit(visit: Visit, before: Plan, after: Plan) -> Visit | None:
    """The question in the new version; None where it is gone or of another kind."""
    old, new = before.places.get(visit.step), after.places.get(visit.step)
    if old is None or new is None or old.script.id != new.script.id or type(old.step.kind) is not type(new.step.kind):
        return None
    below = _frames(visit.below, before, after)
    if below is None:
        return None
    return Visit(visit.number, visit.step, visit.left, visit.text, below, visit.variables)


def _fits(step: str, value: object, after: Plan) -> bool:
    """Whether the answer is still one: its options are there."""
    kind = after.places[step].step.kind
    if not isinstance(kind, Options):
        return True
    if isinstance(value, list) is (kind.many is None):
        return False
    ids = value if isinstance(value, list) else [value]
    return all(id_ in after.options[step] for id_ in ids)
