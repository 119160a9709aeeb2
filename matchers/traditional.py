"""Traditional Chinese characters and variants, by their simplified twins: for comparison only."""

from __future__ import annotations

from typing import Final

from matchers.sheets import entries

SIMPLIFIED: Final = {pair[0]: pair[1] for pair in entries("simplified")}
