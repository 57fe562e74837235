"""What a script is: frozen values, no behaviour. `loading` makes them, `engine` and `steps` read them.

Lives here: everything that `script.md` lets an admin write, after loading: names resolved, durations in seconds,
texts split into literals and placeholders, conditions parsed. A new key of the format begins here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from .errors import Fault
    from .expressions import Expression

FORMAT_VERSION = 1


# Texts ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`{name}`, `{name|fallback}` or the plural `{name:one/few/many}`."""

    name: str
    fallback: str | None = None
    forms: tuple[str, ...] = ()


Template: TypeAlias = tuple[str | Placeholder, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one or more languages. Always has the script's own language."""

    by_language: Mapping[str, Template]


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, file or video. `name` per language: a file beside the script, or an https link."""

    kind: str  # image, file, video
    name: Mapping[str, str]


# What steps do --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    text: Text
    score: float = 0
    synonyms: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    go: str | None = None


@dataclass(frozen=True, slots=True)
class Many:
    min: int
    max: int


@dataclass(frozen=True, slots=True)
class Say:
    """No kind of its own: says its text, shows its media, goes on."""


@dataclass(frozen=True, slots=True)
class Options:
    options: tuple[Option, ...]
    many: Many | None = None


@dataclass(frozen=True, slots=True)
class Number:
    min: float | None = None
    max: float | None = None


@dataclass(frozen=True, slots=True)
class FreeText:
    max: int | None = None


@dataclass(frozen=True, slots=True)
class Name:
    pass


@dataclass(frozen=True, slots=True)
class ContactInput:
    any_of: tuple[str, ...] = ("phone", "email")  # of phone, email, profile


@dataclass(frozen=True, slots=True)
class Consent:
    document: Mapping[str, str]  # language -> link
    version: str
    purpose: str = "processing"  # or ads
    refuse: str | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """Times to choose from. `start` and `end` are minutes after midnight, `every` seconds."""

    days: int
    start: int
    end: int
    every: int
    weekdays: tuple[int, ...] = ()  # 1 is Monday; empty means every day
    places: int | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    kinds: tuple[str, ...] = ("photo", "file")
    max_mb: float = 20


@dataclass(frozen=True, slots=True)
class Rating:
    max: int = 5


@dataclass(frozen=True, slots=True)
class Date:
    pass


@dataclass(frozen=True, slots=True)
class Location:
    pass


Question: TypeAlias = (
    Options | Number | FreeText | Name | ContactInput | Consent | Slot | Upload | Rating | Date | Location
)


@dataclass(frozen=True, slots=True)
class Give:
    """`give: reward`."""


@dataclass(frozen=True, slots=True)
class Products:
    catalogue: str
    tags: Text  # a template that prints tags divided by commas
    show: int = 3


@dataclass(frozen=True, slots=True)
class Way:
    """One line of a branch; `when` is None for `otherwise`."""

    when: Expression | None
    go: str


@dataclass(frozen=True, slots=True)
class Branch:
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Handoff:
    say: Text | None = None
    within: int = 900
    nobody: Text | None = None


@dataclass(frozen=True, slots=True)
class Set:
    values: Mapping[str, Expression]


@dataclass(frozen=True, slots=True)
class Wait:
    seconds: int


@dataclass(frozen=True, slots=True)
class Until:
    """Waits for the next time the clock of the script shows this many minutes after midnight."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Call:
    script: str


@dataclass(frozen=True, slots=True)
class Split:
    """`split: {ab: {short: 50, long: 50}}`: draws once per person, by relative weight."""

    name: str
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Notify:
    """`notify: managers`."""


Kind: TypeAlias = Say | Question | Give | Products | Branch | Handoff | Set | Wait | Until | Call | Split | Notify


# Steps and the script -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ScoreRule:
    when: Expression | None
    add: float


@dataclass(frozen=True, slots=True)
class Retry:
    say: Text | None = None
    times: int = 3
    then: str | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    after: int  # seconds from the delivery of the question
    say: Text


@dataclass(frozen=True, slots=True)
class GiveUp:
    after: int
    go: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `id` is made up (`_` and the line number) where the file gives none; `line` counts from 1."""

    id: str
    line: int
    kind: Kind
    when: Expression | None = None
    media: tuple[Media, ...] = ()
    say: Text | None = None
    ask: Text | None = None  # a question's words; None where the kind is no question
    score: tuple[ScoreRule, ...] = ()
    optional: bool = False
    retry: Retry = field(default_factory=Retry)
    remind: tuple[Reminder, ...] = ()
    give_up: GiveUp | None = None
    go: str | None = None
    end: bool = False


@dataclass(frozen=True, slots=True)
class StartRule:
    default: bool = False
    keywords: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Discount:
    """Whole percent."""

    start: int = 0
    per_answer: int = 0
    max: int = 100


@dataclass(frozen=True, slots=True)
class RewardOffer:
    discount: Discount | None = None
    code: str | None = None  # "KUH-{random}"
    valid: int | None = None  # seconds
    files: tuple[Mapping[str, str], ...] = ()  # each: language -> file name
    usual_price: Text | None = None


@dataclass(frozen=True, slots=True)
class Heat:
    warm: float = 4
    hot: float = 8


@dataclass(frozen=True, slots=True)
class LeadRule:
    needs: tuple[str, ...] = ("name", "contact")  # of name, contact, phone, email, profile


@dataclass(frozen=True, slots=True)
class ChainMessage:
    after: int  # seconds from the end of the talk
    say: Text


@dataclass(frozen=True, slots=True)
class Chain:
    id: str
    steps: tuple[ChainMessage, ...]
    when: Expression | None = None
    hours: tuple[int, int] | None = None  # minutes after midnight
    trigger: str = "finished"  # finished, abandoned, lost, won, contacted, event:NAME
    stop_on: tuple[str, ...] = ("wrote", "won", "lost", "stop")


@dataclass(frozen=True, slots=True)
class Product:
    """One row of a catalogue. `price` as written there; tags in lower case."""

    id: str
    title: str
    price: str = ""
    currency: str = ""
    url: str = ""
    image: str = ""
    tags: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """A loaded script. `version` is 0 until it is published; `called` holds every script that it can call,
    frozen with it; `catalogues` the products by catalogue name; `places` a step's index by its id."""

    id: str
    title: str
    language: str
    languages: tuple[str, ...]
    region: str
    timezone: str
    steps: tuple[Step, ...]
    start: StartRule | None = None
    reward: RewardOffer | None = None
    heat: Heat = Heat()
    lead: LeadRule = LeadRule()
    chains: tuple[Chain, ...] = ()
    version: int = 0
    file: str = ""
    called: Mapping[str, Script] = field(default_factory=dict)
    catalogues: Mapping[str, tuple[Product, ...]] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    remarks: tuple[Fault, ...] = ()  # warnings found while it was loaded; `check` repeats them
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)  # "steps.3.options.0.go" -> line
