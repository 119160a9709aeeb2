"""Labelled pictures for the picture benches: references, copies in disguise, honest pictures, in three parts.

    python -m bench.image_data FOLDER        writes FOLDER/{fit,tune,test}

Everything follows from seeds and from photographs of free packages (`bench.image_photos`); parts share no
source. A part holds `protected.jsonl` and `queries.jsonl` (id, file, labels, family, variant, kind, style)
with pictures beside them. `test` alone has the variants in `image_edits.UNSEEN`, and Debian's photographs.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, NamedTuple

import cv2
import numpy as np

from bench.image_drawings import STYLE_NUMBERS, U8, Rng, drawn, staged
from bench.image_edits import SEEN, UNSEEN, fitted
from bench.image_photos import photographs
from domain.rights import RightKind

# Moved when pictures become others; the test part was drawn anew when dense collages were worked on.
VERSION: Final = 2
CACHE: Final = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "markwarden-bench"
PROTECTED_STYLES: Final = ("emblem", "mascot", "scene", "pattern", "landscape", "poster")
# What kind of right a drawing would be registered as; others are works.
KINDS: Final = {"emblem": RightKind.FIGURE, "mascot": RightKind.FIGURE, "figure": RightKind.FIGURE,
                "pattern": RightKind.DESIGN}  # fmt: skip
HONEST_SHARE: Final = 0.35
# Of honest pictures: other pictures of any style, of a reference's own style, its stage with other goods.
HONEST: Final = {"other": 0.45, "same_style": 0.25, "same_scene": 0.12, "text_only": 0.1, "blank": 0.08}
UNSEEN_SHARE: Final = 0.4
FIGURE_SHARE: Final = 0.1


class Size(NamedTuple):
    """How much a part holds; `first` is where its seeds begin."""

    references: int
    queries: int
    first: int


PARTS: Final = {"fit": Size(130, 1400, 1000), "tune": Size(70, 500, 2000), "test": Size(200, 2000, 4000)}


@dataclass(frozen=True)
class Query:
    """One labelled picture; `labels` names the references it copies."""

    id: str
    file: str
    labels: list[str]
    family: str
    variant: str
    kind: str
    style: str


class Source(NamedTuple):
    """A picture before anybody edits it."""

    style: str
    seed: int
    path: str = ""

    def picture(self) -> U8:
        if self.path:
            return cv2.imread(self.path, cv2.IMREAD_COLOR)
        return drawn(self.style, self.seed)


class Part:
    """The sources of one part: protected ones, and others that nobody protects."""

    def __init__(self, name: str, photos: Sequence[Path]) -> None:
        self.name, self.size = name, PARTS[name]
        protected = list(photos[: len(photos) * 2 // 3])
        self.free = [Source("photo", 0, str(path)) for path in photos[len(protected) :]]
        self.references = [Source("photo", 0, str(path)) for path in protected]
        styles = list(PROTECTED_STYLES)
        for i in range(self.size.references - len(protected)):
            style = "figure" if i % 10 == 9 else styles[i % len(styles)]
            self.references.append(Source(style, self.size.first + i))

    def other(self, rng: Rng, style: str = "") -> Source:
        """A picture that nobody protects."""
        if not style and self.free and rng.random() < 0.15:
            return self.free[int(rng.integers(len(self.free)))]
        named = style or str(rng.choice((*PROTECTED_STYLES, "figure")))
        return Source(named, self.size.first + 500_000 + int(rng.integers(100_000)))


def written(folder: Path) -> Path:
    """`folder` with all parts in it, made if they are not there."""
    done = folder / f"version-{VERSION}"
    if not done.exists():
        free, measuring = photographs(folder / "photos")
        parts = {"fit": free[::2], "tune": free[1::4], "test": [*free[3::4], *measuring]}
        for name in PARTS:
            _write(Part(name, parts[name]), folder / name)
        done.touch()
    return folder


def _write(part: Part, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "protected").mkdir(parents=True)
    (folder / "queries").mkdir()
    with (folder / "protected.jsonl").open("w", encoding="utf-8") as lines:
        for i, source in enumerate(part.references):
            name = f"{part.name[0]}p{i:04}"
            cv2.imwrite(
                str(folder / f"protected/{name}.jpg"), source.picture(), [cv2.IMWRITE_JPEG_QUALITY, 92]
            )
            row = {"id": name, "file": f"protected/{name}.jpg", "kind": source.style}
            lines.write(json.dumps(row) + "\n")
    with (folder / "queries.jsonl").open("w", encoding="utf-8") as lines:
        for query, picture in _queries(part):
            cv2.imwrite(str(folder / query.file), picture, [cv2.IMWRITE_JPEG_QUALITY, 88])
            lines.write(json.dumps(asdict(query)) + "\n")


def _queries(part: Part) -> Iterator[tuple[Query, U8]]:
    honest = round(part.size.queries * HONEST_SHARE)
    families = list(SEEN)
    for i in range(part.size.queries):
        rng = np.random.default_rng([part.size.first, i])
        name = f"{part.name[0]}q{i:05}"
        make = _honest(part, rng) if i < honest else _copy(part, rng, families[i % len(families)])
        labels, family, variant, kind, style, picture = make
        if max(picture.shape[:2]) > 800:
            picture = fitted(picture, 800)
        yield Query(name, f"queries/{name}.jpg", labels, family, variant, kind, style), picture


Made = tuple[list[str], str, str, str, str, U8]


def _copy(part: Part, rng: Rng, family: str) -> Made:
    while True:
        number = int(rng.integers(len(part.references)))
        source = part.references[number]
        # A flat figure cut or covered is no copy anybody can name.
        if source.style != "figure" or family in {"recompressed", "resized", "mirrored", "bordered"}:
            break
    picture, variant = _edited(part, rng, family, source.picture())
    return [f"{part.name[0]}p{number:04}"], family, variant, "copy", source.style, picture


def _honest(part: Part, rng: Rng) -> Made:
    family = str(rng.choice(list(HONEST), p=list(HONEST.values())))
    reference = part.references[int(rng.integers(len(part.references)))]
    match family:
        case "text_only" | "blank":
            source = part.other(rng, "lettering" if family == "text_only" else "blank")
        case "same_style":
            source = part.other(rng, reference.style if reference.style != "photo" else "emblem")
        case _:
            source = part.other(rng)
    picture = source.picture()
    if family == "same_scene":
        scenes = [one for one in part.references if one.style == "scene"]
        seed = scenes[int(rng.integers(len(scenes)))].seed
        stage, _ = np.random.default_rng([STYLE_NUMBERS["scene"], seed]).spawn(2)
        picture = staged(stage, rng)
    edit = str(rng.choice(list(SEEN)))
    picture, variant = _edited(part, rng, edit, picture)
    return [], family, variant, "honest", source.style, picture


def _edited(part: Part, rng: Rng, family: str, picture: U8) -> tuple[U8, str]:
    """The picture after an edit of the family; in the test part some are of a kind nobody fitted on."""
    unseen = [name for name, (of, _) in UNSEEN.items() if of == family]
    if part.name == "test" and unseen and rng.random() < UNSEEN_SHARE:
        name = str(rng.choice(unseen))
        return UNSEEN[name][1](picture, rng, lambda: part.other(rng).picture()), name
    return SEEN[family](picture, rng, lambda: part.other(rng).picture()), family


if __name__ == "__main__":
    print(written(Path(sys.argv[1]) if len(sys.argv) > 1 else CACHE))
