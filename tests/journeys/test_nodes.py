"""Several nodes on one PostgreSQL behave as one."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.app import LEASE, Part
from bot.channels.base import Limiter, Rate
from bot.cli import run_command
from bot.config import Settings
from bot.delivery import LEASE as LETTER_LEASE
from storage.redis_signals import RedisSignals
from storage.signals import BudgetLimiter
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.people import Group
from tests.emulators.vk import VkEmulator
from tests.servers import OwnRedis

from .conftest import listening
from .node import HURRY, Node, Time
from .people import Browser, OnTelegram, OnWeb, prospect_on
from .test_quiz import to_the_contact, to_the_end

pytestmark = pytest.mark.postgresql

WEB_ONLY, WORKER = Part(delivers=False), Part(serves=False)
PUBLIC = "https://shop.example.com"
REMINDER = "закрепить скидку"


@pytest.fixture
def database_url(postgresql_url: str) -> str:
    return postgresql_url


def beside(settings: Settings) -> Settings:
    """The settings of another node: the same but for the port, which the system chooses."""
    from .node import free_port

    return replace(settings, http_port=free_port())


async def until(holds: Callable[[], object], seconds: float, what: str) -> None:
    """Waits until it holds; the wall's seconds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds:g} s: {what}"
        await asyncio.sleep(0.01)


def knows(node: Node, address: str) -> bool:
    """Whether this node took a turn of the talk."""
    return node.app.intake.turns.talks.get(("telegram", address)) is not None


# polling --------------------------------------------------------------------------------------------------------------


async def test_another_node_polls_within_15_seconds_after_one_was_killed(
    settings: Settings, telegram: TelegramEmulator, vk: VkEmulator
) -> None:
    now = Time()
    async with Node(settings, now) as first:
        await listening(vk)
        async with Node(beside(settings), now) as second:
            anna = telegram.user(1001, first_name="Анна")
            anna.start()
            await anna.sees("В каком стиле")
            await first.delivered()
            assert knows(first, "1001") and not knows(second, "1001"), "one node polls"
            await first.kill()
            anna.write("Модерн")
            await asyncio.sleep(0.3)
            assert not knows(second, "1001"), "the lease holds"
            now.advance(seconds=LEASE.total_seconds())
            await until(lambda: knows(second, "1001"), 15 - LEASE.total_seconds(), "the other node polls")
            await anna.sees("площадь")
        await close_channels(first)


async def test_a_node_that_stops_gives_its_channels_to_the_other_at_once(
    settings: Settings, telegram: TelegramEmulator, vk: VkEmulator
) -> None:
    async with Node(beside(settings)) as second:
        await listening(vk)
        async with Node(settings):
            anna = telegram.user(1001, first_name="Анна")
            anna.start()
            await anna.sees("В каком стиле")
        anna.write("Модерн")
        await anna.sees("площадь")
        assert knows(second, "1001")


