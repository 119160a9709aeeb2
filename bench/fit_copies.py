"""Fit how sure the verifier is and write `matchers/verify_weights.py`: `python -m bench.fit_copies [FOLDER]`.

Logistic regression with a quadratic penalty on the fit part of `bench.image_data`, every place the verifier
looked at being one example; each weight keeps the sign its measure claims. The bias is then moved until
the tune part's honest pictures are flagged as seldom as `HONEST_FLAGGED` allows, and each kind of right's
odds are moved to where they are right for it. `--kinds` does only the last, `--words` first makes the fixed
words of the corner index, `matchers/corner_words.npy`, from the fit part's pictures.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import cv2
import faiss
import numpy as np
from numpy.typing import NDArray

from bench.image_data import CACHE, KINDS, written
from bench.image_drawings import U8
from domain.rights import RightKind
from matchers.copies_gallery import Gallery
from matchers.copies_look import brought, grey_of, look
from matchers.features import points
from matchers.verify import inputs
from matchers.verify_weights import BIAS, WEIGHTS

MATCHERS: Final = Path(__file__).parents[1] / "matchers"
WORDS: Final = 1024
WORDS_PICTURES: Final = 400
STEPS: Final = 6_000
PENALTY: Final = 0.00005
# Evidence against; all else counts for.
AGAINST: Final = frozenset(("beaten", "small", "stretch", "little"))
# Of how many pictures a kind's odds need to be sure: it is moved by less where fewer speak.
KIND_PULL: Final = 0.5
# Towards a claim a kind is moved by this much at most: next year's honest pictures will be others.
KIND_MOST: Final = 0.4
# Half of what the bar allows, because the next pictures will be others.
HONEST_FLAGGED: Final = 0.005

Table = NDArray[np.float64]


class Seen(NamedTuple):
    """One place: its measures, whether the reference is there, of which picture, and if that is honest."""

    values: dict[str, float]
    label: bool
    query: str
    honest: bool
    kind: str = ""


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def picture(path: Path, longest: int = 640) -> U8:
    """A picture as the matcher gets it: at most `longest` pixels a side."""
    read = cv2.imread(str(path), cv2.IMREAD_COLOR)
    factor = longest / max(read.shape[:2])
    return cv2.resize(read, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) if factor < 1 else read


def seen(folder: Path) -> Iterator[Seen]:
    """Every place the verifier looks at in a part."""
    protected = rows(folder / "protected.jsonl")
    gallery = Gallery([look(picture(folder / row["file"])) for row in protected])
    for query in rows(folder / "queries.jsonl"):
        for one in gallery.found(picture(folder / query["file"])):
            verdict = one.verdict
            frame = gallery.register.frame(one.reference)
            values = inputs(verdict.measures, verdict.matrix, frame, verdict.support)
            values["beaten"] = verdict.beaten
            label = protected[one.reference]["id"] in query["labels"]
            kind = KINDS.get(protected[one.reference]["kind"], RightKind.WORK)
            yield Seen(values, label, query["id"], not query["labels"], kind.value)


def fitted(examples: list[Seen], names: list[str]) -> tuple[Table, float]:
    """Weights within their signs, and the bias, of least loss."""
    features = np.array([[one.values[name] for name in names] + [1.0] for one in examples])
    labels = np.array([one.label for one in examples], np.float64)
    low = np.array([-np.inf if name in AGAINST else 0.0 for name in names] + [-np.inf])
    high = np.array([0.0 if name in AGAINST else np.inf for name in names] + [np.inf])
    pull = np.array([PENALTY] * len(names) + [0.0])
    step = 4.0 / np.linalg.norm(features / np.sqrt(len(labels)), 2) ** 2
    weights = ahead = np.zeros(len(names) + 1)
    for turn in range(STEPS):
        off = 1.0 / (1.0 + np.exp(-features @ ahead)) - labels
        new = np.clip(ahead - step * (features.T @ off / len(labels) + pull * ahead), low, high)
        ahead = new + turn / (turn + 3) * (new - weights)
        weights = new
    return weights[:-1], float(weights[-1])


def odds(examples: list[Seen], names: list[str], weights: Table, bias: float) -> Table:
    return np.array([[one.values[name] for name in names] for one in examples]) @ weights + bias


def moved(examples: list[Seen], given: Table, honest: int) -> float:
    """How far the odds must fall so that few enough honest pictures stay above nought."""
    worst: dict[str, float] = {}
    for one, value in zip(examples, given, strict=True):
        if one.honest:
            worst[one.query] = max(worst.get(one.query, -np.inf), float(value))
    allowed = int(HONEST_FLAGGED * honest)
    ordered = sorted(worst.values(), reverse=True)
    return max(0.0, ordered[allowed] + 0.01) if len(ordered) > allowed else 0.0


def kinds(examples: list[Seen], given: Table) -> dict[str, float]:
    """By kind of right how far its odds must move to be right on average, pulled towards not at all."""
    made = {}
    for kind in sorted({one.kind for one in examples}):
        mine = np.array([one.kind == kind for one in examples])
        labels, own, shift = np.array([one.label for one in examples])[mine], given[mine], 0.0
        for _ in range(30):  # Newton's
            chance = 1 / (1 + np.exp(-np.clip(own + shift, -60, 60)))
            slope = float((chance * (1 - chance)).sum()) + KIND_PULL
            shift += (float((labels - chance).sum()) - KIND_PULL * shift) / slope
        made[kind] = round(min(shift, KIND_MOST), 3)
    return made


def words(folder: Path) -> None:
    """The fixed words of the corner index, from pictures of the fit part."""
    chosen = rows(folder / "queries.jsonl")[:: max(1, len(rows(folder / "queries.jsonl")) // WORDS_PICTURES)]
    greys = (brought(grey_of(picture(folder / row["file"])), 640) for row in chosen)
    codes = np.concatenate([points(grey, 400).codes for grey in greys])
    coarse = faiss.IndexBinaryFlat(256)
    lists = faiss.IndexBinaryIVF(coarse, 256, WORDS)
    lists.cp.niter = 12
    lists.train(codes)
    np.save(MATCHERS / "corner_words.npy", faiss.vector_to_array(coarse.xb).reshape(-1, 32))


def main(folder: Path, *, only_kinds: bool) -> None:
    """Fit on one part, set the operating point on the other, write."""
    fit = list(seen(folder / "fit"))
    tune = list(seen(folder / "tune"))
    both = [*fit, *tune]
    names = list(fit[0].values)
    weights, bias = np.array([WEIGHTS.get(name, 0.0) for name in names]), BIAS
    if not only_kinds:
        weights, bias = fitted(fit, names)
        honest = sum(
            not row["labels"] for part in ("fit", "tune") for row in rows(folder / part / "queries.jsonl")
        )
        bias -= moved(both, odds(both, names, weights, bias), honest)
    by_kind = kinds(both, odds(both, names, weights, bias))
    _write(names, weights, bias, by_kind, len(fit), len(rows(folder / "fit" / "protected.jsonl")))
    for part, examples in (("fit", fit), ("tune", tune)):
        given = odds(examples, names, weights, bias)
        given += np.array([by_kind[one.kind] for one in examples])
        right = sum(one.label and value > 0 for one, value in zip(examples, given, strict=True))
        wrong = sum(not one.label and value > 0 for one, value in zip(examples, given, strict=True))
        copies = sum(len(row["labels"]) for row in rows(folder / part / "queries.jsonl"))
        print(f"{part}: {right} of {copies} copies found, {wrong} false places; moved by kind: {by_kind}")


def _write(
    names: list[str], weights: Table, bias: float, by_kind: dict[str, float], examples: int, references: int
) -> None:
    listed = "".join(
        f'    "{n}": {w:.3f},\n' for n, w in zip(names, weights, strict=True) if abs(w) >= 0.0005
    )
    (MATCHERS / "verify_weights.py").write_text(
        '"""What each measure of a place is worth, in log-odds: written by `python -m bench.fit_copies`.\n\n'
        f"Fitted on {examples} places, the fit part of `bench.image_data`; the bias set on its tune part.\n"
        '"""\n\n'
        "from __future__ import annotations\n\nfrom typing import Final\n\n"
        "# How many references there were: with more of them chance finds more.\n"
        f"REFERENCES: Final = {references}\n"
        f"BIAS: Final = {bias:.3f}\nWEIGHTS: Final[dict[str, float]] = {{\n{listed}}}\n"
        "# By kind of right, so that one half is each kind's operating point.\n"
        f"KINDS: Final[dict[str, float]] = {json.dumps(by_kind)}\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    cv2.setNumThreads(1)
    faiss.omp_set_num_threads(1)
    named = [word for word in sys.argv[1:] if not word.startswith("--")]
    place = written(Path(named[0]) if named else CACHE)
    if "--words" in sys.argv:
        words(place / "fit")
    main(place, only_kinds="--kinds" in sys.argv)
