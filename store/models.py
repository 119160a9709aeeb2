"""The truth: platforms, sellers, listings with their versions, hits, decisions, what is owed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from domain.match import Verdict
from store.collecting import Alert, Directive, ListingEvent  # noqa: F401  # as below
from store.legal_hold import LegalHold  # noqa: F401  # Django finds a model where its app's models are

VERDICT_NAMES = {
    Verdict.OPEN: _("Open"),
    Verdict.INFRINGING: _("Infringing"),
    Verdict.NOT_INFRINGING: _("Not infringing"),
    Verdict.UNSURE: _("Unsure"),
}


class Platform(models.Model):
    """A place that lists goods. Its manners live in its platform file; here is its state."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200, blank=True)
    stopped = models.BooleanField(_("stopped by hand"), default=False)
    blocked_since = models.DateTimeField(_("refuses us since"), null=True, blank=True)
    blocked_sign = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name or self.key


class Seller(models.Model):
    """Who offers: a platform and their id on it."""

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="sellers")
    seller_id = models.CharField(max_length=200)
    name = models.CharField(max_length=300, blank=True)
    credit_code = models.CharField(max_length=18, blank=True)
    region = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("platform", "seller_id"), name="one_seller")]
        indexes = [models.Index("name", name="seller_name")]

    def __str__(self) -> str:
        return self.name or self.seller_id


