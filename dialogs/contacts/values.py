"""What a message says about how to reach its writer: frozen values, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that should be put to the prospect before it is relied on.

    `kind`: phone, email, handle or name. `value` is what was typed; `suggestion` is what was probably meant, fit for
    a button, or "" where nothing can be offered and the question must simply be asked again.
    """

    kind: str
    value: str
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Contacts:
    """What was found.

    `phones` in E.164, each once. `emails` lower case. `name` the writer's own. `handles` canonical: `t.me/x`,
    `vk.com/x`, `instagram.com/x`, `facebook.com/x`, `ok.ru/profile/n`, `@x` where the platform is not said.
    `way`: call, sms, whatsapp, telegram, viber, email or message. `when`, in the order of mention: `after HH:MM`,
    `before HH:MM`, `HH:MM-HH:MM`, morning, afternoon, evening, weekdays, weekend, mon..sun, today, tomorrow.
    `ask_again` is true when nothing found can be used as it stands.
    """

    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    name: str | None = None
    handles: tuple[str, ...] = ()
    way: str | None = None
    when: tuple[str, ...] = ()
    ask_again: bool = True
    doubts: tuple[Doubt, ...] = ()
