"""What may excuse a hit: each exception tried, with evidence, outcome and who closed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class Excuse(StrEnum):
    """Every reason for which a listing that looks like an infringement may be none."""

    LICENCE = "licence"
    EXHAUSTION = "exhaustion"
    NOMINATIVE = "nominative"
    DESCRIPTIVE = "descriptive"
    PRIOR_USE = "prior_use"
    SECOND_HAND = "second_hand"
    REVIEW_OR_NEWS = "review_or_news"
    PARALLEL_IMPORT = "parallel_import"
    NOT_IN_FORCE = "not_in_force"
    OTHER_GOODS = "other_goods"
    FALSE_FRIEND = "false_friend"
    TRUTHFUL_INDICATION = "truthful_indication"


class Outcome(StrEnum):
    """What trying an exception gave.

    `clear`: it does not excuse the listing. `open`: it may. `applies`: a person says it does. `not_testable`:
    what is known does not tell.
    """

    CLEAR = "clear"
    OPEN = "open"
    APPLIES = "applies"
    NOT_TESTABLE = "not_testable"


MACHINE_MAY_SAY = frozenset({Outcome.CLEAR, Outcome.OPEN, Outcome.NOT_TESTABLE})
PERSON_MAY_SAY = frozenset({Outcome.CLEAR, Outcome.APPLIES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One thing looked at: the field of the listing or of the right, and what stood there."""

    where: str
    said: str

    def __post_init__(self) -> None:
        if not self.where.strip():
            raise ValueError("evidence says where it stands")


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """Who decided on an exception, when and why."""

    by: str
    at: datetime
    reason: str

    def __post_init__(self) -> None:
        if not self.by.strip() or not self.reason.strip():
            raise ValueError("who closes an exception gives a name and a reason")
        if self.at.tzinfo is None:
            raise ValueError("a closing has a time zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One exception as it was tried once; without `closing` the machine tried it."""

    excuse: Excuse
    outcome: Outcome
    evidence: tuple[Evidence, ...] = ()
    closing: Closing | None = None

    def __post_init__(self) -> None:
        may_say = PERSON_MAY_SAY if self.closing else MACHINE_MAY_SAY
        if self.outcome not in may_say:
            who = "a person" if self.closing else "the machine"
            raise ValueError(f"{self.excuse}: {who} may not say {self.outcome}")
        if self.closing is None and self.outcome is not Outcome.NOT_TESTABLE and not self.evidence:
            raise ValueError(f"{self.excuse}: {self.outcome} without evidence")

    @property
    def blocks(self) -> bool:
        """Whether a notice must wait for a person, or must not be at all."""
        return self.outcome is not Outcome.CLEAR


@dataclass(frozen=True, slots=True)
class Trial:
    """Every exception tried on one hit, oldest first; nothing is ever taken out of it.

    This is the file that shows good faith: what was checked, by whom, on which evidence.
    """

    history: tuple[Tried, ...] = ()

    def standing(self, excuse: Excuse) -> Tried | None:
        """The last word on an exception, or None while it was not tried."""
        return next((one for one in reversed(self.history) if one.excuse is excuse), None)

    def tried(self, one: Tried) -> Trial:
        """With one more trial of the machine; a person's clear falls to new evidence of doubt.

        Raises:
            ValueError: it was closed by a person; use `closed`.
        """
        if one.closing is not None:
            raise ValueError(f"{one.excuse}: closed by a person, not tried")
        before = self.standing(one.excuse)
        if before is None or before.closing is None:
            return self if before == one else replace(self, history=(*self.history, one))
        fresh = set(one.evidence) - set(before.evidence)
        # What a person found to apply stays so: were it raised again, the machine could clear it later.
        reopens = before.outcome is Outcome.CLEAR and one.outcome is Outcome.OPEN and bool(fresh)
        return replace(self, history=(*self.history, one)) if reopens else self

    def closed(self, excuse: Excuse, outcome: Outcome, closing: Closing) -> Trial:
        """With a person's word on an exception that was tried, on the evidence there was.

        Raises:
            ValueError: it was never tried, or the outcome is not a person's to give.
        """
        before = self.standing(excuse)
        if before is None:
            raise ValueError(f"{excuse}: not tried yet, so there is nothing to close")
        said = Tried(excuse=excuse, outcome=outcome, evidence=before.evidence, closing=closing)
        return replace(self, history=(*self.history, said))

    def untried(self, needed: Sequence[Excuse] = tuple(Excuse)) -> tuple[Excuse, ...]:
        return tuple(excuse for excuse in needed if self.standing(excuse) is None)

    def blocking(self, needed: Sequence[Excuse] = tuple(Excuse)) -> tuple[Excuse, ...]:
        """The exceptions for which no notice may be drafted: untried, open, not testable, or applying."""
        return tuple(excuse for excuse in needed if (said := self.standing(excuse)) is None or said.blocks)
