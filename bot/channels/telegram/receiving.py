"""How updates come in: our own loop over getUpdates, and one webhook request.

aiogram's dispatcher confirms an update before it is handled, and one that it cannot decode stops its loop for ever;
so neither is left to it: the offset moves only after the intake has committed, and what cannot be decoded is passed by.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import msgspec

from bot.channels.base import Inbound, Intake, Unavailable

from .parse import ALLOWED_UPDATES, UnreadableUpdate, decode, parse
from .transport import CallError, RefusedError, Transport

log = logging.getLogger("bot.channels.telegram")

_HEADER = "x-telegram-bot-api-secret-token"
_LIMIT = 100
_MARGIN = 15.0  # seconds that an answer may take beyond the long poll's own time
_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 30.0
_raws = msgspec.json.Decoder(list[msgspec.Raw]).decode

_ANOTHER_POLLER = (
    "%s: another program polls this bot with the same token, and each keeps throwing the other out (409). Stop the "
    "other one, or revoke the token in @BotFather > /mybots > the bot > API Token and set the new one here."
)
_WEBHOOK_IS_SET = "%s: a webhook was set for this bot; it is taken off, because this installation polls"
_BAD_WEBHOOK = (
    "%s: Telegram refuses the webhook %s: %s. Set LEADQUIZ_PUBLIC_URL to an https address on port 443, 80, 88 or 8443, "
    "or LEADQUIZ_TELEGRAM_MODE to polling."
)
_UNKNOWN_BOT = "%s: Telegram does not know the token (%s). Copy it anew: @BotFather > /mybots > the bot > API Token."


class Receiver:
    """Updates of one bot, understood and handed to the intake."""

    def __init__(
        self, name: str, transport: Transport, secret: str, now: Callable[[], datetime], poll_seconds: float = 25.0
    ) -> None:
        self._name = name
        self._transport = transport
        self._secret = secret
        self._now = now
        self._poll_seconds = poll_seconds
        self._complained = ""

    async def poll(self, take: Intake, cursor: str | None) -> None:
        """Polls from the offset `cursor` until cancelled; survives the platform's and the database's absence."""
        offset = int(cursor) if cursor else 0
        pause = 0.0
        while True:
            try:
                offset = await self._fetch(take, offset)
                pause, self._complained = 0.0, ""
                continue
            except Unavailable as away:
                wait = away.after
            except CallError as error:
                pause = min(max(_FIRST_PAUSE, pause * 2), _LONGEST_PAUSE)
                wait = max(pause, await self._explain(error))
            except Exception as error:
                log.error("%s: a batch of updates could not be taken (%s)", self._name, type(error).__name__)
                pause = wait = min(max(_FIRST_PAUSE, pause * 2), _LONGEST_PAUSE)
            await asyncio.sleep(wait)

    async def _fetch(self, take: Intake, offset: int) -> int:
        """One getUpdates, committed. The offset to go on from."""
        payload = {
            "offset": offset,
            "limit": _LIMIT,
            "timeout": int(self._poll_seconds),
            "allowed_updates": ALLOWED_UPDATES,
        }
        answer = await self._transport.call("getUpdates", payload, self._poll_seconds + _MARGIN)
        raws = _raws(answer)
        if not raws:
            return offset
        inbounds, last = self._understand(raws)
        following = max(offset, last + 1)
        await take(inbounds, str(following))
        return following

    def _understand(self, raws: Sequence[msgspec.Raw | bytes]) -> tuple[list[Inbound], int]:
        """The inbounds of a batch and its highest update_id."""
        inbounds: list[Inbound] = []
        last = 0
        for raw in raws:
            try:
                update = decode(raw)
            except UnreadableUpdate as unreadable:
                log.error("%s: update %d cannot be decoded and is passed by", self._name, unreadable.update_id)
                last = max(last, unreadable.update_id)
                continue
            last = max(last, update.update_id)
            try:
                inbound = parse(update, self._name, self._now())
            except Exception as error:
                log.error("%s: update %d is passed by (%s)", self._name, update.update_id, type(error).__name__)
                continue
            if inbound is not None:
                inbounds.append(inbound)
        return inbounds, last

    async def _explain(self, error: CallError) -> float:
        """Says once what is wrong, in words; the seconds to wait at least."""
        if not isinstance(error, RefusedError):
            self._complain("the platform cannot be reached: %s", str(error))
            return 0.0
        match error.code:
            case 409 if "webhook" in error.text.lower():
                log.warning(_WEBHOOK_IS_SET, self._name)
                try:
                    await self._transport.call("deleteWebhook", {"drop_pending_updates": False})
                except CallError:
                    pass  # the next round meets the 409 again
                return 0.0
            case 409:
                if self._complained != "409":
                    log.error(_ANOTHER_POLLER, self._name)
                self._complained = "409"
                return 1.0
            case 401 | 404:
                if self._complained != "401":
                    log.error(_UNKNOWN_BOT, self._name, error)
                self._complained = "401"
                return _LONGEST_PAUSE
            case 429:
                return error.retry_after or 1.0
        self._complain("getUpdates was refused: %s", str(error))
        return 0.0

    def _complain(self, words: str, what: str) -> None:
        if self._complained != what:
            log.warning("%s: " + words, self._name, what)
        self._complained = what

    # Webhook ----------------------------------------------------------------------------------------------------------

    async def register(self, url: str, *, keep_trying: bool) -> bool:
        """Registers the webhook, as long as it takes. False where the platform refuses the address, unless
        `keep_trying`: a name that does not resolve yet is refused like a wrong one."""
        payload = {
            "url": url,
            "secret_token": self._secret,
            "allowed_updates": ALLOWED_UPDATES,
            "drop_pending_updates": False,
        }
        pause = _FIRST_PAUSE
        while True:
            wait = 0.0
            try:
                await self._transport.call("setWebhook", payload)
                log.info("%s: updates come to the webhook %s", self._name, url)
                return True
            except RefusedError as error:
                if error.code == 400:
                    log.error(_BAD_WEBHOOK, self._name, url, error.text)
                    if not keep_trying:
                        return False
                else:
                    wait = await self._explain(error)
            except CallError as error:
                self._complain("the webhook cannot be registered yet: %s", str(error))
            await asyncio.sleep(max(pause, wait))
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def webhook(self, headers: Mapping[str, str], body: bytes, take: Intake) -> tuple[int, str]:
        """One request. 200 only after `take` returned; its Unavailable is passed on."""
        given = next((value for name, value in headers.items() if name.lower() == _HEADER), "")
        # Bytes: comparing texts that are not ASCII would raise.
        if not self._secret or not hmac.compare_digest(given.encode("utf-8", "replace"), self._secret.encode()):
            return 401, "unauthorized"
        inbounds, last = self._understand([body])
        if not inbounds and not last:
            return 400, "this is no update"
        if inbounds:
            await take(inbounds, None)
        return 200, ""
