"""One call of the Bot API: JSON out, a result or a typed error back. Files go by aiohttp, all else by the lean client.

    CallError
    ├── RefusedError     the platform answered `ok: false`: carries its code, text and parameters
    ├── NotSentError     nothing reached the platform, or its own proxy answered in its place: safe to repeat
    └── DoubtError       the request left, no answer came: it may have been done

Errors never hold the address of a call: the token is part of it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import aiohttp
import msgspec

from bot.channels.http import Http, UnansweredError, UnsentError

CONNECT_SECONDS = 5.0


class CallError(Exception):
    """The root."""


class RefusedError(CallError):
    """https://core.telegram.org/bots/api#making-requests: error_code, description, parameters."""

    def __init__(self, code: int, text: str, retry_after: float = 0.0, migrate_to: int = 0) -> None:
        super().__init__(f"{code} {text}")
        self.code = code
        self.text = text
        self.retry_after = retry_after
        self.migrate_to = migrate_to


class NotSentError(CallError):
    """See above; `status` is the HTTP status of a proxy's page, 0 where there was no answer."""

    def __init__(self, text: str, status: int = 0) -> None:
        super().__init__(text)
        self.status = status


class DoubtError(CallError):
    """See above."""


class _Parameters(msgspec.Struct):
    retry_after: float = 0.0
    migrate_to_chat_id: int = 0


class _Answer(msgspec.Struct):
    ok: bool
    result: msgspec.Raw = msgspec.Raw(b"null")
    error_code: int = 0
    description: str = ""
    parameters: _Parameters = msgspec.field(default_factory=_Parameters)


_decode = msgspec.json.Decoder(_Answer).decode
_encode = msgspec.json.Encoder().encode
_JSON = "application/json"


class Transport:
    """Keep-alive connections to one bot's API. `api_url` is what stands before `/bot<token>/`."""

    def __init__(self, token: str, api_url: str, timeout: float = 15.0) -> None:
        self._base = f"{api_url.rstrip('/')}/bot{token}/"
        self._files = f"{api_url.rstrip('/')}/file/bot{token}/"
        self._timeout = timeout
        self._http: Http | None = None
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        self._http = Http(self._base)

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()
            self._http = None
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(self, method: str, payload: Mapping[str, Any], seconds: float = 0.0) -> msgspec.Raw:
        """The result, not yet decoded. Raises CallError; `seconds` to wait in place of the usual ones."""
        if self._http is None:
            raise NotSentError("the channel is closed")
        try:
            response = await self._http.post(f"/{method}", _encode(payload), _JSON, seconds or self._timeout)
        except UnsentError as error:
            raise NotSentError(str(error)) from None
        except UnansweredError as error:
            raise DoubtError(f"no answer ({error})") from None
        return _result(response.status, response.body)

    async def upload(self, method: str, fields: Mapping[str, Any], part: str, name: str, content: bytes) -> msgspec.Raw:
        """As `call`, with a file in the part that `part` names."""
        form = aiohttp.FormData()
        for key, value in fields.items():
            form.add_field(key, value if isinstance(value, str) else _encode(value).decode())
        form.add_field(part, io.BytesIO(content), filename=name)
        try:
            async with self._opened().post(self._base + method, data=form, timeout=self._patience(60.0)) as response:
                return _result(response.status, await response.read())
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise NotSentError(f"no connection ({type(error).__name__})") from None
        except (aiohttp.ClientError, OSError) as error:  # TimeoutError is an OSError
            raise DoubtError(f"no answer ({type(error).__name__})") from None

    async def download(self, path: str) -> bytes:
        """A file by the path that getFile gave. Raises CallError."""
        session = self._opened()
        try:
            async with session.get(self._files + path, timeout=self._patience(60.0)) as response:
                if response.status != 200:
                    raise RefusedError(response.status, "the file cannot be fetched")
                return await response.read()
        except (aiohttp.ClientError, OSError) as error:
            raise NotSentError(type(error).__name__) from None

    def _opened(self) -> aiohttp.ClientSession:
        """Made for the first file: few bots send any."""
        if self._http is None:
            raise NotSentError("the channel is closed")
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        return self._session

    @staticmethod
    def _patience(seconds: float) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(total=seconds, connect=min(seconds, CONNECT_SECONDS))


def _result(status: int, body: bytes) -> msgspec.Raw:
    try:
        answer = _decode(body)
    except msgspec.MsgspecError:
        raise NotSentError(f"the answer is no JSON (status {status})", status) from None
    if answer.ok:
        return answer.result
    if answer.error_code >= 500:
        raise NotSentError(f"{answer.error_code} {answer.description}", answer.error_code)
    parameters = answer.parameters
    raise RefusedError(
        answer.error_code or status, answer.description, parameters.retry_after, parameters.migrate_to_chat_id
    )
