"""Rights' words made ready to be found, and kept in files that can be mapped into memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

import ahocorasick_rs
import numpy as np
from numpy.typing import NDArray

from domain.rights import Right
from matchers.context import ANY_GOODS
from matchers.forms import Form, Kind, Word, cuts, forms, words
from matchers.glyphs import Parts, lookalikes
from matchers.keys import I64
from matchers.neighbourhood import Neighbourhood, Strings

I32 = NDArray[np.int32]
U64 = NDArray[np.uint64]

# Words unpacked and kept at hand; titles name the same ones again and again.
REMEMBERED: Final = 50_000
SCANNED: Final = ((Kind.LATIN, Kind.OTHER), (Kind.SHAPE,), (Kind.PINYIN,))


class Held(NamedTuple):
    """The arrays of a shelf, by the names of their files.

    Attributes:
        raw, raw_at: words as registered, end to end.
        right, ordinary, form: by word: its right's number, whether ordinary, its plain form.
        text, text_at, kind: by form: its characters, its kind.
        word, word_at: by form: the words it is a form of.
        classes, goods: by right: goods classes as bits (0 is any), whether goods are given in words.
        brand: by right: a number for its brand, the same on every shelf; 0 is none.
        entries, buckets, filter: the neighbourhood of the forms.
    """

    raw: NDArray[np.uint32]
    raw_at: I64
    right: I32
    ordinary: NDArray[np.bool_]
    form: I32
    text: NDArray[np.uint32]
    text_at: I64
    kind: NDArray[np.uint8]
    word: I32
    word_at: I64
    classes: U64
    goods: NDArray[np.bool_]
    brand: I32
    entries: U64
    buckets: NDArray[np.uint32]
    filter: NDArray[np.uint8]


@dataclass(slots=True)
class Shelf:
    """Some rights, numbered from `first` on."""

    first: int
    held: Held
    forms: Strings = field(init=False)
    near: Neighbourhood = field(init=False)
    _scanners: dict[int, tuple[ahocorasick_rs.AhoCorasick, int]] = field(init=False, default_factory=dict)
    _words: dict[int, Word] = field(init=False, default_factory=dict)
    _parts: Parts | None = field(init=False, default=None)
    _occurring: NDArray[np.bool_] | None = field(init=False, default=None)
    _resembling: NDArray[np.bool_] | None = field(init=False, default=None)
    mixed: bool = field(init=False)
    # Characters of the longest stretch that may be near a form, and near one of other letters than Latin.
    reach: int = field(init=False)
    reach_of_others: int = field(init=False)

    def __post_init__(self) -> None:
        held = self.held
        self.forms = Strings(held.text, held.text_at)
        first, end = held.text_at[np.searchsorted(held.kind, [Kind.OTHER, Kind.OTHER + 1])]
        self.mixed = bool((held.text[first:end] < 128).any())  # any Latin letter in a word of others
        first, end = np.searchsorted(held.kind, [Kind.OTHER, Kind.OTHER + 1])
        self.reach, self.reach_of_others = _reach(held.text_at), _reach(held.text_at[first : end + 1])
        self.near = Neighbourhood(held.entries, held.buckets, held.filter)

    @classmethod
    def of(cls, rights: Sequence[Right], first: int = 0) -> Shelf:
        return cls(first, _held(rights, first))

    @property
    def rights(self) -> int:
        return len(self.held.classes)

    def word(self, number: int) -> Word:
        known = self._words.get(number)
        if known is None:
            if len(self._words) >= REMEMBERED:
                self._words.clear()
            known = self._words[number] = self._word(number)
        return known

    def _word(self, number: int) -> Word:
        held = self.held
        raw = Strings(held.raw, held.raw_at).text(number)
        plain = self.forms.text(int(held.form[number]))
        return Word(int(held.right[number]), raw, plain, cuts(raw), bool(held.ordinary[number]))

    def scanner(self, kinds: tuple[Kind, ...]) -> tuple[ahocorasick_rs.AhoCorasick, int]:
        """The automaton of all forms of some kinds, and the number of its first form."""
        if kinds[0] not in self._scanners:
            first, end = np.searchsorted(self.held.kind, [kinds[0], kinds[-1] + 1]).tolist()
            self._scanners[kinds[0]] = _automaton(self.forms, first, end), first
        return self._scanners[kinds[0]]

    def warm(self) -> None:
        """Make now what would be made on first use."""
        for kinds in SCANNED:
            self.scanner(kinds)
        _ = self.parts

    @property
    def occurring(self) -> NDArray[np.bool_]:
        """By code point below U+10000: whether it occurs in a Chinese word of two characters or more."""
        if self._occurring is None:
            first, end = np.searchsorted(self.held.kind, [Kind.OTHER, Kind.OTHER + 1])
            codes = self.held.text[self.held.text_at[first] : self.held.text_at[end]]
            self._occurring = np.zeros(0x10000, dtype=np.bool_)
            self._occurring[codes[codes < len(self._occurring)]] = True
        return self._occurring

    @property
    def resembling(self) -> NDArray[np.bool_]:
        """By code point below U+10000: whether it looks like one that occurs."""
        if self._resembling is None:
            _, others = lookalikes(np.flatnonzero(self.occurring).astype(np.uint32))
            self._resembling = np.zeros(0x10000, dtype=np.bool_)
            self._resembling[others] = True
        return self._resembling

    @property
    def parts(self) -> Parts:
        if self._parts is None:
            self._parts = Parts(frozenset(np.flatnonzero(self.occurring).tolist()))
        return self._parts

    def save(self, folder: Path) -> None:
        for name, array in self.held._asdict().items():
            np.save(folder / f"{name}.npy", array)

    @classmethod
    def open(cls, folder: Path) -> Shelf:
        """Arrays are mapped, not read; automata are made again on first use."""
        # Plain arrays over the map: numpy's own class for maps costs a call more at every look.
        read = (np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in Held._fields)
        return cls(0, Held(*read))


def _automaton(strings: Strings, first: int, end: int) -> ahocorasick_rs.AhoCorasick:
    texts = [strings.text(number) for number in range(first, end)]
    return ahocorasick_rs.AhoCorasick(
        texts,
        matchkind=ahocorasick_rs.MatchKind.Standard,
        implementation=ahocorasick_rs.Implementation.ContiguousNFA,
    )


def _reach(starts: I64) -> int:
    longest = int(np.diff(starts).max(initial=0))
    return longest + (2 if longest >= 8 else 1)  # as latin_edits


def class_bits(classes: Iterable[int]) -> int:
    """Goods classes 1 to 45 as bits; 0 where none is known."""
    bits = 0
    for number in classes:
        bits |= 1 << number
    return bits


def _classes(right: Right) -> int:
    return 0 if right.kind in ANY_GOODS else class_bits(right.nice_classes)


def _held(rights: Sequence[Right], first: int) -> Held:
    every = [word for number, right in enumerate(rights, start=first) for word in words(number, right)]
    table: dict[Form, list[int]] = {}
    for number, word in enumerate(every):
        for form in forms(word):
            table.setdefault(form, []).append(number)
    ordered = sorted(table, key=lambda form: form.kind)
    strings = Strings.of([form.text for form in ordered])
    place = {(form.kind, form.text): i for i, form in enumerate(ordered)}
    drops = np.array([form.drops for form in ordered], dtype=np.uint8)
    raw = Strings.of([word.raw for word in every])
    near = Neighbourhood.of(strings, drops)
    sizes = [len(table[form]) for form in ordered]
    return Held(
        raw=raw.codes,
        raw_at=raw.starts,
        right=np.array([word.right for word in every], dtype=np.int32),
        ordinary=np.array([word.ordinary for word in every], dtype=np.bool_),
        form=np.array([place[_plain(word)] for word in every], dtype=np.int32),
        text=strings.codes,
        text_at=strings.starts,
        kind=np.array([form.kind for form in ordered], dtype=np.uint8),
        word=np.array([number for form in ordered for number in table[form]], dtype=np.int32),
        word_at=np.cumsum([0, *sizes], dtype=np.int64),
        classes=np.array([_classes(right) for right in rights], dtype=np.uint64),
        goods=np.array([bool(right.goods) for right in rights], dtype=np.bool_),
        brand=np.array([_brand(right.brand) for right in rights], dtype=np.int32),
        entries=near.entries,
        buckets=near.buckets,
        filter=near.filter,
    )


def _brand(name: str) -> int:
    return zlib.crc32(name.encode("utf-8", "surrogatepass")) & 0x7FFFFFFF


def _plain(word: Word) -> tuple[Kind, str]:
    return (Kind.LATIN if word.solid.isascii() else Kind.OTHER), word.solid
