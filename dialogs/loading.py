"""A script's YAML becomes a Script, or a ScriptError with everything that is wrong with it, lines included.

Pure: the caller hands over the texts of catalogues and of the scripts that may be called; `needed` says which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from . import values
from .catalogues import catalogue
from .errors import Fault, ScriptError
from .fields import Fields, Report
from .loading_header import header
from .loading_steps import steps
from .script import FORMAT_VERSION, Call, Product, Products, Script
from .upgrades import UPGRADES, upgraded
from .values import FormError
from .yaml_nodes import Map, Node, Scalar, Seq, read

MOST_CALLS = 8  # how deep calls may nest (rule 5)
MOST_STEPS = 1000


def load(
    source: str,
    *,
    file: str = "script.yaml",
    catalogues: Mapping[str, str] | None = None,
    scripts: Mapping[str, str] | None = None,
    version: int = 0,
) -> Script:
    """Loads a script; raises ScriptError with every fault at once, in the order of the file.

    `catalogues` maps a catalogue's name to its CSV, `scripts` a script's id to the YAML of one that may be called.
    What is called or shown and was not handed over is a fault of `check`, not of `load`.
    """
    loader = _Loader(file, catalogues or {}, scripts or {}, version)
    script = loader.script(source, file, ())
    faults = sorted((fault for fault in loader.faults if not fault.warning), key=lambda f: (f.file != file, f))
    if script is None or faults:
        raise ScriptError(faults)
    return script


@dataclass(frozen=True, slots=True)
class Needed:
    """What a script speaks of: names of catalogues, ids of scripts that it calls itself, files beside it."""

    catalogues: frozenset[str] = frozenset()
    scripts: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()


def needed(source: str) -> Needed:
    """What must be handed to `load` with this source; nothing where it cannot be read. Never raises."""
    root = read(source, lambda *fault: None)
    found: dict[str, set[str]] = {"from": set(), "call": set(), "media": set()}
    for step in _items(_child(root, "steps")):
        _collect(_child(_child(step, "products"), "from"), found["from"])
        _collect(_child(step, "call"), found["call"])
        for key in ("image", "file", "video"):
            _collect(_child(step, key), found["media"])
    for given in _items(_child(_child(root, "reward"), "files")):
        _collect(given, found["media"])
    files = {name for name in found["media"] if "://" not in name}
    return Needed(frozenset(found["from"]), frozenset(found["call"]), frozenset(files))


def _child(node: Node | None, key: str) -> Node | None:
    if isinstance(node, Map):
        return next((value for name, value in node.items if name.value == key), None)
    return None


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, Seq) else ()


def _collect(node: Node | None, found: set[str]) -> None:
    if isinstance(node, Map):
        for _, value in node.items:
            _collect(value, found)
    elif isinstance(node, Scalar) and node.value.strip() and not node.null:
        found.add(node.value.strip())


# One file and those it calls ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Loader:
    file: str
    catalogues: Mapping[str, str]
    scripts: Mapping[str, str]
    version: int
    faults: list[Fault] = field(default_factory=list)
    called: dict[str, Script | None] = field(default_factory=dict)
    products: dict[str, tuple[Product, ...]] = field(default_factory=dict)

    def script(self, source: str, file: str, chain: tuple[str, ...]) -> Script | None:
        """One script with all that it calls; None where it cannot be read. `chain`: the ids of its callers."""
        report = Report(file)
        root = self.root(source, report)
        script = None if root is None else self.loaded(root, report, chain)
        own = _with_steps(report.faults, root, source)
        self.faults += own
        return script and replace(script, remarks=tuple(fault for fault in own if fault.warning))

    def root(self, source: str, report: Report) -> Map | None:
        def note(line: int, code: str, text: str, todo: str) -> None:
            report.fault(line, code, text, todo)

        root = read(source, note)
        if root is None:
            return None
        if not isinstance(root, Map) or not root.items:
            report.fault(root.line, "no-script", "This is no script", "Begin with `schema: 1` and `id: ...`")
            return None
        return _newest(root, report)

    def loaded(self, root: Map, report: Report, chain: tuple[str, ...]) -> Script:
        fields = Fields(report, root, "script", "A script")
        head = header(fields)
        nodes = fields.list("steps")
        if len(nodes) > MOST_STEPS:
            fields.fault(
                "steps", "too-many", f"There are {len(nodes)} steps", f"Divide the script: {MOST_STEPS} at most"
            )
        found = steps(report, nodes[:MOST_STEPS])
        script = Script(
            id=head.id,
            title=head.title,
            language=report.language,
            languages=report.languages,
            region=head.region,
            timezone=head.timezone,
            steps=found,
            start=head.start,
            reward=head.reward,
            heat=head.heat,
            lead=head.lead,
            chains=head.chains,
            version=self.version,
            file=report.file,
            places={step.id: place for place, step in reversed(list(enumerate(found)))},
            lines=dict(_lines(root, "")),
        )
        called = self.all_called(script, report, (*chain, head.id))
        shown = {step.kind.catalogue for step in found if isinstance(step.kind, Products)}
        products = {name: self.catalogue(name) for name in sorted(shown) if name in self.catalogues}
        for other in called.values():
            products.update(other.catalogues)
        return replace(script, called=called, catalogues=products)

    def all_called(self, script: Script, report: Report, chain: tuple[str, ...]) -> Mapping[str, Script]:
        found: dict[str, Script] = {}
        for step in script.steps:
            if not isinstance(step.kind, Call):
                continue
            report.step = step.id
            called = self.one_called(step.kind.script, step.line, report, chain)
            report.step = ""
            if called is not None:
                found |= {called.id: called, **called.called}
        return found

    def one_called(self, id: str, line: int, report: Report, chain: tuple[str, ...]) -> Script | None:
        if id in chain:
            way = " calls ".join(f"`{each}`" for each in (*chain[chain.index(id) :], id))
            report.fault(line, "call-recursion", f"A call leads back to itself: {way}", "Take one of the calls out")
            return None
        if len(chain) > MOST_CALLS:
            report.fault(
                line, "call-depth", f"Calls are nested more than {MOST_CALLS} deep", "Put the steps into one script"
            )
            return None
        if id not in self.scripts:
            return None
        if id not in self.called:
            self.called[id] = None
            file = str(PurePath(self.file).with_name(f"{id}.yaml")) if PurePath(self.file).name else f"{id}.yaml"
            called = self.script(self.scripts[id], file, chain)
            if called is not None and called.id != id:
                text = f"The script `{id}` calls itself `{called.id}`"
                self.faults.append(Fault(file, 1, "", "call-id", text, f"Write `id: {id}`"))
            self.called[id] = called
        return self.called[id]

    def catalogue(self, name: str) -> tuple[Product, ...]:
        if name not in self.products:
            file = str(PurePath(self.file).with_name(f"{name}.csv")) if PurePath(self.file).name else f"{name}.csv"
            self.products[name], faults = catalogue(self.catalogues[name], file=file)
            self.faults += faults
        return self.products[name]


def _lines(node: Node, path: str) -> Iterator[tuple[str, int]]:
    """Where everything stands, by its path."""
    if isinstance(node, Map):
        for key, value in node.items:
            yield f"{path}{key.value}", key.line
            yield from _lines(value, f"{path}{key.value}.")
    elif isinstance(node, Seq):
        for place, item in enumerate(node.items):
            yield f"{path}{place}", item.line
            yield from _lines(item, f"{path}{place}.")


def _newest(root: Map, report: Report) -> Map | None:
    node = next((value for key, value in root.items if key.value == "schema"), None)
    if not isinstance(node, Scalar) or node.null:
        return root
    try:
        return upgraded(root, values.whole(node.value))
    except (FormError, KeyError):
        known = ", ".join(map(str, sorted({FORMAT_VERSION, *UPGRADES})))
        report.fault(
            node.line,
            "schema",
            f"This leadquiz does not know version `{node.value[:20]}` of the format",
            f"Write schema: {FORMAT_VERSION} (known: {known}), or install a newer leadquiz",
        )
        return root


def _with_steps(faults: list[Fault], root: Map | None, source: str) -> list[Fault]:
    """Faults that the YAML reader found inside a step get the step's name."""
    places: list[tuple[int, str]] = []
    if root is not None:
        lines = [key.line for key, _ in root.items]
        for step in _items(_child(root, "steps")):
            id = _child(step, "id")
            places.append((step.line, id.value if isinstance(id, Scalar) else ""))
        after = [line for line in lines if places and line > places[-1][0]]
        places += [(line, "") for line in after]
    else:
        places = [
            (number, ((match := _STEP.match(line)) and match[1]) or "")
            for number, line in enumerate(source.splitlines(), 1)
            if _STEP.match(line) or re.match(r"\w", line)
        ]
    return [
        fault if fault.step or not places else replace(fault, step=_step_at(places, fault.line)) for fault in faults
    ]


_STEP = re.compile(r"(?: {0,4})- *\{? *id: *['\"]?([a-z]\w*)")


def _step_at(places: list[tuple[int, str]], line: int) -> str:
    found = ""
    for start, step in sorted(places):
        if start > line:
            break
        found = step
    return found
