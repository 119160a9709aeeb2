"""Every feature a score is made of is explained where its files are described."""

from __future__ import annotations

import re
from pathlib import Path

from matchers.score import GATES, ODDS, counts_as

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "match-files.md"


def test_every_feature_is_documented_as_it_enters() -> None:
    """Each weighed feature and each gate stands in one row of the reference, with how it enters the score."""
    told: dict[str, list[str]] = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 3:
            for feature in re.findall(r"`([a-z_]+)`", cells[0]):
                told.setdefault(feature, []).append(cells[1])
    wrong = {
        feature: told.get(feature)
        for feature in {*ODDS, *GATES}
        if counts_as(feature) not in told.get(feature, [])
    }
    assert wrong == {}
