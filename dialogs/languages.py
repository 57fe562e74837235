"""Languages: what matching ignores, which language is spoken, and how values look in it."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from .script import Placeholder, Template, Text
from .words import COMMANDS, FALLBACK, PACKS, PHRASES, SLASH, Pack

LONGEST_COMMAND = 64  # characters; a longer message is not looked up

Value = Callable[[str], object]
Show = Callable[[str, object], str]


def fold(text: str) -> str:
    """What matching compares: without case, accents, punctuation, emoji and needless spaces, ё as е.

    Letters that are letters of their own stay: й, ї, і, ґ. Greek loses its accents, and ς is σ.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.translate(_FOLDED).split())


def choose(available: Sequence[str], wanted: str, default: str) -> str:
    """The one of `available` that suits `wanted` ("en-US", "uk_UA", "RU"), else `default`."""
    if wanted in available:
        return wanted
    code = wanted.replace("_", "-").strip().lower()
    for length in range(code.count("-") + 1):
        part = code.rsplit("-", length)[0]
        for language in available:
            if language.lower().replace("_", "-") == part:
                return language
    return default


def pack(language: str) -> Pack:
    """The words of a language; English for a language without a pack. "en-US" is "en"."""
    return PACKS.get(language) or PACKS.get(language.replace("_", "-").split("-")[0].lower()) or PACKS[FALLBACK]


def language_name(language: str) -> str:
    """The language's name in the language itself; its code where it has no pack."""
    known = PACKS.get(language)
    return known.name if known else language


def phrase(key: str, language: str, **values: object) -> str:
    """What the engine says under this key, in English where the language has no pack. KeyError for an unknown key."""
    known = pack(language).code
    return fill(PHRASES[key][known], known, values)


def fill(source: str, language: str, values: Mapping[str, object]) -> str:
    """`{name}` and `{name:one/many}` of our own catalogues filled in; a missing value prints nothing."""
    return _filled(_compiled(source), language, values.get, None)


def names(source: str) -> frozenset[str]:
    """The names of the values that a text of our own catalogues wants."""
    return frozenset(part.name for part in _compiled(source) if isinstance(part, Placeholder))


def command(text: str, languages: Sequence[str]) -> str | None:
    """The command that the whole message is, in one of these languages or as a slash form; None for anything else.

    Commands that are not in `words.ALWAYS` count only where they are offered: that is the caller's to decide.
    """
    if len(text) > LONGEST_COMMAND:
        return None
    word = text.strip()
    if word.startswith("/"):
        return SLASH.get(word.partition("@")[0].lower()) or _spoken(fold(word), languages)
    return _spoken(fold(word), languages)


def label(command: str, language: str) -> str:
    """What stands on the command's button."""
    return COMMANDS[pack(language).code][command][0]


def render(text: Text, language: str, default: str, value: Value, show: Show | None = None) -> str:
    """The text in `language`, else in `default`, with its placeholders filled in.

    `value(name)` gives what a name stands for; `show(name, value)` how it looks, `languages.show` where not given.
    None, "" and empty lists print the placeholder's fallback, else nothing. Nothing is escaped here.
    """
    spoken = language
    template = text.by_language.get(language)
    if template is None:
        spoken = default if default in text.by_language else next(iter(text.by_language), default)
        template = text.by_language.get(spoken, ())
    if len(template) == 1 and isinstance(template[0], str):
        return template[0]
    return _filled(template, spoken, value, show)


def show(value: object, language: str) -> str:
    """A value as people of this language write it: 12,5 and not 12.50; lists with commas; yes and no; "" for None."""
    match value:
        case None:
            return ""
        case bool():
            return label("yes" if value else "no", language)
        case str():
            return value
        case int():
            return str(value)
        case float():
            return _decimal(value, pack(language).decimal)
        case datetime():
            return show_datetime(value, language)
        case date():
            return show_date(value, language)
        case list() | tuple():
            return ", ".join(show(item, language) for item in value)
        case _:
            return str(value)


def show_date(day: date, language: str) -> str:
    """25.03.2027, 25 Mar 2027, 25/03/2027, 25-03-2027."""
    return _formatted(day, pack(language).date_form)


def show_datetime(moment: datetime, language: str) -> str:
    """The date and the time to the minute, as the clock of `moment` shows it."""
    return f"{show_date(moment, language)} {moment.hour:02}:{moment.minute:02}"


