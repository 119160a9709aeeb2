"""What a registered right still lacks before hits on it can be pursued, said when it is registered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from domain.rights import RightKind
from registry.models import Document, DocumentKind, Right

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Rights in signs are given for classes of goods; without them the goods of a listing cannot be compared.
_BY_CLASS: Final = frozenset({RightKind.WORD, RightKind.FIGURE, RightKind.GI})
# A work needs no registration, and its term runs from its author's death.
_UNREGISTERED: Final = frozenset({RightKind.WORK})


class Lacking(NamedTuple):
    """One thing that is missing: its key, what it is, and what cannot be done without it."""

    key: str
    what: StrOrPromise
    why: StrOrPromise


NUMBER: Final = Lacking("number", _("registration number"), _("every notice names it"))
CLASSES: Final = Lacking(
    "classes", _("Nice classes"), _("without them nobody can tell whether the goods are the right's")
)
TERM: Final = Lacking(
    "term", _("first and last day in force"), _("without them nobody can tell whether it was in force")
)
PROOF: Final = Lacking("proof", _("proof of the right, still in force"), _("every notice attaches it"))
LICENCES: Final = Lacking(
    "licences",
    _("day on which the list of licences was complete"),
    _("without it no seller is known to have no licence, and every hit waits for a person"),
)
AREA: Final = Lacking(
    "area", _("area of origin"), _("without it a truthful place name cannot be told from a false one")
)
IDENTITY: Final = Lacking(
    "identity", _("identity document of the holder, still in force"), _("every notice names it")
)
CONTACT: Final = Lacking("contact", _("contact and address of the holder"), _("every notice names them"))


def missing_of(right: Right, on: date) -> tuple[Lacking, ...]:
    """What this right lacks on a day, the right's own first, then its holder's."""
    return (*_of_right(right, on), *_of_holder(right, on))


def _of_right(right: Right, on: date) -> Iterator[Lacking]:
    kind, open_points = RightKind(right.kind), set(right.to_confirm)
    if kind not in _UNREGISTERED and (not right.number or "number" in open_points):
        yield NUMBER
    if kind in _BY_CLASS and (not right.nice_classes or "nice_classes" in open_points):
        yield CLASSES
    if kind not in _UNREGISTERED and (not (right.valid_from and right.valid_to) or "term" in open_points):
        yield TERM
    if not _in_force(right.documents.all(), DocumentKind.PROOF, on):
        yield PROOF
    if right.licences_as_of is None:
        yield LICENCES
    if kind is RightKind.GI and (not right.area or "area" in open_points):
        yield AREA


def _of_holder(right: Right, on: date) -> Iterator[Lacking]:
    holder = right.holder
    if not _in_force(holder.documents.all(), DocumentKind.IDENTITY, on):
        yield IDENTITY
    if not (holder.contact and holder.address):
        yield CONTACT


def _in_force(documents: Iterable[Document], kind: DocumentKind, on: date) -> bool:
    return any(one.kind == kind and (one.valid_to is None or one.valid_to >= on) for one in documents)
