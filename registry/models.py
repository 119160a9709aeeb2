"""Rights holders, their rights and the licences under them, as kept."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from domain.rights import RightKind

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
