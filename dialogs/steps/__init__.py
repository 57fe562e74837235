"""The kinds of steps, one file each: a new kind of step is one file beside this one and one line here."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs import script

from .base import AnyAct, AnyQuestion
from .branch import DoBranch
from .call import DoCall
from .consent import AskConsent
from .contact import AskContact
from .date import AskDate
from .free_text import AskText
from .give import DoGive
from .handoff import DoHandoff
from .location import AskLocation
from .name import AskName
from .notify import DoNotify
from .number import AskNumber
from .options import AskOptions
from .products import DoProducts
from .rating import AskRating
from .say import DoSay
from .set import DoSet
from .slot import AskSlot
from .split import DoSplit
from .upload import AskUpload
from .wait import DoUntil, DoWait

QUESTIONS: Mapping[type, AnyQuestion] = {
    script.Options: AskOptions(),
    script.Number: AskNumber(),
    script.FreeText: AskText(),
    script.Name: AskName(),
    script.ContactInput: AskContact(),
    script.Consent: AskConsent(),
    script.Slot: AskSlot(),
    script.Upload: AskUpload(),
    script.Rating: AskRating(),
    script.Date: AskDate(),
    script.Location: AskLocation(),
}
ACTS: Mapping[type, AnyAct] = {
    script.Say: DoSay(),
    script.Give: DoGive(),
    script.Products: DoProducts(),
    script.Branch: DoBranch(),
    script.Handoff: DoHandoff(),
    script.Set: DoSet(),
    script.Wait: DoWait(),
    script.Until: DoUntil(),
    script.Call: DoCall(),
    script.Split: DoSplit(),
    script.Notify: DoNotify(),
}