def show_day(day: date, today: date, language: str) -> str:
    """A day for a button: today, tomorrow, else its short name and date ("чт 25.03")."""
    if day == today:
        return phrase("today", language)
    if day == today + timedelta(days=1):
        return phrase("tomorrow", language)
    words = pack(language)
    return f"{words.day_names[day.weekday()]} {_formatted(day, words.day_form)}"


def plural(n: float, forms: Sequence[str], language: str) -> str:
    """The form that goes with `n`: час, часа, часов for ru and uk; one, many for the others. "" without forms."""
    if not forms:
        return ""
    return forms[min(_PLURALS[pack(language).plural](abs(n)), len(forms) - 1)]


# Folding --------------------------------------------------------------------------------------------------------------

_OWN_LETTERS = {"й": "й", "ї": "ї", "'": "", "’": "", "ʼ": "", "`": "", "´": "", "‘": ""}
_DISTINCT_CHARACTERS = 20_000  # remembered at most


class _Folded(dict[int, str]):
    """Character -> what it is folded to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = "".join(map(_fold_character, chr(code).casefold()))
        if len(self) < _DISTINCT_CHARACTERS:
            self[code] = folded
        return folded


def _fold_character(character: str) -> str:
    own = _OWN_LETTERS.get(character)
    if own is not None:
        return own
    kept = []
    for part in unicodedata.normalize("NFKD", character).casefold():
        category = unicodedata.category(part)
        if category[0] in "LN" or category == "Mc":
            kept.append(part)
        elif category[0] not in "M" and category != "Cf":
            kept.append(" ")
    return "".join(kept)


_FOLDED = _Folded()


# Commands -------------------------------------------------------------------------------------------------------------


def _spoken(folded: str, languages: Sequence[str]) -> str | None:
    for language in languages:
        found = _SPOKEN.get(language, _SPOKEN[FALLBACK]).get(folded)
        if found:
            return found
    return None if languages else _SPOKEN[FALLBACK].get(folded)


_SPOKEN: Mapping[str, Mapping[str, str]] = {
    language: {fold(words): name for name, forms in commands.items() for words in forms}
    for language, commands in COMMANDS.items()
}


# Templates ------------------------------------------------------------------------------------------------------------

_PLACEHOLDER = re.compile(r"\{(\w+)(?::([^{}]*))?\}")


@functools.lru_cache(maxsize=2048)
def _compiled(source: str) -> Template:
    """Texts of our own, in which braces mean nothing but placeholders."""
    parts: list[str | Placeholder] = []
    at = 0
    for found in _PLACEHOLDER.finditer(source):
        if found.start() > at:
            parts.append(source[at : found.start()])
        forms = tuple(found[2].split("/")) if found[2] else ()
        parts.append(Placeholder(found[1], forms=forms))
        at = found.end()
    if at < len(source):
        parts.append(source[at:])
    return tuple(parts)


def _filled(template: Template, language: str, value: Value, showing: Show | None) -> str:
    parts = []
    for part in template:
        if isinstance(part, str):
            parts.append(part)
            continue
        found = value(part.name)
        if _empty(found):
            parts.append(part.fallback or "")
        elif part.forms:
            parts.append(_agreeing(found, part.forms, language))
        else:
            parts.append(show(found, language) if showing is None else showing(part.name, found))
    return "".join(parts)


def _empty(value: object) -> bool:
    return value is None or (isinstance(value, str | Collection) and not value)


def _agreeing(value: object, forms: Sequence[str], language: str) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return plural(len(value), forms, language)
    try:
        return plural(float(str(value).replace(",", ".")), forms, language)
    except ValueError:
        return plural(2, forms, language)


# Numbers and days -----------------------------------------------------------------------------------------------------


def _decimal(value: float, sign: str) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    written = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if written in ("-0", "") else written.replace(".", sign)


def _formatted(day: date, form: str) -> str:
    """strftime of the few letters used here; it knows no locale, and years below 1000 keep four digits."""
    for letter, text in (
        ("%d", f"{day.day:02}"), ("%m", f"{day.month:02}"), ("%Y", f"{day.year:04}"), ("%b", _MONTHS[day.month - 1])
    ):  # fmt: skip
        form = form.replace(letter, text)
    return form


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _east(n: float) -> int:
    if n != int(n):
        return 1  # 1,5 часа
    if n % 10 == 1 and n % 100 != 11:
        return 0
    return 1 if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14 else 2


_PLURALS: Mapping[str, Callable[[float], int]] = {
    "east": _east,
    "one": lambda n: 0 if n == 1 else 1,
    "below_two": lambda n: 0 if n < 2 else 1,
}
