"""What a step does, from its keys: one reader for each kind of step and of answer, in two tables by key.

Each reader takes the step's fields and gives the kind, or None after it noted what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from . import expressions, values
from .fields import Fields, one_of
from .script import (
    Branch,
    Call,
    Consent,
    ContactInput,
    Date,
    FreeText,
    Give,
    Handoff,
    Kind,
    Location,
    Many,
    Name,
    Notify,
    Number,
    Option,
    Options,
    Placeholder,
    Products,
    Question,
    Rating,
    Set,
    Slot,
    Split,
    Text,
    Until,
    Upload,
    Wait,
    Way,
)
from .values import FormError
from .yaml_nodes import Map, Seq

CONTACTS = ("phone", "email", "profile")
UPLOADS = ("photo", "file", "video", "voice", "audio")
PURPOSES = ("processing", "ads")
MOST_OPTIONS = 300
LONGEST_ANSWER = 4096
MOST_STARS = 10


# Answers --------------------------------------------------------------------------------------------------------------


def options(step: Fields) -> Question | None:
    found = [
        each for node in step.list("options") if (each := _option(Fields(step.report, node, "option", "An option")))
    ]
    seen: set[str] = set()
    for option in found:
        if option.id in seen:
            step.fault(
                "options", "doubled-option", f"The option id `{option.id}` is here twice", "Give each its own id"
            )
        seen.add(option.id)
    if len(found) > MOST_OPTIONS:
        step.fault("options", "too-many", f"There are {len(found)} options", f"{MOST_OPTIONS} are the most")
    return Options(tuple(found), _many(step, len(found))) if found else None


def _option(fields: Fields) -> Option | None:
    id, text = fields.value("id", values.option_id), fields.text("text")
    score, synonyms, tags = fields.value("score", values.number), fields.words("synonyms"), fields.words("tags")
    go = fields.value("go", str)
    return Option(id, text, score or 0, synonyms, tags, go) if id is not None and text is not None else None


def _many(step: Fields, count: int) -> Many | None:
    fields = step.fields("many", "many")
    if fields is None or fields.broken:
        return None
    least, most = fields.whole("min", 0, MOST_OPTIONS), fields.whole("max", 1, MOST_OPTIONS)
    least = 1 if least is None else least
    many = Many(least, most or max(count, least))
    if not many.min <= many.max <= count and count:
        step.fault(
            "many",
            "range",
            f"From {many.min} to {many.max} of {count} options cannot be chosen",
            f"Write min from 0 and max from 1, {count} at most",
        )
    return many


def number(step: Fields) -> Question | None:
    fields = step.fields("number", "number_input")
    if fields is None:
        return None
    least, most = fields.value("min", values.number), fields.value("max", values.number)
    if least is not None and most is not None and least > most:
        step.fault("number", "range", f"No number is from {least} to {most}", "Write min below max")
    return Number(least, most)


def text(step: Fields) -> Question | None:
    fields = step.fields("text", "text_input")
    return None if fields is None else FreeText(fields.whole("max", 1, LONGEST_ANSWER))


def name(step: Fields) -> Question | None:
    return None if step.fields("name", "empty") is None else Name()


def date(step: Fields) -> Question | None:
    return None if step.fields("date", "empty") is None else Date()


def location(step: Fields) -> Question | None:
    return None if step.fields("location", "empty") is None else Location()


def contact(step: Fields) -> Question | None:
    fields = step.fields("contact", "contact")
    if fields is None:
        return None
    return ContactInput(fields.choices("any_of", CONTACTS)) if "any_of" in fields else ContactInput()


def consent(step: Fields) -> Question | None:
    fields = step.fields("consent", "consent")
    if fields is None:
        return None
    node = fields.nodes.get("document")
    document = {} if node is None else step.report.plain_by_language(node, values.link)
    version = fields.value("version", str)
    purpose = fields.value("purpose", one_of("purpose", PURPOSES)) or "processing"
    return Consent(document, version or "", purpose, step.value("refuse", str))


def slot(step: Fields) -> Question | None:
    fields = step.fields("slot", "slot")
    if fields is None:
        return None
    days, places = fields.whole("days", 1, 60), fields.whole("places", 1, 100_000)
    start, end = fields.value("from", values.clock), fields.value("to", values.clock)
    every, weekdays = fields.value("every", values.duration), fields.values("weekdays", _weekday)
    if start is not None and end is not None and start >= end:
        fields.fault("to", "range", "The day ends before it begins", "Write `to` later than `from`")
    if every is not None and not (300 <= every <= 86400 and every % 60 == 0):
        fields.fault("every", "range", "The times are too close or too far apart", "Write from 5m to 24h")
    if days is None or start is None or end is None or every is None:
        return None
    return Slot(days, start, end, every, tuple(sorted(set(weekdays))), places)


def _weekday(source: str) -> int:
    day = values.whole(source)
    if not 1 <= day <= 7:
        raise FormError(f"`{source}` is no day of the week", "Write 1 for Monday to 7 for Sunday")
    return day


def upload(step: Fields) -> Question | None:
    fields = step.fields("upload", "upload")
    if fields is None:
        return None
    size = fields.value("max_mb", values.number)
    if size is not None and not 0 < size <= 2000:
        fields.fault("max_mb", "range", f"No file has {size} megabytes", "Write from 1 to 20")
    kinds = fields.choices("kinds", UPLOADS) if "kinds" in fields else Upload().kinds
    return Upload(kinds, Upload().max_mb if size is None else size)


def rating(step: Fields) -> Question | None:
    fields = step.fields("rating", "rating")
    return None if fields is None else Rating(fields.whole("max", 2, MOST_STARS) or Rating().max)


# Other kinds ----------------------------------------------------------------------------------------------------------


def give(step: Fields) -> Kind | None:
    return Give() if step.value("give", one_of("give", ("reward",))) else None


def notify(step: Fields) -> Kind | None:
    return Notify() if step.value("notify", one_of("notify", ("managers",))) else None


def products(step: Fields) -> Kind | None:
    fields = step.fields("products", "products")
    if fields is None:
        return None
    catalogue, show = fields.value("from", values.catalogue), fields.whole("show", 1, 10)
    if isinstance(fields.nodes.get("tags"), Seq):
        tags: Text | None = Text({step.report.language: (",".join(fields.words("tags")),)})
    elif "tags" in fields:
        tags = step.report.text(fields.nodes["tags"], translated=False)
    else:
        tags = Text({step.report.language: (Placeholder("tags"),)})
    return Products(catalogue, tags, show or 3) if catalogue is not None and tags is not None else None


def branch(step: Fields) -> Kind | None:
    ways: list[Way] = []
    nodes = step.list("branch")
    for place, node in enumerate(nodes):
        fields = Fields(step.report, node, "way", "A line `{when: ..., go: ...}`")
        when, go, otherwise = fields.condition("when"), fields.value("go", str), fields.value("otherwise", str)
        if fields.broken:
            continue
        if "otherwise" in fields:
            if "when" in fields or "go" in fields:
                fields.fault("otherwise", "branch", "`otherwise` stands beside `when` or `go`", "Give it its own line")
            elif place < len(nodes) - 1:
                fields.fault("otherwise", "branch", "Nothing after `otherwise` is ever looked at", "Put it last")
            elif otherwise is not None:
                ways.append(Way(None, otherwise))
        elif "when" not in fields or "go" not in fields:
            step.report.fault(
                fields.line,
                "branch",
                "The line needs `when` and `go`",
                'Write {when: "...", go: step}, {otherwise: step}',
            )
        elif when is not None and go is not None:
            ways.append(Way(when, go))
    return Branch(tuple(ways)) if ways else None


def handoff(step: Fields) -> Kind | None:
    fields = step.fields("handoff", "handoff")
    if fields is None:
        return None
    say, nobody, within = fields.text("say"), fields.text("nobody"), fields.value("within", values.duration)
    return Handoff(say, Handoff().within if within is None else within, nobody)


def set_(step: Fields) -> Kind | None:
    node = step.nodes.get("set")
    if not isinstance(node, Map) or not node.items:
        step.fault("set", "shape", "`set` needs a name and a value", "Write {segment: \"'b2b'\"}")
        return None
    found: dict[str, expressions.Expression] = {}
    for key, value in node.items:
        name, expression = step.report.convert(key, values.name), step.report.convert(value, expressions.parse)
        if name is not None and expression is not None:
            found[name] = expression
    return Set(found) if found else None


def wait(step: Fields) -> Kind | None:
    seconds = step.value("wait", values.duration)
    return None if seconds is None else Wait(seconds)


def until(step: Fields) -> Kind | None:
    minutes = step.value("until", values.clock)
    return None if minutes is None else Until(minutes)


def call(step: Fields) -> Kind | None:
    script = step.value("call", values.script_id)
    return None if script is None else Call(script)


def split(step: Fields) -> Kind | None:
    node = step.nodes.get("split")
    if not isinstance(node, Map) or len(node.items) != 1 or not isinstance(node.items[0][1], Map):
        step.fault("split", "shape", "`split` needs one name and its groups", "Write {ab: {short: 50, long: 50}}")
        return None
    (key, groups) = node.items[0]
    name = step.report.convert(key, values.name)
    weights: dict[str, float] = {}
    assert isinstance(groups, Map)
    for group, value in groups.items:
        id, weight = step.report.convert(group, values.option_id), step.report.convert(value, values.number)
        if id is None or weight is None:
            continue
        if weight < 0:
            step.report.fault(group.line, "range", f"The weight of `{id}` is below 0", "Write 0 or more")
        weights[id] = weight
    if len(groups.items) < 2 or (weights and not any(weight > 0 for weight in weights.values())):
        step.fault("split", "range", "There is nothing to draw from", "Write two groups or more with weights above 0")
    return Split(name, weights) if name is not None and weights else None


INPUT_READERS: Mapping[str, Callable[[Fields], Question | None]] = {
    "options": options,
    "number": number,
    "text": text,
    "name": name,
    "contact": contact,
    "consent": consent,
    "slot": slot,
    "upload": upload,
    "rating": rating,
    "date": date,
    "location": location,
}
KIND_READERS: Mapping[str, Callable[[Fields], Kind | None]] = {
    "give": give,
    "products": products,
    "branch": branch,
    "handoff": handoff,
    "set": set_,
    "wait": wait,
    "until": until,
    "call": call,
    "split": split,
    "notify": notify,
}
