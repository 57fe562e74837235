"""The front door, spoken to in bytes: what it answers, what goes on to the framework, and that no byte is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.channels.base import Intake, Unavailable
from bot.web.webhooks import BODY_LIMIT
from storage.errors import DatabaseAway
from tests.bot.web.test_webhooks import Hooked
from tests.bot.web.world import World, world

SECRET = "X-Telegram-Bot-Api-Secret-Token: secret\r\n"


class Failing(Hooked):
    """Raises what it is given."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def handle_webhook(self, headers: dict[str, str], body: bytes, take: Intake) -> tuple[int, str]:
        raise self.error


class Slow(Hooked):
    async def handle_webhook(self, headers: dict[str, str], body: bytes, take: Intake) -> tuple[int, str]:
        await asyncio.sleep(0.05)
        return 200, body.decode()


def call(body: str = "hello", more: str = SECRET, path: str = "/hooks/telegram/telegram") -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: shop\r\n{more}Content-Length: {len(body)}\r\n\r\n{body}".encode()


@asynccontextmanager
async def line(w: World) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """One connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(w.url.rpartition(":")[2]))
    try:
        yield reader, writer
    finally:
        writer.close()


async def answer(reader: asyncio.StreamReader) -> tuple[int, str, str]:
    """Status, head, body."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    lines = dict(one.lower().split(": ", 1) for one in head.split("\r\n")[1:] if one)
    return int(head.split()[1]), head, (await reader.readexactly(int(lines["content-length"]))).decode()


async def test_many_calls_share_a_connection_and_a_page_may_follow_on_it(tmp_path: Path) -> None:
    async with world(tmp_path, channels={"telegram": Hooked()}) as w, line(w) as (reader, writer):
        for number in range(3):
            writer.write(call(f"m{number}"))
            assert (await answer(reader))[::2] == (200, "ok")
        writer.write(b"GET /health/live HTTP/1.1\r\nHost: shop\r\n\r\n")
        assert (await answer(reader))[0] == 200
        writer.write(call("m4"))
        assert (await answer(reader))[::2] == (200, "ok")
        assert [one.event_id for one in w.door.heard] == ["m0", "m1", "m2", "m4"]


async def test_calls_that_come_in_one_piece_or_byte_by_byte_are_taken_once_each(tmp_path: Path) -> None:
    async with world(tmp_path, channels={"telegram": Hooked()}) as w, line(w) as (reader, writer):
        writer.write(call("m1") + call("m2") + b"GET /health/live HTTP/1.1\r\nHost: shop\r\n\r\n")
        assert [(await answer(reader))[0] for _ in range(3)] == [200, 200, 200]
        async with line(w) as (other, slowly):
            for byte in call("m3"):
                slowly.write(bytes([byte]))
                await slowly.drain()
                await asyncio.sleep(0)
            assert (await answer(other))[0] == 200
        assert [one.event_id for one in w.door.heard] == ["m1", "m2", "m3"]


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (call(path="/hooks/telegram/other"), 404),
        (call(path="/hooks/vk/telegram"), 404),
        (call(more=SECRET + "Transfer-Encoding: chunked\r\n"), 400),
        (call(more=SECRET + "Content-Length: 4\r\n"), 400),
        (call(more="X Y : secret\r\n"), 400),
        (call().replace(b"Host: shop\r\n", b"Host: shop\n"), 400),
        (call().replace(b"Content-Length: 5", b"Content-Length: +5"), 400),
        (call().replace(b"Content-Length: 5", b"Content-Length: %d" % (BODY_LIMIT + 1)) + b"x" * BODY_LIMIT, 413),
        (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400),
    ],
)
async def test_what_is_out_of_the_ordinary_goes_by_the_rules_of_the_framework(
    tmp_path: Path, request_: bytes, status: int
) -> None:
    async with world(tmp_path, channels={"telegram": Hooked()}) as w, line(w) as (reader, writer):
        writer.write(request_)
        assert (await answer(reader))[0] == status
        assert w.door.heard == []


async def test_a_body_in_chunks_is_taken_too(tmp_path: Path) -> None:
    async with world(tmp_path, channels={"telegram": Hooked()}) as w, line(w) as (reader, writer):
        head = call("").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
        writer.write(head + b"2\r\nm1\r\n0\r\n\r\n")
        assert (await answer(reader))[::2] == (200, "ok")
        assert [one.event_id for one in w.door.heard] == ["m1"]


@pytest.mark.parametrize(
    ("error", "status", "after"),
    [
        (Unavailable(2.5), 503, "Retry-After: 3\r\n"),
        (DatabaseAway("disk full"), 503, "Retry-After: 5\r\n"),
        (RuntimeError("a fault of ours"), 500, ""),
    ],
)
async def test_a_fault_is_answered_without_details_and_the_connection_goes_on(
    tmp_path: Path, error: Exception, status: int, after: str
) -> None:
    async with world(tmp_path, channels={"telegram": Failing(error)}) as w, line(w) as (reader, writer):
        for _ in range(2):
            writer.write(call())
            found, head, body = await answer(reader)
            assert (found, body) == (status, "")
            assert after in head
            assert "X-Request-Id: " in head
        assert f'leadquiz_hook_requests_total{{channel="telegram",status="{status}"}} 2.0' in _metrics(w)


async def test_calls_are_counted_by_their_route(tmp_path: Path) -> None:
    async with world(tmp_path, channels={"telegram": Hooked()}) as w, line(w) as (reader, writer):
        writer.write(call())
        await answer(reader)
        route = "/hooks/telegram/{channel}"
        assert f'leadquiz_http_requests_total{{route="{route}",status="200"}} 1.0' in _metrics(w)
        assert f'leadquiz_http_request_seconds_count{{route="{route}"}} 1.0' in _metrics(w)


async def test_a_call_in_hand_is_answered_while_the_server_stops_and_idle_connections_end(tmp_path: Path) -> None:
    async with world(tmp_path, channels={"telegram": Slow()}) as w, line(w) as (reader, writer), line(w) as (idle, _):
        writer.write(call("m1"))
        await asyncio.sleep(0.02)
        await w.entrance.stop()
        status, head, body = await answer(reader)
        assert (status, body) == (200, "m1")
        assert "Connection: close\r\n" in head
        assert await reader.read() == b""
        assert await idle.read() == b""


def _metrics(w: World) -> str:
    return w.parts.metrics.page().decode()
