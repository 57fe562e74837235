"""Older versions of the format become the present one, one version at a time, before anything else looks at them.

A new version of the format adds one line to UPGRADES: from its predecessor's nodes to its own, lines kept, so that
faults still point at what the admin wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from .script import FORMAT_VERSION
from .yaml_nodes import Map, Scalar

Upgrade = Callable[[Map], Map]
UPGRADES: Mapping[int, Upgrade] = {}  # version -> what makes the next one of it; version 1 is the first


def upgraded(
    root: Map, version: int, *, upgrades: Mapping[int, Upgrade] = UPGRADES, newest: int = FORMAT_VERSION
) -> Map:
    """The root in the newest version; KeyError where there is no way from `version`."""
    while version != newest:
        root = _stamped(upgrades[version](root), version + 1)
        version += 1
    return root


def _stamped(root: Map, version: int) -> Map:
    items = tuple(
        (key, replace(value, value=str(version)) if key.value == "schema" and isinstance(value, Scalar) else value)
        for key, value in root.items
    )
    return replace(root, items=items)
