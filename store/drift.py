"""Whether a platform's pages still are what its file was written for: this sweep against the ones before."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Sweeps looked back at; their median moves with the platform and not with one odd day.
WINDOW = 14
# With fewer sweeps, or fewer listings read, only a plain loss is told from chance: 20 points are 6 of 30.
LEAST_SWEEPS, LEAST_READ = 3, 30
# Twenty points, a half: what the collection notes of other crawls alert at (spidermon's field coverage
# rules are set by hand in the same range); held by thirty simulated normal sweeps in the tests.
POINTS = 0.20
COUNT_SHARE = 0.50
# How far chance moves a share, in standard deviations: beyond five, once in some three million looks. Of 600
# simulated sweeps of sixty listings two gave a false alert at 4.5.
SIGMAS = 5.0
# A field that nearly every listing had and nearly none has now: of ten, by chance once in 10^9.
LOST, FEW_READ = 0.90, 10
LAYER = "layer/"


@dataclass(frozen=True, slots=True)
class Drift:
    """One thing that is not as before: `kind` is `field`, `layer`, `count` or `flaws`."""

    kind: str
    name: str
    now: float
    usual: float

    @property
    def key(self) -> str:
        return f"{self.kind} {self.name}".strip()


def drifts(now: Mapping[str, Any], before: Sequence[Mapping[str, Any]], *, whole: bool) -> Iterator[Drift]:
    """What has moved in the counts of a sweep, against those of the sweeps before it, newest first.

    Args:
        whole: whether this sweep looked at the whole platform, so that its count means something.
    """
    past = list(before[:WINDOW])
    yield from _flawed(now, past)
    yield from _fields(now, past)
    if whole and len(past) >= LEAST_SWEEPS:
        yield from _count(now, past)


def _flawed(now: Mapping[str, Any], past: Sequence[Mapping[str, Any]]) -> Iterator[Drift]:
    """Listings that lack what their file requires: too many are so also in a platform's first sweep."""
    flaws, read = int(now.get("layout_changed", 0)), _total(now)
    usual = statistics.median([_flaws(counts) for counts in past if _total(counts) >= FEW_READ] or [0.0])
    if read and _moved(flaws / read - usual, usual, read, LEAST_SWEEPS):
        yield Drift("flaws", "", flaws / read, usual)


def _fields(now: Mapping[str, Any], past: Sequence[Mapping[str, Any]]) -> Iterator[Drift]:
    read = int(now.get("read", 0))
    usable = [counts for counts in past if int(counts.get("read", 0)) >= FEW_READ]
    if not usable or not read:
        return
    for kind, share in (("field", _fills), ("layer", _layers)):
        before = [share(counts) for counts in usable]
        present = share(now)
        for name in sorted({name for shares in before for name in shares}):
            usual = statistics.median(shares.get(name, 0.0) for shares in before)
            if _moved(usual - present.get(name, 0.0), usual, read, len(usable)):
                yield Drift(kind, name, present.get(name, 0.0), usual)


def _moved(by: float, usual: float, read: int, sweeps: int) -> bool:
    """Whether a share moved `by` more than chance moves it, among so many listings, after so many sweeps."""
    if by >= LOST and read >= FEW_READ:
        return True
    # The median of n sweeps has pi/2n of their variance itself (its asymptotic efficiency of 2/pi).
    by_chance = SIGMAS * math.sqrt(usual * (1 - usual) / read * (1 + math.pi / (2 * sweeps)))
    return by >= max(POINTS, by_chance) and read >= LEAST_READ and sweeps >= LEAST_SWEEPS


def _count(now: Mapping[str, Any], past: Sequence[Mapping[str, Any]]) -> Iterator[Drift]:
    found = int(now.get("listings", 0))
    usual = statistics.median(int(counts.get("listings", 0)) for counts in past)
    if abs(found - usual) > COUNT_SHARE * usual:
        yield Drift("count", "", found, usual)


def _total(counts: Mapping[str, Any]) -> int:
    """Listings looked at, those included whose pages said that they have not changed."""
    return max(
        int(counts.get("listings", 0)), int(counts.get("read", 0)) + int(counts.get("layout_changed", 0))
    )


def _flaws(counts: Mapping[str, Any]) -> float:
    return int(counts.get("layout_changed", 0)) / _total(counts)


def _fills(counts: Mapping[str, Any]) -> dict[str, float]:
    """Share of listings read that had the field, from whatever layer."""
    filled: Counter[str] = Counter()
    for key, number in counts.items():
        if key.startswith(LAYER):
            filled[key.split("/")[1]] += int(number)
    return _shares(filled, counts)


def _layers(counts: Mapping[str, Any]) -> dict[str, float]:
    """Share of listings read whose field came from the layer."""
    return _shares({key[len(LAYER) :]: int(n) for key, n in counts.items() if key.startswith(LAYER)}, counts)


def _shares(numbers: Mapping[str, int], counts: Mapping[str, Any]) -> dict[str, float]:
    read = int(counts.get("read", 0))
    return {name: min(number / read, 1.0) for name, number in numbers.items()} if read else {}
