"""The driver: prospects who go through the kitchen quiz by typing, and check every reply for its step.

A closed loop: as many turns are in flight as asked for, the next prospect is the one who waited longest. A person
answers at most once in `rest` seconds, so that no chat is written to faster than its platform allows.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

QUIZ: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("/start", ("посчитаем её цену", "В каком стиле")),
    ("Классика", ("Какая у кухни площадь",)),
    ("10", ("Что для Вас важно",)),
    ("Подсветка, Каменная мойка", ("На какой бюджет",)),
    ("150–300 000 ₽", ("Когда нужна кухня",)),
    ("Через 2–3 месяца", ("Можно обработать",)),
    ("да", ("Присылать Вам акции",)),
    ("нет", ("Как к Вам обращаться",)),
    ("Анна", ("куда отправить расчёт",)),
    ("{phone}", ("ответить на звонок",)),
    ("пропустить", ("закреплена за Вами", "Пришлём расчёт")),
)
"""What a prospect types, and what each message of the reply must hold."""
ASIDES = ("👌",)  # takes the keyboard with the share-my-number button off the phone


@dataclass(slots=True)
class Prospect:
    id: int
    bot: str
    step: int = 0
    heard: int = 0
    waiting: bool = False
    sent_at: float = 0.0
    answered_at: float = -60.0


@dataclass(slots=True)
class Drive:
    """`write(bot, person, text)` delivers. `done` is set when everybody has gone through `steps` steps."""

    write: Callable[[str, int, str], None]
    people: list[Prospect]
    in_flight: int
    rest: float = 0.0
    steps: int = len(QUIZ)
    seconds: list[float] = field(default_factory=list)  # of each turn
    wrong: list[str] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)
    _ready: deque[Prospect] = field(default_factory=deque)
    _by_id: dict[int, Prospect] = field(default_factory=dict)
    _left: int = 0

    def begin(self) -> None:
        self._by_id = {one.id: one for one in self.people}
        self._ready.extend(self.people)
        self._left = len(self.people)
        for _ in range(min(self.in_flight, len(self.people))):
            self._next()

    def heard(self, person: int, text: str) -> None:
        """A bot wrote to a prospect."""
        one = self._by_id.get(person)
        if one is None or not one.waiting:
            self._wrong(f"{person} was written to unasked: {text[:60]}")
            return
        if text in ASIDES:
            return
        expected = QUIZ[one.step][1]
        if expected[one.heard] not in text:
            self._wrong(f"step {one.step}: {expected[one.heard]!r} was expected, {text[:80]!r} came")
            return
        one.heard += 1
        if one.heard < len(expected):
            return
        now = time.perf_counter()
        self.seconds.append(now - one.sent_at)
        one.waiting, one.heard, one.answered_at = False, 0, now
        one.step += 1
        if one.step < self.steps:
            self._ready.append(one)
        else:
            self._left -= 1
            if self._left == 0:
                self.done.set()
        self._next()

    def _next(self) -> None:
        if not self._ready:
            return  # everybody left is being answered
        one = self._ready[0]
        wait = one.answered_at + self.rest - time.perf_counter()
        if wait > 0:
            asyncio.get_running_loop().call_later(wait, self._next)
            return
        self._ready.popleft()
        one.waiting, one.sent_at = True, time.perf_counter()
        self.write(one.bot, one.id, QUIZ[one.step][0].replace("{phone}", _phone(one.id)))

    def _wrong(self, words: str) -> None:
        self.wrong.append(words)
        if len(self.wrong) > 20:
            self.done.set()


def crowd(count: int, bots: list[str], first: int) -> list[Prospect]:
    """So many new prospects, spread over the bots."""
    return [Prospect(first + number, bots[number % len(bots)]) for number in range(count)]


def _phone(person: int) -> str:
    return f"8 9{person % 100:02d} {person // 100 % 900 + 100} {person // 97 % 90 + 10} {person // 31 % 90 + 10}"
