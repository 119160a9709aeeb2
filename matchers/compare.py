"""The comparison of one proposed word with what stands in a field: an occurrence, or nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from matchers.batch import Batch, Stretch, pieces
from matchers.confusables import collapsed
from matchers.cover import strays
from matchers.forms import LEAST_CHINESE_EDIT, Kind, Word, latin_edits
from matchers.glyphs import alike
from matchers.normal import View
from matchers.occurrence import Occurrence
from matchers.pieces import LONGEST_GAP, joins_letters, plain_space
from matchers.readings import readings, syllables
from matchers.words import COMMON

# Pieces one word may be pulled apart into: a letter each, for words of a dozen letters.
MOST_PIECES: Final = 16
LEAST_GLUED: Final = 4
# Characters put into a name to part it; all others must stand in no listed word themselves.
FILLING: Final = frozenset("之小大新老美家的了乐")


class Proposed(NamedTuple):
    """One word proposed for one stretch of one field; `form` is the form it was found by."""

    batch: Batch
    field: int
    stretch: Stretch
    word: Word
    form: str


def plain(it: Proposed) -> Occurrence | None:
    """The word as it is, in one piece or pulled apart."""
    word, stretch = it.word, it.stretch
    if len(word.solid) == 1 and it.batch.view(it.field).text.strip() != word.solid:
        return None
    latin = word.solid.isascii()
    apart = "".join(gap for place, gap in stretch.gaps.items() if place not in word.cuts)
    fits = _latin_fits if latin else _mixed_fits if _has_latin(word.solid) else _letters_fit
    if not fits(it, apart):
        return None
    before, after = it.batch.before(stretch.start), it.batch.after(stretch.end)
    made = _made(it, apart=apart, before=before, after=after)
    if made.glued and not _may_be_glued(made):
        return None
    if latin and len(word.solid) == 2 and made.field != "brand" and not _as_registered(made):
        return None  # two Latin letters are everywhere
    return made


def _as_registered(made: Occurrence) -> bool:
    """As the mark itself is written; with a sign between its letters (H&M) in any case and with spaces."""
    ours, theirs = made.word.raw, made.raw
    return ours == theirs or (bool(made.word.cuts) and _unspaced(ours) == _unspaced(theirs))


def _unspaced(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def recomposed(it: Proposed) -> Occurrence | None:
    """The word with characters split into their parts."""
    if it.batch.solid(it.stretch.start, it.stretch.end) == it.word.solid or _apart(it) is None:
        return None
    return _made(it, way="recomposed", apart=_apart(it) or "")


def shape(it: Proposed) -> Occurrence | None:
    """The word in look-alike digits, signs and letter pairs, or stretched."""
    text, apart = it.batch.text[it.stretch.start : it.stretch.end], _apart(it)
    seen = it.batch.solid(it.stretch.start, it.stretch.end)
    if seen == it.word.solid or all(part in COMMON for part in text.split()) or apart is None:
        return None
    if it.word.ordinary and text.isalpha():
        return None  # another ordinary word of the same shape
    return _made(it, way="shape", seen=text, apart=apart)


def sound(it: Proposed) -> Occurrence | None:
    """The word's syllables, in other characters, in pinyin or mixed."""
    start, end = it.stretch.start, it.stretch.end
    seen = it.batch.solid(start, end)
    if seen == it.word.solid or _common(seen, it.stretch):
        return None
    apart = _apart(it)
    if apart is None or not _in_step(it):
        return None
    latin, other = _has_latin(seen), any(not char.isascii() for char in seen)
    way = "mixed" if latin and other else "pinyin" if latin else "homophone"
    return _made(it, way=way, seen=seen, apart=apart)


def near_latin(it: Proposed) -> Occurrence | None:
    """A Latin word with an edit or two."""
    return _edited(it, "plain", latin_edits(len(it.form)))


def near_shape(it: Proposed) -> Occurrence | None:
    """A Latin word in another shape and with an edit; in letters alone, the letters decide."""
    made, allowed = _edited(it, "shape", latin_edits(len(it.form))), latin_edits(len(it.form))
    if made is None or not made.seen.isalpha():
        return made
    apart = OSA.distance(collapsed(made.seen), collapsed(it.word.solid))
    return made if apart <= allowed else None


