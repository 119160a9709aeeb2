"""What the rules of a right's kind say of a claim: events, indications, varieties, works."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.listing import Listing
from domain.match import Reason
from domain.rights import Right
from domain.rulebook import Rulebook
from matchers import indication, special, varieties, works


def kind_reasons(
    right: Right, listing: Listing, day: date, rules: Rulebook, claimed: Sequence[Reason]
) -> tuple[Reason, ...]:
    """The reasons of the right's kind, gates among them; none for marks, figures and designs."""
    return (
        *special.reasons(right, listing, rules),
        *indication.reasons(right, listing, day, rules, claimed),
        *varieties.reasons(right, listing, rules),
        *works.reasons(right, listing, rules),
    )
