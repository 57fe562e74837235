"""Phone numbers in a text: finding them, telling them from other numbers, E.164."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from .labels import Call, called, corrected
from .slips import digits_for_letters
from .values import Doubt

PHONE = "\ue001"
OTHER = "\ue005"

_RUN = re.compile(r"(?:\+\s?)?\(?\d(?:[\d ().+/~*#_\-]|[xхχXХΧ](?![^\W\d_xхχXХΧ]))*")
_TRIMMED = " (.+/~-#"
_GROUP = re.compile(r"\+?\s?\(?\d+")
_DIGITS = re.compile(r"\d+")
_MASK = re.compile(r"[*#_]+|[xхχXХΧ]{2,}|\.{2,}|(?<=\d)[xхχXХΧ](?=\d)")
_SIZES = re.compile(r"\d{1,5}(?:[.]\d)?(?:\s?[xхXХ*]\s?\d{1,5}(?:[.]\d)?){1,3}")
_DATE = re.compile(
    r"(?<![\d.+/\-])(?:[0-3]?\d([./\-])[01]?\d\1(?:19|20)\d\d|(?:19"
    r"|20)\d\d([./\-])[01]?\d\2[0-3]?\d)(?![\d]|[./\-]\d)"
)
_COORDINATES = re.compile(r"-?\d{1,3}[.,]\d{3,12}°?\s?[NSEWсю]?\s?[,;\s]\s?-?\d{1,3}[.,]\d{3,12}(?!\d)")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){3,7}(?: ?[A-Z\d]{1,3})?(?!\w)")
_CODE_LETTERS = re.compile(r"(?<![^\W\d_])(?!TEL|GSM|MOB|TEЛ|ТЕЛ|МОБ)[A-ZА-Я]{1,4}[-]?$")
_CODES = ("7", "380", "375", "44", "61", "353", "357", "33", "32", "41", "352", "31", "30", "49", "1")
# Numbers that regulators keep for films and examples; libphonenumber calls them invalid, people train with them.
_EXAMPLES = re.compile(r"\+(?:447700900\d{3}|441632960\d{3}|33(?:19900|26191|35301|46571|53649|63998)\d{4})")
_VARYING = frozenset({"DE", "LU", "AT"})  # plans in which nearly any length is valid
_MOST = 25  # numbers judged in one message
_TRIES = 80  # readings tried in one message: enough for a dozen numbers, and a bound for hostile ones


@dataclass(frozen=True, slots=True)
class Found:
    """The phones, the doubts about other numbers, and the text in which PHONE stands for each phone, good or not, and
    OTHER for each number that is something else."""

    phones: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    rest: str = ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A number in the text: `e164` where it is a phone, `doubt` where it should be one."""

    start: int
    end: int
    mark: str
    e164: str | None = None
    doubt: Doubt | None = None


def find_phones(text: str, region: str) -> Found:
    """Every phone of the writer. `region` reads the numbers without a country code."""
    if not _DIGITS.search(text):
        return Found(rest=text)
    text = digits_for_letters(text)
    for pattern in (_DATE, _COORDINATES, _IBAN):
        text = pattern.sub(OTHER, text)
    return _found(text, _pieces(text, Plan(region)))


