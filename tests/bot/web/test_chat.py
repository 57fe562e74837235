"""The web chat over its socket, and over POST and the event stream."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import WSMsgType

from bot.channels.base import Body
from bot.channels.web.session import address_of, new_token
from bot.web.chat import COOKIE, HEADER
from bot.web.parts import Limits
from dialogs.inputs import Pressed, Started, Wrote
from tests.bot.web.world import World, post, world


class Client:
    """A page's end of the socket."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws = ws
        self.frames: list[dict[str, Any]] = []

    async def until(self, key: str, count: int = 1, seconds: float = 5) -> list[dict[str, Any]]:
        """All frames with this key, once there are `count` of them."""
        async with asyncio.timeout(seconds):
            while len(self.having(key)) < count:
                message = await self.ws.receive()
                assert message.type is WSMsgType.TEXT, message
                self.frames.append(json.loads(message.data))
        return self.having(key)

    def having(self, key: str) -> list[dict[str, Any]]:
        return [frame for frame in self.frames if key in frame]

    async def say(self, **frame: Any) -> None:
        await self.ws.send_json(frame)


async def connect(w: World, query: str = "", token: str = "", **given: Any) -> Client:
    headers = {"Cookie": f"{COOKIE}={token}"} if token else {}
    ws = await w.http.ws_connect(f"{w.url}/chat/ws{query}", headers={**headers, **given.pop("headers", {})}, **given)
    return Client(ws)


