"""What speaks for and against one place being a use of one right: its reasons, both sides' text in each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from domain.match import Reason
from domain.rights import Right
from matchers.commonness import commonness, ordinariness
from matchers.occurrence import Occurrence
from matchers.weights import WEIGHTS
from matchers.wording import context, disclaimer, nominative, sign_use

# The reason that shows how word and text met, where the way says more than the feature.
_BY_WAY: Final = {
    "recomposed": "split_text",
    "lookalike": "lookalike_text",
    "homophone": "homophone_text",
    "mixed": "mixed_text",
    "pinyin": "pinyin_text",
    "initials": "initials_text",
}
_OTHER_FIELDS: Final = ("seller", "description", "ocr", "category")
# From these lengths on a word met in disguise is long enough to be sure of: Latin letters, other characters.
LONG_LATIN: Final = 9
LONG_OTHER: Final = 5


def reasons(right: Right, occurrence: Occurrence, *, in_company: bool) -> tuple[Reason, ...]:
    """Every reason of one occurrence, the way it was met first."""
    return (
        _reason(_met(occurrence), occurrence, score=occurrence.likeness, theirs=occurrence.raw[:200]),
        *_of_words(right, occurrence, in_company),
        *_of_place(occurrence),
        *(_reason(cue.feature, occurrence, theirs=cue.theirs) for cue in context(occurrence)),
    )


def _met(occurrence: Occurrence) -> str:
    if occurrence.edits:
        return "near_text"
    return _BY_WAY.get(occurrence.way, occurrence.feature)


def _of_words(right: Right, occurrence: Occurrence, in_company: bool) -> Iterator[Reason]:
    word = occurrence.word.raw
    if occurrence.way == "plain" and not (occurrence.edits or occurrence.apart or occurrence.foreign):
        rank = ordinariness(right, occurrence.word.raw)
        if rank:
            yield _reason("ordinary_word", occurrence, score=rank, theirs=occurrence.raw[:80])
            cue = "" if _named_for_another(occurrence) else sign_use(occurrence) or in_company * right.brand
            if cue:
                yield _reason("sign_use", occurrence, theirs=cue[:80])
        return
    if occurrence.seen == occurrence.word.solid:
        return  # disguised, letter for letter
    if _holds(occurrence):
        yield _reason("inside_word", occurrence, theirs=occurrence.seen[:80])
    yield from _of_sound(occurrence)
    if rank := _commonness(occurrence):
        # To be a word at all says half of it.
        yield _reason("common_word", occurrence, score=round((1 + rank) / 2, 4), theirs=occurrence.seen[:80])
    if _end_changed(occurrence):
        yield _reason("changed_end", occurrence, theirs=occurrence.seen[:80])
    if short := _shortness(occurrence.word.solid):
        yield _reason("short_word", occurrence, score=short, theirs=str(len(word)))


def _of_sound(occurrence: Occurrence) -> Iterator[Reason]:
    """Chinese text that is not the mark letter for letter: what is kept of it, and whether it stands apart."""
    seen, solid = occurrence.seen, occurrence.word.solid
    if solid.isascii() or seen.isascii():
        return
    if not set(seen) & set(solid):
        yield _reason("none_kept", occurrence, theirs=seen[:80])
    text = occurrence.view.text
    touched = (
        text[max(0, occurrence.start - 1) : occurrence.start],
        text[occurrence.end : occurrence.end + 1],
    )
    if free := sum(not side.isalnum() for side in touched):
        yield _reason("bounded", occurrence, score=free / 2, theirs=occurrence.raw[:80])


def _commonness(occurrence: Occurrence) -> float:
    """Of what stands there as one word, or of the least common of the words it is made of."""
    parts = occurrence.raw.casefold().split()
    return max(commonness(occurrence.seen), min(map(commonness, parts), default=0.0))


def _named_for_another(occurrence: Occurrence) -> bool:
    """Whether a capital letter or a label is no sign: the mark is named for what fits it, or denied."""
    return bool(nominative(occurrence) or disclaimer(occurrence))


def _holds(occurrence: Occurrence) -> bool:
    """Whether a longer Latin word holds the whole mark: two letters more are hardly a slip."""
    seen, solid = occurrence.seen, occurrence.word.solid
    return occurrence.edits > 1 and len(seen) > len(solid) + 1 and solid in seen


def _end_changed(occurrence: Occurrence) -> bool:
    """Whether an edit took the first Latin letter, or the first or last Chinese character: 蜜桃, 蜜李.

    Imitators keep what readers hold on to; two characters that changed places are kept.
    """
    seen, solid = occurrence.seen, occurrence.word.solid
    if not occurrence.edits or occurrence.way != "plain" or sorted(seen) == sorted(solid):
        return False
    return seen[0] != solid[0] or (not solid.isascii() and seen[-1] != solid[-1])


def _shortness(solid: str) -> float:
    long = LONG_LATIN if solid.isascii() else LONG_OTHER
    return round(max(0.0, (long - len(solid)) / long), 4)


def _of_place(occurrence: Occurrence) -> Iterator[Reason]:
    if occurrence.field in _OTHER_FIELDS:
        yield _reason(f"in_{occurrence.field}", occurrence, theirs=occurrence.field)
    if _torn(occurrence):
        yield _reason("two_words", occurrence, theirs=occurrence.raw[:80])
    rank, cut = _cut_word(occurrence)
    if rank:
        yield _reason("across_words", occurrence, score=rank, theirs=cut)


def _torn(occurrence: Occurrence) -> bool:
    """Whether a plain space stands inside and letters touch both ends: a word's end, another's beginning."""
    text, start, end = occurrence.view.text, occurrence.start, occurrence.end
    touched = text[max(0, start - 1) : start].isalnum() and text[end : end + 1].isalnum()
    return occurrence.apart == " " and touched and not occurrence.word.solid.isascii()


def _cut_word(occurrence: Occurrence) -> tuple[float, str]:
    """The most common Chinese word that reaches over an end of the place, and how common it is.

    Latin words have boundaries of their own.
    """
    text, start, end = occurrence.view.text, occurrence.start, occurrence.end
    if occurrence.word.solid.isascii():
        return 0.0, ""
    over = [
        text[first : first + size]
        for edge in (start, end)
        for size in (2, 3)
        for first in range(max(0, edge - size + 1), edge)
        if not (start <= first and first + size <= end)
    ]
    return max(((commonness(word), word) for word in over), default=(0.0, ""))


def _reason(feature: str, occurrence: Occurrence, *, theirs: str, score: float = 1.0) -> Reason:
    return Reason(
        feature=feature,
        score=score,
        weight=WEIGHTS[feature],
        ours=occurrence.word.raw,
        theirs=theirs,
        span=occurrence.view.span(occurrence.start, occurrence.end),
    )
