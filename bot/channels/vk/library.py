"""vk_api in threads, for what is not hot: set-up, settings, long poll servers, uploads.

The library knows no timeouts and one address only; both are put right where it gives a seam, in the adapters of its
requests sessions. Each call has an object of its own, for one object makes one call at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any, TypeVar

import requests
import vk_api
from requests.adapters import HTTPAdapter
from vk_api.upload import VkUpload
from vk_api.vk_api import VkApiGroup, jconfig

from bot.channels.base import Limiter, Rate

from .client import API_VERSION, CallError, DoubtError, NotSentError, RefusedError

T = TypeVar("T")

PATIENCE = 8.0  # seconds for each answer: a thread that hangs keeps the program from stopping
_THREADS = 4
_HARD_CODED = "https://api.vk.ru"


class Library:
    """Calls by vk_api, each within the shared rate."""

    def __init__(self, token: str, api_url: str, limiter: Limiter, rate: Rate) -> None:
        self._token = token
        self._api_url = api_url.rstrip("/")
        self._limiter = limiter
        self._rate = rate
        self._threads: ThreadPoolExecutor | None = None

    async def call(self, method: str, **params: Any) -> Any:
        """The result. Raises CallError."""
        await self._limiter.wait(self._rate)
        return await self._in_thread(lambda: self._session().method(method, params))

    async def photo(self, name: str, content: bytes) -> dict[str, Any]:
        """The photo as VK saved it. Raises CallError."""
        await self._two_slots()
        return dict((await self._in_thread(lambda: self._upload().photo_messages(_named(name, content))))[0])

    async def document(self, name: str, content: bytes, peer_id: int) -> dict[str, Any]:
        """The document as VK saved it. Raises CallError."""
        await self._two_slots()
        saved = await self._in_thread(
            lambda: self._upload().document_message(_named(name, content), title=name, peer_id=peer_id)
        )
        return dict(saved["doc"])

    async def fetch(self, url: str, most: int) -> bytes:
        """A file by its address, at most `most` bytes. Raises CallError."""

        def download() -> bytes:
            with _plain_session() as session, session.get(url, stream=True) as response:
                response.raise_for_status()
                content = response.raw.read(most + 1, decode_content=True)
            if len(content) > most:
                raise RefusedError(0, f"the file is larger than {most // 2**20} MB")
            return bytes(content)

        return await self._in_thread(download)

    async def _two_slots(self) -> None:
        """An upload asks for an address, and then saves what was posted there."""
        for _ in range(2):
            await self._limiter.wait(self._rate)

    def close(self) -> None:
        if self._threads:
            self._threads.shutdown(wait=False, cancel_futures=True)
            self._threads = None

    async def _in_thread(self, work: Callable[[], T]) -> T:
        self._threads = self._threads or ThreadPoolExecutor(_THREADS, "vk")
        return await asyncio.get_running_loop().run_in_executor(self._threads, _translated, work)

    def _session(self) -> VkApiGroup:
        session = _plain_session()
        session.mount(f"{_HARD_CODED}/", _Rebased(self._api_url))
        return VkApiGroup(token=self._token, config=jconfig.MemoryConfig, api_version=API_VERSION, session=session)

    def _upload(self) -> VkUpload:
        upload = VkUpload(self._session())
        upload.http = _plain_session()
        return upload


class _Patient(HTTPAdapter):
    """Every request has a timeout."""

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        options["timeout"] = options.get("timeout") or PATIENCE
        return super().send(request, *args, **options)


class _Rebased(_Patient):
    """The library's fixed address becomes the configured one."""

    def __init__(self, api_url: str) -> None:
        self._api_url = api_url
        super().__init__()

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        request.url = (request.url or "").replace(_HARD_CODED, self._api_url, 1)
        return super().send(request, *args, **options)


def _plain_session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", _Patient())
    session.mount("http://", _Patient())
    return session


def _translated(work: Callable[[], T]) -> T:
    """The library's errors as ours; none of them holds the token."""
    try:
        return work()
    except vk_api.ApiError as error:
        raise RefusedError(int(error.code), str(error.error.get("error_msg", ""))) from None
    except vk_api.Captcha:
        raise RefusedError(14, "Captcha needed") from None
    except (requests.exceptions.ConnectTimeout, requests.exceptions.ConnectionError) as error:
        raise NotSentError(f"no connection ({type(error).__name__})") from None
    except CallError:
        raise
    except (vk_api.VkApiError, requests.RequestException, ValueError, KeyError, OSError) as error:
        raise DoubtError(f"no sensible answer ({type(error).__name__})") from None


def _named(name: str, content: bytes) -> BytesIO:
    """A file object as the library wants it: it takes the ending from `name`."""
    file = BytesIO(content)
    file.name = name
    return file
