"""E-mail addresses in a text: finding, mending what is safe to mend, asking about the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from .domains import complete, ends_in_provider, known_end, meant_domain
from .labels import disowned
from .slips import english_layout, is_latin, latin, transliterated
from .values import Doubt

EMAIL = "\ue002"
DOUBTFUL = "\ue006"

_HINT = re.compile(
    r"@|\bat\b|\(at\)|\[at\]|соба|песик|равлик|arobase|apen|παπάκι|παπακι|\.[a-zа-я]{2}|[\"2]", re.IGNORECASE
)
_AT_WORD = (
    r"(?:\s{0,2}[(\[{<]\s?(?:at|собака|собачка|arobase|apenstaartje|παπάκι|равлик)\s?[)\]}>]\s{0,2}"
    r"|\s{1,2}(?:at|собака|собачка|песик|равлик|arobase|apenstaartje|apestaartje|παπάκι|παπακι)\s{1,2})"
)
_DOT_WORD = (
    r"(?:\s{0,2}[(\[{<]\s?(?:dot|точка|крапка|point|punt|τελεία)\s?[)\]}>]\s{0,2}"
    r"|\s{1,2}(?:dot|точка|крапка|point|punt|τελεία|τελεια)\s{1,2})"
)
_SPELT = re.compile(
    rf"(?<![\w.+\-])[\w.+\-]{{1,64}}(?:{_DOT_WORD}[\w+\-]{{1,40}}){{0,2}}(?:{_AT_WORD}"
    rf"|\s{{0,2}}@\s{{0,2}})[\w\-]{{1,40}}"
    rf"(?:(?:{_DOT_WORD}|\.)[\w\-]{{1,40}}){{1,3}}",
    re.IGNORECASE,
)
_WORDS_OF_AT = re.compile(_AT_WORD, re.IGNORECASE)
_WORDS_OF_DOT = re.compile(_DOT_WORD, re.IGNORECASE)
_TYPED = re.compile(
    r"(?<![\w.+\-'@])(?P<local>[\w.+\-'&]{1,64})(?P<at>@{1,3}|\s@\s|@\s"
    r"|\s@)\.?(?P<domain>[\w\-]{1,60}(?:\.{1,2}[\w\-]{1,60}){0,5})"
    r"(?P<tail>\s?[,.\s]\s?(?:com|net|org|ru|ua|by|kz|fr|nl|be|gr|de|uk|cy|lu|ch|ie|me)\b)?",
    re.IGNORECASE,
)
_GLUED = re.compile(
    r"(?<![\w.@/+\-#])(?P<local>[A-Za-z][\w.+\-]{2,40}?)[\"#]?(?P<domain>[A-Za-z]{4,14}\.[a-z]{2,3})(?![\w@/])"
)
_OTHER_KEYBOARD = re.compile(r"(?<![^\s,;:(])[а-яё0-9._\-]{1,40}\"[а-яё]{2,24}[.ю][а-яё]{2,4}(?![а-яё])", re.IGNORECASE)
_ADDRESS_SAID = re.compile(r"(?:mail|почт[аеу]|пошт[аиу]|address|adresse?)(?: is| est|:)?\s{0,2}$", re.IGNORECASE)
_MAILTO = re.compile(r"mailto:", re.IGNORECASE)
_MOST = 20  # addresses judged in one message


@dataclass(frozen=True, slots=True)
class Found:
    """The addresses, the doubts about some of them, and the text in which EMAIL stands for each (DOUBTFUL for what
    is no address as it stands). `good` are those that may be used."""

    emails: tuple[str, ...] = ()
    good: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    rest: str = ""


def find_emails(text: str, region: str) -> Found:
    """Every address of `text`. `region` guesses a missing ending: `oleg@mail` means mail.ru in Russia."""
    if not _HINT.search(text):
        return Found(rest=text)
    text = _MAILTO.sub(" ", text)
    emails: dict[str, None] = {}
    good: dict[str, None] = {}
    doubts: dict[Doubt, None] = {}
    pieces: list[str] = []
    done = 0
    for start, end, typed, address, doubt in _candidates(text, region):
        if start < done:
            continue
        disown = disowned(text, start, end)
        pieces.append(text[done:start] + (EMAIL if address else DOUBTFUL))
        done = end
        if disown:
            continue
        if address is not None:
            emails[address] = None
            if doubt is None:
                good[address] = None
        if doubt is not None:
            doubts[Doubt("email", address or typed, doubt)] = None
    pieces.append(text[done:])
    return Found(tuple(emails), tuple(good), tuple(doubts), "".join(pieces))


def _candidates(text: str, region: str) -> list[tuple[int, int, str, str | None, str | None]]:
    """(start, end, as typed, address or None, suggestion or None), by place, the surest reading of a place first."""
    readers = (_typed(text, region), _spelt(text), _other_keyboard(text), _without_at(text))
    found = [one for reader in readers for one in islice(reader, _MOST)]
    return sorted(found, key=lambda one: one[0])


def _typed(text: str, region: str) -> Iterator[tuple[int, int, str, str | None, str | None]]:
    if "@" not in text:
        return
    for match in _TYPED.finditer(text):
        at, domain, tail, end = match["at"], match["domain"].replace("..", "."), match["tail"], match.end("domain")
        if tail and "." not in domain:
            joined = domain + "." + tail.strip(" ,.")
            if "," in tail or "." in tail or ends_in_provider(joined.lower()):
                domain, end = joined, match.end()
        local = match["local"].strip(".'")
        domain = latin(domain).lower().strip("-")
        cut = known_end(domain)
        if cut < len(domain):
            end -= len(domain) - cut
            domain = domain[:cut]
        spaced = " " in at
        if spaced and ("." not in domain or (at == " @" and not ends_in_provider(domain))):
            continue  # `пишите @anna`: a handle after a word
        if "." not in domain:
            guess = complete(domain, region)
            if guess is None and not local:
                continue
            suggestion = f"{latin(local).lower()}@{guess}" if guess else ""
            yield match.start(), end, text[match.start() : end].lower(), None, suggestion
            continue
        if not local:
            continue
        yield match.start(), end, text[match.start() : end], *_judged(local, domain)


def _spelt(text: str) -> Iterator[tuple[int, int, str, str | None, str | None]]:
    for match in _SPELT.finditer(text):
        typed = match.group()
        if "@" in typed and not _WORDS_OF_DOT.search(typed):
            continue  # read as it is typed
        joined = _WORDS_OF_DOT.sub(".", _WORDS_OF_AT.sub("@", typed, count=1)).replace(" ", "")
        local, _, domain = joined.rpartition("@")
        alone = typed == text.strip() or _ADDRESS_SAID.search(text[: match.start()])
        if _WORDS_OF_DOT.search(typed) is None and not ends_in_provider(domain.lower()) and not alone:
            continue  # `look at shop.com`
        domain = latin(domain).lower()
        if not local or (not is_latin(domain.rpartition(".")[2]) and domain.rpartition(".")[2] not in ("рф", "укр")):
            guess = meant_domain(domain)
            if guess is None:
                continue
            domain = guess  # `mail точка ру` is dictated, not misspelt
        yield match.start(), match.end(), typed, *_judged(local, domain)


def _other_keyboard(text: str) -> Iterator[tuple[int, int, str, str | None, str | None]]:
    if '"' not in text:
        return
    for match in _OTHER_KEYBOARD.finditer(text):
        local, _, domain = match.group().lower().partition('"')
        for sign in (".", "ю"):  # the full stop is where Russian keyboards have ю, or their own
            head, dot, tail = domain.rpartition(sign)
            typed = english_layout(head) + "." + english_layout(tail)
            if dot and ends_in_provider(typed):
                yield (
                    match.start(),
                    match.end(),
                    match.group(),
                    *_judged(english_layout(local.replace(".", "ю")), typed),
                )
                break


def _without_at(text: str) -> Iterator[tuple[int, int, str, str | None, str | None]]:
    for match in re.finditer(r"(?<![\w.@/+\-])[A-Za-z][\w.+\-\"#]{4,60}(?![\w@/])", text):
        word = match.group().rstrip(".-").lower()
        for provider in (
            "gmail.com",
            "mail.ru",
            "yandex.ru",
            "hotmail.com",
            "yahoo.com",
            "outlook.com",
            "icloud.com",
            "ukr.net",
        ):
            if word.endswith(provider) and word not in ("hotmail.ru", "e.mail.ru"):
                local = word[: -len(provider)].rstrip('."#')
                if local.endswith("2") and not local[-2:-1].isdigit():
                    local = local[:-1]  # the 2 is the key of the at sign
                if len(local) >= 2 and local not in ("www", "hot", "my"):
                    yield match.start(), match.start() + len(word), word, None, f"{local}@{provider}"
                break


def _judged(local: str, domain: str) -> tuple[str | None, str | None]:
    """(address, suggestion): no address where it is none; a suggestion where it is probably misspelt."""
    from email_validator import EmailNotValidError, validate_email

    local = latin(local)
    try:
        address = validate_email(
            f"{local}@{domain}".lower(), check_deliverability=False, test_environment=True
        ).normalized.lower()
    except EmailNotValidError:
        return None, ""
    if "." not in domain:
        return None, ""
    meant = meant_domain(domain)
    if meant is not None:
        return address, f"{transliterated(local) if not is_latin(local) else local.lower()}@{meant}"
    if not is_latin(local) and is_latin(domain):
        return address, f"{transliterated(local)}@{domain}"
    return address, None
