"""The rules of all packs as one rulebook for the matchers."""

from __future__ import annotations

from collections.abc import Mapping

from config.operator import OperatorSettings
from domain import law
from domain.goods_packs import NiceClasses, Varieties, Works
from domain.indications import Indications
from domain.packs import Pack
from domain.rulebook import Rulebook
from domain.special_marks import SpecialMarks
from registry.pack_files import ReadPack, load_packs, pack_places


def rules_of(settings: OperatorSettings) -> Rulebook:
    """The rulebook of the ready packs and the operator's own.

    Raises:
        ConfigError: a pack is wrong; each problem with file, line and key.
    """
    return rulebook(load_packs(pack_places(settings)))


def rulebook(packs: Mapping[str, ReadPack]) -> Rulebook:
    """The rules of these packs, in the order of their keys."""
    every: list[Pack] = [packs[key].pack for key in sorted(packs)]
    laws = tuple(pack for pack in every if isinstance(pack, law.Laws))
    areas = [pack for pack in every if isinstance(pack, Indications)]
    seeds = [pack for pack in every if isinstance(pack, Varieties)]
    return Rulebook(
        laws=law.merged(laws) if laws else None,
        misuse=tuple(row for pack in areas for row in pack.misuse),
        honest=tuple(row for pack in areas for row in pack.honest),
        told=tuple(row for pack in every if isinstance(pack, SpecialMarks) for row in pack.told),
        numbers=tuple(row for pack in seeds for row in pack.numbers),
        seed_words=tuple(row for pack in seeds for row in pack.words),
        piracy=tuple(row for pack in every if isinstance(pack, Works) for row in pack.words),
        classes=tuple(row for pack in every if isinstance(pack, NiceClasses) for row in pack.classes),
    )
