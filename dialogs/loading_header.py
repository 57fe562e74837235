"""Everything of a script but its steps: names, languages, what starts it, the reward, the heat, the chains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from . import values
from .fields import Fields, one_of
from .script import Chain, ChainMessage, Discount, Heat, LeadRule, RewardOffer, StartRule
from .values import FormError
from .words import PACKS
from .yaml_nodes import Broken, Map

NEEDS = ("name", "contact", "phone", "email", "profile")
TRIGGERS = ("finished", "abandoned", "lost", "won", "contacted")
STOPS = ("wrote", "won", "lost", "stop", "contacted", "finished")
HOMES: Mapping[str, tuple[str, str]] = {  # language -> region and time zone where the script names none
    "ru": ("RU", "Europe/Moscow"),
    "uk": ("UA", "Europe/Kyiv"),
    "en": ("GB", "Europe/London"),
    "fr": ("FR", "Europe/Paris"),
    "nl": ("NL", "Europe/Amsterdam"),
    "el": ("GR", "Europe/Athens"),
}
ELSEWHERE = ("US", "UTC")


@dataclass(frozen=True, slots=True)
class Header:
    id: str
    title: str
    region: str
    timezone: str
    start: StartRule | None
    reward: RewardOffer | None
    heat: Heat
    lead: LeadRule
    chains: tuple[Chain, ...]


def header(fields: Fields) -> Header:
    """Reads the languages first: every text needs them."""
    _languages(fields)
    id = fields.value("id", values.script_id) or ""
    start = _start(fields)
    home = HOMES.get(fields.report.language, ELSEWHERE)
    return Header(
        id=id,
        title=_title(fields) or id,
        region=fields.value("region", values.region) or home[0],
        timezone=_timezone(fields) or home[1],
        start=start,
        reward=_reward(fields),
        heat=_heat(fields),
        lead=_lead(fields),
        chains=_chains(fields),
    )


def _languages(fields: Fields) -> None:
    report = fields.report
    language = fields.value("language", values.language)
    listed = tuple(dict.fromkeys(fields.values("languages", values.language)))
    report.language = language or (listed[0] if listed else "ru")
    report.languages = listed or (report.language,)
    if report.language not in report.languages:
        fields.fault(
            "languages",
            "language",
            f"`languages` lacks `{report.language}`, the language of the script",
            f"Add it: [{', '.join((report.language, *listed))}]",
        )
        report.languages = (report.language, *listed)
    if "language" not in fields and not fields.broken:
        _assumed(fields, "language", report.language)
    for each in report.languages:
        if each not in PACKS:
            text = f"leadquiz has no words of its own in `{each}` and speaks English there"
            fields.fault("languages", "no-words", text, f"Write one of {', '.join(PACKS)}", warning=True)


def _assumed(fields: Fields, key: str, value: str) -> None:
    fields.fault(key, "assumed", f"There is no `{key}`", f"Write `{key}: {value}`, which is assumed", warning=True)


def _title(fields: Fields) -> str | None:
    """Managers read it, so that one language is enough."""
    node = fields.nodes.get("title")
    if node is None:
        return None
    if isinstance(node, Map):
        return fields.report.plain_by_language(node, str).get(fields.report.language)
    return fields.report.word(node)


def _timezone(fields: Fields) -> str | None:
    if "timezone" not in fields and "start" in fields:
        _assumed(fields, "timezone", HOMES.get(fields.report.language, ELSEWHERE)[1])
    return fields.value("timezone", values.timezone)


def _start(fields: Fields) -> StartRule | None:
    start = fields.fields("start", "start")
    if start is None:
        return None
    rule = StartRule(
        default=start.flag("default"),
        keywords=start.words("keywords"),
        refs=tuple(dict.fromkeys(start.values("refs", values.ref))),
        products=tuple(dict.fromkeys(start.values("products", str))),
    )
    if not start.lines and not start.broken:
        start.report.fault(start.line, "empty", "`start` says nothing", "Write default, keywords, refs or products")
    return rule


def _reward(fields: Fields) -> RewardOffer | None:
    reward = fields.fields("reward", "reward_offer")
    if reward is None:
        return None
    files = tuple(fields.report.plain_by_language(node, values.media) for node in reward.list("files"))
    return RewardOffer(
        discount=_discount(reward),
        code=reward.value("code", values.code),
        valid=reward.value("valid", values.duration),
        files=tuple(each for each in files if each),
        usual_price=reward.text("usual_price"),
    )


def _discount(reward: Fields) -> Discount | None:
    discount = reward.fields("discount", "discount")
    if discount is None:
        return None
    start, each = discount.value("start", _percent), discount.value("per_answer", _percent)
    return Discount(start or 0, each or 0, _most(discount))


def _most(discount: Fields) -> int:
    most = discount.value("max", _percent)
    return Discount().max if most is None else most


def _percent(source: str) -> int:
    """Whole percent. More than 100 is a fault of `check`."""
    value = values.whole(source.removesuffix("%").rstrip())
    if not 0 <= value <= 1_000_000:
        raise FormError(f"`{source}` is no percent", "Write a whole number from 0 to 100")
    return value


def _heat(fields: Fields) -> Heat:
    heat = fields.fields("heat", "heat")
    if heat is None:
        return Heat()
    warm, hot = heat.value("warm", values.number), heat.value("hot", values.number)
    found = Heat(Heat().warm if warm is None else warm, Heat().hot if hot is None else hot)
    if found.warm > found.hot:
        fields.fault("heat", "range", f"Warm begins at {found.warm}, above hot at {found.hot}", "Write warm below hot")
    return found


def _lead(fields: Fields) -> LeadRule:
    lead = fields.fields("lead", "lead")
    if lead is None or "needs" not in lead:
        return LeadRule()
    return LeadRule(lead.choices("needs", NEEDS))


def _chains(fields: Fields) -> tuple[Chain, ...]:
    found: dict[str, Chain] = {}
    for node in fields.list("chains"):
        chain = _chain(Fields(fields.report, node, "chain", "A chain"))
        if chain is None:
            continue
        if chain.id in found:
            fields.report.fault(
                node.line, "doubled-chain", f"The id `{chain.id}` is here twice", "Give each its own id"
            )
        found[chain.id] = chain
    fields.report.step = ""
    return tuple(found.values())


def _chain(fields: Fields) -> Chain | None:
    if fields.broken:
        return None
    fields.report.step = ""
    id = fields.value("id", values.script_id)
    fields.report.step = id or ""
    when, hours, trigger = fields.condition("when"), fields.value("hours", values.hours), _trigger(fields)
    messages: list[ChainMessage] = []
    for node in fields.list("steps"):
        message = Fields(fields.report, node, "chain_message", "A message `{after: 1d, say: ...}`")
        after, say = message.value("after", values.duration), message.text("say")
        if after is not None and say is not None:
            messages.append(ChainMessage(after, say))
    stops = fields.values("stop_on", _stop) if "stop_on" in fields else Chain("", ()).stop_on
    if trigger in stops and "stop_on" in fields:
        fields.fault("stop_on", "stop_on", f"The chain stops on `{trigger}`, which starts it", "Take it out")
    stop_on = tuple(each for each in dict.fromkeys(stops) if each != trigger)
    return Chain(id, tuple(messages), when, hours, trigger, stop_on) if id is not None and messages else None


def _trigger(fields: Fields) -> str:
    node = fields.nodes.get("trigger")
    if node is None or isinstance(node, Broken):
        return Chain("", ()).trigger
    return fields.value("trigger", _known_trigger) or Chain("", ()).trigger


def _known_trigger(source: str) -> str:
    return values.event(source) if source.startswith("event:") else one_of("trigger", (*TRIGGERS, "event:NAME"))(source)


def _stop(source: str) -> str:
    return values.event(source) if source.startswith("event:") else one_of("stop_on", (*STOPS, "event:NAME"))(source)
