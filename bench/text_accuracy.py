"""Accuracy of the text matcher on our labelled listings: `./run bench text-accuracy [PART] [--write]`.

Prints figures for the tune part unless another is named. `--write` measures the test part, with the
baselines and the phantom marks, and writes `docs/reference/accuracy.md` and its calibration picture; the
test part is looked at once a release.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from rapidfuzz import fuzz

if __name__ == "__main__":  # as a file of its own, the rooms are found beside it
    sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import text_phantoms
from bench.text_labelled import UNDECIDED, Labelled, around, blind, labelled, matched, rights
from bench.text_measures import HEAD, Measured, Scores, measured, pairs
from domain.listing import TEXT_FIELDS, Listing
from domain.match import OPERATING_POINT
from domain.rights import Right
from matchers.context import seller_key

DOCS: Final = Path(__file__).parents[1] / "docs" / "reference"
BINS: Final = 10


def ours(marks: Sequence[Right], examples: Sequence[Labelled]) -> Iterator[Scores]:
    """The text matcher's best score of each brand, by listing."""
    brand = {right.id: right.brand for right in marks}
    for found in matched(marks, [one.listing for one in examples]):
        best: dict[str, float] = {}
        for match in found:
            best[brand[match.right_id]] = max(match.score, best.get(brand[match.right_id], 0.0))
        yield {name: score for name, score in best.items() if score > 0}


Ratio = Callable[..., float]


def exact(marks: Sequence[Right], examples: Sequence[Labelled]) -> Iterator[Scores]:
    """The mark as a substring of any field, case aside."""
    for one in examples:
        text = _all_text(one.listing)
        yield {right.brand: 1.0 for right in marks if right.text.casefold() in text}


def exact_gated(marks: Sequence[Right], examples: Sequence[Labelled]) -> Iterator[Scores]:
    """The same, licensed sellers and other goods left out."""
    for one in examples:
        text = _all_text(one.listing)
        able = [right for right in marks if _able(right, one.listing)]
        yield {right.brand: 1.0 for right in able if right.text.casefold() in text}


def alike(ratio: Ratio, least: int, marks: Sequence[Right], examples: Sequence[Labelled]) -> Iterator[Scores]:
    """A RapidFuzz ratio of at least `least` in any field, licensed sellers and other goods left out.

    `least` becomes the operating point.
    """
    for one in examples:
        text, found = _all_text(one.listing), dict[str, float]()
        for right in marks:
            if not _able(right, one.listing):
                continue
            given = ratio(right.text.casefold(), text, score_cutoff=least)
            if given >= least:
                score = 0.5 + (given - least) / (100 - least) / 2
                found[right.brand] = max(found.get(right.brand, 0.0), score)
        yield found


def _able(right: Right, listing: Listing) -> bool:
    """Whether goods agree, as far as both are known, and the seller has no licence."""
    classes = set(listing.nice_classes)
    if classes and right.nice_classes and not classes & set(right.nice_classes):
        return False
    return seller_key(listing.seller) not in {seller_key(licence.seller) for licence in right.licences}


def _baselines(marks: Sequence[Right], examples: Sequence[Labelled]) -> dict[str, Measured]:
    """What simple designs reach on the same listings."""
    made = {
        "exact, anywhere": exact(marks, examples),
        "exact": exact_gated(marks, examples),
        "partial_ratio 80": alike(fuzz.partial_ratio, 80, marks, examples),
        "partial_ratio 90": alike(fuzz.partial_ratio, 90, marks, examples),
        "WRatio 90": alike(fuzz.WRatio, 90, marks, examples),
        "token_set_ratio 90": alike(fuzz.token_set_ratio, 90, marks, examples),
    }
    return {name: measured(examples, list(scores)) for name, scores in made.items()}


def _all_text(listing: Listing) -> str:
    return "\n".join(listing.text(field) for field in TEXT_FIELDS).casefold()


def families(figures: Measured, others: Mapping[str, Measured]) -> Iterator[str]:
    """Recall by family of use, then the share flagged by family of honest listings, ours and others'."""
    names = "".join(f" {name} |" for name in others)
    line = "| --- | --- | --- |" + " --- |" * len(others)
    yield f"\n| family of use: recall | listings | ours |{names}\n{line}"
    for name, (count, share) in figures.families.items():
        rest = "".join(f" {other.families[name][1]:.2f} |" for other in others.values())
        yield f"| {name} | {count} | {share:.3f} |{rest}"
    yield f"\n| honest listings: flagged | listings | ours |{names}\n{line}"
    for name, (count, share) in figures.honest.items():
        rest = "".join(f" {other.honest[name][1]:.2f} |" for other in others.values())
        yield f"| {name} | {count} | {share:.3f} |{rest}"


def calibration(examples: Sequence[Labelled], scores: Sequence[Scores]) -> list[tuple[float, float, int]]:
    """For each tenth of the scores: mean score, share of uses, pairs."""
    kept = [(e, s) for e, s in zip(examples, scores, strict=True) if e.family != UNDECIDED]
    labels, given = pairs(kept)
    number = np.minimum((given * BINS).astype(int), BINS - 1)
    filled = [number == one for one in range(BINS) if ((number == one) & (given > 0)).any()]
    return [
        (float(given[one & (given > 0)].mean()), float(labels[one & (given > 0)].mean()), int(one.sum()))
        for one in filled
    ]


