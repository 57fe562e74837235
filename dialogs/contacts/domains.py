"""Mail domains: the providers people use, and which of them a misspelt one was meant to be."""

from __future__ import annotations

from functools import cache

from .wordlists import words

_ENDINGS = {  # provider -> its endings, the first is the one meant when none fits
    "gmail": "com", "googlemail": "com", "icloud": "com", "me": "com", "mac": "com", "aol": "com", "ymail": "com",
    "rocketmail": "com", "zoho": "com", "fastmail": "com fm", "proton": "me", "protonmail": "com ch", "pm": "me",
    "tutanota": "com de", "gmx": "com de net ch at fr co.uk",
    "hotmail": "com fr co.uk de nl be gr it es ch ca com.au ie",
    "outlook": "com fr de be ie es it com.au com.gr pt", "live": "com fr co.uk nl be ca ie com.au de it",
    "msn": "com", "yahoo": "com fr de gr co.uk ca ie it es nl be com.au ro pl co.in com.br com.tr",
    "mail": "ru com ua ee by kz bg de", "inbox": "ru lv com lt", "list": "ru", "bk": "ru", "internet": "ru",
    "vk": "com", "yandex": "ru com ua by kz com.tr uz", "ya": "ru", "rambler": "ru ua", "lenta": "ru", "tut": "by",
    "bigmir": "net", "ukr": "net", "i": "ua", "meta": "ua", "email": "ua cz com", "online": "ua de fr be no",
    "orange": "fr be", "wanadoo": "fr nl", "free": "fr", "laposte": "net", "sfr": "fr", "neuf": "fr", "bbox": "fr",
    "numericable": "fr", "ziggo": "nl", "kpnmail": "nl", "planet": "nl", "xs4all": "nl", "hetnet": "nl",
    "home": "nl", "telenet": "be", "skynet": "be", "proximus": "be", "bluewin": "ch", "sunrise": "ch", "web": "de",
    "freenet": "de", "t-online": "de", "arcor": "de", "pt": "lu", "vo": "lu", "internet.lu": "lu", "otenet": "gr",
    "forthnet": "gr", "in": "gr", "hol": "gr", "cytanet": "com.cy", "primehome": "com", "btinternet": "com",
    "sky": "com", "virginmedia": "com", "talktalk": "net", "ntlworld": "com", "blueyonder": "co.uk",
    "bigpond": "com net.au", "optusnet": "com.au", "eircom": "net", "comcast": "net", "verizon": "net",
    "att": "net", "sbcglobal": "net", "rogers": "com", "shaw": "ca", "sympatico": "ca", "telus": "net", "qq": "com",
}  # fmt: skip
_KNOWN = frozenset(f"{name}.{end}" for name, ends in _ENDINGS.items() for end in ends.split())
_FIRST = {name: f"{name}.{ends.split()[0]}" for name, ends in _ENDINGS.items()}
_STRICT = frozenset(
    {"gmail", "googlemail", "icloud", "ukr", "laposte", "ziggo", "telenet", "otenet", "cytanet", "rambler"}
)
_REAL = words(
    """
    mai.ru mil.ru nail.ru mall.ru lists.ru ail.ru orange.com free.org yandex.net sky.de orange.es live.ru home.com
    planet.com online.net mail.be mail.fr mail.gr mailo.com mails.com metal.ua lute.net outlet.com plane.nl hot.com
    planet.fr shop.com hey.com
    """
)  # fmt: skip
_BAD_ENDINGS = {
    "con": "com", "cmo": "com", "ocm": "com", "comm": "com", "coom": "com", "vom": "com", "xom": "com",
    "cim": "com", "cpm": "com", "clm": "com", "conm": "com", "cmm": "com", "ccom": "com", "copm": "com",
    "comn": "com", "com1": "com", "ner": "net", "nte": "net", "ney": "net", "nett": "net", "rru": "ru", "ruu": "ru",
    "ry": "ru", "ri": "ru", "rи": "ru", "ру": "ru", "ком": "com", "кому": "com", "нет": "net", "ти": "ru",
    "ог": "org", "orgg": "org", "uaa": "ua", "rу": "ru",
}  # fmt: skip
_SPOKEN = {
    "yandeks": "yandex", "jandex": "yandex", "yandx": "yandex", "iandex": "yandex", "gmeil": "gmail", "gmayl": "gmail",
    "jmail": "gmail", "gimail": "gmail", "hotmeil": "hotmail", "outluk": "outlook", "autlook": "outlook",
    "meil": "mail",
    "мейл": "mail", "меил": "mail", "маил": "mail", "майл": "mail", "гмейл": "gmail", "гмаил": "gmail",
    "джимейл": "gmail", "жмейл": "gmail", "гмайл": "gmail", "яндекс": "yandex", "рамблер": "rambler", "укр": "ukr",
    "инбокс": "inbox", "бк": "bk", "лист": "list", "хотмейл": "hotmail", "аутлук": "outlook", "яхо": "yahoo",
}  # fmt: skip
_HERE = {"RU": "mail.ru", "BY": "mail.ru", "KZ": "mail.ru", "UA": "mail.ua"}


