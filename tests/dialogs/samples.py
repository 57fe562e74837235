"""Scripts that the tests of this folder begin with."""

from __future__ import annotations

from pathlib import Path

from dialogs.errors import Fault, ScriptError
from dialogs.loading import load
from dialogs.script import Script

KITCHEN = Path(__file__).with_name("sample.yaml").read_text(encoding="utf-8")  # every key of the format
CATALOGUE = 'id,title,price,currency,url,image,tags,description\nk1,Кухня Осло,99000,RUB,,,"premium,oak",Дуб\n'
HEADER = """\
schema: 1
id: shop
title: Магазин
language: ru
region: RU
timezone: Europe/Moscow
start: {default: true}
"""


def script(steps: str, header: str = HEADER, **given: object) -> Script:
    """Loads a script of these steps; they are written without indentation."""
    scripts, catalogues = given.get("scripts"), given.get("catalogues")
    assert scripts is None or isinstance(scripts, dict)
    assert catalogues is None or isinstance(catalogues, dict)
    return load(f"{header}steps:\n{steps}", file="shop.yaml", scripts=scripts, catalogues=catalogues)


def faults(steps: str, header: str = HEADER, **given: object) -> tuple[Fault, ...]:
    """What `load` finds wrong with a script of these steps."""
    try:
        script(steps, header, **given)
    except ScriptError as error:
        return error.faults
    return ()