# turns ----------------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def mirror(*nodes: Node) -> AsyncIterator[str]:
    """A balancer gone mad: each request goes to all nodes at the same time; good if all say so."""

    async def handle(request: web.Request) -> web.Response:
        body = await request.read()
        headers = {name: value for name, value in request.headers.items() if name.startswith("X-")}

        async def ask(node: Node) -> int:
            async with node.http.post(f"{node.url}{request.path}", data=body, headers=headers) as answer:
                return answer.status

        return web.Response(status=max(await asyncio.gather(*map(ask, nodes))))

    app = web.Application()
    app.router.add_post("/{path:.+}", handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield "http://{}:{}".format(*runner.addresses[0][:2])
    finally:
        await runner.cleanup()


async def test_updates_that_reach_two_nodes_at_once_are_taken_once_and_in_order(
    settings: Settings, telegram: TelegramEmulator, managers: Group
) -> None:
    channels = tuple(replace(one, mode="webhook") for one in settings.channels if one.kind == "telegram")
    settings = replace(settings, public_url=PUBLIC, channels=channels)
    async with Node(settings) as first, Node(beside(settings)) as second:
        for node in (first, second):
            node.settings = replace(node.settings, public_url="")  # the test asks each node by itself
        async with mirror(first, second) as address:
            telegram.updates.routes[PUBLIC] = address
            people = [OnTelegram(telegram, telegram.user(1000 + number, first_name="Анна")) for number in range(4)]
            async with asyncio.TaskGroup() as tasks:
                for number, prospect in enumerate(people):
                    tasks.create_task(whole_quiz(prospect, f"8 900 123-45-{10 + number}"))
            await first.leads(len(people))
            await first.delivered()
            telegram.updates.end()
        records = await first.records()
    assert [record.status for record in records] == ["new"] * len(people)
    for prospect in people:
        questions = [text for text in prospect.texts if "?" in text]
        assert len(questions) == len(set(questions)), f"a question came twice: {questions}"
    cards = [message.text for message in managers.messages if "+7900123" in (message.text or "").replace(" ", "")]
    assert len(cards) == len(people) and len(set(cards)) == len(people)
    answers = [record.answers for record in records]
    assert all(one.keys() == answers[0].keys() for one in answers)


async def whole_quiz(prospect: OnTelegram, phone: str) -> None:
    await to_the_contact(prospect)
    await to_the_end(prospect, phone)


# rate budgets ---------------------------------------------------------------------------------------------------------


class Counted:
    """A node's limiter, and how many calls of the bot it let through."""

    def __init__(self, url: str, speed: float) -> None:
        self.signals = RedisSignals(url, clock=lambda: time.monotonic() * speed)
        self._inner: Limiter = BudgetLimiter(self.signals, sleep=lambda seconds: asyncio.sleep(seconds / speed))
        self.calls = 0

    async def wait(self, *keys: Rate) -> None:
        await self._inner.wait(*keys)
        self.calls += any(key.key == "telegram:telegram" for key in keys)

    def block(self, key: str, seconds: float) -> None:
        self._inner.block(key, seconds)


@pytest.mark.redis
@pytest.mark.parametrize("redis_is", ["there", "away"])
async def test_two_nodes_together_keep_to_the_bots_limit(
    redis_is: str, settings: Settings, telegram: TelegramEmulator, vk: VkEmulator, own_redis: OwnRedis
) -> None:
    speed = HURRY / 4  # slower than other journeys: a grant is some milliseconds old when the call arrives
    telegram.clock.speed = speed
    limiters = [Counted(own_redis.url, speed) for _ in range(2)]
    if redis_is == "away":
        await asyncio.to_thread(own_redis.stop)
    async with Node(settings, limiter=limiters[0]) as first, Node(beside(settings), limiter=limiters[1]):
        await listening(vk)
        people = [telegram.user(3000 + number, first_name="Анна") for number in range(90)]
        for one in people:
            one.start()
        await asyncio.gather(*(one.sees("В каком стиле", 30) for one in people))
        await first.delivered()
    refused = [call for call in telegram.calls if call.error]
    assert not refused, f"{len(refused)} calls were refused, such as {refused[0]}"
    assert min(limiter.calls for limiter in limiters) > 10, "both nodes send"
    for limiter in limiters:
        await limiter.signals.close()


# the web chat ---------------------------------------------------------------------------------------------------------


async def test_a_page_at_one_node_gets_within_a_second_what_another_node_says(
    settings: Settings, http: Browser
) -> None:
    settings = replace(settings, channels=(), managers=())
    ahead = Time()
    async with Node(settings) as first, Node(beside(settings), ahead) as second:
        prospect = OnWeb(http, first.url, "kitchen")
        await to_the_contact(prospect)
        await first.delivered()
        seen = len(prospect.texts)
        ahead.advance(minutes=16)
        await second.app.clock.fire()
        await until(lambda: len(prospect.texts) > seen, 1.0, "the reminder")
        await prospect.write("8 900 123-45-67")
        await prospect.sees("Когда Вам удобно ответить")
        await prospect.close()


async def test_a_talk_goes_on_at_another_node_when_the_page_comes_back_there(settings: Settings, http: Browser) -> None:
    settings = replace(settings, channels=(), managers=())
    async with Node(settings) as first, Node(beside(settings)) as second:
        prospect = OnWeb(http, first.url, "kitchen")
        await to_the_contact(prospect)
        await prospect.close()
        elsewhere = OnWeb(http, second.url, "kitchen")
        elsewhere.session = prospect.session
        await elsewhere.open()
        await elsewhere.sees(REMINDER)
        assert elsewhere.texts == prospect.texts
        await to_the_end(elsewhere)
        [lead] = await first.leads()
        assert lead["phones"] == ["+79001234567"]
        await elsewhere.close()


# commands -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def shop(settings: Settings, tmp_path: Path) -> Callable[..., int]:
    """Commands of `leadquiz` on the nodes' database."""
    file = tmp_path / "leadquiz.toml"
    file.write_text(
        f'database_url = "{settings.database_url}"\nscripts_dir = "{settings.scripts_dir}"\n'
        f'secret_key = "{settings.secret_key}"\n'
    )
    return lambda *argv: run_command([*argv, "--config", str(file)])


async def test_what_commands_do_is_noticed_by_all_nodes_within_a_second(
    settings: Settings, http: Browser, shop: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    settings = replace(settings, channels=(), managers=())
    async with Node(settings) as first, Node(beside(settings)) as second:
        nodes = (first, second)
        script = settings.scripts_dir / "callback.yaml"
        before = {node.app.published.newest["callback"].version for node in nodes}
        script.write_text(script.read_text("utf-8") + "\n# changed\n", "utf-8")
        assert await asyncio.to_thread(shop, "scripts", "publish", str(script)) == 0
        await until(
            lambda: all(node.app.published.newest["callback"].version == max(before) + 1 for node in nodes),
            1.0,
            "the new version at both nodes",
        )

        prospects = [OnWeb(http, node.url, "kitchen") for node in nodes]
        for prospect in prospects:
            await to_the_contact(prospect)
        kept = [("web", record.address) for record in await first.records()]
        for key in kept:
            assert any(node.app.intake.turns.talks.get(key) for node in nodes)
            assert await asyncio.to_thread(shop, "forget", ":".join(key), "--yes") == 0
        await until(
            lambda: not any(node.app.intake.turns.talks.get(key) for node in nodes for key in kept),
            1.0,
            "nobody remembers them",
        )
        for prospect in prospects:
            await prospect.close()

        capsys.readouterr()
        assert await asyncio.to_thread(shop, "staff", "add", "Olga", "--role", "admin") == 0
        found = re.search(r"token=(\S+)", capsys.readouterr().out)
        assert found is not None
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            async with browser.post(f"{second.url}/sign-in", data={"token": found[1]}) as answer:
                assert answer.status == 200 and str(answer.url).endswith("/leads")
            async with browser.get(f"{first.url}/leads") as answer:
                assert answer.status == 200 and str(answer.url).endswith("/leads"), "one session at all nodes"
            async with browser.post(f"{first.url}/sign-in", data={"token": found[1]}) as answer:
                assert answer.status == 403, "a link works once, wherever"


async def test_what_is_published_while_a_node_starts_is_noticed(settings: Settings, shop: Callable[..., int]) -> None:
    from bot.app import App

    settings = replace(settings, channels=(), managers=())
    app = await App.open(settings)
    version = app.published.newest["callback"].version
    script = settings.scripts_dir / "callback.yaml"
    script.write_text(script.read_text("utf-8") + "\n# changed\n", "utf-8")
    assert await asyncio.to_thread(shop, "scripts", "publish", str(script)) == 0
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(app.run(stop))
        await until(lambda: app.published.newest["callback"].version == version + 1, 5.0, "the new version")
        stop.set()


# web nodes and workers ------------------------------------------------------------------------------------------------


async def test_a_node_without_delivery_leaves_letters_and_timers_to_a_worker(
    settings: Settings, telegram: TelegramEmulator, vk: VkEmulator
) -> None:
    """Without Redis: the worker looks for letters once a second."""
    now = Time()
    async with Node(settings, now, part=WEB_ONLY) as front:
        await listening(vk)
        anna = OnTelegram(telegram, telegram.user(1001, first_name="Анна"))
        await anna.start()
        await until(lambda: knows(front, "1001"), 5, "the turn")
        await asyncio.sleep(1.5)
        assert anna.texts == []
        async with Node(beside(settings), now, part=WORKER) as worker:
            await anna.sees("В каком стиле", 3)
            await to_the_contact(boris := OnTelegram(telegram, telegram.user(1002, first_name="Борис")))
            await front.delivered()
            said = len(boris.texts)
            now.advance(minutes=16)
            await until(lambda: len(boris.texts) > said, 5, "the reminder, of the worker")
            with pytest.raises(aiohttp.ClientConnectorError):
                await worker.http.get(f"{worker.url}/health/live")


@pytest.mark.redis
async def test_a_worker_is_woken_at_once_and_what_redis_loses_is_found(
    settings: Settings, telegram: TelegramEmulator, vk: VkEmulator, own_redis: OwnRedis
) -> None:
    settings = replace(settings, redis_url=own_redis.url)
    async with Node(settings, part=WEB_ONLY), Node(beside(settings), part=WORKER):
        await listening(vk)
        anna = OnTelegram(telegram, telegram.user(1001, first_name="Анна"))
        await anna.start()
        await anna.sees("В каком стиле")
        waits = []
        for word in ("Модерн", "12"):
            began, said = time.monotonic(), len(anna.texts)
            await anna.write(word)
            await until(lambda said=said: len(anna.texts) > said, 5, "an answer")  # type: ignore[misc]
            waits.append(time.monotonic() - began)
            await asyncio.sleep(0.3)
        assert min(waits) < 0.5, f"the worker was not woken: {waits}"
        await asyncio.to_thread(own_redis.stop)
        await anna.write("Остров")
        await anna.sees("бюджет", 5)
        await asyncio.to_thread(own_redis.start)  # empty
        await anna.write("от 300 000 ₽")
        await anna.sees("Когда нужна кухня", 5)


@pytest.mark.redis
async def test_a_worker_killed_in_the_middle_loses_nothing(
    settings: Settings, telegram: TelegramEmulator, vk: VkEmulator, own_redis: OwnRedis
) -> None:
    settings = replace(settings, redis_url=own_redis.url)
    now = Time()
    async with Node(settings, now, part=WEB_ONLY) as front, Node(beside(settings), now, part=WORKER) as first:
        await listening(vk)
        people = [telegram.user(3000 + number, first_name="Анна") for number in range(20)]
        telegram.faults.hang("sendMessage", times=10, skip=5)
        for one in people:
            one.start()
        await until(lambda: any(first.app.delivery._in_flight.values()), 5, "letters in flight")
        await until(lambda: len(telegram.called("sendMessage")) >= 5, 5, "some were sent")
        await first.kill()
        telegram.faults.clear()
        async with Node(beside(settings), now, part=WORKER):
            now.advance(seconds=LETTER_LEASE.total_seconds() + 1)
            await asyncio.gather(*(one.sees("В каком стиле", 20) for one in people))
            await front.delivered()
        await close_channels(first)
    for one in people:
        asked = Counter(text for text in one.texts)
        assert asked.total() - len(asked) <= 1, "a message in flight may come twice, no other does"


async def close_channels(node: Node) -> None:
    """What the system would do with a killed process's connections."""
    for channel in node.app.channels.values():
        await channel.close()


async def test_everybody_is_answered_by_one_of_three_nodes_whoever_is_killed(
    settings: Settings, telegram: TelegramEmulator, vk: VkEmulator, http: Browser
) -> None:
    now = Time()
    async with Node(settings, now) as first, Node(beside(settings), now) as second, Node(beside(settings), now):
        await listening(vk)
        prospect = prospect_on("vk", telegram, vk, http, first.url)
        await to_the_contact(prospect)
        for node in (first, second):
            await node.kill()
            now.advance(seconds=LETTER_LEASE.total_seconds())
        await to_the_end(prospect)
        for node in (first, second):
            await close_channels(node)