def ends_in_provider(domain: str) -> bool:
    """Whether the domain is a provider's."""
    return domain in _KNOWN


def known_end(domain: str) -> int:
    """Where the domain really ends: `gmail.com.Спасибо` ends after `com`."""
    if domain in _KNOWN or domain.count(".") < 2:
        return len(domain)
    head, _, last = domain.rpartition(".")
    if head in _KNOWN and len(last) > 2:
        return len(head)
    if last and not last.isascii() and head.isascii():
        return len(head)
    return len(domain)


def complete(name: str, region: str) -> str | None:
    """The whole domain for a name without its ending, such as `gmail` or `gmailcom`."""
    if name == "mail":
        return _HERE.get(region, "mail.com")
    if name in _FIRST:
        return _FIRST[name]
    for end in ("com", "ru", "net", "fr", "nl", "gr", "ua"):
        if name.endswith(end) and f"{name.removesuffix(end)}.{end}" in _KNOWN:
            return f"{name.removesuffix(end)}.{end}"
    return meant_domain(name + ".com")


def meant_domain(domain: str) -> str | None:
    """The domain that was probably meant, or None when this one may well be right."""
    if domain in _KNOWN or domain in _REAL:
        return None
    name, _, ending = domain.partition(".")
    name = _SPOKEN.get(name, name)
    if name in _STRICT:
        return _FIRST[name]
    better = _BAD_ENDINGS.get(domain.rpartition(".")[2])
    if better is not None:
        fixed = f"{_SPOKEN.get(domain.rpartition('.')[0], domain.rpartition('.')[0])}.{better}"
        return fixed if fixed in _KNOWN else meant_domain(fixed) or fixed
    if name in _FIRST and (f"{name}.{ending}" in _KNOWN):
        return f"{name}.{ending}"
    near = {known for part in _deletions(domain) for known in _neighbours().get(part, ())}
    best = sorted((rank, known) for known in near if (rank := _rank(domain, known)) is not None)
    return best[0][1] if best else None


def _rank(typed: str, known: str) -> tuple[int, int, int, int] | None:
    """How near, the nearer the smaller; None when too far to ask about."""
    name, _, ending = known.partition(".")
    typed_name, _, typed_ending = typed.partition(".")
    far = _distance(typed, known)
    if len(name) < 3 or far > 2 or (typed_name == name and typed_ending in _COUNTRIES):
        return None
    if far == 2 and (len(name) < 6 or typed_ending != ending):
        return None
    if len(name) <= 4 and (sorted(typed_name) != sorted(name) and typed_name[:1] != name[:1]):
        return None
    if len(name) == 3 and sorted(typed_name) != sorted(name):
        return None
    return far, typed_ending != ending, list(_ENDINGS).index(name), _ENDINGS[name].split().index(ending)


_COUNTRIES = words(
    """
    at be by ca ch cy cz de dk ee es eu fi fr gr hu ie in it kz lt lu lv nl no pl pt ro ru se tr ua uk us
    """
)


@cache
def _neighbours() -> dict[str, tuple[str, ...]]:
    """Each known domain under every spelling that lacks one letter of it: near ones meet there."""
    table: dict[str, tuple[str, ...]] = {}
    for known in sorted(_KNOWN):
        for part in _deletions(known):
            table[part] = (*table.get(part, ()), known)
    return table


def _deletions(word: str) -> set[str]:
    word = word[:40]
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def _distance(one: str, other: str) -> int:
    """Letters added, lost, changed or swapped with the next."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
