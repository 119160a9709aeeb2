"""The filters beside the queue: values, their names for people, and how many hits each holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from domain.match import Verdict
from domain.ports import Facets, HitQuery, Scope
from domain.rights import RightKind
from registry.models import KIND_NAMES, Right, RightsHolder
from store.models import VERDICT_NAMES, Platform
from triage.query import FILTERS, Asked

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Counting = Callable[[Scope, HitQuery, Sequence[str]], Facets]

TITLES: dict[str, StrOrPromise] = {
    "status": _("Status"),
    "platform": _("Platform"),
    "kind": _("Kind of right"),
    "right": _("Right"),
    "holder": _("Rights holder"),
}
SHOWN_AT_MOST = 12


class Choice(NamedTuple):
    """One value of a filter: its name, its count, the address that asks for it."""

    value: str
    name: StrOrPromise
    hits: int
    chosen: bool
    address: str


class Facet(NamedTuple):
    """One filter with its choices; `lift` is the address without it."""

    field: str
    title: StrOrPromise
    choices: tuple[Choice, ...]
    chosen: str
    lift: str


def names_of(field: str, values: Sequence[str]) -> Mapping[str, StrOrPromise]:
    """What people call these values."""
    match field:
        case "status":
            return {verdict.value: name for verdict, name in VERDICT_NAMES.items()}
        case "kind":
            return {kind.value: name for kind, name in KIND_NAMES.items()}
        case "platform":
            return {row.key: str(row) for row in Platform.objects.filter(key__in=values)}
        case "holder":
            return {row.key: str(row) for row in RightsHolder.objects.filter(key__in=values)}
        case _:
            return _right_names(Right.objects.filter(code__in=values))


def _right_names(rights: Iterable[Right]) -> Mapping[str, StrOrPromise]:
    """The protected words; with their kind where two rights protect the same ones."""
    rows = tuple(rights)
    uses = Counter(row.text for row in rows)
    return {
        row.code: f"{row.text} · {KIND_NAMES[RightKind(row.kind)]}"
        if row.text and uses[row.text] > 1
        else row.text or row.code
        for row in rows
    }


def _ordered(field: str, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Statuses and kinds in their own order, the rest by count."""
    own = {"status": [v.value for v in Verdict], "kind": [k.value for k in RightKind]}.get(field)
    if own:
        return [(value, counts[value]) for value in own if counts.get(value)]
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN_AT_MOST]


def _facet(field: str, counts: Mapping[str, int], asked: Asked) -> Facet:
    chosen = getattr(asked.query, field)
    pairs = _ordered(field, counts)
    # Only what was counted is named: the name of a foreign right must not be had by asking for it.
    names = names_of(field, [value for value, _count in pairs])
    if chosen and chosen not in dict(pairs):
        pairs.append((chosen, counts.get(chosen, 0)))
    choices = tuple(
        Choice(
            value, names.get(value, value), count, value == chosen, asked.changed(field, value).string or "?"
        )
        for value, count in pairs
    )
    return Facet(field, TITLES[field], choices, chosen, asked.changed(field, "").string or "?")


class Sides(NamedTuple):
    """The filters beside the queue; `capped`: their numbers are of the riskiest hits only."""

    facets: tuple[Facet, ...]
    capped: bool


def sides_of(counting: Counting, scope: Scope, asked: Asked) -> Sides:
    """Every filter; a chosen one is counted without itself, so that its other values can be reached."""
    fields = [field for field in FILTERS if field != "holder" or scope.holders is None]
    free = [field for field in fields if not getattr(asked.query, field)]
    answers = [counting(scope, asked.query, free)] if free else []
    answers += [
        counting(scope, asked.changed(field, "").query, [field]) for field in fields if field not in free
    ]
    counts = {field: values for answer in answers for field, values in answer.counts.items()}
    facets = tuple(_facet(field, counts.get(field, {}), asked) for field in fields)
    return Sides(facets, any(answer.capped for answer in answers))