def picture(bins: Sequence[tuple[float, float, int]]) -> str:
    """The calibration as SVG: score to the right, share of uses upwards, the ideal as a line."""
    dots = "".join(
        f'<circle cx="{40 + 300 * score:.1f}" cy="{320 - 300 * share:.1f}" r="{2 + count**0.5 / 6:.1f}" '
        f'fill="#1d4ed8" fill-opacity=".7"><title>{count} pairs: score {score:.2f}, uses {share:.2f}</title>'
        "</circle>\n"
        for score, share, count in bins
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 360"'
        ' font-family="sans-serif" font-size="12">\n'
        '<rect x="40" y="20" width="300" height="300" fill="none" stroke="#888"/>\n'
        '<line x1="40" y1="320" x2="340" y2="20" stroke="#888" stroke-dasharray="4"/>\n'
        f'{dots}<text x="190" y="350" text-anchor="middle">score</text>\n'
        '<text x="14" y="170" transform="rotate(-90 14 170)" text-anchor="middle">share of uses</text>\n'
        "</svg>\n"
    )


def main(part: str, *, write: bool, detail: bool) -> None:
    """Measure one part and print, or write, the tables."""
    examples, marks = [*labelled(part), *around(part)], rights()
    scores = list(ours(marks, examples))
    figures = measured(examples, scores)
    if detail:
        _show_errors(examples, scores)
    others = _baselines(marks, examples) if write else {}
    lines = [HEAD, figures.row("ours"), *(one.row(name) for name, one in others.items())]
    lines += families(figures, others)
    print("\n".join(lines))
    if write:
        bins = calibration(examples, scores)
        (DOCS / "accuracy-calibration.svg").write_text(picture(bins), encoding="utf-8")
        (DOCS / "accuracy.md").write_text(_page(lines, bins, len(examples), len(marks)), encoding="utf-8")


def _show_errors(examples: Sequence[Labelled], scores: Sequence[Scores]) -> None:
    for one, given in zip(examples, scores, strict=True):
        hits = {brand for brand, score in given.items() if score >= OPERATING_POINT}
        if hits != one.brands and one.family != UNDECIDED:
            print(one.family, "|", one.listing.title, "|", one.listing.seller, sorted(one.brands), given)


def _page(lines: Sequence[str], bins: Sequence[tuple[float, float, int]], listings: int, marks: int) -> str:
    table = "".join(f"| {score:.2f} | {share:.2f} | {count} |\n" for score, share, count in bins)
    own = measured(*_handwritten())
    return (
        "# Accuracy of the text matcher\n\n"
        "Pictures have a page of their own: [image-accuracy.md](image-accuracy.md).\n\n"
        f"Written by `./run bench text-accuracy test --write`: the test part of `bench/data/text/`, "
        f"{listings} "
        f"listings of marks and wordings that no weight was fitted on, against all {marks} marks, at the "
        "operating point 0.5. Counted are pairs of a listing and a brand; wordings of comparison "
        "(\"in the style of\") are left out. Marks and wordings are this project's own: other people's "
        "will be harder. The baselines but the first leave out licensed sellers and other goods.\n\n"
        + "\n".join(lines)
        + "\n\n## Listings written by hand\n\nNo generator made them; all parts together "
        "(the fit part included), "
        f"so this is a first look, not a test.\n\n{HEAD}\n{own.row('ours')}\n"
        + _blind()
        + "\n## Calibration\n\n![calibration](accuracy-calibration.svg)\n\n"
        "| mean score | share of uses | pairs |\n| --- | --- | --- |\n"
        + table
        + "\n## Phantom marks\n\nWords nobody owns, in every class, on the honest listings of the test part; "
        "fuzzy "
        "hits only (an exact hit is a word used).\n\n"
        "| phantom marks | marks | honest listings | fuzzy hits | share | exact hits |\n"
        "| --- | --- | --- | --- | --- | --- |\n" + "\n".join(text_phantoms.report(detail=False)) + "\n"
    )


def _blind() -> str:
    marks, examples = blind()
    figures = measured(examples, list(ours(marks, examples)))
    honest = sum(one.honest for one in examples)
    return (
        f"\n## A blind set\n\n{len(examples)} listings of {len(marks)} other marks, {honest} of them honest, "
        "written by hand before they were measured, nearly all honest ones on the mark's own goods and about "
        "it; no word, rule or weight was made of them. Families are small: a share of 10 is known to "
        f"within .2 or so.\n\n{HEAD}\n{figures.row('ours')}\n" + "\n".join(families(figures, {})) + "\n"
    )


def _handwritten() -> tuple[list[Labelled], list[Scores]]:
    examples = list(labelled(files=("handwritten.jsonl",)))
    return examples, list(ours(rights(), examples))


if __name__ == "__main__":
    options = set(sys.argv[1:]) & {"--write", "--detail"}
    named = [word for word in sys.argv[1:] if word not in options]
    main(
        named[0] if named else ("test" if "--write" in options else "tune"),
        write="--write" in options,
        detail="--detail" in options,
    )
