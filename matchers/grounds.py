"""What a claim rests on in law, chosen by the day of capture: never by today."""

from __future__ import annotations

from collections.abc import Iterable, Set
from datetime import date
from typing import Final, NamedTuple

from domain.grounds import Ground
from domain.packs import Wording
from domain.rights import Right, RightKind
from domain.rulebook import Rulebook
from domain.special_marks import Basis, Rests

LABELS: Final = "labels"


class _Base(NamedTuple):
    basis: Basis
    law: str
    topic: str
    confirmed: bool = True
    needs: Wording | None = None


# Where no pack says what a right rests on: the law of its kind. Designs have no law in the ready packs.
_USUAL: Final = {
    RightKind.WORD: _Base(Basis.TRADE_MARK, "trademark_law", "infringement"),
    RightKind.FIGURE: _Base(Basis.TRADE_MARK, "trademark_law", "infringement"),
    RightKind.WORK: _Base(Basis.COPYRIGHT, "copyright_law", "infringement"),
    RightKind.SPECIAL_SIGN: _Base(Basis.SPECIAL_MARK, "special_marks_regulation", "infringement"),
    RightKind.GI: _Base(Basis.TRADE_MARK, "trademark_law", "infringement"),
    RightKind.VARIETY: _Base(Basis.VARIETY_RIGHT, "seed_law", "infringement"),
    RightKind.DESIGN: _Base(Basis.DESIGN, "patent_law", "infringement"),
}


def grounds(right: Right, features: Set[str], day: date, rules: Rulebook) -> tuple[Ground, ...]:
    """The grounds of a claim on `day`, the leading one first; none where no law of ours has an article then.

    `features` are those of the claim's reasons: labels for sale are another offence than goods.
    """
    if rules.laws is None:
        return ()
    found = (_ground(right, base, day, rules) for base in _bases(right, features, day))
    return tuple(ground for ground in found if ground is not None)


def _bases(right: Right, features: Set[str], day: date) -> Iterable[_Base]:
    if not right.facts.rests_on:
        if right.in_force(day):
            yield _labelled(_USUAL[right.kind], features)
        return
    for rests in right.bases_on(day):
        yield _labelled(_of_pack(rests), features)


def _of_pack(rests: Rests) -> _Base:
    return _Base(rests.basis, rests.law, rests.topic, rests.confirmed, rests.needs)


def _labelled(base: _Base, features: Set[str]) -> _Base:
    """Empty boxes and labels for sale: the trade mark law has an item of its own for them."""
    if base.basis is Basis.TRADE_MARK and "empty_packaging" in features:
        return base._replace(topic=LABELS)
    return base


def _ground(right: Right, base: _Base, day: date, rules: Rulebook) -> Ground | None:
    assert rules.laws is not None  # noqa: S101  # asked by the caller
    cited = rules.laws.cite(base.law, base.topic, day)
    if cited is None:
        return None
    return Ground(
        basis=base.basis.value,
        law=cited.law,
        version=cited.version,
        topic=base.topic,
        zh=cited.zh,
        en=cited.en,
        confirmed=cited.confirmed and base.confirmed and not right.to_confirm,
        needs_zh=base.needs.zh if base.needs else "",
        needs_en=base.needs.en if base.needs else "",
    )
