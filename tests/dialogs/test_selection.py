"""Which script a first message starts."""

from __future__ import annotations

from dialogs.selection import by_keyword, choose, claims_ref

from .conversation import script_of

HEAD = (
    "schema: 1\nid: %s\ntitle: T\nlanguage: en\nregion: RU\ntimezone: Europe/Moscow\n%ssteps:\n  - {id: a, say: Hi}\n"
)


KITCHEN = script_of(HEAD % ("kitchen", "start: {default: true, keywords: [Кухня, квиз], refs: [kitchen, 'vk_*']}\n"))
ADS = script_of(HEAD % ("ads", "start: {keywords: [ads], refs: ['vk_ads_*']}\n"))
CARD = script_of(HEAD % ("card", "start: {products: ['*']}\n"))
CALLED = script_of(HEAD % ("called", ""))
ALL = (CALLED, KITCHEN, ADS, CARD)


def chosen(ref: str = "", text: str = "", product: bool = False) -> str | None:
    script = choose(ALL, ref=ref, text=text, product=product)
    return None if script is None else script.id


def test_a_whole_ref_comes_before_a_prefix_and_a_longer_prefix_before_a_shorter() -> None:
    assert chosen("kitchen") == "kitchen" and chosen("vk_ads_may") == "ads" and chosen("vk_wall") == "kitchen"
    exact = script_of(HEAD % ("exact", "start: {refs: [vk_ads_may]}\n"))
    found = choose((*ALL, exact), ref="vk_ads_may", text="", product=False)
    assert found is not None and found.id == "exact"


def test_a_keyword_is_the_whole_message_whatever_its_case() -> None:
    assert chosen(text="ADS!") == "ads" and chosen(text="кухня") == "kitchen"
    only = (ADS,)
    assert choose(only, ref="", text="ads please", product=False) is None


def test_a_message_from_a_product_card_starts_the_script_that_takes_products() -> None:
    assert chosen(text="Is it there?", product=True) == "card"


def test_the_default_script_answers_what_no_other_claims() -> None:
    assert chosen("what") == "kitchen" and chosen(text="hello") == "kitchen" and chosen() == "kitchen"


def test_a_script_without_start_can_only_be_called() -> None:
    assert choose((CALLED,), ref="called", text="called", product=True) is None


def test_a_keyword_and_a_ref_can_be_asked_for_alone() -> None:
    found = by_keyword(ALL, "Квиз")
    assert found is KITCHEN and by_keyword(ALL, "hello") is None
    assert claims_ref(ADS, "vk_ads_1") and not claims_ref(ADS, "vk_1") and not claims_ref(CALLED, "x")
