"""Pictures and files of letters become attachments: uploaded once, remembered by content."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.channels.base import Piece

from .client import CallError, RefusedError
from .library import Library
from .render import ABILITIES, Call, with_photos

log = logging.getLogger("bot.channels.vk")

Files = Callable[[str, str], Path | None]
"""`files(script, name)`: the file beside the script, None where there is none."""

_MOST_BYTES = int(ABILITIES.upload_mb * 2**20)
_LATER = (1, 6, 9, 10, 14, 29)


@dataclass(frozen=True, slots=True)
class Attached:
    """What a piece became: `name` for the field `attachment`, `size` of a picture in pixels."""

    name: str
    width: int = 0
    height: int = 0

    @property
    def photo_id(self) -> str:
        """`-1_2`, as a carousel wants it."""
        return "_".join(self.name.removeprefix("photo").split("_")[:2])

    @property
    def fits_card(self) -> bool:
        return bool(self.height) and abs(self.width / self.height - 13 / 8) < 0.01


class Media:
    """Uploads by the library; one upload per content and kind, however many people get it."""

    def __init__(self, library: Library, files: Files) -> None:
        self._library = library
        self._files = files
        self._known: dict[str, Attached] = {}

    async def fill(self, call: Call, peer_id: int) -> tuple[Call, str]:
        """The call with its attachments in place, and in words what could not be attached.

        Raises CallError where it is worth coming back.
        """
        if call.photos:
            photos = [await self._attached(piece, peer_id) for piece in call.photos]
            if all(photo and photo.fits_card for photo in photos):
                photo_ids = [photo.photo_id for photo in photos if photo]
                template = with_photos(str(call.args["template"]), photo_ids)
                return replace(call, args={**call.args, "template": template}, photos=()), ""
            assert call.instead
            filled, words = await self.fill(call.instead, peer_id)
            return filled, "; ".join(filter(None, (words, "cards as a carousel: pictures are not 13 to 8")))
        if not call.pieces:
            return call, ""
        names, lines, lost = await self._attach(call.pieces, peer_id)
        text = "\n".join(filter(None, (str(call.args["message"]), *lines)))[: ABILITIES.text]
        args: dict[str, Any] = {**call.args, "message": text}
        if names:
            args["attachment"] = ",".join(names)
        return replace(call, args=args, pieces=()), "; ".join(lost)

    def forget(self) -> None:
        """What was remembered is no longer to be had: upload anew."""
        self._known.clear()

    async def _attach(self, pieces: Sequence[Piece], peer_id: int) -> tuple[list[str], list[str], list[str]]:
        names: list[str] = []
        lines: list[str] = []
        lost: list[str] = []
        for piece in pieces:
            if found := await self._attached(piece, peer_id):
                names.append(found.name)
            elif piece.name.startswith(("https://", "http://")):
                lines.append(piece.name)
                lost.append(f"{piece.kind} {piece.name}: sent as a link")
            else:
                lost.append(f"{piece.kind} {piece.name}: it could not be attached")
        return names, lines, lost

    async def _attached(self, piece: Piece, peer_id: int) -> Attached | None:
        """None where it never will be. Raises CallError where it is worth coming back."""
        linked = piece.name.startswith(("https://", "http://"))
        if linked and piece.kind == "video":
            return None  # a community's token cannot upload videos by address
        try:
            content = await self._content(piece, linked)
            if content is None:
                return None
            key = f"{piece.kind}:{hashlib.sha256(content).hexdigest()}"
            if key not in self._known:
                self._known[key] = await self._upload(piece, content, peer_id)
            return self._known[key]
        except RefusedError as error:
            if error.code in _LATER:
                raise
            log.warning("the %s %s cannot be attached: %s", piece.kind, piece.name, error)
        except CallError as error:
            if not linked:
                raise
            log.warning("the %s %s cannot be fetched: %s", piece.kind, piece.name, error)
        return None

    async def _content(self, piece: Piece, linked: bool) -> bytes | None:
        if linked:
            return await self._library.fetch(piece.name, _MOST_BYTES)
        path = self._files(piece.script, piece.name)
        if path is None or path.stat().st_size > _MOST_BYTES:
            log.warning("the file %s of script %s is missing or larger than VK takes", piece.name, piece.script)
            return None
        return path.read_bytes()

    async def _upload(self, piece: Piece, content: bytes, peer_id: int) -> Attached:
        name = Path(piece.name.partition("?")[0]).name or "file"
        if piece.kind == "image":
            body = await self._library.photo(name, content)
            sizes = body.get("sizes") or [{}]
            largest = max(sizes, key=lambda size: size.get("width", 0))
            return Attached(_attachment("photo", body), largest.get("width", 0), largest.get("height", 0))
        return Attached(_attachment("doc", await self._library.document(name, content, peer_id)))


def _attachment(kind: str, body: dict[str, Any]) -> str:
    access = f"_{body['access_key']}" if body.get("access_key") else ""
    return f"{kind}{body['owner_id']}_{body['id']}{access}"
