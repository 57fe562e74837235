"""What a turn of the engine costs: the kitchen quiz walked again and again, CPU time per turn.

    python benchmarks/engine_turn.py [ROUNDS]

The goal (architecture.md) is 0.05 ms a turn. The state's JSON form is measured apart, since it is storage's part.
"""

from __future__ import annotations

import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from dialogs import Person, Source, State, Turn, advance, decode, encode, start
from dialogs.inputs import Input, Pressed, Wrote
from dialogs.loading import load
from dialogs.script import Script

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SCRIPT = """
schema: 1
id: kitchen
title: Кухня
language: ru
region: RU
timezone: Europe/Moscow
reward: {discount: {start: 3, per_answer: 2, max: 15}, code: "KUH-{random}", valid: 72h}
steps:
  - {id: hello, say: "Здравствуйте, {first_name|гость}!"}
  - id: style
    ask: В каком стиле кухня?
    options: [{id: classic, text: Классика, score: 1}, {id: modern, text: Модерн, score: 2, tags: [premium]}]
  - id: area
    ask: Какая площадь, м²?
    number: {min: 3, max: 100}
    score: [{when: "area >= 12", add: 2}, {when: "area >= 8", add: 1}]
  - id: features
    ask: Что важно?
    options: [{id: light, text: Подсветка}, {id: sink, text: Мойка}, {id: island, text: Остров, score: 2}]
  - id: budget
    ask: На какой бюджет ориентируетесь?
    when: "style != 'unsure' and area > 4"
    options: [{id: low, text: до 150 000 ₽}, {id: mid, text: 150–300 000 ₽, score: 2}, {id: high, text: от 300 000 ₽, score: 4}]
  - id: agree
    consent: {document: "https://shop.example/privacy", version: "2026-03"}
    ask: Можно обработать ваши данные, чтобы ответить?
  - {id: name, ask: Как к вам обращаться?, name: {}}
  - {id: phone, ask: "Куда закрепить скидку {discount} %?", contact: {any_of: [phone, email]}}
  - {id: gift, give: reward, say: "Скидка {discount} %, код {code}, до {valid_until}."}
  - {id: bye, say: Спасибо!, end: true}
"""  # noqa: E501
INPUTS: tuple[Input, ...] = (
    Pressed("1.2"),
    Wrote("12,5 м2"),
    Pressed("3.3"),
    Pressed("4.3"),
    Pressed("5.yes"),
    Wrote("Анна"),
    Wrote("+7 900 000-00-00"),
)


def walked(script: Script, person: Person, random: Random) -> list[tuple[State, Turn]]:
    """One quiz: the state before each turn, and the turn."""
    turns = []
    state = start(script, person, Source(), NOW, random).state
    for heard in INPUTS:
        turn = advance(script, state, heard, NOW, random)
        turns.append((state, turn))
        state = turn.state
    return turns


def main(rounds: int) -> None:
    script, person, random = load(SCRIPT), Person(first_name="Анна", language="ru"), Random(1)
    turns = walked(script, person, random)
    assert turns[-1][1].state.status == "finished", turns[-1][1].events
    print(f"{'input':24} {'turn, ms':>9} {'encode':>9} {'decode':>9} {'JSON, bytes':>12}")
    sums = [0.0, 0.0, 0.0]
    for heard, (state, turn) in zip(INPUTS, turns, strict=True):
        text = encode(turn.state)
        costs = (
            cost(lambda s=state, h=heard: advance(script, s, h, NOW, random), rounds),
            cost(lambda s=turn.state: encode(s), rounds),
            cost(lambda t=text: decode(t), rounds),
        )
        sums = [one + other for one, other in zip(sums, costs, strict=True)]
        name = str(heard)[:24]
        print(f"{name:24} {costs[0]:9.4f} {costs[1]:9.4f} {costs[2]:9.4f} {len(text.encode()):12}")
    means = [one / len(INPUTS) for one in sums]
    print(f"{'mean':24} {means[0]:9.4f} {means[1]:9.4f} {means[2]:9.4f}")


def cost(act: object, rounds: int) -> float:
    """Median CPU milliseconds of one call, over five runs."""
    assert callable(act)
    runs = []
    for _ in range(5):
        before = time.process_time()
        for _ in range(rounds):
            act()
        runs.append((time.process_time() - before) / rounds * 1000)
    return statistics.median(runs)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
