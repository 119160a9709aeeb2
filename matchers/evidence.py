"""What speaks for and against one place being a use of one right: its reasons, both sides' text in each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from domain.match import Reason
from domain.rights import Right, RightKind
from matchers.commonness import familiarity, ordinariness
from matchers.cover import begins, covering, ends, strays
from matchers.glyphs import alike
from matchers.occurrence import Occurrence
from matchers.readings import syllables
from matchers.vocabulary import words
from matchers.weights import WEIGHTS
from matchers.wording import (
    claimed_genuine,
    context,
    disclaimer,
    heads,
    nominative,
    other_script,
    sign_use,
    surroundings,
)

# The reason that shows how word and text met, where the way says more than the feature.
_BY_WAY: Final = {
    "recomposed": "split_text",
    "lookalike": "lookalike_text",
    "homophone": "homophone_text",
    "mixed": "mixed_text",
    "pinyin": "pinyin_text",
    "initials": "initials_text",
}
# Ways in which another maker's name of about the same letters is met, too.
RESEMBLING: Final = frozenset({"near_text", "lookalike_text", "homophone_text", "letters_text"})
_OTHER_FIELDS: Final = ("seller", "description", "ocr", "category")
# From these lengths on a word met in disguise is long enough to be sure of: Latin letters, other characters.
LONG_LATIN: Final = 9
LONG_OTHER: Final = 5
# How much it says that the text runs on, by the characters of a mark met letter for letter: two stand in
# many longer names by chance, three in few, and goods' names are on no list.
RUNS_ON: Final = {1: 1.0, 2: 1.0, 3: 0.3}
# Characters that go on with a name from another language and begin goods' names hardly ever; written for
# this house from general usage.
OF_NAMES: Final = frozenset(
    "丹克萨恩姆尔斯娜莎曼蒂诺维顿森薇琳伦菲弗兹勒尼娅妮雅拉洛伊茨德特堡蕾朵黛珊歌迪莉丝婕"
)

# Single characters that goods are called by, too: 壶, 锅, 鞋.
ENDS_OF_GOODS: Final = frozenset(word[-1] for name in ("goods", "accessories") for word in words(name))


def reasons(
    right: Right, occurrence: Occurrence, *, in_company: bool, cleared: str = ""
) -> tuple[Reason, ...]:
    """Every reason of one occurrence, the way it was met first.

    `cleared` are the words of the title, if any, by which the mark is named there without being used.
    """
    return (
        _reason(_met(occurrence), occurrence, score=occurrence.likeness, theirs=occurrence.raw[:200]),
        *_of_words(right, occurrence, in_company),
        *_of_place(occurrence),
        *(_reason(cue.feature, occurrence, theirs=cue.theirs) for cue in context(occurrence)),
        *(one for one in _of_surroundings(occurrence) if one.weight > 0 or _has_parts(right)),
        *_of_title(occurrence, cleared),
    )


def _has_parts(right: Right) -> bool:
    """Whether goods can be parts or services for the right's: never for an event's or a place's name.

    What was learned of words around marks would else excuse a brooch of the games; that an event or a place
    is only told of is for the rules of its kind to say.
    """
    return right.kind not in (RightKind.SPECIAL_SIGN, RightKind.GI) and not right.facts.event


def _of_surroundings(occurrence: Occurrence) -> Iterator[Reason]:
    """What was learned of the words around: one reason, for a mark that is named only or for one in use.

    Who offers a part for a mark's goods writes the mark in plain: in disguise the words say half as much.
    And that goods are offered under a word says nothing for the mark where the word only resembles it.
    """
    said = surroundings(occurrence)
    if not said.share:
        return
    if said.odds > 0:
        score = said.share if occurrence.exact or occurrence.glued else round(said.share / 2, 3)
        yield _reason("named_by_words", occurrence, score=score, theirs=" ".join(said.pieces)[:80])
    elif _met(occurrence) not in RESEMBLING:
        yield _reason("used_by_words", occurrence, score=said.share, theirs=" ".join(said.pieces)[:80])


def clearing(occurrence: Occurrence) -> str:
    """The words that, in a title, say that the mark is named for what fits it, or denied; or ""."""
    return nominative(occurrence) or disclaimer(occurrence) if occurrence.field == "title" else ""


def _of_title(occurrence: Occurrence, cleared: str) -> Iterator[Reason]:
    """A second mention is no more than the title's, unless it is labelled as a sign itself."""
    if cleared and occurrence.field in _OTHER_FIELDS and not _labelled(occurrence):
        yield _reason("named_in_title", occurrence, theirs=cleared[:80])


def _labelled(occurrence: Occurrence) -> bool:
    return occurrence.field != "seller" and bool(sign_use(occurrence)) and not nominative(occurrence)


