"""`GET /chat?script=&ref=`: the page of the web chat, alone or inside the widget's frame."""

from __future__ import annotations

import msgspec
from aiohttp import web

from bot.channels.web.session import new_token
from bot.web.chat import hello_of, keep_session, session_of
from bot.web.pages import page
from bot.web.parts import PARTS
from bot.web.words import words_for


async def chat_page(request: web.Request) -> web.StreamResponse:
    """The page; a first visit gets its session here."""
    parts = request.app[PARTS]
    titles = {script.id: script for script in parts.scripts()}
    script = titles.get(request.query.get("script", "")) or next(iter(titles.values()), None)
    told = hello_of(request, 0)
    words = words_for([request.query.get("language", ""), told.language, script.language if script else ""])
    config = {
        "hello": {"script": told.script, "ref": told.ref, "utm": told.utm, "language": told.language},
        "words": words.chat(),
        "embedded": request.query.get("embedded") == "1",
        "known": bool(session_of(request)),
        "maxBytes": parts.limits.upload_bytes,
    }
    response = page(
        request,
        "chat.html",
        {
            "config": msgspec.json.encode(config).decode(),
            "title": script.title if script else words("chat"),
            "embedded": config["embedded"],
            "c": words,
        },
    )
    if not session_of(request):
        keep_session(response, new_token(), parts)
    return response