async def test_a_client_that_says_hello_is_welcomed_and_the_quiz_begins(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        client = await connect(w)
        await client.say(hello={"script": "kitchen", "ref": "vk_ads_1", "utm": {"source": "vk"}, "language": "ru"})
        texts = [frame["text"] for frame in await client.until("text", 2)]
        assert texts[1] == "В каком стиле кухня?"
        welcome = client.having("welcome")[0]["welcome"]
        assert welcome["title"] == "Подбор кухни"
        started = w.door.heard[0]
        assert started.input == Started(ref="vk_ads_1")
        assert (started.script, started.utm, started.profile.language) == ("kitchen", {"source": "vk"}, "ru")
        assert started.address == address_of(welcome["session"])


async def test_a_client_without_hello_begins_by_its_address_or_after_a_moment(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        by_query = await connect(w, "?script=kitchen&ref=x&utm_source=ad")
        await by_query.until("text", 2)
        assert w.door.heard[0].script == "kitchen"
        assert w.door.heard[0].utm == {"source": "ad"}
        silent = await connect(w)
        await silent.until("text", 2)


async def test_a_press_is_stored_answered_ok_and_edits_the_question(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        client = await connect(w, "?script=kitchen")
        question = (await client.until("question"))[0]
        assert question["buttons"][1] == {"id": "1.1", "text": "Модерн", "role": "option"}
        await client.say(id="c1", press="1.1")
        assert await client.until("ok") == [{"ok": "c1"}]
        edit = (await client.until("edit"))[0]
        assert edit["question"] == 1
        assert edit["buttons"][1]["text"] == "✓ Модерн"
        assert (await client.until("toast"))[0]["press"] == "c1"
        assert w.door.heard[-1].input == Pressed("1.1")


async def test_the_same_frame_twice_is_one_event(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        client = await connect(w, "?script=kitchen")
        await client.until("text", 2)
        for _ in range(2):
            await client.say(id="same", text="привет")
        await client.until("ok", 2)
        assert [event.input for event in w.door.heard].count(Wrote("привет")) == 1


async def test_two_quick_messages_are_handled_in_order(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        client = await connect(w, "?script=kitchen")
        await client.until("text", 2)
        for number in range(20):
            await client.say(id=f"m{number}", text=str(number))
        await client.until("ok", 20)
        assert [e.input.text for e in w.door.heard if isinstance(e.input, Wrote)] == [str(n) for n in range(20)]


async def test_a_reload_shows_the_talk_again_without_starting_anew(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        token = new_token()
        client = await connect(w, "?script=kitchen", token)
        await client.until("text", 2)
        w.time.advance(seconds=7)
        await client.say(id="1", text="Здравствуйте")
        await client.until("text", 3)
        await client.ws.close()
        again = await connect(w, "?script=kitchen", token)
        await again.until("ready")
        shown = [frame.get("text") for frame in again.frames if "text" in frame]
        assert shown[:1] == ["Здравствуйте! Пять вопросов, и скидка растёт с каждым ответом."]
        assert shown[-2:] == ["Здравствуйте", "Не поняли: Здравствуйте"]
        assert again.having("me")[0]["text"] == "Здравствуйте"
        await asyncio.sleep(0.2)
        assert [type(event.input) for event in w.door.heard].count(Started) == 1


async def test_a_broken_line_resumes_after_the_last_seq(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        token = new_token()
        client = await connect(w, "?script=kitchen", token)
        seen = (await client.until("seq", 2))[-1]["seq"]
        await client.ws.close()
        async with w.database.transaction() as tx:
            await post(tx, w.time.now(), address_of(token), Body(text="пока вас не было"))
        again = await connect(w, "", token)
        await again.say(hello={"seq": seen})
        await again.until("ready")
        assert [frame["text"] for frame in again.having("text")] == ["пока вас не было"]


async def test_another_link_followed_in_an_open_talk_is_heard_once(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        token = new_token()
        client = await connect(w, "?script=kitchen", token)
        await client.until("text", 2)
        for _ in range(2):
            again = await connect(w, "", token)
            await again.say(hello={"script": "gifts", "ref": "flyer", "seq": 2})
            await again.until("ready")
            await asyncio.sleep(0.2)
        assert [event.script for event in w.door.heard if isinstance(event.input, Started)] == ["kitchen", "gifts"]


async def test_what_another_node_writes_arrives_within_a_second(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        token = new_token()
        client = await connect(w, "?script=kitchen", token)
        await client.until("text", 2)
        async with w.database.transaction() as tx:
            await post(tx, w.time.now(), address_of(token), Body(text="с другого узла"))
        assert (await client.until("text", 3, seconds=1.5))[-1]["text"] == "с другого узла"


async def test_an_acknowledgement_settles_the_rows_at_once(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        token = new_token()
        client = await connect(w, "?script=kitchen", token)
        rows = await client.until("seq", 2)
        await client.say(ack=rows[0]["seq"])
        await asyncio.sleep(0.3)
        async with w.database.reading() as tx:
            letters = await tx.outbox.lane(f"web:{address_of(token)}", 0, 10)
        assert [letter.settled_at is not None for letter in letters] == [True, False]


async def test_rows_that_nobody_came_for_are_delivered_after_ten_seconds(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        async with w.database.transaction() as tx:
            await post(tx, w.time.now(), "gone", Body(text="для никого"))
        await asyncio.sleep(1.7)
        async with w.database.reading() as tx:
            assert (await tx.outbox.lane("web:gone", 0, 10))[0].settled_at is None
        w.time.advance(seconds=11)
        await asyncio.sleep(1.7)
        async with w.database.reading() as tx:
            assert (await tx.outbox.lane("web:gone", 0, 10))[0].settled_at is not None


async def test_while_nothing_can_be_stored_a_frame_is_refused_and_taken_when_sent_again(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        client = await connect(w, "?script=kitchen")
        await client.until("text", 2)
        w.door.away = True
        await client.say(id="x", text="важное")
        error = (await client.until("error"))[0]["error"]
        assert (error["id"], error["code"], error["after"]) == ("x", "unavailable", 3)
        assert client.having("ok") == []
        w.door.away = False
        await client.say(id="x", text="важное")
        assert await client.until("ok") == [{"ok": "x"}]


async def test_a_bad_frame_is_explained_and_the_talk_goes_on(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        client = await connect(w, "?script=kitchen")
        await client.until("text", 2)
        await client.ws.send_str("что это")
        assert (await client.until("error"))[0]["error"]["code"] == "bad_frame"
        await client.say(ping=4)
        assert await client.until("pong") == [{"pong": 4}]


async def test_a_flood_is_slowed_down_and_no_message_of_it_is_lost(tmp_path: Path) -> None:
    limits = Limits(session_rate=20, session_burst=3)
    async with world(tmp_path, limits=limits) as w:
        client = await connect(w, "?script=kitchen")
        await client.until("text", 2)
        for number in range(5):
            await client.say(id=f"f{number}", text=str(number))
        errors = [frame["error"] for frame in await client.until("error", 2)]
        assert {error["code"] for error in errors} == {"slow_down"}
        for error in errors:
            await asyncio.sleep(error["after"] + 0.05)
            await client.say(id=error["id"], text=error["id"][1:])
        assert {frame["ok"] for frame in await client.until("ok", 5)} == {f"f{n}" for n in range(5)}


async def test_a_session_holds_only_so_many_sockets(tmp_path: Path) -> None:
    async with world(tmp_path, limits=Limits(sockets_per_session=2)) as w:
        token = new_token()
        first = await connect(w, "?script=kitchen", token)
        await connect(w, "?script=kitchen", token)
        with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
            await connect(w, "?script=kitchen", token)
        assert caught.value.status == 429
        await first.ws.close()
        await asyncio.sleep(0.1)
        await connect(w, "?script=kitchen", token)


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [("own", True), ("https://shop.example", True), ("https://evil.example", False), ("null", False)],
)
async def test_only_listed_sites_may_open_the_socket(tmp_path: Path, origin: str, allowed: bool) -> None:
    async with world(tmp_path, web_origins=("https://shop.example",)) as w:
        headers = {"Origin": w.url if origin == "own" else origin}
        if allowed:
            await connect(w, "?script=kitchen", headers=headers)
            return
        with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
            await connect(w, "?script=kitchen", headers=headers)
        assert caught.value.status == 403


async def test_without_sockets_the_talk_goes_over_post_and_the_event_stream(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        async with w.http.post(f"{w.url}/chat/send", json={"hello": {"script": "kitchen"}}) as answer:
            assert answer.status == 200
            session = (await answer.json())["welcome"]["session"]
        bare = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), headers={HEADER: session})
        async with bare, bare.get(f"{w.url}/chat/events") as stream:
            assert stream.content_type == "text/event-stream"
            frames = Stream(stream)
            question = await frames.until("question")
            assert question["text"] == "В каком стиле кухня?"
            assert frames.last_id == str(question["seq"])
            async with bare.post(f"{w.url}/chat/send", json={"id": "1", "press": "1.1"}) as answer:
                assert (await answer.json()) == {"ok": "1"}
            assert (await frames.until("edit"))["question"] == 1
            async with bare.post(f"{w.url}/chat/send", json={"ack": question["seq"]}) as answer:
                assert (await answer.json()) == {"ok": True}
        async with (
            aiohttp.ClientSession(headers={HEADER: session, "Last-Event-ID": str(question["seq"])}) as again,
            again.get(f"{w.url}/chat/events") as stream,
        ):
            assert "edit" in await Stream(stream).until("seq")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [("что", 400, "bad_frame"), ('{"id": "1", "upload": "x.y"}', 400, "upload")],
)
async def test_a_bad_frame_over_post_is_answered_with_its_code(
    tmp_path: Path, body: str, status: int, code: str
) -> None:
    async with world(tmp_path) as w, w.http.post(f"{w.url}/chat/send", data=body) as answer:
        assert answer.status == status
        assert (await answer.json())["error"]["code"] == code


async def test_post_says_when_to_come_back_while_nothing_can_be_stored(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.door.away = True
        async with w.http.post(f"{w.url}/chat/send", json={"id": "1", "text": "a"}) as answer:
            assert answer.status == 503
            assert answer.headers["Retry-After"] == "3"


async def test_the_page_gives_a_session_that_scripts_cannot_read_and_keeps_the_one_that_is_there(
    tmp_path: Path,
) -> None:
    async with world(tmp_path) as w:
        async with w.http.get(f"{w.url}/chat?script=kitchen&ref=x") as page:
            text = await page.text()
            assert page.status == 200
            cookie = page.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Подбор кухни" in text
        assert cookie.split("=")[1].split(";")[0] not in text
        async with w.http.get(f"{w.url}/chat") as page:
            assert "Set-Cookie" not in page.headers


async def test_over_https_the_session_also_works_inside_other_sites(tmp_path: Path) -> None:
    async with world(tmp_path, base_url="https://bot.shop.example") as w, w.http.get(f"{w.url}/chat") as page:
        assert "SameSite=None; Secure; Partitioned" in page.headers["Set-Cookie"]
        assert page.headers["Strict-Transport-Security"] == "max-age=31536000"


async def test_the_page_runs_no_inline_script_and_may_be_framed_by_listed_sites_alone(tmp_path: Path) -> None:
    async with world(tmp_path, web_origins=("https://shop.example",)) as w:
        async with w.http.get(f"{w.url}/chat") as page:
            policy = page.headers["Content-Security-Policy"]
            text = await page.text()
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'self' https://shop.example" in policy
        assert text.count("<script") == text.count('<script type="module" src="/static/')
        async with w.http.get(f"{w.url}/sign-in") as other:
            assert "frame-ancestors 'none'" in other.headers["Content-Security-Policy"]


async def test_words_of_the_address_never_become_markup(tmp_path: Path) -> None:
    async with (
        world(tmp_path) as w,
        w.http.get(f"{w.url}/chat", params={"ref": '"><script>alert(1)</script>', "script": "<b>"}) as page,
    ):
        text = await page.text()
        assert "<script>alert" not in text
        assert "<b>" not in text


class Stream:
    """Events of a stream, one frame each."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response
        self.last_id = ""

    async def until(self, key: str, seconds: float = 5) -> dict[str, Any]:
        async with asyncio.timeout(seconds):
            while True:
                line = (await self._response.content.readline()).decode().strip()
                if line.startswith("id: "):
                    self.last_id = line[4:]
                if line.startswith("data: "):
                    frame: dict[str, Any] = json.loads(line[6:])
                    if key in frame:
                        return frame
