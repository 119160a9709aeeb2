"""Hits that nothing is removed from, however old they are."""

from __future__ import annotations

from django.db import models


class LegalHold(models.Model):
    """A person's order to keep a hit and its listing whole; it stands until it is lifted."""

    hit = models.ForeignKey("store.Hit", models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=500)
    placed_by = models.CharField(max_length=150)
    placed_at = models.DateTimeField()
    lifted_by = models.CharField(max_length=150, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "store"
        constraints = [
            models.UniqueConstraint(
                fields=("hit",), condition=models.Q(lifted_at=None), name="one_standing_legal_hold"
            )
        ]
