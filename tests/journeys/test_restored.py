"""A copy taken while prospects chat, restored into a new database against the same VK: no message is lost."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from bot.config import Settings
from storage import copying
from tests.emulators.vk import VkEmulator

from .conftest import listening
from .node import Node, free_port
from .people import OnVk
from .test_quiz import to_the_contact, to_the_end


def quiet(part: float) -> None:
    assert 0.0 <= part <= 1.0


async def test_a_restored_copy_loses_no_message_on_the_same_vk(
    settings: Settings, vk: VkEmulator, tmp_path: Path
) -> None:
    anna, boris = OnVk(vk, vk.user(2001)), OnVk(vk, vk.user(2002))
    copy = tmp_path / "copy"
    async with Node(settings):
        await listening(vk)
        await anna.start()
        await anna.sees("В каком стиле")
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(to_the_contact(boris))  # chats on while the copy is taken
            await boris.sees("В каком стиле")
            await asyncio.to_thread(copying.backup, settings.database_url, copy, quiet)
        await to_the_end(boris)  # letters whose ids the copy knows nothing of
    url = f"sqlite:///{tmp_path}/restored/leadquiz.db"
    await asyncio.to_thread(copying.restore, url, copy, replace=False, progress=quiet)
    before = len(anna.texts)
    async with Node(replace(settings, database_url=url, http_port=free_port())) as node:
        await anna.press("Модерн")
        await anna.sees("площадь")
        await anna.write("12")
        await anna.sees("Что для Вас важно")
        await node.delivered()
    assert len(anna.texts) >= before + 2


async def test_a_copy_put_back_under_a_node_that_runs_is_taken_up_at_once(
    settings: Settings, vk: VkEmulator, tmp_path: Path
) -> None:
    anna = OnVk(vk, vk.user(2001))
    async with Node(settings) as node:
        await listening(vk)
        await anna.start()
        await anna.sees("В каком стиле")
        await node.delivered()
        await asyncio.to_thread(copying.backup, settings.database_url, tmp_path / "copy", quiet)
        await anna.press("Модерн")
        await anna.sees("площадь")
        await node.delivered()
        await asyncio.to_thread(copying.restore, settings.database_url, tmp_path / "copy", replace=True, progress=quiet)
        await asyncio.sleep(1.2)
        asked = sum("площадь" in text for text in anna.texts)
        await anna.press("Классика")  # the first question is open again
        await anna.until(lambda: sum("площадь" in text for text in anna.texts) > asked)
