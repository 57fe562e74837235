"""Every table, on one page. Times are BIGINT milliseconds since the epoch, JSON is TEXT, on both databases.

Ids that leave the database come from `counters` (SQLite) or sequences (PostgreSQL), never from a rowid: they are
never used again. Tables whose rows nobody names have an id of the database's own.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, MetaData, Sequence, Table, Text

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

COUNTED = ("persons", "conversations", "leads", "outbox", "timers", "staff")  # names that `Transaction.ids` knows
SEQUENCES = tuple(Sequence(f"{name}_ids", metadata=metadata, data_type=BigInteger) for name in COUNTED)


def _key() -> Column[int]:
    """A primary key that may be SQLite's rowid: only the very type INTEGER is."""
    return Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)


def _own_key() -> Column[int]:
    return Column("id", BigInteger().with_variant(Integer, "sqlite"), sa.Identity(), primary_key=True)


def _text(name: str, default: str | None = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=sa.text("false"))


def _number(name: str, default: str | None = None) -> Column[int]:
    return Column(name, BigInteger, nullable=False, server_default=default)


def _maybe(name: str) -> Column[int]:
    return Column(name, BigInteger)


counters = Table(  # on SQLite only
    "counters", metadata, Column("name", Text, primary_key=True), _number("value"), sqlite_with_rowid=False
)
settings = Table("settings", metadata, Column("key", Text, primary_key=True), _text("value"), sqlite_with_rowid=False)
revisions = Table(
    "revisions", metadata, Column("topic", Text, primary_key=True), _number("value"), sqlite_with_rowid=False
)
channels = Table(
    "channels", metadata,
    Column("name", Text, primary_key=True), Column("cursor", Text), _text("node"), _number("lease_until", "0"),
)  # fmt: skip

inbox = Table(  # keys of events that were taken, for deduplication
    "inbox", metadata,
    Column("channel", Text, primary_key=True), Column("event_id", Text, primary_key=True), _number("at"),
    Index("inbox_at", "at"),
    sqlite_with_rowid=False,
)  # fmt: skip
poisoned = Table(  # events that could not be handled
    "poisoned", metadata,
    _own_key(), _text("channel"), _text("event_id"), _text("reason"), _text("raw"), _number("at"),
    sqlite_autoincrement=True,
)  # fmt: skip

