"""Words that stand beside a mark far more often than elsewhere: its nicknames are among them.

Pure counting: titles in, words out, the same for the same titles. Of each word it is asked in how many
titles with the mark it stands and in how many others, by Dunning's log-likelihood ratio, which holds for
small counts too; a person decides what the word is.

Source: Dunning, "Accurate methods for the statistics of surprise and coincidence", Computational
Linguistics 19(1), 1993.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from matchers.commonness import EXACT_ONLY, commonness
from matchers.normal import folded, solid

# A nickname is a word of Latin letters, or two to four characters of which one may be a short Latin piece.
LONGEST_GRAM: Final = 4
SHORT_LATIN: Final = 3
LEAST_LATIN: Final = 3
# One seller's template is no usage: so many titles, from so many sellers.
LEAST_TITLES: Final = 3
LEAST_SELLERS: Final = 2
# Chi-squared with one degree of freedom: chance gives more than this once in a thousand words.
LEAST_WEIGHT: Final = 10.83
# So many times more frequent beside the mark than elsewhere; below, words of the goods come in.
LEAST_LIFT: Final = 5.0
MOST_WORDS: Final = 10
SHOWN: Final = 8

_RUN: Final = re.compile(r"[a-z0-9]+|[\u3400-\u4dbf\u4e00-\u9fff]")
_CHUNK: Final = re.compile(r"[a-z0-9\u3400-\u4dbf\u4e00-\u9fff]+")


class Title(NamedTuple):
    """One title in which the mark was found, with the hit that says so and who offers."""

    hit: str
    text: str
    seller: str


Holding = Mapping[str, Sequence[Title]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A word and its counts.

    Attributes:
        word: folded, as it is compared.
        titles, of: titles with the mark that hold it, and all of those.
        elsewhere, among: other titles that hold it, and all of those.
        sellers: who use it beside the mark.
        weight: log-likelihood ratio; larger is less likely by chance.
        hits: the first of the hits in whose titles it stands.
    """

    word: str
    titles: int
    of: int
    elsewhere: int
    among: int
    sellers: int
    weight: float
    hits: tuple[str, ...]


def grams(text: str) -> frozenset[str]:
    """Every word of a title that might be a nickname."""
    return frozenset(gram for chunk in _CHUNK.findall(folded(text)) for gram in _of_chunk(chunk))


def _of_chunk(chunk: str) -> Iterator[str]:
    symbols = _RUN.findall(chunk)
    yield from (one for one in symbols if len(one) >= LEAST_LATIN and not one.isdigit())
    for size in range(2, LONGEST_GRAM + 1):
        for start in range(len(symbols) - size + 1):
            part = symbols[start : start + size]
            western = [symbol for symbol in part if symbol.isascii()]
            if len(western) <= 1 and len("".join(western)) <= SHORT_LATIN:
                yield "".join(part)


def candidates(titles: Sequence[Title], *, known: Collection[str], goods: Collection[str]) -> Holding:
    """The words that might be nicknames, each with the titles that hold it.

    Args:
        known: the mark and what is said to be another name of it, or not; none comes again.
        goods: words of the right's goods, which stand beside every mark of such goods.
    """
    taken = tuple(map(solid, (*known, *goods)))
    holding: dict[str, list[Title]] = {}
    for title in titles:
        for gram in grams(title.text):
            holding.setdefault(gram, []).append(title)
    return {word: with_it for word, with_it in sorted(holding.items()) if _may_be_name(word, with_it, taken)}


def words_beside(found: Holding, of: int, elsewhere: Mapping[str, int], among: int) -> tuple[Beside, ...]:
    """The candidates that belong to the mark's titles most, at most `MOST_WORDS`, the surest first.

    Args:
        of: titles with the mark.
        elsewhere, among: how many other titles hold each word, and how many others there are.
    """
    counted = [_counted(word, with_it, of, elsewhere.get(word, 0), among) for word, with_it in found.items()]
    sure = [one for one in counted if one.weight >= LEAST_WEIGHT and _lift(one) >= LEAST_LIFT]
    return _apart(sorted(sure, key=lambda one: (-one.weight, -len(one.word), one.word)))


def _may_be_name(word: str, titles: Sequence[Title], known: Sequence[str]) -> bool:
    if len(titles) < LEAST_TITLES or len({title.seller for title in titles}) < LEAST_SELLERS:
        return False
    touches = any(one and (one in word or word in one) for one in known)
    return not touches and commonness(word) < EXACT_ONLY


def _counted(word: str, titles: Sequence[Title], of: int, elsewhere: int, among: int) -> Beside:
    return Beside(
        word=word,
        titles=len(titles),
        of=of,
        elsewhere=elsewhere,
        among=among,
        sellers=len({title.seller for title in titles}),
        weight=round(log_likelihood(len(titles), of, elsewhere, among), 2),
        hits=tuple(title.hit for title in titles[:SHOWN]),
    )


def log_likelihood(here: int, of: int, there: int, among: int) -> float:
    """Dunning's ratio for a word in `here` of `of` and `there` of `among` texts: 0 where the shares agree."""
    table = (here, of - here, there, among - there)
    total, held = of + among, here + there
    expected = (of * held, of * (total - held), among * held, among * (total - held))
    return 2 * math.fsum(
        count * math.log(count * total / share)
        for count, share in zip(table, expected, strict=True)
        if count and share
    )


def _lift(one: Beside) -> float:
    """How many times more frequent beside the mark; half a title is added elsewhere for what was not seen."""
    return (one.titles / one.of) / ((one.elsewhere + 0.5) / (one.among + 1))


def _apart(ordered: Iterable[Beside]) -> tuple[Beside, ...]:
    """Without pieces and extensions of a word that is surer."""
    kept: list[Beside] = []
    for one in ordered:
        if len(kept) < MOST_WORDS and not any(one.word in had.word or had.word in one.word for had in kept):
            kept.append(one)
    return tuple(kept)
