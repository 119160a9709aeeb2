"""Finding protected words in fields, and not finding them in others."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.rights import Right, RightKind
from matchers.normal import solid, view
from matchers.occurrence import Occurrence
from matchers.occurrences import occurrences
from matchers.watchlist import Watchlist

ANY_TEXT = st.text(st.characters(categories=None), max_size=120)


def word(text: str, *, ordinary: bool = False, id: str = "") -> Right:  # noqa: A002
    return Right(id=id or text, kind=RightKind.WORD, text=text, ordinary_word=ordinary)


def found(raw: str, *rights: Right, field: str = "title") -> list[Occurrence]:
    return occurrences(view(field, raw), Watchlist.of(rights))


def features(raw: str, *rights: Right, field: str = "title") -> set[str]:
    return {one.feature for one in found(raw, *rights, field=field)}


@pytest.mark.parametrize(
    ("raw", "mark", "feature"),
    [
        ("Norvelle耳机", "Norvelle", "exact_text"),
        ("NORVELLE-耳机", "Norvelle", "exact_text"),
        ("Jax & Kestrel jacket", "Jax & Kestrel", "exact_text"),
        ("JaxKestrel jacket", "Jax & Kestrel", "exact_text"),
        ("Tarn's bag", "Tarn's", "exact_text"),
        ("新款山岚记忆外套", "山岚记忆", "exact_text"),
        ("山岚A1外套", "山岚a1", "exact_text"),
        ("нovа speaker", "HOVA", "disguised_text"),
        ("n o r v e l l e", "Norvelle", "disguised_text"),
        ("No✨rv✨elle", "Norvelle", "disguised_text"),
        ("山 岚 记 忆", "山岚记忆", "disguised_text"),
        ("山x岚记忆", "山岚记忆", "disguised_text"),
        ("新到 山 岚外套", "山岚", "disguised_text"),
        ("norvelle2025", "Norvelle", "glued_text"),
        ("thenorvelle", "Norvelle", "glued_text"),
        ("N0RVELLE", "Norvelle", "shape_text"),
        ("Norrrvellle", "Norvelle", "shape_text"),
        ("Novelle lamp", "Norvelle", "near_text"),
        ("Jax & Kestral jacket", "Jax & Kestrel", "near_text"),
        ("山记岚忆外套", "山岚记忆", "near_text"),
        ("岚山石外套", "山岚石", "near_text"),
    ],
)
def test_word_is_found_in_its_disguise(raw: str, mark: str, feature: str) -> None:
    """Each kind of writing is found, and its likeliest reading called by its name."""
    assert max(found(raw, word(mark)), key=lambda one: one.likeness).feature == feature


@pytest.mark.parametrize(
    ("raw", "mark"),
    [
        ("norvelleskapet", "Norvelle"),
        ("subnorvelle", "Norvelle"),
        ("how to read a map", "Toread"),
        ("hashbrowns", "Hashbro"),
        ("Cherry jam", "Chery"),
        ("stitching thread", "Stitch"),
        ("高山 岚气", "山岚"),
        ("高山岚气很美 记忆", "山岚记忆"),
        ("lg电视 algae", "LG"),
        ("hp", "HP"),
        ("长3米", "3M"),
        ("1555号", "555"),
        ("王子", "王"),
        ("", "Norvelle"),
        ("-- ·· ——", "Norvelle"),
    ],
)
def test_other_words_are_left_alone(raw: str, mark: str) -> None:
    """Longer words, ordinary words, other goods of a place and accidental neighbours are no mark."""
    assert found(raw, word(mark)) == []


@pytest.mark.parametrize(
    ("raw", "mark"),
    [("云溪大虾", "云溪大米"), ("云溪大", "云溪大米"), ("山石", "山岚石"), ("Tuno fish", "Tuni")],
)
def test_words_that_only_share_a_beginning_are_weak(raw: str, mark: str) -> None:
    """One edit that changes an end, or most of a short word, is proposed for judgement as a weak likeness."""
    assert all(one.edits == 1 and one.likeness <= 0.7 for one in found(raw, word(mark)))


@pytest.mark.parametrize("raw", ["tigre toys", "tigger toys", "tigers", "xtiger", "tlger"])
def test_ordinary_word_is_found_exactly_or_not_at_all(raw: str) -> None:
    """An ordinary word one edit away, glued or in another shape is some other ordinary word."""
    assert found(raw, word("Tiger", ordinary=True)) == []


def test_two_latin_letters_count_only_as_the_mark_writes_them() -> None:
    """HP is a mark, hp anything; in the brand field it is what the seller says it is."""
    assert features("HP 墨盒", word("HP")) == {"exact_text"}
    assert features("hp", word("HP"), field="brand") == {"exact_text"}


@pytest.mark.parametrize("raw", ["H&M 外套", "h&m coat", "H & M coat", "Ｈ＆Ｍ 外套", "外套 h & m"])
def test_two_letters_with_a_sign_between_them_are_found_in_any_case(raw: str) -> None:
    """The sign makes H&M a name; case, width and spaces around the sign do not unmake it."""
    assert "exact_text" in features(raw, word("H&M"))


@pytest.mark.parametrize("raw", ["hm coat", "size H M", "H-M coat", "h m", "rh&mx", "H&MX"])
def test_two_letters_without_their_sign_are_anything(raw: str) -> None:
    """Without the sign, with another one, or inside a longer word, two letters are no mark."""
    assert features(raw, word("H&M")) == set()


def test_single_character_needs_the_whole_field() -> None:
    """A mark of one character counts only where nothing else stands in the field."""
    assert features("王", word("王"), field="brand") == {"exact_text"}


def test_word_inside_a_longer_one_says_so() -> None:
    """A mark inside a longer mark is explained by the longer one, which nothing explains."""
    hits = found("山岚记忆外套", word("山岚", id="short"), word("山岚记忆", id="long"))
    explained = {hit.word.raw: hit.inside.raw if hit.inside else "" for hit in hits}
    assert explained == {"山岚": "山岚记忆", "山岚记忆": ""}


def test_two_rights_with_the_same_words_are_both_found() -> None:
    """A special sign and a trade mark in the same words both stand; the day decides between them."""
    hits = found("星河运动会 徽章", word("星河运动会", id="sign"), word("星河运动会", id="mark"))
    assert {hit.word.right for hit in hits} == {0, 1}


def test_aliases_are_words_too() -> None:
    """Any of a right's words is found, and the reason says which."""
    right = Right(id="r", kind=RightKind.WORD, text="Norvelle", aliases=("诺维", "Norvelle"))
    assert [hit.word.raw for hit in found("诺维 耳机", right)] == ["诺维"]


