"""What lies beside the script: other scripts that want the same messages, scripts it calls, catalogues, files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dialogs.errors import Fault
from dialogs.fields import nearest
from dialogs.languages import command, fold
from dialogs.script import Call, Options, Placeholder, Products, Script

from .subject import Place, Subject


def check_start(subject: Subject) -> Iterator[Fault]:
    """Two scripts that claim the same first message."""
    script, start = subject.script, subject.script.start
    for word in start.keywords if start is not None else ():
        meant = command(word, script.languages)
        if meant is not None or not fold(word):
            text = f"`{word}` is the command `{meant}`" if meant else f"`{word}` has no letters or digits"
            yield subject.fault(
                Place("start.keywords", ""), "keyword", f"{text} and never starts the script", "Take another word"
            )
    for other in subject.others:
        if other.id == script.id and other.file != script.file:
            yield subject.fault(
                Place("id", ""), "doubled-script", f"{other.file} has the id `{script.id}` too", "Take another"
            )
        if start is None or other.start is None or other.id == script.id:
            continue
        if start.default and other.start.default:
            yield _claimed(subject, "default", "default: true", other)
        own = {fold(word): word for word in start.keywords}
        for word in other.start.keywords:
            if fold(word) in own:
                yield _claimed(subject, "keywords", f"the keyword `{own[fold(word)]}`", other)
        for ref in start.refs:
            if ref in other.start.refs:
                yield _claimed(subject, "refs", f"the ref `{ref}`", other)
        for product in start.products:
            if product in other.start.products:
                yield _claimed(subject, "products", f"the product `{product}`", other)


def _claimed(subject: Subject, key: str, what: str, other: Script) -> Fault:
    return subject.fault(
        Place(f"start.{key}", ""),
        "claimed-twice",
        f"{what} also stands in `{other.id}` ({other.file})",
        "Keep one of them",
    )


def check_calls(subject: Subject) -> Iterator[Fault]:
    script = subject.script
    for number, step in enumerate(script.steps):
        if not isinstance(step.kind, Call):
            continue
        called = script.called.get(step.kind.script)
        if called is None:
            near = nearest(step.kind.script, (other.id for other in subject.others))
            yield subject.fault(
                subject.at(number, "call"),
                "unknown-script",
                f"There is no script `{step.kind.script}`",
                f"Perhaps you mean `{near}`" if near else "Write the id of another script",
            )
        elif missing := [language for language in script.languages if language not in called.languages]:
            yield subject.fault(
                subject.at(number, "call"),
                "missing-language",
                f"`{called.id}` does not speak {', '.join(missing)}",
                f"Add it to the `languages` of `{called.id}`",
            )


def check_products(subject: Subject) -> Iterator[Fault]:
    script = subject.script
    tags = {
        tag.strip().lower()
        for each in (script, *script.called.values(), *subject.callers)
        for step in each.steps
        if isinstance(step.kind, Options)
        for option in step.kind.options
        for tag in option.tags
    }
    for number, step in enumerate(script.steps):
        if not isinstance(step.kind, Products):
            continue
        products = script.catalogues.get(step.kind.catalogue)
        if products is None:
            yield subject.fault(
                subject.at(number, "products.from"),
                "no-catalogue",
                f"There is no catalogue {step.kind.catalogue}.csv",
                "Put it beside the script",
            )
        elif step.kind.tags.by_language.get(script.language) == (Placeholder("tags"),) and not any(
            tag in tags for product in products for tag in product.tags
        ):
            yield subject.fault(
                subject.at(number, "products"),
                "no-products",
                f"No product is ever shown: no tag of the answers stands in {step.kind.catalogue}.csv",
                "Give options and products the same tags",
                warning=True,
            )


def check_files(subject: Subject) -> Iterator[Fault]:
    if subject.files is None:
        return
    script = subject.script
    for number, step in enumerate(script.steps):
        for media in step.media:
            yield from _missing(subject, subject.at(number, media.kind), media.name)
    for index, names in enumerate(script.reward.files if script.reward else ()):
        yield from _missing(subject, Place(f"reward.files.{index}", ""), names)


def _missing(subject: Subject, place: Place, names: Mapping[str, str]) -> Iterator[Fault]:
    assert subject.files is not None
    for name in dict.fromkeys(names.values()):
        if "://" not in name and name not in subject.files:
            yield subject.fault(place, "no-file", f"There is no file {name}", "Put it beside the script")
