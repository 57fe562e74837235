"""Uploads of prospects, and the scripts' pictures."""

from __future__ import annotations

import json
from pathlib import Path

import aiohttp
import pytest

from bot.channels.web.session import address_of, new_token
from bot.web.chat import HEADER
from bot.web.parts import Limits
from dialogs.inputs import Uploaded
from tests.bot.web.world import World, world

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100


async def upload(w: World, token: str, content: bytes, name: str = "plan.png", status: int = 200) -> dict[str, object]:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("file", content, filename=name)
    headers = {HEADER: token} if token else {}
    async with w.http.post(f"{w.url}/chat/upload", data=form, headers=headers) as answer:
        assert answer.status == status, await answer.text()
        body: dict[str, object] = await answer.json()
        return body


async def test_a_file_is_stored_and_a_frame_hands_it_in(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        token = new_token()
        stored = await upload(w, token, PNG, "план кухни.png")
        assert (stored["kind"], stored["name"], stored["size"]) == ("photo", "план кухни.png", len(PNG))
        frame = {"id": "u1", "upload": stored["upload"]}
        async with w.http.post(f"{w.url}/chat/send", json=frame, headers={HEADER: token}) as answer:
            assert await answer.json() == {"ok": "u1"}
        given = w.door.heard[-1].input
        assert isinstance(given, Uploaded)
        assert (given.kind, given.name, given.size) == ("photo", "план кухни.png", len(PNG))
        assert given.ref.startswith(f"uploads/{address_of(token)}/")
        assert (tmp_path / given.ref).read_bytes() == PNG


async def test_only_staff_see_an_upload_and_nothing_in_it_can_run(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await upload(w, new_token(), PNG)
        (path,) = (tmp_path / "uploads").rglob("*.png")
        url = f"{w.url}/{path.relative_to(tmp_path)}"
        async with w.http.get(url) as answer:
            assert answer.url.path == "/sign-in"
        await w.sign_in()
        async with w.http.get(url) as answer:
            assert await answer.read() == PNG
            assert "sandbox" in answer.headers["Content-Security-Policy"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cache-Control"] == "no-store"


async def test_a_document_is_a_download_and_never_a_page(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await upload(w, new_token(), b"<script>alert(1)</script>", "notes.txt")
        (path,) = (tmp_path / "uploads").rglob("*.txt")
        await w.sign_in()
        async with w.http.get(f"{w.url}/{path.relative_to(tmp_path)}") as answer:
            assert answer.headers["Content-Disposition"].startswith("attachment")
            assert answer.content_type == "text/plain"


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("page.html", b"<html>", 415, "kind"),
        ("virus.exe", b"MZ", 415, "kind"),
        ("noend", b"x", 415, "kind"),
        ("photo.png", b"<svg onload=alert(1)>", 415, "kind"),
        ("plan.pdf", b"", 400, "bad_upload"),
        ("big.png", PNG + b"0" * 2000, 413, "too_big"),
    ],
)
async def test_other_kinds_disguised_empty_and_too_big_files_are_refused_and_not_kept(
    tmp_path: Path, name: str, content: bytes, status: int, code: str
) -> None:
    async with world(tmp_path, limits=Limits(upload_bytes=1000)) as w:
        body = await upload(w, new_token(), content, name, status)
        assert json.loads(json.dumps(body))["error"]["code"] == code
        assert [path for path in (tmp_path / "uploads").rglob("*") if path.is_file()] == []


async def test_without_a_talk_nothing_is_taken(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await upload(w, "", PNG, status=401)


async def test_too_many_files_are_put_off(tmp_path: Path) -> None:
    async with world(tmp_path, limits=Limits(uploads_burst=2)) as w:
        token = new_token()
        await upload(w, token, PNG)
        await upload(w, token, PNG)
        await upload(w, token, PNG, status=429)


async def test_another_site_cannot_upload(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        headers = {HEADER: new_token(), "Origin": "https://evil.example"}
        async with w.http.post(f"{w.url}/chat/upload", data="x", headers=headers) as answer:
            assert answer.status == 403


async def test_pictures_beside_the_scripts_are_served_and_scripts_are_not(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        media = w.parts.media_dir
        (media / "кухня.png").write_bytes(PNG)
        (media / "kitchen.yaml").write_text("id: kitchen", "utf-8")
        (media / "catalogue.csv").write_text("id", "utf-8")
        (tmp_path / "outside.png").write_bytes(PNG)
        async with w.http.get(f"{w.url}/media/кухня.png") as answer:
            assert answer.status == 200
            assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        for name in ("kitchen.yaml", "catalogue.csv", "..%2foutside.png", "missing.png", "%2e%2e/outside.png"):
            async with w.http.get(f"{w.url}/media/{name}") as answer:
                assert answer.status == 404, name
