"""`options: [...]`, with `many: {min, max}` for several.

    - id: style
      ask: Which style?
      options: [{id: classic, text: Classic}, {id: modern, text: Modern, score: 2}]

The value is the option's id, of `many` the ids in the script's order. Ticks are kept in the talk until Done.
"""

from __future__ import annotations

from collections.abc import Collection

from dialogs import answers
from dialogs.events import Button
from dialogs.leads import Answer
from dialogs.script import Many, Options, Step
from dialogs.talk import Talk

from .base import Missed, Question, Reading, Refused, Ticked, Took, ticked


class AskOptions(Question[Options]):
    keyboard = "options"
    choice = True

    def buttons(self, talk: Talk, step: Step, kind: Options, number: int) -> tuple[Button, ...]:
        chosen = talk.ticks if kind.many is not None else ()
        buttons = self._options(talk, kind, number, chosen)
        if kind.many is not None:
            buttons = (*buttons, Button(talk.command("done"), f"{number}.done", "done"))
        return buttons

    def exact(self, talk: Talk, step: Step, kind: Options, text: str) -> Reading | None:
        found = answers.option(kind.options, text, talk.languages)
        return None if found is None else self._chosen(talk, kind, (found,))

    def typed(self, talk: Talk, step: Step, kind: Options, text: str) -> Reading:
        if kind.many is not None:
            several = answers.options_many(kind.options, text, talk.languages)
            if several is not None:
                return self._chosen(talk, kind, several)
            return Missed(talk.phrase("retry_many"))
        found = answers.option_number(len(kind.options), text)
        return Missed(talk.phrase("retry_options")) if found is None else self._chosen(talk, kind, (found,))

    def near(self, talk: Talk, step: Step, kind: Options, text: str) -> Reading | None:
        if kind.many is not None:
            several = answers.options_many(kind.options, text, talk.languages, slips=True)
            return None if several is None else self._chosen(talk, kind, several)
        found = answers.near_option(kind.options, text, talk.languages)
        return None if found is None else self._chosen(talk, kind, (found,))

    def pressed(self, talk: Talk, step: Step, kind: Options, word: str, old: Answer | None) -> Reading:
        if word == "done" and kind.many is not None:
            return self._done(talk, kind, kind.many, old)
        index = int(word) - 1 if word.isascii() and word.isdigit() else -1
        if not 0 <= index < len(kind.options):
            return Refused(talk.phrase("not_now"))
        option = kind.options[index]
        if kind.many is None or option.go:
            return self._chosen(talk, kind, (index,))
        ticks = _ids(old.value) if old is not None else talk.ticks
        toggled = [one.id for one in kind.options if (one.id in ticks) is not (one.id == option.id)]
        if len(toggled) > kind.many.max:
            return Refused(talk.phrase("many_above", max=kind.many.max))
        if old is None:
            talk.ticks = tuple(toggled)
            return Ticked()
        if len(toggled) < kind.many.min:
            return Refused(talk.phrase("many_below", min=kind.many.min))
        return self._took(talk, kind, toggled)

    def marked(self, talk: Talk, step: Step, kind: Options, number: int, value: object) -> tuple[Button, ...]:
        return self._options(talk, kind, number, _ids(value))

    def leads_to(self, talk: Talk, step: Step, kind: Options, value: object) -> str:
        chosen = _ids(value)
        return next((option.go for option in kind.options if option.go and option.id in chosen), "")

    def _options(self, talk: Talk, kind: Options, number: int, chosen: Collection[str]) -> tuple[Button, ...]:
        return tuple(
            ticked(Button(talk.label(option), f"{number}.{place}"), option.id in chosen)
            for place, option in enumerate(kind.options, 1)
        )

    def _done(self, talk: Talk, kind: Options, many: Many, old: Answer | None) -> Reading:
        if old is not None:
            return Refused(talk.phrase("not_now"))
        if len(talk.ticks) < many.min:
            return Refused(talk.phrase("many_below", min=many.min))
        return self._took(talk, kind, talk.ticks)

    def _chosen(self, talk: Talk, kind: Options, indexes: Collection[int]) -> Reading:
        """The whole choice. An option with a way of its own excludes the others."""
        options = [kind.options[index] for index in indexes]
        if kind.many is None:
            return Took(options[0].id, talk.label(options[0]))
        leaving = next((option for option in options if option.go), None)
        if leaving is not None:
            return Took([leaving.id], talk.label(leaving))
        if len(options) > kind.many.max:
            return Missed(talk.phrase("many_above", max=kind.many.max), free=True)
        if len(options) < kind.many.min:
            return Missed(talk.phrase("many_below", min=kind.many.min), free=True)
        return self._took(talk, kind, [option.id for option in options])

    def _took(self, talk: Talk, kind: Options, ids: Collection[str]) -> Took:
        chosen = [option for option in kind.options if option.id in ids]
        return Took([option.id for option in chosen], ", ".join(map(talk.label, chosen)))


def _ids(value: object) -> Collection[str]:
    if isinstance(value, list | tuple):
        return value
    return () if value is None else (str(value),)