def _met(occurrence: Occurrence) -> str:
    if occurrence.edits:
        return "near_text"
    if occurrence.way == "shape" and occurrence.seen.isalpha():
        return "letters_text"
    return _BY_WAY.get(occurrence.way, occurrence.feature)


def _of_words(right: Right, occurrence: Occurrence, in_company: bool) -> Iterator[Reason]:
    if occurrence.way == "plain" and not (occurrence.edits or occurrence.apart or occurrence.foreign):
        yield from _of_ordinary(right, occurrence, in_company)
        if doubt := _open_sides(occurrence) / 2 * RUNS_ON.get(len(occurrence.word.solid), 0.0):
            yield _reason("runs_on", occurrence, score=round(doubt, 2), theirs=occurrence.raw[:80])
        if longer := _longer_name(occurrence):
            yield _reason("longer_name", occurrence, theirs=longer)
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
    if _last_changed(occurrence):
        # A letter left out there is a slip as anywhere.
        other = 0.6 if occurrence.word.solid.startswith(occurrence.seen) else 1.0
        yield _reason("changed_last", occurrence, score=other, theirs=occurrence.seen[:80])
    if occurrence.edits > 1:
        yield _reason("two_edits", occurrence, theirs=occurrence.seen[:80])
    if short := _shortness(occurrence.word.solid):
        yield _reason("short_word", occurrence, score=short, theirs=str(len(occurrence.word.raw)))


def _of_ordinary(right: Right, occurrence: Occurrence, in_company: bool) -> Iterator[Reason]:
    """How ordinary the word is, and what shows that it is meant as a sign all the same."""
    rank = ordinariness(right, occurrence.word.raw)
    if not rank:
        return
    yield _reason("ordinary_word", occurrence, score=rank, theirs=occurrence.raw[:80])
    if _named_for_another(occurrence):
        return
    cue = sign_use(occurrence) or in_company * right.brand
    if cue:
        yield _reason("sign_use", occurrence, theirs=cue[:80])
    if goods := heads(occurrence):
        yield _reason("heads_goods", occurrence, theirs=goods[:80])
    if other_script(occurrence):
        yield _reason("other_script", occurrence, theirs=occurrence.raw[:80])
    if claim := claimed_genuine(occurrence):
        yield _reason("claimed_genuine", occurrence, theirs=claim[:80])


def _of_sound(occurrence: Occurrence) -> Iterator[Reason]:
    """Chinese text that is not the mark letter for letter: what is kept, and whether it stands apart."""
    seen, solid = occurrence.seen, occurrence.word.solid
    if solid.isascii() or seen.isascii():
        return
    if not set(seen) & set(solid):
        # Two characters sound like many others by chance.
        yield _reason("none_kept", occurrence, score=1.0 if len(solid) == 2 else 0.6, theirs=seen[:80])
    if closed := 2 - _open_sides(occurrence):
        yield _reason("bounded", occurrence, score=closed / 2, theirs=occurrence.raw[:80])
    if closed < 2 and not occurrence.edits:  # one sound or one look: all else must set it apart
        yield _reason("open_side", occurrence, score=1 - closed / 2, theirs=occurrence.raw[:80])
    if alone := strays(occurrence.view.text, occurrence.start, occurrence.end):
        share = round(len(alone) / sum(not char.isascii() for char in seen), 4)
        yield _reason("no_word", occurrence, score=min(1.0, share), theirs=alone[:80])
    elif occurrence.edits:
        yield _reason("made_of_words", occurrence, theirs=seen[:80])
    if occurrence.edits:  # every character is a word's part: an edit takes more than one of a letter does
        yield _reason("chinese_edit", occurrence, score=occurrence.likeness, theirs=seen[:80])
    if other := _other_character(occurrence):
        yield _reason("other_character", occurrence, score=round(2 / (len(solid) - 1), 4), theirs=other)


def _open_sides(occurrence: Occurrence) -> int:
    """Of the two ends those at which Chinese text goes on with no listed word of its own."""
    text, start, end = occurrence.view.text, occurrence.start, occurrence.end
    if occurrence.word.solid.isascii():
        return 0
    left = _runs_on(text[max(0, start - 1) : start]) and not ends(text, start)
    return left + (_runs_on(text[end : end + 1]) and not begins(text, end))


def _longer_name(occurrence: Occurrence) -> str:
    """The Chinese name of which the mark is only the beginning, or "": 阔维安 in 阔维安海姆.

    Names from other languages are written with a few hundred characters; hardly any goods' name begins with
    those of `OF_NAMES`, and what begins a listed word is no part of the name.
    """
    text, end = occurrence.view.text, occurrence.end
    if occurrence.word.solid.isascii() or not _runs_on(text[end : end + 1]) or begins(text, end):
        return ""
    size = next((size for size in (1, 2) if _of_name(text, end + size - 1) or _lone(text, end, size)), 0)
    return text[occurrence.start : end + size] if size else ""


