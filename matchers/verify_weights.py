"""What each measure of a place is worth, in log-odds: written by `python -m bench.fit_copies`.

Fitted on 2422 places, the fit part of `bench.image_data`; the bias set on its tune part.
"""

from __future__ import annotations

from typing import Final

# How many references there were: with more of them chance finds more.
REFERENCES: Final = 130
BIAS: Final = -17.168
WEIGHTS: Final[dict[str, float]] = {
    "cells": 0.623,
    "low_cells": 1.291,
    "high_cells": 0.418,
    "texture": 1.162,
    "low_texture": 1.273,
    "mid_texture": 0.838,
    "least_texture": 1.669,
    "field": 0.785,
    "low_outline": 5.677,
    "good_outline": 0.439,
    "visible": 3.686,
    "shown": 2.178,
    "cells_texture": 1.218,
    "sure_held": 0.192,
    "field_evidence": 0.083,
    "field_held": 3.148,
    "outline_held": 1.862,
    "little": -3.347,
    "fitting": 1.172,
    "held": 3.306,
    "spread": 2.476,
    "width": 1.109,
    "small": -0.028,
    "beaten": -5.021,
}
