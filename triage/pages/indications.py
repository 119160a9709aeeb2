"""Use and traceability of indications' signs, counted from listings: for those who see the house."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from config.operator import operator_settings
from domain.indications import District, Figure
from domain.packs import Wording
from matchers.gi_rates import ELSEWHERE, UNSAID, Tally
from registry.pack_files import load_packs, pack_places
from store.gi_rates import Counted, Published, counted, published
from triage.access import may_see_house

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PLACES: dict[str, StrOrPromise] = {ELSEWHERE: _("elsewhere"), UNSAID: _("not said")}


class Line(NamedTuple):
    """One line of a table: an indication, a district, or one in the other."""

    name: StrOrPromise
    district: StrOrPromise
    tally: Tally


@lru_cache(maxsize=1)
def the_published() -> Published:
    """What the packs say, read once a process: they change with a restart."""
    return published(load_packs(pack_places(operator_settings())))


def in_tongue(words: Wording) -> str:
    """In the language of the page, else in the one there is."""
    first, second = (
        (words.zh, words.en) if (get_language() or "en").startswith("zh") else (words.en, words.zh)
    )
    return first or second or str(words)


def _places(districts: tuple[District, ...]) -> Mapping[str, StrOrPromise]:
    return {**{one.id: in_tongue(one.name) for one in districts}, **PLACES}


def _target(figures: tuple[Figure, ...]) -> Figure | None:
    return next((one for one in figures if one.target), None)


def lines_of(found: Counted, places: Mapping[str, StrOrPromise]) -> dict[str, list[Line]]:
    """The tables: by indication, by district, by both; in the order of names and of districts."""
    order = {place: number for number, place in enumerate(places)}
    rates = found.rates
    cells = sorted(rates.cells.items(), key=lambda item: (found.names[item[0][0]], order[item[0][1]]))
    return {
        "by_right": [
            Line(name, "", rates.rights[key])
            for key, name in sorted(found.names.items(), key=lambda item: item[1])
            if key in rates.rights
        ],
        "by_district": [
            Line("", places[key], rates.districts[key]) for key in places if key in rates.districts
        ],
        "cells": [Line(found.names[right], places[place], tally) for (right, place), tally in cells],
    }


@require_safe
def indications(request: HttpRequest) -> HttpResponse:
    """The rates of every indication and district, beside the target and the rule of counting."""
    if not may_see_house(request.user):
        raise PermissionDenied
    told = the_published()
    found = counted(told, ZoneInfo(operator_settings().time_zone))
    context = {
        **lines_of(found, _places(told.districts)),
        "whole": found.rates.whole,
        "left_out": found.left_out,
        "target": _target(told.figures),
        "figures": [(in_tongue(one.what), one) for one in told.figures],
    }
    return render(request, "triage/indications.html", context)
