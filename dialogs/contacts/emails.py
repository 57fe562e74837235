"""E-mail addresses in a text: finding, mending what is safe to mend, asking about the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .slips import latin
from .values import Doubt

EMAIL = "\ue002"
_ADDRESS = re.compile(r"[\w.+\-']{1,64}@[\w.\-]{1,255}")
_KNOWN = (
    "gmail.com", "googlemail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com", "proton.me", "live.com",
    "mail.ru", "yandex.ru", "ya.ru", "rambler.ru", "bk.ru", "list.ru", "inbox.ru", "ukr.net", "i.ua", "meta.ua",
    "yahoo.fr", "orange.fr", "free.fr", "wanadoo.fr", "laposte.net", "sfr.fr", "hotmail.fr", "ziggo.nl", "kpnmail.nl",
    "telenet.be", "skynet.be", "bluewin.ch", "gmx.de", "web.de", "otenet.gr", "cytanet.com.cy", "tut.by", "mail.com",
)  # fmt: skip
_MISSPELT = {"gmial.com", "gamil.com", "gmail.con", "gmal.com", "gmai.com", "mail.ri", "yandex.ri"}


@dataclass(frozen=True, slots=True)
class Found:
    """The addresses, the doubts about some of them, and the text in which EMAIL stands for each."""

    emails: tuple[str, ...]
    doubts: tuple[Doubt, ...]
    rest: str


def find_emails(text: str) -> Found:
    """Every address of `text`."""
    if "@" not in text:
        return Found((), (), text)
    kept: dict[str, None] = {}
    doubts: list[Doubt] = []

    def take(match: re.Match[str]) -> str:
        address = normal(match.group())
        if address is None:
            return match.group()
        kept[address] = None
        meant = misspelt(address)
        if meant is not None:
            doubts.append(Doubt("email", address, meant))
        return EMAIL

    return Found((), (), text) if not text else _found(kept, doubts, _ADDRESS.sub(take, text))


def normal(address: str) -> str | None:
    """The address, lower case, or None when it is none."""
    from email_validator import EmailNotValidError, validate_email

    try:
        mended = latin(address.strip(".-_'")).lower()
        return validate_email(mended, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return None


def misspelt(address: str) -> str | None:
    """The address that was probably meant, when the domain looks like a misspelt provider."""
    local, _, domain = address.rpartition("@")
    if domain in _KNOWN:
        return None
    for known in _KNOWN:
        if domain in _MISSPELT and known[0] == domain[0] and abs(len(known) - len(domain)) < 2:
            return f"{local}@{known}"
    return None


def _found(kept: dict[str, None], doubts: list[Doubt], rest: str) -> Found:
    return Found(tuple(kept), tuple(doubts), rest)
