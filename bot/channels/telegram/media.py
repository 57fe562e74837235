"""Pictures and files: uploaded once, then sent again by the id that the platform gave them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from bot.channels.base import Piece

from .transport import RefusedError, Transport
from .wire import File, Sent

Files: TypeAlias = Callable[[str, str], Path | None]
"""`files(script, name)`: where the file that a script names lies; None when it is not there."""

_sent = msgspec.json.Decoder(Sent).decode
_Key: TypeAlias = tuple[str, str, int, int]


class _Place(msgspec.Struct):
    file_path: str = ""


_place = msgspec.json.Decoder(_Place).decode


class Media:
    """Remembers the ids of uploaded files until the process ends; a changed file is uploaded anew."""

    def __init__(self, transport: Transport, files: Files) -> None:
        self._transport = transport
        self._files = files
        self._ids: dict[_Key, str] = {}

    async def send(self, method: str, args: dict[str, Any], piece: Piece, part: str) -> msgspec.Raw:
        """Sends a file of a script. Raises CallError; RefusedError too where the file is not there."""
        path = self._files(piece.script, piece.name)
        if path is None or not path.is_file():
            raise RefusedError(400, f"the file {piece.name} is not beside the script {piece.script}")
        about = path.stat()
        key = (str(path), part, about.st_mtime_ns, about.st_size)
        if key in self._ids:
            return await self._transport.call(method, args | {part: self._ids[key]})
        content = await asyncio.to_thread(path.read_bytes)
        result = await self._transport.upload(method, args, part, path.name, content)
        try:
            file_id = _file_id(_sent(result), part)
        except msgspec.MsgspecError:
            return result  # it is sent; next time it is uploaded again
        if file_id:
            self._ids[key] = file_id
        return result

    async def fetch(self, ref: str) -> bytes:
        """What a prospect sent, by the `ref` of `Uploaded`; at most 20 MB. Raises CallError."""
        place = _place(await self._transport.call("getFile", {"file_id": ref}))
        return await self._transport.download(place.file_path)


def _file_id(sent: Sent, part: str) -> str:
    files: dict[str, File | None] = {
        "photo": sent.photo[-1] if sent.photo else None,
        "document": sent.document,
        "video": sent.video,
    }
    file = files[part]
    return file.file_id if file else ""
