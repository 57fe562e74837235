"""How well contacts are read and pseudo-leads told: precision, recall, exact match, the confusion table.

    python -m benchmarks.eval_contacts [--set open|held_out|blind|all] [--misses]

The sets lie in tests/data; the held-out and the blind one are for the end, not for tuning. With `all`
each set has figures of its own.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from dialogs.contacts import Contacts, read

DATA = Path(__file__).resolve().parent.parent / "tests" / "data"
FIELDS = ("phones", "emails", "name", "handles", "way", "when", "ask_again", "doubts")
SETS = {"open": "", "held_out": "_held_out", "blind": "_blind"}
LABELS = ("real", "mistyped", "bot", "hired", "competitor", "joker")


def main() -> None:
    """Print the figures of the chosen set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", choices=(*SETS, "all"), default="all")
    parser.add_argument("--misses", action="store_true", help="print every case that is not right")
    chosen = parser.parse_args()
    for name in SETS if chosen.set == "all" else (chosen.set,):
        print(f"== the {name.replace('_', '-')} set")
        messages(_cases("messages", name), chosen.misses)
        submissions(_cases("submissions", name), chosen.misses)


def got(found: Contacts) -> dict[str, Any]:
    """The fields as the sets write them: a doubt is [kind, suggestion]."""
    values = {name: getattr(found, name) for name in FIELDS}
    values["doubts"] = [[doubt.kind, doubt.suggestion] for doubt in found.doubts]
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def messages(cases: list[dict[str, Any]], misses: bool) -> None:
    """Exact match per language and kind, precision and recall per field, time per message."""
    exact: dict[str, list[bool]] = defaultdict(list)
    hits: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    given: Counter[str] = Counter()
    times: list[float] = []
    for case in cases:
        begin = time.perf_counter()
        found = got(read(case["text"], language=case["language"], region=case["region"]))
        times.append(time.perf_counter() - begin)
        want = case["want"]
        right = found == want
        exact[f"language {case['language']}"].append(right)
        exact[f"kind {case['kind']}"].append(right)
        exact["all"].append(right)
        for name in FIELDS:
            ours, theirs = _values(found[name]), _values(want[name])
            hits[name] += sum((ours & theirs).values())
            given[name] += sum(ours.values())
            wanted[name] += sum(theirs.values())
        if misses and not right:
            wrong = {name: (found[name], want[name]) for name in FIELDS if found[name] != want[name]}
            print(f"  {case['id']} {case['region']} {case['text']!r}: got, wanted {wrong}")
    print(f"messages: {len(cases)}")
    for name, results in sorted(exact.items()):
        print(f"  exact match, {name}: {sum(results)}/{len(results)} = {_percent(sum(results), len(results))}")
    for name in FIELDS:
        precision, recall = _percent(hits[name], given[name]), _percent(hits[name], wanted[name])
        print(f"  {name}: precision {precision}, recall {recall}")
    print(f"  median {statistics.median(times) * 1e3:.2f} ms a message, slowest {max(times) * 1e3:.1f} ms")


def submissions(cases: list[dict[str, Any]], misses: bool) -> None:
    """The confusion table and the two figures that cost money."""
    from dialogs.genuineness import Submission, judge

    table: Counter[tuple[str, str]] = Counter()
    for case in cases:
        verdict = judge(Submission.from_dict(case["submission"]))
        table[case["label"], verdict.label] += 1
        if misses and verdict.label != case["label"]:
            print(
                f"  {case['id']} ({case['why']}): got {verdict.label}, wanted {case['label']}: {list(verdict.reasons)}"
            )
    total, right = sum(table.values()), sum(table[label, label] for label in LABELS)
    print(f"submissions: {total}\n  wanted \\ got  " + "".join(f"{label:>12}" for label in LABELS))
    for label in LABELS:
        print(f"  {label:<13}" + "".join(f"{table[label, other]:>12}" for other in LABELS))
    honest, fake = LABELS[:2], LABELS[2:]
    lost = sum(table[label, other] for label in honest for other in fake)
    passed = sum(table[label, other] for label in fake for other in honest)
    fakes = sum(table[label, other] for label in fake for other in LABELS)
    print(f"  exact label {_percent(right, total)}; real or mistyped called fake: {lost}")
    print(f"  fakes passed: {passed} of {fakes} = {_percent(passed, fakes)}")


def _cases(kind: str, chosen: str) -> list[dict[str, Any]]:
    lines = (DATA / f"{kind}{SETS[chosen]}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _values(value: Any) -> Counter[str]:
    if isinstance(value, list):
        return Counter(map(str, value))
    return Counter([] if value is None else [str(value)])


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


if __name__ == "__main__":
    main()
