"""Signs of a pseudo-lead: each is one fact about a submission, which label it speaks for and how loudly.

A weight of 1 is enough by itself; weaker ones count together. No sign rests on a nationality or on a rare name.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .phrases import (
    ABSURD_AMOUNT,
    ADVERT,
    BULK_TRADE,
    EMERGENCY,
    FANTASY,
    GIBBERISH,
    INJECTION,
    KEEPER,
    KEYS_NAME,
    LAUGHTER,
    LINK,
    MILLIONS,
    MOCK_NAMES,
    NOSY,
    OBSCENE,
    OUTLET,
    PAID,
    PRANK,
    SAME_TRADE,
    TEST_NAMES,
)  # fmt: skip
from .values import Submission


@dataclass(frozen=True, slots=True)
class Sign:
    """`reason` is a key of `reasons.TEXTS`, `values` fill its blanks."""

    label: str
    weight: float
    reason: str
    values: tuple[str | int, ...] = ()


def signs(submission: Submission) -> list[Sign]:
    """Every sign that the submission shows."""
    return [sign for rule in _RULES for sign in rule(submission)]


def _platform(s: Submission) -> Iterator[Sign]:
    if s.profile.is_bot:
        yield Sign("bot", 1.0, "is_bot")
    if s.profile.deactivated:
        yield Sign("hired", 0.3, "deactivated")


def _pace(s: Submission) -> Iterator[Sign]:
    times = s.timing_s
    if len(times) < 3:
        return
    typed = list(_typed(s))
    machine = [text for text, seconds in typed if len(text) >= 4 and seconds < max(0.3, len(text) / 22)]
    all_at_once = max(times) < 0.35
    if all_at_once and not s.contact_shared:
        yield Sign("bot", 1.0, "no_time")
    elif len(machine) >= 2 and 2 * len(machine) > len(typed):
        weight = 1.0 if len(machine) >= 3 and machine == [text for text, _ in typed] else 0.7
        yield Sign("bot", weight, "typed_too_fast", (len(machine),))
    elif statistics.median(times) < 0.45 and sum(1 for one in times if one < 0.45) >= 4:
        yield Sign("bot", 0.5, "no_time")
    if len(times) >= 5 and max(times) - min(times) < 0.02 and max(times) < 30:
        mechanical = max(times) < 0.8 and not all(s.by_button) and not s.contact_shared
        yield Sign("bot", 1.0 if mechanical else 0.6, "same_pace", (len(times),))
    elif len(times) >= 5 and max(times) < 30 and statistics.pstdev(times) < 0.04 * statistics.mean(times):
        yield Sign("bot", 0.4, "same_pace", (len(times),))
    if statistics.median(times) < 1.5:
        yield Sign("hired", 0.2, "hasty")


def _words(s: Submission) -> Iterator[Sign]:
    said = [*s.answers, s.name]
    if any(INJECTION.search(text) for text in said):
        yield Sign("bot", 1.0, "injection")
    adverts = sum(bool(ADVERT.search(text)) for text in said)
    links = sum(bool(LINK.search(text)) for text in said)
    if adverts:
        yield Sign("bot", 0.6 if adverts == 1 else 1.0, "advert")
        if links:
            yield Sign("bot", 0.5, "link")
    gibberish = sum(bool(GIBBERISH.fullmatch(text.strip())) for text in said)
    if gibberish >= 2 and 2 * gibberish >= len(said):
        yield Sign("bot", 1.0 if gibberish >= 3 else 0.8, "gibberish")
    if PAID.search("\n".join(s.answers)):
        yield Sign("hired", 1.0, "paid")
    filled = [text.lower() for text in s.answers if len(text) > 0]
    if len(filled) >= 3 and len(set(filled)) == 1:
        yield Sign("hired", 0.3, "same_answers")
        if gibberish:
            yield Sign("bot", 0.3, "same_answers")


def _crowd(s: Submission) -> Iterator[Sign]:
    accounts, hour = s.history.same_phone_accounts, s.history.submissions_last_hour
    trust = 0.7 if s.contact_shared else 0.0  # the messenger vouches for the number
    if accounts >= 3:
        weight = 1.0 if accounts >= 5 else 0.8 if accounts == 4 else 0.35
        yield Sign("hired", weight - (trust if accounts < 8 else 0), "same_phone", (accounts,))
    if hour >= 4:
        weight = 1.0 if hour >= 7 else 0.7 if hour >= 5 else 0.45
        yield Sign("hired", weight - (trust if hour < 12 else 0), "many_an_hour", (hour,))
    if hour >= 12:
        yield Sign("bot", 0.5, "many_an_hour", (hour,))


def _curiosity(s: Submission) -> Iterator[Sign]:
    asked = {match.lastgroup for text in s.answers for match in NOSY.finditer(text)}
    trade = any(SAME_TRADE.search(text) or _keeps_such_a_shop(text, s.shop.business) for text in s.answers)
    if trade:
        yield Sign("competitor", 0.6, "same_trade")
    if asked:
        yield Sign("competitor", min(0.5 * len(asked), 1.5), "nosy")
    domain = s.email.lower().rpartition("@")[2]
    own = {address.lower().rpartition("@")[2] for address in s.shop.own_emails}
    if (trade or asked) and domain and domain not in own and _of_the_trade(domain, s.shop.business):
        yield Sign("competitor", 0.3, "rival_mail", (domain,))


def _jokes(s: Submission) -> Iterator[Sign]:
    text = "\n".join(s.answers)
    name = re.sub(r"[-_\s]+", " ", s.name.lower().replace("ё", "е").strip(" .!"))
    if OBSCENE.search(s.name):
        yield Sign("joker", 1.0, "obscene_name")
    if MOCK_NAMES.search(name):
        yield Sign("joker", 0.7, "mock_name", (s.name,))
    elif KEYS_NAME.fullmatch(name):
        yield Sign("joker", 0.5, "mock_name", (s.name,))
    elif TEST_NAMES.fullmatch(name):
        yield Sign("joker", 0.4, "mock_name", (s.name,))
    rude = sum(bool(OBSCENE.search(answer)) for answer in s.answers)
    if rude >= 2 or (rude and len(s.answers) <= 1):
        yield Sign("joker", 1.0, "obscene_answers")
    elif rude:
        yield Sign("joker", 0.3, "obscene_answers")
    if ABSURD_AMOUNT.search(text) and not BULK_TRADE.search(s.shop.business):
        yield Sign("joker", 1.0, "absurd_amount", (_first(ABSURD_AMOUNT, text),))
    elif MILLIONS.search(text) and not BULK_TRADE.search(s.shop.business):
        yield Sign("joker", 0.5, "absurd_amount", (_first(MILLIONS, text),))
    if PRANK.search(text):
        yield Sign("joker", 1.0, "prank")
    fantasy = sum(bool(FANTASY.search(answer)) for answer in s.answers)
    if fantasy:
        yield Sign("joker", min(0.4 * fantasy, 1.0), "fantasy")
    laughs = sum(bool(LAUGHTER.search(answer)) for answer in s.answers)
    if laughs:
        yield Sign("joker", 0.15 if laughs == 1 else 0.4, "laughter")


def _phones(s: Submission) -> Iterator[Sign]:
    digits = re.sub(r"\D", "", s.phone)
    if not digits:
        return
    own = {re.sub(r"\D", "", phone)[-9:] for phone in s.shop.own_phones}
    if len(digits) >= 7 and digits[-9:] in own:
        yield Sign("joker", 1.0, "own_phone")
    elif EMERGENCY.fullmatch(digits):
        yield Sign("joker", 0.6, "emergency", (s.phone,))
    elif _is_row_of_keys(digits):
        yield Sign("joker", 0.5, "mock_phone", (s.phone,))
    elif not s.contact_shared and _ends_in_a_row(digits):
        weight = 0.5 if len(set(digits[-8:])) == 1 else 0.3
        yield Sign("joker", weight, "mock_phone", (s.phone,))  # a valid number all the same: says little by itself


def _is_row_of_keys(digits: str) -> bool:
    """1234567890, 00000000000 and the like."""
    if len(digits) < 7:
        return False
    same = len(set(digits[-7:])) == 1 and len(set(digits)) <= 2
    return same or (len(digits) >= 8 and (digits in "01234567890123456789" or digits in "98765432109876543210"))


def _ends_in_a_row(digits: str) -> bool:
    """0612345678, 89000000000: the subscriber's part is one key, or the keys in their order."""
    return len(set(digits[-7:])) == 1 or digits[-7:] in "01234567890"


