"""What each measure of a place is worth, in log-odds: written by `python -m bench.fit_copies`.

Fitted on 2474 places, the fit part of `bench.image_data`; the bias set on its tune part.
"""

from __future__ import annotations

from typing import Final

# How many references there were: with more of them chance finds more.
REFERENCES: Final = 130
BIAS: Final = -23.144
WEIGHTS: Final[dict[str, float]] = {
    "edges": 0.605,
    "cells": 0.981,
    "low_cells": 1.385,
    "high_cells": 2.812,
    "texture": 0.759,
    "low_texture": 2.196,
    "least_texture": 2.189,
    "field": 1.519,
    "low_outline": 5.399,
    "good_outline": 1.257,
    "visible": 4.786,
    "shown": 3.184,
    "cells_texture": 0.846,
    "field_evidence": 0.034,
    "field_held": 3.635,
    "outline_held": 1.474,
    "little": -3.813,
    "fitting": 1.264,
    "held": 3.748,
    "spread": 2.787,
    "width": 1.887,
    "small": -0.009,
    "stretch": -1.010,
    "beaten": -6.389,
}
