"""Cases, the hits pursued in them, and the notices drafted from them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

# Made append-only by the migrations, as `store.append_only` does it.
APPEND_ONLY = ("casework_notice",)


class Case(models.Model):
    """Hits of one holder pursued together against one seller."""

    class State(models.TextChoices):
        OPEN = "open", _("In hand")
        DRAFTED = "drafted", _("Notice drafted")
        CLOSED = "closed", _("Closed")

    number = models.CharField(_("number"), max_length=20, unique=True)
    holder = models.ForeignKey("registry.RightsHolder", models.PROTECT, related_name="cases")
    seller = models.ForeignKey("store.Seller", models.PROTECT, related_name="cases")
    district = models.CharField(_("district"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=150)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.number


class CaseHit(models.Model):
    """A hit of a case; a hit is pursued in one case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="members")
    hit = models.OneToOneField("store.Hit", models.PROTECT, related_name="pursuit")
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=150)

    class Meta:
        ordering = ("pk",)


class Notice(models.Model):
    """A notice as it was drafted, complete; never changed, and never sent by the machine."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notices")
    number = models.PositiveIntegerField()
    form = models.CharField(max_length=60)
    template = models.CharField(max_length=60)
    language = models.CharField(max_length=2)
    record = models.JSONField(help_text="The draft as `casework.papers` reads it.")
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of the record."))
    signed_by = models.CharField(max_length=150)
    drafted_at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-pk",)
        constraints = [models.UniqueConstraint(fields=("case", "number"), name="one_notice_number")]
