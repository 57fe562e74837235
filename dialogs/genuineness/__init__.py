"""Genuine or not: real prospects and those who mistyped told from bots, hired hands, competitors and jokers (R24-R29).

The public door of the package: `judge` and the values it takes and gives. Pure: what needs the database comes in as
`History`. A real prospect taken for a fake costs a sale, so no weak sign is enough, and an ambiguous case is real.
"""

from __future__ import annotations

from .judging import judge
from .values import LABELS, History, Profile, Shop, Submission, Verdict

__all__ = ["LABELS", "History", "Profile", "Shop", "Submission", "Verdict", "judge"]
