"""The shop's working hours: whether somebody is there at a moment. Pure; `shop.py` says how they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.shop import DAYS


@dataclass(frozen=True, slots=True)
class Hours:
    """`shop` is the table as it is stored; without hours somebody is always there."""

    shop: Mapping[str, Any]
    timezone: str

    def open_at(self, moment: datetime) -> bool:
        """True within the hours of that weekday in the shop's zone, unless the day is a holiday."""
        hours: Mapping[str, list[list[str]]] = self.shop.get("hours", {})
        local = moment.astimezone(ZoneInfo(self.timezone))
        if {local.strftime("%Y-%m-%d"), local.strftime("%m-%d")} & set(self.shop.get("holidays", ())):
            return False
        if not hours:
            return True
        clock = local.strftime("%H:%M")
        return any(start <= clock < end for start, end in hours.get(DAYS[local.weekday()], ()))
