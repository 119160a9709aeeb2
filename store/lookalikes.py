"""The same picture elsewhere: among the hashes of every picture ever kept, in any of eight orientations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from django.db.models import QuerySet

from matchers.hamming import HammingIndex
from matchers.pdq import BYTES, LEAST_QUALITY, turned_hashes
from store.models import PictureHash as HashRow

# Of 256: what PDQ's makers call a match among millions of pictures; unrelated ones lie near 128.
SAME_BITS = 31
# Parts that stand for a whole picture; halves and quarters would make neighbours of everything.
WHOLE = ("whole", "black", "trim")
SAVED_EVERY = 20_000
AT_ONCE = 5_000
# Rows of transactions that ended in another order than they began are looked for this far back.
LOOKED_BACK = 5_000


class Lookalike(NamedTuple):
    """A picture like another one, and by how many bits of 256 they differ."""

    digest: str
    bits: int


class Lookalikes:
    """An index beside the database: what it lacks is taken from there, and it may be deleted at any time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._index = HammingIndex.open(path)
        except (OSError, ValueError):
            self._index = HammingIndex(BYTES)

    def __len__(self) -> int:
        return len(self._index)

    def refresh(self) -> int:
        """Take in what was kept since; how many hashes."""
        floor = max(0, self._index.last_id - LOOKED_BACK)
        known = self._index.ids_after(floor)
        rows = _comparable().filter(pk__gt=floor).order_by("pk").values_list("pk", "bits")
        before = len(self)
        for batch in _batches((pk, bytes(bits)) for pk, bits in rows.iterator() if pk not in known):
            bits = np.frombuffer(b"".join(one for _pk, one in batch), np.uint8)
            self._index.add(bits.reshape(-1, BYTES), np.array([pk for pk, _bits in batch]))
        added = len(self) - before
        if self._index.added >= SAVED_EVERY:
            self._index.save(self._path)
            self._index = HammingIndex.open(self._path)
        return added

    def near(self, digest: str, *, within: int = SAME_BITS) -> list[Lookalike]:
        """Other pictures that look like this kept one, nearest first, ties by digest."""
        hashes = [bytes(row.bits) for row in _comparable().filter(picture_id=digest)]
        if not hashes:
            return []
        queries = np.concatenate([turned_hashes(bits) for bits in hashes])
        nearest: dict[int, int] = {}
        for near in (one for found in self._index.near(queries, within=within) for one in found):
            nearest[near.id] = min(near.bits, nearest.get(near.id, near.bits))
        return _pictures(nearest, digest)


def _pictures(nearest: dict[int, int], but: str) -> list[Lookalike]:
    best: dict[str, int] = {}
    rows = HashRow.objects.filter(pk__in=nearest).exclude(picture_id=but)
    for pk, digest in rows.values_list("pk", "picture_id"):
        best[digest] = min(nearest[pk], best.get(digest, nearest[pk]))
    return sorted(map(Lookalike._make, best.items()), key=lambda one: (one.bits, one.digest))


def _comparable() -> QuerySet[HashRow]:
    return HashRow.objects.filter(kind="pdq", crop__in=WHOLE, quality__gte=LEAST_QUALITY)


def _batches(rows: Iterator[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    batch: list[tuple[int, bytes]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
