"""Rights holders, their rights and the licences under them, as kept."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from domain.rights import Fame, RightKind

KIND_NAMES = {
    RightKind.WORD: _("Word mark"),
    RightKind.FIGURE: _("Figurative mark"),
    RightKind.WORK: _("Copyright work"),
    RightKind.SPECIAL_SIGN: _("Special sign"),
    RightKind.GI: _("Geographical indication"),
    RightKind.VARIETY: _("Plant variety"),
    RightKind.DESIGN: _("Design"),
}


class RightsHolder(models.Model):
    """Who owns rights, or acts for the owner."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    address = models.CharField(_("postal address"), max_length=300, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    members = models.ManyToManyField(
        "auth.User",
        verbose_name=_("members"),
        blank=True,
        related_name="rights_holders",
        help_text=_("People who act for this holder; they see its hits and no others."),
    )

    class Meta:
        verbose_name = _("rights holder")
        verbose_name_plural = _("rights holders")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Right(models.Model):
    """One protected right. `code` is its public identity: office and number, or one given."""

    code = models.CharField(_("id"), max_length=100, unique=True)
    holder = models.ForeignKey(
        RightsHolder, models.PROTECT, verbose_name=_("rights holder"), related_name="rights"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=[(k.value, n) for k, n in KIND_NAMES.items()])
    office = models.CharField(_("office"), max_length=40, blank=True)
    number = models.CharField(_("number"), max_length=60, blank=True)
    text = models.CharField(_("protected words"), max_length=300, blank=True)
    brand = models.CharField(_("brand group"), max_length=100, blank=True)
    lang = models.CharField(_("language"), max_length=20, blank=True)
    nice_classes = models.JSONField(_("Nice classes"), default=list, blank=True)
    goods = models.JSONField(_("goods words"), default=list, blank=True)
    aliases = models.JSONField(_("aliases"), default=list, blank=True)
    ordinary_word = models.BooleanField(_("ordinary word"), default=False)
    territory = models.CharField(_("territory"), max_length=60, blank=True)
    area = models.JSONField(_("area of origin"), default=list, blank=True)
    season_from = models.PositiveSmallIntegerField(_("season from month"), null=True, blank=True)
    season_to = models.PositiveSmallIntegerField(_("season to month"), null=True, blank=True)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(_("last day in force"), null=True, blank=True)
    usual_price_min = models.DecimalField(
        _("usual price from"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    usual_price_max = models.DecimalField(
        _("usual price to"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    usual_price_currency = models.CharField(_("currency of the usual price"), max_length=3, blank=True)
    pack = models.CharField(_("pack"), max_length=120, blank=True)
    to_confirm = models.JSONField(_("to be confirmed"), default=list, blank=True)
    licences_as_of = models.DateField(
        _("list of licences complete on"),
        null=True,
        blank=True,
        help_text=_("The day on which the holder said so; without it no seller is known to have no licence."),
    )
    fame = models.CharField(
        _("how well known"),
        max_length=20,
        blank=True,
        choices=[(Fame.SOME.value, _("Of some influence")), (Fame.WELL_KNOWN.value, _("Well known"))],
        help_text=_("As proven, not as supposed; shown beside a score, never part of it."),
    )
    facts = models.JSONField(_("facts of the pack"), default=dict, blank=True, editable=False)
    watched = models.BooleanField(_("watched"), default=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("right")
        verbose_name_plural = _("rights")
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip()

    def clean(self) -> None:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("The last day in force is before the first.")})
        if (self.season_from is None) != (self.season_to is None):
            raise ValidationError({"season_to": _("A season has a first and a last month.")})
        least, most = self.usual_price_min, self.usual_price_max
        if least is None and most is not None:
            raise ValidationError({"usual_price_min": _("A usual price has a lower end.")})
        if least is not None and (least <= 0 or (most is not None and most < least)):
            raise ValidationError({"usual_price_max": _("A usual price goes from above 0 upwards.")})


class DocumentKind(models.TextChoices):
    """What a document proves."""

    IDENTITY = "identity", _("Identity of the holder")
    AUTHORITY = "authority", _("Power of attorney")
    PROOF = "proof", _("Proof of the right")


class Document(models.Model):
    """A document a notice names: its number and the digest of its file.

    The file itself stays with whoever keeps it; the digest says which one was meant.
    """

    holder = models.ForeignKey(
        RightsHolder, models.PROTECT, verbose_name=_("rights holder"), related_name="documents"
    )
    right = models.ForeignKey(
        Right, models.PROTECT, null=True, blank=True, verbose_name=_("right"), related_name="documents"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind)
    number = models.CharField(_("number"), max_length=100)
    digest = models.CharField(_("SHA-256"), max_length=64, editable=False)
    name = models.CharField(_("original name"), max_length=200, blank=True, editable=False)
    valid_to = models.DateField(_("last day in force"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    def clean(self) -> None:
        if self.kind == DocumentKind.PROOF and self.right is None:
            raise ValidationError({"right": _("A proof of a right names the right.")})
        if self.right is not None and self.right.holder_id != self.holder_id:
            raise ValidationError({"right": _("This right belongs to another holder.")})


class AliasState(models.TextChoices):
    """How far a word has come on its way to the matchers; only people take it further."""

    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")


class AliasSource(models.TextChoices):
    """How a word came to be taken for another name of a mark."""

    ENTERED = "entered", _("Entered by a person")
    IMPORTED = "imported", _("From the register file")
    CONFIRMED_HITS = "confirmed_hits", _("Beside the mark where it was infringed")
    CO_OCCURRENCE = "co_occurrence", _("Beside the mark where it was found")


class Alias(models.Model):
    """Another name of a right's words, with where it is from and who decided on it.

    The words of the register file stand in `Right.aliases` and are accepted as they come; these
    rows are for words found, or entered, afterwards. Matchers see both: `registry.aliases`.
    """

    right = models.ForeignKey(Right, models.CASCADE, related_name="alias_rows")
    text = models.CharField(_("word"), max_length=100)
    key = models.CharField(max_length=100, editable=False, help_text="`text` without case and width.")
    state = models.CharField(
        _("state"), max_length=20, choices=AliasState, default=AliasState.ACCEPTED, db_index=True
    )
    source = models.CharField(_("source"), max_length=20, choices=AliasSource, default=AliasSource.ENTERED)
    evidence = models.JSONField(_("evidence"), default=dict, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ("right", "-state", "pk")
        constraints = [models.UniqueConstraint(fields=("right", "key"), name="one_alias_per_word")]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Kept under its key, so that a word is not taken twice."""
        self.key = alias_key(self.text)
        super().save(*args, **kwargs)


def alias_key(text: str) -> str:
    """A word without case, width and surplus blanks: two words with one key are one alias."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())[:100]


class ReferencePicture(models.Model):
    """A picture a right protects, or that shows the mark."""

    right = models.ForeignKey(Right, models.CASCADE, related_name="pictures")
    digest = models.CharField(_("SHA-256"), max_length=64)
    file = models.CharField(_("file"), max_length=200, help_text=_("Path below the pictures directory."))
    name = models.CharField(_("original name"), max_length=200, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    phash = models.CharField(_("perceptual hash"), max_length=16, blank=True)

    class Meta:
        verbose_name = _("reference picture")
        verbose_name_plural = _("reference pictures")
        constraints = [models.UniqueConstraint(fields=("right", "digest"), name="one_reference_per_digest")]

    def __str__(self) -> str:
        return self.name or self.digest[:12]


class Licence(models.Model):
    """Leave to use a right: who, what, where, from when to when."""

    right = models.ForeignKey(Right, models.CASCADE, related_name="licences")
    seller = models.CharField(_("seller name"), max_length=200, blank=True)
    seller_id = models.CharField(_("seller id on its platform"), max_length=100, blank=True)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    goods = models.JSONField(_("goods words"), default=list, blank=True)
    territory = models.CharField(_("territory"), max_length=60, blank=True)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(_("last day in force"), null=True, blank=True)

    class Meta:
        verbose_name = _("licence")
        verbose_name_plural = _("licences")
        ordering = ("right", "seller", "pk")

    def __str__(self) -> str:
        return self.seller or self.seller_id or self.credit_code

    def clean(self) -> None:
        if not (self.seller or self.seller_id or self.credit_code):
            raise ValidationError(_("A licence names its licensee: seller, seller id or credit code."))
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("The last day in force is before the first.")})
