"""A bare client for the emulator's own tests: calls go out as they are written, right or wrong."""

from __future__ import annotations

import io
from typing import Any

import aiohttp

from .emulator import TelegramEmulator

Json = dict[str, Any]


class BareBot:
    """`await bot.call("sendMessage", chat_id=7, text="Hi")` gives the whole answer as JSON."""

    def __init__(self, telegram: TelegramEmulator, http: aiohttp.ClientSession) -> None:
        self._telegram = telegram
        self._http = http
        self.token = telegram.token
        self.offset = 0

    async def call(self, method: str, **args: Any) -> Json:
        async with self._http.post(self._url(method), json=args) as response:
            answer: Json = await response.json()
            return answer

    async def header(self, name: str, method: str, **args: Any) -> str:
        """A header of the answer."""
        async with self._http.post(self._url(method), json=args) as response:
            return response.headers[name]

    async def upload(self, method: str, part: str, content: bytes, **args: Any) -> tuple[int, str]:
        """Code and text of the refusal that this file must meet."""
        form = aiohttp.FormData()
        for field, value in args.items():
            form.add_field(field, str(value))
        form.add_field(part, io.BytesIO(content), filename="file.bin")
        async with self._http.post(self._url(method), data=form) as response:
            answer = await response.json()
            assert not answer["ok"], answer
            return answer["error_code"], answer["description"]

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

    def _url(self, method: str) -> str:
        return f"{self._telegram.url}/bot{self.token}/{method}"
