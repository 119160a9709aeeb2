"""What a hit rests on, made ready for a page: the state it was judged on, its reasons, its pictures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings

from domain.listing import Listing
from domain.match import Match, Reason
from domain.rights import Licence as Named
from domain.values import Term
from matchers.context import licensee
from matchers.score import total
from registry.aliases import words_of
from registry.models import Licence, ReferencePicture, Right
from store.models import Hit
from store.records import listing_from, matches_from
from triage.rested import Rested, rested
from triage.sentences import Told, contribution, strongest_first

References = Mapping[int, Sequence[ReferencePicture]]


def capture_day(at: datetime) -> date:
    """The day in the operator's time zone: the day that decides which rights were in force."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def references_of(hits: Iterable[Hit]) -> References:
    """The reference pictures of these hits' rights, in one question."""
    found: dict[int, list[ReferencePicture]] = {}
    for picture in ReferencePicture.objects.filter(right__in={hit.right_id for hit in hits}).order_by("pk"):
        found.setdefault(picture.right_id, []).append(picture)
    return found


def judged_record(hit: Hit) -> tuple[Mapping[str, object], bool]:
    """The listing's state this hit was judged on, and whether it is the state shown today."""
    listing = hit.listing
    if listing.captured_at <= hit.captured_at:
        return listing.record, True
    then = listing.versions.filter(captured_at__lte=hit.captured_at)
    version = then.order_by("-captured_at", "-number").first()
    return (listing.record, False) if version is None else (version.record, False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One hit as the queue shows it. Its words are those of the present listing, which may be newer."""

    hit: Hit
    matches: tuple[Match, ...]
    reasons: tuple[Told, ...]
    suspect: str
    reference: str

    @property
    def basis(self) -> str:
        return self.matches[0].basis or self.hit.kind if self.matches else self.hit.kind


def _matched_picture(matches: Sequence[Match], pictures: Sequence[str]) -> str:
    """The picture a reason points at, else the listing's first."""
    pointed = [reason.picture for match in matches for reason in match.reasons if reason.picture]
    return next(iter([*pointed, *pictures]), "")


def _matched_reference(matches: Sequence[Match], known: Sequence[ReferencePicture]) -> str:
    """The reference picture a reason names, else the right's first."""
    digests = [picture.digest for picture in known]
    named = [reason.ours for match in matches for reason in match.reasons if reason.ours in digests]
    return next(iter([*named, *digests]), "")


def placed(hit: Hit) -> Reason | None:
    """The surest reason that says where a protected picture lies on one of the listing's."""
    every = [reason for match in matches_from(hit.matches) for reason in match.reasons if reason.quad]
    return max(every, key=lambda reason: reason.score, default=None)


def row_of(hit: Hit, references: References) -> Row:
    matches = matches_from(hit.matches)
    reasons = strongest_first(tuple(reason for match in matches for reason in match.reasons))
    pictures = [picture["digest"] for picture in hit.listing.record.get("pictures", ())]
    return Row(
        hit=hit,
        matches=matches,
        reasons=tuple(one for one in reasons if not one.gate)[:3] or reasons[:2],
        suspect=_matched_picture(matches, pictures),
        reference=_matched_reference(matches, references.get(hit.right_id, ())),
    )


def rows_of(hits: Sequence[Hit]) -> tuple[Row, ...]:
    references = references_of(hits)
    return tuple(row_of(hit, references) for hit in hits)


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceSeen:
    """A licence, whether it ran on the capture day, and by what it knows this seller.

    `knows` is `licensed`, `licensed_by_name` or, for a stranger, nothing: as the matchers say it.
    """

    licence: Licence
    ran: bool
    knows: str

    @property
    def by_name_only(self) -> bool:
        return self.knows == "licensed_by_name"


class Odds(NamedTuple):
    """What the words' parts add up to, and the chance that makes."""

    summed: float
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything one page says about one hit."""

    hit: Hit
    listing: Listing
    matches: tuple[Match, ...]
    parts: tuple[Told, ...]
    gates: tuple[Told, ...]
    suspects: tuple[str, ...]
    references: tuple[str, ...]
    matched: frozenset[str]
    day: date
    in_force: bool
    shown_today: bool
    licences: tuple[LicenceSeen, ...] = field(default=())
    aliases: tuple[str, ...] = ()

    @property
    def found(self) -> str:
        """What stands in the listing in the place of the protected words; empty if no word was found."""
        met = (reason for match in self.matches for reason in match.reasons if reason.span)
        return next((reason.theirs for reason in met if reason.feature.endswith("_text")), "")

    @property
    def odds(self) -> Odds | None:
        """The sum of the words' parts and the chance it makes; None where another rule decides."""
        parts = [contribution(part.reason) for part in self.parts if part.odds]
        summed = math.fsum(parts)
        chance = 1.0 / (1.0 + math.exp(-summed))
        told = bool(parts) and abs(total(part.reason for part in self.parts) - self.hit.score) < 0.005
        return Odds(summed, chance) if told else None

    @property
    def placed(self) -> bool:
        """Whether a place can be drawn."""
        return placed(self.hit) is not None

    @property
    def basis(self) -> str:
        return self.matches[0].basis or self.hit.kind if self.matches else self.hit.kind

    @property
    def grounds(self) -> tuple[Rested, ...]:
        """What the claim rests on in law on the capture day, in the reader's language."""
        return tuple(rested(ground) for match in self.matches for ground in match.grounds)


def _first_comes(wanted: str, digests: Iterable[str]) -> tuple[str, ...]:
    """Each digest once, the wanted one first."""
    return tuple(dict.fromkeys([*([wanted] if wanted else []), *digests]))


def dossier_of(hit: Hit) -> Dossier:
    record, shown_today = judged_record(hit)
    listing = listing_from(record)
    matches = matches_from(hit.matches)
    reasons = strongest_first(tuple(reason for match in matches for reason in match.reasons))
    known = references_of([hit]).get(hit.right_id, ())
    day = capture_day(hit.captured_at)
    shown = [picture.digest for picture in listing.pictures]
    return Dossier(
        hit=hit,
        listing=listing,
        matches=matches,
        parts=tuple(one for one in reasons if not one.gate),
        gates=tuple(one for one in reasons if one.gate),
        suspects=_first_comes(_matched_picture(matches, shown), shown),
        references=_first_comes(_matched_reference(matches, known), [one.digest for one in known]),
        matched=frozenset(one.reason.picture for one in reasons if one.reason.picture),
        day=day,
        in_force=Term(hit.right.valid_from, hit.right.valid_to).covers(day),
        shown_today=shown_today,
        licences=licences_seen(hit.right, listing, day),
        aliases=words_of(hit.right),
    )


def licences_seen(right: Right, listing: Listing, day: date) -> tuple[LicenceSeen, ...]:
    return tuple(
        LicenceSeen(
            licence=licence,
            ran=Term(licence.valid_from, licence.valid_to).covers(day),
            knows=known_by(licence, listing),
        )
        for licence in right.licences.all()
    )


def known_by(licence: Licence, listing: Listing) -> str:
    """Which gate a licence opens for this seller; the comparison is the matchers' own."""
    names = {name: getattr(licence, name) for name in ("seller", "seller_id", "credit_code")}
    return licensee(Named(**names), listing)[0] if any(names.values()) else ""
