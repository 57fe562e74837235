"""Letters leave in an `execute` of up to 25 calls, one request per slot of the community's budget.

Whatever waits when a slot comes leaves together: presses first, broadcasts last. A letter of several messages sends
the next one only after the one before was taken. https://dev.vk.com/ru/method/execute
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.channels.base import Letter, Limiter, Outcome, Rate, SendError, Sent, Settle

from .client import Answer, CallError, Client, Fault, RefusedError
from .keyboard import UnsendableError
from .media import Media
from .outcomes import EXECUTE_AT_FAULT, TOO_MANY, failed, refused
from .render import Call, Rendered, render

log = logging.getLogger("bot.channels.vk")

MOST_CALLS = 25
MOST_CODE = 200_000  # characters of an `execute`
SLOT = 0.053  # seconds: how long error 6 is waited out
CLOSE_SECONDS = 8.0
_SPEED = ("press", "urgent", "broadcast")
_CONTROL = {chr(number): "" for number in range(32) if chr(number) not in "\t\n\r"}
_BREAKS = str.maketrans({"\u2028": "\n", "\u2029": "\n"} | _CONTROL)


@dataclass(slots=True, eq=False)
class _Job:
    letter: Letter
    settle: Settle
    calls: deque[Call] = field(default_factory=deque)
    lost: list[str] = field(default_factory=list)
    message_id: str = ""
    alone: bool = False
    refilled: bool = False
    settled: bool = False

    @property
    def line(self) -> str:
        if self.letter.body.act == "press":
            return "press"
        return "urgent" if self.letter.urgent else "broadcast"

    def end(self, outcome: Outcome) -> None:
        """Settles, once."""
        if not self.settled:
            self.settled = True
            self.settle(self.letter, outcome)


class Sender:
    """`post` from the loop's thread; the tasks run in the group that `begin` was given."""

    def __init__(self, client: Client, limiter: Limiter, rate: Rate, media: Media) -> None:
        self._client = client
        self._limiter = limiter
        self._rate = rate
        self._media = media
        self._tasks: asyncio.TaskGroup | None = None
        self._lines: dict[str, deque[_Job]] = {name: deque() for name in _SPEED}
        self._jobs: set[_Job] = set()
        self._running: set[asyncio.Task[None]] = set()
        self._draining = False
        self._held_until = 0.0
        self._held_for = ""

    def begin(self, tasks: asyncio.TaskGroup) -> None:
        self._tasks = tasks

    def post(self, letters: Sequence[Letter], settle: Settle) -> None:
        """See `Channel.post`."""
        jobs = [_Job(letter, settle) for letter in letters]
        if self._tasks is None:
            loop = asyncio.get_running_loop()
            for job in jobs:
                loop.call_soon(job.end, SendError("later", "the channel is not open", after=1.0))
            return
        self._jobs.update(jobs)
        self._run(self._begin(jobs))

    async def close(self) -> None:
        """Letters that wait are given back, requests in flight awaited."""
        self._tasks = None
        for line in self._lines.values():
            while line:
                self._end(line.popleft(), SendError("later", "the program stops", after=0.0))
        if self._running:
            await asyncio.wait(self._running, timeout=CLOSE_SECONDS)
        for task in self._running:
            task.cancel()
        for job in list(self._jobs):
            self._end(job, SendError("doubt", "the program stopped before VK answered"))

    # One letter -------------------------------------------------------------------------------------------------------

    async def _begin(self, jobs: Sequence[_Job]) -> None:
        for job in jobs:
            try:
                rendered = render(job.letter)
            except UnsendableError as error:
                self._end(job, SendError("refused", f"the letter cannot be shown on VK: {error}"))
                continue
            except Exception as error:
                log.exception("letter %d cannot be rendered", job.letter.id)
                self._end(job, SendError("refused", f"the letter cannot be shown on VK ({type(error).__name__})"))
                continue
            self._queue(job, rendered)

    def _queue(self, job: _Job, rendered: Rendered) -> None:
        job.calls.extend(rendered.calls)
        if rendered.degraded:
            job.lost.append(rendered.degraded)
        if any(call.pieces or call.photos for call in rendered.calls):
            self._run(self._fill(job))
        else:
            self._ready(job)

    async def _fill(self, job: _Job) -> None:
        """Uploads what the letter carries; others go on meanwhile."""
        peer = int(job.letter.address)
        try:
            for _ in range(len(job.calls)):
                call, lost = await self._media.fill(job.calls.popleft(), peer)
                job.calls.append(call)
                job.lost += [lost] if lost else []
        except CallError as error:
            outcome = failed("upload", error)
            after = outcome.after or 1.0
            self._end(job, SendError("later", f"upload: {outcome.text}", outcome.code, after))
            return
        except Exception as error:
            log.exception("files of letter %d cannot be attached", job.letter.id)
            self._end(job, SendError("refused", f"its files cannot be attached ({type(error).__name__})"))
            return
        self._ready(job)

    def _ready(self, job: _Job, *, first: bool = False) -> None:
        if self._tasks is None:
            self._end(job, SendError("later", "the program stops", after=0.0))
            return
        line = self._lines[job.line]
        (line.appendleft if first else line.append)(job)
        if not self._draining:
            self._draining = True
            self._run(self._drain())

    def _end(self, job: _Job, outcome: Outcome) -> None:
        self._jobs.discard(job)
        job.end(outcome)

    def _run(self, work: Any) -> None:
        assert self._tasks is not None
        task = self._tasks.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    # The slots --------------------------------------------------------------------------------------------------------

    async def _drain(self) -> None:
        try:
            while any(self._lines.values()):
                try:
                    await self._limiter.wait(self._rate)
                except Exception:
                    log.exception("the send budget cannot be asked; trying on")
                    await asyncio.sleep(1.0)
                    continue
                self._hold()
                batch = self._batch()
                if batch and self._tasks is not None:
                    self._run(self._execute(batch))
                else:
                    for job in batch:
                        self._end(job, SendError("later", "the program stops", after=0.0))
        finally:
            self._draining = False

    def _hold(self) -> None:
        """While the platform wants to hear nothing of us, letters go back to whoever gave them."""
        left = self._held_until - time.monotonic()
        if left <= 0:
            return
        for name in ("urgent", "broadcast"):
            while self._lines[name]:
                job = self._lines[name].popleft()
                self._end(job, SendError("later", self._held_for, after=left, whole_channel=True))

    def _batch(self) -> list[_Job]:
        """What leaves now: at most 25, in order; a suspected one by itself."""
        batch: list[_Job] = []
        size = 0
        for name in _SPEED:
            line = self._lines[name]
            while line and len(batch) < MOST_CALLS:
                if line[0].alone and batch:
                    return batch
                size += 2 * len(str(line[0].calls[0].args))
                if size > MOST_CODE and batch:
                    return batch
                batch.append(line.popleft())
                if batch[-1].alone:
                    return batch
        return batch

    async def _execute(self, batch: Sequence[_Job]) -> None:
        calls = [job.calls[0] for job in batch]
        try:
            answer = await self._client.call("execute", {"code": script(calls)})
            self._answered(batch, answer)
        except asyncio.CancelledError:
            for job in batch:
                self._end(job, SendError("doubt", "the program stopped before VK answered"))
            raise
        except CallError as error:
            self._all_failed(batch, error)
        except Exception as error:
            log.exception("an execute of %d calls failed", len(batch))
            for job in batch:
                self._end(job, SendError("doubt", type(error).__name__, after=5.0))

    def _all_failed(self, batch: Sequence[_Job], error: CallError) -> None:
        if isinstance(error, RefusedError):
            if error.code == TOO_MANY:
                self._limiter.block(self._rate.key, SLOT)
                self._again(batch)
                return
            if error.code in EXECUTE_AT_FAULT and len(batch) > 1:
                log.warning("an execute of %d calls was refused (%s): they are sent one by one", len(batch), error)
                for job in batch:
                    job.alone = True
                self._again(batch)
                return
        for job in batch:
            self._fail(job, failed(job.calls[0].method, error))

    def _answered(self, batch: Sequence[_Job], answer: Answer) -> None:
        results = answer.response if isinstance(answer.response, list) else []
        errors = iter(answer.execute_errors)
        again: list[_Job] = []
        for number, job in enumerate(batch):
            result = results[number] if number < len(results) else False
            fault = next(errors, Fault()) if result is False else _own_fault(result)
            if fault is None:
                self._taken(job, result)
            elif fault.error_code == TOO_MANY:
                again.append(job)
            else:
                self._fail(job, refused(job.calls[0].method, fault.error_code, fault.error_msg))
        if again:
            self._limiter.block(self._rate.key, SLOT)
            self._again(again)

    def _again(self, jobs: Sequence[_Job]) -> None:
        for job in reversed(jobs):
            self._ready(job, first=True)

    def _taken(self, job: _Job, result: Any) -> None:
        call = job.calls.popleft()
        if call.method == "messages.send":
            job.message_id = _message_id(result)
        if job.calls:
            self._ready(job, first=True)
        else:
            edited = job.letter.body.target if call.method == "messages.edit" else ""
            self._end(job, Sent(job.message_id or edited, "; ".join(job.lost)))

    def _fail(self, job: _Job, error: SendError) -> None:
        if error.whole_channel:
            if time.monotonic() >= self._held_until:
                log.error("VK takes no letters for %d s: %s", error.after, error.text)
            self._held_until = time.monotonic() + error.after
            self._held_for = error.text
        if error.code == "100" and "attachment" in job.calls[0].args and not job.refilled:
            # A remembered attachment may be gone from VK: once, everything is uploaded anew. VK drops the parts that it
            # has by their random_id.
            job.refilled = True
            self._media.forget()
            job.calls.clear()
            job.lost.clear()
            self._queue(job, render(job.letter))
            return
        self._end(job, error)


