"""The frozen rows that go into storage and come out of it. Times are aware UTC datetimes, ids are ints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dialogs.leads import Answer, Contact, Reward, ScoreReason, Source

# Conversations and persons --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewConversation:
    """A chat that nobody knows yet. `at` is when it was first heard of."""

    channel: str
    address: str
    at: datetime
    first_name: str = ""
    last_name: str = ""
    username: str = ""
    language: str = ""
    link: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conversation:
    """One chat of one channel. `turn` is the number that `save` must carry; `state` the engine's JSON, "" for none.

    status: none (before the first talk), asking, waiting, handed_off, asleep, finished. `stopped`: unsubscribed.
    `extra`: what the platform told of its client. `recent`: the flood counter's small JSON.
    `lead_status` is the status of `lead_id`, "" without a lead.
    """

    id: int
    person_id: int
    channel: str
    address: str
    turn: int
    state: str
    script: str
    script_version: int
    status: str
    question: int
    lead_id: int | None
    announced: bool
    blocked: bool
    stopped: bool
    first_name: str
    last_name: str
    username: str
    language: str
    language_chosen: bool
    link: str
    extra: Mapping[str, Any]
    is_test: bool
    manager_id: int | None
    lead_status: str
    recent: str
    created_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class SavedConversation:
    """What a turn leaves behind. `turn` is the number that was read: the row is written only if it still holds it."""

    id: int
    turn: int
    state: str
    script: str
    script_version: int
    status: str
    question: int
    lead_id: int | None
    announced: bool
    blocked: bool
    stopped: bool
    first_name: str
    last_name: str
    username: str
    language: str
    language_chosen: bool
    link: str
    extra: Mapping[str, Any]
    is_test: bool
    manager_id: int | None
    recent: str
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known of a person from all talks. `consents` are (document, version, purpose), given and standing."""

    id: int
    name: str | None = None
    contacts: tuple[Contact, ...] = ()
    consents: tuple[tuple[str, str, str], ...] = ()
    rewards: Mapping[str, Reward] = field(default_factory=dict)  # by script id
    splits: Mapping[str, str] = field(default_factory=dict)  # by "script.variable"
    language: str = ""
    ads_consent: bool = False


@dataclass(frozen=True, slots=True)
class NewConsent:
    """An answer to a consent question, kept with its words."""

    person_id: int
    purpose: str
    document: str
    version: str
    given: bool
    text: str
    at: datetime
    channel: str = ""
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent question's answer. `withdrawn_at`: from when a yes no longer stands."""

    purpose: str
    document: str
    version: str
    given: bool
    text: str
    at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewReward:
    """`code` may be None: a discount without a code. `discount` in whole percent."""

    person_id: int
    script: str
    code: str | None
    discount: int | None
    valid_until: datetime | None
    at: datetime
    lead_id: int | None = None


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What a code is worth. state: valid, used (`when`, `by`), expired (`when` it did), unknown.

    After `redeem`, valid means: it was valid and is used by this very call.
    """

    state: str
    when: datetime | None = None
    by: str = ""
    discount: int | None = None
    lead_id: int | None = None


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """Something that came in. who: prospect or staff. `data` is small JSON, "" for none."""

    conversation_id: int
    at: datetime
    who: str
    text: str
    data: str = ""
    id: int = 0


# Outbox and timers ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A row for the outbox. `cls`: 0 answer to a press, 1 reply, 2 reminder, 3 broadcast. `body` is JSON.

    `dedupe`, when given, is unique: a second letter with it is not stored.
    """

    lane: str
    cls: int
    channel: str
    address: str
    body: str
    available_at: datetime
    created_at: datetime
    conversation_id: int | None = None
    lead_id: int | None = None
    question: int = 0
    expires_at: datetime | None = None
    dedupe: str | None = None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """state: waiting, later (not before `available_at`), sending (under lease), sent, dead, stale, gone.

    `random_id` is VK's idempotency key; `tries` counts the tries before this one.
    """

    id: int
    lane: str
    cls: int
    channel: str
    address: str
    body: str
    conversation_id: int | None
    lead_id: int | None
    question: int
    available_at: datetime
    expires_at: datetime | None
    created_at: datetime
    random_id: int
    tries: int
    state: str
    message_id: str
    reason: str
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewTimer:
    """Wakes a talk or a lead. Due at `due_at`, or `delay_ms` after the outbox row `outbox_id` was delivered,
    or both None: it waits for somebody to set it."""

    kind: str
    conversation_id: int | None = None
    lead_id: int | None = None
    question: int = 0
    idx: int = 0
    name: str = ""
    due_at: datetime | None = None
    delay_ms: int | None = None
    outbox_id: int | None = None
    payload: str = ""


