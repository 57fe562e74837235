"""Files both ways: what prospects upload (served to staff alone) and the pictures and documents of the scripts."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from aiohttp import BodyPartReader, web

from bot.channels.web.session import Upload, address_of, safe_name, sign_upload
from bot.web.auth import staff_only
from bot.web.chat import BUDGETS, session_of
from bot.web.parts import PARTS, WebParts
from bot.web.visitors import client_ip, is_loopback, origin_allowed

_REF = re.compile(r"[a-z2-7]{20}/[A-Za-z0-9_-]{22}\.[a-z0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that is taken. `kind` is what a script's `upload: kinds` names; `starts`: what its bytes begin
    with, one of them, after `skip` bytes; empty where the form has no mark."""

    kind: str
    mime: str
    starts: tuple[bytes, ...] = ()
    skip: int = 0


_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
FILE_KINDS: Mapping[str, FileKind] = {
    "jpg": FileKind("photo", "image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": FileKind("photo", "image/jpeg", (b"\xff\xd8\xff",)),
    "png": FileKind("photo", "image/png", (b"\x89PNG\r\n\x1a\n",)),
    "gif": FileKind("photo", "image/gif", (b"GIF8",)),
    "webp": FileKind("photo", "image/webp", (b"WEBP",), 8),
    "heic": FileKind("photo", "image/heic", (b"ftyp",), 4),
    "pdf": FileKind("file", "application/pdf", (b"%PDF",)),
    "docx": FileKind("file", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _ZIP),
    "xlsx": FileKind("file", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _ZIP),
    "pptx": FileKind("file", "application/vnd.openxmlformats-officedocument.presentationml.presentation", _ZIP),
    "odt": FileKind("file", "application/vnd.oasis.opendocument.text", _ZIP),
    "ods": FileKind("file", "application/vnd.oasis.opendocument.spreadsheet", _ZIP),
    "zip": FileKind("file", "application/zip", _ZIP),
    "doc": FileKind("file", "application/msword", _OLE),
    "xls": FileKind("file", "application/vnd.ms-excel", _OLE),
    "dwg": FileKind("file", "image/vnd.dwg", (b"AC10",)),
    "txt": FileKind("file", "text/plain; charset=utf-8"),
    "csv": FileKind("file", "text/csv; charset=utf-8"),
    "mp4": FileKind("video", "video/mp4", (b"ftyp",), 4),
    "mov": FileKind("video", "video/quicktime", (b"ftyp", b"moov", b"mdat", b"wide"), 4),
    "webm": FileKind("video", "video/webm", (b"\x1a\x45\xdf\xa3",)),
    "mp3": FileKind("audio", "audio/mpeg", (b"ID3", b"\xff\xfb", b"\xff\xf3")),
    "ogg": FileKind("voice", "audio/ogg", (b"OggS",)),
    "m4a": FileKind("audio", "audio/mp4", (b"ftyp",), 4),
}
_MEDIA = {**{end: one.mime for end, one in FILE_KINDS.items() if end != "csv"}, "svg": "image/svg+xml"}
_SEALED = "default-src 'none'; style-src 'unsafe-inline'; sandbox"  # what came from outside runs nothing


async def upload(request: web.Request) -> web.StreamResponse:
    """`POST /chat/upload`, multipart with one `file`: `{"upload": SIGNED, "kind", "name", "size"}` for a frame."""
    parts = request.app[PARTS]
    if not origin_allowed(request, parts):
        raise web.HTTPForbidden(reason="this site is not in LEADQUIZ_WEB_ORIGINS")
    token = session_of(request)
    if not token:
        return _refused(401, "session", "open the chat first")
    address = address_of(token)
    if wait := _wait(request, parts, address):
        response = _refused(429, "slow_down", "too many files, wait a little")
        response.headers["Retry-After"] = str(int(wait) + 1)
        return response
    if not request.content_type.startswith("multipart/"):
        return _refused(400, "bad_upload", "send multipart/form-data with a file")
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.name == "file":
            return await _store(part, parts, address)
    return _refused(400, "bad_upload", "the form has no file")


@staff_only
async def uploaded(request: web.Request) -> web.StreamResponse:
    """`GET /uploads/{ref}`: a prospect's file, for staff."""
    ref = request.match_info["ref"]
    path = request.app[PARTS].data_dir / "uploads" / ref
    if not _REF.fullmatch(ref) or not await asyncio.to_thread(path.is_file):
        raise web.HTTPNotFound
    known = FILE_KINDS.get(path.suffix[1:])
    shown = known is not None and known.kind == "photo"
    return web.FileResponse(
        path,
        headers={
            "Content-Type": known.mime if known else "application/octet-stream",
            "Content-Disposition": f'{"inline" if shown else "attachment"}; filename="{path.name}"',
            "Content-Security-Policy": _SEALED,
        },
    )


async def media(request: web.Request) -> web.StreamResponse:
    """`GET /media/{name}`: a picture or document that lies beside the scripts; never a script itself."""
    root = request.app[PARTS].media_dir.resolve()
    path = (root / request.match_info["name"]).resolve()
    mime = _MEDIA.get(path.suffix[1:].lower())
    if mime is None or not path.is_relative_to(root) or not await asyncio.to_thread(path.is_file):
        raise web.HTTPNotFound
    return web.FileResponse(
        path,
        headers={
            "Content-Type": mime,
            "Cache-Control": "public, max-age=3600",
            "Content-Security-Policy": _SEALED,
            "Cross-Origin-Resource-Policy": "cross-origin",
        },
    )


async def _store(part: BodyPartReader, parts: WebParts, address: str) -> web.Response:
    name = safe_name(part.filename or "")
    end = name.rpartition(".")[2].lower()
    known = FILE_KINDS.get(end)
    if known is None:
        return _refused(415, "kind", f"files of this kind are not taken; these are: {', '.join(FILE_KINDS)}")
    ref = f"{address}/{secrets.token_urlsafe(16)}.{end}"
    path = parts.data_dir / "uploads" / ref
    size = 0
    file = await asyncio.to_thread(_create, path)
    good = False
    try:
        while chunk := await part.read_chunk(256 * 1024):
            if not size and not _begins(chunk, known):
                return _refused(415, "kind", f"this is no .{end} file inside")
            size += len(chunk)
            if size > parts.limits.upload_bytes:
                return _refused(413, "too_big", f"a file has at most {parts.limits.upload_bytes // 1024 // 1024} MB")
            await asyncio.to_thread(file.write, chunk)
        if not size:
            return _refused(400, "bad_upload", "the file is empty")
        good = True
    finally:
        await asyncio.to_thread(file.close)
        if not good:
            await asyncio.to_thread(path.unlink)
    stored = Upload(f"uploads/{ref}", known.kind, name, size, address)
    signed = sign_upload(stored, parts.key)
    return web.json_response({"upload": signed, "kind": known.kind, "name": name, "size": size})


def _create(path: Path) -> IO[bytes]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("xb")


def _begins(chunk: bytes, known: FileKind) -> bool:
    return not known.starts or any(chunk[known.skip :].startswith(one) for one in known.starts)


def _wait(request: web.Request, parts: WebParts, address: str) -> float:
    limits, budgets = parts.limits, request.app[BUDGETS]
    wait = budgets.take(f"upload {address}", limits.uploads_rate, limits.uploads_burst)
    ip = client_ip(request, parts.trusted_proxies)
    if not is_loopback(ip):
        wait = max(wait, budgets.take(f"upload ip {ip}", limits.uploads_rate * 4, limits.uploads_burst * 4))
    return wait


def _refused(status: int, code: str, message: str) -> web.Response:
    return web.json_response({"error": {"code": code, "message": message}}, status=status)