def near_pinyin(it: Proposed) -> Occurrence | None:
    """A Chinese word's pinyin with an edit."""
    return _edited(it, "pinyin", 1)


def initials(it: Proposed) -> Occurrence | None:
    """The first letters of a Chinese word's syllables, as a word of their own."""
    seen, gaps = it.stretch.seen, it.stretch.gaps
    if seen != it.form or seen in COMMON or (gaps and len(gaps) < len(seen) - 1):
        return None
    return _made(it, way="initials", apart="".join(gaps.values()))


def near_chinese(it: Proposed) -> Occurrence | None:
    """A Chinese word with one edit; a look-alike in the place of one character is no edit."""
    seen, form = it.stretch.seen, it.form
    if OSA.distance(seen, form, score_cutoff=1) != 1 or not all(map(joins_letters, it.stretch.gaps.values())):
        return None
    if len(seen) + 1 == len(form) and (made := _initial_kept(it) or _end_redrawn(it)):
        return made
    if len(form) == 2 and (made := _parted(it)):
        return made
    changed = [(a, b) for a, b in zip(seen, form, strict=False) if a != b] if len(seen) == len(form) else []
    apart = "".join(it.stretch.gaps.values())
    kept = round(1 - 1 / max(len(seen), len(form)), 4)
    if len(changed) == 1 and alike(*changed[0]):
        return _made(it, way="lookalike", similarity=kept, apart=apart)
    if len(form) < 3 or any(set(syllables(a)) & set(syllables(b)) for a, b in changed):
        return None  # one of two characters is no word any more; what sounds alike is found by its sound
    return _made(it, edits=1, similarity=kept, apart=apart)


def _initial_kept(it: Proposed) -> Occurrence | None:
    """The word with one character written as the first letter of its syllable: 希雅n for 希雅娜."""
    stretch, form = it.stretch, it.form
    if len(form) < LEAST_CHINESE_EDIT:
        return None
    place = next(i for i in range(len(form)) if form[:i] + form[i + 1 :] == stretch.seen)
    at, start, end = _lacking(it, place)
    letter = it.batch.text[at : at + 1]
    if not any(one.startswith(letter) for one in syllables(form[place])) or not _by_itself(it, at):
        return None
    gaps = "".join(gap for number, gap in stretch.gaps.items() if number != place)
    seen = it.batch.solid(start, end)
    return _made(
        it._replace(stretch=stretch._replace(start=start, end=end)), way="mixed", seen=seen, apart=gaps
    )


def _lacking(it: Proposed, place: int) -> tuple[int, int, int]:
    """Where what stands for character `place` should be, and the stretch with it."""
    stretch = it.stretch
    if place == 0:
        return stretch.start - 1, stretch.start - 1, stretch.end
    if place == len(stretch.seen):
        return stretch.end, stretch.start, stretch.end + 1
    return stretch.starts[place] - 1, stretch.start, stretch.end


def _by_itself(it: Proposed, place: int) -> bool:
    """Whether a Latin letter stands there, no other letter or digit beside it."""
    text = it.batch.text
    if place < 0 or not ("a" <= text[place] <= "z"):
        return False
    return not any(
        text[i : i + 1].isascii() and text[i : i + 1].isalnum() for i in (place - 1, place + 1) if i >= 0
    )


def _parted(it: Proposed) -> Occurrence | None:
    """A word of two characters with one put between them, where neither of the two is in a listed word."""
    stretch, seen = it.stretch, it.stretch.seen
    if len(seen) != 3 or stretch.gaps or seen[0] + seen[2] != it.form:
        return None
    view, shift = it.batch.view(it.field), int(it.batch.base.starts[it.field])
    alone = strays(view.text, stretch.start - shift, stretch.end - shift)
    if not {seen[0], seen[2]} <= set(alone) or not (seen[1] in alone or seen[1] in FILLING):
        return None
    return _made(it, edits=1, similarity=round(2 / 3, 4))


