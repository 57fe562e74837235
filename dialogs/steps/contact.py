"""`contact: {any_of: [phone, email]}`: where to reach the prospect, typed or shared.

    - id: phone
      ask: Where shall we send it?
      contact: {any_of: [phone, email]}      # kinds: phone, email, profile

The value is the contact as text, several with commas. An address with a misspelt domain is asked about once.
Passed over where a fitting contact is known of this person.
"""

from __future__ import annotations

from collections.abc import Sequence

from dialogs import answers, contacts
from dialogs.events import Button, GaveContact, GaveName
from dialogs.inputs import SharedContact
from dialogs.leads import Answer, Contact
from dialogs.script import ContactInput, Step
from dialogs.talk import Talk

from .base import Missed, Partly, Question, Reading, Refused, Took


class AskContact(Question[ContactInput]):
    keyboard = "contact"

    def known(self, talk: Talk, step: Step, kind: ContactInput) -> Took | None:
        held = [contact for contact in (*talk.contacts, *talk.person.contacts) if contact.kind in kind.any_of]
        held = [contact for contact in held if contact.verification != "failed"]
        for contact in held[:1]:
            keep_contacts(talk, step.id, [contact], told=True)
            return Took(contact.value, contact.value)
        return None

    def buttons(self, talk: Talk, step: Step, kind: ContactInput, number: int) -> tuple[Button, ...]:
        if talk.doubt:
            typed, meant = talk.doubt
            return (Button(meant, f"{number}.yes", "yes"), Button(typed, f"{number}.no", "no"))
        buttons = []
        if "phone" in kind.any_of:
            buttons.append(Button(talk.phrase("share_phone_button"), f"{number}.share", "share_contact"))
        if "profile" in kind.any_of and talk.person.profile:
            buttons.append(Button(talk.phrase("share_profile_button"), f"{number}.profile"))
        return tuple(buttons)

    def words(self, talk: Talk, step: Step, kind: ContactInput) -> str | None:
        if not talk.doubt:
            return None
        return talk.phrase("check_contact", value=talk.doubt[0], suggestion=talk.doubt[1])

    def typed(self, talk: Talk, step: Step, kind: ContactInput, text: str) -> Reading:
        if talk.doubt:
            typed, meant = talk.doubt
            yes = answers.yes_no(text, talk.languages)
            if yes is not None:
                return self._took(talk, step, [Contact("email", meant if yes else typed, "format_ok")])
        found = contacts.read(text, language=talk.language, region=talk.root.region)
        doubted = {doubt.value: doubt.suggestion for doubt in found.doubts if doubt.kind == "email"}
        if talk.doubt:
            doubted.pop(talk.doubt[0], None)  # typed again as it was: it is meant so
        given = [Contact("phone", phone, "format_ok") for phone in found.phones if "phone" in kind.any_of]
        if "email" in kind.any_of:
            given += [Contact("email", email, "format_ok") for email in found.emails if email not in doubted]
        if "profile" in kind.any_of:
            given += [Contact("profile", handle, "none") for handle in found.handles]
        if given:
            if found.name and talk.name is None:
                talk.name = found.name
                talk.tell(GaveName(found.name))
            return self._took(talk, step, given)
        for typed, meant in doubted.items():
            if meant and "email" in kind.any_of:
                talk.doubt = (typed, meant)
                return Partly(talk.phrase("check_contact", value=typed, suggestion=meant))
        return Missed(talk.phrase(_RETRY.get(tuple(sorted({*kind.any_of} - {"profile"})), "retry_contact")))

    def pressed(self, talk: Talk, step: Step, kind: ContactInput, word: str, old: Answer | None) -> Reading:
        if word == "profile" and "profile" in kind.any_of and talk.person.profile:
            return self._took(talk, step, [Contact("profile", talk.person.profile, "confirmed")])
        if word in ("yes", "no") and talk.doubt and old is None:
            typed, meant = talk.doubt
            return self._took(talk, step, [Contact("email", meant if word == "yes" else typed, "format_ok")])
        return Refused(talk.phrase("not_now"))

    def shared(self, talk: Talk, step: Step, kind: ContactInput, card: SharedContact) -> Reading:
        """A contact card: the sender's own is confirmed by the platform."""
        contact = shared_phone(talk, card)
        if contact is None or "phone" not in kind.any_of:
            return Missed(talk.phrase("retry_contact_email" if "email" in kind.any_of else "retry_contact"))
        return self._took(talk, step, [contact])

    def _took(self, talk: Talk, step: Step, given: Sequence[Contact]) -> Took:
        keep_contacts(talk, step.id, given)
        text = ", ".join(contact.value for contact in given)
        return Took(text, text)


def keep_contacts(talk: Talk, step: str, given: Sequence[Contact], *, told: bool = False) -> None:
    """The contacts that this step brought, instead of those that it brought before. `told` when they are no news."""
    before = set(talk.given.get(step, ())) - {contact.value for contact in given}
    values = tuple(contact.value for contact in given)
    kept = tuple(contact for contact in talk.contacts if contact.value not in before and contact.value not in values)
    talk.contacts = (*kept, *given)
    talk.given = {**talk.given, step: values}
    if not told:
        for contact in given:
            talk.tell(GaveContact(contact.kind, contact.value, contact.verification))


def shared_phone(talk: Talk, card: SharedContact) -> Contact | None:
    """The phone of a contact card; None where it is no number."""
    phone = card.phone.strip()
    for text in (phone, f"+{phone.lstrip('+')}"):
        found = contacts.read(text, language=talk.language, region=talk.root.region)
        if found.phones:
            return Contact("phone", found.phones[0], "confirmed" if card.own else "format_ok")
    return None


_RETRY = {("phone",): "retry_contact_phone", ("email",): "retry_contact_email", (): "retry_contact_profile"}
