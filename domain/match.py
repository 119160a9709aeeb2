"""What a matcher claims, with its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.grounds import Ground
from domain.values import Quad, Span

# Scores at or above this are hits; below it a match is shown as near, never stored.
OPERATING_POINT = 0.5


class Verdict(StrEnum):
    """What a person said of a hit; `OPEN` until somebody did."""

    OPEN = "open"
    INFRINGING = "infringing"
    NOT_INFRINGING = "not_infringing"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One part of a score.

    Attributes:
        feature: a stable key such as `exact_text`, `goods_class`, `licensed`, `term`.
        score: this feature's own value in [0, 1].
        weight: signed share of the blend; 0 for a gate or a remark.
        ours, theirs: what was compared, the right's side and the listing's side.
        span: where it stands in the listing's raw text, if it is text.
        picture: digest of the listing's picture, if it is a picture.
        quad: where the right's picture lies on the listing's, if that is known.
    """

    feature: str
    score: float
    weight: float = 0.0
    ours: str = ""
    theirs: str = ""
    span: Span | None = None
    picture: str = ""
    quad: Quad | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.score <= 1.0:
            raise ValueError(f"reason {self.feature}: score {self.score} is not in [0, 1]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One matcher's claim about one right and one listing: score in [0, 1], reasons.

    `basis` names the kind of right relied on (`special_sign`, `word`, …), so that a hit says on
    which of two rights with the same words it rests. `grounds` are what a claim may rest on in law on
    the day of capture, the leading one first; none where the packs have no rule for that day.
    """

    right_id: str
    matcher: str
    score: float
    reasons: tuple[Reason, ...]
    basis: str = ""
    grounds: tuple[Ground, ...] = ()

    def __post_init__(self) -> None:
        if not 0.0 <= self.score <= 1.0:
            raise ValueError(f"match {self.right_id}: score {self.score} is not in [0, 1]")
