"""The rights in a pack as rows of the register, and what registering them would change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from domain.errors import RegistryError
from domain.goods_packs import Varieties, Works
from domain.indications import Indication, Indications
from domain.packs import Pack, Row, Wording
from domain.rights import RightKind
from domain.special_marks import Event, Regime, Sign, SpecialMarks
from registry.columns import RIGHTS
from registry.facts import facts_record
from registry.imports import Tally, import_sheet
from registry.models import Right
from registry.pack_facts import indication_facts, sign_facts, variety_facts, work_facts
from registry.pack_files import ReadPack, row_lines
from registry.right_resource import RightResource
from registry.rows import ABSENT, Cell, Sheet
from registry.rows import Row as SheetRow

# Compared and shown by `packs diff`; what a pack leaves open is the register's to say.
COMPARED: Final = (
    "kind", "text", "brand", "aliases", "nice_classes", "goods", "area", "ordinary_word", "territory",
    "valid_from", "valid_to", "number", "facts",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PackRight:
    """One right of a pack: its id, what a row of the register says of it, and where the pack says it."""

    id: str
    line: int
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Difference:
    """One right of a pack beside the register; `changes` are column, registered, pack."""

    id: str
    state: str
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(slots=True)
class Applied:
    """What registering a pack's rights did."""

    kept: bool = False
    problems: list[RegistryError] = field(default_factory=list)
    tally: Tally | None = None
    to_confirm: dict[str, tuple[str, ...]] = field(default_factory=dict)


def pack_rights(read: ReadPack) -> tuple[PackRight, ...]:
    """The rights a pack describes, in its order; none for a pack of rules or words."""
    lines = row_lines(read)
    return tuple(
        PackRight(id=f"{read.pack.key}:{row.id}", line=lines.get(row.id, 1), cells=_filled(cells))
        for row, cells in _rows(read.pack)
    )


def apply_pack(read: ReadPack, *, dry_run: bool) -> Applied:
    """Register a pack's rights: all or none; twice changes nothing the second time.

    What a pack leaves open (days, numbers) and what a person has confirmed since are never overwritten.
    """
    rights = pack_rights(read)
    done = Applied()
    if not rights:
        return done
    known = set(Right.objects.filter(code__in=[one.id for one in rights]).values_list("code", flat=True))
    sheet = _sheet(read.path, rights, known)
    with transaction.atomic():
        done.problems, done.tally = import_sheet(sheet, RightResource(numbers=[one.line for one in rights]))
        done.kept = not dry_run and not done.problems
        if not done.kept:
            transaction.set_rollback(True)
    done.to_confirm = {one.id: _texts(one.cells["to_confirm"]) for one in rights if one.cells["to_confirm"]}
    return done


def differences(read: ReadPack) -> tuple[Difference, ...]:
    """Every right of a pack beside the register: `new`, `changed` or `same`; and `gone` from the pack."""
    rights = pack_rights(read)
    rows = Right.objects.in_bulk([one.id for one in rights], field_name="code")
    gone = Right.objects.filter(pack=read.pack.key).exclude(code__in=[one.id for one in rights])
    return (
        *(_difference(one, rows.get(one.id)) for one in rights),
        *(Difference(row.code, "gone") for row in gone.order_by("code")),
    )


def row_differences(before: Pack, after: Pack) -> tuple[Difference, ...]:
    """Every row of two packs that is not the same in both, in the order of the later one."""
    old, new = ({row.id: row for row in pack.rows()} for pack in (before, after))
    found = [_row_difference(old.get(name), row) for name, row in new.items()]
    gone = [Difference(name, "gone") for name in old if name not in new]
    return tuple(one for one in (*found, *gone) if one.state != "same")


def _row_difference(old: Row | None, new: Row) -> Difference:
    if old is None:
        return Difference(new.id, "new")
    if type(old) is not type(new):
        return Difference(new.id, "changed", (("kind", type(old).__name__, type(new).__name__),))
    changes = tuple(
        (name, str(getattr(old, name)), str(getattr(new, name)))
        for name in _own_fields(new)
        if getattr(old, name) != getattr(new, name)
    )
    return Difference(new.id, "changed" if changes else "same", changes)


def _own_fields(row: Row) -> Iterator[str]:
    """Fields that hold no rows of their own: those are compared by themselves."""
    for name in row.__dataclass_fields__:
        value = getattr(row, name)
        inner = value if isinstance(value, tuple) else (value,)
        if not any(isinstance(one, Row) for one in inner):
            yield name


