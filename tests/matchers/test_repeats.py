"""Fields stuffed with marks: the same judgement for bounded work."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.listing import TEXT_FIELDS, Listing
from domain.match import Match
from domain.rights import Right, RightKind
from matchers import compare, context, occurrences, text
from matchers.evidence import reasons
from matchers.keys import I64
from matchers.neighbourhood import U32, Neighbourhood, Windows
from matchers.normal import LIMITS, OTHER_LIMIT, RAW_FACTOR, folded
from matchers.panel import Panel, compile_panel
from matchers.repeats import MOST_COMPARED
from matchers.text import MOST_JUDGED
from tests.matchers.test_watchlist import MARKS, ZONE

RIGHTS = [
    Right(id=mark, kind=RightKind.WORD, text=mark, nice_classes=(25,))
    for mark in (*MARKS, "山岚", "Norvelle Xinghe", "Boss", "苹果")
]
CROWD = [
    Right(id=f"{one}{other}", kind=RightKind.WORD, text=f"{one}{other}")
    for one in ("tavelo", "rinume", "skobal", "dirvex", "mopura", "zentil", "quorra", "fadelo")
    for other in (*"栀蔓珂琪瑾瑜璟晗岚溪鸲霁澜槿萤", "tavu", "remo", "silk", "vard", "pond", "nuli")
] + [
    Right(id=one + other, kind=RightKind.WORD, text=one + other)
    for one in ("霁澜", "槿萤", "栀蔓", "珂琪", "瑾瑜", "璟晗", "岚溪", "鸲萤")
    for other in ("栀蔓", "珂", "琪瑾", "瑜璟", "晗岚", "溪鸲", "霁槿", "澜萤瑜", "岚蔓珂")
]
PANEL = compile_panel(RIGHTS, names=("text",), zone=ZONE)
ALL = compile_panel([*RIGHTS, *CROWD], names=("text",), zone=ZONE)
PIECES = (
    *MARKS,
    "Novelle",
    "N0rvelle",
    "山岚忆",
    "善蓝即忆",
    "shanlanjiyi",
    "n o r v e l l e",
    "boss",
    "苹果",
)
CUES = (" ", "，", " 适用于", "同款 ", " not ", "外套", "官方旗舰店 ", "\u200b", "case for ", "™ ", "7")


def listing(title: str, **rest: Any) -> Listing:
    return Listing(platform="p", id="1", title=title, captured_at=datetime(2026, 6, 1, tzinfo=UTC), **rest)


def matched(panel: Panel, one: Listing) -> tuple[Match, ...]:
    return panel.match([one])[0]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(PIECES + CUES), min_size=1, max_size=6).map("".join),
    st.integers(20, 300),
    st.lists(st.sampled_from(PIECES + CUES), max_size=4).map("".join),
)
@pytest.mark.slow
def test_what_is_said_again_changes_no_judgement(
    monkeypatch: pytest.MonkeyPatch, unit: str, times: int, tail: str
) -> None:
    """Leaving out places that stand like an earlier one gives the matches of comparing all of them."""
    one = listing(tail + unit * times + tail, description=unit * times)
    with monkeypatch.context() as patch:
        patch.setattr(occurrences, "surest", lambda some, _: (some, 0))
        patch.setattr(occurrences, "MOST_OF_A_WORD", 10**9)
        patch.setattr(text, "MOST_JUDGED", 10**9)
        quick = matched(PANEL, one)
        patch.setattr(occurrences, "repeated", lambda *_: None)
        patch.setattr(occurrences, "fresh", lambda *_: None)
        assert quick == matched(PANEL, one)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many proposals were compared and how many places judged."""
    done: Counter[str] = Counter()

    def counted(name: str, function: Any) -> Any:
        def call(*args: Any, **rest: Any) -> Any:
            done[name] += 1
            return function(*args, **rest)

        return call

    monkeypatch.setattr(occurrences, "Proposed", counted("compared", compare.Proposed))
    monkeypatch.setattr(text, "reasons", counted("judged", reasons))
    return done


