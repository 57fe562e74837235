"""`give: reward`: fixes the discount, makes the code, starts its deadline, sends the files.

    - id: gift
      give: reward
      say: "Your discount is {discount} %, your code {code}, valid until {valid_until}."

One code per person and script, ever: a later `give` shows it while it is valid; afterwards the step is passed over.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from dialogs.events import Attachment, Rewarded
from dialogs.leads import Reward
from dialogs.script import Give, RewardOffer, Step
from dialogs.talk import Talk

from .base import Act, Outcome, Way

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no letters and digits that look alike
CODE_LENGTH = 6


class DoGive(Act[Give]):
    def run(self, talk: Talk, step: Step, kind: Give) -> Outcome:
        offer = talk.root.reward or RewardOffer()
        held = talk.reward or talk.person.rewards.get(talk.root.id)
        if held is not None:
            if held.valid_until is not None and held.valid_until <= talk.now:
                return Way.ON
            talk.reward = held
        else:
            talk.reward = _made(talk, offer)
            talk.person = replace(talk.person, rewards={**talk.person.rewards, talk.root.id: talk.reward})
            talk.tell(Rewarded(talk.reward.discount, talk.reward.code, talk.reward.valid_until))
        talk.lock()
        talk.present(step, step.say)
        talk.say("", step=step.id, attachments=tuple(Attachment("file", talk.file(name)) for name in offer.files))
        return Way.ON


def _made(talk: Talk, offer: RewardOffer) -> Reward:
    drawn = "".join(talk.random.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return Reward(
        discount=talk.discount(),
        code=None if offer.code is None else offer.code.replace("{random}", drawn),
        valid_until=None if offer.valid is None else talk.now + timedelta(seconds=offer.valid),
    )