def _own_mail(s: Submission) -> Iterator[Sign]:
    if s.email and s.email.lower() in {address.lower() for address in s.shop.own_emails}:
        yield Sign("joker", 1.0, "own_email")


_RULES: tuple[Callable[[Submission], Iterator[Sign]], ...] = (
    _platform, _pace, _words, _crowd, _curiosity, _jokes, _phones, _own_mail,
)  # fmt: skip


def _typed(s: Submission) -> Iterator[tuple[str, float]]:
    """Typed answers and their seconds; the name and the contact are left out: browsers fill them in."""
    for index, text in enumerate(s.answers):
        button = index < len(s.by_button) and s.by_button[index]
        if index < len(s.timing_s) and not button:
            yield text, s.timing_s[index]


def _keeps_such_a_shop(text: str, business: str) -> bool:
    """Whether the writer says that he has a shop of the same goods: the goods stand beside the word for the shop."""
    if not KEEPER.search(text):
        return False
    goods = tuple(word[:4] for word in re.findall(r"[^\W\d_]{4,}", business.lower()))
    for outlet in OUTLET.finditer(text):
        before, after = text[: outlet.start()].lower().split()[-1:], text[outlet.end() :].lower().split()[:2]
        if any(word.startswith(goods) for word in (*before, *after)):
            return True
    return False


def _of_the_trade(domain: str, business: str) -> bool:
    """Whether a mail domain speaks of the shop's own trade."""
    stems = [word[:5] for word in re.findall(r"[a-zà-ÿ]{5,}", business.lower())]
    return (
        any(stem in domain for stem in stems)
        or re.search(r"kuhn|kuchn|keuken|cuisin|mebel|okna|tort", domain) is not None
    )


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match.group().strip() if match else ""
