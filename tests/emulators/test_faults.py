from __future__ import annotations

import asyncio

from .clock import Bucket, Clock
from .faults import Faults


def test_a_fault_strikes_as_often_as_it_was_told_and_only_its_method_and_chat() -> None:
    faults = Faults[int]()
    faults.fail("send", code=10, chat=7, times=2)
    assert faults.take("edit", 7) is None
    assert faults.take("send", 8) is None
    assert [bool(faults.take("send", 7)) for _ in range(3)] == [True, True, False]


def test_reordered_updates_wait_for_each_other_and_a_repeated_one_comes_twice() -> None:
    faults = Faults[int]()
    faults.reorder(3)
    assert [list(faults.arrange(number)) for number in (1, 2, 3, 4)] == [[], [], [3, 2, 1], [4]]
    faults.repeat()
    assert [list(faults.arrange(number)) for number in (5, 6)] == [[5, 5], [6]]


async def test_a_hung_call_ends_when_it_is_released() -> None:
    faults = Faults[int]()
    async with asyncio.TaskGroup() as group:
        call = group.create_task(faults.hung())
        await asyncio.sleep(0)
        assert faults.hanging == 1
        faults.release()
        await asyncio.wait_for(call, 1)
    assert faults.hanging == 0


async def test_a_moved_clock_wakes_its_sleepers() -> None:
    clock = Clock()
    async with asyncio.TaskGroup() as group:
        sleeper = group.create_task(clock.sleep(3600))
        await asyncio.sleep(0)
        clock.advance(3601)
        await asyncio.wait_for(sleeper, 1)


def test_a_bucket_lets_a_burst_pass_and_then_says_how_long_to_wait() -> None:
    clock = Clock()
    bucket = Bucket(clock, 1, 3)
    assert [bucket.take() for _ in range(3)] == [0, 0, 0]
    assert 0.5 < bucket.take() <= 1
    clock.advance(1)
    assert bucket.take() == 0


async def test_a_clock_that_changes_its_speed_never_jumps() -> None:
    clock = Clock()
    async with asyncio.TaskGroup() as group:
        sleeper = group.create_task(clock.sleep(100))
        await asyncio.sleep(0)
        before = clock.now()
        clock.speed = 10_000
        clock.speed = 5_000
        assert 0 <= clock.now() - before < 90
        await asyncio.wait_for(sleeper, 2)
