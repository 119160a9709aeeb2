"""The perceptual hash of a grey picture: 64 bits by the definition of `imagehash.phash`."""

from __future__ import annotations

from typing import Final

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from matchers.orientations import above_median, signs, turned

SIDE: Final = 32
_KEPT: Final = 8
# Coefficients reach a million and are sums of a thousand products: this is far above what is lost in them.
_ROUNDING: Final = 1e-3
# Grey levels between the darkest and the lightest of 32 by 32 samples. Below this the
# compression's own noise decides the bits of a hash, and every plain card looks alike.
LEAST_CONTRAST: Final = 8


def _cosines() -> NDArray[np.float64]:
    """The first rows of a DCT-II without scaling, as scipy.fftpack gives it."""
    places = np.arange(_KEPT)[:, None] * (2 * np.arange(SIDE) + 1)[None, :]
    return 2 * np.cos(np.pi * places / (2 * SIDE))


_COSINES: Final = _cosines()
# The first frequency is the mean: even under every flip.
_SIGNS: Final = signs(np.arange(_KEPT) % 2 == 1)


def samples(grey: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """The picture at 32 by 32; None where it shows too little to have a hash."""
    small = Image.fromarray(grey).resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    darkest, lightest = small.getextrema()
    enough = lightest - darkest >= LEAST_CONTRAST  # type: ignore[operator]  # one band: two numbers
    return np.asarray(small) if enough else None


def phash(grey: NDArray[np.uint8]) -> int | None:
    """The 64 bits of `imagehash.phash`, or None for a picture without contrast."""
    small = samples(grey)
    return None if small is None else _values(_spectrum(small).reshape(1, -1))[0]


def phash_orientations(grey: NDArray[np.uint8]) -> tuple[int, ...]:
    """The hashes of the eight orientations, in the order of `matchers.orientations`; () without contrast."""
    small = samples(grey)
    return () if small is None else _values(turned(_spectrum(small), _SIGNS))


def moved_bits(grey: NDArray[np.uint8]) -> int:
    """How many bits of `phash` are not those of `imagehash.phash`; bits that are but rounding are left out.

    A picture that is its own mirror image has coefficients of zero, whose bits are anybody's.
    """
    small = samples(grey)
    if small is None:
        return 0
    published = imagehash.phash(Image.fromarray(grey)).hash.ravel()
    spectrum = _spectrum(small).reshape(1, -1)
    apart = np.abs(spectrum - np.median(spectrum))
    return int(((above_median(spectrum) != published) & (apart > _ROUNDING))[0].sum())


def _spectrum(small: NDArray[np.uint8]) -> NDArray[np.float64]:
    return _COSINES @ small.astype(np.float64) @ _COSINES.T


def _values(spectra: NDArray[np.float64]) -> tuple[int, ...]:
    packed = np.packbits(above_median(spectra), axis=1)
    return tuple(int.from_bytes(line.tobytes(), "big") for line in packed)
