"""Reading a message: each finder takes out what it knows and leaves the rest to the next."""

from __future__ import annotations

from .emails import find_emails
from .handles import find_handles
from .names import find_name
from .phones import find_phones, to_e164
from .slips import clean
from .times import find_way, find_when
from .values import Contacts


def read(text: str, *, language: str, region: str) -> Contacts:
    """What `text` says about how to reach its writer.

    `language` is a code such as `ru`; `region`, such as `RU`, reads the phones that carry no country code.
    """
    whole = clean(text)
    emails = find_emails(whole)
    handles = find_handles(emails.rest)
    phones = find_phones(handles.rest, region.upper())
    linked = [e164 for number in handles.numbers if (e164 := to_e164(number, region.upper())) is not None]
    numbers = tuple(dict.fromkeys((*phones.phones, *linked)))
    doubted = {doubt.value for doubt in emails.doubts}
    good = bool(numbers or handles.handles or any(email not in doubted for email in emails.emails))
    return Contacts(
        phones=numbers,
        emails=emails.emails,
        name=find_name(phones.rest, language),
        handles=handles.handles,
        way=find_way(whole),
        when=find_when(whole),
        ask_again=not good,
        doubts=(*emails.doubts, *phones.doubts),
    )
