"""One place in a listing where a protected word stands, with the evidence of how it was seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from matchers.affixes import affixed
from matchers.forms import Word
from matchers.normal import View

# How word and text met, from the plainest to the most disguised.
WAYS: Final = (
    "plain",  # folded text alike: case, width, diacritics, look-alike letters, traditional forms
    "shape",  # leet, visual sequences, stretched letters
    "recomposed",  # split characters put together again
    "lookalike",  # one character replaced by one of like shape
    "homophone",  # other characters, same syllables
    "mixed",  # characters and pinyin mixed
    "pinyin",  # all in pinyin
    "initials",  # first letters of the syllables
)

# Readers and imitators keep the first letter: another one is usually another word.
CHANGED_START: Final = 0.15
# A Chinese word with another first or last character is usually other goods of the same place.
CHANGED_END: Final = 0.4
# A shape made of letters alone ("Fand" for "Fancl") may be a word of its own.
SHAPE_IN_LETTERS: Final = 0.6
LIKENESS: Final = {
    "exact_text": 1.0,
    "disguised_text": 0.95,
    "glued_text": 0.9,
    "shape_text": 0.85,
    "sound_text": 0.8,
    "near_text": 0.9,
}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where a word stands; `start` and `end` count in the folded field `view.text`.

    Attributes:
        word: the protected word; `word.right` is the right's number.
        way: one of `WAYS`, the view in which word and text met.
        edits: edits between word and text in that view; 0 is exact.
        similarity: 1 less the edits' share of the longer one, in that view; in [0, 1].
        seen: the letters and digits compared, as folded in the field.
        apart: what stands between the word's characters where the word itself has no gap.
        foreign: whether look-alike, decorated or invisible characters were used.
        before, after: Latin letters or digits glued to it on either side, without a gap.
        inside: a longer protected word that explains this one, if there is any.
    """

    word: Word
    view: View
    start: int
    end: int
    way: str = "plain"
    edits: int = 0
    similarity: float = 1.0
    seen: str = ""
    apart: str = ""
    foreign: bool = False
    before: str = ""
    after: str = ""
    inside: Word | None = None

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def field(self) -> str:
        return self.view.field

    @property
    def exact(self) -> bool:
        """Whether the word stands there as it is, plain to see."""
        return self.way == "plain" and not (self.edits or self.apart or self.foreign or self.glued)

    @property
    def glued(self) -> bool:
        return bool(self.before or self.after)

    @property
    def affixed(self) -> bool:
        """Whether all that is glued to it is what sellers are known to stick to a mark."""
        return self.glued and affixed(self.before, self.after)

    @property
    def raw(self) -> str:
        """What the seller really wrote there."""
        span = self.view.span(self.start, self.end)
        return self.view.raw[span.start : span.end]

    @property
    def feature(self) -> str:
        """The key of the reason that shows it."""
        if self.edits:
            return "near_text"
        if self.way in ("homophone", "mixed", "pinyin", "initials"):
            return "sound_text"
        if self.way != "plain":
            return "shape_text"
        if self.apart or self.foreign:
            return "disguised_text"
        return "glued_text" if self.glued else "exact_text"

    @property
    def likeness(self) -> float:
        """How much of the word is left to see, in [0, 1]: a start for a judgement, no judgement."""
        lost = self._lost_at_the_ends() if self.edits and self.way == "plain" else 0.0
        kept = SHAPE_IN_LETTERS if self.way == "shape" and self.seen.isalpha() else LIKENESS[self.feature]
        return round(max(0.0, self.similarity * kept - lost), 4)

    def _lost_at_the_ends(self) -> float:
        first, last = (self.seen[i : i + 1 or None] == self.word.solid[i : i + 1 or None] for i in (0, -1))
        if self.word.solid.isascii():
            return 0.0 if first else CHANGED_START
        whole = sorted(self.seen) == sorted(self.word.solid) or len(self.seen) < len(self.word.solid)
        return 0.0 if whole or (first and last) else CHANGED_END

    def covers(self, other: Occurrence) -> bool:
        return self.start <= other.start and other.end <= self.end

    def yields_to(self, sure: Occurrence) -> bool:
        """Whether a plain reading explains the place: of the same right, or of about as much of it."""
        if not self.overlaps(sure):
            return False
        return self.word.right == sure.word.right or sure.length + 1 >= self.length

    def overlaps(self, other: Occurrence) -> bool:
        return self.start < other.end and other.start < self.end
