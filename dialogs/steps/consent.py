"""`consent: {document, version, purpose, refuse}`: an explicit yes, or none.

    - id: agree
      consent: {document: "https://shop.example/privacy", version: "2026-03"}
      ask: May we use your data to answer you?
      refuse: bye

The value is true or false. Passed over where the same document and version was agreed to before.
"""

from __future__ import annotations

from dialogs import answers
from dialogs.events import Button, Consented
from dialogs.leads import Answer
from dialogs.script import Consent, Step
from dialogs.state import KnownConsent
from dialogs.talk import Talk

from .base import Missed, Question, Reading, Refused, Took, ticked


class AskConsent(Question[Consent]):
    keyboard = "options"
    choice = True

    def known(self, talk: Talk, step: Step, kind: Consent) -> Took | None:
        documents = kind.document.values()
        for consent in talk.consents:
            same = consent.version == kind.version and consent.purpose == kind.purpose
            if same and consent.document in documents:
                return Took(True, talk.command("yes"))
        return None

    def buttons(self, talk: Talk, step: Step, kind: Consent, number: int) -> tuple[Button, ...]:
        return self._pair(talk, kind, number, None)

    def exact(self, talk: Talk, step: Step, kind: Consent, text: str) -> Reading | None:
        yes = answers.yes_no(text, talk.languages)
        return None if yes is None else self._answer(talk, yes)

    def typed(self, talk: Talk, step: Step, kind: Consent, text: str) -> Reading:
        return Missed(talk.phrase("retry_consent"))

    def pressed(self, talk: Talk, step: Step, kind: Consent, word: str, old: Answer | None) -> Reading:
        if word in ("yes", "no"):
            return self._answer(talk, word == "yes")
        return Refused(talk.phrase("not_now"))

    def marked(self, talk: Talk, step: Step, kind: Consent, number: int, value: object) -> tuple[Button, ...]:
        return self._pair(talk, kind, number, bool(value))

    def took(self, talk: Talk, step: Step, kind: Consent, answer: Took) -> None:
        agree(talk, step, kind, given=answer.value is True)

    def leads_to(self, talk: Talk, step: Step, kind: Consent, value: object) -> str:
        return "" if value is True else kind.refuse or ""

    def _answer(self, talk: Talk, yes: bool) -> Took:
        return Took(yes, talk.command("yes" if yes else "no"))

    def _pair(self, talk: Talk, kind: Consent, number: int, chosen: bool | None) -> tuple[Button, ...]:
        pair = (
            ticked(Button(talk.command("yes"), f"{number}.yes", "yes"), chosen is True),
            ticked(Button(talk.command("no"), f"{number}.no", "no"), chosen is False),
        )
        link = talk.file(kind.document)
        return (*pair, Button(_host(link), "", "link", link)) if link.startswith("http") else pair


def agree(talk: Talk, step: Step, kind: Consent, *, given: bool) -> None:
    """Keeps the answer to a consent; a no withdraws what was given for this purpose before."""
    document = talk.file(kind.document)
    others = tuple(consent for consent in talk.consents if consent.purpose != kind.purpose)
    talk.consents = (*others, KnownConsent(document, kind.version, kind.purpose)) if given else others
    text = "" if step.ask is None else talk.text(step.ask)
    talk.tell(Consented(kind.purpose, document, kind.version, given, text))


def _host(link: str) -> str:
    """What stands on the document's button: its address without the needless."""
    shown = link.split("://", 1)[-1].removeprefix("www.").split("?")[0].rstrip("/")
    return shown if len(shown) <= LONGEST_LINK else shown[: LONGEST_LINK - 1] + "…"


LONGEST_LINK = 40  # characters of a label
