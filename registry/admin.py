"""The register in Django's admin, for operators; it knows no scope and is never for holders."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportMixin

from domain.errors import RegistryError
from registry.formats import LicencesCsv, LicencesXlsx, RightsCsv, RightsJsonl, RightsXlsx
from registry.forms import DocumentForm, LicenceForm, PictureForm, PictureFormSet, RightForm
from registry.licence_resource import LicenceResource
from registry.missing import missing_of
from registry.models import Alias, Document, Licence, ReferencePicture, Right, RightsHolder
from registry.picture_words import what_weakens
from registry.refusals import LinesRefused, sentence
from registry.right_resource import RightResource

# Who mends a hundred lines uploads the file again.
MOST_TOLD = 100


class LicenceInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Licence
    form = LicenceForm
    extra = 0


class PictureInline(admin.TabularInline):  # type: ignore[type-arg]
    model = ReferencePicture
    form = PictureForm
    formset = PictureFormSet
    extra = 0
    fields = ("upload", "name", "width", "height", "phash")
    readonly_fields = ("name", "width", "height", "phash")


class AliasInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Alias
    extra = 0
    fields = ("text", "state", "reason", "source", "decided_by", "decided_at")
    readonly_fields = ("source", "decided_by", "decided_at")


class RegisterImport(ImportMixin):  # type: ignore[misc]  # import-export is untyped
    """Import with a page that shows every bad row and every change before anything is kept."""

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Who may add and change by hand may do so by file."""
        allowed: bool = self.has_add_permission(request) and self.has_change_permission(request)
        return allowed

    def add_data_read_fail_error_to_form(self, form: Form, error: Exception) -> None:
        """Say what is wrong with the file, where we know it; the library names only the exception."""
        if isinstance(error, LinesRefused):
            for problem in error.problems[:MOST_TOLD]:
                form.add_error("import_file", sentence(problem))
        elif isinstance(error, RegistryError):
            form.add_error("import_file", sentence(error))
        else:
            super().add_data_read_fail_error_to_form(form, error)

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        values: dict[str, Any] = super().get_import_data_kwargs(**kwargs)
        # The confirm page is shown for good files only; a file that went bad meanwhile is kept out whole.
        return {**values, "rollback_on_validation_errors": True}


class RightWithDiff(RightResource):
    """Rights, with the changes marked for the confirm page."""

    class Meta(RightResource.Meta):
        skip_diff = False


class LicenceWithDiff(LicenceResource):
    """Licences, with the changes marked for the confirm page."""

    class Meta(LicenceResource.Meta):
        skip_diff = False


@admin.register(RightsHolder)
class RightsHolderAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "key", "contact")
    search_fields = ("name", "key")
    filter_horizontal = ("members",)


@admin.register(Right)
class RightAdmin(RegisterImport, admin.ModelAdmin):  # type: ignore[type-arg]
    form = RightForm
    inlines: ClassVar[list[Any]] = [AliasInline, PictureInline, LicenceInline]
    list_display = ("code", "kind", "text", "holder", "valid_from", "valid_to", "watched")
    list_filter = ("kind", "watched", "holder")
    list_select_related = ("holder",)
    search_fields = ("code", "text", "number")
    resource_classes: ClassVar[list[Any]] = [RightWithDiff]
    import_formats: ClassVar[list[Any]] = [RightsXlsx, RightsCsv, RightsJsonl]
    fieldsets = (
        (None, {"fields": ("code", "holder", "kind", "text", "aliases", "nice_classes", "goods", "watched")}),
        (_("Term"), {"fields": ("valid_from", "valid_to", "territory")}),
        (_("Usual price"), {"fields": ("usual_price_min", "usual_price_max", "usual_price_currency")}),
        (_("Register entry"), {"fields": ("office", "number", "brand", "lang", "ordinary_word")}),
        (_("To be confirmed"), {"fields": ("to_confirm", "licences_as_of")}),
        (_("How well known"), {"fields": ("fame",)}),
        (_("Geographical indication"), {"fields": ("area", "season_from", "season_to")}),
    )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Say at once what the right still lacks."""
        super().save_related(request, form, formsets, change)
        lacks = missing_of(form.instance, timezone.localdate())
        if lacks:
            what = "; ".join(f"{one.what} – {one.why}" for one in lacks)
            messages.warning(request, gettext("Still missing: %(what)s") % {"what": what})

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Another name is kept with who said so, and when."""
        if formset.model is Alias:
            for each in formset.forms:
                if each.has_changed():
                    each.instance.decided_by = request.user.get_username()
                    each.instance.decided_at = timezone.now()
        super().save_formset(request, form, formset, change)
        for each in formset.forms:
            if isinstance(each, PictureForm) and each.picture:
                for key in each.picture.weak:
                    messages.warning(request, f"{Path(each.picture.source).name}: {what_weakens(key)}")


@admin.register(Document)
class DocumentAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = DocumentForm
    list_display = ("holder", "right", "kind", "number", "digest", "valid_to")
    list_filter = ("kind", "holder")
    list_select_related = ("holder", "right")
    autocomplete_fields = ("right",)
    fields = ("holder", "right", "kind", "number", "valid_to", "upload", "digest", "name")
    readonly_fields = ("digest", "name")


@admin.register(Licence)
class LicenceAdmin(RegisterImport, admin.ModelAdmin):  # type: ignore[type-arg]
    form = LicenceForm
    list_display = ("right", "seller", "seller_id", "credit_code", "valid_from", "valid_to")
    list_select_related = ("right",)
    autocomplete_fields = ("right",)
    search_fields = ("seller", "seller_id", "credit_code", "right__code")
    resource_classes: ClassVar[list[Any]] = [LicenceWithDiff]
    import_formats: ClassVar[list[Any]] = [LicencesXlsx, LicencesCsv]
