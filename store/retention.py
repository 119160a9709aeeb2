"""What is kept for how long, and what stays of it afterwards.

A listing without hits goes altogether once it has not been offered for a while. A listing with hits
is emptied once all of them are decided, the last decision is old enough and nobody holds them: who
offered what, where, in which words and pictures is removed, from its versions and from the copies of
the evidence too, and what remains are numbers: right, platform, verdict, score and dates, for the
statistics. An open or unsure hit keeps its listing whole, and so does a legal hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from domain.match import Verdict
from store.append_only import install, remove
from store.legal_hold import LegalHold
from store.models import AuditLine, Decision, Hit, Listing, ListingPicture, Rejected, Trying
from store.owed import owe
from store.purging import empty_record, remove_orphans, without_their_words

BATCH = 200
# What has no verdict yet is work, not history.
UNDECIDED = (Verdict.OPEN.value, Verdict.UNSURE.value)
ACTION = "retention.purged"
ACTOR = "retention"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How long things are kept.

    Attributes:
        decided_days: after a hit's last decision and its listing's last capture.
        listing_days: after the last capture of a listing that was never a hit.
    """

    decided_days: int
    listing_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """What a purge came to: listings removed and emptied, hits without evidence, files nobody needs.

    `rejected`: records that were put aside, and that nobody tried again in all that time.
    """

    removed: int = 0
    emptied: int = 0
    hits: int = 0
    rejected: int = 0
    files: tuple[str, ...] = ()

    def __add__(self, other: Purged) -> Purged:
        return Purged(
            removed=self.removed + other.removed,
            emptied=self.emptied + other.emptied,
            hits=self.hits + other.hits,
            rejected=self.rejected + other.rejected,
            files=self.files + other.files,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """How much the terms reach now, and how many listings a hold, or work on them, keeps from it."""

    without_hits: int
    with_hits: int
    held: int


def due(terms: Terms, *, now: datetime, needed: QuerySet[Hit] | None = None) -> Due:
    """What a purge with the same arguments would reach."""
    return Due(
        without_hits=_without_hits(terms, now).count(),
        with_hits=_all_decided(terms, now).exclude(_held(needed)).count(),
        held=_all_decided(terms, now).filter(_held(needed)).count(),
    )


def purge(terms: Terms, *, now: datetime, needed: QuerySet[Hit] | None = None) -> Iterator[Purged]:
    """Apply the terms, a batch a transaction; yields what each came to.

    `needed`: hits that work elsewhere still rests on; they are kept like those under a legal hold.
    The files named in what is yielded belong to nobody any more; whoever holds the directory removes them.
    """
    while rows := list(_without_hits(terms, now).order_by("pk")[:BATCH]):
        yield _remove(rows, now=now)
    while rows := list(_all_decided(terms, now).exclude(_held(needed)).order_by("pk")[:BATCH]):
        yield _empty(rows, now=now)
    while aside := list(_put_aside(terms, now).values_list("pk", flat=True)[:BATCH]):
        yield _forget(aside, now=now)


def _put_aside(terms: Terms, now: datetime) -> QuerySet[Rejected]:
    return Rejected.objects.filter(at__lt=now - timedelta(days=terms.listing_days)).order_by("pk")


def _without_hits(terms: Terms, now: datetime) -> QuerySet[Listing]:
    old = Listing.objects.filter(last_seen_at__lt=now - timedelta(days=terms.listing_days))
    return old.filter(~Exists(Hit.objects.filter(listing=OuterRef("pk"))))


def _all_decided(terms: Terms, now: datetime) -> QuerySet[Listing]:
    """Listings all of whose hits were decided long ago, and that were not offered, or emptied, since."""
    before = now - timedelta(days=terms.decided_days)
    hits = Hit.objects.filter(listing=OuterRef("pk"))
    young = Decision.objects.filter(hit__listing=OuterRef("pk"), decided_at__gte=before)
    seen_since = Q(purged_at=None) | Q(last_seen_at__gt=F("purged_at"))
    return Listing.objects.filter(
        seen_since, Exists(hits), ~Exists(hits.filter(status__in=UNDECIDED)), ~Exists(young),
        last_seen_at__lt=before,
    )  # fmt: skip


def _held(needed: QuerySet[Hit] | None) -> Q:
    held = Q(Exists(LegalHold.objects.filter(hit__listing=OuterRef("pk"), lifted_at=None)))
    return held if needed is None else held | Q(Exists(needed.filter(listing=OuterRef("pk"))))


def _shown_by(rows: list[Listing]) -> tuple[set[int], set[str]]:
    """Sellers and pictures that may be nobody's when these listings are gone."""
    shown = ListingPicture.objects.filter(listing__in=rows).values_list("picture", flat=True)
    return {row.seller_id for row in rows if row.seller_id is not None}, set(shown)


@transaction.atomic
def _remove(rows: list[Listing], *, now: datetime) -> Purged:
    sellers, pictures = _shown_by(rows)
    Listing.objects.filter(pk__in=[row.pk for row in rows]).delete()
    purged = Purged(removed=len(rows), files=remove_orphans(sellers, pictures))
    _note(purged, now=now)
    return purged


@transaction.atomic
def _empty(rows: list[Listing], *, now: datetime) -> Purged:
    sellers, pictures = _shown_by(rows)
    hits = list(Hit.objects.select_for_update().filter(listing__in=rows))
    for row in rows:
        _empty_listing(row, now=now)
    _empty_evidence(hits, now=now)
    purged = Purged(emptied=len(rows), hits=len(hits), files=remove_orphans(sellers, pictures))
    _note(purged, now=now)
    return purged


@transaction.atomic
def _forget(aside: list[int], *, now: datetime) -> Purged:
    Rejected.objects.filter(pk__in=aside).delete()
    purged = Purged(rejected=len(aside))
    _note(purged, now=now)
    return purged


def _empty_listing(row: Listing, *, now: datetime) -> None:
    row.versions.all().delete()
    ListingPicture.objects.filter(listing=row).delete()
    row.record = empty_record(row.record)
    row.title = row.url = ""
    row.seller, row.purged_at = None, now
    row.save(update_fields=["record", "title", "url", "seller", "purged_at"])


def _empty_evidence(hits: list[Hit], *, now: datetime) -> None:
    """Their side's words leave the hits and the append-only copies of the evidence.

    The triggers are away only inside this transaction, which holds the tables against every other writer.
    """
    for hit in hits:
        hit.matches = without_their_words(hit.matches)
        hit.region, hit.revision, hit.updated_at = "", hit.revision + 1, now
    Hit.objects.bulk_update(hits, ["matches", "region", "revision", "updated_at"])
    owe(hits, now=now)
    remove(connection)
    decisions, tryings = (
        list(Decision.objects.filter(hit__in=hits)),
        list(Trying.objects.filter(hit__in=hits)),
    )
    for decision in decisions:
        decision.matches = without_their_words(decision.matches)
    for trying in tryings:
        trying.said = _without_evidence(trying.said)
    Decision.objects.bulk_update(decisions, ["matches"], batch_size=100)
    Trying.objects.bulk_update(tryings, ["said"], batch_size=100)
    install(connection)


def _without_evidence(said: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Tried exceptions with their outcomes and where each was looked for, without what was read there."""
    return [{**one, "evidence": [[where, ""] for where, _read in one["evidence"]]} for one in said]


def _note(purged: Purged, *, now: datetime) -> None:
    detail = {name: getattr(purged, name) for name in ("removed", "emptied", "hits", "rejected")}
    AuditLine.objects.create(at=now, actor=ACTOR, action=ACTION, subject="retention", detail=detail)