class Plan:
    """How numbers are read in one region; gives up after so many tries, so that no message is slow."""

    def __init__(self, region: str) -> None:
        self.region = region.upper()
        self._tries = _TRIES

    def e164(self, number: str) -> str | None:
        """The number in E.164, or None when it is no valid one as it stands."""
        if _MASK.search(number):
            return None
        digits = "".join(_DIGITS.findall(number))
        if not 6 <= len(digits) <= 18 or self._tries <= 0:
            return None
        plus = number.lstrip(" (").startswith("+")
        for reading in self._readings(digits, plus, number):
            self._tries -= 1
            found = self._valid(reading)
            if found is not None:
                return found
        return None

    def _readings(self, digits: str, plus: bool, number: str) -> list[str]:
        """The readings of the digits, the likeliest first."""
        readings = []
        if plus and digits.startswith("8") and len(digits) in (11, 12) and self.region in ("RU", "KZ", "BY", "UA"):
            if self.region == "UA" and digits.startswith("80"):
                readings.append("+3" + digits)  # +8 050 ...
            elif self.region == "BY" and digits.startswith("80"):
                readings.append("+375" + digits[2:])
            elif len(digits) == 11:
                readings.append("+7" + digits[1:])
        if digits.startswith("0") and plus:
            readings += [digits, "+" + digits.lstrip("0")]
        readings.append("+" + digits if plus else number if not digits.startswith("810") else digits)
        if digits.startswith("78") and len(digits) == 12:
            readings.append("+7" + digits[2:])  # +7 8 916 ..., both prefixes at once
        if self.region == "UA" and digits.startswith("80") and len(digits) == 11:
            readings.append("+3" + digits)  # the old trunk prefix
        if self.region == "BY" and digits.startswith("3758") and len(digits) >= 13:
            readings.append("+375" + digits[4:].lstrip("0"))
        if digits.startswith("00"):
            readings.append("+" + digits[2:])
        if digits.startswith("011") and len(digits) >= 13:
            readings.append("+" + digits[3:])
        if digits.startswith("810") and len(digits) >= 12:
            readings.append("+" + digits[3:])
        if (not plus and len(digits) >= 11 and digits.startswith(_CODES) and self.region not in ("US", "CA")) or (
            not plus and len(digits) in (11, 12) and digits.startswith(_CODES[:-1])
        ):
            readings.append("+" + digits)
        return readings

    def _valid(self, number: str) -> str | None:
        import phonenumbers  # loaded with the first number that is read

        try:
            parsed = phonenumbers.parse(number, self.region)
        except phonenumbers.NumberParseException:
            return None
        parsed.extension = None
        e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_valid_number(parsed) or _EXAMPLES.fullmatch(e164):
            return str(e164)
        return None


def _found(text: str, pieces: list[_Piece]) -> Found:
    kept: dict[str, None] = {}
    doubts: dict[Doubt, None] = {}
    rest: list[str] = []
    done = 0
    for index, piece in enumerate(pieces):
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        rest.append(text[done : piece.start] + piece.mark)
        done = piece.end
        retracted = following is not None and following.e164 and corrected(text[piece.end : following.start])
        if piece.e164 is not None and not retracted:
            kept[piece.e164] = None
        if piece.doubt is not None and not retracted:
            doubts[piece.doubt] = None
    rest.append(text[done:])
    return Found(tuple(kept), tuple(doubts), "".join(rest))


def _pieces(text: str, plan: Plan) -> list[_Piece]:
    return [_judged(text, start, end, plan) for start, end in islice(_numbers(text, plan), _MOST)]


def _numbers(text: str, plan: Plan) -> Iterator[tuple[int, int]]:
    """Where the numbers of four digits and more begin and end."""
    last = len(text.rstrip(" .,;!"))
    for match in _RUN.finditer(text):
        run = match.group().rstrip(_TRIMMED)
        parts = [
            (start, end, sum(map(str.isdigit, text[start:end])))
            for start, end in _parts(run, match.start(), plan, match.end() >= last)
        ]
        begin, end = match.start(), match.start() + len(run)
        inside = len(parts) > 2 and parts[0][2] < 4 and parts[-1][2] < 4
        if inside and called(text, begin, end, sum(digits for _, _, digits in parts)) is Call.OTHER:
            yield begin, end  # a phone in the middle of a number that is called something else
            continue
        yield from ((start, end) for start, end, digits in parts if digits >= 4)


