"""The JSON of a lead."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from bot.web.lead_json import lead_json
from dialogs.leads import Answer, Contact, Reward, ScoreReason, Source
from storage.records import Consent, LeadRow

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ROW = LeadRow(
    id=42,
    person_id=7,
    conversation_id=9,
    created_at=NOW.astimezone(timezone(timedelta(hours=3))),
    started_at=NOW,
    name="Анна",
    contacts=(Contact("phone", "+79000000001", "format_ok"), Contact("email", "anna@example.com", "confirmed")),
    profiles=("https://vk.com/id1",),
    kind="question",
    contact_type="interested",
    verification="confirmed",
    status="in_work",
    temperature="hot",
    score=9.0,
    reasons=(ScoreReason("style", 2.5, "Модерн"),),
    script="kitchen",
    script_version=3,
    answers={"features": Answer(["light", "island"], "Подсветка, Остров", NOW)},
    source=Source("banner", "yandex", "spring", "vk_ads_1", {"medium": "cpc"}),
    last_source=Source(),
    reward=Reward(15, "KUH-7M4XQ2", NOW + timedelta(hours=72)),
    product=None,
    consents=(Consent("processing", "https://shop.example/privacy", "2026-03", True, "Можно?", NOW),),
    channel="vk",
    channel_kind="vk",
    address="100",
    manager_id=5,
    manager_name="Пётр",
    is_test=False,
    is_lead=True,
    call_time=None,
    tags=("premium",),
)


def test_a_lead_has_every_field_of_the_contract_in_its_form() -> None:
    made = lead_json(ROW, "https://bot.shop.example")
    assert made["id"] == "42"
    assert made["created_at"] == "2026-03-02T09:30:00Z"
    assert made["phones"] == ["+79000000001"]
    assert made["emails"] == ["anna@example.com"]
    assert made["profiles"] == ["https://vk.com/id1"]
    assert made["contacts"][0] == {"kind": "phone", "value": "+79000000001", "verification": "format_ok"}
    assert made["verification"] == "confirmed"
    assert made["score"] == 9
    assert made["score_reasons"] == [{"step": "style", "points": 2.5, "text": "Модерн"}]
    assert made["script"] == {"id": "kitchen", "version": 3}
    assert made["answers"]["features"] == {
        "value": ["light", "island"],
        "text": "Подсветка, Остров",
        "at": "2026-03-02T09:30:00Z",
    }
    assert made["source"] == {
        "class": "banner",
        "source": "yandex",
        "campaign": "spring",
        "ref": "vk_ads_1",
        "utm": {"medium": "cpc"},
    }
    assert made["reward"] == {"discount": 15, "code": "KUH-7M4XQ2", "valid_until": "2026-03-05T09:30:00Z"}
    assert made["consents"][0]["document"] == "https://shop.example/privacy"
    assert made["channel"] == {"name": "vk", "kind": "vk", "address": "100"}
    assert made["manager"] == {"id": "5", "name": "Пётр"}
    assert made["timeline_url"] == "https://bot.shop.example/leads/42"
    assert {"kind", "contact_type", "status", "temperature", "product", "name"} <= set(made)


def test_a_lead_that_nobody_took_and_that_earned_nothing_has_nulls() -> None:
    made = lead_json(replace(ROW, manager_id=None, manager_name="", reward=Reward()), "")
    assert made["manager"] is None
    assert made["reward"] == {"discount": None, "code": None, "valid_until": None}


def test_a_moment_between_seconds_keeps_its_milliseconds() -> None:
    made = lead_json(replace(ROW, created_at=NOW + timedelta(milliseconds=250)), "")
    assert made["created_at"] == "2026-03-02T09:30:00.250Z"
