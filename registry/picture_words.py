"""Why a reference picture was refused, or what weakens it, in words for people."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from domain.errors import HouseError

_REFUSED: Final[dict[str, Promise]] = {
    "too_small": _("smaller than 48 pixels a side: nothing could be told from chance"),
    "blank": _("next to nothing is to be seen: it would match every plain picture"),
    "frame": _("a frame around nothing: what stands in it is another's"),
    "common_shape": _("one common shape, a heart, star or arrow, that belongs to nobody"),
    "hash_moved": _("its perceptual hash is not the one imagehash gives: check the installed libraries"),
}
_WEAK: Final[dict[str, Promise]] = {
    "small": _("smaller than 120 pixels a side: copies are missed more often; a larger picture helps"),
    "text_only": _("words on plain paper: register the words, they are found in pictures, too"),
    "few_details": _("few details: only whole, hardly changed copies are found"),
}


def why_refused(error: HouseError) -> str:
    """The reason for a person; the error's own words where it is not about the picture as a reference."""
    return str(_REFUSED.get(str(getattr(error, "reason", "")), error))


def what_weakens(key: str) -> str:
    """One weakness of a picture that was taken."""
    return str(_WEAK.get(key, key))
