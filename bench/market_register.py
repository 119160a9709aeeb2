"""The register of the planted market: ready packs, packs from outside, and what a person fills in by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bench.market_law import HANGZHOU
from bench.market_plant import DATA, EMBLEM, LAPSED, LEAVE_ENDS, LICENSEE, USER
from domain.rights import Right
from domain.rulebook import Rulebook
from registry import models
from registry.pack_files import READY_PACKS, load_packs
from registry.pack_rights import apply_pack
from registry.rights import rights_to_match
from registry.rulebook import rulebook

PICTURED: Final = ("xinghe:xh_emblem", "xinghe:xh_mascot")


def registered() -> tuple[tuple[Right, ...], Rulebook]:
    """Every right of the packs as the register gives it, with lists of users, and the rules."""
    packs = load_packs([READY_PACKS, DATA / "packs"])
    for read in packs.values():
        done = apply_pack(read, dry_run=False)
        if done.problems:
            raise SystemExit("\n".join(map(str, done.problems)))
    _fill_in()
    return tuple(map(_pictured, rights_to_match())), rulebook(packs)


def _fill_in() -> None:
    """Days of a registration as from its announcement (made up here), and who has leave until when."""
    for row in models.Right.objects.filter(code__startswith="special-marks:hz_"):
        row.valid_from, row.valid_to = HANGZHOU
        row.to_confirm = [point for point in row.to_confirm if point != "term"]
        row.save()
    for row in models.Right.objects.all():
        if row.kind == "gi":
            row.licences.create(credit_code=USER)
            row.licences.create(credit_code=LAPSED, valid_to=LEAVE_ENDS)
        elif row.pack in ("special-marks", "xinghe"):
            row.licences.create(seller_id=LICENSEE, valid_to=LEAVE_ENDS)


def _pictured(right: Right) -> Right:
    return replace(right, images=(EMBLEM,)) if right.id in PICTURED else right
