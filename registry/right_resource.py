"""The sheet of rights: each row is one right, with its pictures, licensed sellers and holder."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from import_export.fields import Field

from domain.values import Picture
from registry import cells
from registry.cells import Unfit
from registry.facts import facts_cell
from registry.models import Licence, ReferencePicture, Right, RightsHolder
from registry.pictures import Album, kept_name, reference
from registry.resources import Preloaded, RawRow, RegisterResource, column, texts_in
from registry.rows import ABSENT

MOST_IMAGES = 50


def _month(place: int) -> cells.Read:
    def read(value: object) -> int | None:
        months = cells.season(value)
        return months[place] if months else None

    return read


class RightResource(RegisterResource):
    """Rights by id. Pictures and licensed sellers are added, never taken away."""

    id = column("id", cells.needed(cells.short(100), _("an id, or office and number")), "code")
    kind = column("kind", cells.kind)
    text = column("text", cells.short(300))
    brand = column("brand", cells.short(100))
    lang = column("lang", cells.short(20))
    nice_classes = column("nice_classes", cells.classes)
    goods = column("goods", cells.texts)
    aliases = column("aliases", cells.texts)
    ordinary_word = column("ordinary_word", cells.yes_no)
    territory = column("territory", cells.short(60))
    area = column("area", cells.texts)
    season_from = column("season", _month(0), "season_from")
    season_to = column("season", _month(1), "season_to")
    valid_from = column("valid_from", cells.day)
    valid_to = column("valid_to", cells.day)
    office = column("office", cells.short(40))
    number = column("number", cells.short(60))
    usual_price_min = column("usual_price_min", cells.amount)
    usual_price_max = column("usual_price_max", cells.amount)
    usual_price_currency = column("usual_price_currency", cells.currency)
    watched = column("watched", cells.watched)
    pack = column("pack", cells.short(120))
    to_confirm = column("to_confirm", cells.texts)
    licences_as_of = column("licences_as_of", cells.day)
    fame = column("fame", cells.fame)
    facts = column("facts", facts_cell)
    holder = column("holder", cells.short(200))
    images = column("images", cells.texts, "new_pictures")
    licensed_sellers = column("licensed_sellers", cells.texts, "new_licensees")

    class Meta:
        model = Right
        fields = (
            "id", "kind", "text", "brand", "lang", "nice_classes", "goods", "aliases", "ordinary_word",
            "territory", "area", "season_from", "season_to", "valid_from", "valid_to", "office", "number",
            "usual_price_min", "usual_price_max", "usual_price_currency", "watched", "holder", "images",
            "licensed_sellers", "pack", "to_confirm", "licences_as_of", "fame", "facts",
        )  # fmt: skip
        import_id_fields = ("id",)
        instance_loader_class = Preloaded
        skip_diff = True

    def __init__(self, *, album: Album | None = None, default_holder: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._album = album
        self._default_holder = default_holder
        self._holders: dict[str, RightsHolder] = {}
        self.holders_made: list[RightsHolder] = []
        # Files to copy once the import is kept: (source, digest, name below the pictures directory).
        self.to_keep: list[tuple[Path, str, str]] = []

    def identity(self, row: RawRow) -> Hashable:
        return cells.text(row.get("id"))

    def registered(self, dataset: Any) -> Mapping[Hashable, Any]:
        for holder in RightsHolder.objects.all():
            self._holders.setdefault(holder.name, holder)
        # Keys go last: a key is an identity, a name may be shared.
        self._holders.update({holder.key: holder for holder in RightsHolder.objects.all()})
        rows = Right.objects.select_related("holder").prefetch_related("pictures", "licences")
        return dict(rows.in_bulk(texts_in(dataset, "id"), field_name="code"))

    def import_field(
        self, field: Field, instance: Any, row: RawRow, is_m2m: bool = False, **kwargs: Any
    ) -> None:
        value = row.get(field.column_name, ABSENT)
        match field.column_name:
            case "holder":
                self._set_holder(instance, value)
            case "images" if value is not ABSENT:
                instance.new_pictures = self._new_pictures(instance, cells.texts(value)) or None
            case "licensed_sellers" if value is not ABSENT:
                instance.new_licensees = _new_licensees(instance, cells.texts(value)) or None
            case _:
                super().import_field(field, instance, row, is_m2m, **kwargs)

    def row_checks(self, instance: Any, row: RawRow) -> dict[str, Unfit]:
        visible = instance.text or instance.aliases or getattr(instance, "new_pictures", None)
        if not visible and not (instance.pk and instance.pictures.all()):
            return {"text": Unfit(_("something to look for: text, aliases or images"), "")}
        if instance.valid_from and instance.valid_to and instance.valid_to < instance.valid_from:
            return {"valid_to": Unfit(_("a day not before valid_from"), instance.valid_to)}
        least, most = instance.usual_price_min, instance.usual_price_max
        if most is not None and (least is None or most < least):
            return {"usual_price_max": Unfit(_("an amount not below usual_price_min"), most)}
        return {}

    def _set_holder(self, instance: Any, value: object) -> None:
        name = "" if value is ABSENT else cells.short(200)(value)
        if not name and instance.holder_id:
            return
        name = name or self._default_holder
        if not name:
            raise Unfit(_("the rights holder's key or name"), "")
        if name not in self._holders:
            self._holders[name] = RightsHolder(key=self._fresh_key(name), name=name)
        instance.holder = self._holders[name]

    def _fresh_key(self, name: str) -> str:
        """A key from the name where it has Latin letters, else from its digest."""
        words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:50]
        plain = bool(words) and name.isascii()
        key = words if plain else "h-" + hashlib.sha256(name.encode()).hexdigest()[:10]
        return key if key not in self._holders else f"{key}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"

    def _new_pictures(self, instance: Any, names: Sequence[str]) -> list[tuple[Path, Picture]]:
        if names and self._album is None:
            raise Unfit(_("no picture paths here: add pictures to the right itself"), names[0])
        if len(names) > MOST_IMAGES:
            raise Unfit(_("at most %(most)d pictures") % {"most": MOST_IMAGES}, len(names))
        known = {picture.digest for picture in instance.pictures.all()} if instance.pk else set()
        found = {}
        for name in names:
            assert self._album is not None  # noqa: S101  # names without an album were refused above
            path, picture = self._album.find(name)
            if picture.digest not in known:
                found[picture.digest] = (path, picture)
        return list(found.values())

    def before_save_instance(self, instance: Any, row: RawRow, **kwargs: Any) -> None:
        if instance.holder.pk is None:
            instance.holder.save()
            self.holders_made.append(instance.holder)

    def after_save_instance(self, instance: Any, row: RawRow, **kwargs: Any) -> None:
        pictures = []
        for path, picture in getattr(instance, "new_pictures", None) or ():
            with path.open("rb") as stream:
                name = kept_name(picture.digest, stream.read(16))
            self.to_keep.append((path, picture.digest, name))
            pictures.append(reference(instance, picture, name))
        ReferencePicture.objects.bulk_create(pictures)
        sellers = getattr(instance, "new_licensees", None) or ()
        Licence.objects.bulk_create(Licence(right=instance, seller=seller) for seller in sellers)


def _new_licensees(instance: Any, sellers: Sequence[str]) -> list[str]:
    """The sellers not licensed yet; a licence of the same name with narrower terms counts as there."""
    known = {licence.seller for licence in instance.licences.all()} if instance.pk else set()
    return [cells.short(200)(seller) for seller in sellers if seller not in known]
