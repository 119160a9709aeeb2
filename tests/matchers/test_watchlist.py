"""Compiled rights: changed without a rebuild, saved, opened, and hard to wear down."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.listing import Listing
from domain.match import Match
from domain.rights import Right, RightKind
from matchers import fast, neighbourhood
from matchers.batch import Field
from matchers.normal import LIMITS, OTHER_LIMIT
from matchers.occurrence import Occurrence
from matchers.occurrences import found
from matchers.panel import compile_panel
from matchers.text import CompiledText
from matchers.watchlist import Watchlist

ZONE = ZoneInfo("Asia/Shanghai")
MARKS = ("Norvelle", "Jax & Kestrel", "山岚记忆", "云溪水蜜桃", "哆啦梦A", "Xinghe", "星河")
TITLES = (
    "Norvelle 耳机",
    "N0rve11e 耳机",
    "Novelle 耳机",
    "J.a.x Kestrel jacket",
    "山岚忆 外套",
    "shanlanjiyi 外套",
    "善蓝即忆 外套",
    "山lan记yi",
    "sljy 外套",
    "云氵奚水蜜桃",
    "哆梦A 玩具",
    "x1nghe 星 河",
    "nothing at all",
    "",
)


def right(text: str, id: str = "", **rest: Any) -> Right:  # noqa: A002
    return Right(id=id or text, kind=RightKind.SPECIAL_SIGN, text=text, **rest)


def listings(**rest: Any) -> list[Listing]:
    seen = datetime(2026, 6, 1, tzinfo=UTC)
    return [
        Listing(platform="p", id=str(i), title=title, captured_at=seen, **rest)
        for i, title in enumerate(TITLES)
    ]


def claims(rights: Sequence[Right]) -> tuple[tuple[Match, ...], ...]:
    return compile_panel(rights, zone=ZONE).match(listings())


def test_right_added_later_is_found_like_one_compiled() -> None:
    """Adding one by one and compiling all at once give the same matches and the same digest."""
    rights = [right(text) for text in MARKS]
    panel = compile_panel(rights[:2], zone=ZONE)
    for one in rights[2:]:
        panel = panel.changed(added=[one])
    at_once = compile_panel(rights, zone=ZONE)
    assert panel.match(listings()) == at_once.match(listings())
    assert panel.digest == at_once.digest


def test_right_ended_is_found_no_more() -> None:
    """Ending a right gives the matches and the digest of a register without it; ended twice is an error."""
    rights = [right(text) for text in MARKS]
    panel = compile_panel(rights, zone=ZONE).changed(ended=["Norvelle"])
    without = compile_panel(rights[1:], zone=ZONE)
    assert panel.match(listings()) == without.match(listings())
    assert panel.digest == without.digest
    with pytest.raises(KeyError):
        panel.changed(ended=["Norvelle"])


def test_right_that_changed_is_found_by_its_new_words_only() -> None:
    """Ended and added under one id, a right answers to its new text."""
    panel = compile_panel([right("Norvelle", "r")], zone=ZONE)
    other = panel.changed(added=[right("山岚记忆", "r")], ended=["r"])
    hits = [bool(matches) for matches in other.match(listings())]
    assert hits == [bool(matches) for matches in claims([right("山岚记忆", "r")])]
    with pytest.raises(ValueError, match="share an id"):
        other.changed(added=[right("Other", "r")])


def test_compiled_rights_are_opened_as_they_were_saved(tmp_path: Path) -> None:
    """What is opened from files finds the same; other rights' files are refused."""
    rights = [right(text) for text in MARKS]
    made = CompiledText(rights)
    made.save(tmp_path / "words", "digest-1")
    opened = CompiledText.open(tmp_path / "words", "digest-1", rights)
    assert opened.match(listings()) == made.match(listings())
    with pytest.raises(ValueError, match="compiled from other rights"):
        CompiledText.open(tmp_path / "words", "digest-2", rights)


def test_plain_and_compiled_look_up_match_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the compiler the same listings give the same matches, in the same order."""
    pytest.importorskip("numba")
    rights = [right(text) for text in MARKS]
    compiled = claims(rights)
    monkeypatch.setattr(neighbourhood, "probe", fast.in_arrays)
    assert claims(rights) == compiled
    assert sum(map(bool, compiled)) == len(TITLES) - 2


def test_open_gates_only_gives_the_same_hits() -> None:
    """Leaving out other goods early changes nothing but the matches behind a gate."""
    rights = [right(text, nice_classes=(25,) if i % 2 else (9,)) for i, text in enumerate(MARKS)]
    panel = compile_panel(rights, zone=ZONE)
    for classes in ((9,), (25,), (), (3,)):
        every = panel.match(listings(nice_classes=classes))
        shown = tuple(tuple(one for one in matches if one.score > 0) for matches in every)
        assert panel.match(listings(nice_classes=classes), closed=False) == shown


@pytest.mark.parametrize("kind", [RightKind.WORK, RightKind.DESIGN, RightKind.VARIETY])
def test_a_right_on_any_goods_is_found_in_disguise_whatever_its_classes(kind: RightKind) -> None:
    """Copyright, design and variety have no goods gate: their words are not left out for their classes."""
    disguised = listings(nice_classes=(21,))[1:2]
    held = [
        Right(id="any", kind=kind, text="Norvelle", nice_classes=(25,)),
        Right(id="word", kind=RightKind.WORD, text="Norvelle", nice_classes=(25,)),
    ]
    panel = compile_panel(held, names=("text",), zone=ZONE)
    assert [one.right_id for one in panel.match(disguised)[0]] == ["any"]
    assert panel.match(disguised, closed=False) == panel.match(disguised)


# Eight characters are read for each one compared, and none of the tricks below adds more than about that.
MOST_TIMES = 8


def occurrences(raw: str, field: str) -> list[Occurrence]:
    return found([Field(field, raw)], Watchlist.of([right(text) for text in MARKS]))[0]


@pytest.mark.parametrize("field", ["title", "description"])
@pytest.mark.parametrize(
    "raw",
    [
        "norvelle " * 111_111,
        "山岚记忆" * 250_000,
        "\ud800" * 1_000_000,
        "\0" * 1_000_000,
        "\u202e\u202d" * 500_000,
        "Norvelle" + "\u0301" * 10_000,
        "\ufdfa" * 100_000,
        "n o r v e l l e " * 10_000,
        "rnvvcl" * 10_000,
    ],
    ids=["latin", "chinese", "surrogates", "nul", "overrides", "marks", "ligatures", "spaced", "pairs"],
)
def test_hostile_field_costs_no_more_than_an_ordinary_one(raw: str, field: str) -> None:
    """A million characters, half characters or towers of marks cost like a few ordinary fields."""
    watchlist = Watchlist.of([right(text) for text in MARKS])
    words = "Novelle wireless 蓝牙耳机 new 山岚记 case 外套 "
    ordinary = (words * 2_000)[: LIMITS.get(field, OTHER_LIMIT)]
    assert _cost(watchlist, field, raw) <= MOST_TIMES * _cost(watchlist, field, ordinary)


def _cost(watchlist: Watchlist, field: str, raw: str) -> float:
    """The least process time of several searches of one field, in seconds."""
    times = []
    for _ in range(7):
        start = time.process_time()
        found([Field(field, raw)], watchlist)
        times.append(time.process_time() - start)
    return min(times)
