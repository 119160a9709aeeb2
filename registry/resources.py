"""Sheets of a register file as import-export resources: parse, check, compare, save."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource
from import_export.widgets import Widget

from registry import cells
from registry.cells import Unfit
from registry.models import RightsHolder
from registry.rows import ABSENT
from registry.workbook import Formula

RawRow = Mapping[str, Any]


class CellWidget(Widget):  # type: ignore[misc]  # import-export is untyped
    """Reads a cell with one of the functions of `registry.cells`."""

    def __init__(self, read: cells.Read) -> None:
        super().__init__(coerce_to_string=False)
        self.read = read

    def clean(self, value: object, row: RawRow | None = None, **_kwargs: Any) -> object:
        return self.read(value)

    def render(self, value: object, obj: object = None, **_kwargs: Any) -> str:
        if isinstance(value, (list, tuple)):
            return ", ".join(str(part) for part in value)
        return "" if value is None else str(value)


def column(name: str, read: cells.Read, attribute: str = "") -> Field:
    """A column `name`, read by `read` into the model's `attribute` (the same name if empty)."""
    return Field(attribute=attribute or name, column_name=name, widget=CellWidget(read))


def texts_in(dataset: Any, name: str) -> list[str]:
    """The distinct readable texts of one column of a dataset, sorted."""
    place = dataset.headers.index(name)
    found = set()
    for row in dataset:
        try:
            found.add(cells.text(row[place]))
        except Unfit:
            continue
    return sorted(found)


def complaint(bad: Unfit) -> ValidationError:
    return ValidationError(str(bad), code="invalid", params={"expected": bad.expected, "found": bad.found})


class Preloaded(BaseInstanceLoader):  # type: ignore[misc]
    """Everything registered that the file may speak of, fetched once."""

    def __init__(self, resource: RegisterResource, dataset: Any) -> None:
        super().__init__(resource, dataset)
        self.registered = resource.registered(dataset)

    def get_instance(self, row: RawRow) -> Any:
        try:
            return self.registered.get(self.resource.identity(row))
        except Unfit:
            return None


class RegisterResource(ModelResource):  # type: ignore[misc]
    """What all sheets share: every bad cell of a row is named, unchanged rows are left alone."""

    def __init__(self, numbers: Sequence[int] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._numbers = numbers
        self._seen: dict[Hashable, int] = {}
        self._before: tuple[object, ...] | None = None
        self._import_fields: list[Field] | None = None

    def get_import_fields(self) -> list[Field]:
        """The library's answer, asked once and not three times a row."""
        if self._import_fields is None:
            self._import_fields = super().get_import_fields()
        return self._import_fields

    def identity(self, row: RawRow) -> Hashable:
        """What makes two rows speak of the same thing. Raises `Unfit` where a cell is bad."""
        raise NotImplementedError

    def registered(self, dataset: Any) -> Mapping[Hashable, Any]:
        """What is registered already, by identity."""
        raise NotImplementedError

    def row_checks(self, instance: Any, row: RawRow) -> dict[str, Unfit]:
        """Complaints that concern more than one cell, by column."""
        return {}

    def import_field(
        self, field: Field, instance: Any, row: RawRow, is_m2m: bool = False, **kwargs: Any
    ) -> None:
        value = row.get(field.column_name, ABSENT)
        if value is ABSENT:
            return
        if isinstance(value, Formula):
            raise Unfit(_("a value, not a formula"), value)
        super().import_field(field, instance, row, is_m2m, **kwargs)

    def import_instance(self, instance: Any, row: RawRow, **kwargs: Any) -> None:
        errors: dict[str, ValidationError] = {}
        for field in self.get_import_fields():
            try:
                self.import_field(field, instance, row, **kwargs)
            except Unfit as bad:
                errors[field.column_name] = complaint(bad)
        if not errors:
            unfit = self.row_checks(instance, row) | self._repeated(row, kwargs)
            errors = {name: complaint(said) for name, said in unfit.items()}
        if errors:
            raise ValidationError(errors)

    def after_init_instance(self, instance: Any, new: bool, row: RawRow, **_kwargs: Any) -> None:
        self._before = None if new else self._values(instance)

    def skip_row(
        self, instance: Any, original: Any, row: RawRow, import_validation_errors: Any = None
    ) -> bool:
        """Whether the row says what is registered. Not by the library's deep copy: it takes half the time."""
        return not import_validation_errors and self._before == self._values(instance)

    def _values(self, instance: Any) -> tuple[object, ...]:
        return tuple(field.get_value(instance) for field in self.get_import_fields())

    def _repeated(self, row: RawRow, kwargs: Mapping[str, Any]) -> dict[str, Unfit]:
        index = kwargs["row_number"]
        number = self._numbers[index - 1] if self._numbers else index
        first = self._seen.setdefault(self.identity(row), number)
        if first == number:
            return {}
        name = self.fields[self._meta.import_id_fields[0]].column_name
        return {name: Unfit(_("one row each; row %(row)d says it already") % {"row": first}, row[name])}

    def validate_instance(
        self,
        instance: Any,
        import_validation_errors: Mapping[str, Any] | None = None,
        validate_unique: bool = True,
    ) -> None:
        """Like the library's, without its queries: identity is settled by `Preloaded`."""
        errors = dict(import_validation_errors or {})
        if not errors:
            try:
                instance.full_clean(
                    exclude=("holder", "right"), validate_unique=False, validate_constraints=False
                )
            except ValidationError as error:
                errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)


class HolderResource(RegisterResource):
    """The sheet of rights holders."""

    key = column("key", cells.holder_key)
    name = column("name", cells.short(200))
    contact = column("contact", cells.short(200))

    class Meta:
        model = RightsHolder
        fields = ("key", "name", "contact")
        import_id_fields = ("key",)
        instance_loader_class = Preloaded
        skip_diff = True

    def identity(self, row: RawRow) -> Hashable:
        return cells.holder_key(row.get("key"))

    def registered(self, dataset: Any) -> Mapping[Hashable, Any]:
        return {holder.key: holder for holder in RightsHolder.objects.all()}
