"""The program as a process of its own, killed at the worst moments: each prospect ends with one lead."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from storage.database import Database
from tests import servers
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.vk import VkEmulator

from .node import free_port
from .people import OnTelegram, OnVk
from .test_talks import said

ROOT = Path(__file__).resolve().parents[2]
POINTS = (
    "intake.batch:2",  # in the middle of a batch: all is written, nothing committed
    "intake.committed:2",  # after the commit: the platform was not answered, nothing was sent
    "delivery.claimed:3",  # letters are under lease, the platform has not heard of them
    "delivery.sent:3",  # the platform did the work, and we have not written it down
)


@asynccontextmanager
async def process(
    database_url: str, telegram: TelegramEmulator, vk: VkEmulator, scripts: Path, crash_at: str = ""
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m bot run`, ended with the block if it has not ended before."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("LEADQUIZ_")}
    settings = {
        "DATABASE_URL": database_url, "HTTP_PORT": str(free_port()), "SCRIPTS_DIR": str(scripts),
        "TELEGRAM_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url,
        "VK_TOKEN": vk.token, "VK_API_URL": vk.url, "VK_GROUP_ID": str(vk.community.id),
        "SECRET_KEY": "secret-key-of-the-tests", "TEST_CRASH_AT": crash_at,
    }  # fmt: skip
    environ = known | {"PYTHONPATH": str(ROOT)} | {f"LEADQUIZ_{k}": v for k, v in settings.items() if v}
    said_there = scripts.parent / "process.log"
    with said_there.open("ab") as log:
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env=environ, cwd=scripts.parent, stdout=log, stderr=log
        )
    try:
        yield running
    except BaseException:
        print(said_there.read_text())  # what a failed test wants to know
        raise
    finally:
        if running.returncode is None:
            running.kill()
            await running.wait()


async def goes_through(prospect: OnTelegram | OnVk, phone: str) -> None:
    """A short quiz, with all the patience that it takes."""
    await prospect.start("callback")
    await prospect.sees("О чём поговорим", 60)
    await prospect.press("Хочу заказать")
    await prospect.sees("обработать Ваши данные", 60)
    await prospect.press("Да")
    await prospect.sees("Как к Вам обращаться", 60)
    await prospect.write("Анна")
    await prospect.sees("на какой номер", 60)
    await prospect.write(phone)
    await prospect.sees("Когда удобно", 60)
    await prospect.press("Пропустить")
    await prospect.sees("Позвоним в назначенное время", 60)


@pytest.mark.parametrize(
    "database_url",
    ["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgresql, pytest.mark.slow])],
    indirect=True,
)
@pytest.mark.timeout(180)
async def test_killed_at_the_worst_moments_each_prospect_ends_with_one_whole_lead(
    database_url: str, telegram: TelegramEmulator, vk: VkEmulator, scripts_dir: Path
) -> None:
    prospects: list[OnTelegram | OnVk] = [
        OnTelegram(telegram, telegram.user(1001, first_name="Анна")),
        OnVk(vk, vk.user(2001, "Анна")),
        OnVk(vk, vk.user(2002, "Анна")),
    ]
    async with asyncio.TaskGroup() as tasks:
        for point in POINTS:
            async with process(database_url, telegram, vk, scripts_dir, point) as running:
                if point == POINTS[0]:
                    await vk.until(lambda: bool(vk.calls_of("groups.getLongPollServer")), 30, "the first long poll")
                    for number, prospect in enumerate(prospects):
                        tasks.create_task(goes_through(prospect, f"+7 900 000-00-0{number + 1}"))
                async with asyncio.timeout(60):
                    assert await running.wait() == -signal.SIGKILL
            await _leases_end(database_url)
        tasks.create_task(_until_done(prospects, database_url, telegram, vk, scripts_dir))
    database = await Database.open(database_url)
    async with database.reading() as tx:
        talks = await tx.conversations.by_id(range(1, 20))
        leads = [lead for talk in talks.values() for lead in await tx.leads.of_person(talk.person_id)]
    await database.close()
    assert sorted(lead.contacts[0].value for lead in leads) == ["+79000000001", "+79000000002", "+79000000003"]
    for lead in leads:
        assert lead.is_lead and lead.name == "Анна" and lead.answers["topic"].value == "order"
    telegram_texts, *vk_texts = (prospect.texts for prospect in prospects)
    for texts in vk_texts:
        assert len(texts) == len(set(texts))
    assert vk.world.lost == []
    seen = Counter(text for text in telegram_texts if text != "👌")  # which takes a keyboard off, before a question
    assert max(seen.values()) <= 2  # what was under way when we were killed: sent, and not written down
    assert seen.total() - len(seen) <= len(POINTS)


async def _until_done(
    prospects: list[OnTelegram | OnVk], database_url: str, telegram: TelegramEmulator, vk: VkEmulator, scripts: Path
) -> None:
    """The last process, which nobody kills before everybody has his answer."""
    async with process(database_url, telegram, vk, scripts) as last:
        for prospect in prospects:
            await prospect.sees("Позвоним в назначенное время", 60)
        last.send_signal(signal.SIGTERM)
        assert await last.wait() == 0


async def _leases_end(database_url: str) -> None:
    """What a dead node held is free after a minute on PostgreSQL, at the next start on SQLite: here at once."""
    if database_url.startswith("postgresql"):
        for table in ("channels", "outbox"):
            sql = f"UPDATE {table} SET lease_until = 0 WHERE lease_until IS NOT NULL"
            await asyncio.to_thread(servers.execute, database_url, sql)


async def test_sigterm_ends_within_ten_seconds_and_what_was_not_sent_is_sent_after_the_next_start(
    sqlite_url: str, telegram: TelegramEmulator, vk: VkEmulator, scripts_dir: Path
) -> None:
    anna = OnTelegram(telegram, telegram.user(1001, first_name="Анна"))
    telegram.faults.html("sendMessage", times=1000)
    async with process(sqlite_url, telegram, vk, scripts_dir) as running:
        await anna.start()
        database = await Database.open(sqlite_url)
        async with asyncio.timeout(30):
            while not await _tried(database):
                await asyncio.sleep(0.02)
        running.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            assert await running.wait() == 0
        async with database.reading() as tx:
            waiting = await tx.outbox.depth()
        await database.close()
    assert waiting["telegram"] == 2
    telegram.faults.clear()
    async with process(sqlite_url, telegram, vk, scripts_dir):
        await anna.sees("В каком стиле", 30)
    assert said(anna, "Поможем подобрать кухню") == said(anna, "В каком стиле") == 1


async def _tried(database: Database) -> bool:
    async with database.reading() as tx:
        return any(row.tries for row in (await tx.outbox.get(range(1, 5))).values())
