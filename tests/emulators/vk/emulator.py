"""The emulated VK: `/method/NAME`, the long poll server, upload servers, and the Callback API's requests.

    async with VkEmulator() as vk:
        anna = vk.user(1, first_name="Анна")
        anna.start(ref="spring")
        await anna.sees("Какая у вас кухня?")
        anna.press("Угловая")

Point the program at `vk.url` with `vk.token` and `vk.community.id`. `vk.faults` holds the switches of misbehaviour.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import aiohttp
from aiohttp import web

from tests.emulators.clock import Bucket, Clock
from tests.emulators.faults import Fault, Faults

from . import schema, vkscript
from .callback import Callback
from .events import Events, LongPoll
from .groups import Groups, Uploads
from .messages import Messages
from .people import Group, User
from .refusals import Refused
from .world import CHATS_FROM, Chat, Community, Json, Message, World

PER_SECOND = 20
TOKEN = "vk1.a.not-a-real-token"


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a method. `inside` is true for the calls of an `execute`; `code` is the error it got, 0 for none."""

    method: str
    params: Json
    at: float
    inside: bool
    code: int = 0


class _BrokenError(Exception):
    """The connection is to be cut, or a page of a proxy shown (`status`)."""

    def __init__(self, status: int = 0) -> None:
        self.status = status


