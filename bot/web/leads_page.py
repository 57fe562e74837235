"""The leads page and a lead's own page, for staff."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from multidict import MultiDict

from bot.web.auth import SUBJECT, TOKEN, csrf_of, staff_only
from bot.web.filters import TEMPERATURES, QueryError, cursor_of_query, filters_of
from bot.web.lead_json import moment
from bot.web.pages import page, redirect, words_of
from bot.web.parts import PARTS, WebParts
from bot.web.story import story_of, upload_link
from bot.web.words import Words
from dialogs.leads import STATUSES, Contact
from storage.errors import BadCursor
from storage.leads import cursor_of
from storage.records import LeadRow

_LEAD_ID = re.compile(r"[1-9]\d{0,17}")
_PAGE = 50
_STORY = 500  # entries of a lead's own page at most
_COLOURS = 6  # of the round marks with initials, in leads.css


async def front(request: web.Request) -> web.StreamResponse:
    """`GET /`: staff come here by hand."""
    return redirect("/leads")


@staff_only
async def leads_page(request: web.Request) -> web.StreamResponse:
    """`GET /leads`, newest first. With `fragment=1` only the list, which the page asks for every two seconds; 304
    where nothing changed."""
    parts = request.app[PARTS]
    chosen = MultiDict((name, value) for name, value in request.query.items() if value)  # a form sends empty ones too
    try:
        filters, cursor = filters_of(chosen), cursor_of_query(chosen)
        async with parts.database.reading() as tx:
            rows = await tx.leads.page(filters, cursor, _PAGE + 1)
    except (QueryError, BadCursor) as error:
        raise web.HTTPBadRequest(reason=str(error)) from None
    more, rows = len(rows) > _PAGE, rows[:_PAGE]
    words = words_of(request)
    query = [(name, value) for name, value in chosen.items() if name not in ("fragment", "cursor")]
    shared: dict[str, Any] = {
        "leads": [Shown(row, words) for row in rows],
        "filtered": any((filters.status, filters.temperature, filters.script, filters.channel, filters.since)),
        "older": f"/leads?{urlencode([*query, ('cursor', cursor_of(rows[-1]))])}" if more else "",
        "newest": f"/leads?{urlencode(query)}" if cursor else "",
    }
    if request.query.get("fragment") == "1":
        response = page(request, "lead_list.html", shared)
        response.etag = f"{zlib.crc32(bytes(response.body)):x}"  # type: ignore[arg-type]
        if request.headers.get("If-None-Match") == response.headers["ETag"]:
            return web.Response(status=304)
        response.enable_compression()
        return response
    fragment = f"/leads?{urlencode([*query, *([('cursor', cursor)] if cursor else []), ('fragment', '1')])}"
    return page(
        request,
        "leads.html",
        {
            **shared,
            "filters": filters,
            "statuses": list(STATUSES),
            "temperatures": TEMPERATURES,
            "scripts": parts.scripts(),
            "channels": [parts.chat.name, *(name for name in parts.channels if name != parts.chat.name)],
            "fragment": fragment,
            **_signed_in(request, parts),
        },
    )


@staff_only
async def lead_page(request: web.Request) -> web.StreamResponse:
    """`GET /leads/{id}`: everything that is known of a lead, and its story from the first word."""
    parts = request.app[PARTS]
    text = request.match_info["id"]
    if not _LEAD_ID.fullmatch(text):
        raise web.HTTPNotFound
    async with parts.database.reading() as tx:
        row = await tx.leads.get(int(text))
        if row is None or not row.is_lead:
            raise web.HTTPNotFound
        changes = await tx.leads.changes(row.id)
        heard = await tx.history.of_conversation(row.conversation_id, limit=_STORY) if row.conversation_id else []
        letters = await tx.outbox.of_conversation(row.conversation_id) if row.conversation_id else []
    words = words_of(request)
    story = story_of(row, changes, heard, letters[-_STORY:], words)
    return page(request, "lead.html", {"lead": Shown(row, words), "story": story, **_signed_in(request, parts)})


class Shown:
    """A lead as the templates show it."""

    def __init__(self, row: LeadRow, words: Words) -> None:
        self.row = row
        self._words = words

    @property
    def name(self) -> str:
        return self.row.name or self._words("no_name")

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in (self.row.name or "?").split()[:2]).upper()

    @property
    def colour(self) -> int:
        return self.row.id % _COLOURS

    @property
    def created(self) -> str:
        return moment(self.row.created_at or self.row.started_at) or ""

    @property
    def score(self) -> str:
        return points(self.row.score)

    @property
    def reasons(self) -> list[tuple[str, str]]:
        return [(reason.text or reason.step, signed(reason.points)) for reason in self.row.reasons]

    @property
    def contacts(self) -> list[tuple[str, str, str, str]]:
        """(kind, as people read it, link, verification)."""
        found = [(c.kind, pretty(c), link(c), c.verification) for c in self.row.contacts]
        known = {c.value for c in self.row.contacts}
        profiles = [Contact("profile", one) for one in self.row.profiles if one not in known]
        return found + [(c.kind, pretty(c), link(c), "none") for c in profiles]

    @property
    def answers(self) -> list[tuple[str, str, str]]:
        """(step, text, link)."""
        given = sorted(self.row.answers.items(), key=lambda item: item[1].at)
        return [(step, answer.text, upload_link(str(answer.value))) for step, answer in given]

    @property
    def call_time(self) -> str:
        """As the prospect chose it, in the script's time zone."""
        return (self.row.call_time or "").replace("T", " ")

    @property
    def source(self) -> str:
        source = self.row.source
        parts = [source.source, source.campaign, source.ref]
        told = " · ".join(dict.fromkeys(part for part in parts if part))
        return told or self._words(f"source.{source.kind}", source.kind)

    @property
    def reward_until(self) -> str:
        return moment(self.row.reward.valid_until) or ""

    @property
    def has_reward(self) -> bool:
        return self.row.reward.discount is not None or self.row.reward.code is not None

    @property
    def version(self) -> str:
        """Changes whenever anything that the list shows changed."""
        return f"{zlib.crc32(repr(self.row).encode()):x}"


def points(score: float) -> str:
    return str(int(score)) if float(score).is_integer() else f"{score:.1f}"


def signed(score: float) -> str:
    return ("+" if score > 0 else "−" if score < 0 else "") + points(abs(score))


def pretty(contact: Contact) -> str:
    """A Russian number in its usual groups, any other contact as it is (a profile without https)."""
    value = contact.value
    if contact.kind == "phone" and re.fullmatch(r"\+7\d{10}", value):
        return f"+7 {value[2:5]} {value[5:8]}-{value[8:10]}-{value[10:]}"
    return re.sub(r"^https?://", "", value) if contact.kind == "profile" else value


def link(contact: Contact) -> str:
    """Where a press on the contact leads; "" where nowhere is safe."""
    if contact.kind == "phone":
        return f"tel:{contact.value}"
    if contact.kind == "email":
        return f"mailto:{contact.value}"
    return contact.value if re.match(r"https?://", contact.value) else ""


def _signed_in(request: web.Request, parts: WebParts) -> Mapping[str, str]:
    return {"csrf": csrf_of(request[TOKEN], parts), "who": request[SUBJECT]}
