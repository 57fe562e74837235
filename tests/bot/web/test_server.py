"""What every answer carries; health, metrics, faults."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Inbound
from storage.errors import DatabaseAway
from tests.bot.web.world import world


async def test_the_process_is_alive_and_ready_with_its_channels(tmp_path: Path) -> None:
    states = {"telegram": "ok", "vk": "the token is refused"}
    async with world(tmp_path, channel_states=lambda: states) as w:
        async with w.http.get(f"{w.url}/health/live") as answer:
            assert (answer.status, await answer.json()) == (200, {"status": "ok"})
        async with w.http.get(f"{w.url}/health/ready") as answer:
            assert answer.status == 200
            assert await answer.json() == {"status": "ok", "database": "ok", "channels": {"web": "ok", **states}}


class AwayDatabase:
    """A database that cannot be reached."""

    async def ping(self) -> None:
        raise DatabaseAway("connection refused")


async def test_with_the_database_away_the_node_is_not_ready_but_alive(tmp_path: Path) -> None:
    async with world(tmp_path, listening=False) as w:
        object.__setattr__(w.parts, "database", AwayDatabase())
        async with w.http.get(f"{w.url}/health/ready") as answer:
            assert answer.status == 503
            assert (await answer.json())["database"] == "away"
        async with w.http.get(f"{w.url}/health/live") as answer:
            assert answer.status == 200


async def test_metrics_count_requests_and_open_pages_without_personal_data(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.parts.metrics.gauge("leadquiz_outbox", "Letters that wait.", "channel", lambda: {"web": 3})
        ws = await w.http.ws_connect(f"{w.url}/chat/ws?script=kitchen")
        while (await ws.receive_json()) != {"ready": True}:
            pass
        async with w.http.get(f"{w.url}/leads/12345", allow_redirects=False):
            pass
        async with w.http.get(f"{w.url}/metrics") as answer:
            text = await answer.text()
        assert "leadquiz_chat_pages 1.0" in text
        assert 'leadquiz_http_requests_total{route="/leads/{id}",status="303"} 1.0' in text
        assert 'leadquiz_outbox{channel="web"} 3.0' in text
        assert "12345" not in text


@pytest.mark.parametrize("path", ["/chat", "/sign-in", "/health/live", "/api/v1/leads", "/nothing", "/widget.js"])
async def test_every_answer_carries_its_number_and_the_guards(tmp_path: Path, path: str) -> None:
    async with world(tmp_path) as w, w.http.get(f"{w.url}{path}") as answer:
        assert len(answer.headers["X-Request-Id"]) == 16
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert ("X-Frame-Options" in answer.headers) == (path != "/chat")
        assert ("no-store" in answer.headers["Cache-Control"]) == (path != "/widget.js")


async def test_a_callers_own_request_number_is_kept_when_it_is_harmless(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        async with w.http.get(f"{w.url}/health/live", headers={"X-Request-Id": "abcd-1234"}) as answer:
            assert answer.headers["X-Request-Id"] == "abcd-1234"
        async with w.http.get(f"{w.url}/health/live", headers={"X-Request-Id": "x" * 200}) as answer:
            assert answer.headers["X-Request-Id"] != "x" * 200


async def test_an_error_page_gives_no_details_and_names_the_request(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        headers = {"Accept": "text/html", "Accept-Language": "en"}
        async with w.http.get(f"{w.url}/no/such/page", headers=headers) as answer:
            text = await answer.text()
            assert answer.status == 404
            assert "There is no such page." in text
            assert answer.headers["X-Request-Id"] in text
            assert "/no/such/page" not in text


class Broken:
    """A door behind which something is wrong."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def __call__(self, inbounds: Any, cursor: str | None) -> None:
        raise self.error


async def test_a_fault_of_ours_is_500_without_its_words(tmp_path: Path) -> None:
    broken = Broken(RuntimeError("password=hunter2"))
    async with world(tmp_path) as w:
        object.__setattr__(w.parts, "take", broken)
        async with w.http.post(f"{w.url}/chat/send", json={"id": "1", "text": "a"}) as answer:
            assert answer.status == 500
            assert "hunter2" not in await answer.text()


async def test_the_database_away_is_503_with_a_time_to_come_back(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        object.__setattr__(w.parts, "take", Broken(DatabaseAway("gone")))
        async with w.http.post(f"{w.url}/chat/send", json={"hello": {}}) as answer:
            assert answer.status == 503
            assert answer.headers["Retry-After"] == "5"


async def test_static_files_are_kept_for_a_year_under_their_digest_and_nothing_else_is_served(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        async with w.http.get(f"{w.url}/chat") as page:
            text = await page.text()
        address = text.split('href="')[2].split('"')[0]
        async with w.http.get(f"{w.url}{address}") as answer:
            assert answer.status == 200
            assert "immutable" in answer.headers["Cache-Control"]
        for name in ("..%2fserver.py", "missing.js", "%2e%2e%2fserver.py"):
            async with w.http.get(f"{w.url}/static/{name}") as answer:
                assert answer.status == 404


async def test_the_widget_may_be_loaded_by_other_sites(tmp_path: Path) -> None:
    async with world(tmp_path) as w, w.http.get(f"{w.url}/widget.js") as answer:
        assert answer.content_type == "text/javascript"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


async def test_stopping_closes_open_sockets_so_that_pages_come_back_elsewhere(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        ws = await w.http.ws_connect(f"{w.url}/chat/ws?script=kitchen")
        while (await ws.receive_json()) != {"ready": True}:
            pass
        await w.chat.close()
        while not ws.closed:
            message = await ws.receive(timeout=5)
            assert isinstance(message.type.name, str)
        assert ws.close_code == 1001


def test_an_inbound_of_the_web_names_its_script() -> None:
    assert Inbound.__dataclass_fields__["script"].default == ""
