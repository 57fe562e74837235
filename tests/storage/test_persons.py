from __future__ import annotations

from dialogs.leads import Contact
from storage.database import Database
from storage.records import NewConsent, PersonFacts
from tests.storage.samples import EMAIL, NOW, PHONE, after, saved, talk, talk_in


def consent(person: int, given: bool, purpose: str = "ads", version: str = "1") -> NewConsent:
    return NewConsent(person, purpose, "policy", version, given, "Можно писать вам?", NOW, "telegram", "55")


async def test_nothing_is_known_of_a_new_person(database: Database) -> None:
    row = await talk(database)
    async with database.reading() as tx:
        assert await tx.persons.facts([row.person_id, 999]) == {row.person_id: PersonFacts(row.person_id)}
        assert await tx.persons.facts([]) == {}


async def test_all_that_was_given_is_known_in_the_next_talk(database: Database) -> None:
    async with database.transaction() as tx:
        one, two = await talk_in(tx, "1"), await talk_in(tx, "2")
        await tx.persons.set_name([(one.person_id, "Old"), (one.person_id, "Анна"), (two.person_id, "Борис")])
        await tx.persons.add_contacts([(one.person_id, EMAIL, NOW), (one.person_id, PHONE, after(seconds=1))])
        await tx.persons.add_contacts([(one.person_id, Contact("phone", PHONE.value, "confirmed"), after(seconds=2))])
        await tx.persons.add_splits([(one.person_id, "kitchen.ab", "short"), (one.person_id, "kitchen.ab", "long")])
        await tx.persons.add_splits([(one.person_id, "kitchen.ab", "long")])
        await tx.consents.record([consent(one.person_id, True), consent(one.person_id, True, "processing", "2")])
        await tx.conversations.save([saved(one, language="en", language_chosen=True)])
    async with database.reading() as tx:
        facts = await tx.persons.facts([one.person_id, two.person_id])
        assert await tx.persons.with_contact(PHONE.value) == [one.person_id]
    assert facts[two.person_id] == PersonFacts(two.person_id, "Борис")
    assert facts[one.person_id] == PersonFacts(
        one.person_id, "Анна", (EMAIL, Contact("phone", PHONE.value, "confirmed")),
        (("policy", "1", "ads"), ("policy", "2", "processing")), {}, {"kitchen.ab": "short"}, "en", True,
    )  # fmt: skip


async def test_a_withdrawn_consent_no_longer_stands_and_its_record_stays(database: Database) -> None:
    row = await talk(database)
    async with database.transaction() as tx:
        await tx.consents.record([consent(row.person_id, True), consent(row.person_id, True, "processing")])
        await tx.consents.withdraw(row.person_id, "ads", after(hours=1))
        facts = (await tx.persons.facts([row.person_id]))[row.person_id]
        assert (facts.ads_consent, facts.consents) == (False, (("policy", "1", "processing"),))
        journal = await tx.consents.of_person(row.person_id)
    assert [(c.purpose, c.given, c.withdrawn_at) for c in journal] == [
        ("ads", True, after(hours=1)), ("processing", True, None),
    ]  # fmt: skip


async def test_a_no_ends_an_earlier_yes_and_a_later_yes_stands(database: Database) -> None:
    row = await talk(database)
    async with database.transaction() as tx:
        await tx.consents.record([consent(row.person_id, True)])
        await tx.consents.record([consent(row.person_id, False)])
        assert not (await tx.persons.facts([row.person_id]))[row.person_id].ads_consent
        await tx.consents.record([consent(row.person_id, True, version="2")])
        assert (await tx.persons.facts([row.person_id]))[row.person_id].consents == (("policy", "2", "ads"),)
