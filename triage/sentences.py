"""What a reason says in plain words, for people who never saw a matcher."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from domain.match import Reason

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Wording(NamedTuple):
    """A feature's short name and its sentence."""

    name: StrOrPromise
    sentence: StrOrPromise


UNKNOWN = Wording(_("Another sign"), _("The matcher reported a sign this desk has no words for yet."))

WORDINGS: dict[str, Wording] = {
    "exact_text": Wording(
        _("Same words"), _("The listing uses the protected words; case, width and separators do not count.")
    ),
    "disguised_text": Wording(
        _("Disguised spelling"),
        _("The protected words are written with look-alike or invisible characters, or pulled apart."),
    ),
    "glued_text": Wording(_("Words run together"), _("The protected words stand inside a longer word.")),
    "shape_text": Wording(
        _("Look-alike characters"), _("The characters are others, but look like the protected ones.")
    ),
    "near_text": Wording(
        _("Nearly the same words"), _("The listing's words differ from the protected ones by one character.")
    ),
    "same_picture": Wording(
        _("Same picture"), _("A picture of the listing is the protected picture, byte for byte.")
    ),
    "copied_picture": Wording(
        _("Copied picture"), _("A picture of the listing looks like a protected picture.")
    ),
    "brand_field": Wording(
        _("Given as the brand"), _("The seller states the protected words as the brand of the goods.")
    ),
    "goods_agree": Wording(_("Goods covered"), _("The goods belong to a class the right is registered for.")),
    "any_goods": Wording(_("All goods covered"), _("The right is not limited to certain goods.")),
    "goods_word": Wording(_("Goods named"), _("The listing names goods the right covers.")),
    "goods_unconfirmed": Wording(
        _("Goods unclear"), _("Nothing says that the goods are of a kind the right covers.")
    ),
    "inside_longer": Wording(
        _("Part of a longer name"), _("The words are part of a longer name that may be somebody else's.")
    ),
    "sign_use": Wording(
        _("Used as a sign"), _("The words stand as a brand does: quoted, labelled, or beside words of trade.")
    ),
    "ordinary_word": Wording(
        _("Ordinary word"), _("The protected word is also an ordinary word, so the words alone say less.")
    ),
    "nominative": Wording(
        _("Said to fit"), _("The listing names the mark to say what its goods fit, which may be allowed.")
    ),
    "disclaimer": Wording(_("Denied"), _("The listing says its goods do not come from the rights holder.")),
    "out_of_area": Wording(
        _("Other origin"), _("The stated place of origin lies outside the protected area.")
    ),
    "origin_unknown": Wording(
        _("Origin unknown"), _("The listing does not say where its goods come from, so a person must look.")
    ),
    "in_area": Wording(_("Rightful origin"), _("The goods come from the protected area.")),
    "out_of_season": Wording(
        _("Out of season"), _("Fresh goods are offered outside the season of the protected product.")
    ),
    "term": Wording(_("Not in force"), _("The right was not in force on the day the listing was captured.")),
    "licensed": Wording(_("Licensed"), _("The seller has a licence for these goods.")),
    "goods_class": Wording(_("Other goods"), _("The right does not cover goods of this class.")),
    "no_longer_matches": Wording(
        _("No longer matches"),
        _("The listing has changed and no longer shows what was found; a person closes the hit."),
    ),
}


class Told(NamedTuple):
    """A reason in words: `gate` marks one that was checked and adds nothing to the score."""

    name: StrOrPromise
    sentence: StrOrPromise
    reason: Reason
    gate: bool


def told(reason: Reason) -> Told:
    """A reason with its words; an unknown feature keeps its key as the name."""
    wording = WORDINGS.get(reason.feature, UNKNOWN)
    name = wording.name if wording is not UNKNOWN else f"{gettext('Another sign')}: {reason.feature}"
    return Told(name, wording.sentence, reason, gate=not reason.weight)


def contribution(reason: Reason) -> float:
    return reason.weight * reason.score


def strongest_first(reasons: tuple[Reason, ...]) -> tuple[Told, ...]:
    """Reasons by what they add to the score or take from it, gates and remarks last."""
    ordered = sorted(
        reasons, key=lambda reason: (not reason.weight, -abs(contribution(reason)), -reason.score)
    )
    return tuple(told(reason) for reason in ordered)
