"""Other names of marks, proposed from hits: what stands beside a mark far more often than elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from domain.match import Verdict
from matchers.beside import Beside, Holding, Title, candidates, grams, words_beside
from registry.aliases import known_words
from registry.models import Alias, AliasSource, AliasState, Right
from store.models import Hit, Listing

# The newest are read: usage changes, and an old nickname was proposed long ago.
MOST_HITS: Final = 2_000
MOST_TITLES: Final = 200_000
# With fewer confirmed hits the ones found are asked, those a person cleared apart.
LEAST_CONFIRMED: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A right, its titles, its candidates, and how often they stand in titles with a hit of it."""

    right: Right
    source: AliasSource
    titles: Sequence[Title]
    holding: Holding
    inside: Counter[str] = field(default_factory=Counter)
    hits: set[int] = field(default_factory=set)


def propose(codes: Sequence[str] = ()) -> tuple[Alias, ...]:
    """Write down the proposals for these rights, or for all with hits; those that are new.

    A word a person decided on is not proposed again; one still waiting gets its counts anew.
    """
    rights = Right.objects.filter(watched=True, hits__isnull=False).distinct().order_by("code")
    if codes:
        rights = rights.filter(code__in=codes)
    asked = [one for right in rights.prefetch_related("alias_rows") if (one := _asked(right)) is not None]
    if not asked:
        return ()
    elsewhere, among = _counted(asked)
    made: list[Alias] = []
    for one in asked:
        others = elsewhere - one.inside
        made += _written(one, words_beside(one.holding, len(one.titles), others, among - len(one.hits)))
    return tuple(made)


def _asked(right: Right) -> _Asked | None:
    """What is to be counted for a right; None where nothing may be another name."""
    hits = Hit.objects.filter(right=right)
    confirmed = _titles(hits.filter(status=Verdict.INFRINGING.value))
    source, titles = AliasSource.CONFIRMED_HITS, confirmed
    if len(confirmed) < LEAST_CONFIRMED:
        cleared = Verdict.NOT_INFRINGING.value
        source, titles = AliasSource.CO_OCCURRENCE, _titles(hits.exclude(status=cleared).filter(score__gt=0))
    decided = right.alias_rows.exclude(state=AliasState.PROPOSED).values_list("text", flat=True)
    holding = candidates(titles, known=(right.text, *right.aliases, *decided), goods=right.goods)
    return _Asked(right=right, source=source, titles=titles, holding=holding) if holding else None


def _titles(hits: QuerySet[Hit]) -> tuple[Title, ...]:
    """The titles of the newest hits, the riskiest first; one seller's same words count once."""
    rows = hits.order_by("-captured_at", "pk")
    columns = ("score", "pk", "listing__title", "listing__seller_id", "listing_id", "matches")
    found = rows.values_list(*columns)[:MOST_HITS]
    seen: dict[tuple[str, str], Title] = {}
    for _score, pk, title, seller, listing, matches in sorted(found, key=lambda row: (-row[0], row[1])):
        name = str(seller or f"listing {listing}")
        seen.setdefault((title, name), Title(pk, _without_mark(title, matches), name))
    return tuple(seen.values())


def _without_mark(title: str, matches: Sequence[Mapping[str, Any]]) -> str:
    """The title with a gap where the mark stands, in whatever spelling: that is no other name of it."""
    for reason in (reason for match in matches for reason in match["reasons"]):
        if (span := reason["span"]) and span[0] == "title" and title[span[1] : span[2]] == reason["theirs"]:
            title = title[: span[1]] + " " * (span[2] - span[1]) + title[span[2] :]
    return title


def _counted(asked: Sequence[_Asked]) -> tuple[Counter[str], int]:
    """In how many of the newest titles each candidate stands; each right is told of those with its hits."""
    words = {word for one in asked for word in one.holding}
    of_listing = _rights_of_listings(asked)
    counts: Counter[str] = Counter()
    among = 0
    rows = Listing.objects.order_by("-pk").values_list("pk", "title")[:MOST_TITLES]
    for pk, title in rows.iterator(chunk_size=5_000):
        found = grams(title) & words
        counts.update(found)
        among += 1
        for one in of_listing.get(pk, ()):
            one.inside.update(found)
            one.hits.add(pk)
    return counts, among


def _rights_of_listings(asked: Sequence[_Asked]) -> Mapping[int, Sequence[_Asked]]:
    by_right = {one.right.pk: one for one in asked}
    found: dict[int, list[_Asked]] = {}
    rows = Hit.objects.filter(right__in=by_right).values_list("listing_id", "right_id")
    for listing, right in rows.iterator(chunk_size=5_000):
        found.setdefault(listing, []).append(by_right[right])
    return found


@transaction.atomic
def _written(one: _Asked, found: Sequence[Beside]) -> list[Alias]:
    waiting = {alias.key: alias for alias in one.right.alias_rows.filter(state=AliasState.PROPOSED)}
    known = known_words(one.right) - waiting.keys()
    made = []
    for word in found:
        if word.word in waiting:
            old = waiting[word.word]
            old.evidence, old.source = asdict(word), one.source
            old.save(update_fields=["evidence", "source"])
        elif word.word not in known:
            made.append(
                Alias.objects.create(
                    right=one.right,
                    text=word.word,
                    state=AliasState.PROPOSED,
                    source=one.source,
                    evidence=asdict(word),
                )
            )
    return made