class Picture(models.Model):
    """A listing picture ever seen, once per content."""

    digest = models.CharField(max_length=64, primary_key=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    phash = models.CharField(max_length=16, blank=True, db_index=True)
    size_bytes = models.PositiveIntegerField()
    mime = models.CharField(max_length=40)
    file = models.CharField(max_length=200, help_text=_("Path below the pictures directory."))
    first_seen_at = models.DateTimeField()
    hash_rules = models.PositiveSmallIntegerField(
        default=0, db_index=True, help_text="By which rules its hashes were made; 0 where there are none yet."
    )


class PictureHash(models.Model):
    """How a picture or a part of it looks, in bits: what a new right is compared with."""

    picture = models.ForeignKey(Picture, models.CASCADE, related_name="hashes")
    number = models.PositiveSmallIntegerField(help_text="Its place among the picture's hashes.")
    kind = models.CharField(max_length=5)
    crop = models.CharField(max_length=6)
    box = models.CharField(max_length=20, help_text="Left, top, right, bottom in thousandths.")
    quality = models.PositiveSmallIntegerField()
    bits = models.BinaryField(max_length=32)

    class Meta:
        ordering = ("picture", "number")
        constraints = [models.UniqueConstraint(fields=("picture", "number"), name="one_picture_hash_number")]
        indexes = [
            # The very same bits: what most copies of one file have. Parts are compared in memory.
            models.Index("kind", "bits", name="picture_hash_same", condition=models.Q(crop="whole")),
        ]


class PictureText(models.Model):
    """The text in a picture, read once a content and by which reader's rules."""

    digest = models.CharField(max_length=64, primary_key=True)
    rules = models.PositiveSmallIntegerField()
    lines = models.JSONField(help_text="Text, confidence and corners in thousandths of each line.")
    read_at = models.DateTimeField()


class SellerContact(models.Model):
    """A way to a seller that was read in one of their pictures."""

    seller = models.ForeignKey(Seller, models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=10, help_text="phone, wechat, qq or house")
    value = models.CharField(max_length=60, db_index=True)
    picture = models.CharField(max_length=64, help_text="SHA-256 of the picture it was read in.")
    first_seen_at = models.DateTimeField()

    class Meta:
        ordering = ("kind", "value")
        constraints = [models.UniqueConstraint(fields=("seller", "kind", "value"), name="one_seller_contact")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Sweep(models.Model):
    """One pass over one platform: why it ran, how it went, what it counted."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        BLOCKED = "blocked", _("Refused by the platform")
        INTERRUPTED = "interrupted", _("Interrupted")

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="sweeps")
    kind = models.CharField(max_length=20, default="crawl", help_text="crawl or import")
    scheduled_for = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    options = models.JSONField(default=dict, blank=True, help_text="start, limit")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    pid = models.PositiveIntegerField(null=True, blank=True)
    counts = models.JSONField(default=dict, blank=True, help_text="Accounting; see store.sweeps.")
    counts_before = models.JSONField(
        default=dict, blank=True, help_text="What earlier processes of this sweep counted."
    )
    detail = models.CharField(max_length=500, blank=True)
    coverage = models.JSONField(
        default=dict, blank=True, help_text="What was looked at and what not; see store.coverage."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("platform", "scheduled_for"), name="one_sweep_per_due_time")
        ]
        ordering = ("-pk",)


class Listing(models.Model):
    """One offer as last seen."""

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="listings")
    listing_id = models.CharField(max_length=200)
    seller = models.ForeignKey(Seller, models.PROTECT, null=True, blank=True, related_name="listings")
    url = models.CharField(max_length=2000, blank=True)
    title = models.TextField()
    price = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    record = models.JSONField(help_text="The listing as `store.records` writes it.")
    record_digest = models.CharField(max_length=64)
    versions_kept = models.PositiveIntegerField(default=1)
    captured_at = models.DateTimeField(help_text=_("When this state was first captured."))
    first_seen_at = models.DateTimeField(help_text=_("The earliest capture of any state."))
    last_seen_at = models.DateTimeField(help_text=_("The newest capture of any state."))
    last_sweep = models.ForeignKey(Sweep, models.SET_NULL, null=True, blank=True, related_name="+")
    previous_sweep = models.ForeignKey(
        Sweep,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The one before.",
    )
    gone = models.BooleanField(_("gone"), default=False)
    purged_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was emptied, its time being over."
    )
    pictures = models.ManyToManyField(Picture, through="ListingPicture", related_name="listings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("platform", "listing_id"), name="one_listing")]

    def __str__(self) -> str:
        return self.title[:80]


class ListingPicture(models.Model):
    """Which picture stands, or stood, at which place of a listing.

    Rows that are not current belong to an earlier state: a hit may still rest on their picture.
    """

    listing = models.ForeignKey(Listing, models.CASCADE)
    picture = models.ForeignKey(Picture, models.PROTECT)
    position = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=2000)
    fetched_at = models.DateTimeField()
    current = models.BooleanField(default=True)

    class Meta:
        ordering = ("-current", "position")
        constraints = [
            models.UniqueConstraint(
                fields=("listing", "position"),
                condition=models.Q(current=True),
                name="one_picture_per_place",
            )
        ]


class ListingVersion(models.Model):
    """One state of a listing; append-only."""

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    record = models.JSONField()
    record_digest = models.CharField(max_length=64)
    captured_at = models.DateTimeField()
    sweep = models.ForeignKey(Sweep, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("listing", "number"), name="one_version_number")]


def _queue(name: str, *first: str) -> models.Index:
    """An index that gives the hits of these values by risk, with all that is counted of them."""
    counted = [field for field in ("status", "platform", "kind", "right", "holder") if field not in first]
    return models.Index(*first, models.F("score").desc(), "id", *counted, name=name)


class Hit(models.Model):
    """The matches of one right on one listing, with a risk score and a person's verdict.

    `id` is made from right and listing (`store.identity.hit_id`), so writing it twice is one hit.
    `revision` grows with every change and is the index document's external version.
    """

    id = models.CharField(max_length=32, primary_key=True)
    right = models.ForeignKey("registry.Right", models.PROTECT, related_name="hits")
    holder = models.ForeignKey("registry.RightsHolder", models.PROTECT, related_name="hits")
    listing = models.ForeignKey(Listing, models.PROTECT, related_name="hits")
    platform = models.ForeignKey(Platform, models.PROTECT, related_name="hits")
    kind = models.CharField(max_length=20)
    region = models.CharField(max_length=100, blank=True)
    score = models.FloatField()
    status = models.CharField(
        max_length=20, choices=[(v.value, n) for v, n in VERDICT_NAMES.items()], default=Verdict.OPEN.value
    )
    revision = models.PositiveIntegerField(default=1)
    matches = models.JSONField(help_text="Matches with reasons, as `store.records` writes them.")
    rights_digest = models.CharField(max_length=64)
    captured_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    rematch = models.ForeignKey(
        "Rematch",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="hits",
        help_text=_("The look back that found it; empty where a sweep did."),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=("right", "listing"), name="one_hit")]
        indexes = [
            # By risk, each with whatever the filters beside the queue count: the table is not touched.
            _queue("hit_all_by_risk"),
            _queue("hit_by_status", "status"),
            # Without the status first: the queue of any status must not be sorted, and one status is
            # read from the entries as they come.
            _queue("hit_of_holder", "holder"),
            _queue("hit_of_platform", "platform"),
            _queue("hit_of_right", "right"),
            models.Index("captured_at", "id", name="hit_all_by_age"),
            models.Index("status", "captured_at", "id", name="hit_by_age"),
        ]


class Rematch(models.Model):
    """One right looked for in everything stored, in slices that any number of processes may share."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        SUPERSEDED = "superseded", _("Superseded by a newer one")

    right = models.ForeignKey("registry.Right", models.CASCADE, related_name="rematches")
    right_digest = models.CharField(max_length=64, help_text="The right and the rules it was looked for by.")
    state = models.CharField(max_length=20, choices=State, default=State.RUNNING)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)


class RematchSlice(models.Model):
    """Listings `after` < pk <= `last` of a look back: waiting, in somebody's hands, or done."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")

    rematch = models.ForeignKey(Rematch, models.CASCADE, related_name="slices")
    number = models.PositiveIntegerField()
    after = models.PositiveBigIntegerField()
    last = models.PositiveBigIntegerField()
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    worker = models.CharField(max_length=100, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    listings = models.PositiveIntegerField(default=0)
    near = models.PositiveIntegerField(default=0, help_text="Listings judged by all rights.")
    hits_new = models.PositiveIntegerField(default=0)
    hits_changed = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=("rematch", "number"), name="one_slice_number")]


class Decision(models.Model):
    """What a person said of a hit, why, and the evidence they had before them; append-only."""

    hit = models.ForeignKey(Hit, models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=20, choices=[(v.value, n) for v, n in VERDICT_NAMES.items()])
    reason = models.TextField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    hit_revision = models.PositiveIntegerField()
    score = models.FloatField()
    matches = models.JSONField(help_text="The hit's matches as they stood when it was decided.")
    captured_at = models.DateTimeField()
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)


class Trying(models.Model):
    """Exceptions tried on a hit at one moment, or one of them closed by a person; append-only.

    All rows of a hit in their order are its `domain.exceptions.Trial`: the file that shows good faith.
    """

    hit = models.ForeignKey(Hit, models.PROTECT, related_name="tryings")
    said = models.JSONField(help_text="Exceptions with outcome and evidence, as `store.trials` writes them.")
    at = models.DateTimeField()
    captured_at = models.DateTimeField(help_text=_("The capture that was tried."))
    rights_digest = models.CharField(max_length=64, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        help_text=_("Who closed it; empty where the machine tried."),
    )  # fmt: skip
    by = models.CharField(max_length=150, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("pk",)


class SavedQuestion(models.Model):
    """A question to the queue a person keeps under a name of their own."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_questions")
    name = models.CharField(max_length=80)
    question = models.CharField(max_length=2000, help_text="Its parameters, as they stand in the address.")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=("user", "name"), name="one_question_of_a_name")]

    def __str__(self) -> str:
        return self.name


