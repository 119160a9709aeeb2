"""All claims about one right and one listing made one: the reasons of all, one score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from domain.listing import Listing
from domain.match import OPERATING_POINT, Match
from domain.rights import Right
from domain.rulebook import Rulebook
from matchers.context import features, gates, named_so, remarks, unconfirmed
from matchers.grounds import grounds
from matchers.kinds import kind_reasons
from matchers.score import total

_WEAK: Final = frozenset({"special", "indication"})


def blend(
    right: Right,
    listing: Listing,
    claims: Sequence[Match],
    day: date,
    rights: Mapping[str, Right],
    rules: Rulebook,
) -> Match:
    """The one match of a right, whose score is `matchers.score.total` of its reasons.

    `rights` are all rights by id: a longer word explains a shorter one only while it is in force.
    """
    claims = _needed(claims)
    claimed = tuple(
        reason
        for claim in claims
        for reason in claim.reasons
        if reason.feature != "inside_longer" or rights[reason.ours].in_force(day)
    )
    words = any(reason.span for reason in claimed)
    doubt = unconfirmed(right, listing, {reason.feature for reason in claimed})
    reasons = (
        *claimed,
        *(features(right, listing) if words else ()),
        *(named_so(listing, claimed[0]) if words and claimed[0].span else ()),
        *remarks(right, day),
        *((doubt,) if doubt else ()),
        *kind_reasons(right, listing, day, rules, claimed),
        *gates(right, listing, day),
    )
    return Match(
        right_id=right.id,
        matcher="+".join(dict.fromkeys(claim.matcher for claim in claims)),
        score=total(reasons),
        reasons=reasons,
        basis=right.kind.value,
        grounds=grounds(right, {reason.feature for reason in reasons}, day, rules),
    )


def _needed(claims: Sequence[Match]) -> Sequence[Match]:
    """Without claims of words in company or apart that fall short where another matcher found the right.

    A guarded word without company, or a place apart from its goods, takes nothing from a plain name that
    stands in the same listing.
    """
    if len(claims) == 1:
        return claims
    short = {claim for claim in claims if claim.matcher in _WEAK and claim.score < OPERATING_POINT}
    return [claim for claim in claims if claim not in short] or claims
