"""Likeness on its own axes: each says its own thing, or that it cannot be tested."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.listing import Listing
from domain.match import Match, Reason
from domain.rights import Fame, Right, RightKind
from domain.values import Picture
from matchers.likeness import AxisName, axes, sounds_alike, written_alike
from matchers.panel import compile_panel
from registry.pack_files import READY_PACKS, load_packs
from registry.rulebook import rulebook

SEEN = datetime(2026, 11, 23, tzinfo=UTC)
RULES = rulebook(load_packs([READY_PACKS]))


def right(**more: Any) -> Right:
    return Right(**({"id": "r", "kind": RightKind.WORD, "text": "Decathlon", "nice_classes": (25,)} | more))


def axis(name: AxisName, of: Right, title: str, **rest: Any) -> float | None:
    listing = Listing(platform="p", id="1", title=title, captured_at=SEEN, **rest)
    found = compile_panel([of], zone=ZoneInfo("UTC"), rules=RULES).match([listing])[0]
    return {one.name: one.score for one in axes(of, listing, found[0], RULES.classes)}[name]


@pytest.mark.parametrize(("ours", "theirs", "least", "most"), [
    ("Decathlon", "Decathlon", 1.0, 1.0), ("Decathlon", "Decathl0n", 0.9, 0.99), ("耐克", "耐克", 1.0, 1.0),
    ("耐克", "奈克", 0.4, 0.9), ("迪卡侬", "Decathlon", 0.0, 0.1), ("Siskin", "Sisskin", 0.8, 0.95),
    ("", "x", 0.0, 0.0), ("☆", "x", 0.0, 0.0),
])  # fmt: skip
def test_form_is_how_words_are_written(ours: str, theirs: str, least: float, most: float) -> None:
    """The same word is 1, a look-alike nearly so, one in another script nothing."""
    assert least <= written_alike(ours, theirs) <= most


@pytest.mark.parametrize(("ours", "theirs", "least", "most"), [
    ("耐克", "奈克", 1.0, 1.0), ("耐克", "naike", 1.0, 1.0), ("迪卡侬", "迪咖侬", 1.0, 1.0),
    ("Phonix", "Fonics", 0.8, 1.0), ("耐克", "阿迪", 0.0, 0.5), ("Decathlon", "Decathlon", 1.0, 1.0),
    ("耐克", "耐ke", 1.0, 1.0),
])  # fmt: skip
def test_sound_is_how_words_are_read(ours: str, theirs: str, least: float, most: float) -> None:
    """Other characters of the same reading are 1, whatever they look like."""
    score = sounds_alike(ours, theirs)
    assert score is not None
    assert least <= score <= most


@pytest.mark.parametrize("theirs", ["☆", "", "عطر"])
def test_what_has_no_reading_has_no_sound(theirs: str) -> None:
    """No number is made up for signs and scripts we cannot read."""
    assert sounds_alike("耐克", theirs) is None


def test_a_homophone_is_near_in_sound_and_far_in_form() -> None:
    """The two axes part where a score alone would not say why."""
    nike = right(text="耐克仕")
    assert axis(AxisName.SOUND, nike, "奈客士 运动鞋", nice_classes=(25,)) == 1.0
    form = axis(AxisName.FORM, nike, "奈客士 运动鞋", nice_classes=(25,))
    assert form is not None
    assert form < 1.0


def test_meaning_is_what_the_register_gives() -> None:
    """A name in another language is the same in meaning; for a word in one language no dictionary says."""
    both = right(text="Decathlon", aliases=("迪卡侬",))
    assert axis(AxisName.MEANING, both, "迪卡侬 跑鞋") == 1.0
    assert axis(AxisName.MEANING, both, "Decathlon 跑鞋") is None


@pytest.mark.parametrize(("rest", "score"), [
    ({"nice_classes": (25,)}, 1.0), ({"category": "手表"}, 0.0), ({}, None), ({"nice_classes": (9, 25)}, 1.0),
])  # fmt: skip
def test_goods_stand_on_an_axis_of_their_own(rest: dict[str, Any], score: float | None) -> None:
    """Same class 1, another group 0, nothing said: not testable."""
    assert axis(AxisName.GOODS, right(), "Decathlon", **rest) == score


def test_near_groups_are_half_alike() -> None:
    """A telephone beside computers: the pack calls the groups near, a guide only."""
    computers = right(nice_classes=(), goods=("电脑",))
    assert axis(AxisName.GOODS, computers, "Decathlon 手机") == 0.5


@pytest.mark.parametrize(("fame", "score"), [(Fame.UNKNOWN, None), (Fame.SOME, 0.5), (Fame.WELL_KNOWN, 1.0)])
def test_fame_is_what_a_person_entered(fame: Fame, score: float | None) -> None:
    """Nothing is computed from how often a name is met."""
    assert axis(AxisName.FAME, right(fame=fame), "Decathlon 跑鞋") == score


def test_a_picture_alone_has_form_and_no_sound() -> None:
    """A copied picture is likeness of form; words that were not met are not compared."""
    picture = Picture(source="a", digest="a" * 64, width=64, height=64, phash=0x5A5A)
    figure = right(kind=RightKind.FIGURE, text="", images=(picture,))
    assert axis(AxisName.FORM, figure, "徽章", pictures=(picture,)) == 1.0
    assert axis(AxisName.SOUND, figure, "徽章", pictures=(picture,)) is None


def test_no_axis_moves_a_score() -> None:
    """Fame changes what is shown and nothing of the claim."""
    listing = Listing(platform="p", id="1", title="Decathlon 跑鞋", captured_at=SEEN)
    plain, famous = (
        compile_panel([one], zone=ZoneInfo("UTC"), rules=RULES).match([listing])[0][0]
        for one in (right(), right(fame=Fame.WELL_KNOWN))
    )
    assert plain == famous


def test_a_claim_without_words_or_pictures_has_no_likeness_of_words() -> None:
    """A hit stored by older rules, with reasons nobody knows, is shown and not guessed at."""
    odd = Match(right_id="r", matcher="x", score=0.5, reasons=(Reason(feature="other", score=1.0),))
    found = axes(right(), Listing(platform="p", id="1", title="", captured_at=SEEN), odd, ())
    assert [one.score for one in found] == [None] * 5
