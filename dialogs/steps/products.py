"""`products: {from: catalogue, tags: "{tags}", show: 3}`: shows what fits, and does not wait.

    - id: pick
      products: {from: catalogue, tags: "{tags}", show: 3}

Any tag matches; most shared tags first, then the catalogue's order. With none the step is passed over.
"""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.events import Card, Shown
from dialogs.script import Product, Products, Step, Text
from dialogs.talk import Talk

from .base import Act, Outcome, Way


class DoProducts(Act[Products]):
    def run(self, talk: Talk, step: Step, kind: Products) -> Outcome:
        catalogue = talk.here.catalogues.get(kind.catalogue) or talk.root.catalogues.get(kind.catalogue, ())
        found = fitting(catalogue, self._tags(talk, kind.tags), kind.show)
        if not found or (not talk.mark(step.id) and talk.standing):
            return Way.ON
        talk.present(step, None)
        text = "" if step.say is None else talk.text(step.say)
        cards = tuple(self._card(talk, kind.catalogue, product) for product in found)
        talk.tell(Shown(step.id, text, cards))
        return Way.ON

    def _tags(self, talk: Talk, tags: Text) -> frozenset[str] | None:
        """None where the script names no tags: everything fits."""
        if not any(tags.by_language.values()):
            return None
        return frozenset(tag.strip().lower() for tag in talk.text(tags).split(",")) - {""}

    def _card(self, talk: Talk, catalogue: str, product: Product) -> Card:
        key = f"{catalogue}/{product.id}"
        if key not in talk.cards:
            talk.cards = (*talk.cards, key)
        price = f"{product.price} {product.currency}".strip()
        return Card(
            id=product.id,
            title=product.title,
            price=price,
            url=product.url,
            image=product.image,
            description=product.description,
            data=f"{talk.question}.p{talk.cards.index(key)}",
        )


def fitting(catalogue: Sequence[Product], tags: frozenset[str] | None, show: int) -> list[Product]:
    """The products to show, best first."""
    if tags is None:
        return list(catalogue[:show])
    shared = [(len(tags.intersection(product.tags)), product) for product in catalogue]
    ranked = sorted((pair for pair in shared if pair[0]), key=lambda pair: -pair[0])
    return [product for _, product in ranked[:show]]


def product_of(talk: Talk, word: str) -> Product | None:
    """The product whose card was tapped: `word` is `p` and its number."""
    number = int(word[1:]) if word[1:].isascii() and word[1:].isdigit() else -1
    if not 0 <= number < len(talk.cards):
        return None
    catalogue, _, id_ = talk.cards[number].partition("/")
    for script in talk.plan.scripts.values():
        for product in script.catalogues.get(catalogue, ()):
            if product.id == id_:
                return product
    return None
