"""Stored listings that one right cannot touch, told at a glance: nearly all of a look back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from domain.listing import TEXT_FIELDS
from domain.rights import Right, RightKind
from matchers.batch import Field
from matchers.indication import places_of
from matchers.phrases import Finder
from matchers.text import TextMatcher
from store.retro import Glance

# Texts known to hold nothing, kept at hand: sellers, categories and templates come again and again.
REMEMBERED: Final = 200_000
LONGEST_REMEMBERED: Final = 100


class Sieve:
    """Lets through every listing in which the right may be claimed, and few others."""

    def __init__(self, right: Right) -> None:
        self._words = TextMatcher().compile([right])
        # Of other kinds of right, and of goods given in words, the gate itself has to say.
        sure = right.kind is RightKind.WORD and not right.goods
        self._classes = frozenset(right.nice_classes if sure else ())
        self._pictures = bool(right.images)
        # Words in company, and places apart from their goods, are no text search's to find.
        guarded = [word for one in right.facts.guarded for word in one.writings]
        self._phrases = Finder([*guarded, *places_of(right)])
        self._empty: set[str] = set()

    def passed(self, batch: Sequence[Glance]) -> frozenset[int]:
        """Numbers of the listings that are to be read and judged."""
        fields: list[Field] = []
        owners: list[int] = []
        shown = set()
        for one in batch:
            if self._other_goods(one.nice_classes):
                continue
            if self._pictures and one.pictured:
                shown.add(one.pk)
                continue
            new = self._unknown(one.texts)
            if any(self._phrases.meets(field.name, field.raw) for field in new):
                shown.add(one.pk)
                continue
            fields += new
            owners += [one.pk] * len(new)
        touched = self._words.touched(fields)
        self._remember(fields, touched)
        return frozenset(shown | {owners[field] for field in touched})

    def _other_goods(self, classes: Sequence[int]) -> bool:
        return bool(classes and self._classes) and self._classes.isdisjoint(classes)

    def _unknown(self, texts: Sequence[str]) -> list[Field]:
        """The fields with text that may hold a word, as far as is known."""
        return [
            Field(name, text)
            for name, text in zip(TEXT_FIELDS, texts, strict=True)
            if text and text not in self._empty
        ]

    def _remember(self, fields: Sequence[Field], touched: frozenset[int]) -> None:
        if len(self._empty) > REMEMBERED:
            self._empty.clear()
        for number, field in enumerate(fields):
            if len(field.raw) <= LONGEST_REMEMBERED and number not in touched:
                self._empty.add(field.raw)
