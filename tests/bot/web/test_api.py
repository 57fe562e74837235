"""The JSON API: who may ask, what it answers, what it refuses."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.records import NewReward
from tests.bot.web.world import TOKEN, World, world

BEARER = {"Authorization": f"Bearer {TOKEN}"}


async def get(w: World, path: str, status: int = 200, **headers: str) -> Any:
    async with w.http.get(f"{w.url}/api/v1{path}", headers=headers or BEARER) as answer:
        assert answer.status == status, await answer.text()
        assert answer.headers["Cache-Control"] == "no-store"
        return await answer.json()


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer ключ"])
async def test_without_the_right_token_the_api_answers_401(tmp_path: Path, given: str) -> None:
    async with world(tmp_path) as w:
        headers = {"Authorization": given.encode().decode("latin-1")} if given else {"Accept": "*/*"}
        body = await get(w, "/leads", 401, **headers)
        assert body["error"]["code"] == "unauthorized"
        assert set(body["error"]) == {"code", "message", "field"}


@pytest.mark.parametrize("given", ["Bearer ", "Bearer", "Bearer x"])
async def test_without_a_configured_token_nobody_is_let_in(tmp_path: Path, given: str) -> None:
    async with world(tmp_path, api_token="") as w:
        body = await get(w, "/leads", 401, Authorization=given)
        assert "LEADQUIZ_API_TOKEN" in body["error"]["message"]


async def test_leads_come_newest_first_page_by_page_while_others_arrive(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        ids = []
        for _ in range(5):
            w.time.advance(seconds=1)
            ids.append(str(await w.lead()))
        first = await get(w, "/leads?limit=2")
        assert [item["id"] for item in first["items"]] == ids[:2:-1]
        w.time.advance(seconds=1)
        await w.lead()
        second = await get(w, f"/leads?limit=2&cursor={first['next']}")
        third = await get(w, f"/leads?limit=2&cursor={second['next']}")
        assert [item["id"] for item in second["items"] + third["items"]] == ids[2::-1]
        assert third["next"] is None


async def test_a_full_last_page_has_no_next(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await w.lead()
        await w.lead()
        assert (await get(w, "/leads?limit=2"))["next"] is None
        assert (await get(w, "/leads"))["next"] is None


async def test_a_filter_given_twice_means_or_and_different_filters_and(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        hot, cold = str(await w.hot_lead()), str(await w.lead())
        warm = str(await w.lead(temperature="warm", status="won", script="gifts"))

        async def found(query: str) -> set[str]:
            return {item["id"] for item in (await get(w, f"/leads?{query}"))["items"]}

        assert await found("temperature=hot&temperature=warm") == {hot, warm}
        assert await found("temperature=cold") == {cold}
        assert await found("temperature=warm&status=new") == set()
        assert await found("script=gifts") == {warm}
        assert await found("channel=web") == {hot, cold, warm}
        assert await found("channel=telegram") == set()


async def test_since_is_the_moment_itself_or_later(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await w.lead()
        w.time.advance(seconds=60)
        later = str(await w.lead())
        for since in ("2026-03-02T09:31:00Z", "2026-03-02T12:31:00%2B03:00", "2026-03-02T12:31:00+03:00"):
            assert [item["id"] for item in (await get(w, f"/leads?since={since}"))["items"]] == [later]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=sold", "status"),
        ("temperature=hot&temperature=boiling", "temperature"),
        ("script=Кухня", "script"),
        ("channel=", "channel"),
        ("since=yesterday", "since"),
        ("since=2026-03-01", "since"),
        ("since=2026-03-01T00:00:00", "since"),
        ("since=2026-13-01T00:00:00Z", "since"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=ten", "limit"),
        ("limit=5&limit=6", "limit"),
        ("cursor=damaged", "cursor"),
        ("cursor=%F0%9F%92%A5", "cursor"),
        ("state=new", "state"),
    ],
)
async def test_a_bad_parameter_is_400_and_named(tmp_path: Path, query: str, field: str) -> None:
    async with world(tmp_path) as w:
        error = (await get(w, f"/leads?{query}", 400))["error"]
        assert error["field"] == field
        assert error["message"]


async def test_one_lead_by_id_and_404_for_visitors_and_strangers(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        lead, visitor = await w.hot_lead(), await w.lead(is_lead=False, created_at=None)
        assert (await get(w, f"/leads/{lead}"))["id"] == str(lead)
        for path in (f"/leads/{visitor}", "/leads/999999", "/leads/abc", "/leads/0", "/leads/-1", "/leads/" + "9" * 30):
            assert (await get(w, path, 404))["error"]["code"] == "not_found"
        assert [item["id"] for item in (await get(w, "/leads"))["items"]] == [str(lead)]


async def test_unknown_addresses_and_wrong_methods_answer_in_json(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        assert (await get(w, "/nothing", 404))["error"]["field"] is None
        async with w.http.delete(f"{w.url}/api/v1/leads", headers=BEARER) as answer:
            assert answer.status == 405
            assert (await answer.json())["error"]["code"] == "bad_method"


async def test_a_code_is_redeemed_once_by_whoever_comes_first(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        lead = await w.hot_lead()
        await give(w, lead, "KUH-7M4XQ2")

        async def redeem(by: str) -> Any:
            url = f"{w.url}/api/v1/rewards/KUH-7M4XQ2/redeem"
            async with w.http.post(url, headers=BEARER, json={"by": by}) as answer:
                assert answer.status == 200
                return await answer.json()

        answers = await asyncio.gather(*(redeem(f"till {n}") for n in range(5)))
        states = sorted(answer["state"] for answer in answers)
        assert states == ["used"] * 4 + ["valid"]
        (winner,) = [answer for answer in answers if answer["state"] == "valid"]
        assert {(a["when"], a["by"]) for a in answers} == {("2026-03-02T09:30:00Z", winner["by"])}
        assert winner["discount"] == 11
        assert winner["lead_id"] == str(lead)


async def test_an_expired_and_an_unknown_code_say_so(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await give(w, await w.hot_lead(), "KUH-7M4XQ2")
        w.time.advance(hours=73)
        for code, state in (("KUH-7M4XQ2", "expired"), ("KUH-AAAAAA", "unknown")):
            async with w.http.post(f"{w.url}/api/v1/rewards/{code}/redeem", headers=BEARER) as answer:
                assert (await answer.json())["state"] == state


async def test_redeeming_wants_the_token_and_a_sane_body(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        url = f"{w.url}/api/v1/rewards/KUH-7M4XQ2/redeem"
        async with w.http.post(url) as answer:
            assert answer.status == 401
        async with w.http.post(url, headers=BEARER, data="{") as answer:
            assert answer.status == 400
            assert (await answer.json())["error"]["field"] == "by"


async def give(w: World, lead_id: int, code: str) -> None:
    async with w.database.transaction() as tx:
        row = await tx.leads.get(lead_id)
        assert row is not None and row.person_id is not None
        until = w.time.now() + timedelta(hours=72)
        await tx.rewards.add([NewReward(row.person_id, "kitchen", code, 11, until, w.time.now(), lead_id)])
