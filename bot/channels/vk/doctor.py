"""What is set wrong in the community, and in which menu it is put right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.channels.base import Advice

from .callback import Callback
from .client import API_VERSION, CallError, RefusedError
from .library import Library
from .parse import EVENTS

_API = "«Управление → Настройки → Работа с API → {}» (Manage → Settings → API usage → {})"
_KEYS = _API.format("Ключи доступа", "Access tokens")
_LONG_POLL = _API.format("Long Poll API", "Long Poll API")
_CALLBACK = _API.format("Callback API", "Callback API")
_MESSAGES = (
    "«Управление → Сообщения → Сообщения сообщества: Включены» (Manage → Messages → Community messages: Enabled)"
)
_RIGHTS = {
    "messages": "сообщения сообщества (community messages)",
    "photos": "фотографии (photos)",
    "docs": "документы (documents)",
    "manage": "управление сообществом (community management)",
}
_NO_MESSAGES = (15, 7, 27, 901, 925)
_STATES = {
    "failed": "VK switched it off: it did not confirm itself or answered wrongly several times",
    "unconfigured": "it was never confirmed",
    "wait": "VK is still waiting for its confirmation",
}


class Doctor:
    """`group_id` as configured; `callback` is None where the long poll is used."""

    def __init__(self, name: str, group_id: int, library: Library, callback: Callback | None) -> None:
        self._name = name
        self._group_id = group_id
        self._library = library
        self._callback = callback

    async def examine(self) -> list[Advice]:
        """Stops early where nothing more can be asked: a wrong token, no network."""
        try:
            group = await self._own_group()
        except RefusedError as error:
            return [_token(self._name, error)]
        except CallError as error:
            return [Advice(False, f"{self._name}: VK cannot be reached ({error})", "Check VK_API_URL and the network.")]
        if int(group["id"]) != self._group_id:
            text = f"{self._name}: the token belongs to the community {group['id']} «{group.get('name', '')}»"
            return [
                Advice(False, f"{text}, not to {self._group_id}", f"Set VK_GROUP_ID={group['id']}, or use its token.")
            ]
        found = [Advice(True, f"{self._name}: the token belongs to «{group.get('name', '')}» ({self._group_id})")]
        for part in (self._rights, self._messages, self._by_callback if self._callback else self._by_longpoll):
            try:
                found += await part()
            except CallError as error:
                found.append(
                    Advice(False, f"{self._name}: {part.__name__.strip('_')} cannot be read ({error})", _token_todo())
                )
        return found

    async def _own_group(self) -> dict[str, Any]:
        """The community that the token belongs to; VK asked without an id says it."""
        answer = await self._library.call("groups.getById", fields="can_message")
        groups = answer["groups"] if isinstance(answer, dict) else answer
        return dict(groups[0])

    async def _rights(self) -> list[Advice]:
        answer = await self._library.call("groups.getTokenPermissions")
        has = {item["name"] for item in answer.get("permissions", ())}
        missing = [words for name, words in _RIGHTS.items() if name not in has]
        if not missing:
            return [Advice(True, f"{self._name}: the token has the rights it needs")]
        text = f"{self._name}: the token lacks rights: {', '.join(missing)}"
        return [Advice(False, text, f"Make a new key with them and set VK_TOKEN: {_KEYS}.")]

    async def _messages(self) -> list[Advice]:
        off = not int((await self._own_group()).get("can_message", 1))
        if not off:
            try:
                await self._library.call("messages.getConversations", count=1)
            except RefusedError as error:
                if error.code not in _NO_MESSAGES:
                    raise
                off = "disabled" in error.text or error.code != 15
        if off:
            return [
                Advice(
                    False,
                    f"{self._name}: community messages are off: nobody can write",
                    f"Switch them on: {_MESSAGES}.",
                )
            ]
        return [Advice(True, f"{self._name}: community messages are on")]

    async def _by_longpoll(self) -> list[Advice]:
        settings = await self._library.call("groups.getLongPollSettings", group_id=self._group_id)
        if not settings.get("is_enabled"):
            return [Advice(False, f"{self._name}: Long Poll is off: no events come", f"Switch it on: {_LONG_POLL}.")]
        ticked = {kind for kind, on in (settings.get("events") or {}).items() if on}
        found = [Advice(True, f"{self._name}: Long Poll is on")]
        return found + _events(self._name, ticked, str(settings.get("api_version", "")), _LONG_POLL)

    async def _by_callback(self) -> list[Advice]:
        assert self._callback
        server = await self._callback.state()
        if server is None:
            listed = await self._library.call("groups.getCallbackServers", group_id=self._group_id)
            others = ", ".join(item["url"] for item in listed["items"]) or "none"
            text = f"{self._name}: no Callback API server has the address {self._callback.url} (there are: {others})"
            return [Advice(False, text, f"`leadquiz run` adds it, or add it by hand: {_CALLBACK}.")]
        if server["status"] != "ok":
            state = _STATES.get(server["status"], server["status"])
            text = f"{self._name}: the Callback API server {server['url']} does not work: {state}"
            return [Advice(False, text, f"Start `leadquiz run`, then press «Подтвердить» (Confirm): {_CALLBACK}.")]
        found = [Advice(True, f"{self._name}: VK posts events to {server['url']}")]
        ticked, version = await self._callback.ticked(int(server["id"]))
        return found + _events(self._name, ticked, version, _CALLBACK)


def _events(name: str, ticked: Iterable[str], version: str, menu: str) -> list[Advice]:
    found = []
    missing = sorted(set(EVENTS) - set(ticked))
    if missing:
        todo = f"Tick them under «Типы событий» (Event types): {menu}."
        found.append(Advice(False, f"{name}: event types are not ticked: {', '.join(missing)}", todo))
    if _number(version) < (5, 103):
        text = f"{name}: events come in API version {version or 'unknown'}, whose messages say less"
        found.append(Advice(False, text, f"Choose version {API_VERSION}: {menu}."))
    return found or [Advice(True, f"{name}: all needed event types are ticked")]


def _token(name: str, error: RefusedError) -> Advice:
    if error.code in (5, 27, 28):
        return Advice(
            False, f"{name}: VK does not accept the token ({error})", f"Make a new key and set VK_TOKEN: {_KEYS}."
        )
    return Advice(False, f"{name}: VK refuses to say who we are ({error})", _token_todo())


def _token_todo() -> str:
    return f"Make a key with all the rights named here and set VK_TOKEN: {_KEYS}."


def _number(version: str) -> tuple[int, ...]:
    parts = version.split(".")
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else (0,)
