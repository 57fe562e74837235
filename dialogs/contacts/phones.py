"""Phone numbers in a text: finding, telling them from other numbers, E.164."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .labels import Call, called_after, called_before
from .values import Doubt

PHONE = "\ue001"
_RUN = re.compile(r"[+(]{0,2}\d(?:[\d ().+/~*xхXХ_\-]{0,40}[\d*xхXХ_)])?")
_GROUP = re.compile(r"\d+")
_MASK = re.compile(r"[*_]{1,}|[xXхХ]{2,}|\.{2,}")
_CODES = ("7", "380", "375", "44", "1", "61", "353", "357", "33", "32", "41", "352", "31", "30", "49")
# Numbers that regulators keep for films and examples; libphonenumber calls them invalid, people train with them.
_EXAMPLES = re.compile(r"\+(?:447700900\d{3}|441632960\d{3}|33(?:19900|26191|35301|46571|53649|63998)\d{4})")


@dataclass(frozen=True, slots=True)
class Found:
    """The phones, the doubts about other numbers, and the text in which PHONE stands for each number read."""

    phones: tuple[str, ...]
    doubts: tuple[Doubt, ...]
    rest: str


def find_phones(text: str, region: str) -> Found:
    """Every number of `text` that is a phone of its writer. `region` reads the numbers without a country code."""
    kept: dict[str, None] = {}
    doubts: list[Doubt] = []
    pieces: list[str] = []
    done = 0
    for match in _RUN.finditer(text):
        for start, end in _parts(match.group(), match.start(), region):
            number = text[start:end]
            digits = sum(map(str.isdigit, number))
            if digits < 5:
                continue
            before = called_before(text, start)
            if before is Call.OTHER or called_after(text, end) is Call.OTHER:
                e164 = None
            else:
                e164 = to_e164(number, region)
                if e164 is None and (before is Call.PHONE or digits >= 6):
                    doubts.append(Doubt("phone", number.strip()))
            if e164 is not None:
                kept[e164] = None
            pieces.append(text[done:start] + PHONE)
            done = end
    pieces.append(text[done:])
    return Found(tuple(kept), tuple(doubts), "".join(pieces))


def to_e164(number: str, region: str) -> str | None:
    """The number in E.164, or None when it is no valid one as it stands."""
    if _MASK.search(number):
        return None
    digits = "".join(_GROUP.findall(number))
    plus = number.lstrip(" (").startswith("+")
    for candidate in _candidates(digits, plus, region):
        e164 = _valid(candidate, region)
        if e164 is not None:
            return e164
    return None


def _candidates(digits: str, plus: bool, region: str) -> list[str]:
    """The readings of the digits, the likeliest first; each is tried until one is valid."""
    if not 6 <= len(digits) <= 17:
        return []
    readings = ["+" + digits] if plus else [digits]
    if region in ("RU", "KZ") or digits.startswith("7"):
        if plus and digits.startswith("8") and len(digits) == 11:
            readings = ["+7" + digits[1:]]
        if digits.startswith(("78", "77")) and len(digits) == 12:  # +7 8 916 ..., both prefixes at once
            readings.append("+7" + digits[2:])
    if plus and digits.startswith("0"):
        readings.append(digits)
    if region == "UA" and digits.startswith("80") and len(digits) == 11:
        readings.append("+3" + digits)
    if not plus and len(digits) >= 11 and digits.startswith(_CODES):
        readings.append("+" + digits)
    if digits.startswith("00"):
        readings.append("+" + digits[2:])
    if digits.startswith("810") and len(digits) >= 12:
        readings.append("+" + digits[3:])
    return readings


def _valid(number: str, region: str) -> str | None:
    import phonenumbers  # loaded with the first number that is read

    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    if phonenumbers.is_valid_number(parsed) or _EXAMPLES.fullmatch(e164):
        return str(e164)
    return None


def _parts(run: str, offset: int, region: str) -> list[tuple[int, int]]:
    """Where the numbers of a run of digits and separators begin and end: `89161234567 89261234567` is two."""
    if to_e164(run, region) or sum(map(str.isdigit, run)) <= 11:
        return [(offset, offset + len(run))]
    groups = [match.span() for match in re.finditer(r"\+?\(?\d+", run)]
    parts: list[tuple[int, int]] = []
    first = 0
    while first < len(groups):
        last = first
        for end in range(min(first + 8, len(groups)) - 1, first - 1, -1):
            if to_e164(run[groups[first][0] : groups[end][1]], region):
                last = end
                break
        parts.append((offset + groups[first][0], offset + groups[last][1]))
        first = last + 1
    return parts
