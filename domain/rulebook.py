"""The rules by which rights of all kinds are judged: laws by date, and the words of the packs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from domain.goods_packs import NiceClass, NumberRule, TradeWords
from domain.indications import HonestPattern, MisusePattern
from domain.law import Laws


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """What the packs say beyond single rights; empty where no pack was read.

    Attributes:
        laws: cited by the day of capture; None: no claim names an article.
        misuse, honest: ways in which an indication is misused, and lawfully used.
        told: words by which an event or a place is spoken of, and nothing is sold under its name.
        numbers, seed_words: numbers that seed must carry, and words of its grey trade.
        piracy: words under which works are pirated.
        classes: Nice classes with their groups of similar goods, a guide only.
    """

    laws: Laws | None = None
    misuse: tuple[MisusePattern, ...] = ()
    honest: tuple[HonestPattern, ...] = ()
    told: tuple[TradeWords, ...] = ()
    numbers: tuple[NumberRule, ...] = ()
    seed_words: tuple[TradeWords, ...] = ()
    piracy: tuple[TradeWords, ...] = ()
    classes: tuple[NiceClass, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of every rule: two rulebooks that judge alike have the same."""
        return hashlib.sha256(repr(self).encode("utf-8", "surrogatepass")).hexdigest()


NO_RULES = Rulebook()
