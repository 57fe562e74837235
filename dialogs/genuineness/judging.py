"""Weighing the signs: a fake needs signs worth 1 for one label; short of that it is real, or mistyped."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.contacts import Doubt, read

from .reasons import say
from .signs import Sign, signs
from .values import Submission, Verdict

ENOUGH = 1.0  # the weight at which a label other than real is believed
_FAKES = ("bot", "hired", "competitor", "joker")  # the first wins a tie


@dataclass(frozen=True, slots=True)
class _Contact:
    """Whether the prospect can be reached as typed, and what is wrong where not."""

    usable: bool
    doubts: tuple[Doubt, ...]


def judge(submission: Submission) -> Verdict:
    """Who is behind the submission. The costs differ: a real prospect called a fake is a lost sale."""
    found = signs(submission)
    contact = _contact(submission)
    if contact.usable:
        found = [
            sign for sign in found if sign.reason not in ("own_phone", "own_email") or not _other_contact(submission)
        ]
    weights = {label: sum(sign.weight for sign in found if sign.label == label) for label in _FAKES}
    label = max(_FAKES, key=lambda one: (round(weights[one], 3), -_FAKES.index(one)))
    if weights[label] >= ENOUGH - 1e-9:
        return _fake(submission, label, weights[label], found)
    return _honest(submission, contact, found, weights[label])


def _fake(submission: Submission, label: str, weight: float, found: list[Sign]) -> Verdict:
    mine = sorted((sign for sign in found if sign.label == label and sign.weight > 0), key=lambda sign: -sign.weight)
    return Verdict(label, _said(mine, submission), round(min(0.99, 0.6 + 0.2 * weight), 2))


def _honest(submission: Submission, contact: _Contact, found: list[Sign], weight: float) -> Verdict:
    locale = submission.shop.locale
    doubts = _said([sign for sign in found if sign.weight >= 0.3], submission)
    if contact.usable:
        ground = say("shared" if submission.contact_shared else "good_contact", (), locale)
        return Verdict("real", (ground, *doubts), round(max(0.5, 0.98 - 0.4 * weight), 2))
    wrong = [
        say("bad_email", (doubt.suggestion,), locale)
        if doubt.suggestion
        else say(f"bad_{doubt.kind}", (doubt.value,), locale)
        for doubt in contact.doubts
        if doubt.kind == "phone" or doubt.suggestion
    ]
    return Verdict(
        "mistyped", (*(wrong or [say("no_contact", (), locale)]), *doubts), round(max(0.5, 0.95 - 0.4 * weight), 2)
    )


def _contact(submission: Submission) -> _Contact:
    language, region = submission.shop.locale[:2], submission.shop.region
    if submission.contact_shared and submission.phone:
        return _Contact(True, ())
    doubts: list[Doubt] = []
    usable = False
    for typed in (submission.phone, submission.email):
        if typed:
            found = read(typed, language=language, region=region)
            usable = usable or not found.ask_again
            doubts += found.doubts
    return _Contact(usable, tuple(doubts))


def _other_contact(submission: Submission) -> bool:
    """Whether there is a usable contact beside one that is the shop's own."""
    own_mails = {address.lower() for address in submission.shop.own_emails}
    own_phones = {phone for own in submission.shop.own_phones for phone in _phones(own, submission)}
    phones = set(_phones(submission.phone, submission)) - own_phones
    mail = submission.email.lower()
    good_mail = (
        bool(mail) and mail not in own_mails and not read(mail, language="en", region=submission.shop.region).ask_again
    )
    return bool(phones) or good_mail


def _phones(text: str, submission: Submission) -> tuple[str, ...]:
    return read(text, language=submission.shop.locale[:2], region=submission.shop.region).phones if text else ()


def _said(found: list[Sign], submission: Submission) -> tuple[str, ...]:
    return tuple(dict.fromkeys(say(sign.reason, sign.values, submission.shop.locale) for sign in found))
