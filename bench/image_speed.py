"""Speed of picture hashing and of hash search: bytes to hashes beside the naive way, and a million searched.

Process time of one thread; drawings and textures made here from a seed. `--write FILE` keeps the table.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

# One core is measured: no library may take the other.
for _key in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[_key] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import imagehash  # noqa: E402
import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402
from PIL import Image, ImageDraw, ImageFilter  # noqa: E402

from matchers.crops import crops  # noqa: E402
from matchers.decoding import greys, look  # noqa: E402
from matchers.hamming import HammingIndex, by_numpy  # noqa: E402
from matchers.hashes import read_picture  # noqa: E402
from matchers.orientations import COUNT, oriented  # noqa: E402
from matchers.pdq import pdq, pdq_orientations, turned_hashes  # noqa: E402
from matchers.phash import phash, phash_orientations  # noqa: E402

try:
    import pdqhash
except ImportError:  # has no wheels for Linux; its part of the naive way is then left out, and said so
    pdqhash = None

PICTURES = 40
SIDE = 800
QUALITY = 85
# Makes an 800 by 800 JPEG of about 90 kB, as shops have them.
GRAIN = 3.5
STORED = 1_000_000


class Line(NamedTuple):
    """One row of a table."""

    name: str
    cells: tuple[str, ...]


def scene(seed: int, side: int) -> Image.Image:
    """A picture with soft ground, shapes and fine grain, about as hard to compress as a photograph."""
    rng, random_ = np.random.default_rng(seed), random.Random(seed)
    coarse = rng.integers(0, 256, (6, 6, 3), np.uint8)
    picture = Image.fromarray(coarse).resize((side, side), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(picture)
    for _ in range(30):
        x, y, reach = (
            random_.randrange(side),
            random_.randrange(side),
            random_.randrange(side // 20, side // 4),
        )
        colour = tuple(random_.randrange(256) for _ in range(3))
        shape = random_.choice((draw.ellipse, draw.rectangle))
        shape((x - reach, y - reach // 2, x + reach, y + reach // 2), fill=colour)
    picture = picture.filter(ImageFilter.GaussianBlur(side / 800))
    grain = rng.normal(0, GRAIN, (side, side, 1))
    return Image.fromarray(np.clip(np.asarray(picture) + grain, 0, 255).astype(np.uint8))


def encoded(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **({"quality": QUALITY} if kind == "JPEG" else {}) | options)
    return file.getvalue()


def milliseconds(work: Callable[[Any], object], inputs: Sequence[Any], *, rounds: int) -> float:
    """Process time an input: of each the fastest of several rounds, since the machine is not ours alone."""
    fastest = [float("inf")] * len(inputs)
    for _ in range(rounds):
        for place, one in enumerate(inputs):
            begun = time.process_time()
            work(one)
            fastest[place] = min(fastest[place], time.process_time() - begun)
    return 1000 * sum(fastest) / len(inputs)


def ours(data: bytes) -> object:
    seen = greys(data)
    return phash_orientations(seen.first), pdq_orientations(seen.first, factor=seen.factor)


def naive(data: bytes) -> object:
    """What a user would write: every orientation turned and hashed; PDQ has its own eight."""
    with Image.open(io.BytesIO(data)) as opened:
        picture = opened.convert("RGB")
    pixels = np.asarray(picture)
    short = [imagehash.phash(Image.fromarray(oriented(pixels, number))) for number in range(COUNT)]
    return short, pdqhash.compute_dihedral(pixels) if pdqhash else None


def naive_upright(data: bytes) -> object:
    """The same for one orientation only."""
    with Image.open(io.BytesIO(data)) as opened:
        picture = opened.convert("RGB")
    return imagehash.phash(picture), pdqhash.compute(np.asarray(picture)) if pdqhash else None


def hashing(files: Sequence[bytes]) -> Iterator[Line]:
    """Pictures a second of each way, and the parts of ours."""
    grey = [greys(data) for data in files]
    fast = milliseconds(ours, files, rounds=15)
    few = files[:10]
    ways: tuple[tuple[str, Callable[[Any], object], Sequence[Any], int], ...] = (
        ("naive, the same hashes", naive, few, 3),
        ("naive, one orientation", naive_upright, few, 3),
        ("ours with trims, panels and tiles, as kept", lambda d: read_picture(d, ""), files, 5),
        ("part: decode, reduced, in grey", greys, files, 15),
        ("part: pHash, eight", lambda g: phash_orientations(g.first), grey, 9),
        ("part: PDQ, eight", lambda g: pdq_orientations(g.first, factor=g.factor), grey, 9),
        ("part: finding trims, panels and tiles", lambda g: list(crops(g.first)), grey, 9),
        ("look in colour, at most 640 a side", lambda d: look(d, 640), files, 5),
    )
    yield _rate("ours: bytes to pHash and PDQ in eight orientations", fast, fast)
    for name, work, inputs, rounds in ways:
        yield _rate(name, milliseconds(work, inputs, rounds=rounds), fast)


def _rate(name: str, ms: float, ours_ms: float) -> Line:
    return Line(name, (f"{ms:.2f}", f"{1000 / ms:,.0f}", f"{ms / ours_ms:.1f}"))


def reduction() -> Iterator[Line]:
    """Bits by which hashes of the reduced picture differ from those of the whole one."""
    for name, side, kind, options in (
        ("JPEG", 300, "JPEG", {}),
        ("JPEG", 500, "JPEG", {}),
        ("JPEG", 800, "JPEG", {}),
        ("JPEG, 4:4:4, quality 95", 800, "JPEG", {"quality": 95, "subsampling": 0}),
        ("JPEG", 1600, "JPEG", {}),
        ("JPEG", 3000, "JPEG", {}),
        ("PNG", 800, "PNG", {}),
        ("WebP", 800, "WEBP", {}),
        ("AVIF", 800, "AVIF", {}),
    ):
        short, long = zip(
            *(_differences(encoded(scene(seed, side), kind, **options)) for seed in range(20)), strict=True
        )
        yield Line(
            f"{name}, {side} by {side}",
            (f"{np.mean(short):.2f}", str(max(short)), f"{np.mean(long):.2f}", str(max(long))),
        )


def _differences(data: bytes) -> tuple[int, int]:
    seen = greys(data)
    with Image.open(io.BytesIO(data)) as opened:
        picture = opened.convert("RGB")
    whole = np.asarray(picture.convert("L"))
    reference = int(str(imagehash.phash(picture)), 16)
    long = _theirs(picture) if pdqhash else pdq(whole).hashes[0]
    return (
        ((phash(seen.first) or 0) ^ reference).bit_count(),
        int(np.bitwise_count(pdq(seen.first, factor=seen.factor).hashes[0] ^ long).sum()),
    )


def _theirs(picture: Image.Image) -> NDArray[np.uint8]:
    return np.packbits(pdqhash.compute(np.asarray(picture))[0])


def turning() -> Line:
    """Bits by which the orientations derived from kept bits differ from those of the pixels."""
    apart = [
        np.bitwise_count(turned_hashes(made.hashes[0].tobytes()) ^ made.hashes).sum(axis=1)
        for made in (pdq_orientations(np.asarray(scene(seed, 400).convert("L"))) for seed in range(40))
    ]
    return Line("from kept bits, 40 pictures, 8 orientations", (f"{np.mean(apart):.1f}", str(np.max(apart))))


def searching() -> Iterator[Line]:
    """Milliseconds a query at `STORED` hashes, and what adding, saving and opening take."""
    rng = np.random.default_rng(7)
    for name, width, within in (("pHash, 64 bits, within 10", 8, 10), ("PDQ, 256 bits, within 92", 32, 92)):
        stored = rng.integers(0, 256, (STORED, width), np.uint8)
        queries = [stored[place : place + 1] for place in range(20)]
        with tempfile.TemporaryDirectory() as home:
            index = HammingIndex(width)
            index.add(stored, np.arange(STORED))
            saved = milliseconds(lambda _: index.save(Path(home) / "index"), [0], rounds=1)  # noqa: B023
            opened = milliseconds(lambda _: HammingIndex.open(Path(home) / "index"), [0] * 9, rounds=3)
            index = HammingIndex.open(Path(home) / "index")
            search = milliseconds(lambda q: index.near(q, within=within), queries, rounds=5)  # noqa: B023
            plain = milliseconds(lambda q: list(by_numpy(q, stored, within)), queries[:5], rounds=2)  # noqa: B023
            added = milliseconds(lambda q: index.add(q, np.zeros(1, np.int64)), queries, rounds=3)  # noqa: B023
        yield Line(name, (f"{search:.2f}", f"{plain:.1f}", f"{added:.3f}", f"{saved:.0f}", f"{opened:.2f}"))


def table(head: Sequence[str], lines: Sequence[Line]) -> str:
    rows = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    return "\n".join((*rows, *(f"| {line.name} | {' | '.join(line.cells)} |" for line in lines)))


def report() -> str:
    files = [encoded(scene(seed, SIDE)) for seed in range(PICTURES)]
    kilobytes = sum(map(len, files)) / len(files) / 1000
    beside = (
        "imagehash and pdqhash" if pdqhash else "imagehash (pdqhash is not installed: its part is missing)"
    )
    hashes = table(("way", "ms a picture", "pictures a second", "times ours"), list(hashing(files)))
    bits = table(("file", "pHash, mean", "most", "PDQ, mean", "most"), list(reduction()))
    turned = turning()
    found = table(
        ("hashes", "ms a query", "with numpy alone", "adding one, ms", "saving, ms", "opening, ms"),
        list(searching()),
    )
    return f"""# Pictures: speed

Made by `./run bench image-speed`. One core, process time, of each picture the fastest of several rounds;
{PICTURES} seeded pictures of {SIDE} by {SIDE}, JPEG of {kilobytes:.0f} kB on average, quality {QUALITY}.

## Bytes to hashes

The naive way is Pillow with {beside}.

{hashes}

## What reading a reduced picture changes

A picture is decoded at a half, quarter or eighth, or averaged by the largest whole factor, that keeps its
shorter side at 192 pixels or more. Bits that differ from `imagehash.phash` (of 64) and from PDQ (of 256) of
the whole picture, 20 pictures each. A picture that is not reduced has the very bits of `imagehash.phash`. A
drawing that is its own mirror image has coefficients that are nothing but rounding: any two ways differ.

{bits}

The eight orientations of a kept PDQ are derived from its bits where the pixels are not at hand:
{turned.cells[0]} bits off on average, at most {turned.cells[1]} ({turned.name}).

## Search

Every hash of {STORED:,} is compared, so none is missed; opened from a file that stays on disk.

{found}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, help="keep the table in this file")
    wish = parser.parse_args()
    text = report()
    print(text)
    if wish.write:
        wish.write.write_text(text)


if __name__ == "__main__":
    main()