persons = Table("persons", metadata, _key(), Column("name", Text), _number("created_at"))
contacts = Table(
    "contacts", metadata,
    Column("person_id", BigInteger, ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", Text, primary_key=True), Column("value", Text, primary_key=True),
    _text("verification"), _number("at"),
    Index("contacts_value", "value"),
)  # fmt: skip
splits = Table(
    "splits", metadata,
    Column("person_id", BigInteger, ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True),
    Column("name", Text, primary_key=True), _text("value"),
)  # fmt: skip
consents = Table(
    "consents", metadata,
    _own_key(),
    Column("person_id", BigInteger, ForeignKey("persons.id", ondelete="CASCADE"), nullable=False),
    _text("purpose"), _text("document"), _text("version"), _flag("given"), _text("text"), _number("at"),
    _text("channel"), _text("message_id"), _maybe("withdrawn_at"),
    Index("consents_person", "person_id"),
    sqlite_autoincrement=True,
)  # fmt: skip
rewards = Table(  # an erased person's codes stay, so that they remain single use
    "rewards", metadata,
    _own_key(), _maybe("person_id"), _maybe("lead_id"), _text("script"), Column("code", Text),
    Column("code_key", Text),  # the code as it is compared: no spaces, no case
    Column("discount", Integer), _maybe("valid_until"), _number("at"), _maybe("used_at"), _text("used_by"),
    Index("rewards_code", "code_key", unique=True), Index("rewards_person", "person_id", "script", unique=True),
    sqlite_autoincrement=True,
)  # fmt: skip

conversations = Table(
    "conversations", metadata,
    _key(),
    Column("person_id", BigInteger, ForeignKey("persons.id"), nullable=False),
    _text("channel"), _text("address"), _number("turn", "0"), _text("state"), _text("script"),
    Column("script_version", Integer, nullable=False, server_default="0"), _text("status", "none"),
    Column("question", Integer, nullable=False, server_default="0"), _maybe("lead_id"),
    _flag("announced"), _flag("blocked"), _flag("stopped"),
    _text("first_name"), _text("last_name"), _text("username"), _text("language"), _flag("language_chosen"),
    _text("link"), _text("extra", "{}"), _flag("is_test"), _maybe("manager_id"), _text("recent"),
    _number("created_at"), _number("last_seen_at"),
    Index("conversations_address", "channel", "address", unique=True),
    Index("conversations_person", "person_id"),
    Index("conversations_asking", "last_seen_at", sqlite_where=sa.text("status = 'asking'"),
          postgresql_where=sa.text("status = 'asking'")),
)  # fmt: skip
history = Table(  # what came in, for the timeline; what went out is the outbox
    "history", metadata,
    _own_key(),
    Column("conversation_id", BigInteger, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    _number("at"), _text("who"), _text("text"), _text("data"),
    Index("history_conversation", "conversation_id"),
    sqlite_autoincrement=True,
)  # fmt: skip

leads = Table(  # visitors too: `is_lead` tells them apart. An erased one keeps what counts, and nothing of the person
    "leads", metadata,
    _key(), _maybe("person_id"), _maybe("conversation_id"), _maybe("created_at"), _number("started_at"),
    _flag("is_lead"), Column("name", Text), _text("contacts", "[]"), _text("profiles", "[]"), _text("kind"),
    _text("contact_type"), _text("verification"), _text("status", "new"), _text("temperature"),
    Column("score", Float, nullable=False, server_default="0"), _text("reasons", "[]"), _text("tags", "[]"),
    _text("script"), Column("script_version", Integer, nullable=False), _text("source", "{}"),
    _text("last_source", "{}"), _text("reward", "{}"), Column("product", Text), Column("call_time", Text),
    _text("channel"), _text("channel_kind"), _text("address"),
    Column("manager_id", BigInteger, ForeignKey("staff.id")),
    _flag("is_test"), _text("search"), _maybe("erased_at"),
    Index("leads_created", "created_at", "id", sqlite_where=sa.text("is_lead"), postgresql_where=sa.text("is_lead")),
    Index("leads_person", "person_id"), Index("leads_conversation", "conversation_id"),
)  # fmt: skip
answers = Table(
    "answers", metadata,
    Column("lead_id", BigInteger, ForeignKey("leads.id", ondelete="CASCADE"), primary_key=True),
    Column("step", Text, primary_key=True), _text("value"), _text("text"), _number("at"),
    sqlite_with_rowid=False,
)  # fmt: skip
bookings = Table(  # hours that were chosen where a script offers only so many places
    "bookings", metadata,
    Column("script", Text, primary_key=True), Column("step", Text, primary_key=True),
    Column("lead_id", BigInteger, ForeignKey("leads.id", ondelete="CASCADE"), primary_key=True), _text("moment"),
    sqlite_with_rowid=False,
)  # fmt: skip
lead_changes = Table(
    "lead_changes", metadata,
    _own_key(),
    Column("lead_id", BigInteger, ForeignKey("leads.id", ondelete="CASCADE"), nullable=False),
    _number("at"), _text("old"), _text("new"), _maybe("staff_id"), _text("reason"),
    Index("lead_changes_lead", "lead_id"),
    sqlite_autoincrement=True,
)  # fmt: skip
notices = Table(  # messages to managers about a lead
    "notices", metadata,
    Column("outbox_id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    _number("lead_id"), _text("channel"), _text("address"), _text("message_id"),
    Index("notices_lead", "lead_id"), Index("notices_message", "channel", "address", "message_id"),
)  # fmt: skip

_WAITING = sa.text("state = 'waiting'")
_LATER = sa.text("state = 'later'")
_SENDING = sa.text("state = 'sending'")
_OPEN = sa.text("settled_at IS NULL")
outbox = Table(
    "outbox", metadata,
    _key(), _text("lane"), Column("cls", Integer, nullable=False), _text("channel"), _text("address"), _text("body"),
    _maybe("conversation_id"), _maybe("lead_id"), Column("question", Integer, nullable=False, server_default="0"),
    _number("available_at"), _maybe("expires_at"), _number("created_at"), _number("random_id"),
    Column("tries", Integer, nullable=False, server_default="0"), _text("state", "waiting"), _text("message_id"),
    _text("reason"), _maybe("settled_at"), _text("node"), _maybe("lease_until"), Column("dedupe", Text),
    # what `claim` walks: rows that may go now, oldest first, and the open rows of a lane to tell its head
    Index("outbox_waiting", "channel", "cls", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    Index("outbox_later", "channel", "available_at", sqlite_where=_LATER, postgresql_where=_LATER),
    Index("outbox_open", "channel", "lane", "cls", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    # the database itself keeps a lane from having two letters under way
    Index("outbox_sending", "channel", "lane", unique=True, sqlite_where=_SENDING, postgresql_where=_SENDING),
    Index("outbox_dedupe", "dedupe", unique=True, sqlite_where=sa.text("dedupe IS NOT NULL"),
          postgresql_where=sa.text("dedupe IS NOT NULL")),
    Index("outbox_lane", "lane", "id"),
    Index("outbox_conversation", "conversation_id", "id", sqlite_where=sa.text("conversation_id IS NOT NULL"),
          postgresql_where=sa.text("conversation_id IS NOT NULL")),
    Index("outbox_lead", "lead_id", sqlite_where=sa.text("lead_id IS NOT NULL"),
          postgresql_where=sa.text("lead_id IS NOT NULL")),
)  # fmt: skip
timers = Table(
    "timers", metadata,
    _key(), _text("kind"), _maybe("conversation_id"), _maybe("lead_id"),
    Column("question", Integer, nullable=False, server_default="0"),
    Column("idx", Integer, nullable=False, server_default="0"), _text("name"),
    _maybe("due_at"), _maybe("delay_ms"), _maybe("outbox_id"), _text("payload"),
    Index("timers_due", "due_at", sqlite_where=sa.text("due_at IS NOT NULL"),
          postgresql_where=sa.text("due_at IS NOT NULL")),
    Index("timers_conversation", "conversation_id"),
    Index("timers_lead", "lead_id", sqlite_where=sa.text("lead_id IS NOT NULL"),
          postgresql_where=sa.text("lead_id IS NOT NULL")),
    Index("timers_outbox", "outbox_id", sqlite_where=sa.text("due_at IS NULL"),
          postgresql_where=sa.text("due_at IS NULL")),
)  # fmt: skip

scripts = Table(
    "scripts", metadata,
    Column("id", Text, primary_key=True), Column("version", Integer, primary_key=True, autoincrement=False),
    _text("source"), _text("files", "{}"), _text("digest"), _text("note"), _number("at"),
)  # fmt: skip
staff = Table("staff", metadata, _key(), _text("name"), _text("role"), _number("created_at"), _maybe("dismissed_at"))
staff_accounts = Table(
    "staff_accounts", metadata,
    Column("channel", Text, primary_key=True), Column("sender", Text, primary_key=True),
    Column("staff_id", BigInteger, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False),
    Index("staff_accounts_staff", "staff_id"),
)  # fmt: skip
tokens = Table(  # one-time tokens and sessions; only a SHA-256 is kept
    "tokens", metadata,
    Column("kind", Text, primary_key=True), Column("digest", Text, primary_key=True),
    _text("subject"), _number("created_at"), _number("expires_at"),
    Index("tokens_expires", "expires_at"),
)  # fmt: skip
