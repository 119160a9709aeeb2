"""Both triage indexes beside each other: whatever is asked, the answers are equal."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.ports import HitQuery, Order, Scope
from store.elastic import ElasticIndex
from store.embedded import EmbeddedIndex
from tests.contracts.conftest import KINDS
from tests.contracts.hits import doc

LETTERS = "宁波轴承迪卡侬苹果手机壳茅台酒カメラｶﾞ한국어NikeＮｉＫ éÉöø15０ _-.'\"*\0()ﬁ𠮷\u0301\u3000🙂"
DAY = datetime(2026, 11, 20, tzinfo=UTC)
MOMENTS = st.integers(0, 10).map(lambda hours: DAY + timedelta(hours=hours))
RANGES: dict[str, st.SearchStrategy[Any]] = {
    "least_score": st.sampled_from([0.0, 0.4]),
    "most_score": st.sampled_from([1.0, 0.8]),
    "least_price_minor": st.sampled_from([0, 600, 601]),
    "most_price_minor": st.sampled_from([0, 600]),
    "captured_from": MOMENTS,
    "captured_before": MOMENTS,
    "order": st.sampled_from(Order),
}
FACETS = ("holder", "platform", "region")
Indexes = tuple[EmbeddedIndex, ElasticIndex]


@pytest.fixture(params=KINDS[1:])
def both(request: pytest.FixtureRequest, embedded: EmbeddedIndex) -> Indexes:
    """150 hits of random letters in both."""
    elastic: ElasticIndex = request.getfixturevalue(request.param)
    rng = random.Random(5)

    def text(most: int) -> str:
        return "".join(rng.choices(LETTERS, k=rng.randint(0, most)))

    docs = [
        doc(number, title=text(12), text=text(40), mark=text(4), score=rng.randint(0, 5) / 5,
            captured_at=DAY + timedelta(hours=rng.randint(0, 9), microseconds=rng.randint(0, 1)),
            price_minor=rng.choice([None, 0, 600, 601]), holder=rng.choice("abc"), platform=rng.choice("pq"),
            region=rng.choice(["", "义乌", "宁波"]))
        for number in range(150)
    ]  # fmt: skip
    for index in (embedded, elastic):
        assert len(index.upsert(docs).settled) == 150
        index.refresh()
    return embedded, elastic


@pytest.mark.elasticsearch
def test_any_question_has_one_answer(both: Indexes) -> None:
    """Ids, order, pages, highlights and facets are the same from either index."""
    embedded, elastic = both
    compared = {"found": 0}

    @settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(
        text=st.text(alphabet=LETTERS, max_size=6) | st.text(max_size=8),
        holders=st.none() | st.frozensets(st.sampled_from("abcd")),
        platform=st.sampled_from(["", "p"]),
        regions=st.none() | st.frozensets(st.sampled_from(["", "义乌"])),
        asked=st.fixed_dictionaries({}, optional=RANGES),
    )
    def ask(
        text: str,
        holders: frozenset[str] | None,
        platform: str,
        regions: frozenset[str] | None,
        asked: dict[str, Any],
    ) -> None:
        scope = Scope(holders=holders, regions=regions)
        query = HitQuery(text=text, platform=platform, **asked)
        first = embedded.search(scope, query, after=None, size=20)
        assert first == elastic.search(scope, query, after=None, size=20)
        compared["found"] += len(first.ids) if text.strip() else 0
        if first.after:
            second = embedded.search(scope, query, after=first.after, size=20)
            assert second == elastic.search(scope, query, after=first.after, size=20)
        assert embedded.facets(scope, query, FACETS) == elastic.facets(scope, query, FACETS)

    ask()
    assert compared["found"] > 100
