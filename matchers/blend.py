"""All claims about one right and one listing made one: the reasons of all, one score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from domain.listing import Listing
from domain.match import Match, Reason
from domain.rights import Right, RightKind
from domain.rulebook import Rulebook
from matchers.context import features, gates, named_so, remarks, unconfirmed
from matchers.grounds import grounds
from matchers.score import total


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
        *_season(right, day),
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


def _season(right: Right, day: date) -> tuple[Reason, ...]:
    """A remark where fresh goods are offered out of season; it moves no score."""
    if right.kind is not RightKind.GI or right.season is None:
        return ()
    first, last = right.season
    inside = first <= day.month <= last if first <= last else day.month >= first or day.month <= last
    if inside:
        return ()
    return (Reason(feature="out_of_season", score=1.0, ours=f"{first}..{last}", theirs=str(day.month)),)
