"""Turns: which script hears a message, whose lead it becomes, and what another writer does to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels.base import Blocked, Profile, Unblocked
from dialogs.inputs import Pressed, Started, Wrote
from storage.database import Database
from tests.bot.core import Core, running, script


async def test_a_first_message_that_no_script_claims_begins_the_default_one(core: Core) -> None:
    await core.hear(Wrote("здравствуйте"))
    assert await core.said() == ["Какой стиль?"]


async def test_a_keyword_of_another_script_in_an_open_talk_asks_what_is_meant(core: Core) -> None:
    await core.publish(script("windows", default=False, keyword="окна"))
    await core.hear(Started(), Wrote("окна"))
    _, offer = await core.letters()
    assert [key.role for key in offer.keys] == ["continue", "restart"]
    await core.hear(Pressed(offer.keys[1].data))
    (lead,) = await core.leads()
    assert lead.script == "windows" and (await core.said())[-1] == "Какой стиль?"
    async with core.database.reading() as tx:
        (talk,) = (await tx.conversations.load([("telegram", "7")])).values()
    assert talk.script == "windows"


async def test_a_keyword_where_words_are_wanted_is_an_answer(core: Core) -> None:
    await core.publish(script("windows", default=False, keyword="Марта"))
    await core.hear(Started(), Wrote("модерн"), Wrote("Марта"))
    assert (await core.said())[-1] == "Какой у Вас телефон?"


async def test_an_old_button_of_the_talk_before_answers_nothing_in_the_new_one(core: Core) -> None:
    await core.quiz()
    [first, *_] = await core.letters()
    await core.hear(Wrote("кухня"))
    before = await core.said()
    await core.hear(Pressed(first.keys[0].data), press_id="p1")
    assert await core.said() == before
    [toast] = [letter.text for letter in await core.letters() if letter.act == "press"]
    assert toast


async def test_a_finished_prospect_who_goes_again_updates_the_open_lead(core: Core) -> None:
    await core.quiz()
    await core.hear(Wrote("кухня"), Wrote("классика"))
    [lead] = await core.leads()
    assert lead.answers["style"].value == "classic"


@pytest.mark.parametrize("status", ["won", "lost", "junk"])
async def test_after_a_closed_lead_it_is_a_new_lead_of_the_same_person(core: Core, status: str) -> None:
    await core.quiz()
    [lead] = await core.leads()
    async with core.database.transaction() as tx:
        await tx.leads.set_status(lead.id, None, status, None, "", core.now)
    await core.hear(Wrote("кухня"), Wrote("классика"))
    leads = sorted(await core.leads(), key=lambda row: row.id)
    assert [row.status for row in leads] == [status, "new"]
    assert leads[1].name == "Анна" and leads[1].is_lead  # what is known of the person need not be asked again


async def test_the_first_source_is_kept_and_the_last_one_is_updated(core: Core) -> None:
    await core.hear(Started("kitchen"), Started("kitchen2"))
    await core.hear(Wrote("модерн"), ref="vk_ads_may")
    [lead] = await core.leads()
    assert lead.source.ref == "kitchen" and lead.last_source.ref == "vk_ads_may"


async def test_a_talk_goes_on_with_the_version_it_began_with_and_new_ones_take_the_newest(core: Core) -> None:
    await core.hear(Started())
    await core.publish(script().replace("Как Вас зовут?", "Ваше имя?"))
    await core.hear(Wrote("модерн"))
    await core.hear(Started(), Wrote("модерн"), address="8")
    assert (await core.said())[-1] == "Как Вас зовут?" and (await core.said("8"))[-1] == "Ваше имя?"


async def test_whoever_blocked_us_is_not_woken_by_timers_and_is_spoken_to_when_back(core: Core) -> None:
    await core.hear(Started())
    await core.delivered()
    await core.hear(Blocked())
    core.advance(minutes=20)
    await core.intake.fire(10)
    assert await core.said() == ["Какой стиль?"]
    await core.hear(Unblocked(), Wrote("модерн"))
    assert (await core.said())[-1] == "Как Вас зовут?"


async def test_another_node_that_was_faster_is_noticed_and_the_turn_is_taken_on_its_state(
    core: Core, tmp_path: Path
) -> None:
    other = await Core.made(await Database.open(str(core.database._url)), tmp_path)
    async with running(other):
        await core.hear(Started())
        other.now = core.now
        await other.hear(Wrote("модерн"), event_id="other-1")
        await core.hear(Wrote("Анна"))
        assert await core.said() == ["Какой стиль?", "Как Вас зовут?", "Какой у Вас телефон?"]
    await other.database.close()


async def test_a_flood_is_answered_once_and_kept(core: Core) -> None:
    await core.hear(Started())
    await core.intake.take([core.event(Wrote(f"сообщение {number}")) for number in range(25)])
    said = await core.said()
    async with core.database.reading() as tx:
        (talk,) = (await tx.conversations.load([("telegram", "7")])).values()
        kept = await tx.history.of_conversation(talk.id)
    assert sum(row.text.startswith("сообщение") for row in kept) == 25
    calmed = len(said)
    await core.hear(Wrote("и ещё"))
    assert len(await core.said()) == calmed
    core.advance(seconds=11)
    await core.hear(Wrote("модерн"))
    assert len(await core.said()) == calmed + 1


async def test_a_new_name_of_the_profile_is_kept_and_a_missing_one_forgets_nothing(core: Core) -> None:
    await core.hear(Started(), profile=Profile(first_name="Ольга", username="olga", link="https://t.me/olga"))
    await core.hear(Wrote("модерн"), profile=Profile())
    async with core.database.reading() as tx:
        (talk,) = (await tx.conversations.load([("telegram", "7")])).values()
    assert (talk.first_name, talk.username, talk.link) == ("Ольга", "olga", "https://t.me/olga")


async def test_an_edited_message_changes_the_answer_that_it_was(core: Core) -> None:
    await core.hear(Started())
    await core.hear(Wrote("модерн"), message_id="m2")
    await core.hear(Wrote("Анна"), message_id="m3")
    await core.hear(Wrote("классика", edits=True), message_id="m2")
    await core.hear(Wrote("+7 900 000-00-01"), message_id="m4")
    [lead] = await core.leads()
    assert lead.answers["style"].value == "classic" and lead.name == "Анна"


async def test_an_edit_in_the_same_batch_finds_its_message(core: Core) -> None:
    first = core.event(Wrote("модерн"), message_id="m2")
    await core.intake.take([core.event(Started()), first, core.event(Wrote("классика", edits=True), message_id="m2")])
    [lead] = await core.leads()
    assert lead.answers["style"].value == "classic"
