"""What a capture's matches do to hits: made, judged again, faded; tried, audited and owed to the index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from django.db.models import F
from django.utils.timezone import localtime

from domain.listing import Listing
from domain.match import OPERATING_POINT, Match, Reason, Verdict
from matchers.score import GATES
from registry.models import Right
from store.identity import hit_id
from store.kept import Change, Kept, Settled
from store.models import AuditLine, Hit
from store.owed import owe
from store.records import matches_from, matches_record
from store.states import region
from store.trials import try_hits

NO_LONGER = "no_longer_matches"

log = structlog.get_logger()

HitsByRight = dict[str, Hit]
_EVIDENCE = ("score", "matches", "rights_digest", "region", "captured_at", "revision", "updated_at")


class _Ledger:
    """Rows of one round, written together at its end."""

    def __init__(self, *, actor: str, now: datetime) -> None:
        self.actor, self.now = actor, now
        self.made: list[Hit] = []
        self.changed: dict[str, Hit] = {}
        self.rewritten: set[str] = set()
        self.tried: dict[str, tuple[Hit, Listing]] = {}
        self.audit: list[AuditLine] = []

    def change(self, one: Settled, hit: Hit) -> None:
        """One new revision a round, however many things changed."""
        if hit.id not in self.changed:
            hit.revision += 1
            hit.updated_at = self.now
            self.changed[hit.id] = hit
            one.hits_changed.append(hit.id)

    def rewrite(self, one: Settled, hit: Hit) -> None:
        """A new revision with other evidence."""
        self.change(one, hit)
        self.rewritten.add(hit.id)

    def make(self, one: Settled, hit: Hit) -> None:
        self.made.append(hit)
        one.hits_new.append(hit.id)

    def try_on(self, one: Settled, hit: Hit) -> None:
        """What is claimed is tried against every exception, on the listing it is claimed of."""
        self.tried[hit.id] = (hit, one.kept.listing)

    def note(self, action: str, hit: Hit, **detail: Any) -> None:
        self.audit.append(
            AuditLine(at=self.now, actor=self.actor, action=action, subject=hit.id, detail=detail)
        )

    def write(self) -> None:
        if self.made:
            Hit.objects.bulk_create(self.made)
        for rewritten in sorted(self.rewritten):
            self.changed[rewritten].save(update_fields=_EVIDENCE)
        touched = self.changed.keys() - self.rewritten
        if touched:
            Hit.objects.filter(pk__in=touched).update(revision=F("revision") + 1, updated_at=self.now)
        if self.audit:
            AuditLine.objects.bulk_create(self.audit)
        if self.tried:
            listings = {id_: listing for id_, (_hit, listing) in self.tried.items()}
            try_hits([hit for hit, _listing in self.tried.values()], listings, now=self.now)
        owe([*self.made, *self.changed.values()], now=self.now)


def judge(settled: Sequence[Settled], *, actor: str, now: datetime) -> None:
    """Make, change or fade the hits of one round, and write them with audit lines and outbox."""
    hits = _hits_of(settled)
    rights = _rights(settled)
    ledger = _Ledger(actor=actor, now=now)
    for one in settled:
        known = hits.get(one.row.pk, {})
        _claim(one, known, rights, ledger)
        if one.newest:
            _fade(one, known, ledger)
        if one.change is Change.CHANGED:
            for hit in known.values():
                ledger.change(one, hit)
    ledger.write()


def _hits_of(settled: Sequence[Settled]) -> dict[int, HitsByRight]:
    found: dict[int, HitsByRight] = {}
    known = [one.row.pk for one in settled if one.change is not Change.NEW]
    rows = Hit.objects.filter(listing_id__in=known).select_related("right").order_by("pk")
    for hit in rows.select_for_update(of=("self",)) if known else ():
        found.setdefault(hit.listing_id, {})[hit.right.code] = hit
    return found


def _rights(settled: Sequence[Settled]) -> dict[str, Right]:
    codes = {match.right_id for one in settled for match in one.kept.matches}
    return {right.code: right for right in Right.objects.filter(code__in=codes)} if codes else {}


def _by_right(kept: Kept) -> dict[str, list[Match]]:
    claims: dict[str, list[Match]] = {}
    for match in kept.matches:
        claims.setdefault(match.right_id, []).append(match)
    return claims


def _score(matches: Iterable[Match]) -> float:
    return max((match.score for match in matches), default=0.0)


def _claim(one: Settled, known: HitsByRight, rights: Mapping[str, Right], ledger: _Ledger) -> None:
    """Make the hits this capture shows; change those it shows differently, if it is the newest."""
    for code, matches in _by_right(one.kept).items():
        if _score(matches) < OPERATING_POINT:
            continue
        if code in known:
            if one.newest:
                _evidence(one, known[code], matches, ledger)
        elif code in rights:
            _found(one, rights[code], matches, ledger)
        else:
            log.warning("hit.right_gone", right=code, listing=one.kept.listing.id)


def _found(one: Settled, right: Right, matches: Sequence[Match], ledger: _Ledger) -> None:
    listing = one.kept.listing
    hit = Hit(
        id=hit_id(right.code, listing.key),
        right=right,
        holder_id=right.holder_id,
        listing=one.row,
        platform_id=one.row.platform_id,
        kind=right.kind,
        region=region(listing),
        score=_score(matches),
        status=Verdict.OPEN.value,
        matches=matches_record(matches),
        rights_digest=one.kept.rights_digest[:64],
        captured_at=listing.captured_at,
    )
    ledger.make(one, hit)
    ledger.try_on(one, hit)
    ledger.note(
        "hit.found",
        hit,
        right=right.code,
        platform=listing.platform,
        listing=listing.id,
        score=hit.score,
        captured_at=listing.captured_at.isoformat(),
    )


def _evidence(one: Settled, hit: Hit, matches: Sequence[Match], ledger: _Ledger) -> None:
    score, record = _score(matches), matches_record(matches)
    if hit.score == score and hit.matches == record:
        return
    before = hit.score
    hit.score, hit.matches, hit.region = score, record, region(one.kept.listing)
    hit.rights_digest, hit.captured_at = one.kept.rights_digest[:64], one.kept.listing.captured_at
    ledger.rewrite(one, hit)
    ledger.try_on(one, hit)
    ledger.note("hit.changed", hit, revision=hit.revision, score_before=before, score=score)


def _fade(one: Settled, known: HitsByRight, ledger: _Ledger) -> None:
    """Lower the hits whose right took part and no longer matches; they stay, and say why."""
    claims = _by_right(one.kept)
    for code in sorted(known.keys() & one.kept.judged):
        near, hit = claims.get(code, []), known[code]
        score = _score(near)
        if score >= OPERATING_POINT or (has_faded(hit) and hit.score == score):
            continue
        before, hit.matches, hit.score = hit.score, _faded_record(hit, one.kept, near), score
        ledger.rewrite(one, hit)
        ledger.note("hit.faded", hit, revision=hit.revision, score_before=before, score=score)


def has_faded(hit: Hit) -> bool:
    """Whether the newest capture of the listing no longer matches the hit's right."""
    return any(reason["feature"] == NO_LONGER for match in hit.matches for reason in match["reasons"])


def _faded_record(hit: Hit, kept: Kept, near: Sequence[Match]) -> list[dict[str, Any]]:
    """The evidence as it was, with its capture date and places in the text, behind why it is past."""
    first, *others = matches_from(hit.matches)
    if not has_faded(hit):
        shut = (reason for match in near for reason in match.reasons if reason.feature in GATES)
        first = replace(first, reasons=(_ended(hit, kept), *shut, *first.reasons))
    return matches_record([first, *others])


def _ended(hit: Hit, kept: Kept) -> Reason:
    return Reason(
        feature=NO_LONGER,
        score=0.0,
        # In the operator's zone, as the day that decides is counted everywhere.
        ours=f"{hit.score:.2f} on {localtime(hit.captured_at).date().isoformat()}",
        theirs=localtime(kept.listing.captured_at).isoformat(timespec="minutes"),
    )
