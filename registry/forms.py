"""Forms of the register in the admin: the same rules as a row of a file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.operator import operator_settings
from domain.errors import HouseError
from domain.values import Picture
from registry import cells
from registry.bounds import PICTURE_BYTES
from registry.models import Document, Licence, ReferencePicture, Right
from registry.picture_words import why_refused
from registry.pictures import ReadPicture, keep, kept_name


class CellField(forms.CharField):
    """A text box for a list: read by the function that reads a cell, shown as words by comma."""

    def __init__(self, *, read: cells.Read, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=cells.CELL_CHARACTERS, **kwargs)
        self.read = read

    def prepare_value(self, value: object) -> object:
        return ", ".join(str(part) for part in value) if isinstance(value, (list, tuple)) else value

    def to_python(self, value: object) -> Any:
        try:
            return self.read(value)
        except cells.Unfit as bad:
            raise ValidationError(str(bad)) from None

    def has_changed(self, initial: object, data: object) -> bool:
        try:
            return bool((initial or []) != self.read(data))
        except cells.Unfit:
            return True


class RightForm(forms.ModelForm):  # type: ignore[type-arg]  # no subscript at run time
    """A right; lists are typed as words by comma."""

    nice_classes = CellField(
        read=cells.classes, label=gettext_lazy("Nice classes"), help_text=gettext_lazy("Such as 9, 25.")
    )
    goods = CellField(read=cells.texts, label=gettext_lazy("goods words"))
    aliases = CellField(read=cells.texts, label=gettext_lazy("aliases"))
    area = CellField(read=cells.texts, label=gettext_lazy("area of origin"))

    to_confirm = CellField(
        read=cells.texts,
        label=gettext_lazy("to be confirmed"),
        help_text=gettext_lazy("Take a word away once you have read it in the register."),
    )

    class Meta:
        model = Right
        fields = (
            "code", "holder", "kind", "text", "aliases", "brand", "lang", "office", "number", "nice_classes",
            "goods", "ordinary_word", "territory", "area", "season_from", "season_to", "valid_from",
            "valid_to", "usual_price_min", "usual_price_max", "usual_price_currency", "watched",
            "to_confirm", "licences_as_of", "fame",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("season_from", "season_to"):
            if values.get(name) is not None and not 1 <= values[name] <= 12:
                self.add_error(name, _("A month is a number from 1 to 12."))
        return values


class LicenceForm(forms.ModelForm):  # type: ignore[type-arg]  # no subscript at run time
    """A licence; goods are typed as words by comma."""

    goods = CellField(read=cells.texts, label=gettext_lazy("goods words"))
    credit_code = CellField(read=cells.credit_code, label=gettext_lazy("unified social credit code"))

    class Meta:
        model = Licence
        fields = (
            "right", "seller", "seller_id", "credit_code", "goods", "territory", "valid_from", "valid_to",
        )  # fmt: skip


class DocumentForm(forms.ModelForm):  # type: ignore[type-arg]  # no subscript at run time
    """A document: its file is read once for its digest, and not kept."""

    upload = forms.FileField(
        label=gettext_lazy("document file"),
        help_text=gettext_lazy("At most 15 MiB; only its SHA-256 is kept, the file stays with you."),
    )

    class Meta:
        model = Document
        fields = ("holder", "right", "kind", "number", "valid_to")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].required = not self.instance.pk

    def clean_upload(self) -> UploadedFile[Any] | None:
        upload: UploadedFile[Any] | None = self.cleaned_data["upload"]
        if upload is not None and not 0 < (upload.size or 0) <= PICTURE_BYTES:
            raise ValidationError(_("A file of at most 15 MiB, and not an empty one."))
        return upload

    def save(self, commit: bool = True) -> Document:
        upload = self.cleaned_data["upload"]
        if upload is not None:
            self.instance.digest = hashlib.file_digest(upload.file, "sha256").hexdigest()
            self.instance.name = Path(upload.name or "").name[:200]
        saved: Document = super().save(commit)
        return saved


class PictureForm(forms.ModelForm):  # type: ignore[type-arg]  # no subscript at run time
    """A reference picture, uploaded: read within bounds before anything is kept."""

    upload = forms.FileField(
        label=gettext_lazy("picture file"),
        required=True,
        help_text=gettext_lazy("PNG, JPEG, GIF or WebP, at most 15 MiB."),
    )

    class Meta:
        model = ReferencePicture
        fields = ("right",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.picture: Picture | None = None
        self.content = b""
        if self.instance.pk:
            # A picture is its content: it is replaced by adding another.
            self.fields["upload"].required = False
            self.fields["upload"].disabled = True

    def clean_upload(self) -> UploadedFile[Any] | None:
        upload: UploadedFile[Any] | None = self.cleaned_data["upload"]
        if upload is None:
            return None
        if (upload.size or 0) > PICTURE_BYTES:
            raise ValidationError(_("A picture of at most 15 MiB."))
        self.content = upload.read(PICTURE_BYTES)
        try:
            self.picture = wired_reader()(self.content, Path(upload.name or "upload").name)
        except HouseError as error:
            raise ValidationError(why_refused(error)) from None
        return upload

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        right = self.instance.right if self.instance.right_id else None
        if self.picture and right and right.pictures.filter(digest=self.picture.digest).exists():
            self.add_error("upload", _("This right has this picture already."))
        return values

    def save(self, commit: bool = True) -> ReferencePicture:
        row, picture = self.instance, self.picture
        if picture is not None:
            row.file = kept_name(picture.digest, self.content)
            keep(self.content, row.file, operator_settings().pictures_path)
            row.digest, row.name = picture.digest, picture.source[:200]
            row.width, row.height = picture.width, picture.height
            row.phash = "" if picture.phash is None else f"{picture.phash:016x}"
        saved: ReferencePicture = super().save(commit)
        return saved


class PictureFormSet(BaseInlineFormSet):  # type: ignore[type-arg]  # no subscript at run time
    """A right's pictures: none twice, and not the last one gone where there are no words."""

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if isinstance(form, PictureForm) and not self._leaves(form)]
        digests = [form.picture.digest for form in kept if form.picture]
        if len(digests) != len(set(digests)):
            raise ValidationError(_("The same picture was given twice."))
        if not (kept or self.instance.text or self.instance.aliases):
            raise ValidationError(_("A right needs something to look for: words, aliases or a picture."))

    def _leaves(self, form: PictureForm) -> bool:
        values: Mapping[str, Any] = getattr(form, "cleaned_data", {})
        empty = not form.instance.pk and not form.has_changed()
        return bool(empty or values.get("DELETE"))


def wired_reader() -> ReadPicture:
    """What `markwarden` wired in to read pictures."""
    read: ReadPicture | None = getattr(apps.get_app_config("registry"), "read_picture", None)
    if read is None:
        raise HouseError("no picture reader is wired in")
    return read
