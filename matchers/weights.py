"""What each reason is worth, in log-odds: written by `python -m bench.fit_text`, not by hand.

Fitted on 2949 pairs of a listing and a mark, the fit part of `bench/data/text/` and phantom marks.
By hand, for want of labelled listings: `origin_unknown`, `inside_longer`.
"""

from __future__ import annotations

from typing import Final

WEIGHTS: Final[dict[str, float]] = {
    "prior": 0.0,
    "exact_text": 1.0,
    "disguised_text": 4.62,
    "glued_text": 2.01,
    "shape_text": 0.51,
    "split_text": 3.04,
    "lookalike_text": 1.78,
    "homophone_text": 1.75,
    "mixed_text": 2.62,
    "pinyin_text": 2.62,
    "initials_text": 2.54,
    "near_text": 3.19,
    "short_word": 0.0,
    "common_word": -7.19,
    "across_words": -0.99,
    "ordinary_word": -5.03,
    "sign_use": 6.43,
    "in_seller": -0.07,
    "in_description": 1.52,
    "in_ocr": 1.32,
    "in_category": -0.5,
    "inside_longer": -4.0,
    "nominative": -2.49,
    "accessory": -0.18,
    "disclaimer": -4.82,
    "comparison": -1.62,
    "goods_agree": 1.12,
    "any_goods": 0.0,
    "goods_word": 0.0,
    "goods_unconfirmed": 0.0,
    "brand_field": 1.36,
    "origin_unknown": -0.5,
}
