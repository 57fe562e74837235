from __future__ import annotations

import asyncio
from collections.abc import Collection

from bot.wakes import Lane, WakesHere


async def test_in_one_process_who_sends_is_called_at_once() -> None:
    wakes, heard = WakesHere(), list[Collection[Lane]]()
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(wakes.run(heard.append))
        await asyncio.sleep(0)
        wakes.wake({("telegram", "7")})
        assert heard == [{("telegram", "7")}]
        running.cancel()


async def test_where_nobody_sends_a_wake_up_does_nothing() -> None:
    wakes = WakesHere()
    wakes.wake({("telegram", "7")})
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(wakes.run(None))
        await asyncio.sleep(0)
        wakes.wake({("telegram", "7")})
        running.cancel()
