"""Where rooms meet: what a matcher, an index and a person's scope promise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from domain.listing import Listing
from domain.match import Match
from domain.rights import Right


class Example(NamedTuple):
    """A pair every matcher brings along: run by the contract suite, shown in the documents."""

    says: str
    right: Right
    listing: Listing
    flagged: bool


class Compiled(Protocol):
    """Rights made ready for one matcher; `digest` says which rights and which rules."""

    @property
    def digest(self) -> str: ...

    def match(self, listings: Sequence[Listing]) -> Sequence[Sequence[Match]]:
        """For each listing its matches, best first, ties by right id."""


class Matcher(Protocol):
    """A way of finding protected rights in listings. Pure: no I/O, no clock, no log."""

    name: str
    examples: Sequence[Example]

    def compile(self, rights: Sequence[Right]) -> Compiled: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose rows a person's request may reach.

    `holders` and `regions` None means all; an empty set means none. Every query a person can
    cause takes one as its mandatory first argument.
    """

    holders: frozenset[str] | None
    regions: frozenset[str] | None = None

    @classmethod
    def everything(cls) -> Scope:
        return cls(holders=None)

    @classmethod
    def nothing(cls) -> Scope:
        return cls(holders=frozenset())


class ReasonDoc(NamedTuple):
    """A reason as indexed: its feature key, its score and both sides' text."""

    feature: str
    score: float
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HitDoc:
    """A hit as the triage index holds it: ids, searchable text, facets and sort keys.

    `price_minor` is in hundredths of the currency's major unit; `revision` grows with every
    change of the hit and is the document's external version.
    """

    id: str
    revision: int
    holder: str
    right: str
    kind: str
    platform: str
    seller: str
    region: str
    status: str
    score: float
    title: str
    text: str
    mark: str
    captured_at: datetime
    price_minor: int | None = None
    currency: str = ""
    reasons: tuple[ReasonDoc, ...] = ()


class Order(StrEnum):
    """What comes first: the riskiest, the longest waiting, or the newest capture; equal ones by id."""

    RISK = "risk"
    OLDEST = "oldest"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class HitQuery:
    """What a person asks of the queue; empty fields do not restrict.

    Scores from `least_score` to `most_score` and prices (hundredths of the listing's own currency, no
    price is in no range) include both ends; captures lie from `captured_from` to before `captured_before`.
    """

    text: str = ""
    right: str = ""
    holder: str = ""
    platform: str = ""
    seller: str = ""
    region: str = ""
    status: str = ""
    kind: str = ""
    least_score: float = 0.0
    most_score: float = 1.0
    least_price_minor: int | None = None
    most_price_minor: int | None = None
    captured_from: datetime | None = None
    captured_before: datetime | None = None
    order: Order = Order.RISK


class Cursor(NamedTuple):
    """Where the next page starts: after this key and id.

    `key` is the score, or for the orders by time the capture in microseconds since 1970 (exact in a
    float until the year 2255).
    """

    key: float
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Ids in the order asked for, with highlights and where the next page starts."""

    ids: tuple[str, ...]
    highlights: Mapping[str, str] = field(default_factory=dict)
    after: Cursor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """For each field asked: value -> number of hits; `capped`: among the riskiest hits only."""

    counts: Mapping[str, Mapping[str, int]]
    capped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkResult:
    """What became of each document of one bulk call.

    Attributes:
        settled: ids now in the index at this revision or a newer one.
        retry: id -> why; keep and send again later.
        poisoned: id -> why; will never be taken as it is.
    """

    settled: frozenset[str]
    retry: Mapping[str, str] = field(default_factory=dict)
    poisoned: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexHealth:
    """Whether the index serves, what it is and how many hits it holds."""

    ok: bool
    kind: str
    detail: str
    documents: int = 0


class HitIndex(Protocol):
    """The triage index. Raises `IndexUnavailable` when it cannot answer."""

    def upsert(self, docs: Sequence[HitDoc]) -> BulkResult:
        """Idempotent by (id, revision): an older revision never replaces a newer one."""

    def delete(self, ids: Sequence[str]) -> BulkResult: ...

    def search(self, scope: Scope, query: HitQuery, *, after: Cursor | None, size: int) -> Page: ...

    def facets(self, scope: Scope, query: HitQuery, fields: Sequence[str]) -> Facets: ...

    def rebuild(self, source: Iterable[HitDoc]) -> int:
        """Fill a new index from `source`, then swap; the number of documents in it."""

    def refresh(self) -> None:
        """Make everything upserted so far visible to search."""

    def health(self) -> IndexHealth: ...
