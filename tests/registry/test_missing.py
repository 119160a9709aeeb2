"""What a right lacks is said when it is registered, kind by kind, and no more than it lacks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from registry.missing import NUMBER, missing_of
from registry.models import Document, Right, RightsHolder
from tests.registry.test_admin import NO_ALIASES, NO_LICENCES, NO_PICTURES, _right, holder, operator

__all__ = ("holder", "operator")
pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 1)
WHOLE: dict[str, Any] = {
    "kind": "word", "text": "极光", "number": "1", "nice_classes": [9], "valid_from": date(2020, 1, 1),
    "valid_to": date(2029, 12, 31), "licences_as_of": TODAY,
}  # fmt: skip


def right(**values: Any) -> Right:
    owner = RightsHolder.objects.create(key="acme", name="Acme", contact="法务部", address="宁波市")
    row = Right.objects.create(code="CN-TM:1", holder=owner, **{**WHOLE, **values})
    for kind, of in (("identity", None), ("proof", row)):
        Document.objects.create(holder=owner, right=of, kind=kind, number="1", digest="e" * 64)
    return row


def keys(row: Right, on: date = TODAY) -> set[str]:
    return {one.key for one in missing_of(row, on)}


def test_a_whole_right_lacks_nothing() -> None:
    """With number, classes, term, proof, licences and holder known nothing is asked for."""
    assert keys(right()) == set()


@pytest.mark.parametrize(
    ("values", "lacks"),
    [
        ({"number": ""}, {"number"}),
        ({"nice_classes": []}, {"classes"}),
        ({"valid_from": None}, {"term"}),
        ({"valid_to": None}, {"term"}),
        ({"licences_as_of": None}, {"licences"}),
        ({"to_confirm": ["term", "number"]}, {"term", "number"}),
        ({"kind": "gi"}, {"area"}),
        ({"kind": "gi", "area": ["奉化"], "to_confirm": ["area"]}, {"area"}),
        ({"kind": "special_sign", "nice_classes": []}, set()),
        ({"kind": "work", "number": "", "valid_from": None, "valid_to": None, "nice_classes": []}, set()),
    ],
)
def test_each_thing_that_is_missing_is_named(values: dict[str, Any], lacks: set[str]) -> None:
    """One field taken away is one thing named; what a kind of right does not have is not asked for."""
    assert keys(right(**values)) == lacks


@pytest.mark.parametrize(("kind", "key"), [("proof", "proof"), ("identity", "identity")])
def test_a_document_counts_to_its_last_day(kind: str, key: str) -> None:
    """A proof that has run out is a proof that is missing."""
    row = right()
    Document.objects.filter(kind=kind).update(valid_to=TODAY)
    assert keys(row) == set()
    assert keys(row, date(2026, 12, 2)) == {key}


def test_the_proof_of_another_right_proves_nothing() -> None:
    """Proof and identity are looked for where they belong."""
    row = right()
    other = Right.objects.create(code="CN-TM:2", holder=row.holder, **WHOLE)
    assert keys(other) == {"proof"}


def test_the_administration_says_at_once_what_is_missing(operator: Client, holder: RightsHolder) -> None:
    """Whoever saves a right there is told what it still lacks."""
    sent = {**_right(holder), **NO_LICENCES, **NO_ALIASES, **NO_PICTURES}
    page = operator.post("/admin/registry/right/add/", sent, follow=True)
    assert Right.objects.get().code == "A"
    assert str(NUMBER.what) in page.content.decode()
