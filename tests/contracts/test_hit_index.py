"""What every triage index promises, tried on each of them."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from domain.ports import HitIndex, HitQuery, Scope
from store.highlights import pieces
from tests.contracts.hits import ALL, doc, found, pages, put


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("宁波", [1]),
        ("宁波轴承", [1]),
        ("宁波 轴承", [1]),
        ("波轴", [1]),
        ("承厂直", []),
        ("nike", [2]),
        ("NIKE", [2]),
        ("ｎｉｋｅ", [2]),
        ("nik", []),
        ("nike 运动鞋", [2]),
        ("nike运动", [2]),
        ("iphone", [3]),
        ("iphone15", [3]),
        ("手机壳", [3]),
        ("手机 iPhone", [3]),
        ("creme", [4]),
        ("BRULEE", [4]),
        ("brûlée", [4]),
        ("oreal", [4]),
        ("茅台", [5]),
        ("茅台酒 500", [5]),
        ("酒", [5]),
        ("壳", [3, 10]),
        ("波", [1, 6]),
        ("野", [8]),
        ("𠮷", [8]),
        ("𠮷野", [8]),
        ("ガンダム", [7]),
        ("ｶﾒﾗ", [7]),
        ("한국", [9]),
        ("가게", [9]),
        ("100", [8]),
    ],
)  # fmt: skip
def test_a_question_finds_these_hits(searched: HitIndex, text: str, numbers: list[int]) -> None:
    """Pairs of characters, single characters and words find the same hits in every index."""
    assert found(searched, text) == numbers


@pytest.mark.parametrize(
    "text",
    ['"', "''", "*", "nike*", "NOT", "a OR", "(", "title:", "^", "-", "\0", "%", "_", "\\", "{}", "[1 TO",
     "NEAR(", "+", "~", "?", "/", "&&", "||", "!", "\ud800", "'; DROP TABLE hit_1; --", "\u202e", "🙂",
     "a" * 5000, "宁" * 5000, "nike " * 300, "\ue000", "x" * 63 + "é" * 9],
)  # fmt: skip
def test_nothing_typed_is_read_as_syntax(searched: HitIndex, text: str) -> None:
    """Operators, quotes, NUL, lone surrogates and pastes are words or nothing, never an error."""
    assert found(searched, text) in ([], [2], [11])


def test_a_question_without_a_letter_or_digit_finds_nothing(searched: HitIndex) -> None:
    """Signs alone cannot be found, while blanks alone do not restrict."""
    assert found(searched, "!!!") == []
    assert found(searched, " \t ") == list(range(1, 12))


def test_words_far_apart_are_no_phrase(index: HitIndex) -> None:
    """A run of characters is found only where it stands together, and not across two fields."""
    put(index, doc(1, title="迪卡", text="卡侬"), doc(2, title="迪卡", text="侬"), doc(3, text="迪卡侬"))
    assert found(index, "迪卡侬") == [3]


def test_an_older_revision_never_wins(index: HitIndex) -> None:
    """Late and repeated deliveries are settled and change nothing."""
    put(index, doc(1, revision=3, title="新的"))
    put(index, doc(1, revision=2, title="旧的"))
    put(index, doc(1, revision=3, title="旧的"))
    assert (found(index, "新的"), found(index, "旧的")) == ([1], [])
    put(index, doc(1, revision=4, title="更新"))
    assert (found(index, "新的"), found(index, "更新")) == ([], [1])


def test_a_batch_may_hold_one_hit_twice(index: HitIndex) -> None:
    """Within one call, too, the newest revision of a hit is the one that stays."""
    put(index, doc(1, revision=2, title="新的"), doc(1, revision=1, title="旧的"))
    assert (found(index, "新的"), found(index, "旧的")) == ([1], [])


def test_a_document_that_can_never_be_taken_does_not_stop_the_others(index: HitIndex) -> None:
    """Poison is named with its reason; everything beside it is settled."""
    bad = doc(2, price_minor=2**70)
    result = index.upsert([doc(1), bad, doc(3)])
    index.refresh()
    assert set(result.poisoned) == {bad.id}
    assert all(result.poisoned.values())
    assert found(index) == [1, 3]


def test_what_is_deleted_is_gone(index: HitIndex) -> None:
    """A deleted hit is not found, and deleting what is not there is settled."""
    put(index, doc(1), doc(2))
    result = index.delete([doc(1).id, doc(9).id])
    index.refresh()
    assert result.settled == {doc(1).id, doc(9).id}
    assert found(index) == [2]


def test_order_is_score_then_id(index: HitIndex) -> None:
    """The riskiest hit comes first; equal scores come by id."""
    put(index, doc(3, score=0.5), doc(2, score=0.7), doc(1, score=0.5), doc(4, score=1.0))
    assert found(index) == [4, 2, 1, 3]


@pytest.mark.parametrize("size", [1, 3, 7, 100])
def test_pages_hold_every_hit_exactly_once(index: HitIndex, size: int) -> None:
    """With equal scores too, no hit is on two pages or on none; the last page says that it is."""
    put(index, *(doc(number, score=(number % 3) / 3) for number in range(1, 22)))
    read = pages(index, size=size)
    assert len({one for page in read for one in page}) == sum(map(len, read)) == 21
    assert all(len(page) == size for page in read[:-1])


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"holder": "acme"}, [1, 2]), ({"right": "R2"}, [2]), ({"kind": "gi"}, [3]), ({"platform": "p"}, [2]),
        ({"seller": "店"}, [3]), ({"region": "义乌"}, [1]), ({"status": "unsure"}, [3]),
        ({"least_score": 0.5}, [1, 2]), ({"holder": "acme", "region": "x"}, []), ({"holder": "ac*"}, []),
    ],
)  # fmt: skip
def test_a_filter_restricts_to_one_whole_value(
    index: HitIndex, asked: dict[str, Any], numbers: list[int]
) -> None:
    """Filters compare whole values, letter case and all, and add up."""
    put(
        index,
        doc(1, region="义乌"),
        doc(2, right="R2", platform="p", region="", score=0.5),
        doc(3, holder="b", kind="gi", seller="店", status="unsure", score=0.4),
    )
    assert found(index, **asked) == numbers


@pytest.mark.parametrize(
    ("scope", "numbers"),
    [
        (Scope.everything(), [1, 2, 3]),
        (Scope.nothing(), []),
        (Scope(holders=frozenset({"acme"})), [1, 2]),
        (Scope(holders=frozenset({"acme", "other"}), regions=frozenset({"x"})), [2, 3]),
        (Scope(holders=None, regions=frozenset()), []),
        (Scope(holders=frozenset({"acm", "ACME", "*", "acme' OR 1=1 --"})), []),
    ],
)
def test_no_question_reaches_past_its_scope(index: HitIndex, scope: Scope, numbers: list[int]) -> None:
    """Search, filters and facets show nothing of others, whatever is asked."""
    put(index, doc(1, region="y"), doc(2, region="x"), doc(3, holder="other", region="x"))
    assert found(index, scope=scope) == found(index, "帐篷", scope=scope) == numbers
    assert found(index, scope=scope, holder="other") == [one for one in numbers if one == 3]
    counts = index.facets(scope, HitQuery(), ["holder", "region"]).counts
    assert sum(counts["holder"].values()) == sum(counts["region"].values()) == len(numbers)


def test_facets_count_by_value(index: HitIndex) -> None:
    """Most frequent first, equal counts by value, empty values left out, the question respected."""
    put(index, *(doc(n, platform="pqr"[n % 3], region="" if n < 5 else "义乌") for n in range(1, 9)))
    counts = index.facets(ALL, HitQuery(text="帐篷"), ["platform", "region"]).counts
    assert list(counts["platform"].items()) == [("q", 3), ("r", 3), ("p", 2)]
    assert counts["region"] == {"义乌": 4}
    assert index.facets(ALL, HitQuery(platform="p"), ["region"]).counts == {"region": {"义乌": 1}}


def test_a_facet_of_an_unknown_field_is_refused(index: HitIndex) -> None:
    """Only the fields promised have facets."""
    with pytest.raises(ValueError, match="title"):
        index.facets(ALL, HitQuery(), ["platform", "title"])


def test_highlights_mark_the_raw_text(index: HitIndex) -> None:
    """What matched is marked in the text as it was written, and the text brings no marks of its own."""
    put(index, doc(1, title="<b>Ｎｉｋｅ</b>\ue000 鞋", text="x"), doc(2, text="L'Oréal 的 面霜 oreal"))
    page = index.search(ALL, HitQuery(text="nike 鞋"), after=None, size=9)
    assert [part for part in pieces(page.highlights[doc(1).id]) if part[1]] == [
        ("Ｎｉｋｅ", True),
        ("鞋", True),
    ]
    page = index.search(ALL, HitQuery(text="oreal"), after=None, size=9)
    assert [text for text, lit in pieces(page.highlights[doc(2).id]) if lit] == ["Oréal", "oreal"]


def test_a_rebuilt_index_holds_what_its_source_holds(index: HitIndex) -> None:
    """What the source does not name is gone, ids and facets are the same, and writing goes on."""
    put(index, doc(1), doc(2), doc(3))
    before = index.facets(ALL, HitQuery(), ["holder", "platform", "status"])
    assert index.rebuild(doc(number) for number in (1, 2, 3)) == 3
    assert (found(index), index.facets(ALL, HitQuery(), ["holder", "platform", "status"])) == (
        [1, 2, 3],
        before,
    )
    assert index.rebuild([doc(2), doc(4)]) == 2
    assert found(index) == [2, 4]
    put(index, doc(5))
    assert found(index) == [2, 4, 5]


def test_a_rebuild_that_fails_leaves_the_old_index(index: HitIndex) -> None:
    """The old index serves on, and the next rebuild clears away what was left."""

    def breaking() -> object:
        yield doc(7)
        raise RuntimeError("the source broke")

    put(index, doc(1))
    with pytest.raises(RuntimeError):
        index.rebuild(breaking())  # type: ignore[arg-type]  # a generator that ends badly
    assert found(index) == [1]
    assert index.rebuild([doc(2)]) == 1
    assert found(index) == [2]


def test_readers_see_the_whole_index_while_it_is_rebuilt(index: HitIndex) -> None:
    """Searches during a rebuild find the old or the new index, never a part and never an error."""
    hits = [doc(number) for number in range(1, 121)]
    put(index, *hits)
    seen: list[int] = []
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            seen.append(len(found(index, "帐篷")))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for turn in range(3):
            index.rebuild(replace(one, revision=turn + 2) for one in hits)
    finally:
        over.set()
        reader.join()
    assert len(seen) > 3
    assert set(seen) == {120}


def test_health_counts_the_hits(index: HitIndex) -> None:
    """Health tells kind and number of hits, and an empty index is one that serves."""
    assert found(index) == []
    put(index, doc(1), doc(2))
    health = index.health()
    assert (health.ok, health.documents) == (True, 2)
    assert health.kind in {"embedded", "elasticsearch"}
