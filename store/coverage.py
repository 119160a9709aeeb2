"""What a sweep looked at, what it did not and why, and how much it may have missed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from store.models import Listing, Sweep

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Why a page was not looked at, by the word in the account; the first that fits holds.
_WHY: tuple[tuple[str, str], ...] = (
    ("refused by robots*", "robots"), ("robots *", "robots"), ("off_site", "off_site"),
    ("refused_*", "blocked"), ("limit", "limit"), ("too_deep", "depth"), ("nothing_new", "depth"),
    ("*", "errors"),
)  # fmt: skip
# Normal quantile of a two-sided interval of 95 %.
Z95 = 1.959964


_WORDS: dict[str, StrOrPromise] = {
    "robots": _("robots.txt forbids them or could not be had"),
    "off_site": _("on other sites"),
    "blocked": _("the platform refused"),
    "budget": _("the budget was spent"),
    "left": _("the sweep ended before"),
    "limit": _("beyond the limit asked for"),
    "depth": _("too far from the start, or a trap"),
    "pages": _("beyond the pages its file asks for"),
    "errors": _("errors"),
    "not_due": _("not due again yet"),
    "known": _("known already"),
}


def why_not(word: str) -> str:
    """Why pages were not looked at, in the reader's language."""
    return str(_WORDS.get(word, word))


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many there are, from two independent looks: Chapman's estimator with its 95 % interval.

    Attributes:
        first, second, both: how many each look saw, and how many both did.
    """

    first: int
    second: int
    both: int
    number: float
    low: float
    high: float


def chapman(first: int, second: int, both: int) -> Estimate | None:
    """Estimate a closed population; None where the looks share too little to say anything.

    Source: Chapman, "Some properties of the hypergeometric distribution with applications to
    zoological sample censuses", 1951; variance by Seber, "The effects of trap response on tag
    recapture estimates", Biometrics 26, 1970. With fewer than seven in both the estimate is
    badly biased (Robson and Regier 1964), so none is given.
    """
    if both < 7 or both > min(first, second):
        return None
    number = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    seen = first + second - both
    margin = Z95 * math.sqrt(variance)
    return Estimate(first, second, both, number, max(seen, number - margin), number + margin)


def looked_at(
    done: Mapping[str, int],
    failed: Mapping[str, int],
    *,
    left: int,
    spent: bool,
    counts: Mapping[str, Any],
) -> dict[str, Any]:
    """The pages of a sweep by what became of them: looked at, and not, by why not."""
    not_looked: Counter[str] = Counter()
    for reason, pages in failed.items():
        not_looked[next(word for pattern, word in _WHY if fnmatchcase(reason, pattern))] += pages
    if left:
        not_looked["budget" if spent else "left"] += left
    for word in ("depth", "pages", "not_due", "known"):
        if pages := int(counts.get(f"not_asked/{word}", 0)):
            not_looked[word] += pages
    return {"looked_at": sum(done.values()), "not_looked_at": dict(sorted(not_looked.items()))}


def missed(sweep: Sweep) -> dict[str, Any] | None:
    """How many listings the platform may have, from this whole sweep and the whole one before it.

    Between two sweeps goods come and go, which makes the shared part smaller and the estimate
    larger: it is an upper bound rather than a count.
    """
    before = (
        Sweep.objects.filter(
            platform=sweep.platform_id, kind="crawl", state=Sweep.State.DONE, pk__lt=sweep.pk
        )
        .filter(coverage__whole=True)
        .order_by("-pk")
        .first()
    )
    if before is None:
        return None
    rows = Listing.objects.filter(platform=sweep.platform_id)
    second = rows.filter(last_sweep=sweep.pk).count()
    both = rows.filter(last_sweep=sweep.pk, previous_sweep=before.pk).count()
    first = both + rows.filter(last_sweep=before.pk).count()
    estimate = chapman(first, second, both)
    return None if estimate is None else {"with_sweep": before.pk, **asdict(estimate)}
