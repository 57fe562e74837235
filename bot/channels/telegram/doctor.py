"""What is set wrong with a bot, and in which menu it is put right. Imported only when asked: aiogram is heavy."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetChat, GetChatMember, GetMe, GetUpdates, GetWebhookInfo, Response, TelegramMethod
from aiogram.utils.token import TokenValidationError

from bot.channels.base import Advice

_BOTFATHER = "@BotFather > /mybots > the bot > API Token: copy it anew and set LEADQUIZ_TELEGRAM_TOKEN"
_PORTS = (443, 80, 88, 8443)
_OFFICIAL = "api.telegram.org"
_FRESH = 24 * 3600  # seconds
T = TypeVar("T")


async def examine(
    token: str, api_url: str, hook_url: str, managers: Sequence[str], poll_seconds: int = 3
) -> list[Advice]:
    """All findings. `hook_url` is where updates should come to, "" for polling; `managers` are chat ids.

    Looking for a second poller takes up to `poll_seconds`."""
    try:
        session = _Session(api=TelegramAPIServer.from_base(api_url), timeout=30)
        bot = Bot(token, session=session)
    except TokenValidationError:
        return [Advice(False, "the token does not look like one (123456789:ABC...)", _BOTFATHER)]
    async with bot:
        try:
            me = await _ask(bot, GetMe(), _Me)
        except (TelegramUnauthorizedError, TelegramNotFound):
            return [Advice(False, "Telegram does not know the token", _BOTFATHER)]
        except AiogramError as error:
            return [
                Advice(
                    False,
                    f"{api_url} cannot be reached ({type(error).__name__})",
                    "check the connection of this machine, or set LEADQUIZ_TELEGRAM_API_URL to a server that answers",
                )
            ]
        findings = [Advice(True, f"the bot is @{me.username} ({me.first_name})")]
        findings += address(hook_url, official=urlsplit(api_url).hostname == _OFFICIAL)
        try:
            findings += await _webhook(bot, hook_url, poll_seconds)
            for chat in managers:
                findings += await _managers_chat(bot, me, chat)
        except AiogramError as error:
            findings.append(Advice(False, f"Telegram answered with {type(error).__name__}", "run doctor again later"))
        return findings


def address(hook_url: str, *, official: bool) -> list[Advice]:
    """Our own address as the platform's servers see it; a Bot API server of one's own takes any."""
    if not hook_url or not official:
        return []
    parts = urlsplit(hook_url)
    if parts.scheme != "https":
        todo = "set LEADQUIZ_PUBLIC_URL to an https address, or LEADQUIZ_TELEGRAM_MODE to polling"
        return [Advice(False, f"{hook_url} is no https address, Telegram posts to https only", todo)]
    if (parts.port or 443) not in _PORTS:
        todo = "let your web server or balancer listen on one of them and change LEADQUIZ_PUBLIC_URL"
        return [Advice(False, f"Telegram posts to ports 443, 80, 88 and 8443 only, not to {parts.port}", todo)]
    return []


async def _webhook(bot: Bot, hook_url: str, poll_seconds: int) -> list[Advice]:
    info = await _ask(bot, GetWebhookInfo(), _Hook)
    findings = []
    if hook_url and info.url == hook_url:
        findings.append(Advice(True, f"updates come to {hook_url}"))
    elif info.url:
        wanted = hook_url or "nothing: this installation polls"
        findings.append(
            Advice(
                False,
                f"the webhook points to {info.url}, and should to {wanted}",
                "stop the other program, then start `leadquiz run`, which sets it; if it comes back, another program "
                "uses this token: revoke it in @BotFather > /mybots > the bot > API Token",
            )
        )
    elif hook_url:
        findings.append(Advice(False, "no webhook is registered", "start `leadquiz run`, which registers it"))
    else:
        findings.append(await _second_poller(bot, poll_seconds))
    if info.last_error_message and time.time() - info.last_error_date < _FRESH:
        failed = datetime.fromtimestamp(info.last_error_date, UTC)
        findings.append(
            Advice(
                False,
                f"Telegram could not deliver at {failed:%Y-%m-%d %H:%M} UTC: {info.last_error_message}",
                "open LEADQUIZ_PUBLIC_URL from another network; check the certificate, the firewall and the balancer",
            )
        )
    if info.pending_update_count:
        todo = "" if not findings or findings[-1].ok else "they come by themselves once the above is put right"
        findings.append(Advice(findings[-1].ok, f"{info.pending_update_count} updates wait to be fetched", todo))
    return findings


async def _second_poller(bot: Bot, poll_seconds: int) -> Advice:
    """Looks without confirming anything: no offset. Whoever polls at the same time throws us out."""
    try:
        await _ask(bot, GetUpdates(timeout=poll_seconds, limit=1), list[Any], poll_seconds + 10)
    except TelegramConflictError:
        return Advice(
            False,
            "another program polls this bot (409)",
            "if `leadquiz run` is up, that is it and all is well; else stop the other program, or revoke the token in "
            "@BotFather > /mybots > the bot > API Token",
        )
    return Advice(True, "nobody else polls this bot")


async def _managers_chat(bot: Bot, me: _Me, address: str) -> list[Advice]:
    place = f"the managers' chat {address}"
    invite = "open the group > its name > Add > the bot, then run doctor again"
    try:
        chat = await _ask(bot, GetChat(chat_id=int(address)), _Chat)
        member = await _ask(bot, GetChatMember(chat_id=chat.id, user_id=me.id), _Member)
    except TelegramMigrateToChat as moved:
        new = moved.migrate_to_chat_id
        todo = f"set LEADQUIZ_MANAGERS_CHAT to telegram:{new}"
        return [Advice(False, f"{place} has become a supergroup", todo)]
    except TelegramForbiddenError as error:
        if int(address) > 0:
            return [Advice(False, f"{place}: {error.message}", "that person has to open the bot and press Start")]
        return [Advice(False, f"the bot is not in {place}", invite)]
    except TelegramBadRequest as error:
        if int(address) > 0:
            return [Advice(False, f"{place}: {error.message}", "that person has to open the bot and press Start")]
        todo = f"check the number in LEADQUIZ_MANAGERS_CHAT; {invite}"
        return [Advice(False, f"{place} is not known to the bot: {error.message}", todo)]
    if int(address) > 0:
        return [Advice(True, f"the bot can write to {place}")]
    name = f"the managers' chat “{chat.title}”"
    if member.status in ("left", "kicked"):
        return [Advice(False, f"the bot is not in {name}", invite)]
    if member.status == "administrator" or me.can_read_all_group_messages:
        return [Advice(True, f"the bot is in {name} and reads it")]
    return [
        Advice(
            False,
            f"the bot is in {name}, but as an ordinary member in privacy mode it reads commands and replies only",
            "open the group > Edit > Administrators > Add administrator > the bot; or @BotFather > /mybots > the bot > "
            "Bot Settings > Group Privacy > Turn off, then remove the bot from the group and add it again",
        )
    ]


class _Me(msgspec.Struct):
    id: int
    first_name: str = ""
    username: str = ""
    can_read_all_group_messages: bool = False


class _Hook(msgspec.Struct):
    url: str = ""
    pending_update_count: int = 0
    last_error_date: int = 0
    last_error_message: str = ""


class _Chat(msgspec.Struct):
    id: int
    title: str = ""


class _Member(msgspec.Struct):
    status: str


class _Session(AiohttpSession):
    """Hands results out as they came: an answer that has a field less than the library knows is still an answer."""

    def check_response(self, bot: Bot, method: TelegramMethod[Any], status_code: int, content: str) -> Response[Any]:
        try:
            answer = json.loads(content)
        except ValueError as error:
            raise ClientDecodeError("the answer is no JSON", error, "") from None
        if isinstance(answer, dict) and answer.get("ok"):
            return Response[Any].model_construct(ok=True, result=answer.get("result"))
        response: Response[Any] = super().check_response(bot, method, status_code, content)
        return response


async def _ask(bot: Bot, method: TelegramMethod[Any], shape: type[T], seconds: int = 30) -> T:
    """Raises AiogramError."""
    result = await bot(method, request_timeout=seconds)
    try:
        return msgspec.convert(result, shape)
    except msgspec.ValidationError as error:
        raise ClientDecodeError(f"{method.__api_method__} gave another shape", error, "") from None