def everywhere(raw: str) -> Listing:
    return listing(raw, **{field: raw for field in TEXT_FIELDS if field != "title"})


STUFFED = {
    "a mark again and again": "norvelle " * 10_000,
    "a near mark": "norvele " * 10_000,
    "in Chinese": "山岚记忆" * 10_000,
    "spaced": "山 岚 记 忆 " * 10_000,
    "by its sound": "善蓝即忆" * 10_000,
    "two characters": "星河" * 10_000,
    "an everyday word": "苹果" * 10_000,
    "between cues": "适用于norvelle 非 norvelle同款 " * 2_000,
    "every mark there is": " ".join(right.text for right in CROWD) * 20,
    "every mark, glued": "".join(right.text for right in CROWD[::-1]) * 20,
    "every mark, nearly": " ".join(right.text[:1] + right.text[2:] for right in CROWD) * 20,
}


@pytest.mark.parametrize("raw", STUFFED.values(), ids=list(STUFFED))
def test_work_is_bounded_whatever_a_listing_holds(raw: str, work: Counter[str]) -> None:
    """However often and however many marks are named, a bounded number of places is compared and judged."""
    matches = matched(ALL, everywhere(raw))
    assert matches
    assert 0 < work["compared"] <= MOST_COMPARED * len(TEXT_FIELDS)
    assert work["judged"] <= MOST_JUDGED


@pytest.mark.parametrize("raw", list(STUFFED.values())[:8], ids=list(STUFFED)[:8])
def test_the_hundredth_mention_costs_nothing(raw: str, work: Counter[str]) -> None:
    """Of a mark repeated through a field no more is compared than stands differently."""
    matched(ALL, listing("", description=raw))
    once = work["compared"]
    work.clear()
    matched(ALL, listing("", description=raw[: OTHER_LIMIT // 2]))
    assert once <= 1.2 * work["compared"] + 8


@pytest.mark.parametrize("raw", list(STUFFED.values())[:8], ids=list(STUFFED)[:8])
def test_what_was_said_is_not_looked_up_again(raw: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long text that repeats itself has hardly more stretches looked up than its first part."""
    looked: list[int] = []

    def counted(self: Neighbourhood, codes: U32, windows: Windows) -> tuple[I64, I64]:
        looked.append(len(windows.starts))
        return candidates(self, codes, windows)

    candidates = Neighbourhood.candidates
    monkeypatch.setattr(Neighbourhood, "candidates", counted)
    matched(ALL, listing("", description=raw[:OTHER_LIMIT]))
    matched(ALL, listing("", description=raw[: OTHER_LIMIT // 2]))
    assert looked[0] <= 1.2 * looked[1]


def test_a_name_of_a_million_characters_is_folded_for_no_right_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many rights a listing touches, brand and shop are folded once and read as far as any field."""
    sizes: list[int] = []

    def counted(text: str) -> str:
        sizes.append(len(text))
        return folded(text)

    monkeypatch.setattr(context, "folded", counted)
    monkeypatch.setattr(context, "solid", lambda text: counted(text).replace(" ", ""))
    assert len(matched(ALL, everywhere("rinumepond " * 90_909 + "tavelpond rinumeponf"))) > 3
    assert max(sizes) <= OTHER_LIMIT * RAW_FACTOR * 2
    assert sum(size > OTHER_LIMIT for size in sizes) <= 8


def test_a_crowd_of_names_is_told_and_the_surest_are_kept() -> None:
    """A listing that names more than is judged says on every match how much was left out."""
    raw = " ".join(right.text for right in CROWD) * 20
    crowded = matched(ALL, everywhere(raw))
    told = [[reason for reason in match.reasons if reason.feature == "crowded"] for match in crowded]
    assert all(len(one) == 1 and int(one[0].theirs) > 0 for one in told)
    plain = [match for match in crowded if match.reasons[0].feature in ("exact_text", "glued_text")]
    assert len(plain) >= len(raw[: LIMITS["title"]].split()) / 2
    few = matched(ALL, listing("Norvelle 外套"))
    assert few
    assert "crowded" not in {reason.feature for match in few for reason in match.reasons}
