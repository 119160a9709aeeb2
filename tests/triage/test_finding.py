"""Finding hits: by risk from SQL, by words from the index, and without the index when it is down."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.utils import timezone

from domain.errors import IndexUnavailable
from domain.match import Verdict
from domain.ports import HitQuery, Order, Scope
from store.decisions import decide
from store.documents import hit_docs
from store.embedded import EmbeddedIndex
from store.models import Hit, Outbox
from tests.store import made
from triage import finding
from triage.finding import find, hit_before, next_hit, search_page
from triage.query import Asked

Enter = Callable[..., Client]
ALL = Scope.everything()


@pytest.fixture
def hits(db: None) -> list[Hit]:
    """Five open hits, highest risk first."""
    made.right()
    for number in range(5):
        offer = made.listing(str(number), title=f"迪卡侬 帐篷 tent {number}")
        made.keep(made.kept(offer, made.match(score=0.95 - number / 20)))
    return list(Hit.objects.order_by("-score", "id"))


@pytest.fixture
def index(
    hits: list[Hit], tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[EmbeddedIndex]:
    """The embedded index, holding these hits, as the one the desk opens."""
    opened = EmbeddedIndex(tmp_path_factory.mktemp("index") / "index.sqlite3")
    opened.upsert(hit_docs([hit.id for hit in hits]))
    monkeypatch.setattr(finding, "the_index", lambda: opened)
    yield opened
    opened.close() if hasattr(opened, "close") else None


def verdict(hit: Hit, user: object) -> None:
    decide(
        ALL, hit_id=hit.id, verdict=Verdict.INFRINGING, reason="x", user=user,  # type: ignore[arg-type]
        revision=hit.revision, now=timezone.now(),
    )  # fmt: skip


def test_words_are_found_and_marked(hits: list[Hit], index: EmbeddedIndex, enter: Enter) -> None:
    """A search lists what the index finds, by risk, with the words marked."""
    page = enter("triager").get("/", {"q": "tent"}).content.decode()
    places = [page.index(f"/hits/{hit.id}/") for hit in hits]
    assert places == sorted(places)
    assert "<mark>tent</mark>" in page


def test_decided_hits_do_not_come_back(
    hits: list[Hit], index: EmbeddedIndex, people: dict[str, object]
) -> None:
    """A hit decided a moment ago is gone from the open ones though the index does not know it yet."""
    verdict(hits[0], people["triager"])
    page = search_page(index, ALL, HitQuery(text="tent", status="open"), after=None, size=10)
    assert [hit.id for hit in page.hits] == [hit.id for hit in hits[1:]]
    assert Outbox.objects.filter(pk=hits[0].id).exists()


def test_pages_of_a_search_leave_nothing_out(
    hits: list[Hit], index: EmbeddedIndex, people: dict[str, object]
) -> None:
    """Page after page, with stale rows in between, every hit comes exactly once."""
    verdict(hits[1], people["triager"])
    seen, after = [], None
    for _turn in range(10):
        page = search_page(index, ALL, HitQuery(text="tent", status="open"), after=after, size=2)
        seen += [hit.id for hit in page.hits]
        after = page.after
        if after is None:
            break
    assert seen == [hit.id for hit in hits if hit.id != hits[1].id]


@pytest.mark.parametrize(
    "asked",
    [
        HitQuery(text="tent", least_price_minor=700), HitQuery(text="tent", most_price_minor=599),
        HitQuery(text="tent", most_score=0.5), HitQuery(text="tent", least_score=0.99),
        HitQuery(text="tent", seller="小"), HitQuery(text="tent", region="北京"),
        HitQuery(text="tent", holder="bell"), HitQuery(text="tent", captured_before=made.NOW),
        HitQuery(text="tent", captured_from=made.later(1)),
    ],
)  # fmt: skip
def test_what_the_truth_does_not_answer_is_not_shown(hits: list[Hit], asked: HitQuery) -> None:
    """However far the index lags, a row is shown only where its present values fit the whole question."""
    assert not any(finding.still_asked_for(hit, asked) for hit in hits)
    assert all(finding.still_asked_for(hit, HitQuery(text="tent", least_price_minor=600)) for hit in hits)


def test_an_index_that_names_anothers_hits_leaks_nothing(hits: list[Hit], index: EmbeddedIndex) -> None:
    """A hit that changed hands is gone for its former holder before the index knows of it."""
    mine = Scope(holders=frozenset({"acme"}))
    other = made.right("OTHER", holder="bell").holder
    Hit.objects.filter(pk=hits[0].id).update(holder=other)
    page = search_page(index, mine, HitQuery(text="tent"), after=None, size=10)
    assert [hit.id for hit in page.hits] == [hit.id for hit in hits[1:]]


@pytest.mark.parametrize("sort", ["oldest", "newest"])
@pytest.mark.parametrize("text", ["", "tent"])
def test_next_follows_the_order_asked_for(
    hits: list[Hit], index: EmbeddedIndex, sort: str, text: str
) -> None:
    """In an order by time one walks by time, with words and without."""
    for number, hit in enumerate(hits):
        Hit.objects.filter(pk=hit.id).update(captured_at=made.later(number), revision=2)
    index.upsert(hit_docs([hit.id for hit in hits]))
    asked = Asked(HitQuery(text=text, order=Order(sort)))
    walked = [Hit.objects.get(pk=(hits[0] if sort == "oldest" else hits[-1]).id)]
    for _turn in hits[1:]:
        following = next_hit(ALL, asked, walked[-1])
        assert following is not None
        assert hit_before(ALL, asked, following) == walked[-1]
        walked.append(following)
    assert [hit.id for hit in walked] == [hit.id for hit in (hits if sort == "oldest" else hits[::-1])]


def test_ranges_are_answered_without_the_index(hits: list[Hit], monkeypatch: pytest.MonkeyPatch) -> None:
    """With the index down a range of prices is read from SQL, and only words are missed."""

    def down() -> None:
        raise IndexUnavailable("refused")

    monkeypatch.setattr(finding, "the_index", down)
    found = find(ALL, Asked(HitQuery(least_price_minor=601)))
    assert (found.hits, found.index_down) == ((), False)
    assert find(ALL, Asked(HitQuery(seller="小商品店"))).hits == tuple(hits)
    assert find(ALL, Asked(HitQuery(text="tent", most_price_minor=600))).index_down


def test_a_foreign_holder_finds_nothing(hits: list[Hit], index: EmbeddedIndex, enter: Enter) -> None:
    """A text search of somebody else's holder finds and counts nothing."""
    page = enter("foreign").get("/", {"q": "tent", "status": "any"}).content.decode()
    assert "帐篷" not in page
    assert 'class="count"' not in page