def script(calls: Sequence[Call]) -> str:
    """The VKScript of these calls: `return [API.messages.send({...}),...];`."""
    return f"return [{','.join(f'API.{call.method}({argument(call.args)})' for call in calls)}];"


def argument(args: Mapping[str, Any]) -> str:
    """Arguments as JSON, which VKScript reads. Line separators that end a string literal in it become line breaks,
    control characters and halves of characters go."""
    clean = {name: _clean(value) if isinstance(value, str) else value for name, value in args.items()}
    return json.dumps(clean, ensure_ascii=False, separators=(",", ":"))


def _clean(text: str) -> str:
    return text.translate(_BREAKS).encode("utf-8", "ignore").decode()


def _own_fault(result: Any) -> Fault | None:
    """The error of a send by peer_ids stands in its item."""
    if isinstance(result, list) and result and isinstance(result[0], dict) and result[0].get("error"):
        error = result[0]["error"]
        return Fault(int(error.get("code", 0)), str(error.get("description", "")))
    return None


def _message_id(result: Any) -> str:
    """The platform's id: `123`, or in a chat `c45`, the number of the message in it."""
    if isinstance(result, list):
        item = result[0] if result else {}
        cmid = item.get("conversation_message_id")
        return f"c{cmid}" if cmid else str(item.get("message_id", ""))
    return str(result)