def _difference(right: PackRight, row: Right | None) -> Difference:
    if row is None:
        return Difference(right.id, "new")
    changes = tuple(
        (name, _shown(getattr(row, name)), _shown(right.cells[name]))
        for name in COMPARED
        if right.cells.get(name, ABSENT) is not ABSENT
        if _shown(getattr(row, name)) != _shown(right.cells[name])
    )
    return Difference(right.id, "changed" if changes else "same", changes)


def _shown(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "; ".join(str(one) for one in value)
    return "" if value is None else str(value)


def _texts(value: Cell) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, (list, tuple)) else ()


def _sheet(path: Path, rights: Sequence[PackRight], known: set[str]) -> Sheet:
    """Rights that are registered already keep what is still to be confirmed."""
    kept = {"to_confirm": ABSENT}
    rows = tuple(
        SheetRow(one.line, {**one.cells, **kept} if one.id in known else one.cells) for one in rights
    )
    columns = tuple(dict.fromkeys(name for one in rights for name in one.cells))
    return Sheet(RIGHTS, path.name, columns, rows)


def _filled(cells: dict[str, Cell]) -> dict[str, Cell]:
    """Empty days and numbers say nothing; what is to be confirmed is said even when it is nothing."""
    return {
        name: ABSENT if value in (None, "", ()) and name != "to_confirm" else value
        for name, value in cells.items()
    }


def _rows(pack: Pack) -> Iterator[tuple[Row, dict[str, Any]]]:
    match pack:
        case SpecialMarks():
            for event in pack.events:
                if not event.contrast:
                    for sign in event.signs:
                        yield sign, _sign_cells(pack, event, sign)
        case Indications():
            for one in pack.indications:
                yield one, _indication_cells(pack, one)
        case Varieties():
            for variety in pack.varieties:
                yield variety, {
                    **_common(pack, pack.holder, variety.open_points), "id": f"{pack.key}:{variety.id}",
                    "kind": RightKind.VARIETY.value, "text": variety.name, "number": variety.number,
                    "nice_classes": variety.classes, "goods": (variety.crop,),
                    "facts": facts_record(variety_facts(variety)),
                }  # fmt: skip
        case Works():
            for work in pack.works:
                words = tuple(dict.fromkeys((*work.title.all, *work.others)))
                yield work, {
                    **_common(pack, pack.holder, work.open_points), "id": f"{pack.key}:{work.id}",
                    "kind": RightKind.WORK.value, "text": words[0], "aliases": words[1:],
                    "number": work.number, "ordinary_word": work.common_title,
                    "facts": facts_record(work_facts(work)),
                }  # fmt: skip


def _common(pack: Pack, holder: Wording, open_points: Sequence[str]) -> dict[str, Any]:
    return {"pack": pack.key, "holder": str(holder)[:200], "to_confirm": tuple(open_points)}


def _sign_cells(pack: Pack, event: Event, sign: Sign) -> dict[str, Any]:
    safe = event.bare_words(sign)
    texts = tuple(dict.fromkeys((*safe, *sign.texts)))
    points = (*event.open_points, *(() if sign.confirmed else ("facts",)))
    days = event.registration.days
    # Where no rule of special marks covers an event, only a mark of its own can: to be confirmed as such.
    kind = RightKind.WORD if event.regime is Regime.NONE else RightKind.SPECIAL_SIGN
    return {
        **_common(pack, event.holder, points), "id": f"{pack.key}:{sign.id}",
        "kind": kind.value, "text": texts[0], "aliases": texts[1:], "brand": str(event.name)[:100],
        "nice_classes": event.classes if event.regime is not Regime.NONE else (),
        # A word with an honest meaning of its own is looked for by `special` alone, and counts in company.
        "ordinary_word": not safe, "facts": facts_record(sign_facts(event, sign)),
        "valid_from": days.start, "valid_to": days.end,
        "number": "; ".join(event.registration.numbers)[:60],
    }  # fmt: skip


def _indication_cells(pack: Indications, one: Indication) -> dict[str, Any]:
    first: list[date] = sorted(day for reg in one.registered if (day := reg.first_day))
    return {
        **_common(pack, pack.holder, one.open_points), "id": f"{pack.key}:{one.id}",
        "kind": RightKind.GI.value, "text": one.name, "aliases": one.evocations,
        "nice_classes": one.classes, "goods": one.goods, "area": (*one.area, *_own_county(one)),
        "season": one.season.months if one.season else None, "valid_from": first[0] if first else None,
        "number": next((reg.number for reg in one.registered if reg.number), ""),
        "facts": facts_record(indication_facts(one)),
    }  # fmt: skip


def _own_county(one: Indication) -> tuple[str, ...]:
    """The county whose name the indication begins with: 奉化 says where 奉化水蜜桃 is from."""
    return tuple(place for place in one.wider if one.name.startswith(place) and place not in one.area)
