"""Published works: selling genuine copies is lawful, so a title counts only beside words of piracy."""

from __future__ import annotations

from typing import Final

from domain.listing import Listing
from domain.match import Reason
from domain.rights import Right, RightKind
from domain.rulebook import Rulebook
from matchers.rule_weights import RULE_WEIGHTS
from matchers.trade_words import strongest

_SAID: Final = ("title", "category", "description")


def reasons(right: Right, listing: Listing, rules: Rulebook) -> tuple[Reason, ...]:
    """The strongest word of piracy, or that none stands there."""
    if right.kind is not RightKind.WORK or not right.facts.title:
        return ()
    said = strongest(rules.piracy, listing, _SAID)
    if said is None:
        return (Reason(feature="no_piracy", score=1.0, weight=RULE_WEIGHTS["no_piracy"]),)
    return (
        Reason(
            feature="piracy_words",
            score=float(said.row.strength),
            weight=RULE_WEIGHTS["piracy_words"],
            ours=said.place.word,
            theirs=said.place.theirs,
            span=said.place.span,
        ),
    )
