"""What each search word brought on a platform so far, and how hits spelt the marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from domain.match import Verdict
from spiders.query_words import Yield
from store.models import Hit, Listing

# The newest are enough to learn from, and bound the work before a sweep.
MOST_LISTINGS: Final = 50_000
MOST_HITS: Final = 5_000
LONGEST_FORM: Final = 40


def past_yield(platform: str) -> Mapping[str, Yield]:
    """Search word -> what it brought: listings that name it as what found them, and hits not rejected."""
    rows = Listing.objects.filter(platform__key=platform).order_by("-pk")
    listings: Counter[str] = Counter()
    for layers in rows.values_list("record__layers", flat=True)[:MOST_LISTINGS]:
        listings.update(_queries(layers))
    hits: Counter[str] = Counter()
    for layers in _hits(platform).values_list("listing__record__layers", flat=True)[:MOST_LISTINGS]:
        hits.update(_queries(layers))
    return {word: Yield(listings=n, hits=hits[word]) for word, n in listings.items()}


def forms_seen(platform: str) -> Mapping[str, int]:
    """Spellings that text matches of hits showed, other than the mark's own, with how often."""
    found: Counter[str] = Counter()
    for matches in _hits(platform).order_by("-updated_at").values_list("matches", flat=True)[:MOST_HITS]:
        found.update(set(_forms(matches)))
    return found


def _hits(platform: str) -> Any:
    return Hit.objects.filter(platform__key=platform).exclude(status=Verdict.NOT_INFRINGING.value)


def _queries(layers: Any) -> Iterator[str]:
    for pair in layers if isinstance(layers, list) else ():
        if isinstance(pair, list) and len(pair) == 2 and pair[0] == "query":
            yield str(pair[1])


def _forms(matches: Any) -> Iterator[str]:
    for match in matches if isinstance(matches, list) else ():
        for reason in match.get("reasons", ()):
            ours, theirs = str(reason.get("ours") or ""), str(reason.get("theirs") or "").strip()
            if (
                reason.get("span")
                and ours
                and 1 < len(theirs) <= LONGEST_FORM
                and theirs.casefold() != ours.casefold()
            ):
                yield theirs
