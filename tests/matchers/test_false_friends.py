"""Honest titles that hold a sign's word: told from the sign by what stands beside it."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime

import pytest

from bench.market_plant import ZONE, false_friends
from bench.market_register import registered
from bench.market_run import judged
from domain.listing import Listing
from domain.match import OPERATING_POINT
from matchers.panel import Panel, compile_panel
from matchers.phrases import Finder

DAYS = (datetime(2026, 12, 31, 15, 59, tzinfo=UTC), datetime(2026, 12, 31, 16, 0, tzinfo=UTC))


@pytest.fixture
def panel(db: None) -> Panel:
    rights, rules = registered()
    return compile_panel(rights, zone=ZONE, rules=rules)


def listing(title: str, at: datetime = DAYS[0]) -> Listing:
    return Listing(platform="p", id="1", title=title, captured_at=at)


def flagged(panel: Panel, titles: list[str]) -> list[str]:
    found = panel.match([listing(title, DAYS[number % 2]) for number, title in enumerate(titles)])
    return [
        title
        for title, matches in zip(titles, found, strict=True)
        if any(match.score >= OPERATING_POINT for match in matches)
    ]


def test_false_friends_are_left_alone(panel: Panel) -> None:
    """Of at least 300 poems, restaurants, names, places and exam books at most one in fifty is flagged."""
    titles = [title for _, title in false_friends()]
    assert len(set(titles)) >= 300
    assert len(flagged(panel, titles)) <= 0.02 * len(titles)


def test_the_same_words_in_company_are_flagged(panel: Panel) -> None:
    """A name or a restaurant becomes the sign where the event stands beside it on its goods."""
    kinds = {"name", "restaurant", "tea", "craft"}
    titles = [f"{title} 亚运会 亚冬会 亚残运会 徽章" for kind, title in false_friends() if kind in kinds]
    assert len(flagged(panel, titles)) >= 0.9 * len(titles)


@pytest.mark.django_db
def test_the_fit_half_of_the_market_keeps_its_bars() -> None:
    """Recall, honest listings flagged, and the law of every hit, on both sides of terms and of 2027."""
    tally = judged("fit")
    assert tally.share("true found", "true") >= 0.97
    assert tally.share("honest flagged", "honest") <= 0.02
    assert tally.share("right law", "true found") == 1.0


def test_time_grows_far_slower_than_the_words() -> None:
    """Looking for 10,000 words takes less than 60 times what 10 take, where every character begins one."""
    chance = random.Random(3)
    signs = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
    texts = [listing("".join(chance.choices(signs, k=120))) for _ in range(400)]
    few, many = (Finder(["".join(chance.sample(signs, 2)) for _ in range(size)]) for size in (10, 10_000))
    for finder in (few, many):
        _seconds(finder, texts)
    assert _seconds(many, texts) < 60 * max(_seconds(few, texts), 0.002)


def _seconds(finder: Finder, texts: list[Listing]) -> float:
    begun = time.process_time()
    for one in texts:
        list(finder.places(one))
    return time.process_time() - begun
