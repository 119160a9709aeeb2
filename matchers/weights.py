"""What each reason is worth, in log-odds: written by `python -m bench.fit_text`, not by hand.

Fitted on 3024 pairs of a listing and a mark, the fit part of `bench/data/text/` and phantom marks.
By hand, for want of labelled listings: `origin_unknown`, `inside_longer`.
"""

from __future__ import annotations

from typing import Final

WEIGHTS: Final[dict[str, float]] = {
    "prior": 0.0,
    "exact_text": 1.14,
    "disguised_text": 4.64,
    "glued_text": 1.67,
    "shape_text": 0.84,
    "split_text": 2.83,
    "lookalike_text": 1.26,
    "homophone_text": 0.16,
    "mixed_text": 2.61,
    "pinyin_text": 2.86,
    "initials_text": 2.07,
    "near_text": 4.34,
    "short_word": 0.0,
    "common_word": -4.74,
    "inside_word": -4.65,
    "across_words": -1.29,
    "ordinary_word": -4.8,
    "sign_use": 6.06,
    "in_seller": 1.24,
    "in_description": 1.42,
    "in_ocr": 1.26,
    "in_category": -0.13,
    "inside_longer": -4.0,
    "nominative": -3.48,
    "loose_fit": -3.35,
    "accessory": -0.04,
    "disclaimer": -5.03,
    "comparison": -1.6,
    "goods_agree": 1.1,
    "any_goods": 0.0,
    "goods_word": 0.0,
    "goods_unconfirmed": 0.0,
    "brand_field": 1.33,
    "origin_unknown": -0.5,
}
