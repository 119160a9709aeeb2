"""An index that fails the ways a server fails, and counts how often it did."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence

from domain.errors import IndexUnavailable
from domain.ports import BulkResult, HitDoc, HitIndex

FAULTS = ("refused", "partial", "dropped")


class Faulty:
    """Only writing is tried; `share` of the calls fail, one way after the other as `rng` has it.

    * refused: nothing is taken and the call fails, as with 429, 503 or no server;
    * partial: some documents are taken, the rest is told to come again;
    * dropped: everything is taken, and the answer is lost.
    """

    def __init__(
        self, index: HitIndex, rng: random.Random, *, share: float = 0.5, told: Callable[[str], None] = print
    ) -> None:
        self._index, self._rng, self._share, self._told = index, rng, share, told
        self.fired: Counter[str] = Counter()

    def upsert(self, docs: Sequence[HitDoc]) -> BulkResult:
        if self._rng.random() >= self._share:
            return self._index.upsert(docs)
        fault = self._rng.choice(FAULTS)
        self.fired[fault] += 1
        self._told(fault)
        if fault == "refused":
            raise IndexUnavailable("injected 503")
        if fault == "dropped":
            self._index.upsert(docs)
            raise IndexUnavailable("injected: applied, then the answer was lost")
        kept = [doc for doc in docs if self._rng.random() < 0.5]
        result = self._index.upsert(kept)
        late = {doc.id: "injected 429" for doc in docs if doc.id not in result.settled}
        return BulkResult(settled=result.settled, retry=late)
