"""A talk in hand: a conversation's row and its decoded state, and the talks that this process keeps in memory.

States stay in process and are written through. The row's turn number fences the write: if another node, or an
erasure, was faster, the write finds nothing, the talk is forgotten here and the turn is taken again.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime

from dialogs import State
from dialogs.state import decode, encode
from storage.records import Conversation, SavedConversation

Key = tuple[str, str]  # (channel, address)

FLOOD_MESSAGES = 20
FLOOD_SECONDS = 10


@dataclass(slots=True)
class Talk:
    """`row` is the conversation as it is stored; everything else is how it will be saved by `saved()`."""

    row: Conversation
    state: State | None
    lead_id: int | None
    announced: bool
    blocked: bool
    stopped: bool
    is_test: bool
    first_name: str
    last_name: str
    username: str
    language: str
    language_chosen: bool
    link: str
    extra: dict[str, object]
    recent: str
    last_seen_at: datetime
    encoded: str
    arrivals: deque[datetime] = field(default_factory=deque)
    flooded: bool = False

    @classmethod
    def of(cls, row: Conversation) -> Talk:
        return cls(
            row=row,
            state=decode(row.state) if row.state else None,
            lead_id=row.lead_id,
            announced=row.announced,
            blocked=row.blocked,
            stopped=row.stopped,
            is_test=row.is_test,
            first_name=row.first_name,
            last_name=row.last_name,
            username=row.username,
            language=row.language,
            language_chosen=row.language_chosen,
            link=row.link,
            extra=dict(row.extra),
            recent=row.recent,
            last_seen_at=row.last_seen_at,
            encoded=row.state,
        )

    @property
    def key(self) -> Key:
        return (self.row.channel, self.row.address)

    @property
    def lane(self) -> str:
        return f"{self.row.channel}:{self.row.address}"

    @property
    def status(self) -> str:
        return "none" if self.state is None else self.state.status

    @property
    def open(self) -> bool:
        """A question, a wait or a hand-off is open: a new /start does not begin another talk by itself."""
        return self.status in ("asking", "waiting", "handed_off", "asleep")

    def arrived(self, at: datetime) -> int:
        """Counts this message among those of the last seconds; how many there are."""
        self.arrivals.append(at)
        while (at - self.arrivals[0]).total_seconds() > FLOOD_SECONDS:
            self.arrivals.popleft()
        if len(self.arrivals) <= FLOOD_MESSAGES:
            self.flooded = False
        return len(self.arrivals)

    def saved(self) -> SavedConversation:
        """What is to be written. Encodes the state; call it once a turn."""
        self.encoded = "" if self.state is None else encode(self.state)
        return SavedConversation(
            id=self.row.id,
            turn=self.row.turn,
            state=self.encoded,
            script="" if self.state is None else self.state.script,
            script_version=0 if self.state is None else self.state.version,
            status=self.status,
            question=0 if self.state is None else self.state.question,
            lead_id=self.lead_id,
            announced=self.announced,
            blocked=self.blocked,
            stopped=self.stopped,
            first_name=self.first_name,
            last_name=self.last_name,
            username=self.username,
            language=self.language,
            language_chosen=self.language_chosen,
            link=self.link,
            extra=self.extra,
            is_test=self.is_test,
            manager_id=self.row.manager_id,
            recent=self.recent,
            last_seen_at=self.last_seen_at,
        )


class Talks:
    """The talks kept in memory, the longest unused leave first."""

    def __init__(self, most: int = 50_000) -> None:
        self._most = most
        self._kept: OrderedDict[Key, Talk] = OrderedDict()

    def get(self, key: Key) -> Talk | None:
        talk = self._kept.get(key)
        if talk is not None:
            self._kept.move_to_end(key)
        return talk

    def keep(self, talk: Talk) -> None:
        self._kept[talk.key] = talk
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def forget(self, keys: list[Key] | None = None) -> None:
        """Drops these talks, or all of them: the next turn reads them from the database."""
        if keys is None:
            self._kept.clear()
        else:
            for key in keys:
                self._kept.pop(key, None)
