"""Random scripts that load, as YAML: every kind of step, conditions on earlier names, ways that mostly lead forward.

`scripts()` gives sources for property tests of whatever runs or shows a script. Each step has a line of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from hypothesis import strategies as st

CATALOGUE = 'id,title,price,tags\nk1,Осло,100,oak\nk2,Берген,200,"oak,pine"\nk3,Тронхейм,300,pine\n'
CATALOGUES = {"kitchens": CATALOGUE}
CALLED = """\
schema: 1
id: inner
language: ru
steps:
  - {id: inner_size, ask: Размер?, number: {min: 1, max: 9}}
  - {id: inner_style, ask: Стиль?, options: [{id: a, text: Первый, score: 2}, {id: b, text: Второй}], optional: true}
"""
CALLABLE = {"inner": CALLED}  # hand these over to `load` as `scripts`
LAST = "bye"
WORDS = ("Красный", "Зелёный", "Синий", "Белый", "Чёрный", "Жёлтый", "Серый", "Бежевый", "Лиловый", "Рыжий", "Алый")
TEXTS = st.sampled_from(("Да", "Привет, {first_name|гость}!", "Скидка {discount|0} %", "{{скобки}} & <b> *_[", "Ну?"))
POINTS = st.sampled_from((-2, -1, 0, 0.5, 1, 2, 5))
DURATIONS = st.sampled_from(("30s", "15m", "2h", "1d", "2w"))
Step = dict[str, object]


@st.composite
def scripts(draw: st.DrawFn, *, most: int = 8, back: bool = False) -> str:
    """YAML of a script with up to `most` steps and a last one that says goodbye; `back` allows ways that lead back."""
    names: dict[str, str] = {}  # name -> the kind of its value
    steps: list[Step] = []
    ids = [f"s{number}" for number in range(draw(st.integers(1, most)))]
    called = False
    for number, id in enumerate(ids):
        onward = st.sampled_from([*(ids if back else ids[number + 1 :]), LAST])
        kind = draw(st.sampled_from([each for each in KINDS if each != "call" or not called]))
        called |= kind == "call"
        step: Step = {"id": id} | KINDS[kind](draw, id, onward, names)
        if draw(st.integers(0, 3)) == 0 and names:
            step["when"] = draw(conditions(dict(names)))
        if kind != "branch" and draw(st.integers(0, 5)) == 0:
            step["go"] = draw(onward)
        if draw(st.integers(0, 4)) == 0:
            step["say"] = draw(TEXTS)
        if draw(st.integers(0, 9)) == 0:
            step["image"] = "picture.jpg"
        _remember(kind, step, names)
        steps.append(step)
    steps.append({"id": LAST, "say": "Спасибо!", "end": True})
    header = _header(draw)
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in header.items()]
    return "\n".join([*lines, "steps:", *(f"  - {json.dumps(step, ensure_ascii=False)}" for step in steps)]) + "\n"


def conditions(names: Mapping[str, str]) -> st.SearchStrategy[str]:
    """Conditions on these names that `check` has nothing to say against."""
    parts = ["score > 1", "temperature == 'hot'", "hour < 12", "consent.ads", "'oak' not in tags", "first_name != none"]
    for name, kind in names.items():
        parts += {
            "option": [f"{name} == 'o1'", f"{name} != 'o0'", f"{name} in ['o0', 'o1']"],
            "list": [f"'o0' in {name}", f"'o1' not in {name}"],
            "number": [f"{name} >= 3", f"{name} + 1 < score * 2"],
            "flag": [name, f"not {name}"],
            "text": [f"{name} == none", f"{name} != none"],
        }[kind]
    one = st.sampled_from(parts)
    return one | st.tuples(one, st.sampled_from(("and", "or")), one).map(" ".join) | one.map("not ({})".format)


def _header(draw: st.DrawFn) -> Step:
    header: Step = {
        "schema": 1,
        "id": "random",
        "title": "Случайный",
        "language": "ru",
        "region": "RU",
        "timezone": "Europe/Moscow",
        "start": {"default": True, "keywords": ["начать"], "refs": ["ads_*"]},
        "reward": {
            "discount": {"start": draw(st.integers(0, 5)), "per_answer": draw(st.integers(0, 5)), "max": 20},
            "code": "KUH-{random}",
            "valid": draw(DURATIONS),
        },
        "heat": {"warm": 2, "hot": 4},
    }
    if draw(st.booleans()):
        chain: Step = {"id": "later", "steps": [{"after": draw(DURATIONS), "say": draw(TEXTS)}]}
        if draw(st.booleans()):
            chain |= {"when": "temperature != 'hot'", "hours": "10:00-20:00"}
        header["chains"] = [chain]
    return header


def _remember(kind: str, step: Step, names: dict[str, str]) -> None:
    id = str(step["id"])
    value = _VALUES.get(kind)
    if kind == "options":
        names[id] = "list" if "many" in step else "option"
    elif kind == "set":
        names[f"v_{id}"] = "text"
    elif kind == "split":
        names[f"ab_{id}"] = "option"
    elif value is not None:
        names[id] = value


_VALUES = {"number": "number", "rating": "number", "consent": "flag"} | dict.fromkeys(
    ("text", "name", "contact", "slot", "date"), "text"
)


# Kinds of steps -------------------------------------------------------------------------------------------------------

Onward = st.SearchStrategy[str]
Maker = Callable[[st.DrawFn, str, Onward, Mapping[str, str]], Step]


def _question(draw: st.DrawFn, onward: Onward, **input: object) -> Step:
    step: Step = {"ask": draw(TEXTS)} | input
    if "consent" not in input and draw(st.integers(0, 2)) == 0:
        step["optional"] = True
    if draw(st.integers(0, 4)) == 0:
        step["retry"] = {"times": draw(st.integers(1, 3)), "then": draw(onward)}
    if draw(st.integers(0, 4)) == 0:
        step["remind"] = [{"after": "15m", "say": draw(TEXTS)}, {"after": "1h", "say": draw(TEXTS)}]
    if draw(st.integers(0, 4)) == 0:
        step["give_up"] = {"after": "3d", "go": draw(onward)} if draw(st.booleans()) else {"after": "3d"}
    if draw(st.integers(0, 4)) == 0:
        step["score"] = [{"when": "hour >= 12", "add": draw(POINTS)}, {"add": draw(POINTS)}]
    return step


def _options(draw: st.DrawFn, id: str, onward: Onward, names: Mapping[str, str]) -> Step:
    options: list[Step] = []
    for number in range(draw(st.integers(2, len(WORDS)))):
        option: Step = {"id": f"o{number}", "text": WORDS[number]}
        if draw(st.booleans()):
            option["score"] = draw(POINTS)
        if draw(st.integers(0, 3)) == 0:
            option["tags"] = [draw(st.sampled_from(("oak", "pine")))]
        if draw(st.integers(0, 5)) == 0:
            option["go"] = draw(onward)
        options.append(option)
    step = _question(draw, onward, options=options)
    if draw(st.integers(0, 2)) == 0:
        least = draw(st.integers(1, len(options)))
        step["many"] = draw(st.sampled_from(({}, {"min": least}, {"min": 1, "max": least})))
    return step


def _plain(key: str, *inputs: object) -> Maker:
    return lambda draw, id, onward, names: _question(draw, onward, **{key: draw(st.sampled_from(inputs))})


def _consent(draw: st.DrawFn, id: str, onward: Onward, names: Mapping[str, str]) -> Step:
    purpose = draw(st.sampled_from(("processing", "ads")))
    document = {"document": f"https://shop.example/{purpose}", "version": "2026-03", "purpose": purpose}
    step = _question(draw, onward, consent=document)
    if draw(st.booleans()):
        step["refuse"] = draw(onward)
    return step


def _branch(draw: st.DrawFn, id: str, onward: Onward, names: Mapping[str, str]) -> Step:
    ways: list[Step] = [{"when": draw(conditions(names)), "go": draw(onward)} for _ in range(draw(st.integers(1, 3)))]
    return {"branch": ways + ([{"otherwise": draw(onward)}] if draw(st.booleans()) else [])}


def _fixed(step: Callable[[str], Step]) -> Maker:
    return lambda draw, id, onward, names: step(id)


KINDS: Mapping[str, Maker] = {
    "options": _options,
    "number": _plain("number", {}, {"min": 3, "max": 100}, {"min": 0.5}),
    "text": _plain("text", {}, {"max": 100}),
    "name": _plain("name", {}),
    "contact": _plain("contact", {}, {"any_of": ["phone"]}, {"any_of": ["phone", "email", "profile"]}),
    "consent": _consent,
    "slot": _plain("slot", {"days": 3, "from": "10:00", "to": "19:00", "every": "1h"}),
    "upload": _plain("upload", {}, {"kinds": ["photo"], "max_mb": 5}),
    "rating": _plain("rating", {}, {"max": 10}),
    "date": _plain("date", {}),
    "location": _plain("location", {}),
    "say": lambda draw, id, onward, names: {"say": draw(TEXTS)},
    "give": _fixed(lambda id: {"give": "reward", "say": "Код {code} до {valid_until}"}),
    "products": _fixed(lambda id: {"products": {"from": "kitchens", "tags": "{tags}", "show": 2}}),
    "branch": _branch,
    "handoff": _fixed(lambda id: {"handoff": {"say": "Зову менеджера", "within": "15m", "nobody": "Никого нет"}}),
    "set": lambda draw, id, onward, names: {"set": {f"v_{id}": draw(st.sampled_from(("'b2b'", "score + 1", "none")))}},
    "wait": lambda draw, id, onward, names: {"wait": draw(DURATIONS)},
    "until": _fixed(lambda id: {"until": "09:00"}),
    "split": _fixed(lambda id: {"split": {f"ab_{id}": {"o0": 1, "o1": 2.5}}}),
    "notify": _fixed(lambda id: {"notify": "managers"}),
    "call": _fixed(lambda id: {"call": "inner"}),
}
