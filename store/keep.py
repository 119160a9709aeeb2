"""Keeping a batch of captures: listing, versions, pictures, hits, audit, outbox; one transaction.

The rules, so that keeping twice is keeping once and no order of arrival loses anything:

* A **version** is appended when the capture says something else than the version in force at its
  moment. Versions are numbered in the order of keeping, not of capture.
* The **listing's row** shows the newest capture. An older one (an import) goes into the history
  only, and pulls `first_seen_at` back.
* A **hit** is made by any capture, also an old one: what matters is what was in force on *its*
  day. Its `captured_at` is the capture its evidence rests on.
* An existing hit is **judged again by the newest capture only**, and only if its right was in force
  that day and took part (`Kept.judged`): a special sign that has lapsed since takes nothing back.
  Equal score and equal matches change nothing.
* A hit whose right was judged and **no longer matches** stays, with its status, its capture date and
  its reasons, which hold for the version of that date; its score falls to what the panel now says (0
  if nothing), and a first reason `no_longer_matches` says what it was and when that ended. A person
  closes it, not a change of title.
* A **decided** hit keeps its status whatever happens to its evidence; the decision holds a copy of
  the evidence it was made on (`store.decisions`).
* When a listing's shown state changes, **all** its hits get a new revision, because their index
  documents show that state.
* Every new revision is owed to the index in the same transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction

from domain.listing import ListingKey
from store.claims import judge
from store.kept import Change, Kept, Outcome
from store.states import settle
from store.sweeps import add_counts

__all__ = ["Change", "Kept", "Outcome", "keep_batch"]


@transaction.atomic
def keep_batch(sweep_id: int, kept: Sequence[Kept], now: datetime) -> Sequence[Outcome]:
    """Keep these captures and count them on the sweep; outcomes in the order given."""
    outcomes: list[Outcome] = [None] * len(kept)  # type: ignore[list-item]  # filled just below
    for places in _rounds(kept):
        settled = settle([kept[place] for place in places], sweep_id=sweep_id, now=now)
        judge(settled, actor=f"sweep:{sweep_id}", now=now)
        for place, one in zip(places, settled, strict=True):
            outcomes[place] = one.outcome()
    add_counts(sweep_id, _counts(outcomes))
    return outcomes


def _rounds(kept: Sequence[Kept]) -> Iterator[list[int]]:
    """Places in the batch, split so that no listing comes twice in one round."""
    seen: Counter[ListingKey] = Counter()
    rounds: dict[int, list[int]] = {}
    for place, one in enumerate(kept):
        rounds.setdefault(seen[one.listing.key], []).append(place)
        seen[one.listing.key] += 1
    yield from (rounds[number] for number in sorted(rounds))


def _counts(outcomes: Sequence[Outcome]) -> Counter[str]:
    counts: Counter[str] = Counter(listings=len(outcomes))
    for outcome in outcomes:
        counts["unchanged" if outcome.change is Change.UNCHANGED else "kept"] += 1
        counts["hits"] += len(outcome.hits_new)
        counts["hits_changed"] += len(outcome.hits_changed)
    return +counts
