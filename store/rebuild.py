"""The triage index made anew from the truth, while everybody goes on reading and deciding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.ports import HitDoc, HitIndex
from store.documents import all_hit_docs
from store.models import Hit
from store.owed import owe

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """How many documents the new index holds, and how many hits changed while it was filled."""

    documents: int
    owed_again: int


def rebuild_index(index: HitIndex, *, now: datetime) -> Rebuilt:
    """Fill a new index from SQL and swap it in; owe it what changed meanwhile.

    Until the swap a drainer writes into the old index, so afterwards every hit's revision is compared
    with the one that was sent: by revision and not by time, since clocks and transactions do not agree.

    Raises:
        IndexUnavailable: the old index still serves.
    """
    sent: dict[str, int] = {}
    documents = index.rebuild(_noting(all_hit_docs(), sent))
    owed_again = 0
    for hits in _moved_since(sent):
        owe(hits, now=now)
        owed_again += len(hits)
    if sent:
        index.delete(list(sent))
    return Rebuilt(documents=documents, owed_again=owed_again)


def _noting(docs: Iterable[HitDoc], sent: dict[str, int]) -> Iterator[HitDoc]:
    for doc in docs:
        sent[doc.id] = doc.revision
        yield doc


def _moved_since(sent: dict[str, int]) -> Iterator[list[Hit]]:
    """Hits whose revision is not the one sent, in batches; what remains in `sent` is gone from the truth."""
    last = ""
    while rows := list(Hit.objects.filter(pk__gt=last).order_by("pk").only("pk", "revision")[:BATCH]):
        moved = [hit for hit in rows if sent.pop(hit.pk, None) != hit.revision]
        if moved:
            yield moved
        last = rows[-1].pk
