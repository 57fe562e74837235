"""Signing in by a one-time link, and out again."""

from __future__ import annotations

import re
from pathlib import Path

import aiohttp
import pytest

from tests.bot.web.world import World, world


async def csrf(w: World) -> str:
    async with w.http.get(f"{w.url}/leads") as page:
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', await page.text())
    assert found
    return found[1]


async def test_looking_at_the_link_does_not_spend_it_pressing_the_button_does(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        token = await w.link_token()
        for _ in range(3):
            async with w.http.get(f"{w.url}/sign-in?token={token}") as page:
                assert f'value="{token}"' in await page.text()
        async with w.http.post(f"{w.url}/sign-in", data={"token": token}) as page:
            assert page.url.path == "/leads"
            assert page.status == 200
        async with w.http.post(f"{w.url}/sign-in", data={"token": token}) as page:
            assert page.status == 403


async def test_a_link_that_is_too_old_or_made_up_opens_nothing(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        token = await w.link_token()
        w.time.advance(hours=2)
        for given in (token, "made-up", ""):
            async with w.http.post(f"{w.url}/sign-in", data={"token": given}) as page:
                assert page.status == 403
                assert not page.cookies


@pytest.mark.parametrize("path", ["/leads", "/leads/1", "/"])
async def test_without_a_session_pages_lead_to_the_sign_in(tmp_path: Path, path: str) -> None:
    async with world(tmp_path) as w, w.http.get(f"{w.url}{path}") as page:
        assert page.url.path == "/sign-in"


async def test_without_a_session_programs_get_401(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        for path in ("/leads?fragment=1", "/uploads/x/y.png"):
            async with w.http.get(f"{w.url}{path}", headers={"Accept": "text/plain"}) as answer:
                assert answer.status == 401


async def test_the_sessions_cookie_is_hidden_from_scripts_and_other_sites(tmp_path: Path) -> None:
    async with world(tmp_path, base_url="https://bot.shop.example") as w:
        token = await w.link_token()
        async with w.http.post(f"{w.url}/sign-in", data={"token": token}, allow_redirects=False) as answer:
            cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-leadquiz=")
    for mark in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/"):
        assert mark in cookie


async def test_signing_out_ends_the_session_for_a_copied_cookie_too(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await w.sign_in()
        copied = {"Cookie": "; ".join(f"{cookie.key}={cookie.value}" for cookie in w.http.cookie_jar)}
        async with w.http.post(f"{w.url}/sign-out", data={"csrf": await csrf(w)}) as page:
            assert page.url.path == "/sign-in"
        async with (
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), headers=copied) as thief,
            thief.get(f"{w.url}/leads") as page,
        ):
            assert page.url.path == "/sign-in"


async def test_a_session_ends_by_itself_after_two_weeks(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await w.sign_in()
        w.time.advance(days=15)
        async with w.http.get(f"{w.url}/leads") as page:
            assert page.url.path == "/sign-in"


@pytest.mark.parametrize("form", [{}, {"csrf": "0" * 40}])
async def test_a_forged_form_changes_nothing(tmp_path: Path, form: dict[str, str]) -> None:
    async with world(tmp_path) as w:
        await w.sign_in()
        async with w.http.post(f"{w.url}/sign-out", data=form) as answer:
            assert answer.status == 403
        async with w.http.get(f"{w.url}/leads") as page:
            assert page.url.path == "/leads"


async def test_a_form_of_another_site_is_refused_even_with_the_right_token(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await w.sign_in()
        given = {"csrf": await csrf(w)}
        for origin in ("https://evil.example", "null"):
            async with w.http.post(f"{w.url}/sign-out", data=given, headers={"Origin": origin}) as answer:
                assert answer.status == 403
        token = await w.link_token()
        evil = {"Origin": "https://evil.example"}
        async with w.http.post(f"{w.url}/sign-in", data={"token": token}, headers=evil) as answer:
            assert answer.status == 403
