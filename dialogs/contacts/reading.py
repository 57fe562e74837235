"""Reading a message: each finder takes out what it knows and leaves the rest to the next."""

from __future__ import annotations

from .emails import find_emails
from .handles import find_handles
from .names import find_name
from .phones import Plan, find_phones
from .slips import clean, ends
from .times import find_when
from .values import Contacts
from .ways import find_way


def read(text: str, *, language: str, region: str) -> Contacts:
    """What `text` says about how to reach its writer.

    `language` is a code such as `ru`; `region`, such as `RU`, reads the phones that carry no country code.
    """
    whole = clean(text)
    emails = find_emails(whole, region.upper())
    handles = find_handles(emails.rest)
    times = find_when(handles.rest, language)
    phones = find_phones(times.rest, region)
    plan = Plan(region)
    linked = [e164 for number in handles.numbers if (e164 := plan.e164(number)) is not None]
    numbers = tuple(dict.fromkeys((*phones.phones, *linked)))
    return Contacts(
        phones=numbers,
        emails=emails.emails,
        name=find_name(ends(phones.rest), language),
        handles=handles.handles,
        way=find_way(ends(handles.rest)),
        when=times.when,
        ask_again=not (numbers or handles.handles or emails.good),
        doubts=(*emails.doubts, *phones.doubts),
    )