def test_with_the_index_down_the_queue_stands(
    hits: list[Hit], monkeypatch: pytest.MonkeyPatch, enter: Enter
) -> None:
    """With the index down a search says so and shows the queue from SQL."""

    def down() -> None:
        raise IndexUnavailable("refused")

    monkeypatch.setattr(finding, "the_index", down)
    response = enter("triager").get("/", {"q": "tent"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "index does not answer" in page
    assert all(hit.id in page for hit in hits)


def test_a_lagging_index_is_told(hits: list[Hit], index: EmbeddedIndex, enter: Enter) -> None:
    """While the index is owed changes a search says it may miss the newest hits, to those concerned."""
    assert "catching up" in enter("triager").get("/", {"q": "tent"}).content.decode()
    assert "catching up" not in enter("foreign").get("/", {"q": "tent"}).content.decode()
    Outbox.objects.all().delete()
    assert "catching up" not in enter("triager").get("/", {"q": "tent"}).content.decode()


def test_next_and_before_walk_the_queue(hits: list[Hit], db: None) -> None:
    """Next goes down by risk and starts again at the top; before goes up and ends there."""
    asked = Asked(HitQuery(status="open"))
    first, second, last = hits[0], hits[1], hits[-1]
    assert next_hit(ALL, asked, first) == second
    assert next_hit(ALL, asked, last) == first
    assert hit_before(ALL, asked, second) == first
    assert hit_before(ALL, asked, first) is None


def test_alone_there_is_no_next(hit: Hit) -> None:
    """A single hit has neither next nor before."""
    asked = Asked(HitQuery(status="open"))
    assert next_hit(ALL, asked, hit) is None
    assert hit_before(ALL, asked, hit) is None


def test_pages_of_the_queue_follow_each_other(
    hits: list[Hit], monkeypatch: pytest.MonkeyPatch, enter: Enter
) -> None:
    """The next page's address leads on by key, and the last page has none."""
    monkeypatch.setattr(finding, "PAGE", 3)
    client = enter("triager")
    first = client.get("/").content.decode()
    following = first.split('rel="next" href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    second = client.get("/" + following).content.decode()
    shown = [hit.id for hit in hits if f"h-{hit.id}" in second]
    assert shown == [hit.id for hit in hits[3:]]
    assert 'rel="next"' not in second


def test_a_chosen_filter_still_shows_the_other_values(hits: list[Hit], people: dict[str, object]) -> None:
    """A filter in use is counted without itself."""
    verdict(hits[0], people["triager"])
    found = find(ALL, Asked(HitQuery(status="open")))
    status = next(facet for facet in found.sides.facets if facet.field == "status")
    assert {choice.value: choice.hits for choice in status.choices} == {"open": 4, "infringing": 1}
    assert found.total == 4