class VkEmulator:
    """One community with its token. Start it with `async with`."""

    def __init__(
        self, *, group_id: int = 123456, clock: Clock | None = None, token: str = TOKEN, port: int = 0
    ) -> None:
        self.clock = clock or Clock()
        self.token = token
        self.faults: Faults[tuple[Json, str]] = Faults()
        self.community = Community(group_id)
        self.world = World(self.community)
        self.calls: list[Call] = []
        self.url = ""
        self.events = Events(self)
        self.longpoll = LongPoll(self)
        self.callback = Callback(self)
        self.http: aiohttp.ClientSession
        self._port = port
        self._users: dict[int, User] = {}
        self._groups: dict[int, Group] = {}
        self._bucket = Bucket(self.clock, PER_SECOND, PER_SECOND)
        self._running: set[asyncio.Task[None]] = set()
        self._uploads = Uploads(self)
        self._methods = _methods(self, self._uploads)

    # For tests --------------------------------------------------------------------------------------------------------

    def user(self, user_id: int, first_name: str = "", last_name: str = "", **about: Any) -> User:
        """The person with this id; made at the first call."""
        if user_id not in self._users:
            names = {"first_name": first_name or "Анна", "last_name": last_name or "Петрова"}
            usual = {"id": user_id, "screen_name": f"id{user_id}", "is_closed": False, "can_access_closed": True}
            self._users[user_id] = User(self, usual | names | about)
        return self._users[user_id]

    def group(self, *members: User, title: str = "Менеджеры", chat_id: int = 1) -> Group:
        """A chat of several persons; its peer id is 2000000000 + chat_id."""
        peer = CHATS_FROM + chat_id
        if peer not in self._groups:
            self.world.chats[peer] = Chat(peer, title, right="allowed")
            self._groups[peer] = Group(self, self.world.chats[peer])
        for member in members:
            self._groups[peer].add(member)
        return self._groups[peer]

    def admin_reply(self, user: User, text: str, admin: int = 77) -> Message:
        """A human answers from the community's own pages."""
        message = self.world.message(user.chat, -self.community.id, self.clock.now(), text=text, admin=admin)
        self.events.emit("message_reply", message.json(), f"peer {user.id}")
        return message

    async def until(self, predicate: Callable[[], object], seconds: float = 10, what: str = "") -> None:
        """Waits until the predicate holds; fails the test after `seconds`."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not predicate():
            if loop.time() > end:
                raise AssertionError(f"not within {seconds:g} s: {what or predicate}; talks: {self._talks()}")
            await asyncio.sleep(0.005)

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def busiest_second(self) -> int:
        """The most requests (an `execute` is one) that came within any second."""
        times = [call.at for call in self.calls if not call.inside]
        return max((sum(at <= other < at + 1 for other in times) for at in times), default=0)

    # Life -------------------------------------------------------------------------------------------------------------

    async def __aenter__(self) -> VkEmulator:
        self.http = aiohttp.ClientSession()
        self._tasks = asyncio.TaskGroup()
        await self._tasks.__aenter__()
        app = web.Application(client_max_size=60 * 2**20)
        app.router.add_route("*", "/method/{name}", self._method)
        app.router.add_get("/longpoll", self._longpoll)
        app.router.add_post("/upload/{kind}", self._upload)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.faults.clear()
        for task in self._running:
            task.cancel()
        await self._runner.cleanup()
        await self.http.close()
        await self._tasks.__aexit__(None, None, None)  # so that a test's own failure is shown as it is

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Something that the platform does by itself, until the emulator stops."""
        task = self._tasks.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    # Requests ---------------------------------------------------------------------------------------------------------

    async def _method(self, request: web.Request) -> web.StreamResponse:
        params: Json = dict(request.query)
        if request.method == "POST":
            params |= {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
        bearer = request.headers.get("Authorization", "")
        if bearer.startswith("Bearer "):
            params.setdefault("access_token", bearer.removeprefix("Bearer "))
        name = request.match_info["name"]
        cut = False
        try:
            self._admit(name, params)
            if name == "execute":
                answer, cut = await self._execute(params)
            else:
                result, cut = await self._call(name, params, inside=False)
                answer = {"response": result}
        except Refused as refusal:
            answer = {"error": refusal.json(params)}
        except _BrokenError as broken:
            return self._break(request, broken.status)
        return self._break(request, 0) if cut else web.json_response(answer)

    def _admit(self, name: str, params: Json) -> None:
        """Token, version and rate, before anything else."""
        code, detail = 0, ""
        if params.get("access_token") != self.token:
            code = 5
        elif "v" not in params:
            code, detail = 8, "v (version) is required"
        elif self._bucket.take():
            code = 6
        if code:
            self.calls.append(Call(name, params, self.clock.now(), inside=False, code=code))
            raise Refused(code, detail)

    async def _execute(self, params: Json) -> tuple[Json, bool]:
        at, code = self.clock.now(), 0
        try:
            if faults := self._faults_of("execute", params):
                raise Refused(100, faults[0])
            cut = await self._suffer(self.faults.take("execute"))
            calls = vkscript.calls(params["code"])
        except Refused as refusal:
            code = refusal.code
            raise
        finally:
            self.calls.append(Call("execute", params, at, inside=False, code=code))
        results: list[Any] = []
        errors: list[Json] = []
        for method, arguments in calls:
            try:
                result, cut_now = await self._call(method, arguments, inside=True)
                cut = cut or cut_now
            except Refused as refusal:
                result = False
                errors.append({"method": method, "error_code": refusal.code, "error_msg": refusal.text})
            results.append(result)
        return {"response": results} | ({"execute_errors": errors} if errors else {}), cut

    async def _call(self, name: str, params: Json, *, inside: bool) -> tuple[Any, bool]:
        """The result, and whether the connection is to be cut now that the work is done."""
        code = 0
        try:
            if name not in self._methods:
                raise Refused(3)
            cut = await self._suffer(self.faults.take(name, _peer(params)))
            self._may(name)
            if faults := self._faults_of(name, params):
                raise Refused(100, faults[0])
            return self._methods[name](params), cut
        except Refused as refusal:
            code = refusal.code
            raise
        finally:
            self.calls.append(Call(name, params, self.clock.now(), inside, code))

    async def _suffer(self, fault: Fault | None) -> bool:
        """True when the connection is to be cut after the work. Raises Refused, _BrokenError."""
        match fault.kind if fault else "":
            case "throttle":
                raise Refused(6)
            case "fail":
                assert fault
                raise Refused(fault.code, text=fault.text)
            case "html":
                assert fault
                raise _BrokenError(fault.code)
            case "hang":
                await self.faults.hung()
                raise _BrokenError
            case "drop":
                raise _BrokenError
        return bool(fault)

    def _faults_of(self, name: str, params: Json) -> list[str]:
        given = {key: value for key, value in params.items() if key != "access_token"}
        faults = schema.BUILT_IN.method(name, given)
        official = schema.official()
        return faults or (official.method(name, given) if official else [])

    def _may(self, name: str) -> None:
        """The rights of the token."""
        section, _, verb = name.partition(".")
        needed = section if section in ("messages", "photos", "docs") else ""
        if section == "groups" and verb not in ("getById", "getTokenPermissions", "getLongPollServer", "getSettings"):
            needed = "manage"
        if needed and needed not in self.community.rights:
            raise Refused(15, "no access to call this method. It cannot be called with current scopes.")
        if section == "messages" and not self.community.messages:
            raise Refused(15, "group messages are disabled")

    async def _longpoll(self, request: web.Request) -> web.StreamResponse:
        if request.query.get("act") != "a_check":
            return web.json_response({"failed": 4, "min_version": 0, "max_version": 3})
        try:
            await self._suffer(self.faults.take("a_check"))
        except _BrokenError as broken:
            return self._break(request, broken.status)
        return web.json_response(await self.longpoll.check(dict(request.query)))

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        kind = request.match_info["kind"]
        try:
            await self._suffer(self.faults.take(f"upload/{kind}"))
        except _BrokenError as broken:
            return self._break(request, broken.status)
        parts = {
            name: (part.filename, part.file.read())
            for name, part in (await request.post()).items()
            if isinstance(part, web.FileField)
        }
        return web.json_response(self._uploads.take(kind, parts))

    def _break(self, request: web.Request, status: int) -> web.StreamResponse:
        if status:
            return web.Response(status=status, text="<html><h1>Bad Gateway</h1></html>", content_type="text/html")
        if request.transport:
            request.transport.abort()
        return web.Response()

    def _talks(self) -> str:
        return json.dumps(
            {user.id: [repr(m) for m in user.talk[-4:]] for user in self._users.values()}, ensure_ascii=False
        )


def _methods(emulator: VkEmulator, uploads: Uploads) -> dict[str, Callable[[Json], Any]]:
    messages, groups = Messages(emulator), Groups(emulator)
    return {
        "messages.send": messages.send,
        "messages.edit": messages.edit,
        "messages.sendMessageEventAnswer": messages.answer,
        "messages.getHistory": messages.history,
        "messages.getConversations": messages.conversations,
        "messages.getConversationsById": messages.conversations_by_id,
        "messages.getConversationMembers": messages.members,
        "users.get": messages.users,
        "groups.getById": groups.by_id,
        "groups.getSettings": groups.settings,
        "groups.getTokenPermissions": groups.permissions,
        "groups.getLongPollServer": groups.longpoll_server,
        "groups.getLongPollSettings": groups.longpoll_settings,
        "groups.setLongPollSettings": groups.set_longpoll_settings,
        "groups.getCallbackConfirmationCode": groups.confirmation_code,
        "groups.getCallbackServers": groups.callback_servers,
        "groups.addCallbackServer": groups.add_callback_server,
        "groups.editCallbackServer": groups.edit_callback_server,
        "groups.deleteCallbackServer": groups.delete_callback_server,
        "groups.getCallbackSettings": groups.callback_settings,
        "groups.setCallbackSettings": groups.set_callback_settings,
        "photos.getMessagesUploadServer": uploads.photo_server,
        "photos.saveMessagesPhoto": uploads.save_photo,
        "docs.getMessagesUploadServer": uploads.doc_server,
        "docs.save": uploads.save_doc,
    }


def _peer(params: Json) -> str:
    return str(params.get("peer_id") or params.get("user_id") or params.get("peer_ids") or "")