def _end_redrawn(it: Proposed) -> Occurrence | None:
    """The same with the neighbour of a place that lacks an end, if it looks like what is missing there."""
    stretch, text, form = it.stretch, it.batch.text, it.form
    if form.startswith(stretch.seen) and alike(text[stretch.end], form[-1]):
        longer = stretch._replace(
            end=stretch.end + 1,
            seen=stretch.seen + text[stretch.end],
            starts=[*stretch.starts, stretch.end],
        )
    elif form.endswith(stretch.seen) and stretch.start and alike(text[stretch.start - 1], form[0]):
        gaps = {place + 1: gap for place, gap in stretch.gaps.items()}
        start = stretch.start - 1
        longer = Stretch(start, stretch.end, text[start] + stretch.seen, [start, *stretch.starts], gaps)
    else:
        return None
    kept = round(1 - 1 / len(form), 4)
    apart = "".join(longer.gaps.values())
    return _made(it._replace(stretch=longer), way="lookalike", similarity=kept, apart=apart)


def _edited(it: Proposed, way: str, allowed: int) -> Occurrence | None:
    seen = it.stretch.seen
    edits = OSA.distance(seen, it.form, score_cutoff=allowed)
    if not 0 < edits <= allowed or seen.isdigit() or _common(seen, it.stretch):
        return None
    whole = it.batch.solid(it.stretch.start, it.stretch.end)
    if whole in COMMON or whole == it.word.solid or _torn_out(it):
        return None
    kept = round(1 - edits / max(len(seen), len(it.form)), 4)
    return _made(
        it, way=way, edits=edits, similarity=kept, seen=whole, apart="".join(it.stretch.gaps.values())
    )


def _torn_out(it: Proposed) -> bool:
    """Whether the stretch is the letters of a word with a digit inside: "zio" of "auder1zio"."""
    around = it.batch.before(it.stretch.start) + it.batch.after(it.stretch.end)
    return any(char.isalpha() for char in around)


def _made(
    it: Proposed,
    *,
    way: str = "plain",
    edits: int = 0,
    similarity: float = 1.0,
    seen: str = "",
    apart: str = "",
    before: str = "",
    after: str = "",
) -> Occurrence:
    view, shift = it.batch.view(it.field), int(it.batch.base.starts[it.field])
    start, end = it.stretch.start - shift, it.stretch.end - shift
    span = view.span(start, end)
    return Occurrence(
        word=it.word,
        view=view,
        start=start,
        end=end,
        way=way,
        edits=edits,
        similarity=similarity,
        seen=seen or it.stretch.seen,
        apart=apart,
        foreign=way == "plain" and not edits and _is_foreign(view, span.start, span.end, it.word),
        before=before,
        after=after,
    )


def _apart(it: Proposed) -> str | None:
    """The gaps of a stretch, "" for none; None where they are too wide."""
    gaps = it.stretch.gaps.values()
    return None if any(len(gap) > LONGEST_GAP for gap in gaps) else "".join(gaps)


def _latin_fits(it: Proposed, apart: str) -> bool:
    gaps = it.stretch.gaps
    if len(gaps) >= MOST_PIECES or any(len(gap) > LONGEST_GAP for gap in gaps.values()):
        return False
    if not apart:
        return True
    parts = set(pieces(it.stretch.seen, gaps))
    if all(gap == " " for gap in gaps.values()) and (
        parts <= COMMON or len(it.word.solid) < LEAST_GLUED < len(parts)
    ):
        return False
    return not (it.batch.before(it.stretch.start) or it.batch.after(it.stretch.end))


def _mixed_fits(it: Proposed, _apart: str) -> bool:
    return it.stretch.end - it.stretch.start <= 2 * len(it.word.solid)


def _letters_fit(it: Proposed, apart: str) -> bool:
    gaps = it.stretch.gaps
    if not all(map(joins_letters, gaps.values())):
        return False
    if len(it.word.solid) == 2 and apart and plain_space(_as_written(it)):
        return _isolated(it)  # else the end of one word and the beginning of the next
    return True


def _as_written(it: Proposed) -> str:
    """The gap between two characters in the raw text: a space of another width is no plain space."""
    view, shift = it.batch.view(it.field), int(it.batch.base.starts[it.field])
    span = view.span(it.stretch.start - shift, it.stretch.end - shift)
    return view.raw[span.start + 1 : span.end - 1]


