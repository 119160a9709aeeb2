"""What is said of a copied picture: one reason with the score, and its parts without weight."""

from __future__ import annotations

import math
from typing import Final

from domain.match import Reason
from domain.values import Picture, Quad
from matchers.copies_gallery import Found
from matchers.copies_hashes import Near

# Corners that agree beyond which more say nothing more.
_MANY_CORNERS: Final = 100
_FARTHEST: Final = 3000


def same_reason(reference: Picture, picture: Picture) -> Reason:
    """The very same file."""
    return _reason("same_picture", reference, picture, 1.0)


def hash_reasons(reference: Picture, picture: Picture, near: Near) -> tuple[Reason, ...]:
    """Near by hash; then which hash, how many bits, turned how, which part, and its quality if known."""
    detail = f"{near.kind} {near.bits} {near.orientation} {near.crop}"
    if near.quality:
        detail += f" {near.quality}"
    by_hash = Reason(feature="copy_hash", score=near.score, theirs=detail, picture=picture.digest)
    return _reason("copied_picture", reference, picture, near.score), by_hash


def found_reasons(reference: Picture, picture: Picture, found: Found) -> tuple[Reason, ...]:
    """A verified place: the score and its quadrilateral, then what it rests on and who proposed it."""
    verdict, measures = found.verdict, found.verdict.measures
    quad, fitting = quad_of(found), verdict.support.fitting
    parts = (
        ("copy_corners", min(1.0, fitting / _MANY_CORNERS), f"{fitting} {found.source}"),
        ("copy_edges", measures.cells, ""),
        ("copy_texture", measures.texture, ""),
        ("copy_tone", measures.tone, ""),
        ("copy_shown", measures.shown, ""),
        ("copy_area", area(quad), turn(quad)),
    )
    first = _reason("copied_picture", reference, picture, round(found.score, 4), quad)
    rest = (
        Reason(feature=name, score=round(min(1.0, max(0.0, value)), 4), theirs=detail, picture=picture.digest)
        for name, value, detail in parts
    )
    return first, *rest


def quad_of(found: Found) -> Quad:
    """The verdict's corners in thousandths of the listing's picture."""
    width, height = found.size

    def at(corner: tuple[float, float]) -> tuple[int, int]:
        x, y = 1000 * (corner[0] + 0.5) / width, 1000 * (corner[1] + 0.5) / height
        return (round(min(_FARTHEST, max(-_FARTHEST, x))), round(min(_FARTHEST, max(-_FARTHEST, y))))

    one, two, three, four = found.verdict.quad
    return at(one), at(two), at(three), at(four)


def area(quad: Quad) -> float:
    """The share of the listing's picture a quadrilateral covers, parts outside left out, in [0, 1]."""
    inside = [(min(1000, max(0, x)), min(1000, max(0, y))) for x, y in quad]
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(inside, inside[1:] + inside[:1], strict=True))
    return min(1.0, abs(twice) / 2_000_000)


def turn(quad: Quad) -> str:
    """How the reference lies: degrees clockwise, and `mirrored` if so."""
    (ax, ay), (bx, by), (cx, cy), _ = quad
    mirrored = (bx - ax) * (cy - by) - (by - ay) * (cx - bx) < 0
    degrees = round(math.degrees(math.atan2(by - ay, bx - ax))) % 360
    return f"{degrees}° mirrored" if mirrored else f"{degrees}°"


def _reason(
    feature: str, reference: Picture, picture: Picture, score: float, quad: Quad | None = None
) -> Reason:
    return Reason(
        feature=feature,
        score=score,
        weight=1.0,
        ours=reference.digest,
        theirs=picture.digest,
        picture=picture.digest,
        quad=quad,
    )
