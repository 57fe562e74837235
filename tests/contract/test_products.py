"""Rule 16: products out of a catalogue; the product that a VK message was written from."""

from __future__ import annotations

from dialogs import Product, events
from tests.contract.talk import Talk, errors, loaded

SHELF = """id,title,price,currency,url,image,tags,description
oslo,Oslo,99000,RUB,https://shop.example/oslo,https://shop.example/oslo.jpg,"wood,warm",Oak
rome,Rome,150000,RUB,,,"wood,premium,warm",Walnut
bern,Bern,70000,RUB,,,cheap,White
riga,Riga,80000,RUB,,,"premium",Grey
"""
STEPS = """
- id: style
  ask: Style?
  options:
    - {id: a, text: A, tags: [wood]}
    - {id: b, text: B, tags: [premium]}
    - {id: c, text: C, tags: [wood, premium, warm]}
    - {id: d, text: D, tags: [nothing]}
    - {id: e, text: E}
- {id: pick, products: {from: shelf, tags: "{tags}", show: 3}, say: Look}
- {id: last, ask: "Last? {product|none}", text: {}}
- {id: bye, say: "{product|no product}"}
"""


def talk(label: str, steps: str = STEPS) -> Talk:
    return Talk.of(steps, catalogues={"shelf": SHELF}).press(label)


def cards(one: Talk) -> list[str]:
    return [card.id for shown in one.all(events.Shown) for card in shown.cards]


def test_any_tag_matches_and_the_order_is_that_of_the_catalogue() -> None:
    assert cards(talk("A")) == ["oslo", "rome"]
    assert cards(talk("B")) == ["rome", "riga"]


def test_most_shared_tags_come_first() -> None:
    assert cards(talk("C")) == ["rome", "oslo", "riga"]


def test_not_more_than_were_wanted() -> None:
    assert cards(talk("C", STEPS.replace("show: 3", "show: 1"))) == ["rome"]


def test_with_none_the_step_is_passed_over() -> None:
    for label in ("D", "E"):
        one = talk(label)
        assert not cards(one)
        assert "Look" not in one.texts
        assert one.asked == "last"


def test_it_shows_and_does_not_wait() -> None:
    assert talk("A").asked == "last"


def test_tapping_a_card_sets_the_product_and_answers_nothing_else() -> None:
    one = talk("A").press("Rome")
    assert one.asked == "last"
    assert one.value("last") is None
    assert one.lead is not None
    assert one.lead.product == "Rome"
    assert one.say("x").texts == ["Rome"]


def test_fixed_tags_choose_too() -> None:
    assert cards(talk("E", STEPS.replace('"{tags}"', "[cheap]"))) == ["bern"]


def test_a_card_has_title_price_link_picture_and_description() -> None:
    card = talk("A").all(events.Shown)[0].cards[0]
    assert card.title == "Oslo"
    assert "99" in card.price
    assert "000" in card.price
    assert (card.url, card.image) == ("https://shop.example/oslo", "https://shop.example/oslo.jpg")
    assert card.description == "Oak"


def test_a_missing_catalogue_is_a_fault() -> None:
    assert any("shelf" in str(fault) for fault in errors(STEPS))


def test_a_damaged_catalogue_is_a_fault() -> None:
    assert errors(STEPS, catalogues={"shelf": "id,title\na\n"}) or errors(STEPS, catalogues={"shelf": "name\nx\n"})
    assert errors(STEPS, catalogues={"shelf": "id,title\na,A\na,B\n"})


def test_the_product_of_the_first_message_prints_its_title() -> None:
    script = loaded("- {id: a, say: '{product}'}\n- {id: b, when: 'product == none', say: None}")
    assert Talk.of(script, product=Product(id="7", title="Red shoes")).texts == ["Red shoes"]
    assert Talk.of(script).texts[-1] == "None"
