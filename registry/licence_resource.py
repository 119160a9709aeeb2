"""The sheet of licences: who may use which right, for what, where, from when to when."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from import_export.fields import Field

from registry import cells
from registry.cells import Unfit
from registry.models import Licence, Right
from registry.resources import Preloaded, RawRow, RegisterResource, column, texts_in
from registry.rows import ABSENT

# Beyond this many ids one query for all licences is cheaper than naming the rights.
_MOST_NAMED = 500


class LicenceResource(RegisterResource):
    """Licences by right, licensee, place and first day; goods and last day may change."""

    right = column("right", cells.short(100))
    seller = column("seller", cells.short(200))
    seller_id = column("seller_id", cells.short(100))
    credit_code = column("credit_code", cells.credit_code)
    goods = column("goods", cells.texts)
    territory = column("territory", cells.short(60))
    valid_from = column("valid_from", cells.day)
    valid_to = column("valid_to", cells.day)

    class Meta:
        model = Licence
        fields = (
            "right", "seller", "seller_id", "credit_code", "goods", "territory", "valid_from", "valid_to",
        )  # fmt: skip
        import_id_fields = ("right",)
        instance_loader_class = Preloaded
        skip_diff = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._rights: Mapping[str, Right] = {}

    def identity(self, row: RawRow) -> Hashable:
        def said(name: str, read: cells.Read) -> object:
            value = row.get(name, ABSENT)
            return read("" if value is ABSENT else value)

        return (
            *(said(name, cells.text) for name in ("right", "seller", "seller_id")),
            said("credit_code", cells.credit_code),
            said("territory", cells.text),
            said("valid_from", cells.day),
        )

    def registered(self, dataset: Any) -> Mapping[Hashable, Any]:
        codes = texts_in(dataset, "right")
        self._rights = Right.objects.in_bulk(codes, field_name="code")
        rows = Licence.objects.select_related("right")
        if len(codes) <= _MOST_NAMED:
            rows = rows.filter(right__code__in=codes)
        return {
            (
                row.right.code, row.seller, row.seller_id, row.credit_code, row.territory, row.valid_from,
            ): row
            for row in rows
        }  # fmt: skip

    def import_field(
        self, field: Field, instance: Any, row: RawRow, is_m2m: bool = False, **kwargs: Any
    ) -> None:
        if field.column_name != "right":
            super().import_field(field, instance, row, is_m2m, **kwargs)
            return
        code = cells.text(row["right"])
        if code not in self._rights:
            raise Unfit(_("the id of a right in the register or a good row of this file"), code)
        instance.right = self._rights[code]

    def row_checks(self, instance: Any, row: RawRow) -> dict[str, Unfit]:
        if not (instance.seller or instance.seller_id or instance.credit_code):
            return {"seller": Unfit(_("the licensee: seller, seller_id or credit_code"), "")}
        if instance.valid_from and instance.valid_to and instance.valid_to < instance.valid_from:
            return {"valid_to": Unfit(_("a day not before valid_from"), instance.valid_to)}
        return {}
