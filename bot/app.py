"""The composition root: it alone constructs; everything else is given what it needs."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from aiohttp import web

from bot.channels.base import Channel, ChannelFault, Inbound, Limiter
from bot.channels.web.channel import WebChannel
from bot.clock import Clock
from bot.config import ChannelSettings, ManagersChat, Settings
from bot.delivery import Delivery
from bot.effects import Effects
from bot.hours import Hours
from bot.intake import Intake, nowhere
from bot.managers import Managers
from bot.notices import Notices
from bot.scripts import Published, publish_folder
from bot.shop import import_shop
from bot.texts import Texts
from bot.turns import Turns
from bot.wakes import Wakes, WakesHere
from bot.web.feed import OutboxFeed
from bot.web.parts import ScriptTitle, WebParts
from bot.web.server import build
from dialogs.inputs import Started
from storage.database import Database, Transaction
from storage.errors import Conflict, DatabaseAway
from storage.signals import BudgetLimiter, Signals, connect

log = logging.getLogger("bot.app")

STOPS_WITHIN = 9.0  # seconds; who stops us kills after ten
LEASE = timedelta(seconds=10)  # of polling a channel: another node takes over within 15 seconds
RENEWED_EVERY = 3.0  # seconds
PRESSES_LIVE = timedelta(seconds=100)  # a shorter outage loses no press
WATCHING = timedelta(minutes=15)  # who was heard of so long before an outage may have pressed during it
FAR_AHEAD = datetime(9999, 1, 1, tzinfo=UTC)  # any lease has ended by then


CRASH_AT = "LEADQUIZ_TEST_CRASH_AT"


@dataclass(frozen=True, slots=True)
class Part:
    """What of the program a node does. Updates are taken by all, polled ones by whoever holds the channel's lease.

    serves    pages, the web chat, webhooks and the API over HTTP
    delivers  sends letters and fires due timers
    """

    serves: bool = True
    delivers: bool = True


WHOLE = Part()


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class App:
    """One node. `await App.open(settings)`, then `await app.run(stop)`."""

    settings: Settings
    database: Database
    signals: Signals
    published: Published
    managers: Managers
    notices: Notices
    intake: Intake
    delivery: Delivery
    clock: Clock
    chat: WebChannel
    channels: Mapping[str, Channel]
    server: web.Application
    states: dict[str, str]
    node: str
    part: Part
    wakes: Wakes
    site: web.TCPSite | None = None

    @classmethod
    async def open(
        cls,
        settings: Settings,
        now: Callable[[], datetime] = utc_now,
        limiter: Limiter | None = None,
        at: Callable[[str], None] | None = None,
        part: Part = WHOLE,
    ) -> App:
        """Opens the database, publishes the folder's scripts, constructs everything. Raises StorageError.

        `at` is called at the named points of `Intake` and `Delivery`; left out, LEADQUIZ_TEST_CRASH_AT decides.
        """
        database = await Database.open(settings.database_url, migrate=True)
        try:
            return await cls._made(settings, database, now, limiter, at or crash_at(os.environ.get(CRASH_AT, "")), part)
        except BaseException:
            await database.close()
            raise

    @classmethod
    async def _made(
        cls,
        settings: Settings,
        database: Database,
        now: Callable[[], datetime],
        limiter: Limiter | None,
        at: Callable[[str], None],
        part: Part,
    ) -> App:
        settings = replace(await _with_secret(settings, database), shop=await import_shop(database, settings.shop))
        for refused in await publish_folder(database, settings.scripts_dir, now()):
            for fault in refused.faults:
                log.error("not published: %s", fault)
        async with database.reading() as tx:
            seen = await tx.revisions.read()  # before all that is read: what changes from here on is noticed
        published = Published()
        await published.reload(database)
        signals = connect(settings.redis_url)
        node = f"{os.getpid()}-{secrets.token_hex(4)}"
        notices = Notices(settings.managers, Texts.load(_language(settings, published)), published.newest.get)
        hours = Hours(settings.shop, _timezone(settings, published))
        managers = Managers(notices, hours.timezone)
        kinds = {"web": "web", **{channel.name: channel.kind for channel in settings.channels}}
        limiter = limiter or BudgetLimiter(signals)
        channels = {
            one.name: make_channel(one, settings, limiter, _chats_of(settings, one.name)) for one in settings.channels
        }
        turns = Turns(published, Random(secrets.randbits(64)), kinds, managers.is_staff, staffed=hours.open_at)
        chat = WebChannel(OutboxFeed(database, now), now, origins=settings.web_origins)

        wakes = _wakes(settings, part)

        def woken(addresses: set[tuple[str, str]]) -> None:
            wakes.wake(addresses)
            chat.wake([address for channel, address in addresses if channel == chat.name])

        intake = Intake(database, turns, managers, notices, now, woken, at)

        def gone(addresses: list[tuple[str, str]]) -> None:
            turns.talks.forget(addresses)

        delivery = Delivery(database, channels, node, now, gone, at)
        states = dict.fromkeys(channels, "starting")

        async def noticed(topics: set[str]) -> None:
            await app.notice(topics)

        async def recovered(began: datetime) -> None:
            await app.recover(began)

        clock = Clock(database, intake, now, noticed, recovered, seen)
        parts = WebParts(
            database=database,
            chat=chat,
            take=lambda inbounds, cursor: intake.take(inbounds),
            clock=now,
            secret_key=settings.secret_key,
            base_url=settings.base_url,
            data_dir=settings.data_dir,
            media_dir=settings.scripts_dir,
            channels=channels,
            scripts=lambda: [ScriptTitle(s.id, s.title, s.language) for s in published.newest.values()],
            channel_states=lambda: states,
            api_token=settings.api_token,
            web_origins=settings.web_origins,
            trusted_proxies=settings.trusted_proxies,
        )
        app = cls(
            settings, database, signals, published, managers, notices, intake, delivery, clock, chat, channels,
            build(parts), states, node, part, wakes,
        )  # fmt: skip
        await app.notice({"staff", "settings"})
        return app

    async def run(self, stop: asyncio.Event, ready: Callable[[], None] = lambda: None) -> None:
        """Serves until `stop` is set, then stops taking, settles what is in flight and leaves within ten seconds."""
        runner = web.AppRunner(self.server, access_log=None, shutdown_timeout=2.0)
        await runner.setup()
        try:
            if self.part.serves:
                host, port = self.settings.http_host, self.settings.http_port
                self.site = web.TCPSite(runner, host, port, reuse_address=True)
                await self.site.start()
            async with asyncio.TaskGroup() as tasks:
                if self.database.dialect == "sqlite":
                    await self._take_over()
                work = [tasks.create_task(self.intake.run())]
                if self.part.delivers:
                    work.append(tasks.create_task(self.delivery.run()))
                handle = (lambda lanes: self.delivery.wake()) if self.part.delivers else None
                work.append(tasks.create_task(self.wakes.run(handle)))
                await self.clock.start(fires=self.part.delivers)
                listeners = []
                if self.part.serves:
                    listeners.append(tasks.create_task(self.chat.listen(self._taker(self.chat.name), None)))
                listeners += [tasks.create_task(self._keep(channel)) for channel in self.channels.values()]
                ready()
                await stop.wait()
                log.info("stopping: nothing new is taken, calls in flight are settled")
                await self._stop(runner, work, listeners)
        finally:
            await runner.cleanup()
            await self.database.close()
            await self.signals.close()

    async def notice(self, topics: set[str]) -> None:
        """Another process changed something: scripts, staff, settings, the erasure of a person, letters to send."""
        if "scripts" in topics:
            await self.published.reload(self.database)
            log.info("scripts were published; new talks begin on the newest versions")
        if "staff" in topics:
            async with self.database.reading() as tx:
                people = await tx.staff.list()
            self.managers.accounts = {
                account: (person.id, person.name) for person in people for account in person.accounts
            }
        if "settings" in topics:
            await self._follow_moved_chats()
        if "erasure" in topics:
            self.intake.turns.talks.forget()
        if "outbox" in topics:
            self.delivery.wake()

    async def recover(self, began: datetime) -> None:
        """The database was away: webhooks that a platform gave up are switched on again, and an open question is put
        again where a press may have been lost, since Telegram keeps presses for 150 seconds only."""
        for channel in self.channels.values():
            await channel.revive()
        if self.clock.now() - began < PRESSES_LIVE:
            return
        names = [channel.name for channel in self.channels.values() if channel.kind == "telegram"]
        async with self.database.reading() as tx:
            asked = await tx.conversations.asked_since(names, began - WATCHING, 500)
        for conversation_id in asked:

            async def ask_again(tx: Transaction, effects: Effects, conversation_id: int = conversation_id) -> None:
                await self.intake.turns.tell(tx, conversation_id, Started(), effects)

            await self.intake.act(ask_again)

    # starting and stopping --------------------------------------------------------------------------------------------

    async def _take_over(self) -> None:
        """An SQLite file has one node: what the last one left under lease is free again."""
        now = self.clock.now()
        try:
            async with self.database.transaction() as tx:
                await tx.outbox.release(None)
                for name in self.channels:
                    await tx.channels.lease(name, self.node, now + LEASE, FAR_AHEAD)
        except DatabaseAway as error:
            log.warning("leases of the last run stand until they end (%s)", error.reason)

    def _taker(self, name: str) -> Callable[[Sequence[Inbound], str | None], asyncio.Future[None]]:
        def take(inbounds: Sequence[Inbound], cursor: str | None) -> asyncio.Future[None]:
            return self.intake.take(inbounds, None if cursor is None else (name, cursor))  # type: ignore[return-value]

        return take

    async def _keep(self, channel: Channel) -> None:
        """Opens a channel and listens; a platform that cannot be reached is tried again, the others go on."""
        pause = 1.0
        while True:
            try:
                await channel.open()
                break
            except ChannelFault as error:
                if self.states[channel.name] != str(error):
                    log.error("%s cannot work: %s", channel.name, error)
                self.states[channel.name] = str(error)
            except Exception as error:
                log.exception("%s cannot be opened", channel.name)
                self.states[channel.name] = type(error).__name__
            await asyncio.sleep(pause)
            pause = min(60.0, pause * 2)
        self.states[channel.name] = "ok"
        while not await self._listen(channel):  # noqa: ASYNC110 - the lease is looked for now and then
            await asyncio.sleep(RENEWED_EVERY)

    async def _listen(self, channel: Channel) -> bool:
        """Listens while this node holds the channel's lease; True when updates come by webhook and need no lease."""
        name = channel.name
        if not await self._leased(name):
            return False
        async with asyncio.TaskGroup() as tasks:
            listening = tasks.create_task(self._listened(channel))
            while not listening.done():
                await asyncio.wait({listening}, timeout=RENEWED_EVERY)
                if not listening.done() and not await self._leased(name):
                    log.warning("another node polls %s now", name)
                    listening.cancel()
                    break
        return not listening.cancelled() and listening.result()

    async def _listened(self, channel: Channel) -> bool:
        try:
            async with self.database.reading() as tx:
                cursor = await tx.channels.cursor(channel.name)
            await channel.listen(self._taker(channel.name), cursor)
        except DatabaseAway:
            return False
        except ChannelFault as error:
            log.error("%s cannot work: %s", channel.name, error)
            self.states[channel.name] = str(error)
            return False
        except Exception as error:
            log.exception("%s stopped listening", channel.name)
            self.states[channel.name] = type(error).__name__
            return False
        self.states[channel.name] = "ok"
        return True

    async def _leased(self, name: str) -> bool:
        """Takes or renews the right to poll a channel. With the database away nobody else can take it either."""
        now = self.clock.now()
        try:
            async with self.database.transaction() as tx:
                return await tx.channels.lease(name, self.node, now + LEASE, now)
        except (DatabaseAway, Conflict):
            return self.states.get(name) == "ok"

    async def _release_leases(self) -> None:
        try:
            async with self.database.transaction() as tx:
                for name in self.channels:
                    await tx.channels.release_lease(name, self.node)
        except (DatabaseAway, Conflict):
            log.warning("leases of polling stand until they end")

    async def _stop(
        self, runner: web.AppRunner, work: list[asyncio.Task[None]], listeners: list[asyncio.Task[None]]
    ) -> None:
        for task in listeners:
            task.cancel()
        await self.clock.stop()
        try:
            async with asyncio.timeout(STOPS_WITHIN):
                await self.intake.close()
                await self.chat.close()
                if self.site is not None:
                    await self.site.stop()
                self.delivery.stop()
                async with asyncio.TaskGroup() as closing:
                    for channel in self.channels.values():
                        closing.create_task(channel.close())
                await self.delivery.close()
                await self._release_leases()
        except TimeoutError:
            log.warning("some calls were still in flight; what they sent may be sent once more")
        finally:
            for task in work:
                task.cancel()

    async def _follow_moved_chats(self) -> None:
        """Managers' groups that became supergroups are written to at their new addresses."""
        chats: list[ManagersChat] = []
        async with self.database.reading() as tx:
            for chat in self.settings.managers:
                address = await tx.settings.get(f"moved:{chat.channel}:{chat.address}")
                chats.append(replace(chat, address=address) if address else chat)
        self.notices.chats = tuple(chats)


