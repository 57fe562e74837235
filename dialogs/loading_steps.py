"""Steps, from nodes to values: which keys may stand together, and everything that any step may have (rules 1 and 2)."""

from __future__ import annotations

from collections.abc import Sequence

from . import values
from .fields import Fields, Report
from .keys import INPUTS, KINDS, MEDIA
from .loading_kinds import INPUT_READERS, KIND_READERS
from .script import GiveUp, Kind, Media, Reminder, Retry, Say, ScoreRule, Step
from .yaml_nodes import Map, Node, Scalar

NEED_NO_ID = frozenset({"set", "notify"})
OF_QUESTIONS = ("score", "retry", "optional", "remind", "give_up", "many", "refuse")
_INPUT_NAMES = tuple(key.name for key in INPUTS)
_KIND_NAMES = tuple(key.name for key in KINDS)
_MEDIA_NAMES = tuple(key.name for key in MEDIA)


def steps(report: Report, nodes: Sequence[Node]) -> tuple[Step, ...]:
    """All steps that could be read; doubled ids are a fault."""
    found: list[Step] = []
    lines: dict[str, int] = {}
    for node in nodes:
        report.step = _id_as_written(node)
        step = _step(Fields(report, node, "step", "A step"))
        if step is None:
            continue
        if step.id in lines and not step.id.startswith("_"):
            report.fault(
                step.line,
                "doubled-step",
                f"The id `{step.id}` is taken by line {lines[step.id]}",
                "Give each its own id",
            )
        lines.setdefault(step.id, step.line)
        found.append(step)
    report.step = ""
    return tuple(found)


def _id_as_written(node: Node) -> str:
    if isinstance(node, Map):
        for key, value in node.items:
            if key.value == "id" and isinstance(value, Scalar):
                return value.value
    return ""


def _step(fields: Fields) -> Step | None:
    if fields.broken:
        return None
    _combination(fields)
    id = fields.value("id", values.name)
    kind = _kind(fields)
    media = _media(fields)
    when, say, ask = fields.condition("when"), fields.text("say"), fields.text("ask")
    score, retry, remind, give_up = _score(fields), _retry(fields), _remind(fields), _give_up(fields)
    optional, end, go = fields.flag("optional"), fields.flag("end"), fields.value("go", str)
    if "refuse" in fields and "consent" not in fields:
        fields.value("refuse", str)
    return Step(
        id=id or f"_{fields.line}",
        line=fields.line,
        kind=kind or Say(),
        when=when,
        media=media,
        say=say,
        ask=ask,
        score=score,
        optional=optional,
        retry=retry,
        remind=remind,
        give_up=give_up,
        go=go,
        end=end,
    )


def _combination(fields: Fields) -> None:
    """Faults of keys that are missing or exclude each other."""
    kinds = [key for key in _KIND_NAMES if key in fields]
    inputs = [key for key in _INPUT_NAMES if key in fields]
    if len(kinds) > 1:
        fields.fault(
            kinds[1], "two-kinds", f"`{kinds[0]}` and `{kinds[1]}` stand in one step", "Make a step of each, one by one"
        )
    if inputs and "ask" not in fields:
        fields.fault(inputs[0], "no-ask", f"`{inputs[0]}` has no question", "Add `ask: ...`")
    if "ask" in fields and not inputs:
        fields.fault("ask", "no-input", "The question has no kind of answer", f"Add one of {', '.join(_INPUT_NAMES)}")
    if len(inputs) > 1:
        fields.fault(
            inputs[1], "two-inputs", f"`{inputs[0]}` and `{inputs[1]}` stand in one question", "Ask one by one"
        )
    for key in OF_QUESTIONS:
        needs = {"many": "options", "refuse": "consent"}.get(key, "ask")
        if key in fields and needs not in fields and (needs != "ask" or not inputs):
            fields.fault(key, "misplaced-key", f"`{key}` stands only beside `{needs}`", "Delete it, or move it there")
    if "consent" in fields and fields.flag("optional"):
        fields.fault(
            "optional", "optional-consent", "A consent cannot be skipped", "Delete `optional`; a no is an answer"
        )
    if "end" in fields and "go" in fields:
        fields.fault("end", "end-and-go", "`end` and `go` stand in one step", "Keep one of them")
    does = [key for key in (*kinds, *inputs, *_MEDIA_NAMES, "say", "go", "end") if key in fields]
    if not does and not any(key not in ("id", "when") for key in fields.lines):
        todo = "Add `say`, `ask` or another key, or delete the step"
        fields.report.fault(fields.line, "empty-step", "The step does nothing", todo)
    elif "id" not in fields and not (does and set(does) <= NEED_NO_ID | {"go"}):
        fields.report.fault(
            fields.line, "no-id", "The step has no `id`", "Add a stable one: answers and statistics hang on it"
        )


def _kind(fields: Fields) -> Kind | None:
    """Reads every kind that stands there, so that all faults are found; gives the first."""
    found: list[Kind] = []
    for key, read in (*INPUT_READERS.items(), *KIND_READERS.items()):
        if key in fields:
            kind = read(fields)
            if kind is not None:
                found.append(kind)
    return found[0] if found else None


def _media(fields: Fields) -> tuple[Media, ...]:
    return tuple(
        Media(key, fields.report.plain_by_language(fields.nodes[key], values.media))
        for key in _MEDIA_NAMES
        if key in fields
    )


def _score(fields: Fields) -> tuple[ScoreRule, ...]:
    rules: list[ScoreRule] = []
    nodes = fields.list("score")
    for place, node in enumerate(nodes):
        rule = Fields(fields.report, node, "score_rule", "A line `{when: ..., add: ...}`")
        when, add = rule.condition("when"), rule.value("add", values.number)
        if "when" not in rule and place < len(nodes) - 1 and not rule.broken:
            rule.fault("add", "score", "Nothing after a line without `when` is ever looked at", "Put it last")
        if add is not None:
            rules.append(ScoreRule(when, add))
    return tuple(rules)


def _retry(fields: Fields) -> Retry:
    retry = fields.fields("retry", "retry")
    if retry is None:
        return Retry()
    return Retry(retry.text("say"), retry.whole("times", 1, 20) or Retry().times, retry.value("then", str))


def _remind(fields: Fields) -> tuple[Reminder, ...]:
    found: list[Reminder] = []
    for node in fields.list("remind"):
        reminder = Fields(fields.report, node, "reminder", "A reminder `{after: 15m, say: ...}`")
        after, say = reminder.value("after", values.duration), reminder.text("say")
        if after is not None and say is not None:
            found.append(Reminder(after, say))
    return tuple(found)


def _give_up(fields: Fields) -> GiveUp | None:
    give_up = fields.fields("give_up", "give_up")
    if give_up is None:
        return None
    after, go = give_up.value("after", values.duration), give_up.value("go", str)
    return None if after is None else GiveUp(after, go)
