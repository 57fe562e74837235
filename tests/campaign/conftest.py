"""The campaign runs by `make campaign`: it wants a machine to itself for some minutes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("LEADQUIZ_TEST_CAMPAIGN"):
        return
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.skip(reason="run it by `make campaign`"))
