"""What managers do from their messenger: take a lead, be reminded of it, look a reward's code up.

A press or a command in a managers' chat enters by the same door as a prospect's message and is an act here; what a
manager writes elsewhere is a prospect's.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.channels.base import Body, GroupMessage, Inbound, JoinedGroup, Key, Migrated
from bot.effects import PRESS, REMINDER, Effects
from bot.notices import Notices, snooze_until
from dialogs.inputs import Pressed, Wrote
from storage.database import Transaction
from storage.records import Redeemed, TimerRow

log = logging.getLogger("bot.managers")

_PREFIX = "m."
_CODE = re.compile(r"\s*/code(?:@\w+)?(?:\s+(?P<code>.*))?", re.IGNORECASE | re.DOTALL)


@dataclass(slots=True)
class Managers:
    """`accounts` maps (channel, sender) to a member of the staff; `moved` an old managers' chat to its new address."""

    notices: Notices
    timezone: str = "Europe/Moscow"
    accounts: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    moved: dict[tuple[str, str], str] = field(default_factory=dict)

    def is_staff(self, channel: str, sender: str) -> bool:
        return (channel, sender) in self.accounts

    def is_managers_chat(self, channel: str, address: str) -> bool:
        return any(chat.channel == channel and chat.address == address for chat in self.notices.chats)

    async def act(self, tx: Transaction, inbound: Inbound, effects: Effects) -> bool:
        """Does what a manager asked; False when this is not a manager's doing but a prospect's."""
        here = self.is_managers_chat(inbound.channel, inbound.address)
        staff = here or self.is_staff(inbound.channel, inbound.sender or inbound.address)
        match inbound.input:
            case Pressed(data=data) if data.startswith(_PREFIX):
                await self._press(tx, inbound, data.split(".")[1:], staff, effects)
                return True
            case Wrote(text=text) | GroupMessage(text=text) if staff and (asked := _CODE.fullmatch(text)):
                await self._code(tx, inbound, asked["code"] or "", effects)
                return True
            case Migrated(address=address) if here:
                await self._migrated(tx, inbound, address)
                return True
            case JoinedGroup(present=True) if not here:
                body = Body(text=self.notices.texts("group.only_private", address=inbound.address))
                effects.post(inbound.channel, inbound.address, body)
                return True
        return here or inbound.group  # other talk of a group is nobody's turn

    async def fire(self, tx: Transaction, timers: Sequence[TimerRow], effects: Effects) -> None:
        """Managers' reminders that are due."""
        for timer in timers:
            if timer.kind != "snooze" or timer.lead_id is None:
                continue
            lead = await tx.leads.get(timer.lead_id)
            if lead is None:
                continue
            where: Mapping[str, str] = json.loads(timer.payload)
            body = self.notices.reminder(lead, where["manager"])
            effects.post(where["channel"], where["address"], body, REMINDER, lead_id=lead.id)

    # acts -------------------------------------------------------------------------------------------------------------

    async def _press(
        self, tx: Transaction, inbound: Inbound, words: Sequence[str], staff: bool, effects: Effects
    ) -> None:
        if not staff:
            self._toast(inbound, "notice.not_allowed", effects)
            return
        match list(words):
            case ["take", number] if number.isdigit():
                await self._take(tx, inbound, int(number), effects)
            case ["snooze", number, way] if number.isdigit():
                await self._snooze(tx, inbound, int(number), way, effects)
            case ["redeem", code]:
                who = await self._who(tx, inbound, effects)
                done = await tx.rewards.redeem(code, who[1], effects.now)
                self._toast(inbound, "code.redeemed" if done.state == "valid" else f"code.{done.state}_short", effects)
                effects.post(inbound.channel, inbound.address, Body(text=self._code_text(code, done, redeemed=True)))
            case _:
                self._toast(inbound, "notice.old_button", effects)

    async def _take(self, tx: Transaction, inbound: Inbound, lead_id: int, effects: Effects) -> None:
        staff_id, _ = await self._who(tx, inbound, effects)
        lead = await tx.leads.get(lead_id)
        if lead is None:
            self._toast(inbound, "notice.lead_gone", effects)
            return
        taken = await tx.leads.take(lead_id, staff_id, effects.now)
        if lead.manager_id == staff_id:
            self._toast(inbound, "notice.yours_already", effects)
        elif taken.won:
            self._toast(inbound, "notice.you_took", effects)
            await effects.edit_cards(tx, lead_id)
        elif taken.staff_id is None:  # closed by nobody who had it
            self._toast(inbound, "notice.old_button", effects)
        else:
            self._toast(inbound, "notice.already_taken", effects, name=taken.staff_name)
        log.info("lead %d: take by staff %d, %s", lead_id, staff_id, "won" if taken.won else "late")

    async def _snooze(self, tx: Transaction, inbound: Inbound, lead_id: int, way: str, effects: Effects) -> None:
        _, name = await self._who(tx, inbound, effects)
        due = snooze_until(way, effects.now, ZoneInfo(self.timezone))
        if due is None or await tx.leads.get(lead_id) is None:
            self._toast(inbound, "notice.lead_gone" if due is not None else "notice.old_button", effects)
            return
        payload = {"channel": inbound.channel, "address": inbound.address, "manager": name}
        effects.remind_manager(lead_id, due, json.dumps(payload, ensure_ascii=False))
        at = due.astimezone(ZoneInfo(self.timezone))
        self._toast(inbound, "notice.will_remind", effects, at=f"{at:%d.%m %H:%M}")

    async def _code(self, tx: Transaction, inbound: Inbound, code: str, effects: Effects) -> None:
        code = code.strip().upper()
        if not code:
            effects.post(inbound.channel, inbound.address, Body(text=self.notices.texts("code.usage")))
            return
        found = await tx.rewards.look(code, effects.now)
        keys: tuple[Key, ...] = ()
        if found.state == "valid":
            keys = (Key(self.notices.texts("button.redeem"), f"m.redeem.{code}"),)
        effects.post(inbound.channel, inbound.address, Body(text=self._code_text(code, found), keys=keys))

    def _code_text(self, code: str, found: Redeemed, redeemed: bool = False) -> str:
        say = self.notices.texts
        if found.state == "used" and found.when is not None:
            when = found.when.astimezone(ZoneInfo(self.timezone))
            return say("code.used", code=code, when=f"{when:%d.%m.%Y %H:%M}", by=found.by or "…")
        if found.state == "valid" and redeemed:
            return say("code.redeemed_text", code=code)
        return say(f"code.{found.state}", code=code)

    async def _migrated(self, tx: Transaction, inbound: Inbound, address: str) -> None:
        """A managers' group became a supergroup: its new address is remembered, what waits goes there."""
        await tx.settings.set(f"moved:{inbound.channel}:{inbound.address}", address)
        await tx.conversations.move(inbound.channel, inbound.address, address)
        await tx.revisions.bump("settings")

    async def _who(self, tx: Transaction, inbound: Inbound, effects: Effects) -> tuple[int, str]:
        """The member of the staff who pressed. Whoever is in the managers' chat is one: unknown ones are added."""
        sender = inbound.sender or inbound.address
        key = (inbound.channel, sender)
        if key not in self.accounts:
            known = await tx.staff.by_account(*key)
            if known is None:
                profile = inbound.profile
                name = " ".join(part for part in (profile.first_name, profile.last_name) if part)
                staff_id = await tx.staff.add(name or profile.username or sender, "manager", effects.now)
                await tx.staff.bind(staff_id, *key)
                await tx.revisions.bump("staff")
                return (staff_id, name or profile.username or sender)
            return (known.id, known.name)
        return self.accounts[key]

    def _toast(self, inbound: Inbound, key: str, effects: Effects, **values: object) -> None:
        if inbound.press_id:
            body = Body(act="press", text=self.notices.texts(key, **values), press_id=inbound.press_id)
            effects.post(inbound.channel, inbound.address, body, PRESS)