@settings(deadline=None)
@given(ANY_TEXT, ANY_TEXT)
def test_mark_between_spaces_is_always_found(before: str, after: str) -> None:
    """Whatever stands around it, a mark of three words on its own is found where it stands."""
    raw = f"{before} 山岚记忆 {after}"
    if len(raw) < 200:
        spots = [(hit.raw, hit.feature) for hit in found(raw, word("山岚记忆"))]
        assert ("山岚记忆", "exact_text") in spots


@settings(deadline=None)
@given(ANY_TEXT.filter(lambda text: len(solid(text)) > 2), ANY_TEXT)
def test_any_mark_and_any_text_never_raise(mark: str, raw: str) -> None:
    """Marks and listings of any characters are compared without an error, spans within the text."""
    for hit in found(f"{raw} {mark} {raw}", word(mark)):
        span = hit.view.span(hit.start, hit.end)
        assert 0 <= span.start < span.end <= len(hit.view.raw)


@pytest.mark.parametrize(
    "raw",
    ["a." * 5_000, "a " * 5_000, "山 " * 5_000, "\u202e" * 5_000, "1" * 20_000, "@$!|" * 3_000, "((" * 9_000],
    ids=["dots", "letters", "characters", "overrides", "digits", "signs", "brackets"],
)
def test_hostile_field_ends(raw: str) -> None:
    """Fields made to be slow are cut, searched and left."""
    marks = (word("Norvelle"), word("Jax & Kestrel"), word("山岚记忆"), word("山岚a1"))
    assert found(raw, *marks, field="description") == []