def _of_name(text: str, place: int) -> bool:
    return text[place : place + 1] in OF_NAMES and not begins(text, place)


def _lone(text: str, start: int, size: int) -> bool:
    """Whether all that goes on there are one or two characters that are no word and end no goods' name."""
    run = text[start : start + size]
    return (
        len(run) == size
        and all(map(_runs_on, run))
        and not _runs_on(text[start + size : start + size + 1])
        and run[-1] not in ENDS_OF_GOODS
        and not any(begins(text, place) for place in range(start, start + size))
    )


def _runs_on(char: str) -> bool:
    return char.isalpha() and not char.isascii()


def _other_character(occurrence: Occurrence) -> str:
    """The character that stands for another which it neither looks nor sounds like, or ""."""
    seen, solid = occurrence.seen, occurrence.word.solid
    if not occurrence.edits or len(seen) != len(solid) or sorted(seen) == sorted(solid):
        return ""
    changed = [(a, b) for a, b in zip(seen, solid, strict=True) if a != b]
    return "".join(a for a, b in changed if not (alike(a, b) or set(syllables(a)) & set(syllables(b))))


def _commonness(occurrence: Occurrence) -> float:
    """Of what stands there as one word, or of the least common of the words it is made of."""
    parts = occurrence.raw.casefold().split()
    return max(familiarity(occurrence.seen), min(map(familiarity, parts), default=0.0))


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
    drawn = occurrence.way == "shape" and seen.isalpha()
    if not occurrence.edits or not (occurrence.way == "plain" or drawn) or sorted(seen) == sorted(solid):
        return False
    if solid.isascii():
        return seen[0] != solid[0]
    if len(seen) < len(solid):
        return _taken_over(occurrence)
    return seen[0] != solid[0] or seen[-1] != solid[-1]


def _last_changed(occurrence: Occurrence) -> bool:
    """Whether an edit took a Latin word's last letter: names of one family differ there (Aquilo, Aquila)."""
    seen, solid = occurrence.seen, occurrence.word.solid
    return bool(occurrence.edits) and solid.isascii() and seen.isascii() and seen[-1] != solid[-1]


def _taken_over(occurrence: Occurrence) -> bool:
    """Whether, where an end is left out, another character stands in its place that begins nothing else."""
    seen, solid, text = occurrence.seen, occurrence.word.solid, occurrence.view.text
    if solid.startswith(seen):
        return text[occurrence.end : occurrence.end + 1].isalpha() and not begins(text, occurrence.end)
    if solid.endswith(seen):
        before = text[max(0, occurrence.start - 1) : occurrence.start]
        return before.isalpha() and not ends(text, occurrence.start)
    return False


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
    """Whether a plain space stands inside and letters touch both ends: a word's end, another's beginning.

    A space of another width, and syllables in Latin letters, are no such ends.
    """
    text, start, end = occurrence.view.text, occurrence.start, occurrence.end
    touched = text[max(0, start - 1) : start].isalnum() and text[end : end + 1].isalnum()
    chinese = not (occurrence.word.solid.isascii() or occurrence.seen.isascii())
    return chinese and touched and _plain_gap(occurrence)


def _plain_gap(occurrence: Occurrence) -> bool:
    return occurrence.apart == " " and " " in occurrence.raw


def _cut_word(occurrence: Occurrence) -> tuple[float, str]:
    """The most common Chinese word that reaches over an end of the place, and how common it is.

    No more common word ends or begins right there; Latin words have boundaries of their own.
    """
    text, start, end = occurrence.view.text, occurrence.start, occurrence.end
    if occurrence.word.solid.isascii():
        return 0.0, ""
    edges = {start: ends(text, start), end: begins(text, end)}
    over = (
        word
        for word in covering(text, start, end)
        if (word.start < start and word.rank > edges[start]) or (end < word.end and word.rank > edges[end])
    )
    best = max(over, key=lambda word: (word.rank, -word.start, -word.end), default=None)
    # To be a word at all says a third of it.
    return (round(0.3 + 0.7 * best.rank, 4), text[best.start : best.end]) if best else (0.0, "")


def _reason(feature: str, occurrence: Occurrence, *, theirs: str, score: float = 1.0) -> Reason:
    return Reason(
        feature=feature,
        score=score,
        weight=WEIGHTS[feature],
        ours=occurrence.word.raw,
        theirs=theirs,
        span=occurrence.view.span(occurrence.start, occurrence.end),
    )
