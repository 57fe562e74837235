"""One Telegram bot as a channel: updates in by polling or webhook, letters out within the platform's limits."""

from __future__ import annotations

import asyncio
import importlib
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import msgspec

from bot.channels.base import (
    Abilities,
    Advice,
    ChannelFault,
    Intake,
    Letter,
    Limiter,
    Outcome,
    SendError,
    Sent,
    Settle,
)

from .budget import BROADCAST, LETTER, PRESS, Budget
from .media import Files, Media
from .outcomes import outcome
from .receiving import Receiver
from .render import ABILITIES, Call, render
from .transport import CallError, RefusedError, Transport
from .wire import Sent as SentMessage

log = logging.getLogger("bot.channels.telegram")

API_URL = "https://api.telegram.org"
_CLOSE_SECONDS = 8.0
_REMEMBERED = 1000  # letters of several calls that stopped half-way
_sent = msgspec.json.Decoder(SentMessage).decode


class _Me(msgspec.Struct):
    username: str = ""


_me = msgspec.json.Decoder(_Me).decode


class TelegramChannel:
    """See `bot.channels.base.Channel`.

    `mode`: polling, webhook, or auto (webhook where `public_url` is given). `secret` has to come with every webhook
    request, so an empty one refuses them all. `managers` are the chats that `doctor` looks at. Times in seconds.
    """

    kind = "telegram"
    abilities: Abilities = ABILITIES

    def __init__(
        self,
        name: str,
        token: str,
        limiter: Limiter,
        *,
        api_url: str = API_URL,
        mode: str = "auto",
        public_url: str = "",
        secret: str = "",
        files: Files = lambda script, name: None,
        managers: Sequence[str] = (),
        call_timeout: float = 15.0,
        poll_seconds: float = 25.0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.name = name
        self.username = ""
        self._token = token
        self._api_url = api_url.rstrip("/") or API_URL
        self._mode = mode
        self._public_url = public_url.rstrip("/")
        self._secret = secret
        self._managers = tuple(managers)
        self._transport = Transport(token, self._api_url, call_timeout)
        self._receiver = Receiver(name, self._transport, secret, now, poll_seconds)
        self._media = Media(self._transport, files)
        self._budget = Budget(name, limiter, time.monotonic)
        self._stack = AsyncExitStack()
        self._tasks: asyncio.TaskGroup | None = None
        self._in_flight: set[asyncio.Task[None]] = set()
        self._waiting: set[asyncio.Task[None]] = set()
        self._progress: dict[int, _Progress] = {}

    @property
    def hook_url(self) -> str:
        """Where the platform is told to post updates."""
        return f"{self._public_url}/hooks/telegram/{self.name}"

    @property
    def by_webhook(self) -> bool:
        return self._mode == "webhook" or (self._mode == "auto" and bool(self._public_url))

    async def open(self) -> None:
        """Raises ChannelFault where the token is wrong; a platform that is away now is waited for later."""
        await self._transport.open()
        self._stack.push_async_callback(self._transport.close)
        try:
            self.username = _me(await self._transport.call("getMe", {})).username
        except RefusedError as error:
            if error.code in (401, 404):
                await self._stack.aclose()
                raise ChannelFault(
                    f"{self.name}: Telegram does not know the token. Copy it anew: @BotFather > /mybots > the bot > "
                    "API Token, and set LEADQUIZ_TELEGRAM_TOKEN."
                ) from None
            log.warning("%s: getMe was refused: %s", self.name, error)
        except CallError as error:
            log.warning("%s: Telegram cannot be reached now: %s", self.name, error)
        self._tasks = await self._stack.enter_async_context(asyncio.TaskGroup())
        pump = self._tasks.create_task(self._budget.run())
        self._stack.callback(pump.cancel)

    async def listen(self, take: Intake, cursor: str | None) -> None:
        """See `Channel.listen`. Where the platform refuses our address in mode auto, we poll."""
        if self.by_webhook and await self._receiver.register(self.hook_url, keep_trying=self._mode == "webhook"):
            return
        await self._receiver.poll(take, cursor)

    async def handle_webhook(self, headers: dict[str, str], body: bytes, take: Intake) -> tuple[int, str]:
        """See `Channel.handle_webhook`; `Unavailable` is passed on, for a 503 with its Retry-After."""
        return await self._receiver.webhook(headers, body, take)

    def post(self, letters: Sequence[Letter], settle: Settle) -> None:
        """See `Channel.post`."""
        for letter in letters:
            if self._tasks is None:
                loop = asyncio.get_running_loop()
                loop.call_soon(settle, letter, SendError("later", "the channel is not open"))
                continue
            task = self._tasks.create_task(self._settled(letter, settle))
            self._in_flight.add(task)
            task.add_done_callback(self._in_flight.discard)

    async def revive(self) -> None:
        """Telegram goes on by itself: it repeats its updates for a day."""

    async def close(self) -> None:
        """See `Channel.close`. Letters that wait for their turn are given back at once, calls in flight awaited."""
        for task in self._waiting:
            task.cancel()
        if self._in_flight:
            await asyncio.wait(self._in_flight, timeout=_CLOSE_SECONDS)
        for task in self._in_flight:
            task.cancel()
        self._tasks = None
        await self._stack.aclose()

    async def fetch(self, ref: str) -> bytes:
        """A prospect's upload, at most 20 MB. Raises transport.CallError."""
        return await self._media.fetch(ref)

    async def doctor(self) -> Sequence[Advice]:
        """See `Channel.doctor`."""
        # aiogram takes seconds to import, and only this needs it.
        doctor = await asyncio.to_thread(importlib.import_module, "bot.channels.telegram.doctor")
        advice: Sequence[Advice] = await doctor.examine(
            self._token, self._api_url, self.hook_url if self.by_webhook else "", self._managers
        )
        return advice

    # Sending ----------------------------------------------------------------------------------------------------------

    async def _settled(self, letter: Letter, settle: Settle) -> None:
        task = asyncio.current_task()
        assert task is not None
        try:
            result = await self._send(letter, task)
        except asyncio.CancelledError:
            kind = "later" if task in self._waiting else "doubt"
            settle(letter, SendError(kind, "the program stopped before the platform answered"))
            raise
        except Exception as error:
            log.error("%s: letter %d could not be sent (%s)", self.name, letter.id, type(error).__name__)
            result = SendError("later", type(error).__name__)
        finally:
            self._waiting.discard(task)
        settle(letter, result)

    async def _send(self, letter: Letter, task: asyncio.Task[None]) -> Outcome:
        """All calls of a letter. A try after a fault goes on behind the calls that the platform took before."""
        try:
            rendered = render(letter.address, letter.body)
        except (TypeError, ValueError) as error:
            return SendError("refused", f"the letter cannot be shown: {error}")
        progress = self._progress.pop(letter.id, _Progress())
        losses = [rendered.degraded] if rendered.degraded else []
        for number, call in enumerate(rendered.calls):
            if number < progress.done:
                continue
            result = await self._call(letter, call, task)
            if isinstance(result, SendError) and result.kind == "refused" and call.part:
                losses.append(f"{call.part} left out: {result.text}")
                for other in call.instead:
                    result = await self._call(letter, other, task)
                if not call.instead:
                    result = Sent(progress.message_id)
            if isinstance(result, SendError):
                if progress.done and result.kind in ("later", "doubt"):
                    self._remember(letter.id, progress)
                return result
            progress = _Progress(number + 1, result.message_id)
        return Sent(progress.message_id, "; ".join(losses))

    async def _call(self, letter: Letter, call: Call, task: asyncio.Task[None]) -> Outcome:
        """One call, as soon as the budget allows it."""
        self._waiting.add(task)
        if call.method.startswith("send") and not self._budget.forbidden(letter.address):
            await self._budget.chat(letter.address)
        await self._budget.turn(_priority(letter))
        self._waiting.discard(task)
        if left := self._budget.forbidden(letter.address):
            return SendError("later", "the platform asked to wait", "429", after=left)
        try:
            if call.piece is not None:
                answer = await self._media.send(call.method, call.args, call.piece, call.part)
            else:
                answer = await self._transport.call(call.method, call.args)
        except CallError as error:
            result = outcome(error)
            if isinstance(result, SendError) and result.code == "429":
                whole = self._budget.refused(letter.address, result.after)
                return replace(result, whole_channel=whole)
            if isinstance(result, Sent):
                return Sent(letter.body.target)
            return result
        return Sent(_message_id(answer) if call.method.startswith("send") else letter.body.target)

    def _remember(self, letter_id: int, progress: _Progress) -> None:
        while len(self._progress) >= _REMEMBERED:
            del self._progress[next(iter(self._progress))]
        self._progress[letter_id] = progress


@dataclass(frozen=True, slots=True)
class _Progress:
    """How many calls of a letter were taken, and the id of the newest message."""

    done: int = 0
    message_id: str = ""


def _message_id(answer: msgspec.Raw) -> str:
    """ "" where the answer has another shape: the message is sent all the same, and must not be sent again."""
    try:
        return str(_sent(answer).message_id)
    except msgspec.MsgspecError:
        return ""


def _priority(letter: Letter) -> int:
    if letter.body.act == "press":
        return PRESS
    return LETTER if letter.urgent else BROADCAST
