"""What each measure of a place is worth, in log-odds: written by `python -m bench.fit_copies`.

Fitted on 2432 places, the fit part of `bench.image_data`; the bias set on its tune part.
"""

from __future__ import annotations

from typing import Final

# How many references there were: with more of them chance finds more.
REFERENCES: Final = 130
BIAS: Final = -21.988
WEIGHTS: Final[dict[str, float]] = {
    "edges": 0.661,
    "cells": 0.419,
    "low_cells": 1.591,
    "high_cells": 2.474,
    "texture": 0.818,
    "low_texture": 2.323,
    "least_texture": 2.386,
    "field": 1.537,
    "low_outline": 5.347,
    "good_outline": 0.956,
    "visible": 5.186,
    "shown": 2.857,
    "cells_texture": 0.453,
    "field_held": 3.308,
    "outline_held": 1.615,
    "little": -3.798,
    "fitting": 1.243,
    "held": 3.330,
    "spread": 3.021,
    "width": 1.724,
    "small": -0.054,
    "stretch": -0.461,
    "beaten": -6.624,
}
# By kind of right, so that one half is each kind's operating point.
KINDS: Final[dict[str, float]] = {"design": 0.4, "figure": -0.79, "work": 0.4}
