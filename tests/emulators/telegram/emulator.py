"""The emulator of the Bot API: a strict local server, and a test's door into its world.

async with TelegramEmulator() as telegram:
    channel = TelegramChannel("telegram", telegram.token, telegram.url, ...)
    anna = telegram.user(first_name="Anna")
    anna.start("spring-ad")
    await anna.sees("What shape is your kitchen?")
    anna.press("L-shaped")
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.emulators.clock import Clock
from tests.emulators.faults import Fault, Faults

from .calls import Calls
from .limits import Limits
from .people import Group, User
from .refusals import RefusalError, too_many_requests, usual_text
from .schema import BUILT_IN, Upload, official
from .updates import Updates
from .world import Chat, Json, Message, Press, World, member

_NEVER_JSON = ("String", "Integer or String", "InputFile or String")


@dataclass(slots=True)
class Call:
    """A call as it came: `error` is the refusal's text, "" where it was done; `at` on the emulator's clock."""

    method: str
    args: Json
    at: float
    error: str = ""


class TelegramEmulator:
    """One bot's Telegram. `url` stands before `/bot<token>/`. Leaving it raises AssertionError when a call broke the
    schema (`violations`). `local` true behaves as a Bot API server of one's own: webhooks over http and on any port;
    or `updates.routes` says where a public address really is. A test that speeds `clock` up may have to lengthen
    `answer_within`. `limits` false takes the rate limits off."""

    def __init__(
        self,
        token: str = "777000111:emulated-token-of-a-test-bot",
        *,
        local: bool = False,
        privacy: bool = True,
        clock: Clock | None = None,
        limits: bool = True,
        port: int = 0,
    ) -> None:
        self.token = token
        self.local = local
        self.privacy = privacy
        self.answer_within = 15.0  # seconds for the answer to a press, as bots see it in practice
        self.clock = clock or Clock()
        self.faults = Faults[tuple[Json, str]]()
        self.limits = Limits(self.clock)
        self.limits.on = limits
        self.world = World()
        self.updates = Updates(self.clock, self.faults)
        self.users: dict[int, User] = {}
        self.groups: dict[int, Group] = {}
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.url = ""
        self.me: Json = {
            "id": int(token.split(":")[0]),
            "is_bot": True,
            "first_name": "Kitchen quiz",
            "username": "kitchen_quiz_bot",
        }
        self._port = port
        self._numbers = itertools.count(1001)
        self._calls = Calls(self)
        self._changed = asyncio.Event()
        self._stack = AsyncExitStack()
        self.updates.run_reply = self._run_reply

    # Life -------------------------------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        tasks = await self._stack.enter_async_context(asyncio.TaskGroup())
        http = await self._stack.enter_async_context(
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60), cookie_jar=aiohttp.DummyCookieJar())
        )
        self.updates.begin(tasks, http)
        app = web.Application(client_max_size=80 << 20)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.+}", self._serve_file)
        runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", self._port)
        await site.start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        self.faults.clear()
        self.updates.end()
        await self._stack.aclose()
        if kind is None:
            assert not self.violations, "calls that break the platform's schema: " + "; ".join(self.violations)

    # For tests --------------------------------------------------------------------------------------------------------

    def user(
        self,
        user_id: int = 0,
        first_name: str = "Anna",
        last_name: str = "",
        username: str = "",
        language_code: str = "ru",
        phone: str = "79000000000",
        is_bot: bool = False,
    ) -> User:
        """A new person; the same id gives the same person again."""
        user_id = user_id or next(self._numbers)
        if user_id not in self.users:
            about = {"id": user_id, "is_bot": is_bot, "first_name": first_name, "last_name": last_name}
            about |= {"username": username, "language_code": language_code}
            about = {key: value for key, value in about.items() if value != ""}
            self.users[user_id] = User(self, about, phone)
        return self.users[user_id]

    def group(
        self, title: str = "Sales", *, forum: bool = False, supergroup: bool = True, bot: str = "member"
    ) -> Group:
        """A chat of several; `bot` is the bot's membership in it (member, administrator, never)."""
        number = next(self._numbers)
        chat_id = -1_000_000_000_000 - number if supergroup or forum else -number
        chat = Chat(chat_id, "supergroup" if supergroup or forum else "group", title, is_forum=forum, bot=bot)
        self.world.chats[chat_id] = chat
        self.groups[chat_id] = Group(self, chat)
        return self.groups[chat_id]

    def channel_post(self, text: str) -> None:
        """Somebody publishes in a broadcast channel that the bot can read."""
        chat = self.world.chats.setdefault(-1_001, Chat(-1_001, "channel", "News", bot="administrator"))
        body = {"message_id": self.world.next_message_id(chat), "chat": chat.json(), "date": int(self.clock.now())}
        self.emit("channel_post", body | {"text": text}, "chat -1001")

    def called(self, method: str) -> list[Call]:
        """The calls of this method so far, refused ones too."""
        return [call for call in self.calls if call.method == method]

    async def until(self, predicate: Callable[[], bool], seconds: float = 10, what: str = "") -> None:
        """Waits until it holds. Raises AssertionError with every talk after so many seconds of real time."""
        try:
            async with asyncio.timeout(seconds):
                while not predicate():
                    self._changed.clear()
                    try:
                        await asyncio.wait_for(self._changed.wait(), 0.02)
                    except TimeoutError:
                        pass
        except TimeoutError:
            talks = [f"user {user.id}: {user.talk}" for user in self.users.values()]
            talks += [f"group {group.id}: {group.chat.visible()}" for group in self.groups.values()]
            calls = [f"{call.method}: {call.error}" for call in self.calls[-8:] if call.error]
            raise AssertionError("\n".join([f"waited {seconds} s in vain: {what}", *talks, *calls])) from None

    # For the parts of the emulator ------------------------------------------------------------------------------------

    def emit(self, kind: str, body: Json, queue: str, chat: Chat | None = None) -> int:
        """Puts an update into the bot's queue, unless the bot may not see it."""
        if chat and not chat.private and not self._hears(chat, body):
            return 0
        if schema := official():
            self.violations += [
                f"the emulator's own update: {f}" for f in schema.object("Update", {"update_id": 1, kind: body})
            ]
        update_id = self.updates.add(kind, body, queue)
        self._changed.set()
        return update_id

    def emit_membership(self, chat: Chat, by: Json, old: str, new: str) -> None:
        body = {"chat": chat.json(), "from": by, "date": int(self.clock.now())}
        body |= {"old_chat_member": member(self.me, old), "new_chat_member": member(self.me, new)}
        self.emit("my_chat_member", body, f"member {chat.id}")

    def new_press(self, message: Message, data: str) -> Press:
        press = Press(str(4_000_000_000 + next(self._numbers)), message, data, self.clock.now())
        self.world.presses[press.id] = press
        return press

    def _hears(self, chat: Chat, body: Json) -> bool:
        """A bot in privacy mode hears commands, replies to it, mentions and service messages; an admin hears all."""
        if chat.bot not in ("member", "administrator"):
            return False
        if "data" in body or not self.privacy or chat.bot == "administrator":
            return True
        text = str(body.get("text", body.get("caption", "")))
        return (
            text.startswith("/")
            or f"@{self.me['username']}" in text
            or body.get("reply_to_message", {}).get("from", {}).get("id") == self.me["id"]
            or any(key.startswith("migrate") for key in body)
        )

    # Serving ----------------------------------------------------------------------------------------------------------

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        token, method = request.match_info["token"], request.match_info["method"]
        if token != self.token:
            known = token.partition(":")[0].isdigit() and ":" in token
            return _refusal(RefusalError(401, "Unauthorized") if known else RefusalError(404, "Not Found"))
        args = await _read(request, method)
        fault = self.faults.take(method, args.get("chat_id", ""))
        if fault and fault.kind != "cut":
            return await self._misbehave(request, fault)
        call = Call(method, args, self.clock.now())
        self.calls.append(call)
        try:
            result = await self.run(method, args)
            response: web.StreamResponse = web.json_response({"ok": True, "result": result})
        except RefusalError as refusal:
            call.error = refusal.description
            response = _refusal(refusal)
        self._changed.set()
        return _cut(request) if fault else response

    async def run(self, method: str, args: Json) -> Any:
        """Does a call that was read. Raises RefusalError, also for a name or type that is not in the schema."""
        if faults := BUILT_IN.method(method, args):
            self.violations += faults
            if method not in BUILT_IN.methods:
                raise RefusalError(404, "Not Found: method not found")
            raise RefusalError(400, f"Bad Request: {faults[0]}")
        if schema := official():
            self.violations += schema.method(method, args)
        return await self._calls.table[method](args)

    async def _run_reply(self, body: Json) -> None:
        """A webhook's answer that holds a call; neither its result nor its error comes back."""
        method = str(body.pop("method", ""))
        if method and not method.startswith("get"):
            call = Call(method, body, self.clock.now())
            self.calls.append(call)
            try:
                await self.run(method, body)
            except RefusalError as refusal:
                call.error = refusal.description
            self._changed.set()

    async def _misbehave(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        match fault.kind:
            case "throttle":
                return _refusal(too_many_requests(fault.retry_after))
            case "fail":
                return _refusal(RefusalError(fault.code, fault.text or usual_text(fault.code)))
            case "html":
                page = f"<html><head><title>{fault.code}</title></head><body><hr>nginx</body></html>"
                return web.Response(status=fault.code, text=page, content_type="text/html")
            case "hang":
                await self.faults.hung()
        return _cut(request)

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return _refusal(RefusalError(401, "Unauthorized"))
        file = self.world.file_by_path(request.match_info["path"])
        if file is None:
            return _refusal(RefusalError(404, "Not Found"))
        return web.Response(body=file.content)


async def _read(request: web.Request, method: str) -> Json:
    """The arguments, whatever form they came in: JSON, urlencoded, multipart, query."""
    types = BUILT_IN.methods.get(method, {})
    args: Json = {name: _typed(types.get(name, ""), value) for name, value in request.query.items()}
    if request.content_type == "application/json":
        body = await request.json()
        return args | body if isinstance(body, dict) else args
    form = await request.post()
    for name, value in form.items():
        if isinstance(value, web.FileField):
            args[name] = Upload(value.filename, value.file.read())
        else:
            args[name] = _typed(types.get(name, ""), str(value))
    for name, value in args.items():
        if isinstance(value, str) and value.startswith("attach://"):
            args[name] = args.get(value.removeprefix("attach://"), value)
    return {name: value for name, value in args.items() if name in types or not isinstance(value, Upload)}


def _typed(type_name: str, value: str) -> Any:
    """A form's text as the type that the field has; left as text where it does not fit."""
    type_name = type_name.rstrip("!")
    if type_name == "Integer or String" and value.lstrip("-").isdigit():
        return int(value)
    if type_name in _NEVER_JSON or not type_name:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _refusal(refusal: RefusalError) -> web.Response:
    after = refusal.parameters.get("retry_after")
    headers = {"Retry-After": str(after)} if after else {}
    return web.json_response(refusal.json(), status=refusal.code, headers=headers)


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.abort()
    return web.Response()
