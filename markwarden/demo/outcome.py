"""What the demo found: the top hits with their reasons, and the account against what was planted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from domain.listing import ListingKey
from domain.match import OPERATING_POINT
from domain.rights import RightKind
from markwarden.demo.truth import Planted, Score, scores, strays
from registry.models import KIND_NAMES
from store.models import Hit, Listing
from store.records import matches_from
from triage.sentences import strongest_first

TOP = 12
REASONS_SHOWN = 3
MISSES_NAMED = 10

KIND_WORDS = {
    "word_exact": gettext_lazy("word mark, exact"),
    "word_full_width": gettext_lazy("word mark in full-width letters"),
    "word_spaced": gettext_lazy("word mark pulled apart"),
    "word_invisible": gettext_lazy("word mark with invisible characters"),
    "word_look_alike": gettext_lazy("word mark in look-alike letters"),
    "word_one_edit": gettext_lazy("word mark, one edit away"),
    "ordinary_as_sign": gettext_lazy("ordinary word used as a mark"),
    "picture_copied": gettext_lazy("copied picture"),
    "event_name": gettext_lazy("name of a games"),
    "event_emblem": gettext_lazy("emblem or mascot of a games"),
    "asian_games_name": gettext_lazy("19th Asian Games, after the sign's term"),
    "indication_elsewhere": gettext_lazy("indication from the wrong place"),
    "variety_unlicensed": gettext_lazy("plant variety without leave"),
    "licence_ended": gettext_lazy("licence that has ended"),
    "captured_in_term": gettext_lazy("19th Asian Games, captured in the sign's term"),
    "captured_after_term": gettext_lazy("19th Asian Games, captured today"),
    "licensed_seller": gettext_lazy("licensed seller"),
    "accessory": gettext_lazy("accessory that fits"),
    "other_goods": gettext_lazy("other goods"),
    "ordinary_word": gettext_lazy("ordinary word"),
    "lapsed_right": gettext_lazy("lapsed right"),
    "indication_true": gettext_lazy("indication, rightful origin"),
    "poem": gettext_lazy("title of a poem"),
    "place_or_exam": gettext_lazy("place name or exam paper"),
    "similar_style": gettext_lazy("picture in a similar style"),
    "near_name": gettext_lazy("another name that is near"),
    "plain": gettext_lazy("plain goods"),
}


def found_rights(platforms: Sequence[str]) -> Mapping[ListingKey, frozenset[str]]:
    """The rights each listing of these platforms was hit on."""
    rows = Hit.objects.filter(platform__key__in=platforms, score__gte=OPERATING_POINT).values_list(
        "platform__key", "listing__listing_id", "right__code"
    )
    found: dict[ListingKey, set[str]] = {}
    for platform, listing, right in rows:
        found.setdefault(ListingKey(platform, listing), set()).add(right)
    return {key: frozenset(rights) for key, rights in found.items()}


def missing_listings(truth: Sequence[Planted]) -> tuple[ListingKey, ...]:
    """Planted listings that never became one of ours."""
    platforms = {planted.key.platform for planted in truth}
    rows = Listing.objects.filter(platform__key__in=platforms).values_list("platform__key", "listing_id")
    kept = {ListingKey(platform, listing) for platform, listing in rows}
    return tuple(planted.key for planted in truth if planted.key not in kept)


def print_top_hits(console: Console, platforms: Sequence[str]) -> None:
    """The highest risks, one a right and platform first, so that the table shows the breadth."""
    table = Table(title=_("Top hits"), show_lines=False, expand=False)
    for name in (_("Score"), _("Right"), _("Platform"), _("Listing"), _("Reasons")):
        table.add_column(name, overflow="fold")
    for hit in _various(platforms):
        right = f"{hit.right.text or hit.right.brand} ({KIND_NAMES[RightKind(hit.right.kind)]})"
        row = (f"{hit.score:.2f}", right, hit.platform.key, hit.listing.title[:60], _reasons(hit))
        table.add_row(*map(escape, row))
    console.print(table)


def _various(platforms: Sequence[str]) -> list[Hit]:
    rows = Hit.objects.filter(platform__key__in=platforms).order_by("-score", "id")
    seen: dict[tuple[int, int], Hit] = {}
    for hit in rows.select_related("right", "platform", "listing").iterator():
        seen.setdefault((hit.right_id, hit.platform_id), hit)
    return sorted(seen.values(), key=lambda hit: (-hit.score, hit.id))[:TOP]


def _reasons(hit: Hit) -> str:
    reasons = [reason for match in matches_from(hit.matches) for reason in match.reasons]
    return ", ".join(str(one.name) for one in strongest_first(tuple(reasons))[:REASONS_SHOWN])


def print_scores(console: Console, truth: Sequence[Planted]) -> tuple[Score, ...]:
    """Found, missed and false by kind, and their sums."""
    platforms = sorted({planted.key.platform for planted in truth})
    hits = found_rights(platforms)
    sums = scores(truth, hits)
    table = Table(title=_("Against what was planted"))
    table.add_column(_("Kind"))
    for name in (_("Planted"), _("Found"), _("Missed"), _("False")):
        table.add_column(name, justify="right")
    total = Score("", 0)
    for kind, words in KIND_WORDS.items():
        for one in (score for score in sums if score.kind == kind):
            table.add_row(*_cells(str(words), one, infringing=bool(one.found or one.missed)))
            total = total.plus(one)
    table.add_section()
    table.add_row(*_cells(_("all"), total, infringing=True))
    console.print(table)
    for key in strays(truth, hits)[:MISSES_NAMED]:
        console.print(_("A hit on a listing nobody planted: %(listing)s") % {"listing": "/".join(key)})
    return sums


def _cells(name: str, score: Score, *, infringing: bool) -> tuple[str, ...]:
    found, missed = (str(score.found), str(score.missed)) if infringing else ("–", "–")
    return (name, str(score.planted), found, missed, str(score.false))


def print_coverage(console: Console, truth: Sequence[Planted]) -> int:
    """How many planted listings became ours; the missing ones by name. Gives how many are missing."""
    missing = missing_listings(truth)
    words = _("Listings: %(kept)d of %(planted)d")
    console.print(words % {"kept": len(truth) - len(missing), "planted": len(truth)})
    for key in missing[:MISSES_NAMED]:
        console.print(_("  missing: %(listing)s") % {"listing": "/".join(key)})
    return len(missing)
