"""One VK community as a channel: events in by Long Poll or Callback API, letters out in shared requests."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime

from bot.channels.base import (
    Abilities,
    Advice,
    ChannelFault,
    Intake,
    Letter,
    Limiter,
    Rate,
    Settle,
    Unavailable,
)

from .callback import Callback
from .client import API_URL, API_VERSION, CallError, Client, RefusedError
from .doctor import Doctor
from .history import History
from .library import Library
from .longpoll import LongPoll
from .media import Files, Media
from .names import Names
from .parse import EVENTS
from .render import ABILITIES
from .sending import Sender

log = logging.getLogger("bot.channels.vk")

PER_SECOND, BURST = 19.0, 1.0
"""VK takes 20 requests in any second; one every 53 ms leaves no second with more."""
_TOKEN_FAULTS = (5, 27, 28)
_WATCH = 120.0  # seconds between looks at the callback server's state
_AGAIN_AFTER = (5, 30, 120, 600)  # seconds between tries to register


class VkChannel:
    """See `bot.channels.base.Channel`.

    `mode`: longpoll, callback, or auto (callback where `public_url` is given). `secret` has to come with every event by
    callback. `confirmation` "" asks VK for it. `files(script, name)` finds a file beside a script.
    """

    kind = "vk"
    abilities: Abilities = ABILITIES

    def __init__(
        self,
        name: str,
        token: str,
        group_id: int | str,
        limiter: Limiter,
        *,
        api_url: str = API_URL,
        mode: str = "auto",
        public_url: str = "",
        secret: str = "",
        confirmation: str = "",
        files: Files = lambda script, name: None,
        call_timeout: float = 15.0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.name = name
        self.group_name = ""
        self._group_id = int(group_id)
        self._mode = mode
        self._public_url = public_url.rstrip("/")
        api_url = api_url or API_URL
        rate = Rate(f"vk:{name}", PER_SECOND, BURST)
        self._client = Client(token, api_url, call_timeout)
        self._library = Library(token, api_url, limiter, rate)
        self._names = Names(self._client, limiter, rate)
        self._sender = Sender(self._client, limiter, rate, Media(self._library, files))
        history = History(name, self._client, limiter, rate, now)
        self._longpoll = LongPoll(name, self._group_id, self._client, self._library, self._names, history, now)
        url = f"{self._public_url}/hooks/vk/{name}"
        self._callback = Callback(
            name, self._group_id, url, secret, confirmation, self._library, self._names, history, now
        )
        self._stack = AsyncExitStack()
        self._take: Intake | None = None

    @property
    def by_callback(self) -> bool:
        return self._mode == "callback" or (self._mode == "auto" and bool(self._public_url))

    @property
    def hook_url(self) -> str:
        """Where VK is told to post events."""
        return self._callback.url

    async def open(self) -> None:
        """Raises ChannelFault where the token or the community is wrong; a VK that is away is waited for later."""
        await self._stack.aclose()
        if self.by_callback and not self._public_url:
            raise ChannelFault(f"{self.name}: the mode callback needs PUBLIC_URL. Set it, or use the mode longpoll.")
        await self._client.open()
        self._stack.push_async_callback(self._client.close)
        self._stack.callback(self._library.close)
        try:
            await self._identify()
        except ChannelFault:
            await self._stack.aclose()
            raise
        tasks = await self._stack.enter_async_context(asyncio.TaskGroup())
        self._names.begin(tasks)
        self._stack.callback(self._names.end)
        self._sender.begin(tasks)
        if self.by_callback:
            watch = tasks.create_task(self._watch())
            self._stack.callback(watch.cancel)

    async def listen(self, take: Intake, cursor: str | None) -> None:
        """See `Channel.listen`: by callback it registers our server and returns."""
        self._take = take
        if self.by_callback:
            await self._register()
            return
        await self._tick_events()
        await self._longpoll.run(take, cursor)

    async def handle_webhook(self, headers: dict[str, str], body: bytes, take: Intake) -> tuple[int, str]:
        """See `Channel.handle_webhook`; `Unavailable` is passed on, for a 503 with its Retry-After."""
        return await self._callback.handle(body, take)

    def post(self, letters: Sequence[Letter], settle: Settle) -> None:
        """See `Channel.post`."""
        self._sender.post(letters, settle)

    async def revive(self) -> None:
        """After an outage of ours: VK switches a server off that answered wrongly; this puts it on again.

        Done every two minutes anyway."""
        if not self.by_callback or self._take is None:
            return
        try:
            await self._callback.check(self._take)
        except (CallError, ChannelFault, Unavailable) as error:
            log.error("%s: VK's callback server could not be checked: %s", self.name, error)
        except Exception:
            log.exception("%s: VK's callback server could not be checked", self.name)

    async def close(self) -> None:
        """See `Channel.close`. Letters that wait are given back at once, requests in flight awaited."""
        await self._sender.close()
        await self._stack.aclose()

    async def doctor(self) -> Sequence[Advice]:
        """See `Channel.doctor`; works without `open`."""
        return await Doctor(
            self.name, self._group_id, self._library, self._callback if self.by_callback else None
        ).examine()

    # ------------------------------------------------------------------------------------------------------------------

    async def _identify(self) -> None:
        try:
            answer = await self._library.call("groups.getById")
            groups = answer["groups"] if isinstance(answer, dict) else answer
            group = groups[0]
        except RefusedError as error:
            if error.code in _TOKEN_FAULTS:
                raise ChannelFault(
                    f"{self.name}: VK does not accept the token. Make a new key: «Управление → Настройки → Работа с "
                    "API → Ключи доступа» (Manage → Settings → API usage → Access tokens), and set VK_TOKEN."
                ) from None
            log.warning("%s: VK refuses to say who we are: %s", self.name, error)
            return
        except (CallError, KeyError, IndexError, TypeError) as error:
            log.warning("%s: VK cannot be reached now: %s", self.name, error)
            return
        if int(group["id"]) != self._group_id:
            raise ChannelFault(
                f"{self.name}: the token belongs to the community {group['id']}, not to {self._group_id}. "
                f"Set VK_GROUP_ID={group['id']}, or use the other community's token."
            )
        self.group_name = str(group.get("name", ""))

    async def _register(self) -> None:
        """Until it is done: VK may be away, or the right to manage missing, while events come all the same."""
        for pause in (*_AGAIN_AFTER, 0):
            try:
                await self._callback.register()
                return
            except RefusedError as error:
                if error.code not in (1, 6, 9, 10, 29):
                    log.error(
                        "%s: VK did not let us register %s: %s. Run `leadquiz doctor`", self.name, self.hook_url, error
                    )
                    return
                log.warning("%s: the callback server is not registered yet: %s", self.name, error)
            except CallError as error:
                log.warning("%s: the callback server is not registered yet: %s", self.name, error)
            await asyncio.sleep(pause)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_WATCH)
            await self.revive()

    async def _tick_events(self) -> None:
        """Switches Long Poll on with the events that we read, where the token may."""
        try:
            settings = await self._library.call("groups.getLongPollSettings", group_id=self._group_id)
            ticked = {kind for kind, on in (settings.get("events") or {}).items() if on}
            if settings.get("is_enabled") and ticked >= set(EVENTS):
                return
            wanted = dict.fromkeys(EVENTS, 1)
            await self._library.call(
                "groups.setLongPollSettings", group_id=self._group_id, enabled=1, api_version=API_VERSION, **wanted
            )
            log.info("%s: Long Poll was switched on in the community's settings", self.name)
        except (CallError, KeyError, TypeError, AttributeError) as error:
            log.warning(
                "%s: the Long Poll settings cannot be read or set (%s): run `leadquiz doctor`", self.name, error
            )
