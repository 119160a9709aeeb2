"""Rights that change hands, and whose hits are whose afterwards."""

from __future__ import annotations

import pytest

from domain.ports import HitQuery, Scope
from registry.models import RightsHolder
from store.models import AuditLine, Hit, Outbox
from store.queue import queue_page
from tests.store.made import keep, kept, listing, match, right

pytestmark = pytest.mark.django_db


def seen_by(holder: str) -> int:
    return len(queue_page(Scope(holders=frozenset({holder})), HitQuery(), after=None, size=9).rows)


def test_a_right_sold_takes_its_hits_along() -> None:
    """The former holder sees its hits no longer, the new one does, and the index is told."""
    mark = right()
    keep(kept(listing(), match()))
    Outbox.objects.all().delete()
    mark.holder = RightsHolder.objects.create(key="new", name="New")
    mark.save()
    assert (seen_by("acme"), seen_by("new")) == (0, 1)
    hit = Hit.objects.get()
    assert (hit.revision, Outbox.objects.get().revision) == (2, 2)
    line = AuditLine.objects.get(action="right.handed_over")
    assert (line.subject, line.detail["before"], line.detail["holder"]) == ("CN-TM:1", "acme", "new")


def test_saving_a_right_otherwise_leaves_its_hits_alone() -> None:
    """New goods words are no reason for a new revision of every hit."""
    mark = right()
    keep(kept(listing(), match()))
    mark.goods = ["帐篷"]
    mark.save()
    assert Hit.objects.get().revision == 1


def test_a_kind_put_right_is_put_right_on_the_hits() -> None:
    """The desk filters by the hit's own kind."""
    mark = right()
    keep(kept(listing(), match()))
    mark.kind = "figure"
    mark.save()
    assert Hit.objects.get().kind == "figure"
