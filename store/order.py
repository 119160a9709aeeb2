"""The order of hits as one whole number each, the same in every index.

An index that files its hits under this number reads the riskiest first without sorting, however many
there are, and the next page starts at a number.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from domain.ports import Cursor, Order

# 20 bits hold the risk in millionths, 43 the beginning of the id: 63 together, SQLite's largest rowid.
# Two of a million hits of one risk share those 43 bits once in eighteen such collections; then the one
# that was written first comes first (embedded) or the smaller id (Elasticsearch).
_MILLIONTHS = 1_000_000
ID_BITS = 43
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def rank(score: float, hit_id: str) -> int:
    """Ascending by this number is descending by risk, then ascending by id."""
    return (_MILLIONTHS - _risk(score)) << ID_BITS | int(hit_id[:11], 16) >> 44 - ID_BITS


def ranks_from(score: float) -> int:
    """All hits of this risk or more have a smaller number than this."""
    return (_MILLIONTHS - _risk(score) + 1) << ID_BITS


def _risk(score: float) -> int:
    return round(min(1.0, max(0.0, score)) * _MILLIONTHS)


def microseconds(at: datetime) -> int:
    """A moment in whole microseconds since 1970."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def moment(us: float) -> datetime:
    """The moment of so many microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=int(us))


def place_of(order: Order, *, score: float, captured_at: datetime, hit_id: str) -> Cursor:
    """Where a hit stands in an order."""
    return Cursor(score if order is Order.RISK else float(microseconds(captured_at)), hit_id)
