"""A bare client for the emulator's own tests: calls go out as they are written, right or wrong."""

from __future__ import annotations

from typing import Any

import aiohttp

from .emulator import TelegramEmulator

Json = dict[str, Any]


class BareBot:
    """`await bot.call("sendMessage", chat_id=7, text="Hi")` gives the whole answer as JSON."""

    def __init__(self, telegram: TelegramEmulator, http: aiohttp.ClientSession) -> None:
        self._telegram = telegram
        self._http = http
        self.offset = 0

    async def call(self, method: str, **args: Any) -> Json:
        url = f"{self._telegram.url}/bot{self._telegram.token}/{method}"
        async with self._http.post(url, json=args) as response:
            answer: Json = await response.json()
            return answer

    async def result(self, method: str, **args: Any) -> Any:
        answer = await self.call(method, **args)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, **args: Any) -> tuple[int, str]:
        """Code and text of the refusal that this call must meet."""
        answer = await self.call(method, **args)
        assert not answer["ok"], answer
        return answer["error_code"], answer["description"]

    async def updates(self, **args: Any) -> list[Json]:
        """The next updates, confirmed by the next call of this."""
        updates: list[Json] = await self.result("getUpdates", **{"offset": self.offset, "timeout": 0} | args)
        if updates:
            self.offset = max(update["update_id"] for update in updates) + 1
        return updates
