"""Ways to a seller, read in their pictures: shown for one purpose, and who looked is written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from store.models import AuditLine, Seller, SellerContact

# Why they are kept at all; who looks at them does it for this.
PURPOSE = "to name and reach the seller in a notice, a case or a complaint"
ACTION = "contacts.seen"
# One line a person, seller and day: every reload of a page would bury the trail.
ONCE_IN = timedelta(hours=24)
MOST_SHOWN = 20


@transaction.atomic
def contacts_for(seller: Seller | None, *, person: str, now: datetime) -> Sequence[SellerContact]:
    """The seller's contacts for this person to see; that they were shown stands in the audit trail."""
    shown = list(seller.contacts.all()[:MOST_SHOWN]) if seller is not None else []
    if not shown or seller is None:
        return shown
    subject = f"seller:{seller.pk}"
    seen = AuditLine.objects.filter(subject=subject, actor=person[:150], action=ACTION)
    if not seen.filter(at__gt=now - ONCE_IN).exists():
        detail = {"contacts": len(shown), "purpose": PURPOSE}
        AuditLine.objects.create(at=now, actor=person[:150], action=ACTION, subject=subject, detail=detail)
    return shown
