"""No kind of its own: says its text, shows its media, goes on.

    - id: hello
      say: Hello, {first_name|dear guest}!
      image: hello.jpg

On the way back to the open question, after an answer was changed, what was said before is not repeated.
"""

from __future__ import annotations

from dialogs.script import Say, Step
from dialogs.talk import Talk

from .base import Act, Outcome, Way


class DoSay(Act[Say]):
    def run(self, talk: Talk, step: Step, kind: Say) -> Outcome:
        present(talk, step)
        return Way.ON


def present(talk: Talk, step: Step) -> None:
    """The step's media and text; silent on a way that is gone again. Each kind of act begins with it."""
    if step.say is None and not step.media:
        return
    new = talk.mark(step.id)
    if new or not talk.standing:
        talk.present(step, step.say)
