"""What happened with a lead, from the first word on: what was said both ways, and what was done with it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from bot.channels.base import Body
from bot.channels.web.render import Meant
from bot.web.feed import said_by
from bot.web.lead_json import moment
from bot.web.words import Words
from storage.records import HistoryRow, LeadChange, LeadRow, OutboxRow

_UPLOAD = re.compile(r"uploads/[a-z2-7]{20}/[A-Za-z0-9_-]{22}\.[a-z0-9]{1,5}")
_decode = msgspec.json.Decoder(Body).decode


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a story. kind: came, lead, prospect, staff, bot, change. `link`: a file's address, "" for none."""

    at: datetime
    kind: str
    title: str
    text: str = ""
    link: str = ""

    @property
    def iso(self) -> str:
        return moment(self.at) or ""


def story_of(
    row: LeadRow,
    changes: Sequence[LeadChange],
    heard: Sequence[HistoryRow],
    letters: Sequence[OutboxRow],
    words: Words,
) -> list[Moment]:
    """The entries in the order in which they happened; of one moment, the prospect's words before the answer."""
    bodies = [(letter.created_at, _decode(letter.body)) for letter in letters if letter.channel == row.channel]
    meant = Meant([body for _, body in bodies])
    story = [Moment(row.started_at, "came", words("came"), f"{row.script} · {row.channel}")]
    for one in heard:
        text = meant(one.text or said_by(one.data))
        if text and not text.startswith("/start"):
            by = words("you_prospect" if one.who == "prospect" else "staff_wrote")
            story.append(Moment(one.at, one.who, by, text, upload_link(text)))
    if row.created_at is not None:
        story.append(Moment(row.created_at, "lead", words("became_lead")))
    for at, body in bodies:
        if body.act == "say" and body.text:
            story.append(Moment(at, "bot", words("bot_said"), body.text))
    for change in changes:
        way = f"{words(f'status.{change.old}', change.old)} → {words(f'status.{change.new}', change.new)}"
        extra = " · ".join(part for part in (change.staff_name, change.reason) if part)
        story.append(Moment(change.at, "change", words("changed"), f"{way}{' · ' + extra if extra else ''}"))
    return sorted(story, key=lambda one: one.at)


def upload_link(text: str) -> str:
    """The address of a prospect's upload, "" for anything else."""
    return f"/{text}" if _UPLOAD.fullmatch(text) else ""
