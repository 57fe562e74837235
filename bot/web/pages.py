"""Pages out of templates: the words of the visitor's language, static files with their digest in the address."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.web.words import Words, words_for

_HERE = Path(__file__).resolve().parent
STATIC = _HERE / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def page(request: web.Request, template: str, values: dict[str, Any], *, status: int = 200) -> web.Response:
    """A page in the visitor's language; `w` in the template gives the words."""
    words = words_of(request)
    text = _environment().get_template(template).render(w=words, lang=words.language, static=static_url, **values)
    return web.Response(text=text, content_type="text/html", charset="utf-8", status=status)


def redirect(path: str) -> web.Response:
    """Go and GET this page."""
    return web.Response(status=303, headers={"Location": path})


def words_of(request: web.Request) -> Words:
    """The words of the language that the visitor chose in the address (`lang`), else the browser's."""
    wanted = [request.query.get("lang", "")]
    wanted += [part.split(";")[0].strip() for part in request.headers.get("Accept-Language", "").split(",")]
    return words_for(wanted)


def static_url(name: str) -> str:
    """The address of a static file, with its digest: it may be kept for a year."""
    return f"/static/{name}?v={_digest(name)}"


async def static(request: web.Request) -> web.StreamResponse:
    """`GET /static/{name}`."""
    path = STATIC / request.match_info["name"]
    if path.parent != STATIC or path.suffix not in _TYPES or not path.is_file():
        raise web.HTTPNotFound
    fresh = request.query.get("v") == _digest(path.name)
    kept = "public, max-age=31536000, immutable" if fresh else "public, max-age=60"
    return _file(path, kept)


async def widget(request: web.Request) -> web.StreamResponse:
    """`GET /widget.js`, which other sites embed."""
    response = _file(STATIC / "widget.js", "public, max-age=300")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


@cache
def _text(path: Path) -> bytes:
    return path.read_bytes()


def _file(path: Path, kept: str) -> web.Response:
    return web.Response(body=_text(path), headers={"Content-Type": _TYPES[path.suffix], "Cache-Control": kept})


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