@dataclass(frozen=True, slots=True)
class TimerRow:
    id: int
    kind: str
    conversation_id: int | None
    lead_id: int | None
    question: int
    idx: int
    name: str
    due_at: datetime | None
    delay_ms: int | None
    outbox_id: int | None
    payload: str


# Leads ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewLead:
    """A record of a talk: a visitor until `is_lead`. `id` comes from `tx.ids("leads", n)`.

    `created_at` is None for a visitor: it is the moment in which the record first is a lead.
    """

    id: int
    person_id: int
    conversation_id: int
    script: str
    script_version: int
    started_at: datetime
    channel: str
    channel_kind: str
    address: str
    created_at: datetime | None = None
    is_lead: bool = False
    name: str | None = None
    contacts: tuple[Contact, ...] = ()
    profiles: tuple[str, ...] = ()
    kind: str = "question"
    contact_type: str = "registration"
    verification: str = "none"
    status: str = "new"
    temperature: str = "cold"
    score: float = 0
    reasons: tuple[ScoreReason, ...] = ()
    tags: tuple[str, ...] = ()
    source: Source = field(default_factory=Source)
    reward: Reward = field(default_factory=Reward)
    product: str | None = None
    call_time: str | None = None
    is_test: bool = False


@dataclass(frozen=True, slots=True)
class LeadUpdate:
    """What the talk now makes of a record. `at` becomes `created_at` when it is a lead for the first time.

    None leaves `script`, `script_version`, `profiles`, `kind` and `source` (the last one) as they are. `is_lead` never
    goes back to false: what was listed stays listed.
    """

    id: int
    at: datetime
    is_lead: bool
    name: str | None
    contacts: tuple[Contact, ...]
    contact_type: str
    verification: str
    temperature: str
    score: float
    reasons: tuple[ScoreReason, ...]
    tags: tuple[str, ...]
    reward: Reward
    product: str | None = None
    call_time: str | None = None
    is_test: bool = False
    script: str | None = None
    script_version: int | None = None
    profiles: tuple[str, ...] | None = None
    kind: str | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class LeadRow:
    """Everything that the API's lead JSON says. `source` is the first one, `last_source` the newest."""

    id: int
    person_id: int | None
    conversation_id: int | None
    created_at: datetime | None
    started_at: datetime
    name: str | None
    contacts: tuple[Contact, ...]
    profiles: tuple[str, ...]
    kind: str
    contact_type: str
    verification: str
    status: str
    temperature: str
    score: float
    reasons: tuple[ScoreReason, ...]
    script: str
    script_version: int
    answers: Mapping[str, Answer]
    source: Source
    last_source: Source
    reward: Reward
    product: str | None
    consents: tuple[Consent, ...]
    channel: str
    channel_kind: str
    address: str
    manager_id: int | None
    manager_name: str
    is_test: bool
    is_lead: bool
    call_time: str | None
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeadFilters:
    """Each tuple means "one of"; empty means all. `since`: created at or after."""

    status: tuple[str, ...] = ()
    temperature: tuple[str, ...] = ()
    script: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """`value` is JSON, as expressions see it; `text` as a person reads it."""

    lead_id: int
    step: str
    value: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """Who has the lead now. `won` is true when this very call took it (or it was the same person's before)."""

    won: bool
    staff_id: int | None
    staff_name: str


@dataclass(frozen=True, slots=True)
class LeadChange:
    """One act on a lead: a status, or a take, with who did it and why."""

    lead_id: int
    at: datetime
    old: str
    new: str
    staff_id: int | None
    staff_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A message that told managers of a lead; `message_id` is "" until it was delivered."""

    lead_id: int
    outbox_id: int
    channel: str
    address: str
    message_id: str


# The rest -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ScriptRow:
    """A published version. `files`: catalogues and called scripts' sources by name."""

    id: str
    version: int
    source: str
    files: Mapping[str, str]
    digest: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Staff:
    """role: manager, admin. `accounts` are (channel, sender)."""

    id: int
    name: str
    role: str
    accounts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    subject: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an erasure took away: how many rows of what. It holds nothing of the person."""

    counts: Mapping[str, int]
