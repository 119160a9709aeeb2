"""PDQ, the 256-bit hash of a grey picture with its quality, in one or all of eight orientations.

Source: Meta, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", 2019. Blurring,
sampling and transforming are one linear map a side, so they are multiplied out once for each length.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchers.orientations import above_median, signs, turned

BYTES: Final = 32
# Of 100: below it a picture shows too little for its bits to mean anything (the paper's own gate).
LEAST_QUALITY: Final = 50

_SAMPLES: Final = 64
_KEPT: Final = 16
# The paper's scale: sums of gradients, in per cent of the grey range, that mean full quality.
_FULL_QUALITY: Final = 90


class Pdq(NamedTuple):
    """Hashes, shape (orientations, 32) of bytes, and the quality of their picture, 0 to 100."""

    hashes: NDArray[np.uint8]
    quality: int


def _cosines() -> NDArray[np.float32]:
    places = np.arange(1, _KEPT + 1)[:, None] * (2 * np.arange(_SAMPLES) + 1)[None, :]
    made: NDArray[np.float64] = np.sqrt(2 / _SAMPLES) * np.cos(np.pi / 2 / _SAMPLES * places)
    return made.astype(np.float32)


_COSINES: Final = _cosines()
# The mean is left out: the first frequency kept is odd.
_SIGNS: Final = signs(np.arange(_KEPT) % 2 == 0)


def pdq(grey: NDArray[np.uint8], *, factor: int = 1) -> Pdq:
    """The hash of a picture as it stands, shape (1, 32).

    Args:
        factor: how many pixels of the picture a side went into each of `grey`. Sampling then follows the
            grid of the picture before it was made smaller, from which it would else be shifted.
    """
    small = _sampled(grey, factor)
    return Pdq(_bits(_spectrum(small).reshape(1, -1)), _quality(small))


def pdq_orientations(grey: NDArray[np.uint8], *, factor: int = 1) -> Pdq:
    """The hashes of a picture in eight orientations, in the order of `matchers.orientations`.

    They are those of the published tools. A picture turned first and hashed then may differ by some more bits
    (up to 28 seen), because the definition samples a side of most lengths not quite symmetrically.
    """
    small = _sampled(grey, factor)
    return Pdq(_bits(turned(_spectrum(small), _SIGNS)), _quality(small))


def turned_hashes(bits: bytes) -> NDArray[np.uint8]:
    """What the hashes of the eight orientations would be, from the bits of one, shape (8, 32).

    Nearly: a bit is off where a coefficient lies between the median and zero, some ten of 256; with the
    pixels at hand, `pdq_orientations` is exact.
    """
    one = np.where(_unpacked(bits), 1.0, -1.0)
    return _packed(turned(one, _SIGNS) > 0)


def _sampled(grey: NDArray[np.uint8], factor: int) -> NDArray[np.float32]:
    """The picture blurred and sampled at 64 by 64 places."""
    return _along(_along(grey.astype(np.float32), factor).T, factor).T


def _along(lines: NDArray[np.float32], factor: int) -> NDArray[np.float32]:
    """Lines blurred and sampled at 64 places; few of them enter each, so no matrix is multiplied."""
    taken, weights = _sampler(len(lines), factor)
    made = lines[taken[0]] * weights[0][:, None]
    for places, shares in zip(taken[1:], weights[1:], strict=True):
        made += lines[places] * shares[:, None]
    return np.ascontiguousarray(made)


def _spectrum(small: NDArray[np.float32]) -> NDArray[np.float64]:
    return (_COSINES @ small @ _COSINES.T).astype(np.float64)


def _quality(small: NDArray[np.float32]) -> int:
    """How much there is to see: steps between neighbours, each cut to whole per cents."""
    down, across = np.diff(small, axis=0), np.diff(small, axis=1)
    steps = (np.abs(np.trunc(each * (100 / 255))).sum() for each in (down, across))
    return min(100, int(sum(steps)) // _FULL_QUALITY)


def _bits(spectra: NDArray[np.float64]) -> NDArray[np.uint8]:
    return _packed(above_median(spectra))


def _packed(bits: NDArray[np.bool_]) -> NDArray[np.uint8]:
    # The order of the published tools: the last coefficient first.
    return np.packbits(bits[:, ::-1], axis=1)


def _unpacked(bits: bytes) -> NDArray[np.uint8]:
    return np.unpackbits(np.frombuffer(bits, np.uint8))[::-1].reshape(_KEPT, _KEPT)


class _Sampler(NamedTuple):
    """For each of some turns and each of 64 places: which line is taken, and its share."""

    taken: NDArray[np.intp]
    weights: NDArray[np.float32]


@lru_cache(maxsize=4096)
def _sampler(length: int, factor: int) -> _Sampler:
    """Two box blurs and the sampling of a side of `length` pixels, each of `factor` of the whole picture."""
    whole = length * factor
    places = ((np.arange(_SAMPLES) + 0.5) * whole / _SAMPLES).astype(int)
    once, shares = _window(places, whole)
    twice, parts = _window(once, whole)
    lines = np.clip(twice, 0, whole - 1) // factor
    first = lines.min(axis=(1, 2))
    turns = int((lines.max(axis=(1, 2)) - first).max()) + 1
    cells = (lines - first[:, None, None]) + np.arange(_SAMPLES)[:, None, None] * turns
    weights = np.bincount(cells.ravel(), (shares[..., None] * parts).ravel(), minlength=_SAMPLES * turns)
    taken = np.minimum(first + np.arange(turns)[:, None], length - 1)
    return _Sampler(taken, np.ascontiguousarray(weights.reshape(_SAMPLES, turns).T, np.float32))


def _window(places: NDArray[np.int_], length: int) -> tuple[NDArray[np.int_], NDArray[np.float64]]:
    """The pixels a moving mean takes in at each place, and their shares: at the ends of what there is."""
    window = (length + 2 * _SAMPLES - 1) // (2 * _SAMPLES)
    after = (window + 2) // 2 - 1
    taken = places[..., None] + np.arange(after - window + 1, after + 1)
    inside = (taken >= 0) & (taken < length)
    return taken, inside / np.maximum(inside.sum(axis=-1, keepdims=True), 1)
