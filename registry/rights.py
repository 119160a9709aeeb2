"""Rights as matchers see them, read from the register."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict

from django.utils.translation import gettext as _

from domain.errors import HouseError
from domain.rights import Fame, Licence, Right, RightKind
from domain.values import Picture, PriceRange, Term
from registry import models
from registry.aliases import words_of
from registry.facts import facts_from


class UnusableRights(HouseError):
    """Rows of the register that no matcher can use; nothing is matched until they are mended."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(_("these rights cannot be matched:") + "\n" + "\n".join(problems))


def rights_to_match(scope_holders: frozenset[str] | None = None) -> tuple[Right, ...]:
    """Watched rights with their licences and reference pictures, ordered by id; four queries.

    Args:
        scope_holders: keys of the holders whose rights are wanted; None means all.

    Raises:
        UnusableRights: rows that protect nothing visible or break their own term.
    """
    rows = models.Right.objects.filter(watched=True).select_related("holder")
    if scope_holders is not None:
        rows = rows.filter(holder__key__in=scope_holders)
    rights, problems = [], []
    for row in rows.prefetch_related("pictures", "licences", "alias_rows").order_by("code"):
        try:
            rights.append(right_from(row))
        except ValueError as error:
            problems.append(f"  {row.code}: {error}")
    if problems:
        raise UnusableRights(problems)
    return tuple(rights)


def right_from(row: models.Right) -> Right:
    """The right a row stands for.

    Raises:
        ValueError: the row breaks a rule of `domain.rights`.
    """
    season = None
    if row.season_from is not None and row.season_to is not None:
        season = (row.season_from, row.season_to)
    pictures = sorted(row.pictures.all(), key=lambda picture: picture.digest)
    licences = sorted(row.licences.all(), key=lambda licence: licence.pk)
    return Right(
        id=row.code,
        kind=RightKind(row.kind),
        text=row.text,
        brand=row.brand,
        lang=row.lang,
        nice_classes=tuple(row.nice_classes),
        goods=tuple(row.goods),
        ordinary_word=row.ordinary_word,
        aliases=words_of(row),
        images=tuple(_picture(picture) for picture in pictures),
        territory=row.territory,
        area=tuple(row.area),
        season=season,
        term=Term(row.valid_from, row.valid_to),
        licences=tuple(_licence(licence) for licence in licences),
        usual_price=_usual_price(row),
        holder=row.holder.key,
        to_confirm=tuple(row.to_confirm),
        licences_as_of=row.licences_as_of,
        fame=Fame(row.fame),
        facts=facts_from(row.facts),
    )


def _usual_price(row: models.Right) -> PriceRange | None:
    if row.usual_price_min is None:
        return None
    return PriceRange(row.usual_price_min, row.usual_price_max, row.usual_price_currency or "CNY")


def _picture(row: models.ReferencePicture) -> Picture:
    return Picture(
        source=row.file,
        digest=row.digest,
        width=row.width,
        height=row.height,
        phash=int(row.phash, 16) if row.phash else None,
    )


def _licence(row: models.Licence) -> Licence:
    return Licence(
        seller=row.seller,
        seller_id=row.seller_id,
        credit_code=row.credit_code,
        goods=tuple(row.goods),
        territory=row.territory,
        term=Term(row.valid_from, row.valid_to),
    )


def rights_digest(rights: Sequence[Right]) -> str:
    """SHA-256 of everything the rights say: two registers that would match alike have the same."""
    text = json.dumps([asdict(right) for right in rights], default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