class AuditLine(models.Model):
    """One line of who did what to what; never changed, never deleted."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=200, db_index=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ("-pk",)


class Outbox(models.Model):
    """A hit the index is still owed; one row a hit, the newest revision counts.

    Whoever sent a revision removes the row only while `revision` is still that one.
    """

    hit = models.OneToOneField(Hit, models.CASCADE, primary_key=True, related_name="owed")
    revision = models.PositiveIntegerField(default=1)
    owed_since = models.DateTimeField()
    not_before = models.DateTimeField(db_index=True)
    tries = models.PositiveIntegerField(default=0)
    poisoned = models.BooleanField(default=False)
    last_error = models.CharField(max_length=500, blank=True)


class DrainTally(models.Model):
    """How many documents the index took in one minute; what the rate of draining is read from."""

    minute = models.DateTimeField(primary_key=True)
    settled = models.PositiveIntegerField(default=0)


class Rejected(models.Model):
    """What was collected and not kept: counted, kept aside with its reason, can be tried again."""

    sweep = models.ForeignKey(Sweep, models.CASCADE, related_name="rejected")
    reason = models.CharField(max_length=60)
    what = models.CharField(max_length=2000, help_text=_("URL, or file and row."))
    detail = models.CharField(max_length=1000, blank=True)
    record = models.JSONField(null=True, blank=True)
    at = models.DateTimeField()
    tried_again_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
