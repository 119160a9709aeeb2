"""What a look back passes over at a glance: nothing that could be claimed, and most of the rest."""

from __future__ import annotations

import pytest

from bench.market_plant import ZONE, Planter
from bench.market_register import registered
from domain.listing import TEXT_FIELDS
from matchers.panel import compile_panel
from pipelines.sieve import Sieve
from store.retro import Glance

SOME = (
    "special-marks:hz_lianlian", "special-marks:hz_emblem", "xinghe:xh_emblem", "gi-ningbo:cixi_yangmei",
    "gi-ningbo:ninghai_pipa", "market-works:yuanfang", "market-seeds:yonghe",
)  # fmt: skip


@pytest.mark.django_db
def test_whatever_is_claimed_is_let_through_and_most_of_the_rest_is_not() -> None:
    """Words in company and places apart from their goods are seen at a glance, like plain names."""
    rights, rules = registered()
    listings = [planted.listing for planted in Planter("fit").market()]
    batch = [
        Glance(number, tuple(one.text(name) for name in TEXT_FIELDS), one.nice_classes, bool(one.pictures))
        for number, one in enumerate(listings)
    ]
    for right in rights:
        if right.id not in SOME:
            continue
        passed = Sieve(right).passed(batch)
        found = compile_panel([right], zone=ZONE, rules=rules).match(listings)
        claimed = {number for number, matches in enumerate(found) if matches}
        assert claimed, right.id
        assert claimed <= passed, right.id
        assert len(passed) < 0.4 * len(listings), right.id
