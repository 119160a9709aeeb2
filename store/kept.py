"""What goes into the store and what became of it: the values of `store.keep`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from domain.listing import Listing, ListingKey
from domain.match import Match
from store.models import Listing as ListingRow
from store.pictures import KeptPicture
from store.records import Json, listing_record, record_digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One listing at the end of its way, ready to be kept.

    Attributes:
        matches: every match of the panel; those below the operating point are no hits, but give a
            hit that faded its new score.
        judged: ids of the rights that were in force on the capture day and took part. A hit of a
            right outside it is not touched: this capture says nothing about it.
        rights_digest: which rights, in which version, judged.
        pictures: the files behind `listing.pictures`, in the same order.
        record, digest: the listing as it is written; made here, outside any transaction.
    """

    listing: Listing
    matches: tuple[Match, ...] = ()
    judged: frozenset[str] = frozenset()
    rights_digest: str = ""
    pictures: tuple[KeptPicture, ...] = ()
    record: Json = field(init=False)
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "record", listing_record(self.listing))
        object.__setattr__(self, "digest", record_digest(self.record))


class Change(StrEnum):
    """What keeping a capture did to its listing."""

    NEW = "new"
    CHANGED = "changed"
    PAST = "past"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What keeping one capture changed: the listing, and ids of hits made and hits changed."""

    key: ListingKey
    change: Change
    hits_new: tuple[str, ...] = ()
    hits_changed: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Settled:
    """A capture with its listing's row, on the way through one transaction.

    `newest`: no capture of this listing is newer, so it may judge hits that exist.
    """

    kept: Kept
    row: ListingRow
    change: Change
    newest: bool
    hits_new: list[str] = field(default_factory=list)
    hits_changed: list[str] = field(default_factory=list)

    def outcome(self) -> Outcome:
        return Outcome(
            key=self.kept.listing.key,
            change=self.change,
            hits_new=tuple(self.hits_new),
            hits_changed=tuple(self.hits_changed),
        )
