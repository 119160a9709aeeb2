"""What each measure of a place is worth, in log-odds: written by `python -m bench.fit_copies`.

Fitted on 2442 places, the fit part of `bench.image_data`; the bias set on its tune part.
"""

from __future__ import annotations

from typing import Final

# How many references there were: with more of them chance finds more.
REFERENCES: Final = 130
BIAS: Final = -18.645
WEIGHTS: Final[dict[str, float]] = {
    "cells": 1.373,
    "low_cells": 3.024,
    "mid_cells": 0.062,
    "high_cells": 1.893,
    "good_cells": 0.892,
    "texture": 1.006,
    "low_texture": 2.374,
    "mid_texture": 0.429,
    "least_texture": 1.729,
    "good_texture": 0.312,
    "field": 0.838,
    "visible": 3.737,
    "shown": 1.935,
    "cells_texture": 1.391,
    "field_evidence": 0.565,
    "field_held": 3.534,
    "little": -3.842,
    "fitting": 1.304,
    "held": 3.972,
    "spread": 3.202,
    "width": 1.051,
    "small": -0.013,
    "stretch": -1.086,
    "beaten": -6.464,
}