def _isolated(it: Proposed) -> bool:
    """Whether one of two separated characters stands alone, as no ordinary word does."""
    view, shift = it.batch.view(it.field), int(it.batch.base.starts[it.field])
    start, end = it.stretch.start - shift, it.stretch.end - shift
    before, after = view.text[start - 1 : start] if start else "", view.text[end : end + 1]
    return not (before.isalnum() and after.isalnum())


def _may_be_glued(made: Occurrence) -> bool:
    word = made.word
    return not (word.ordinary or word.solid.isdigit() or made.apart)


def _has_latin(text: str) -> bool:
    return any(char.isascii() for char in text)


@lru_cache(maxsize=16_384)
def common_words(text: str, shapes: bool) -> bool:
    """Whether a folded stretch is a common word, or words with plain spaces between: no edit makes it a mark.

    A quick answer before anything is compared; of a stretch read by its `shapes` for a single word only.
    """
    return text in COMMON if shapes else all(part in COMMON for part in text.split(" "))


def _common(seen: str, stretch: Stretch) -> bool:
    """Whether a stretch is a common word, or common words with plain spaces between."""
    if seen in COMMON:
        return True
    parts = pieces(stretch.seen, stretch.gaps)
    spaced = bool(stretch.gaps) and all(gap == " " for gap in stretch.gaps.values())
    return spaced and all(part in COMMON for part in parts)


def _in_step(it: Proposed) -> bool:
    """Whether characters and Latin pieces begin where syllables do, each character being one syllable."""
    text, starts = it.batch.text, it.stretch.starts
    begun, whole = {0}, set()
    for place in range(1, len(starts)):
        last, this = starts[place - 1], starts[place]
        latin = text[this].isascii() and text[last].isascii()
        pulled = latin and it.batch.alone(last) and it.batch.alone(this)
        if this != last and not (pulled or (latin and this == last + 1)):
            begun.add(place)
        elif this == last:
            whole.add(place)
    return any(begun <= syllables and not whole & syllables for syllables in _beginnings(it))


def _beginnings(it: Proposed) -> tuple[frozenset[int], ...]:
    return _syllable_starts(it.word.solid, it.form)


@lru_cache(maxsize=4096)
def _syllable_starts(solid: str, form: str) -> tuple[frozenset[int], ...]:
    found = []
    for spoken in readings(solid):
        if "".join(spoken).replace("v", "u") in (form, form.replace("v", "u")):
            ends, length = set(), 0
            for syllable in spoken:
                ends.add(length)
                length += len(syllable)
            found.append(frozenset(ends))
    return tuple(found)


def _is_foreign(view: View, start: int, end: int, word: Word) -> bool:
    """Whether a place is written with look-alike, decorated or invisible letters: by nobody by accident."""
    raw = view.raw[start:end]
    if raw.casefold() == word.raw.casefold() or (raw.isascii() and word.raw.isascii()):
        return False
    plain = unicodedata.normalize("NFKC", raw).casefold()
    own = unicodedata.normalize("NFKC", word.raw).casefold()
    if {c for c in plain if c.isalpha()} - {c for c in own if c.isalpha()}:
        return True
    rest = view.raw[:start] + view.raw[end:]
    return any(_decorated(char, rest) for char in raw)


def _decorated(char: str, rest: str) -> bool:
    kind = unicodedata.decomposition(char).partition(">")[0]
    if kind == "<wide":  # usual among Chinese characters, odd among plain letters
        return any(other.isascii() and other.isalpha() for other in rest)
    return kind in ("<font", "<circle", "<square", "<super", "<sub") or unicodedata.category(char) == "Cf"


Comparison = Callable[[Proposed], Occurrence | None]
NEAR: Final[dict[Kind, Comparison]] = {
    Kind.LATIN: near_latin,
    Kind.OTHER: near_chinese,
    Kind.SHAPE: near_shape,
    Kind.PINYIN: near_pinyin,
    Kind.INITIALS: initials,
}
# Comparisons that leave common words alone.
EDITED: Final = frozenset((near_latin, near_shape, near_pinyin))
