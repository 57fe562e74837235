"""What managers are told: the card of a lead, and its reminders, as letters for the managers' chats.

Pure: a stored lead and the words of a language become a `Body`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.channels.base import Body, Key
from bot.config import ManagersChat
from bot.texts import Texts
from dialogs import Script
from dialogs.languages import show, show_datetime
from dialogs.leads import CLOSED, TRANSITIONS
from dialogs.script import Consent, ContactInput, Name
from storage.records import LeadRow

_SENTENCE = re.compile(r"[^.!?…]+[.!?…]*")
SNOOZES = ("15m", "1h", "tomorrow")


@dataclass(slots=True)
class Notices:
    """`chats` are the managers' chats; `script` finds the newest script of an id, for the words of its questions."""

    chats: tuple[ManagersChat, ...]
    texts: Texts
    script: Callable[[str], Script | None]

    def card(self, lead: LeadRow, wanted: bool) -> Body:
        """The announcement of a lead, and what it is edited to as the lead moves on."""
        return Body(text="\n".join(self._lines(lead, wanted)), keys=self._keys(lead), keyboard="options")

    def asked_for_person(self, lead: LeadRow) -> Body:
        """A prospect who was announced before asks for a person."""
        return Body(text=self.texts("notice.asks_for_person", id=lead.id, name=lead.name or "…"))

    def erased(self, lead_id: int, message_id: str) -> Body:
        """What a card becomes when the prospect had his data deleted."""
        return Body(act="edit", text=self.texts("notice.erased", id=lead_id), target=message_id)

    def reminder(self, lead: LeadRow, manager: str) -> Body:
        """A manager's own "remind me" is due."""
        contacts = ", ".join(contact.value for contact in lead.contacts)
        return Body(
            text=self.texts("notice.reminder", manager=manager, id=lead.id, name=lead.name or "…", contacts=contacts),
            keys=self._keys(lead),
        )

    # the card ---------------------------------------------------------------------------------------------------------

    def _lines(self, lead: LeadRow, wanted: bool) -> list[str]:
        say = self.texts
        zone = self._zone(lead)
        lines = [say("notice.person_wanted" if wanted and not lead.is_lead else "notice.hot", id=lead.id)]
        if wanted and lead.is_lead:
            lines.append(say("notice.wants_person"))
        if not lead.is_lead:
            lines.append(say("notice.visitor"))
        if lead.is_test:
            lines.append(say("notice.test"))
        lines.append("")
        if lead.name:
            lines.append(say("notice.name", name=lead.name))
        lines += [say("notice.contact", value=contact.value) for contact in lead.contacts]
        lines += [say("notice.profile", link=link) for link in lead.profiles]
        lines.append(say("notice.channel", channel=lead.channel))
        if lead.call_time:
            lines.append(say("notice.call_time", time=lead.call_time.replace("T", " ")))
        if lead.product:
            lines.append(say("notice.product", product=lead.product))
        lines += self._answers(lead)
        points = "; ".join(f"{reason.points:+g} {reason.text}" for reason in lead.reasons)
        score = show(lead.score, say.language)
        lines += [
            "",
            say("notice.score", score=score, reasons=points) if points else say("notice.score_bare", score=score),
        ]
        came = lead.source
        source = " · ".join(filter(None, (say(f"source.{came.kind}"), came.source, came.campaign, came.ref)))
        lines.append(say("notice.source", source=source))
        lines += self._reward(lead, zone)
        if lead.manager_name:
            lines += ["", say("notice.taken_by", name=lead.manager_name)]
        if lead.status in CLOSED:
            lines.append(say(f"status.{lead.status}"))
        return lines

    def _answers(self, lead: LeadRow) -> list[str]:
        """What was asked and answered, in the script's words; name, contact and consents stand elsewhere."""
        script = self.script(lead.script)
        steps = {step.id: step for step in script.steps} if script is not None else {}
        lines = []
        for step_id, answer in lead.answers.items():
            step = steps.get(step_id)
            if step is None or script is None or step.ask is None:
                lines.append(f"— {step_id}: {answer.text}")
            elif not isinstance(step.kind, Name | ContactInput | Consent):
                template = step.ask.by_language.get(script.language, ())
                lines.append(f"— {_words(template)} {answer.text}")
        return ["", *lines] if lines else []

    def _reward(self, lead: LeadRow, zone: ZoneInfo) -> list[str]:
        reward = lead.reward
        if reward.discount is None and reward.code is None:
            return []
        parts = []
        if reward.discount is not None:
            parts.append(f"{reward.discount} %")
        if reward.code is not None:
            parts.append(reward.code)
        if reward.valid_until is not None:
            until = show_datetime(reward.valid_until.astimezone(zone), self.texts.language)
            parts.append(self.texts("notice.until", until=until))
        return [self.texts("notice.reward", reward=", ".join(parts))]

    def _zone(self, lead: LeadRow) -> ZoneInfo:
        script = self.script(lead.script)
        return ZoneInfo(script.timezone if script is not None else "UTC")

    def _keys(self, lead: LeadRow) -> tuple[Key, ...]:
        if lead.manager_id is None:
            if "take" not in TRANSITIONS.get(lead.status, {}):
                return ()
            return (Key(self.texts("button.take"), f"m.take.{lead.id}"),)
        if lead.status in CLOSED:
            return ()
        return tuple(Key(self.texts(f"button.snooze_{way}"), f"m.snooze.{lead.id}.{way}") for way in SNOOZES)


def _words(template: Sequence[object]) -> str:
    """A question without the sentences that hold a prospect's values, or without the values where nothing is left."""
    marked = "".join(part if isinstance(part, str) else "\0" for part in template)
    kept = [sentence for sentence in _SENTENCE.findall(marked) if "\0" not in sentence]
    words = "".join(kept) if kept else marked.replace("\0", "")
    return " ".join(words.split())


def snooze_until(way: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When a "remind me" button is due: in 15 minutes, in an hour, tomorrow at 10:00 of the zone."""
    match way:
        case "15m":
            return now + timedelta(minutes=15)
        case "1h":
            return now + timedelta(hours=1)
        case "tomorrow":
            day = now.astimezone(zone) + timedelta(days=1)
            return day.replace(hour=10, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)
        case _:
            return None
