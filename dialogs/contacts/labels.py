"""What the words around a number call it: a phone, or something else (an order, a price, a date, the shop's own)."""

from __future__ import annotations

import re
from enum import Enum


class Call(Enum):
    """What the text calls a number."""

    PHONE = "phone"
    OTHER = "other"
    NOTHING = "nothing"


_BEFORE = re.compile(r"(?:[^\W\d_]+[.']?|№|#|[$€£₽])[\s:.\-(№#]{0,6}$")
_OTHER = re.compile(
    r"(?:заказ|замовлен|инн|іпн|снилс|паспорт|карт|артикул|договор|догов|сч[её]т|рахун|индекс|індекс|цен|бюджет|трек|накладн"
    r"|order|invoice|card|price|budget|postcode|zip|vat|tracking|commande|facture|siret|siren|tva|carte|prix"
    r"|bestel|order|factuur|btw|kvk|kaart|prijs|παραγγελ|τιμολ|αφμ|κάρτα|τιμή|[$€£₽№#])",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\s{0,2}(?:[€$£₽₴%]|руб|р\.|грн|тыс|млн|eur|usd|gbp|rub|kg|кг|м2|м²|шт|euro|ευρώ|тенге)", re.IGNORECASE
)
_TEL = re.compile(r"(?:тел|моб|номер|phone|tel|mobile|cell|gsm|numéro|nummer|τηλ|κιν)", re.IGNORECASE)


def called_before(text: str, start: int) -> Call:
    """What the words just before `start` call the number that begins there."""
    head = text[max(0, start - 40) : start]
    match = _BEFORE.search(head)
    if match is None:
        return Call.NOTHING
    word = match.group()
    if _OTHER.match(word):
        return Call.OTHER
    return Call.PHONE if _TEL.match(word) else Call.NOTHING


def called_after(text: str, end: int) -> Call:
    """What the words just after `end` call the number that ends there."""
    return Call.OTHER if _UNIT.match(text, end) else Call.NOTHING
