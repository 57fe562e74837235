"""One call of the VK API over lean keep-alive connections, and the long poll's requests by aiohttp.

    CallError
    ├── RefusedError     VK answered `{"error": ...}`: carries its code and text
    ├── NotSentError     nothing reached VK: safe to repeat
    └── DoubtError       the request left, no sensible answer came: it may have been done

Errors never hold the token.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import aiohttp
import msgspec

from bot.channels.http import Http, UnansweredError, UnsentError

API_VERSION = "5.199"
API_URL = "https://api.vk.com"
CONNECT_SECONDS = 5.0


class CallError(Exception):
    """The root."""


class RefusedError(CallError):
    """https://dev.vk.com/ru/reference/errors"""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"error {code}: {text}")
        self.code = code
        self.text = text


class NotSentError(CallError):
    """See above."""


class DoubtError(CallError):
    """See above."""


class Fault(msgspec.Struct):
    """An error of one call: of the whole request, or of a call inside `execute`."""

    error_code: int = 0
    error_msg: str = ""
    method: str = ""


class Answer(msgspec.Struct):
    """`execute_errors` belong to the values `false` of `response`, in order."""

    response: Any = None
    error: Fault | None = None
    execute_errors: list[Fault] = []


_answer = msgspec.json.Decoder(Answer).decode
_object = msgspec.json.Decoder(dict[str, Any]).decode


_FORM = "application/x-www-form-urlencoded"


class Client:
    """Keep-alive connections to the API. `api_url` is what stands before `/method/`."""

    def __init__(self, token: str, api_url: str, timeout: float = 15.0) -> None:
        self._base = f"{api_url.rstrip('/')}/method"
        self._fixed = {"access_token": token, "v": API_VERSION}
        self._timeout = timeout
        self._http: Http | None = None
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        self._http = Http(self._base)
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())  # long poll servers, they change

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()
            self._http = None
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(self, method: str, params: Mapping[str, str], within: float = 0.0) -> Answer:
        """The answer without error. Raises CallError. `within` seconds in place of the usual ones."""
        if self._http is None:
            raise NotSentError("the channel is closed")
        form = urlencode({**self._fixed, **params}).encode("ascii")
        try:
            response = await self._http.post(f"/{method}", form, _FORM, within or self._timeout)
        except UnsentError as error:
            raise NotSentError(str(error)) from None
        except UnansweredError as error:
            raise DoubtError(f"no answer ({error})") from None
        if response.status >= 400:
            raise DoubtError(f"HTTP status {response.status}")
        try:
            answer = _answer(response.body)
        except msgspec.MsgspecError:
            raise DoubtError("the answer is no JSON of VK") from None
        if answer.error:
            raise RefusedError(answer.error.error_code, answer.error.error_msg)
        return answer

    async def check(self, server: str, params: Mapping[str, str], within: float) -> dict[str, Any]:
        """One request to a long poll server. Raises CallError."""
        if self._session is None:
            raise NotSentError("the channel is closed")
        patience = aiohttp.ClientTimeout(total=within, connect=min(within, CONNECT_SECONDS))
        try:
            async with self._session.get(server, params=params, timeout=patience) as response:
                body = await response.read()
                if response.status >= 400:
                    raise DoubtError(f"HTTP status {response.status}")
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise NotSentError(f"no connection ({type(error).__name__})") from None
        except (aiohttp.ClientError, OSError) as error:  # TimeoutError is an OSError
            raise DoubtError(f"no answer ({type(error).__name__})") from None
        try:
            return _object(body)
        except msgspec.MsgspecError:
            raise DoubtError("the answer of the long poll server is no JSON") from None
