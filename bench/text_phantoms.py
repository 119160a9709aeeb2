"""Phantom marks: words nobody owns, as marks in every class; what of honest listings they hit.

`python -m bench.text_phantoms [--detail]` takes 1,500 ordinary English and 1,500 ordinary Chinese words, as
many rarer ones, and as many coined by changing one character of a word, none of them those of the fit,
and counts fuzzy hits on the honest listings of the test part. Coined ones are the hardest: no list
knows them, and every one lies beside a word.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from typing import Final

from bench.text_labelled import labelled, matched
from domain.match import OPERATING_POINT
from domain.rights import Right, RightKind
from matchers.commonness import WORDS

EACH: Final = 1_500
EVERY_CLASS: Final = tuple(range(1, 46))
SHORTEST: Final = 2
EXACT: Final = ("exact_text", "glued_text")


def phantoms(count: int, *, seed: int, below: float = 1.01, least: float = 0.0) -> tuple[Right, ...]:
    """`count` words of either language, of the wanted commonness, as marks for any goods."""
    chance = random.Random(seed)
    found: list[Right] = []
    for latin in (True, False):
        able = [
            word
            for word, rank in WORDS.items()
            if word.isascii() == latin
            and _half(word) == seed % 2
            and least <= rank < below
            and len(word) >= (4 if latin else SHORTEST)
        ]
        found += [_right(word) for word in chance.sample(able, min(count, len(able)))]
    return tuple(found)


def _half(word: str) -> int:
    """Words fall into two halves: odd seeds draw from one (the fit), even ones from the other."""
    return sum(map(ord, word)) % 2


def coined(count: int, *, seed: int) -> tuple[Right, ...]:
    """Marks nobody owns that are no words either: a common word with one letter or character changed."""
    chance = random.Random(seed)
    common = [right.text for right in phantoms(count * 2, seed=seed, least=0.55)]
    made = {_changed(word, chance) for word in chance.sample(common, min(2 * count, len(common)))}
    return tuple(_right(word) for word in sorted(made - WORDS.keys()))


def _changed(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word))
    new = chance.choice("abdeiklmnorstuvz" if word.isascii() else "云安海明天文金石林山")
    return word[:place] + new + word[place + 1 :]


def _right(word: str) -> Right:
    return Right(id=f"phantom {word}", kind=RightKind.WORD, text=word, nice_classes=EVERY_CLASS)


def hits(marks: Sequence[Right]) -> tuple[int, int, int, list[str]]:
    """Honest listings; how many have a fuzzy hit; how many an exact one; some of the fuzzy ones."""
    honest = [one.listing for one in labelled("test") if one.honest]
    fuzzy, exact, shown = 0, 0, []
    for listing, found in zip(honest, matched(marks, honest), strict=True):
        kinds = [m.reasons[0] for m in found if m.score >= OPERATING_POINT]
        loose = [reason for reason in kinds if reason.feature not in EXACT]
        fuzzy, exact = fuzzy + bool(loose), exact + (len(loose) < len(kinds))
        shown += [f"{r.feature}: {r.ours} ~ {r.theirs!r} in {listing.title!r}" for r in loose[:1]]
    return len(honest), fuzzy, exact, shown


def report(*, detail: bool) -> list[str]:
    """One line a group of phantom marks."""
    groups = {
        "ordinary words": phantoms(EACH, seed=8, least=0.55),
        "rarer words": phantoms(EACH, seed=8, below=0.55),
        "coined, one letter from a word": coined(EACH, seed=8),
    }
    lines = []
    for name, marks in groups.items():
        honest, fuzzy, exact, shown = hits(marks)
        share = fuzzy / honest
        lines.append(f"| {name} | {len(marks)} | {honest} | {fuzzy} | {share:.3f} | {exact} |")
        lines += shown if detail else []
    return lines


if __name__ == "__main__":
    print("| phantom marks | marks | honest listings | fuzzy hits | share | exact hits |")
    print("\n".join(report(detail="--detail" in sys.argv)))
