"""The methods of `groups.*`, and the uploads of `photos.*` and `docs.*`."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING

from .callback import ticks
from .refusals import Refused, bad_parameter
from .world import ALL_EVENTS, RIGHTS, Json, new_key

if TYPE_CHECKING:
    from .emulator import VkEmulator


class Groups:
    """Each method takes the call's parameters."""

    def __init__(self, emulator: VkEmulator) -> None:
        self._emulator = emulator
        self._community = emulator.community

    def by_id(self, params: Json) -> Json:
        wanted = str(params.get("group_ids") or params.get("group_id") or self._community.id)
        body: Json = {
            "id": self._community.id,
            "name": self._community.name,
            "screen_name": self._community.screen_name,
            "is_closed": 0,
            "type": "group",
        }
        if "can_message" in str(params.get("fields", "")):
            body["can_message"] = int(self._community.messages)
        known = (str(self._community.id), self._community.screen_name)
        return {"groups": [body for group in wanted.split(",") if group in known], "profiles": []}

    def settings(self, params: Json) -> Json:
        """groups.getSettings is for users' tokens only."""
        raise Refused(27)

    def permissions(self, params: Json) -> Json:
        settings = [{"name": name, "setting": RIGHTS[name]} for name in sorted(self._community.rights)]
        return {"mask": sum(RIGHTS[name] for name in self._community.rights), "permissions": settings}

    def longpoll_server(self, params: Json) -> Json:
        self._mine(params)
        if not self._community.longpoll:
            raise Refused(15, "longpoll for this group is not enabled")
        return self._emulator.longpoll.server()

    def longpoll_settings(self, params: Json) -> Json:
        self._mine(params)
        events = {kind: int(kind in self._community.longpoll_events) for kind in ALL_EVENTS}
        return {
            "is_enabled": self._community.longpoll,
            "api_version": self._community.longpoll_version,
            "events": events,
        }

    def set_longpoll_settings(self, params: Json) -> int:
        self._mine(params)
        if "enabled" in params:
            self._community.longpoll = str(params["enabled"]) in ("1", "true")
        self._community.longpoll_version = str(params.get("api_version", self._community.longpoll_version))
        chosen = {key: value for key, value in params.items() if key in ALL_EVENTS}
        self._community.longpoll_events = ticks(self._community.longpoll_events, chosen)
        return 1

    def confirmation_code(self, params: Json) -> Json:
        self._mine(params)
        return {"code": self._emulator.callback.code}

    def callback_servers(self, params: Json) -> Json:
        self._mine(params)
        items = [server.json() for server in self._emulator.callback.servers.values()]
        return {"count": len(items), "items": items}

    def add_callback_server(self, params: Json) -> Json:
        self._mine(params)
        secret = str(params.get("secret_key", ""))
        return {"server_id": self._emulator.callback.add_server(params["url"], params["title"], secret).id}

    def edit_callback_server(self, params: Json) -> int:
        self._mine(params)
        secret = str(params.get("secret_key", ""))
        self._emulator.callback.edit_server(int(params["server_id"]), params["url"], params["title"], secret)
        return 1

    def delete_callback_server(self, params: Json) -> int:
        self._mine(params)
        self._emulator.callback.delete_server(int(params["server_id"]))
        return 1

    def callback_settings(self, params: Json) -> Json:
        self._mine(params)
        server = self._emulator.callback.server(int(params.get("server_id", 0)))
        return {"api_version": server.version, "events": {kind: int(kind in server.ticked) for kind in ALL_EVENTS}}

    def set_callback_settings(self, params: Json) -> int:
        self._mine(params)
        server = self._emulator.callback.server(int(params.get("server_id", 0)))
        server.version = str(params.get("api_version", server.version))
        server.ticked = ticks(server.ticked, {key: value for key, value in params.items() if key in ALL_EVENTS})
        return 1

    def _mine(self, params: Json) -> None:
        if int(params["group_id"]) != self._community.id:
            raise Refused(15, "group auth failed")


class Uploads:
    """Upload addresses, what was posted to them, and the photos and documents made of it."""

    def __init__(self, emulator: VkEmulator) -> None:
        self._emulator = emulator
        self._world = emulator.world

    def photo_server(self, params: Json) -> Json:
        return {"upload_url": f"{self._emulator.url}/upload/photo?k={new_key()}", "album_id": -64, "group_id": 0}

    def doc_server(self, params: Json) -> Json:
        return {"upload_url": f"{self._emulator.url}/upload/doc?k={new_key()}"}

    def take(self, kind: str, parts: dict[str, tuple[str, bytes]]) -> Json:
        """One multipart request: field name -> (file name, content)."""
        wanted = ("photo", "file0", "file1") if kind == "photo" else ("file",)
        found = next((parts[name] for name in wanted if name in parts), None)
        if not found:
            return {"error": "ERR_UPLOAD_NO_FILE: no file found", "bwact": kind}
        ticket = json.dumps([{"ticket": new_key(), "name": found[0]}]) if kind == "photo" else f"{new_key()}|{found[0]}"
        self._world.uploads[ticket] = found[1]
        return {"server": 851320, "photo": ticket, "hash": "d5e4"} if kind == "photo" else {"file": ticket}

    def save_photo(self, params: Json) -> list[Json]:
        content = self._world.uploads.pop(str(params["photo"]), None)
        if content is None or params.get("hash") != "d5e4":
            raise bad_parameter("photo is invalid")
        width, height = _size(content)
        body = self._body() | {
            "album_id": -64,
            "sizes": [{"type": "w", "url": "https://vk.example.com/w.jpg", "width": width, "height": height}],
            "text": "",
        }
        self._world.keep("photo", body)
        return [body]

    def save_doc(self, params: Json) -> Json:
        content = self._world.uploads.pop(str(params["file"]), None)
        if content is None:
            raise bad_parameter("file is invalid")
        name = str(params["file"]).partition("|")[2]
        body = self._body() | {
            "title": params.get("title") or name,
            "size": len(content),
            "ext": name.rpartition(".")[2],
            "type": 1,
            "url": "https://vk.example.com/doc",
        }
        self._world.keep("doc", body)
        return {"type": "doc", "doc": body}

    def _body(self) -> Json:
        number = self._world.next_file()
        owner, date = -self._emulator.community.id, int(self._emulator.clock.now())
        return {"id": number, "owner_id": owner, "date": date, "access_key": new_key()[:18]}


def _size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG; 604 by 403 for anything else."""
    if content[:8] == b"\x89PNG\r\n\x1a\n":
        width, height = struct.unpack(">II", content[16:24])
        return int(width), int(height)
    return 604, 403
