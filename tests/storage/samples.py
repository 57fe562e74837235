"""Rows that the storage tests begin with."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from dialogs.leads import Contact, Reward, Source
from storage.database import Database, Transaction
from storage.records import Conversation, NewConversation, NewLead, NewLetter, SavedConversation

NOW = datetime(2026, 3, 1, 12, 0, 0, 123000, tzinfo=UTC)
PHONE = Contact("phone", "+79000000001", "format_ok")
EMAIL = Contact("email", "anna@example.com")


def after(**span: float) -> datetime:
    return NOW + timedelta(**span)


def letter(lane: str, cls: int = 1, **fields_: Any) -> NewLetter:
    """A reply to a chat whose lane is `channel:address`."""
    channel, _, address = lane.partition(":")
    known: dict[str, Any] = {"body": "{}", "available_at": NOW, "created_at": NOW, **fields_}
    return NewLetter(lane=lane, cls=cls, channel=channel, address=address, **known)


def saved(row: Conversation, **changes: Any) -> SavedConversation:
    """What a turn would write back, with these changes."""
    kept = {field.name: getattr(row, field.name) for field in fields(SavedConversation)}
    return replace(SavedConversation(**kept), **changes)


async def talk(database: Database, address: str = "1", channel: str = "telegram") -> Conversation:
    """A new conversation."""
    async with database.transaction() as tx:
        return await talk_in(tx, address, channel)


async def talk_in(tx: Transaction, address: str = "1", channel: str = "telegram") -> Conversation:
    made = await tx.conversations.add([NewConversation(channel, address, NOW, first_name="Анна")])
    return made[channel, address]


async def lead_in(tx: Transaction, row: Conversation, **changes: Any) -> int:
    """A lead of this conversation; returns its id."""
    (id_,) = await tx.ids("leads", 1)
    new = NewLead(
        id=id_, person_id=row.person_id, conversation_id=row.id, script="kitchen", script_version=1, started_at=NOW,
        channel=row.channel, channel_kind="telegram", address=row.address, created_at=NOW, is_lead=True, name="Анна",
        contacts=(PHONE, EMAIL), source=Source("banner", "vk", "spring", "ref1", {"utm_source": "vk"}),
        reward=Reward(15, "KUH-2A3B4C", after(hours=72)),
    )  # fmt: skip
    await tx.leads.add([replace(new, **changes)])
    return id_
