"""A lead as other programs read it: the JSON of the API, of exports and of webhooks. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from dialogs.leads import Contact
from storage.records import LeadRow


def lead_json(row: LeadRow, base_url: str) -> dict[str, Any]:
    """The lead's JSON, ready for `json.dumps`: ids are strings, times UTC with Z."""
    return {
        "id": str(row.id),
        "created_at": moment(row.created_at),
        "name": row.name,
        "phones": _values(row.contacts, "phone"),
        "emails": _values(row.contacts, "email"),
        "profiles": list(dict.fromkeys([*row.profiles, *_values(row.contacts, "profile")])),
        "contacts": [{"kind": c.kind, "value": c.value, "verification": c.verification} for c in row.contacts],
        "kind": row.kind,
        "contact_type": row.contact_type,
        "verification": row.verification,
        "status": row.status,
        "temperature": row.temperature,
        "score": _number(row.score),
        "score_reasons": [{"step": r.step, "points": _number(r.points), "text": r.text} for r in row.reasons],
        "tags": list(row.tags),
        "script": {"id": row.script, "version": row.script_version},
        "answers": {
            step: {"value": answer.value, "text": answer.text, "at": moment(answer.at)}
            for step, answer in row.answers.items()
        },
        "call_time": row.call_time,
        "source": {
            "class": row.source.kind,
            "source": row.source.source,
            "campaign": row.source.campaign,
            "ref": row.source.ref,
            "utm": dict(row.source.utm),
        },
        "reward": {
            "discount": row.reward.discount,
            "code": row.reward.code,
            "valid_until": moment(row.reward.valid_until),
        },
        "product": row.product,
        "consents": [
            {
                "purpose": c.purpose,
                "document": c.document,
                "version": c.version,
                "given": c.given,
                "text": c.text,
                "at": moment(c.at),
                "withdrawn_at": moment(c.withdrawn_at),
            }
            for c in row.consents
        ],
        "channel": {"name": row.channel, "kind": row.channel_kind, "address": row.address},
        "manager": None if row.manager_id is None else {"id": str(row.manager_id), "name": row.manager_name},
        "is_test": row.is_test,
        "timeline_url": f"{base_url}/leads/{row.id}",
    }


def moment(at: datetime | None) -> str | None:
    """RFC 3339 in UTC with Z, to the millisecond where there are any."""
    if at is None:
        return None
    at = at.astimezone(UTC)
    return at.isoformat(timespec="milliseconds" if at.microsecond else "seconds").replace("+00:00", "Z")


def _values(contacts: tuple[Contact, ...], kind: str) -> list[str]:
    return [contact.value for contact in contacts if contact.kind == kind]


def _number(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value
