"""What every matcher of the panel promises, run on the examples each brings along."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from domain.listing import Listing
from domain.match import OPERATING_POINT, Match
from domain.ports import Example
from matchers.panel import MATCHERS, compile_panel
from matchers.score import total
from registry.pack_files import READY_PACKS, load_packs
from registry.rulebook import rulebook

ZONE = ZoneInfo("Asia/Shanghai")
RULES = rulebook(load_packs([READY_PACKS]))
EXAMPLES = [
    pytest.param(name, example, id=f"{name}: {example.says}")
    for name, matcher in MATCHERS.items()
    for example in matcher.examples
]


def matched(name: str, example: Example) -> tuple[Match, ...]:
    return compile_panel([example.right], names=(name,), zone=ZONE, rules=RULES).match([example.listing])[0]


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_example_is_flagged_or_left_alone_as_it_says(name: str, example: Example) -> None:
    """Every example of every matcher lies on its side of the operating point."""
    scores = [match.score for match in matched(name, example)]
    assert any(score >= OPERATING_POINT for score in scores) == example.flagged


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_score_can_be_redone_by_hand(name: str, example: Example) -> None:
    """A match's score is the published sum of its reasons, and lies in [0, 1]."""
    for match in matched(name, example):
        assert 0.0 <= match.score <= 1.0
        assert match.score == total(match.reasons)
        assert match.reasons


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_spans_point_at_what_the_seller_wrote(name: str, example: Example) -> None:
    """The text of a reason stands in the listing's raw field where its span says."""
    for match in matched(name, example):
        for reason in match.reasons:
            if reason.span is None:
                continue
            raw = example.listing.text(reason.span.field)
            assert 0 <= reason.span.start < reason.span.end <= len(raw)
            if reason.feature.endswith("_text"):
                assert raw[reason.span.start : reason.span.end] == reason.theirs


@pytest.mark.parametrize("name", MATCHERS)
def test_batch_gives_what_single_listings_give(name: str) -> None:
    """Matching together or one by one, with all rights at once, makes no difference."""
    examples = MATCHERS[name].examples
    rights = tuple({example.right.id: example.right for example in examples}.values())
    listings = [example.listing for example in examples]
    panel = compile_panel(rights, names=(name,), zone=ZONE, rules=RULES)
    assert panel.match(listings) == tuple(panel.match([listing])[0] for listing in listings)


@pytest.mark.parametrize("name", MATCHERS)
def test_order_of_rights_makes_no_difference(name: str) -> None:
    """The same rights in another order give the same matches, best first and ties by right."""
    examples = MATCHERS[name].examples
    rights = list({example.right.id: example.right for example in examples}.values())
    listings = [example.listing for example in examples]
    one = compile_panel(rights, names=(name,), zone=ZONE, rules=RULES)
    other = compile_panel(rights[::-1], names=(name,), zone=ZONE, rules=RULES)
    assert one.digest == other.digest
    assert one.match(listings) == other.match(listings)
    for matches in one.match(listings):
        assert list(matches) == sorted(matches, key=lambda match: (-match.score, match.right_id))


@pytest.mark.parametrize("name", MATCHERS)
def test_matcher_alone_keeps_the_order_too(name: str) -> None:
    """A matcher's own claims come best first, each with a reason, named after the matcher."""
    examples = MATCHERS[name].examples
    rights = tuple({example.right.id: example.right for example in examples}.values())
    listings: list[Listing] = [example.listing for example in examples]
    for claims in MATCHERS[name].compile(rights).match(listings):
        assert list(claims) == sorted(claims, key=lambda match: (-match.score, match.right_id))
        assert all(claim.matcher == name and claim.reasons for claim in claims)


@pytest.mark.parametrize("name", MATCHERS)
def test_more_honest_examples_than_flagged_ones(name: str) -> None:
    """A matcher brings at least as many lawful look-alikes as infringing listings."""
    flagged = sum(example.flagged for example in MATCHERS[name].examples)
    assert 5 <= flagged <= len(MATCHERS[name].examples) - flagged


def test_no_rights_match_nothing() -> None:
    """An empty register finds nothing in anything and does not fail."""
    panel = compile_panel((), zone=ZONE, rules=RULES)
    listings = [example.listing for matcher in MATCHERS.values() for example in matcher.examples]
    assert set(panel.match(listings)) == {()}
    assert panel.match(()) == ()