def _wakes(settings: Settings, part: Part) -> Wakes:
    """Work is handed round only where the parts of the program run apart; one process wakes itself."""
    if part == WHOLE or not settings.redis_url:
        return WakesHere()
    try:
        from bot.cluster import ClusterWakes
    except ImportError:
        log.warning("letters are looked for once a second: install leadquiz[cluster], and they leave at once")
        return WakesHere()
    return ClusterWakes(settings.redis_url)


async def _with_secret(settings: Settings, database: Database) -> Settings:
    if settings.secret_key:
        return settings
    async with database.transaction() as tx:
        return replace(settings, secret_key=await tx.settings.secret_key())


def crash_at(wanted: str) -> Callable[[str], None]:
    """For crash tests: `POINT` or `POINT:N` kills this process, as a power cut would, the Nth time it comes there."""
    if not wanted:
        return nowhere
    point, _, number = wanted.partition(":")
    left = int(number or 1)

    def at(passed: str) -> None:
        nonlocal left
        if passed == point:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return at


def make_channel(one: ChannelSettings, settings: Settings, limiter: Limiter, managers: Sequence[str]) -> Channel:
    """A new kind of channel is one folder and one case here. Its module is imported only where it is configured."""

    def file(script: str, name: str) -> Path | None:
        path = (settings.scripts_dir / name).resolve()
        inside = path.is_relative_to(settings.scripts_dir.resolve())
        return path if inside and path.is_file() else None

    match one.kind:
        case "telegram":
            from bot.channels.telegram.channel import TelegramChannel

            return TelegramChannel(
                name=one.name,
                token=one.token,
                api_url=one.api_url,
                mode=one.mode,
                public_url=settings.public_url,
                secret=one.secret or _derived(settings.secret_key, one.name),
                limiter=limiter,
                files=file,
                managers=managers,
            )
        case "vk":
            from bot.channels.vk.channel import VkChannel

            return VkChannel(
                name=one.name,
                token=one.token,
                group_id=one.group_id,
                api_url=one.api_url,
                mode=one.mode,
                public_url=settings.public_url,
                secret=one.secret or _derived(settings.secret_key, one.name)[:50],
                confirmation=one.confirmation,
                limiter=limiter,
                files=file,
            )
        case _:
            raise ChannelFault(f"{one.kind} is no kind of channel. Use telegram or vk.")


def _language(settings: Settings, published: Published) -> str:
    """The staff's language: `[shop] language`, else that of the script which answers first messages."""
    default = published.choose()
    return str(settings.shop.get("language") or (default.language if default is not None else "ru"))


def _timezone(settings: Settings, published: Published) -> str:
    """The shop's zone: `[shop] timezone`, else that of the script which answers first messages."""
    default = published.choose()
    return str(settings.shop.get("timezone") or (default.timezone if default is not None else "UTC"))


def _chats_of(settings: Settings, name: str) -> tuple[str, ...]:
    return tuple(chat.address for chat in settings.managers if chat.channel == name)


def _derived(secret_key: str, name: str) -> str:
    """A webhook's secret that was not given: derived, never open."""
    import hashlib
    import hmac

    return hmac.new(secret_key.encode(), f"webhook:{name}".encode(), hashlib.sha256).hexdigest()
