"""Filters are named so that a person can tell them apart."""

from __future__ import annotations

import pytest

from registry.models import Right, RightsHolder
from triage.facets import names_of


@pytest.mark.django_db
def test_two_rights_with_the_same_words_are_told_apart_by_kind() -> None:
    """Where a special sign and a mark protect the same words, the filter names the kind; elsewhere not."""
    holder = RightsHolder.objects.create(key="h", name="H")
    for code, kind, text in (("S", "special_sign", "青运会"), ("T", "word", "青运会"), ("U", "word", "")):
        Right.objects.create(code=code, kind=kind, text=text, holder=holder)
    names = names_of("right", ["S", "T", "U"])
    assert str(names["S"]) != str(names["T"])
    assert str(names["T"]).startswith("青运会 · ")
    assert names["U"] == "U"
