"""The exceptions of a hit as its page shows them: a question each, what was seen, who closed it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from domain.exceptions import Evidence, Excuse, Outcome, Trial, Tried
from domain.rights import RightKind
from registry.models import KIND_NAMES
from triage.history import FIELD_NAMES
from triage.sentences import WORDINGS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Question(NamedTuple):
    """What an exception is called, and what it asks."""

    name: StrOrPromise
    asks: StrOrPromise


QUESTIONS: dict[Excuse, Question] = {
    Excuse.LICENCE: Question(
        _("Licence"), _("Does the seller have leave for these goods, at this place, on this day?")
    ),
    Excuse.EXHAUSTION: Question(
        _("Genuine goods resold"),
        _("Are these the holder's own goods, put on the market with their consent?"),
    ),
    Excuse.NOMINATIVE: Question(
        _("Says what it fits"),
        _("Does the mark only say what the goods are for, or whose goods they go with?"),
    ),
    Excuse.DESCRIPTIVE: Question(
        _("Describes, or names a place"), _("Is it an ordinary word or a place name in its ordinary meaning?")
    ),
    Excuse.PRIOR_USE: Question(
        _("Used before"), _("Did the seller use the sign before the right was applied for?")
    ),
    Excuse.SECOND_HAND: Question(_("Second-hand"), _("Are used genuine goods offered?")),
    Excuse.REVIEW_OR_NEWS: Question(
        _("Review or news"),
        _("Is it a report, a review or a book about the mark rather than goods under it?"),
    ),
    Excuse.PARALLEL_IMPORT: Question(
        _("Parallel import"), _("Are they the holder's goods, brought in from another market?")
    ),
    Excuse.NOT_IN_FORCE: Question(_("Not in force"), _("Was the right not in force on the day of capture?")),
    Excuse.OTHER_GOODS: Question(_("Other goods"), _("Are the goods outside what the right covers?")),
    Excuse.FALSE_FRIEND: Question(
        _("False friend"),
        _("Does the word mean something else here: a poem, a restaurant, a person, a place?"),
    ),
    Excuse.TRUTHFUL_INDICATION: Question(
        _("Truthful indication"), _("Do the goods really come from the area that the indication names?")
    ),
}
OUTCOMES: dict[Outcome, StrOrPromise] = {
    Outcome.CLEAR: _("Cleared"),
    Outcome.OPEN: _("Open"),
    Outcome.APPLIES: _("Applies"),
    Outcome.NOT_TESTABLE: _("Cannot be told"),
}
PLACES: dict[str, StrOrPromise] = {
    "nothing_in": _("Nothing of the kind in"),
    "cut": _("Too long to be read whole"),
    "day": _("Day of capture"),
    "goods": _("Goods that agree"),
    "licence.licensed": _("Licensee, by id or credit code"),
    "licence.licensed_by_name": _("Licensee, by name only"),
    "licence.term": _("Term of the licence"),
    "licence.goods": _("Goods of the licence"),
    "licence.territory": _("Territory of the licence and place of the offer"),
    "licences": _("Licences under this right that were looked through"),
    "licences_as_of": _("List of licences complete on"),
    "right.term": _("Term of the right"),
    "right.kind": _("Kind of right"),
    "right.nice_classes": _("Nice classes of the right"),
    "right.area": _("Protected area"),
    "right.ordinary_word": _("An ordinary word"),
    "right.usual_price": _("Usual price"),
}


class Shown(NamedTuple):
    """One piece of evidence in words: where it stood and what stood there."""

    where: StrOrPromise
    said: str
    fields: tuple[StrOrPromise, ...] = ()


class Row(NamedTuple):
    """One exception of a hit with its standing word, and the words before it."""

    excuse: Excuse
    question: Question
    standing: Tried | None
    outcome: StrOrPromise
    shown: tuple[Shown, ...]
    before: tuple[Tried, ...]

    @property
    def blocks(self) -> bool:
        return self.standing is None or self.standing.blocks

    @property
    def closable(self) -> bool:
        """Whether a person may say anything on it: what was never tried is tried first."""
        return self.standing is not None


def shown(evidence: Evidence) -> Shown:
    """One piece of evidence; names of fields are said in the reader's language."""
    where = evidence.where
    if where in ("nothing_in", "cut"):
        names = tuple(FIELD_NAMES.get(name, name) for name in evidence.said.split(", ") if name)
        return Shown(PLACES[where], "", names)
    if where.startswith("reason.") and (wording := WORDINGS.get(where.removeprefix("reason."))):
        return Shown(wording.name, evidence.said)
    if where == "right.kind" and evidence.said in set(RightKind):
        return Shown(PLACES[where], str(KIND_NAMES[RightKind(evidence.said)]))
    return Shown(PLACES.get(where) or FIELD_NAMES.get(where, where), evidence.said)


def rows_of(trial: Trial) -> tuple[Row, ...]:
    """Every exception, those that hold a notice back first."""
    rows = [_row(excuse, trial) for excuse in Excuse]
    return tuple(sorted(rows, key=lambda row: not row.blocks))


def _row(excuse: Excuse, trial: Trial) -> Row:
    said = [one for one in trial.history if one.excuse is excuse]
    standing = said[-1] if said else None
    return Row(
        excuse,
        QUESTIONS[excuse],
        standing,
        OUTCOMES[standing.outcome] if standing else _("Not tried yet"),
        tuple(shown(one) for one in standing.evidence) if standing else (),
        tuple(reversed(said[:-1])),
    )
