"""One prospect, three channels: what a journey does and sees, whatever the platform."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Protocol

import aiohttp

from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.people import User as TelegramUser
from tests.emulators.vk import VkEmulator
from tests.emulators.vk.people import User as VkUser

Handle = Any
"""A button as somebody remembers it who has an old screen before him."""


class Prospect(Protocol):
    """Somebody who chats. `texts` is all that the bot has said, in order."""

    channel: str

    async def start(self, ref: str = "") -> None: ...
    async def write(self, text: str) -> None: ...
    async def press(self, label: str) -> None: ...
    async def sees(self, fragment: str, seconds: float = 10) -> None: ...
    async def sees_button(self, label: str, seconds: float = 10) -> None: ...
    async def until(self, holds: Callable[[], bool], what: str = "", seconds: float = 10) -> None: ...
    def button(self, label: str) -> Handle: ...
    async def press_again(self, handle: Handle) -> None: ...
    @property
    def toasts(self) -> list[str]: ...
    @property
    def texts(self) -> list[str]: ...
    @property
    def buttons(self) -> list[str]: ...


class OnTelegram:
    channel = "telegram"

    def __init__(self, telegram: TelegramEmulator, user: TelegramUser) -> None:
        self.telegram = telegram
        self.user = user

    async def start(self, ref: str = "") -> None:
        self.user.start(ref)

    async def write(self, text: str) -> None:
        self.user.write(text)

    async def press(self, label: str) -> None:
        await self.user.sees_button(label)
        self.user.press(label)

    async def sees(self, fragment: str, seconds: float = 10) -> None:
        await self.user.sees(fragment, seconds)

    async def sees_button(self, label: str, seconds: float = 10) -> None:
        await self.user.sees_button(label, seconds)

    async def until(self, holds: Callable[[], bool], what: str = "", seconds: float = 10) -> None:
        await self.telegram.until(holds, seconds, what)

    def button(self, label: str) -> Handle:
        for message in reversed(self.user.messages):
            for key in itertools.chain.from_iterable((message.markup or {}).get("inline_keyboard", ())):
                if key["text"] == label:
                    return message, key["callback_data"]
        raise AssertionError(f"no button {label!r}")

    async def press_again(self, handle: Handle) -> None:
        self.user.press_data(*handle)

    @property
    def toasts(self) -> list[str]:
        calls = self.telegram.called("answerCallbackQuery")
        return [call.args["text"] for call in calls if call.args.get("text") and not call.error]

    @property
    def texts(self) -> list[str]:
        return [message.text or message.caption for message in self.user.messages]

    @property
    def buttons(self) -> list[str]:
        return [*self.user.last.buttons, *itertools.chain.from_iterable(self.user.keyboard)]


class OnVk:
    channel = "vk"

    def __init__(self, vk: VkEmulator, user: VkUser) -> None:
        self.vk = vk
        self.user = user

    async def start(self, ref: str = "") -> None:
        self.user.start(ref)

    async def write(self, text: str) -> None:
        self.user.write(text)

    async def press(self, label: str) -> None:
        await self.user.sees_button(label)
        self.user.press(label)

    async def sees(self, fragment: str, seconds: float = 10) -> None:
        await self.user.sees(fragment, seconds)

    async def sees_button(self, label: str, seconds: float = 10) -> None:
        await self.user.sees_button(label, seconds)

    async def until(self, holds: Callable[[], bool], what: str = "", seconds: float = 10) -> None:
        await self.vk.until(holds, seconds, what)

    def button(self, label: str) -> Handle:
        for message in reversed(self.user.messages):
            for key in message.shown():
                if key["action"].get("label") == label:
                    return message, json.loads(key["action"]["payload"])
        raise AssertionError(f"no button {label!r}")

    async def press_again(self, handle: Handle) -> None:
        self.user.press_data(*handle)

    @property
    def toasts(self) -> list[str]:
        return self.user.toasts

    @property
    def texts(self) -> list[str]:
        return self.user.texts

    @property
    def buttons(self) -> list[str]:
        return [*self.user.last.buttons, *itertools.chain.from_iterable(self.user.keyboard)]


class OnWeb:
    """A browser's tab, over WebSocket. `frames` is everything the server sent that has a seq, by seq."""

    channel = "web"

    def __init__(self, browser: Browser, base_url: str, script: str = "") -> None:
        self._browser = browser
        self._base_url = base_url
        self._script = script
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._numbers = itertools.count(1)
        self.frames: dict[int, dict[str, Any]] = {}
        self.session = ""
        self.toasts: list[str] = []
        self.language = "ru"

    async def start(self, ref: str = "") -> None:
        """Follows a link to the page: nothing is on the screen yet."""
        await self.open(ref, anew=True)

    async def open(self, ref: str = "", *, anew: bool = False) -> None:
        """Opens the page, or opens it again after a lost connection."""
        if self._socket is not None:
            await self._socket.close()
        origin = {"Origin": self._base_url, "Accept-Language": self.language}
        self._socket = await self._browser.http.ws_connect(f"{self._base_url}/chat/ws", headers=origin)
        seq = 0 if anew else max(self.frames, default=0)
        hello = {"session": self.session, "script": self._script, "ref": ref, "seq": seq, "language": self.language}
        await self._socket.send_json({"hello": {k: v for k, v in hello.items() if v}})
        self._browser.run(self._read(self._socket))

    async def close(self) -> None:
        if self._socket is not None:
            await self._socket.close()
            self._socket = None

    async def write(self, text: str) -> None:
        await self._send({"text": text})

    async def press(self, label: str) -> None:
        await self.sees_button(label)
        await self._send({"press": self._button(label)["id"]})

    def button(self, label: str) -> Handle:
        return self._button(label)["id"]

    async def press_again(self, handle: Handle) -> None:
        await self._send({"press": handle})

    async def until(self, holds: Callable[[], bool], what: str = "", seconds: float = 10) -> None:
        await self._until(holds, seconds, what)

    async def sees(self, fragment: str, seconds: float = 10) -> None:
        await self._until(lambda: any(fragment in text for text in self.texts), seconds, fragment)

    async def sees_button(self, label: str, seconds: float = 10) -> None:
        await self._until(lambda: self._button(label) is not None, seconds, f"[{label}]")

    @property
    def texts(self) -> list[str]:
        return [frame["text"] for _, frame in sorted(self.frames.items()) if frame.get("text") and "edit" not in frame]

    @property
    def buttons(self) -> list[str]:
        last = [frame for _, frame in sorted(self.frames.items()) if "edit" not in frame and "toast" not in frame][-1]
        return [button["text"] for button in self._shown(last)]

    def _shown(self, frame: dict[str, Any]) -> list[dict[str, str]]:
        """The buttons of a message as they stand, edits applied."""
        question = frame.get("question")
        edits = [
            other
            for seq, other in sorted(self.frames.items())
            if other.get("edit") and question and other.get("question") == question and seq > frame["seq"]
        ]
        shown: list[dict[str, str]] = (edits[-1] if edits else frame).get("buttons", [])
        return shown

    def _button(self, label: str) -> Any:
        for _, frame in sorted(self.frames.items(), reverse=True):
            if frame.get("edit") or "toast" in frame:
                continue
            for button in self._shown(frame):
                if button["text"] in (label, f"✓ {label}"):
                    return button
        return None

    async def _send(self, frame: dict[str, Any]) -> None:
        assert self._socket is not None, "open the page first"
        await self._socket.send_json({"id": f"m{next(self._numbers)}-{id(self)}", **frame})

    async def _until(self, holds: Callable[[], Any], seconds: float, what: str) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not holds():
            if self._socket is None or loop.time() > end:
                raise AssertionError(f"not within {seconds:g} s: {what}; the bot said {self.texts}")
            await asyncio.sleep(0.005)

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """What a page does by itself: it shows what comes, and says so."""
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                await self._took(socket, message.json())

    async def _took(self, socket: aiohttp.ClientWebSocketResponse, frame: dict[str, Any]) -> None:
        if "welcome" in frame:
            self.session = frame["welcome"].get("session", self.session)
        if frame.get("toast"):
            self.toasts.append(frame["toast"])
        if "seq" in frame:
            self.frames[frame["seq"]] = frame
            with contextlib.suppress(ConnectionError):
                await socket.send_json({"ack": frame["seq"]})


class Browser:
    """What the pages of a test run in."""

    def __init__(self, http: aiohttp.ClientSession, tasks: asyncio.TaskGroup) -> None:
        self.http = http
        self._tasks = tasks
        self._running: set[asyncio.Task[None]] = set()

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._tasks.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def close(self) -> None:
        for task in self._running:
            task.cancel()


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http, asyncio.TaskGroup() as tasks:
        opened = Browser(http, tasks)
        try:
            yield opened
        finally:
            opened.close()


def prospect_on(
    channel: str,
    telegram: TelegramEmulator,
    vk: VkEmulator,
    browser: Browser,
    base_url: str,
    number: int = 1,
) -> OnTelegram | OnVk | OnWeb:
    match channel:
        case "telegram":
            return OnTelegram(telegram, telegram.user(1000 + number, first_name="Анна", language_code="ru"))
        case "vk":
            return OnVk(vk, vk.user(2000 + number, first_name="Анна"))
        case _:
            return OnWeb(browser, base_url)
