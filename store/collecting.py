"""What is said about collection beside its listings: events, orders, alerts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

# What moved on a platform's pages, by `store.drift.Drift.kind`.
DRIFT_WORDS = {
    "field": _("field %(name)s found on %(now)s of listings, usually on %(usual)s"),
    "layer": _("%(name)s gives the field on %(now)s of listings, usually on %(usual)s"),
    "flaws": _("%(now)s of listings lack what is required, usually %(usual)s"),
    "count": _("%(now)s listings, usually %(usual)s"),
}


class ListingEvent(models.Model):
    """A listing is gone, is back, or is an old one under a new id; append-only."""

    class Kind(models.TextChoices):
        GONE = "gone", _("Gone")
        BACK = "back", _("Back")
        RELISTED = "relisted", _("Offered again under a new id")

    listing = models.ForeignKey("store.Listing", models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    other = models.ForeignKey("store.Listing", models.SET_NULL, null=True, blank=True, related_name="+")
    sweep = models.ForeignKey("store.Sweep", models.SET_NULL, null=True, blank=True, related_name="+")
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        app_label = "store"
        ordering = ("pk",)


class Directive(models.Model):
    """What a person ordered about collection, and why; without a platform it holds for all."""

    class Kind(models.TextChoices):
        STOP = "stop", _("Stopped")
        DESPITE_ROBOTS = "despite_robots", _("Collected despite robots.txt")

    kind = models.CharField(max_length=20, choices=Kind)
    platform = models.ForeignKey(
        "store.Platform", models.PROTECT, null=True, blank=True, related_name="directives"
    )
    person = models.CharField(max_length=150)
    reason = models.CharField(max_length=1000)
    given_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.CharField(max_length=150, blank=True)
    lifted_because = models.CharField(max_length=1000, blank=True)

    class Meta:
        app_label = "store"
        ordering = ("-pk",)


class Alert(models.Model):
    """Something about a platform that a person should look at: it refuses us, or its pages have changed."""

    class Kind(models.TextChoices):
        BLOCKED = "blocked", _("The platform refuses us")
        DRIFT = "drift", _("Its pages have changed")
        CANARY = "canary", _("A page known by heart reads otherwise")
        FAILED = "failed", _("A sweep did not bring what its file expects")

    platform = models.ForeignKey("store.Platform", models.PROTECT, related_name="alerts")
    sweep = models.ForeignKey("store.Sweep", models.SET_NULL, null=True, blank=True, related_name="alerts")
    kind = models.CharField(max_length=20, choices=Kind)
    what = models.CharField(max_length=200, help_text="What moved; one open alert a thing.")
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=150, blank=True)

    class Meta:
        app_label = "store"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("platform", "kind", "what"),
                condition=models.Q(closed_at__isnull=True),
                name="one_open_alert",
            )
        ]

    @property
    def in_words(self) -> str:
        """What moved, in the reader's language."""
        if self.kind != self.Kind.DRIFT:
            return str(self.detail.get("sign", self.what))
        named = DRIFT_WORDS.get(self.detail.get("kind", ""), "%(name)s: %(now)s, %(usual)s")
        share = self.detail.get("kind") != "count"
        number = "{:.0%}" if share else "{:.0f}"
        return str(named) % {
            "name": self.detail.get("name", ""),
            "now": number.format(self.detail.get("now", 0)),
            "usual": number.format(self.detail.get("usual", 0)),
        }