def _judged(text: str, start: int, end: int, plan: Plan) -> _Piece:
    number = text[start:end]
    digits = sum(map(str.isdigit, number))
    label = called(text, start, end, digits)
    before, after = text[max(0, start - 6) : start], text[end : end + 3]
    if label is Call.OTHER or _SIZES.fullmatch(number) or (_CODE_LETTERS.search(before) and not number.startswith("+")):
        return _Piece(start, end, OTHER)
    if after[:1] in ",." and after[1:2].isdigit() and after[2:3].isdigit() and digits < 9:
        return _Piece(start, end, OTHER)  # 12000,50
    plain = number.isdigit()
    short = plan.region in _VARYING and digits < 8 and plain and label is not Call.PHONE and text.strip() != number
    e164 = None if short or digits < 6 else plan.e164(number)
    if e164 is not None:
        return _Piece(start, end, PHONE, e164)
    if not _meant_as_phone(text, number, digits, label):
        return _Piece(start, end, OTHER)
    return _Piece(start, end, PHONE, doubt=Doubt("phone", number.strip(), _suggestion(number, plan)))


def _meant_as_phone(text: str, number: str, digits: int, label: Call) -> bool:
    """Whether a number that is no valid phone was probably meant to be one, and is to be asked again."""
    if digits > 14:
        return False
    masked = _MASK.search(number) is not None
    if masked or label is Call.PHONE or number.startswith("+"):
        return True
    if digits < 6:
        return False
    return digits >= 9 or "-" in number or " " in number or number.startswith("0") or text.strip() == number


def _suggestion(number: str, plan: Plan) -> str:
    """A stray plus before a national number is the one thing that can be guessed."""
    if number.startswith("+") and not _MASK.search(number):
        return plan.e164(number.lstrip("+")) or ""
    return ""


def _parts(run: str, offset: int, plan: Plan, closes: bool) -> list[tuple[int, int]]:
    """Where the numbers of a run of digits and separators begin and end: `89161234567 89261234567` is two.

    `closes`: nothing follows the run, so that a single digit at its end counts nothing and is one too many.
    """
    whole = [(offset, offset + len(run))]
    groups = [match.span() for match in _GROUP.finditer(run)]
    if len(groups) < 2 or len(run) > 400 or _MASK.search(run) or plan.e164(run):
        return whole
    digits = sum(map(str.isdigit, run))
    if plan.region in _VARYING and digits <= 12:
        return whole
    if closes and len(groups) > 3 and len(run[groups[-1][0] :].strip()) == 1 and digits <= 13:
        return whole
    begin = groups[-1][0]
    if not closes and len(run[begin:].strip()) < 3 and run[begin] == " " and plan.e164(run[:begin]):
        return [(offset, offset + begin), (offset + begin, offset + len(run))]  # `201-555-0147 4 people`
    parts: list[tuple[int, int]] = []
    good = 0
    first = 0
    while first < len(groups):
        last = _longest(run, groups, first, digits, plan)
        if last is None:
            parts.append((offset + groups[first][0], offset + groups[first][1]))
            first += 1
            continue
        good += 1
        parts.append((offset + groups[first][0], offset + groups[last][1]))
        first = last + 1
    return parts if good else whole


def _longest(run: str, groups: list[tuple[int, int]], first: int, digits: int, plan: Plan) -> int | None:
    """The last group of the longest phone that begins with group `first`."""
    begin = groups[first][0]
    led = run[begin : begin + 3].lstrip(" (")
    block = groups[first][1] - begin > 8 and first + 1 < len(groups) and len(run[slice(*groups[first + 1])].strip()) < 3
    if digits <= 11 and not led.startswith(("0", "+", "8", "7")) and not block:
        return None
    for last in range(min(first + 11, len(groups)) - 1, first - 1, -1):
        count = sum(map(str.isdigit, run[begin : groups[last][1]]))
        if count > 15 or count < 8:
            continue
        if plan.e164(run[begin : groups[last][1]]) is None:
            continue
        if last + 1 < len(groups):
            gap = run[groups[last][1] : groups[last + 1][0]]
            left = groups[last + 1][1] - groups[last + 1][0]
            if gap == "-" and left < 4:
                return None  # one digit too many is a slip, not a second number
        return last
    return None
