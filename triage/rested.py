"""What a hit rests on in law, in words for a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from domain.grounds import Ground
from domain.special_marks import Basis

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

BASES: dict[str, StrOrPromise] = {
    Basis.SPECIAL_MARK: _("Special sign"),
    Basis.OLYMPIC_MARK: _("Olympic mark"),
    Basis.TRADE_MARK: _("Trade mark"),
    Basis.COPYRIGHT: _("Copyright"),
    Basis.DESIGN: _("Design"),
    Basis.UNFAIR_COMPETITION: _("Unfair competition"),
    Basis.INDICATION: _("Geographical indication"),
    Basis.VARIETY_RIGHT: _("Plant variety right"),
}


class Rested(NamedTuple):
    """One ground: basis, article, the version's id, what is to be proven, whether it was confirmed."""

    basis: StrOrPromise
    article: str
    version: str
    needs: str
    confirmed: bool


def rested(ground: Ground) -> Rested:
    """A ground in the language of the page."""
    chinese = (get_language() or "en").startswith("zh")
    article, needs = (ground.zh, ground.needs_zh) if chinese else (ground.en, ground.needs_en)
    return Rested(BASES.get(ground.basis, ground.basis), article, ground.version, needs, ground.confirmed)
