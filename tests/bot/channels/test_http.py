"""The lean client before a server that does exactly what a test says, good and bad."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeAlias

import pytest
import uvloop

from bot.channels.http import Http, Response, UnansweredError, UnsentError
from tests.servers import free_port

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
Answer: TypeAlias = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


class Server:
    """Answers every request by `answer`; `heads` are what came, `connections` how many were made."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.heads: list[bytes] = []
        self.bodies: list[bytes] = []
        self.connections = 0
        self.writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.append(writer)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next((int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length")), 0)
                self.heads.append(head)
                self.bodies.append(await reader.readexactly(length))
                await self.answer(self.bodies[-1], writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def meeting(answer: Answer, most: int = 8) -> AsyncIterator[tuple[Server, Http]]:
    server = Server(answer)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    http = Http(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/api", most)
    try:
        yield server, http
    finally:
        await http.close()
        listening.close()
        for writer in server.writers:
            writer.close()
        await asyncio.sleep(0.01)


def always(answer: bytes) -> Answer:
    async def write(body: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)

    return write


async def never(body: bytes, writer: asyncio.StreamWriter) -> None:
    return None


async def hang_up(body: bytes, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def post(http: Http, body: bytes = b"{}", seconds: float = 5.0) -> Response:
    return await http.post("/say", body, "application/json", seconds)


async def test_a_request_goes_out_whole_and_its_answer_comes_back() -> None:
    async with meeting(always(OK)) as (server, http):
        assert await post(http, b'{"a":1}') == Response(200, b"ok")
        assert server.heads[0].startswith(b"POST /api/say HTTP/1.1\r\nHost: 127.0.0.1:")
        assert b"Content-Type: application/json\r\n" in server.heads[0]
        assert server.bodies == [b'{"a":1}']


async def test_a_hundred_requests_one_after_another_share_one_connection() -> None:
    async with meeting(always(OK)) as (server, http):
        for _ in range(100):
            await post(http)
        assert server.connections == 1


async def test_requests_at_once_never_open_more_connections_than_allowed() -> None:
    async def slowly(body: bytes, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.002)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))

    async with meeting(slowly, most=3) as (server, http):
        answers = await asyncio.gather(*(post(http, b"%d" % n) for n in range(50)))
        assert [answer.body for answer in answers] == [b"%d" % n for n in range(50)]
        assert server.connections == 3


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" + OK,
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
    ],
)
async def test_every_form_of_an_answer_is_read(answer: bytes) -> None:
    async with meeting(always(answer)) as (_, http):
        for _ in range(3):
            assert await post(http) == Response(200, b"ok")


async def test_a_body_that_ends_with_the_connection_is_whole() -> None:
    async def answer(body: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.0 502 Bad Gateway\r\n\r\n<html>")
        await writer.drain()
        writer.close()

    async with meeting(answer) as (_, http):
        assert await post(http) == Response(502, b"<html>")


async def test_a_long_answer_comes_in_many_reads() -> None:
    long = b"x" * 300_000
    async with meeting(always(b"HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + long)) as (_, http):
        assert (await post(http)).body == long


@pytest.mark.parametrize(
    "answer", [hang_up, always(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nha"), always(b"?!\r\n")]
)
async def test_what_left_and_got_no_whole_answer_is_in_doubt(answer: Answer) -> None:
    async with meeting(answer) as (_, http):
        with pytest.raises(UnansweredError):
            await post(http, seconds=0.2)


async def test_no_answer_in_time_is_in_doubt_and_that_connection_is_used_no_more() -> None:
    async with meeting(never) as (server, http):
        with pytest.raises(UnansweredError):
            await post(http, seconds=0.05)
        server.answer = always(OK)
        assert (await post(http)).status == 200
        assert server.connections == 2


async def test_where_nobody_listens_nothing_was_sent() -> None:
    http = Http(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(UnsentError):
        await post(http)


async def test_a_connection_that_the_server_closed_meanwhile_is_not_written_to() -> None:
    async with meeting(always(OK)) as (server, http):
        await post(http)
        server.writers[0].close()
        await asyncio.sleep(0.02)
        assert (await post(http)).status == 200
        assert server.connections == 2


async def test_a_server_that_speaks_unasked_loses_the_connection() -> None:
    async with meeting(always(OK)) as (server, http):
        await post(http)
        server.writers[0].write(OK)
        await asyncio.sleep(0.02)
        assert (await post(http)).body == b"ok"
        assert server.connections == 2


async def test_a_cancelled_request_does_not_leave_its_answer_to_the_next() -> None:
    async def late(body: bytes, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.05)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))

    async with meeting(late, most=1) as (_, http):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await post(http, b"first")
        assert (await post(http, b"second")).body == b"second"


async def test_who_waits_too_long_for_a_free_connection_has_sent_nothing() -> None:
    async with meeting(never, most=1) as (server, http), asyncio.TaskGroup() as tasks:
        first = tasks.create_task(_doubted(http))
        await asyncio.sleep(0.02)
        with pytest.raises(UnsentError):
            await post(http, seconds=0.05)
        await http.close()
        await first
        assert len(server.heads) == 1


async def test_closing_ends_what_is_in_flight_and_refuses_the_rest() -> None:
    async with meeting(never) as (_, http), asyncio.TaskGroup() as tasks:
        first = tasks.create_task(_doubted(http))
        await asyncio.sleep(0.02)
        await http.close()
        await first
        with pytest.raises(UnsentError):
            await post(http)


async def test_a_server_without_tls_behind_https_is_a_request_that_never_left() -> None:
    async with meeting(hang_up) as (server, http):
        address = http._server
        with pytest.raises(UnsentError):
            await post(Http(f"https://127.0.0.1:{address.port}"))
        assert server.bodies == []


@pytest.mark.parametrize("base", ["", "api.example", "ftp://api.example", "http://", "http://[::1"])
def test_what_is_no_address_is_said_at_once(base: str) -> None:
    with pytest.raises(ValueError, match="no address"):
        Http(base)


@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_calls_go_over_tls_to_a_server_whose_certificate_is_trusted_only(
    loop: Callable[[], asyncio.AbstractEventLoop], tmp_path: Path
) -> None:
    certificate, key = _certificate(tmp_path)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate, key)

    async def calls() -> None:
        server = Server(always(OK))
        listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=serving)
        address = f"https://localhost:{listening.sockets[0].getsockname()[1]}"
        trusting, doubting = Http(address, trust=ssl.create_default_context(cafile=str(certificate))), Http(address)
        assert [(await post(trusting, b"x" * 50_000)).body for _ in range(3)] == [b"ok"] * 3
        with pytest.raises(UnsentError, match="SSLCertVerificationError"):
            await post(doubting)
        assert server.bodies == [b"x" * 50_000] * 3
        await trusting.close()
        listening.close()
        await asyncio.sleep(0.05)

    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(calls())


def _certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    made = [
        *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"),
        *("-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)),
    ]
    subprocess.run(made, check=True, capture_output=True)
    return certificate, key


async def _doubted(http: Http) -> None:
    with pytest.raises(UnansweredError):
        await post(http)
