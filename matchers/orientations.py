"""The eight ways a picture may be turned and mirrored, applied to its spectrum instead of its pixels.

A mirror image has the same cosines with the odd ones negated, a picture turned about its diagonal the
transposed ones. The order is that of `NAMES`: mirrored by the lowest bit, upside down mirrored by the next,
transposed by the highest, the transposition first.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

COUNT: Final = 8
NAMES: Final = (
    *("upright", "mirrored", "upside_down_mirrored", "upside_down"),
    *("transposed", "turned_right", "turned_left", "transversed"),
)

Spectrum = NDArray[np.float64]


def signs(odd: NDArray[np.bool_]) -> Spectrum:
    """A spectrum's signs under four ways of mirroring, where `odd` says which frequencies are odd."""
    one = np.where(odd, -1.0, 1.0)
    columns, rows = np.broadcast_arrays(one[None, :], one[:, None])
    return np.stack((np.ones_like(columns), columns, rows, columns * rows))


def turned(spectrum: Spectrum, mirrored: Spectrum) -> Spectrum:
    """The spectra of the eight orientations, one a line, for signs made by `signs`."""
    both = np.stack((spectrum, spectrum.T))
    return (both[:, None] * mirrored[None]).reshape(COUNT, -1)


def above_median(spectra: Spectrum) -> NDArray[np.bool_]:
    """In each line, which values lie above its lower median; for an even number also above the median."""
    middle = (spectra.shape[1] - 1) // 2
    return spectra > np.partition(spectra, middle, axis=1)[:, middle, None]


def oriented(picture: NDArray[np.uint8], number: int) -> NDArray[np.uint8]:
    """The pixels of the picture in orientation `number`, 0 to 7; bands stay where they are."""
    made = picture.swapaxes(0, 1) if number & 4 else picture
    if number & 1:
        made = made[:, ::-1]
    return made[::-1] if number & 2 else made
