"""After the database was away: nothing was lost but a press that Telegram kept too short."""

from __future__ import annotations

from datetime import timedelta

from tests.emulators.telegram import TelegramEmulator

from .node import Node


async def test_after_a_long_outage_the_open_question_is_put_again_on_telegram(
    node: Node, telegram: TelegramEmulator
) -> None:
    anna = telegram.user(1001, first_name="Анна")
    anna.start()
    await anna.sees("В каком стиле")
    asked = sum("В каком стиле" in text for text in anna.texts)
    node.app.intake.outage = node.time.now() - timedelta(seconds=200)
    await telegram.until(lambda: sum("В каком стиле" in text for text in anna.texts) > asked)


async def test_a_short_outage_loses_no_press_and_asks_nothing_again(node: Node, telegram: TelegramEmulator) -> None:
    anna = telegram.user(1001, first_name="Анна")
    anna.start()
    await anna.sees("В каком стиле")
    node.app.intake.outage = node.time.now() - timedelta(seconds=30)
    await telegram.until(lambda: node.app.intake.outage is None)
    anna.press("Модерн")
    await anna.sees("площадь")
    assert sum("В каком стиле" in text for text in anna.texts) == 1
