"""Likeness of a hit on its own axes, in words for a page."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from config.operator import operator_settings
from domain.goods_packs import NiceClass
from domain.rights import Right
from matchers.likeness import AxisName, axes
from registry.rights import right_from
from registry.rulebook import rules_of
from triage.evidence import Dossier

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WORDS: dict[AxisName, tuple[StrOrPromise, StrOrPromise]] = {
    AxisName.FORM: (_("Written form"), _("How alike words are written, or pictures are drawn.")),
    AxisName.SOUND: (_("Sound"), _("How alike words are read, without tones.")),
    AxisName.MEANING: (
        _("Meaning"),
        _("The same where the register gives the words as another name; no other dictionary is asked."),
    ),
    AxisName.GOODS: (
        _("Goods and services"),
        _("Class and group of similar goods: a guide; use, channel and buyers are for a person."),
    ),
    AxisName.FAME: (_("Fame"), _("How well known the mark is, as a person entered it on proof.")),
}


class Shown(NamedTuple):
    """One axis as a page shows it; `score` is None where nothing can be said."""

    name: StrOrPromise
    sentence: StrOrPromise
    score: float | None
    ours: str
    theirs: str


@lru_cache(maxsize=1)
def the_classes() -> tuple[NiceClass, ...]:
    """The Nice classes of the packs, read once a process: they change with a restart."""
    return rules_of(operator_settings()).classes


def likeness_of(dossier: Dossier) -> tuple[Shown, ...]:
    """The axes of a hit's claim; none for a hit without one, or of a right whose row breaks a rule."""
    right = _right(dossier)
    if right is None or not dossier.matches:
        return ()
    found = axes(right, dossier.listing, dossier.matches[0], the_classes())
    return tuple(Shown(*WORDS[one.name], one.score, one.ours, one.theirs) for one in found)


def _right(dossier: Dossier) -> Right | None:
    try:
        return right_from(dossier.hit.right)
    except ValueError:
        return None
