"""The planted market judged as sweeps judge listings, and what came of it in numbers."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.market_plant import MOMENTS, ZONE, Planted, Planter, false_friends
from bench.market_register import registered
from domain.listing import Listing
from domain.match import OPERATING_POINT, Match
from matchers.panel import compile_panel


@dataclass(slots=True)
class Tally:
    """What became of one half of the market.

    Attributes:
        kinds: by kind of case: planted, flagged, and (true hits) with the right law.
        wrong: a line for everything that went wrong.
        cpu_s: processor seconds of matching.
    """

    kinds: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    wrong: list[str] = field(default_factory=list)
    cpu_s: float = 0.0

    def share(self, over: str, under: str) -> float:
        whole = sum(one[under] for one in self.kinds.values())
        return sum(one[over] for one in self.kinds.values()) / whole if whole else 0.0


def judged(half: str) -> Tally:
    """One half of the wordings, the false friends with the test half."""
    rights, rules = registered()
    panel = compile_panel(rights, zone=ZONE, rules=rules)
    planted = Planter(half).market()
    if half == "test":
        planted += _friends()
    tally = Tally()
    begun = time.process_time()
    found = panel.match([one.listing for one in planted])
    tally.cpu_s = time.process_time() - begun
    for one, matches in zip(planted, found, strict=True):
        _count(tally, one, [match for match in matches if match.score >= OPERATING_POINT])
    return tally


def _friends() -> list[Planted]:
    made = []
    for number, (kind, title) in enumerate(false_friends()):
        at = MOMENTS[number % len(MOMENTS)]
        listing = Listing(platform="market", id=f"friend-{number}", title=title, captured_at=at)
        made.append(Planted(listing=listing, kind=f"false friend: {kind}"))
    return made


def _count(tally: Tally, one: Planted, hits: Sequence[Match]) -> None:
    counts = tally.kinds[one.kind]
    if one.law is None:
        counts["honest"] += 1
        counts["honest flagged"] += bool(hits)
        if hits:
            tally.wrong.append(f"flagged  {one.kind}: {one.listing.title} -> {_told(hits[0])}")
        return
    counts["true"] += 1
    hit = next((match for match in hits if match.right_id == one.right), None)
    if hit is None:
        tally.wrong.append(f"missed   {one.kind}: {one.listing.title} ({one.right})")
        return
    counts["true found"] += 1
    lead = hit.grounds[0] if hit.grounds else None
    right_law = lead is not None and (lead.basis, lead.version) == (one.law.basis, one.law.version)
    if lead is not None and right_law and lead.zh.endswith(f"》{one.law.article}"):
        counts["right law"] += 1
        return
    day = one.listing.captured_at.date()
    tally.wrong.append(f"law      {one.kind}: {one.right} on {day}: {lead and lead.zh}, expected {one.law}")


def _told(match: Match) -> str:
    reasons = ", ".join(reason.feature for reason in match.reasons)
    return f"{match.right_id} {match.score} ({reasons})"
