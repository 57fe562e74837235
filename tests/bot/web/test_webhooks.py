"""Webhook addresses: to the right channel, answered only after the commit."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.channels.base import Abilities, Advice, Inbound, Intake, Letter, Settle
from bot.channels.web.channel import ABILITIES
from bot.web.webhooks import BODY_LIMIT
from dialogs.inputs import Wrote
from tests.bot.web.world import world


class Hooked:
    """A channel that takes any body of a caller that knows the secret."""

    name = "telegram"
    kind = "telegram"
    abilities: Abilities = ABILITIES

    async def open(self) -> None: ...

    async def listen(self, take: Intake, cursor: str | None) -> None: ...

    async def handle_webhook(self, headers: dict[str, str], body: bytes, take: Intake) -> tuple[int, str]:
        if headers.get("X-Telegram-Bot-Api-Secret-Token") != "secret":
            return 401, "forged"
        at = datetime.now(UTC)
        await take([Inbound("telegram", "1", body.decode(), Wrote(body.decode()), at, "1")], None)
        return 200, "ok"

    def post(self, letters: Sequence[Letter], settle: Settle) -> None: ...

    async def revive(self) -> None: ...

    async def close(self) -> None: ...

    async def doctor(self) -> Sequence[Advice]:
        return ()


KNOWN = {"x-telegram-bot-api-secret-TOKEN": "secret"}


async def test_a_call_reaches_its_channel_whatever_the_case_of_its_headers(tmp_path: Path) -> None:
    async with world(tmp_path, channels={"telegram": Hooked()}) as w:
        async with w.http.post(f"{w.url}/hooks/telegram/telegram", data=b"hello", headers=KNOWN) as answer:
            assert (answer.status, await answer.text()) == (200, "ok")
        assert w.door.heard[0].input == Wrote("hello")
        async with w.http.post(f"{w.url}/hooks/telegram/telegram", data=b"hello") as answer:
            assert answer.status == 401
        assert len(w.door.heard) == 1


async def test_while_nothing_can_be_stored_the_platform_is_told_to_come_back(tmp_path: Path) -> None:
    async with world(tmp_path, channels={"telegram": Hooked()}) as w:
        w.door.away = True
        async with w.http.post(f"{w.url}/hooks/telegram/telegram", data=b"kept", headers=KNOWN) as answer:
            assert answer.status == 503
            assert answer.headers["Retry-After"] == "3"
        w.door.away = False
        async with w.http.post(f"{w.url}/hooks/telegram/telegram", data=b"kept", headers=KNOWN) as answer:
            assert answer.status == 200


async def test_unknown_channels_and_channels_of_another_kind_are_404(tmp_path: Path) -> None:
    async with world(tmp_path, channels={"telegram": Hooked()}) as w:
        for path in ("/hooks/telegram/other", "/hooks/vk/telegram", "/hooks/vk/vk", "/hooks/sms/x"):
            async with w.http.post(f"{w.url}{path}", data=b"x", headers=KNOWN) as answer:
                assert answer.status == 404


async def test_a_body_over_a_megabyte_is_refused(tmp_path: Path) -> None:
    async with world(tmp_path, channels={"telegram": Hooked()}) as w:
        big = b"x" * (BODY_LIMIT + 1)
        async with w.http.post(f"{w.url}/hooks/telegram/telegram", data=io.BytesIO(big), headers=KNOWN) as answer:
            assert answer.status == 413
        assert w.door.heard == []
